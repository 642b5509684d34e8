#pragma once

/// \file
/// How many of the names given are wrong, as decoys tell.
///
/// A name is wrong in two ways. The feature is another compound that was looked for: the competition says how likely
/// that is. Or it is none of them: that decoys count, compounds looked for beside the true ones where they cannot be,
/// which nevertheless get names (target-decoy competition: Elias and Gygi, Nat. Methods 4 (2007) 207). What neither
/// sees is a constant (unforeseen).
/// docs/methods/annotation.md

#include "core/annotate/name_features.hpp"
#include "core/annotate/score.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

/// Scores of the names that decoys got, of all sets together.
struct DecoyNames {
    std::vector<double> probabilities;
    double sets = 0.0;  ///< how many times all compounds were looked for
};

/// All compounds with m/z off by odd multiples of the tolerance (from three on, either way), where no adduct or isotope
/// lies, in params.decoy_sets sets.
[[nodiscard]] DecoyNames decoy_names(const FeatureTable& table, const FeatureFacts& facts,
                                     std::span<const SoughtIon> sought, std::span<const Evidence> evidence,
                                     const Strangers& strangers, const Learnt& learnt, const AnnotateParams& params);

/// The names to give, and how many of them are wrong as estimated.
struct Accepted {
    std::vector<Proposal> names;  ///< by feature
    double fdr = 0.0;
};

/// As many names as keep the estimated share of wrong ones at or below params.fdr, the most probable first.
/// \param absent share of the compounds looked for that the study does not show: only they can get a wrong feature
[[nodiscard]] Accepted accept_names(std::span<const Proposal> proposals, const DecoyNames& decoys, double absent,
                                    const AnnotateParams& params);

}  // namespace gassan
