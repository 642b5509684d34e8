#pragma once

#include "core/quality/quality_view.hpp"

namespace gassan {

/// How well specimens that were measured twice or more agree: the CV of logarithms within specimens, and ICC(1,1), the
/// share of their variance that lies between specimens, negative estimates as 0 (McGraw and Wong 1996). Samples of one
/// specimen_id and one dilution repeat each other; QCs do not count. NaN where no specimen has two numbers, where a
/// number is zero or below, and for the ICC with one such specimen.
void judge_duplicates(const QualityView& view, std::size_t variable, VariableQuality& out);

}  // namespace gassan
