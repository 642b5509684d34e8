#pragma once

/// \file
/// From pairs of a run's time and a frame's place to the warp of the run.
///
/// Two steps, as the recipe of robust statistics is: a consensus of many tries with two pairs each finds the warp that
/// most pairs agree with, however many others are wrong (RANSAC; Fischler and Bolles, Commun. ACM 24 (1981) 381);
/// then reweighted least squares with Tukey's biweight polishes it on those pairs. All the while the physics is a
/// Gaussian prior: length, voltage and viscosity move A, the electroosmotic flow moves B, its drift within the run
/// moves C, each by so much. Where pairs are many the prior is silent; where they are few it keeps the third
/// parameter from following their noise. docs/methods/alignment.md
///
/// What a start holds of lateness (Warp::late) is kept: the law is fitted to times without it.

#include "core/model/alignment.hpp"

#include <array>
#include <span>
#include <vector>

namespace gassan {

/// What is known of a run's warp before its first anchor: independent Gaussians. An sd of 0 holds a parameter.
struct WarpPrior {
    Warp centre;
    double a_sd = 0.0, b_sd = 0.0, c_sd = 0.0;
};

/// An ion of a run and one ion of the frame it may be.
struct TwinCandidate {
    std::size_t ion = 0;  ///< counts the ions of the run: of the candidates of one at most one can be right
    double time_s = 0.0;
    double place = 0.0;
    double vote = 1.0;  ///< what its agreement counts
};

/// The warp on which the most ions of the run meet a candidate, within relative_tolerance of their time. Each try that
/// is the best so far is fitted to those that agree before it counts, so that the bend follows too (Chum et al., DAGM
/// 2003, LNCS 2781, 236).
/// \param candidates in order of ion. \return the prior's centre if there are fewer than two ions.
[[nodiscard]] Warp agreed_warp(std::span<const TwinCandidate> candidates, const WarpPrior& prior,
                               double relative_tolerance);

/// One pair that a fit rests on.
struct WarpPoint {
    double time_s = 0.0;
    double place = 0.0;
    double sd_s = 1.0;  ///< how well its time is known
    double vote = 1.0;  ///< what it counts beside others
};

struct WarpFit {
    Warp warp;
    std::vector<double> weights;         ///< parallel to the points, 0 to 1 (biweight); 0 = rejected
    std::array<double, 6> covariance{};  ///< of a, b, c: aa, ab, ac, bb, bc, cc

    /// How well the law itself knows when an ion comes that comes about then: sd in s.
    [[nodiscard]] double law_sd_s(double time_s) const;
};

/// Maximum a posteriori under Tukey's biweight (c = 4.685 robust sd), from a start near the truth.
[[nodiscard]] WarpFit fit_warp(std::span<const WarpPoint> points, const WarpPrior& prior, const Warp& start);

}  // namespace gassan
