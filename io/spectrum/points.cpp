#include "io/spectrum/points.hpp"

#include "core/base/fields.hpp"
#include "io/base/faults.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>

namespace gassan {
namespace {

constexpr double smallest_mz = 0.5, largest_mz = 1e6;  // Th; no ion lies below, no instrument ends above

// Judging profile data; see docs/methods/reading.md.
constexpr std::size_t fewest_points_to_judge = 12;
constexpr std::size_t points_looked_at = 256;
constexpr double widest_profile_step = 0.15;  // Th; quadrupoles sample at 0.1
constexpr double alike = 0.25;                // neighbouring steps of one peak differ by less than this fraction
constexpr double profile_fraction = 0.6;      // of the steps: more are profile
constexpr double centroid_fraction = 0.25;    // fewer are centroids: 0.13 of random steps of any size are alike

// One look at what nearly all spectra are: m/z ascending within its bounds, intensities finite and not negative.
// Without branches and in whole numbers, so that compilers make vector code of it: the bits of numbers that are not
// negative (IEC 559) ascend as the numbers do, and above those of infinity is only NaN. What is wrong, or just unusual
// (-0.0), leaves a sign bit and is looked at again with care.
bool is_sorted_and_legal(const std::vector<double>& mz) {
    if (mz.empty()) return true;
    const double* const value = mz.data();
    std::uint64_t signs = std::bit_cast<std::uint64_t>(value[0]);
    for (std::size_t i = 1; i < mz.size(); ++i) {
        const auto before = std::bit_cast<std::uint64_t>(value[i - 1]), bits = std::bit_cast<std::uint64_t>(value[i]);
        signs |= bits | (bits - before);
    }
    return signs >> 63 == 0 && mz.front() >= smallest_mz && mz.back() <= largest_mz;
}

bool is_plain(const std::vector<float>& intensity) {
    constexpr auto largest = std::bit_cast<std::uint32_t>(std::numeric_limits<float>::max());
    std::uint32_t signs = 0;
    for (const float value : intensity) {
        const auto bits = std::bit_cast<std::uint32_t>(value);
        signs |= bits | (largest - bits);
    }
    return signs >> 31 == 0;
}

void refuse_bad_values(const Spectrum& spectrum) {
    for (std::size_t i = 0; i < spectrum.mz.size(); ++i) {
        const double mz = spectrum.mz[i];
        const std::string which = " (point " + std::to_string(i) + " of " + std::to_string(spectrum.mz.size()) + ")";
        if (mz != 0.0 && !(mz >= smallest_mz && mz <= largest_mz))
            throw Fault{.cause = "m/z value " + number_text(mz) + which + " is not possible"};
        if (std::isinf(spectrum.intensity[i]))
            throw Fault{.cause = "intensity" + which + " is infinite or beyond what 32 bits hold"};
    }
}

void drop_points(Spectrum& spectrum, PointsReport& report) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < spectrum.mz.size(); ++i) {
        const bool nan = std::isnan(spectrum.intensity[i]), zero = spectrum.mz[i] == 0.0;
        report.nan_intensities += nan;
        report.zero_mz += zero;
        if (nan || zero) continue;
        spectrum.mz[kept] = spectrum.mz[i];
        spectrum.intensity[kept] = spectrum.intensity[i];
        ++kept;
    }
    spectrum.mz.resize(kept);
    spectrum.intensity.resize(kept);
}

void sort_points(Spectrum& spectrum) {
    std::vector<std::size_t> order(spectrum.mz.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return spectrum.mz[a] < spectrum.mz[b]; });
    const auto mz = spectrum.mz;
    const auto intensity = spectrum.intensity;
    for (std::size_t i = 0; i < order.size(); ++i) {
        spectrum.mz[i] = mz[order[i]];
        spectrum.intensity[i] = intensity[order[i]];
    }
}

}  // namespace

PointsReport settle_points(Spectrum& spectrum) {
    PointsReport report;
    if (is_sorted_and_legal(spectrum.mz) && is_plain(spectrum.intensity)) return report;
    refuse_bad_values(spectrum);
    drop_points(spectrum, report);
    report.negative_intensities = static_cast<std::size_t>(
        std::count_if(spectrum.intensity.begin(), spectrum.intensity.end(), [](float v) { return v < 0.0f; }));
    if (!is_sorted_and_legal(spectrum.mz)) {
        sort_points(spectrum);
        report.was_unsorted = true;
    }
    return report;
}

Representation judge_representation(const std::vector<double>& mz) {
    if (mz.size() < fewest_points_to_judge) return Representation::unknown;
    const std::size_t looked_at = std::min(mz.size(), points_looked_at);
    const double* const first = mz.data() + (mz.size() - looked_at) / 2;
    std::size_t pairs = 0, alike_pairs = 0;
    for (std::size_t i = 2; i < looked_at; ++i) {
        const double before = first[i - 1] - first[i - 2], step = first[i] - first[i - 1];
        ++pairs;
        alike_pairs += step > 0.0 && step < widest_profile_step && std::abs(step - before) < alike * before;
    }
    const double share = double(alike_pairs) / double(pairs);
    if (share > profile_fraction) return Representation::profile;
    return share < centroid_fraction ? Representation::centroid : Representation::unknown;
}

}  // namespace gassan
