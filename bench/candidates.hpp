#pragma once

/// \file
/// Peaks with their bars lowered, and the truth about each: what quality is learnt from and held against.

#include "bench/logistic.hpp"
#include "bench/synthetic.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gassan::bench {

struct Candidate {
    Example example;     ///< terms of its quality; is it the peak of an ion?
    double quality = 0;  ///< as process_run reports it
    bool asked = false;  ///< the peak of a truth whose recall is asked for
    bool low = false;    ///< of these, one of a height below 5e3 counts
};

/// A run's candidates, and how many truths there are to be found.
struct CandidateRun {
    std::string_view generator;
    std::vector<Candidate> candidates;
    std::size_t asked = 0, low = 0;
};

/// easy, hard, steady; tiny, demo; method in its three geometries.
[[nodiscard]] std::span<const std::string_view> generators();

/// The runs that a seed of a generator stands for: one of easy and hard, two of tiny, three of the
/// others. A candidate
/// is a peak above bars far below the defaults, whatever its quality; real is what has a truth within 10 ppm and 5 s,
/// or half its width, one to one.
[[nodiscard]] std::vector<CandidateRun> candidate_runs(std::string_view generator, std::uint64_t seed);

}  // namespace gassan::bench
