#pragma once

/// \file
/// How wide a peak should be at a given migration time. In CE an ion passes the detector the slower the later it
/// comes, so width grows with time: fwhm(t) = fwhm_ref * (t / t_ref)^power with power between 0 and 1.5 (diffusion
/// alone: 1.5, injection plug alone: 1). One LC peak width fits neither end of a run.
///
/// Source of the default: real run, 10 % acetic acid, 80 cm, +30 kV: 4.4 s at 415 s and 11.9 s at 841 s.

#include "core/model/run_laws.hpp"
#include "core/peak/peak_params.hpp"
#include "core/trace/trace_signal.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace gassan {

/// The law at each of many times.
[[nodiscard]] std::vector<double> expected_fwhm_s(const WidthLaw& law, std::span<const double> times_s);

/// A clean, strong peak met while looking for the law.
struct WidthSample {
    double time_s, fwhm_s, height;
};

/// Full width at half height of the highest point of a signal; nothing if it is no lone peak (it must fall below
/// 0.3 of its height on both sides and be seen in at least 3 scans above half).
[[nodiscard]] std::optional<WidthSample> width_at_top(const TraceSignal& signal);

/// The law rests on so many of the strongest samples.
constexpr std::size_t width_samples_used = 200;

/// The law through the strongest 200 samples (Theil-Sen in logarithms, power kept within 0 to 1.5); the default
/// where there are fewer than 8. PeakParams::fwhm_s, where it is set, stands for the width at middle_s.
[[nodiscard]] WidthLaw learn_width_law(std::vector<WidthSample> samples, const PeakParams& params = {},
                                       double middle_s = WidthLaw{}.time_ref_s);

}  // namespace gassan
