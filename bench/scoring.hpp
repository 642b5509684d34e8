#pragma once

#include "bench/synthetic.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace gassan::bench {

/// What any program says of a peak.
struct Found {
    double mz = 0, apex_s = 0, area = 0;
};

struct Score {
    std::size_t features = 0;
    double recall = 0;      ///< of the monoisotopic peaks that count
    double recall_low = 0;  ///< of those with a height below 5e3; NaN if there are none
    double precision = 0;   ///< features with a truth, isotopes included
    double area_error = 0;  ///< median |found / true - 1|, no scale factor, of the monoisotopic peaks that count
    double area_p90 = 0;    ///< 90 % of them
    double area_scale = 0;  ///< median found / true
};

constexpr std::size_t nobody = std::size_t(-1);

/// For each truth the index of what was found for it, or nobody: 10 ppm and 5 s, one to one, the nearest in time first.
[[nodiscard]] std::vector<std::size_t> match_truth(std::span<const Found> found, std::span<const Truth> truth);

/// Features against truth: 10 ppm and 5 s, one to one, the nearest in time first.
[[nodiscard]] Score score(std::span<const Found> found, std::span<const Truth> truth);

/// The mean of scores, figure by figure.
[[nodiscard]] Score mean(std::span<const Score> scores);

}  // namespace gassan::bench
