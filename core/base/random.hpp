#pragma once

/// \file
/// Random numbers by address instead of by history. Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random
/// numbers: as easy as 1, 2, 3") turns a counter and a key into 128 random bits; whoever knows the address of a draw
/// (seed, run, entity, scan) can make it alone, so no order of work and no number of threads changes a byte.
/// The distributions are our own: what the standard library's make of the same bits differs between its versions.

#include <array>
#include <cmath>
#include <cstdint>

namespace gassan {

/// One block of Philox4x32-10: 128 random bits for a counter under a key.
[[nodiscard]] constexpr std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter,
                                                                   std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t left = std::uint64_t{0xD2511F53u} * counter[0];
        const std::uint64_t right = std::uint64_t{0xCD9E8D57u} * counter[2];
        counter = {std::uint32_t(right >> 32) ^ counter[1] ^ key[0], std::uint32_t(right),
                   std::uint32_t(left >> 32) ^ counter[3] ^ key[1], std::uint32_t(left)};
        key[0] += 0x9E3779B9u;  // the golden ratio
        key[1] += 0xBB67AE85u;  // sqrt(3) - 1
    }
    return counter;
}

/// The draws of one address, in order. Cheap to make: nothing is computed before the first draw.
class RandomStream {
public:
    /// \param purpose what the numbers are for: streams of different purpose never share a number
    RandomStream(std::uint64_t seed, std::uint32_t purpose, std::uint32_t run = 0, std::uint32_t entity = 0,
                 std::uint32_t scan = 0)
        : key_{std::uint32_t(seed), std::uint32_t(seed >> 32)},
          // 12 bits of purpose and 20 of run; the first counter word counts the blocks of the stream.
          counter_{0, scan, entity, (purpose << 20) ^ run} {}

    [[nodiscard]] std::uint32_t bits32() {
        if (used_ == 4) {
            block_ = philox4x32_10(counter_, key_);
            ++counter_[0];
            used_ = 0;
        }
        return block_[used_++];
    }
    /// Uniform in the open interval (0, 1), 53 bits.
    [[nodiscard]] double uniform() {
        const std::uint64_t high = bits32();
        return (double(((high << 32) | bits32()) >> 11) + 0.5) * 0x1p-53;
    }
    [[nodiscard]] double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// Uniform in (0, 1) from 32 bits, at half the price.
    [[nodiscard]] double uniform32() { return (double(bits32()) + 0.5) * 0x1p-32; }

private:
    std::array<std::uint32_t, 2> key_;
    std::array<std::uint32_t, 4> counter_, block_{};
    unsigned used_ = 4;
};

/// Quantile of the standard normal distribution, for p in (0, 1); relative error below 1e-15
/// (Wichura 1988, algorithm AS 241, PPND16).
[[nodiscard]] double normal_quantile(double p);

/// Standard normal by inversion of 32 bits: |value| < 6.3.
[[nodiscard]] inline double draw_normal(RandomStream& random) {
    return normal_quantile(random.uniform32());
}
[[nodiscard]] inline double draw_normal(RandomStream& random, double mean, double sd) {
    return mean + sd * draw_normal(random);
}
/// exp of a normal: median exp(log_mean).
[[nodiscard]] double draw_log_normal(RandomStream& random, double log_mean, double log_sd);
/// Uniform in the logarithm, low > 0.
[[nodiscard]] double draw_log_uniform(RandomStream& random, double low, double high);
/// P(X > x) = (minimum / x)^exponent for x > minimum.
[[nodiscard]] double draw_pareto(RandomStream& random, double exponent, double minimum);
/// Exponential with mean 1.
[[nodiscard]] double draw_exponential(RandomStream& random);

/// Poisson with the given mean in [0, 1e9], exact for every mean: inversion by sequential search below 12, above it
/// transformed rejection (Hoermann 1993, "The transformed rejection method for generating Poisson random variables",
/// algorithm PTRS). A whole number as double.
[[nodiscard]] double draw_poisson(RandomStream& random, double mean);

}  // namespace gassan
