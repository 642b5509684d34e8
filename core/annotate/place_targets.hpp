#pragma once

/// \file
/// Every compound of the user's table gets its row: the feature it is, or none.

#include "core/annotate/name_features.hpp"
#include "core/annotate/score.hpp"
#include "core/model/annotation.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

/// Compounds of the user's table against each other, isomers together: the heaviest way to give them to the features.
/// An ion of another feature is nobody's. What its feature would be named with is told with a target, and where that is
/// a set, all the user's compounds of the set share the feature: none of them is it by guess. By index of the compound.
/// \param table index of the table
/// \param best of best_of_features \param confirmed parallel to evidence; out: where the study's standards showed the
/// compound at its feature
[[nodiscard]] std::vector<TargetPlace> place_targets(const FeatureTable& features, const FeatureFacts& facts,
                                                     std::size_t table, std::span<const SoughtIon> sought,
                                                     std::span<const Evidence> evidence, const Strangers& strangers,
                                                     const Scored& scored, std::span<const Proposal> best,
                                                     const AnnotateParams& params, std::vector<bool>& confirmed);

}  // namespace gassan
