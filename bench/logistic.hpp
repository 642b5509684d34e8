#pragma once

/// \file
/// A logistic score learnt from examples, and how it is held against others.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace gassan::bench {

/// Terms of one example, and whether it is what is asked for.
struct Example {
    std::vector<double> terms;
    bool real = false;
};

/// Maximum likelihood with a ridge of 1 on all weights but the first, by Newton's method: the score is convex, and the
/// ridge keeps weights of terms that hardly vary finite.
[[nodiscard]] std::vector<double> learn_logistic(std::span<const Example> examples);

[[nodiscard]] double probability(std::span<const double> weights, const Example& example);

/// Predicted against observed, in ten bins of equal width.
struct Reliability {
    struct Bin {
        std::size_t examples = 0;
        double predicted = 0, observed = 0;  ///< means
    };
    std::vector<Bin> bins;
    std::size_t examples = 0;
    double brier = 0;  ///< mean squared difference of probability and truth
    double ece = 0;    ///< expected calibration error: mean over examples of |predicted - observed| of their bins
};

[[nodiscard]] Reliability reliability(std::span<const double> probabilities, std::span<const Example> examples);

}  // namespace gassan::bench
