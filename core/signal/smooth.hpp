#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace gassan {

/// Smoothing whose width follows the run: point i becomes the mean over i - half[i] .. i + half[i], twice (a
/// triangle in all; constant and linear stretches pass unchanged). Where half[i] is 0: (1 2 1) / 4.
/// \param half parallel to values; cut at the ends so that the window stays symmetric.
[[nodiscard]] std::vector<double> smooth(std::span<const double> values, std::span<const std::uint16_t> half);

/// By what factor smooth() with this half-width reduces the variance of white noise.
[[nodiscard]] double smooth_gain(std::uint16_t half);

}  // namespace gassan
