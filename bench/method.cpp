/// \file
/// Preset `method` in all three geometries: times after alignment, QCs uncorrected, honest standard errors. See
/// bench/README.md.

#include "bench/method_study.hpp"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <vector>

int main(int count, char** arguments) try {
    std::vector<std::uint64_t> seeds;
    for (int i = 1; i < count; ++i) {
        const char* const end = arguments[i] + std::strlen(arguments[i]);
        const auto [stop, error] = std::from_chars(arguments[i], end, seeds.emplace_back());
        if (error != std::errc() || stop != end) throw std::runtime_error("usage: bench_method [SEED...]");
    }
    if (seeds.empty()) seeds = {101};
    for (const std::uint64_t seed : seeds) gassan::bench::print_method_table(seed, 2);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_method: %s\n", error.what());
    return 1;
}
