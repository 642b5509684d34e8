#pragma once

/// \file
/// Where a run leaves its smooth law, and by how much: what most ions agree on, stretch by stretch.
///
/// A current that failed delays all that comes after it, and a zone of salt bends the times beside it; a law of three
/// parameters follows neither, and the ions there find no twins. Here the candidates are cut into stretches of time,
/// and of all paths of lateness along them the one with which the most ions agree is taken, less what its steps cost
/// (dynamic programming; Viterbi, IEEE Trans. Inf. Theory 13 (1967) 260).

#include "core/align/fit_warp.hpp"
#include "core/model/alignment.hpp"

#include <span>
#include <vector>

namespace gassan {

/// By time; empty where there are too few candidates to tell a stretch from another.
/// \param candidates of ions of the run, wide about where the law expects them; \param law without lateness
[[nodiscard]] std::vector<Lateness> late_path(std::span<const TwinCandidate> candidates, const Warp& law);

}  // namespace gassan
