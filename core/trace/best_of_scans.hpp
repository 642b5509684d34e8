#pragma once

/// \file
/// In each scan one centroid is the ion: the rule by which points are chosen, for traces and for single ions alike.

#include "core/trace/trace_params.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace gassan {

/// Takes centroids in any order and gives back the most likely one of each scan, in order of scan, without sorting.
class BestOfScans {
public:
    BestOfScans(std::size_t scans, const TraceParams& params)
        : nearest_ppm2_(params.min_tolerance_ppm * params.min_tolerance_ppm),
          scatter_sd2_(params.scatter_sd * params.scatter_sd),
          held_(scans),
          taken_(scans / 64 + 1, 0) {}

    /// Offers centroid `at`, so far from the ion and known so well; one outside the tolerance is not taken.
    void offer(std::size_t scan, std::uint32_t at, double away_ppm, double variance_ppm2) {
        if (away_ppm * away_ppm > std::max(nearest_ppm2_, scatter_sd2_ * variance_ppm2)) return;
        std::uint64_t& word = taken_[scan / 64];
        const std::uint64_t bit = std::uint64_t{1} << (scan % 64);
        // Most scans have one candidate: only a second is worth two logarithms.
        if ((word & bit) != 0 &&
            log_likelihood(away_ppm, variance_ppm2) <= log_likelihood(held_[scan].away_ppm, held_[scan].variance_ppm2))
            return;
        count_ += (word & bit) == 0;
        word |= bit;
        held_[scan] = {at, away_ppm, variance_ppm2};
    }

    /// How many scans have one.
    [[nodiscard]] std::size_t size() const { return count_; }

    /// Calls visit(scan, at) for each scan that has one, ascending, and forgets them all.
    template <class Visit>
    void take(Visit&& visit) {
        for (std::size_t i = 0; i < taken_.size(); ++i)
            for (; taken_[i] != 0; taken_[i] &= taken_[i] - 1) {
                const std::size_t scan = 64 * i + std::size_t(std::countr_zero(taken_[i]));
                visit(scan, held_[scan].at);
            }
        count_ = 0;
    }
    void forget() {
        std::fill(taken_.begin(), taken_.end(), 0);
        count_ = 0;
    }

private:
    struct Held {
        std::uint32_t at;
        double away_ppm, variance_ppm2;
    };
    /// Of a normal error, up to a constant.
    [[nodiscard]] static double log_likelihood(double away_ppm, double variance_ppm2) {
        return -0.5 * (away_ppm * away_ppm / variance_ppm2 + std::log(variance_ppm2));
    }

    double nearest_ppm2_, scatter_sd2_;
    std::vector<Held> held_;
    std::vector<std::uint64_t> taken_;  // a bit a scan
    std::size_t count_ = 0;
};

}  // namespace gassan
