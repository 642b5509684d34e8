#pragma once

#include "core/quality/quality_view.hpp"

namespace gassan {

/// RSD, D-ratio, technical ICC and variance components of QCs (qc_metrics), over the numbers alone. Where samples are
/// of several groups the spread in the D-ratios is that about each group's mean (its median for the robust one): a
/// difference between groups is no reason to trust a compound more. With fewer numbers in QCs than params.least_qcs
/// everything but mean and median stays NaN.
void judge_spread(const QualityView& view, std::size_t variable, VariableQuality& out);

}  // namespace gassan
