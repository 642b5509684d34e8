#include "core/stats/pair_slopes.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>

namespace gassan {

namespace {

constexpr int digit_bits = 16;
constexpr std::uint64_t digit_mask = (std::uint64_t(1) << digit_bits) - 1;
constexpr std::uint64_t sign_bit = std::uint64_t(1) << 63;

template <typename Visit>
void for_each_slope(std::span<const double> x, std::span<const double> y, Visit visit) {
    for (std::size_t i = 0; i < x.size(); ++i)
        for (std::size_t j = i + 1; j < x.size(); ++j) {
            const double dx = x[j] - x[i], dy = y[j] - y[i];
            if (dx == 0.0 && dy == 0.0) continue;
            const double slope = dx == 0.0 ? std::copysign(std::numeric_limits<double>::infinity(), dy) : dy / dx;
            if (slope != -1.0) visit(slope);
        }
}

/// Unsigned numbers in the order of the doubles; -0 is 0.
std::uint64_t key_of(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
    return bits & sign_bit ? ~bits : bits | sign_bit;
}

double value_of(std::uint64_t key) {
    return std::bit_cast<double>(key & sign_bit ? key & ~sign_bit : ~key);
}

/// A rank on its way: the digits of its slope that are known, and its place among the slopes that begin with them.
struct Sought {
    std::uint64_t prefix = 0;
    std::size_t place = 0;  ///< from 0
    std::vector<std::uint32_t> counts;
};

void take_digit(Sought& sought) {
    std::uint64_t digit = 0;
    while (sought.place >= sought.counts[digit]) sought.place -= sought.counts[digit++];
    sought.prefix = sought.prefix << digit_bits | digit;
}

}  // namespace

PairSlopes count_pair_slopes(std::span<const double> x, std::span<const double> y) {
    assert(x.size() == y.size());
    PairSlopes slopes;
    for_each_slope(x, y, [&](double slope) {
        ++slopes.count;
        slopes.below += slope < -1.0;
    });
    return slopes;
}

std::vector<double> pair_slopes_of_rank(std::span<const double> x, std::span<const double> y,
                                        std::span<const std::ptrdiff_t> ranks) {
    const auto count = std::ptrdiff_t(count_pair_slopes(x, y).count);
    std::vector<Sought> all;
    for (const auto rank : ranks)
        if (rank >= 1 && rank <= count) all.push_back({0, std::size_t(rank - 1), {}});
    for (int shift = 64 - digit_bits; shift >= 0 && !all.empty(); shift -= digit_bits) {
        for (Sought& sought : all) sought.counts.assign(digit_mask + 1, 0);
        for_each_slope(x, y, [&](double slope) {
            const std::uint64_t key = key_of(slope), begin = shift + digit_bits < 64 ? key >> (shift + digit_bits) : 0;
            for (Sought& sought : all) sought.counts[key >> shift & digit_mask] += sought.prefix == begin;
        });
        for (Sought& sought : all) take_digit(sought);
    }
    std::vector<double> slopes;
    std::size_t next = 0;
    for (const auto rank : ranks)
        slopes.push_back(rank >= 1 && rank <= count ? value_of(all[next++].prefix) : std::nan(""));
    return slopes;
}

}  // namespace gassan
