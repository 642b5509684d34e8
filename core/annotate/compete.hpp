#pragma once

/// \file
/// Compounds that claim features: a feature is one compound or none, and a compound is one feature or none.
///
/// Every way to give them to each other weighs the product of its claims' weights; the share of a claim is the weight
/// of all ways that hold it over that of all ways. Few claims that hang together are counted out; many are left to the
/// message passing of Williams and Lau (IEEE Trans. Aerosp. Electron. Syst. 50 (2014) 2942), which converges always.
/// docs/methods/annotation.md

#include "core/model/spectrum.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

/// A compound may be a feature.
struct Claim {
    std::size_t feature = 0, sought = 0;
    double log_weight = 0.0;  ///< ln of the odds against "neither has to do with the other"
    /// Where the place is predicted: its error in sd. Errors of isomers go together: what their common chemistry makes
    /// wrong it makes wrong for all. NaN: the weight is all there is.
    double predicted_error = no_value;
};

/// Known of two isomers: which one has the greater place (signed as the frame's).
struct KnownOrder {
    std::size_t lower = 0, upper = 0;  ///< sought
};

struct Contest {
    std::vector<Claim> claims;
    std::vector<double> places;      ///< of the features: what orders are judged by
    std::vector<KnownOrder> orders;  ///< a way that breaks one weighs wrong_order of what it would
};

inline constexpr double wrong_order = 0.03;

/// Parallel to the claims, 0 to 1.
[[nodiscard]] std::vector<double> claim_shares(const Contest& contest);

/// The heaviest way of all: indices of its claims, ascending.
[[nodiscard]] std::vector<std::size_t> heaviest_claims(const Contest& contest);

}  // namespace gassan
