#pragma once

/// \file
/// The axis on which centroids are kept: whole steps of 0.01 ppm.

#include <cmath>
#include <cstdint>

namespace gassan {

constexpr double mz_of_key_zero = 50.0;
constexpr double keys_per_unit = 1e8;  ///< of ln(m/z)
constexpr double ppm_of_key = 0.01;    ///< one step

[[nodiscard]] inline std::int32_t key_of_mz(double mz) {
    const double place = std::log(mz / mz_of_key_zero) * keys_per_unit;
    return std::int32_t(place + (place < 0.0 ? -0.5 : 0.5));  // lround without the call: a run asks once a centroid
}

/// m/z of a key, Th.
[[nodiscard]] inline double mz_of_key(std::int32_t key) {
    return mz_of_key_zero * std::exp(double(key) / keys_per_unit);
}

}  // namespace gassan
