#pragma once

/// \file
/// Method validations (preset `method`) with known truth for names: what each feature of the study truly is.
/// Definitions: bench/README.md, annotation.

#include "core/model/compound.hpp"
#include "core/model/mobility.hpp"
#include "core/model/study.hpp"
#include "core/model/study_result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gassan::bench {

/// What most of a feature's peaks truly are. Empty: nothing of the sample (background, noise).
struct TrueName {
    std::string compound_id, ion;
    bool main = false;  ///< the monoisotopic line of the compound's main ion
};

/// A study as the program would have it, and the truth.
struct NamedStudy {
    Study study;
    StudyResult result;
    std::vector<Compound> compounds;  ///< all that was injected, as `gassan simulate` writes compounds.tsv
    SeparationSettings separation;
    std::vector<TrueName> truth;  ///< parallel to the features of the one table
};

/// Simulated in memory, processed, and each feature told by its peaks: the true ion within 12 ppm and 0.7 of its width
/// that has the largest area there.
[[nodiscard]] NamedStudy make_named_study(std::string_view geometry, std::uint64_t seed, int threads);

}  // namespace gassan::bench
