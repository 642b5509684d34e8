#pragma once

/// \file
/// Ions so near in m/z that the instrument shows them as one where they come together.
///
/// Their common centroid moves with their ratio from run to run, so that the runs seem to show two or three ions of
/// which each run has one. What no run can show apart is one row, told as blended. docs/methods/matching.md

#include "core/match/match_features.hpp"
#include "core/model/run_archive.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

/// How near in m/z two centroids of one scan ever lie in a run, by octaves of m/z as in MzScatter, that of all where an
/// octave has too few to tell; 0 where all have.
struct ResolvingDistance {
    std::array<double, MzScatter::octaves> ppm{};

    [[nodiscard]] double ppm_at(double mz) const;
};

/// From a sample of the run's centroids: the distance from which on neighbours are half as frequent as farther off.
[[nodiscard]] ResolvingDistance resolving_distance(const RunArchive& archive);

/// Joins features that no run can show apart: within the resolving distance, at one place, and never both in one run
/// there. The one that more runs have takes the other's peaks, and is blended.
/// \param matches a run, each parallel to features. \return the features that stay; matches alike.
[[nodiscard]] std::vector<ConsensusFeature> join_blends(std::vector<ConsensusFeature> features,
                                                        const ResolvingDistance& resolving,
                                                        std::vector<std::vector<std::size_t>>& matches);

/// Blended features take what runs have at their place within the resolving distance, where nobody has it.
void adopt_blends(std::span<const ConsensusFeature> features, std::span<const std::vector<PlacedPeak>> peaks,
                  const ResolvingDistance& resolving, double most_sd, std::vector<std::vector<std::size_t>>& matches);

}  // namespace gassan
