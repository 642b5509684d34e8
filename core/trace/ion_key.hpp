#pragma once

/// \file
/// The axis on which centroids are kept: whole steps of 0.01 ppm.

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace gassan {

constexpr double mz_of_key_zero = 50.0;
constexpr double keys_per_unit = 1e8;  ///< of ln(m/z)
constexpr double ppm_of_key = 0.01;    ///< one step

namespace ion_key_detail {

constexpr int fraction_bits = 52, table_bits = 6;

/// ln x by its series in (x - 1) / (x + 1), for x between 1 and 2: for tables made by the compiler.
constexpr double log_by_series(double x) {
    const double ratio = (x - 1.0) / (x + 1.0);
    double sum = 0.0, power = ratio;
    for (int k = 1; k < 80; k += 2, power *= ratio * ratio) sum += power / k;
    return 2.0 * sum;
}

/// Of each 64th of an octave the inverse of its middle and the logarithm of that.
struct Part {
    double inverse, log;
};
constexpr auto parts = [] {
    std::array<Part, 1u << table_bits> made{};
    for (std::size_t i = 0; i < made.size(); ++i) {
        const double middle = 1.0 + (double(i) + 0.5) / double(made.size());
        made[i] = {1.0 / middle, log_by_series(middle)};
    }
    return made;
}();

/// ln x of a positive normal x to 1e-15, half the price of std::log: a run asks once a centroid.
[[nodiscard]] inline double quick_log(double x) {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    const Part& part = parts[(bits >> (fraction_bits - table_bits)) & (parts.size() - 1)];
    const auto octave = double(int(bits >> fraction_bits) - 1023);
    constexpr std::uint64_t fraction = (std::uint64_t{1} << fraction_bits) - 1,
                            one = std::uint64_t{1023} << fraction_bits;
    const double rest = std::bit_cast<double>((bits & fraction) | one) * part.inverse - 1.0;  // within 1 / 128
    const double square = rest * rest;
    const double odd = rest * (1.0 + square * (1.0 / 3.0 + square * (1.0 / 5.0 + square * (1.0 / 7.0))));
    const double even = square * (1.0 / 2.0 + square * (1.0 / 4.0 + square * (1.0 / 6.0)));
    return octave * std::numbers::ln2 + part.log + (odd - even);
}

}  // namespace ion_key_detail

[[nodiscard]] inline std::int32_t key_of_mz(double mz) {
    const double place = ion_key_detail::quick_log(mz * (1.0 / mz_of_key_zero)) * keys_per_unit;
    return std::int32_t(place + (place < 0.0 ? -0.5 : 0.5));  // lround without the call: a run asks once a centroid
}

/// m/z of a key, Th.
[[nodiscard]] inline double mz_of_key(std::int32_t key) {
    return mz_of_key_zero * std::exp(double(key) / keys_per_unit);
}

}  // namespace gassan
