#pragma once

/// \file
/// How the internal standards did, run by run.
///
/// An internal standard that was suppressed to a third makes everything in its run three times too high. One that was
/// injected half like all else is doing its work. What tells them apart is the company: other internal standards and
/// markers of the run.

#include "core/model/quantity.hpp"
#include "core/quantify/quantify_params.hpp"

#include <span>
#include <vector>

namespace gassan {

/// May a sample have a value in a row: is it of its polarity, as far as the sheet tells?
[[nodiscard]] bool is_of_polarity(const Sample& sample, Polarity polarity);

/// Every internal standard in every run of its polarity, by row, then sample. It failed where it
/// - has no area: missing, not measured, the run failed;
/// - is saturated;
/// - lies off its usual area by params.standard_least_change and standard_outlier_sd robust standard deviations, and
/// the
///   other internal standards and markers of the run did not go with it; where there are none, its own area decides.
/// Usual is the median among standards, among blanks, and among samples and QCs each, where there are five; else of
/// all. The reason names the internal standards that did well in the run.
/// low and high are these bounds as areas; NaN where too few runs tell.
[[nodiscard]] std::vector<StandardTrend> standard_trends(const Study& study, std::span<const Compound> compounds,
                                                         std::span<const CompoundRow> rows,
                                                         const QuantifyParams& params);

}  // namespace gassan
