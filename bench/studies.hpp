#pragma once

/// \file
/// Studies of many runs with known truth, by us and by OpenMS: what the rows of their tables are worth.

#include "bench/study_scoring.hpp"
#include "bench/synthetic.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace gassan::bench {

/// One score a seed.
struct StudyScores {
    std::vector<StudyScore> strong, all;  ///< as asked for (Asked)
    double cpu_s = 0;                     ///< of all seeds, one thread; ours without reading files
};

struct StudyPair {
    StudyScores ours, theirs;
};

/// Holds all runs of one study in memory at a time.
[[nodiscard]] StudyPair bench_studies(Set set, std::span<const std::uint64_t> seeds, bool with_openms);

}  // namespace gassan::bench
