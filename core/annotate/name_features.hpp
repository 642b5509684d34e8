#pragma once

/// \file
/// From the shares of the candidates to a name: one compound, or a set of isomers that nothing tells apart.

#include "core/annotate/score.hpp"
#include "core/annotate/sought.hpp"
#include "core/model/annotation.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

/// A name that a feature could be given, before it is asked how many such names are wrong.
struct Proposal {
    std::size_t feature = 0;
    std::vector<std::size_t> evidence;  ///< indices of the compounds named, best first; more than one: a set
    double probability = 0.0;           ///< that it is one of them, calibrated
    double other = 0.0;                 ///< that it is another compound that was looked for
};

/// What the model does not know of (rings of the detector, rows that fell apart beyond recognition, blends) makes so
/// many of the names wrong however sure it is: learnt on simulated studies (docs/methods/annotation.md).
inline constexpr double unforeseen = 0.002;

/// The best candidate of every feature that has one: by itself where it has nine tenths of what its isomers have
/// together; else its isomers are named with it until nineteen twentieths are reached. By feature.
/// \param unlisted share of each feature's being a compound in no list
[[nodiscard]] std::vector<Proposal> best_of_features(std::span<const SoughtIon> sought,
                                                     std::span<const Evidence> evidence, std::span<const double> shares,
                                                     std::span<const double> unlisted);

/// Those of them that are likely enough to be given, and need at most most_isomers names.
[[nodiscard]] std::vector<Proposal> propose_names(std::vector<Proposal> best, const AnnotateParams& params);

/// The rows of a table as they are reported; a part of a row is explained by it ("part of F0012"). accepted: the
/// proposals that are given as names. \param confirmed parallel to the evidence: the study's own standards showed this
/// compound there
[[nodiscard]] std::vector<FeatureAnnotation> named_features(const FeatureTable& table, const FeatureFacts& facts,
                                                            std::span<const SoughtIon> sought,
                                                            std::span<const Evidence> evidence,
                                                            std::span<const double> shares,
                                                            const std::vector<bool>& confirmed,
                                                            std::span<const Proposal> accepted);

}  // namespace gassan
