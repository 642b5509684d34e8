#include "bench/logistic.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace gassan::bench {
namespace {

double logistic(double logit) {
    return 1.0 / (1.0 + std::exp(-logit));
}

double logit_of(std::span<const double> weights, std::span<const double> terms) {
    double sum = 0.0;
    for (std::size_t i = 0; i < terms.size(); ++i) sum += weights[i] * terms[i];
    return sum;
}

}  // namespace

std::vector<double> learn_logistic(std::span<const Example> examples) {
    constexpr int rounds = 50;
    constexpr double done = 1e-8, least_curvature = 1e-9;
    if (examples.empty()) return {};
    const auto terms = Eigen::Index(examples.front().terms.size());
    Eigen::VectorXd weights = Eigen::VectorXd::Zero(terms), ridge = Eigen::VectorXd::Ones(terms);
    ridge[0] = 1e-6;
    for (int round = 0; round < rounds; ++round) {
        Eigen::VectorXd slope = -ridge.cwiseProduct(weights);
        Eigen::MatrixXd curvature = ridge.asDiagonal();
        for (const Example& example : examples) {
            const Eigen::Map<const Eigen::VectorXd> x(example.terms.data(), terms);
            const double p = logistic(weights.dot(x));
            slope += ((example.real ? 1.0 : 0.0) - p) * x;
            curvature.selfadjointView<Eigen::Lower>().rankUpdate(x, std::max(p * (1.0 - p), least_curvature));
        }
        const Eigen::VectorXd step = curvature.selfadjointView<Eigen::Lower>().llt().solve(slope);
        weights += step;
        if (step.norm() < done) break;
    }
    return {weights.data(), weights.data() + terms};
}

double probability(std::span<const double> weights, const Example& example) {
    return logistic(logit_of(weights, example.terms));
}

Reliability reliability(std::span<const double> probabilities, std::span<const Example> examples) {
    constexpr std::size_t bins = 10;
    Reliability result;
    result.bins.resize(bins);
    result.examples = examples.size();
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const double p = probabilities[i], truth = examples[i].real ? 1.0 : 0.0;
        Reliability::Bin& bin = result.bins[std::min(std::size_t(p * double(bins)), bins - 1)];
        ++bin.examples;
        bin.predicted += p;
        bin.observed += truth;
        result.brier += (p - truth) * (p - truth) / double(examples.size());
    }
    for (Reliability::Bin& bin : result.bins) {
        if (bin.examples == 0) continue;
        result.ece += std::abs(bin.predicted - bin.observed) / double(examples.size());
        bin.predicted /= double(bin.examples);
        bin.observed /= double(bin.examples);
    }
    return result;
}

}  // namespace gassan::bench
