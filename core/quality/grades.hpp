#pragma once

#include "core/quality/quality_view.hpp"

namespace gassan {

/// QCs whose logarithm lies further than `sd` robust standard deviations from the median of all (values themselves
/// where one is zero or below); none where the robust standard deviation is 0.
[[nodiscard]] std::size_t outlying_qcs(const Numbers& qcs, double sd);

/// The letter of an RSD by the bounds of params; no C where the rule is "targeted".
[[nodiscard]] Grade grade_of(double rsd_percent, const QualityParams& params);

/// Grades by the plain RSD; by the robust one where few QCs (one, or a tenth of all) are outlying and part the two
/// letters. Needs out.qc, out.qc_kinds and out.outlying_qcs; sets grade and basis.
void judge_grade(const QualityView& view, VariableQuality& out);

/// Sets out.flags by all else that was judged.
void judge_flags(const QualityView& view, VariableQuality& out);

}  // namespace gassan
