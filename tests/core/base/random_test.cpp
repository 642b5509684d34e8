#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// The chi-square statistic of counts against expectations is normal enough for a 5-sigma limit at these sizes:
/// mean = cells - 1, variance = 2 (cells - 1).
double chi_square_sigmas(const std::vector<double>& seen, const std::vector<double>& expected) {
    double sum = 0.0, cells = -1.0;
    for (std::size_t i = 0; i < seen.size(); ++i)
        if (expected[i] >= 10.0) {
            sum += (seen[i] - expected[i]) * (seen[i] - expected[i]) / expected[i];
            ++cells;
        }
    return (sum - cells) / std::sqrt(2.0 * cells);
}

struct Moments {
    double mean = 0.0, variance = 0.0;
};

template <class Draw>
Moments moments(int n, Draw&& draw) {
    RandomStream random(20261121, 7);
    double sum = 0.0, squares = 0.0;
    for (int i = 0; i < n; ++i) {
        const double value = draw(random);
        sum += value;
        squares += value * value;
    }
    return {sum / n, squares / n - sum / n * sum / n};
}

}  // namespace

// ---- known answers ---------------------------------------------------------------------------------------------

TEST_CASE("random: Philox4x32-10 gives the vectors of its authors", "[random]") {
    // Random123, kat_vectors (Salmon et al. 2011).
    using Block = std::array<std::uint32_t, 4>;
    CHECK(philox4x32_10({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    constexpr std::uint32_t ones = 0xffffffff;
    CHECK(philox4x32_10({ones, ones, ones, ones}, {ones, ones}) ==
          Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
          Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("random: the normal quantile has its published values", "[random]") {
    // Wichura 1988, table of test values of AS 241 (PPND16), and 0.975 from any table.
    CHECK_THAT(normal_quantile(0.25), WithinAbs(-0.6744897501960817, 1e-15));
    CHECK_THAT(normal_quantile(0.001), WithinAbs(-3.090232306167814, 1e-14));
    CHECK_THAT(normal_quantile(1e-20), WithinAbs(-9.262340089798408, 1e-13));
    CHECK_THAT(normal_quantile(0.975), WithinAbs(1.959963984540054, 1e-14));
}

TEST_CASE("random: the normal quantile inverts the library's error function", "[random]") {
    const double z = GENERATE(range(-370, 371, 7)) / 10.0;
    CAPTURE(z);
    const double p = 0.5 * std::erfc(-z / std::sqrt(2.0));
    if (p < 0.999) CHECK_THAT(normal_quantile(p), WithinAbs(z, 1e-12 * (1.0 + std::fabs(z))));
}

// ---- laws --------------------------------------------------------------------------------------------------------

TEST_CASE("random: Poisson draws have the Poisson distribution", "[random]") {
    // 0.3 and 11.9 search, 12 and 80 reject; cells from the law itself, by its recurrence.
    const double mean = GENERATE(0.3, 4.0, 11.9, 12.0, 30.5, 80.0);
    constexpr int n = 200000;
    std::vector<double> seen(300, 0.0), expected(300);
    RandomStream random(1, 2);
    for (int i = 0; i < n; ++i) ++seen[std::size_t(std::min(299.0, draw_poisson(random, mean)))];
    for (std::size_t k = 0; k < expected.size(); ++k)
        expected[k] = n * std::exp(double(k) * std::log(mean) - mean - std::lgamma(double(k) + 1.0));
    CAPTURE(mean);
    CHECK(std::fabs(chi_square_sigmas(seen, expected)) < 5.0);
}

TEST_CASE("random: Poisson draws of large means have its mean and variance", "[random]") {
    const double mean = GENERATE(1e3, 1e5, 1e8);
    constexpr int n = 100000;
    const auto m = moments(n, [&](RandomStream& r) { return draw_poisson(r, mean) - mean; });
    CAPTURE(mean);
    CHECK(std::fabs(m.mean) < 5.0 * std::sqrt(mean / n));
    CHECK(std::fabs(m.variance / mean - 1.0) < 5.0 * std::sqrt(2.0 / n));
}

TEST_CASE("random: a Poisson draw of mean 0 is 0", "[random][edge]") {
    RandomStream random(1, 2);
    CHECK(draw_poisson(random, 0.0) == 0.0);
}

TEST_CASE("random: normal, uniform, exponential, log-normal and Pareto draws have their moments", "[random]") {
    constexpr int n = 200000;
    const double five_sigma = 5.0 / std::sqrt(n);
    const auto normal = moments(n, [](RandomStream& r) { return draw_normal(r, 3.0, 2.0); });
    CHECK(std::fabs(normal.mean - 3.0) < 2.0 * five_sigma);
    CHECK(std::fabs(normal.variance / 4.0 - 1.0) < std::sqrt(2.0) * five_sigma);
    const auto uniform = moments(n, [](RandomStream& r) { return r.uniform(-1.0, 5.0); });
    CHECK(std::fabs(uniform.mean - 2.0) < std::sqrt(3.0) * five_sigma);
    CHECK(std::fabs(uniform.variance / 3.0 - 1.0) < five_sigma);
    const auto waiting = moments(n, [](RandomStream& r) { return draw_exponential(r); });
    CHECK(std::fabs(waiting.mean - 1.0) < five_sigma);
    const auto logs = moments(n, [](RandomStream& r) { return std::log(draw_log_normal(r, 5.0, 1.2)); });
    CHECK(std::fabs(logs.mean - 5.0) < 1.2 * five_sigma);
    // ln(X / minimum) of a Pareto is exponential with mean 1 / exponent.
    const auto pareto = moments(n, [](RandomStream& r) { return std::log(draw_pareto(r, 2.2, 30.0) / 30.0); });
    CHECK(std::fabs(pareto.mean * 2.2 - 1.0) < five_sigma);
    const auto spread = moments(n, [](RandomStream& r) { return std::log(draw_log_uniform(r, 1e2, 1e5)); });
    CHECK(std::fabs(spread.mean - std::log(std::sqrt(1e7))) < std::log(1e3) / std::sqrt(12.0) * five_sigma);
}

TEST_CASE("random: streams are what their address says and share nothing", "[random]") {
    const auto first = [](RandomStream stream) { return stream.bits32(); };
    CHECK(first(RandomStream(5, 1, 2, 3, 4)) == first(RandomStream(5, 1, 2, 3, 4)));
    std::vector<std::uint32_t> starts{first(RandomStream(5, 1, 2, 3, 4)),          first(RandomStream(6, 1, 2, 3, 4)),
                                      first(RandomStream(5ull << 32, 1, 2, 3, 4)), first(RandomStream(5, 2, 2, 3, 4)),
                                      first(RandomStream(5, 1, 3, 3, 4)),          first(RandomStream(5, 1, 2, 4, 4)),
                                      first(RandomStream(5, 1, 2, 3, 5))};
    std::sort(starts.begin(), starts.end());
    CHECK(std::adjacent_find(starts.begin(), starts.end()) == starts.end());
}

TEST_CASE("random: a stream walks through the blocks of its counter", "[random]") {
    RandomStream stream(0x89abcdef01234567ull, 0x123, 0x45678, 9, 10);
    for (std::uint32_t block = 0; block < 3; ++block)
        for (const auto word : philox4x32_10({block, 10, 9, 0x12345678}, {0x01234567, 0x89abcdef}))
            CHECK(stream.bits32() == word);
}
