#pragma once

/// \file
/// What samples do to ions that standards do not, as far as internal standards tell it.
///
/// Every vial has as much of an internal standard. In samples each of them is suppressed by what comes with it, and one
/// more than another; an analyte is suppressed likewise, by an unknown share. How much the internal standards disagree
/// says how much an analyte and the one that divides it may. docs/methods/quantification.md

#include "core/model/quantity.hpp"

#include <span>

namespace gassan {

/// The relative standard deviation that a ratio of two ions of this polarity has in samples and QCs beyond what
/// standards show: sqrt(2) times the standard deviation, over internal standards, of (their median ln area in samples
/// and QCs less that in standards), less what the scatter of those medians explains. 0 where fewer than two internal
/// standards have three runs of each kind. \param trends of standard_trends: runs in which a standard failed do not
/// count
[[nodiscard]] double matrix_shift_sd(Polarity polarity, const Study& study, std::span<const Compound> compounds,
                                     std::span<const CompoundRow> rows, std::span<const StandardTrend> trends);

}  // namespace gassan
