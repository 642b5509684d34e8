#pragma once

#include "core/model/spectrum.hpp"

#include <string>

namespace gassan {

/// One row of limits.tsv: where a person wants a peak to begin and to end.
struct IntegrationLimits {
    std::string sample_id;
    std::string feature_id, compound_id;  ///< one of them; the other is ""
    double begin_s = no_value, end_s = no_value;
    std::string reason, by;  ///< "" = not told
    std::string place;       ///< where it stands in its table: "line 3"
};

}  // namespace gassan
