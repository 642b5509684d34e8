#pragma once

/// \file
/// OpenMS's road of a study as whole processes: find, align by pose clustering, link.

#include "bench/programs.hpp"
#include "bench/study_scoring.hpp"

#include <filesystem>
#include <span>
#include <vector>

namespace gassan::bench {

[[nodiscard]] bool has_openms_study();

struct OpenmsStudy {
    std::vector<FoundRow> rows;  ///< times as they were before the alignment
    Seconds seconds;             ///< of all programs, one thread each
};

/// FeatureFinderMetabo (openms_command) on every run, MapAlignerPoseClustering (shift up to 300 s, scaling up to 1.3),
/// FeatureLinkerUnlabeledKD (10 ppm, 10 s; hard: 20 s).
/// \param runs mzML files; \param folder for what lies between
[[nodiscard]] OpenmsStudy openms_study(Set set, std::span<const std::filesystem::path> runs,
                                       const std::filesystem::path& folder);

}  // namespace gassan::bench
