#pragma once

/// \file
/// Which ions of a run are which of the frame, as far as a law of times tells: the rounds of align_run.
///
/// docs/methods/alignment.md

#include "core/align/align_run.hpp"
#include "core/align/fit_warp.hpp"
#include "core/align/late_path.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

/// Share of the time by which twins may be off while two parameters stand for three.
constexpr double first_tolerance = 0.012;

/// An ion of the run and the ion of the frame at a time's distance.
struct Twin {
    std::size_t ion, frame_ion;
    double off_s;  ///< time in the run less where the warp expects it
    double ppm;    ///< m/z of the run less the frame's
};

/// What a round of pairing goes by.
struct Closeness {
    double relative_sd, mz_shift_ppm, mz_reach_ppm;
};

/// Ions of the frame that each ion of the run may be: by m/z, and within params.search_share of the guessed time.
[[nodiscard]] std::vector<TwinCandidate> twin_candidates(std::span<const RunIon> ions, const Frame& frame,
                                                         const Warp& guess, const AlignParams& params);

/// How well a run's ion repeats, all told.
[[nodiscard]] double twin_sd_s(const RunIon& ion, double relative_sd, double spacing_s);

/// Pairs that are nearest to each other from both sides, in order of the run's time.
[[nodiscard]] std::vector<Twin> mutual_twins(std::span<const RunIon> ions, const Frame& frame, const WarpFit& fit,
                                             const Closeness& close, double spacing_s);

/// Twins as a fit takes them, in their order.
[[nodiscard]] std::vector<WarpPoint> points_of(std::span<const Twin> twins, std::span<const RunIon> ions,
                                               const Frame& frame, double relative_sd, double spacing_s);

/// What the twins of one round say of the next.
[[nodiscard]] Closeness closer(std::span<const Twin> twins, std::span<const RunIon> ions, const Closeness& before);

}  // namespace gassan
