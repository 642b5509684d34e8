#pragma once

/// \file
/// m/z from flight time, as MassHunter does it:
///
///     m/z = (scale (t - t0))^2 - sum_k c_k clamp(t, low, high)^p_k
///
/// The powers p_k are the positions of the set bits of the calibration's ValueUseFlags, lowest first.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace gassan {

struct FlightCalibration {
    double scale = 0.0, t0_ns = 0.0;
    double low_ns = 0.0, high_ns = 0.0;  ///< flight times outside are corrected as the nearest of these
    std::array<double, 6> coefficients = {};
    std::array<int, 6> powers = {};  ///< ascending, parallel to coefficients
    std::size_t terms = 0;           ///< of both that are used

    bool operator==(const FlightCalibration&) const = default;
};

/// The positions of the set bits as powers. \return false where there are more than six
[[nodiscard]] bool take_flags(FlightCalibration& calibration, std::uint32_t flags);

/// m/z of bins start, start + step, ...: mz gets as many as it has room for.
void calibrate_bins(const FlightCalibration& calibration, double start_ns, double step_ns, std::span<double> mz);

/// Flight times in, m/z out.
void calibrate(const FlightCalibration& calibration, std::span<double> times_to_mz);

/// The first bin at which the calibration stops being one: scale (t - t0) not positive there, m/z not a number, or not
/// above that of the bin before. \param first_time_ns of mz.front()
[[nodiscard]] std::optional<std::size_t> first_bad_bin(const FlightCalibration& calibration, double first_time_ns,
                                                       std::span<const double> mz);

}  // namespace gassan
