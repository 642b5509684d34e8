#include "io/agilent/mass_calibration.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

constexpr std::size_t block = 256;  // bins that stay in the nearest cache

// In place. Sparse Horner from the highest power down; loops over a block without branches, so that compilers make
// vector code of them. The correction is summed before it is subtracted.
void calibrate_block(const FlightCalibration& c, double* const times, std::size_t count) {
    double clamped[block], correction[block];
    if (c.terms > 0) {
        for (std::size_t i = 0; i < count; ++i) {
            clamped[i] = std::min(std::max(times[i], c.low_ns), c.high_ns);
            correction[i] = 0.0;
        }
        for (std::size_t term = c.terms; term-- > 0;) {
            for (std::size_t i = 0; i < count; ++i) correction[i] += c.coefficients[term];
            const int below = term > 0 ? c.powers[term - 1] : 0;
            for (int power = c.powers[term]; power > below; --power)
                for (std::size_t i = 0; i < count; ++i) correction[i] *= clamped[i];
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        const double root = c.scale * (times[i] - c.t0_ns);
        times[i] = root * root;
    }
    if (c.terms > 0)
        for (std::size_t i = 0; i < count; ++i) times[i] -= correction[i];
}

}  // namespace

bool take_flags(FlightCalibration& calibration, std::uint32_t flags) {
    calibration.terms = 0;
    for (int bit = 0; bit < 32; ++bit) {
        if ((flags >> bit & 1u) == 0) continue;
        if (calibration.terms == calibration.powers.size()) return false;
        calibration.powers[calibration.terms++] = bit;
    }
    return true;
}

void calibrate(const FlightCalibration& calibration, std::span<double> times_to_mz) {
    for (std::size_t begin = 0; begin < times_to_mz.size(); begin += block)
        calibrate_block(calibration, times_to_mz.data() + begin, std::min(block, times_to_mz.size() - begin));
}

void calibrate_bins(const FlightCalibration& calibration, double start_ns, double step_ns, std::span<double> mz) {
    for (std::size_t begin = 0; begin < mz.size(); begin += block) {
        const std::size_t count = std::min(block, mz.size() - begin);
        double* const at = mz.data() + begin;
        for (std::size_t i = 0; i < count; ++i) at[i] = start_ns + double(begin + i) * step_ns;
        calibrate_block(calibration, at, count);
    }
}

std::optional<std::size_t> first_bad_bin(const FlightCalibration& calibration, double first_time_ns,
                                         std::span<const double> mz) {
    if (mz.empty()) return std::nullopt;
    if (!(calibration.scale * (first_time_ns - calibration.t0_ns) > 0.0) || std::isnan(mz[0])) return 0;
    bool ascends = true;
    for (std::size_t i = 1; i < mz.size(); ++i) ascends &= mz[i] > mz[i - 1];
    if (ascends) return std::nullopt;
    for (std::size_t i = 1; i < mz.size(); ++i)
        if (!(mz[i] > mz[i - 1])) return i;
    return std::nullopt;
}

}  // namespace gassan
