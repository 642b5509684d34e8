#pragma once

#include "core/model/value_table.hpp"

namespace gassan {

/// A table as its quality is looked at: values and limits on the linear scale, samples in the order of injection (of
/// one order: by name), those whose order is not told behind the others as they stood. Two tables that differ in the
/// order of their samples alone come out the same where all orders are told.
/// \throws ParameterError for a table on a scale that does not lead back (glog, scaled)
[[nodiscard]] ValueTable quality_table(const ValueTable& table);

/// Does injection_order begin anew in each batch? So it does where two runs of one polarity and of different batches
/// share an order. Then quality_table takes batch after batch, by name.
[[nodiscard]] bool orders_restart(const Study& study);

}  // namespace gassan
