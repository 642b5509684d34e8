#pragma once

#include "core/model/study.hpp"
#include "core/model/study_result.hpp"

namespace gassan::test {

struct MadeStudy {
    Study study;
    StudyResult result;
};

/// A finished study made by hand, with nothing symmetric in it. Sheet:
///
///     =cmd        positive  ok       specimen "s, 1"
///     QC "1"      positive  ok       qc
///     検体 2      negative  ok       specimen "s, 1"
///     broken      nobody knows, failed before it was read
///     warned      positive  warned (not aligned), specimen rep
///     rep2        positive  ok       specimen rep
///     lost        the sheet says negative; failed
///
/// Positive table (in TU) of features F1, F2, F3, its columns in another order than the sheet; negative table (in 1/s)
/// of N1 alone. Every kind of cell occurs, and F3 has no number at all.
[[nodiscard]] MadeStudy made_study();

}  // namespace gassan::test
