#pragma once

#include "core/quality/quality_view.hpp"

namespace gassan {

/// Counts the cells of a variable by kind, and tells in which share of QCs, samples and each group it has a number.
/// Runs that failed are no part of a share; cells that were not measured are, as not detected. A group without any
/// number while another has one is listed: that is a result, not a fault.
void judge_detection(const QualityView& view, std::size_t variable, VariableQuality& out);

/// Against blanks: the median of QCs (of samples, where no QC has a number) over the median of blanks, in which nothing
/// found counts as 0. Nothing is subtracted.
void judge_blanks(const QualityView& view, std::size_t variable, VariableQuality& out);

}  // namespace gassan
