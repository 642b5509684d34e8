#include "core/peak/quality.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

double baseline_at(const Peak& peak, double time_s) {
    if (peak.end_s <= peak.begin_s) return peak.baseline_begin;
    const double part = (time_s - peak.begin_s) / (peak.end_s - peak.begin_s);
    return peak.baseline_begin + part * (peak.baseline_end - peak.baseline_begin);
}

double shape_term(const SmoothedSignal& signal, const Peak& peak) {
    const auto& time_s = signal.raw.time_s;
    double sum = 0.0, squares = 0.0, misfit = 0.0;
    std::size_t scans = 0;
    for (std::size_t i = peak.begin - signal.raw.first_scan; i <= peak.end - signal.raw.first_scan; ++i) {
        const double above = signal.raw.counts[i] - baseline_at(peak, time_s[i]);
        const double half_s = time_s[i] < peak.apex_s ? peak.front_s : peak.tail_s;
        const double away = (time_s[i] - peak.apex_s) / std::max(half_s, 1e-9);
        const double model = peak.height * std::exp2(-away * away);
        sum += above;
        squares += above * above;
        misfit += (above - model) * (above - model);
        ++scans;
    }
    const double scatter = squares - sum * sum / double(scans);
    return scatter > 0.0 ? std::clamp(1.0 - misfit / scatter, 0.0, 1.0) : 0.0;
}

double width_term(double ratio) {
    constexpr double narrow = 0.3, wide = 3.5;
    if (ratio < narrow) return ratio * ratio / (narrow * narrow);
    return ratio > wide ? wide * wide / (ratio * ratio) : 1.0;
}

}  // namespace

double peak_quality(const SmoothedSignal& signal, const Peak& peak) {
    const double expected_s = signal.raw.expected_fwhm_s[peak.apex - signal.raw.first_scan];
    const double snr = peak.snr_of_height();
    const double points = peak.points / (peak.points + 2.0) * 1.2;
    return shape_term(signal, peak) * snr / (snr + 2.0) * width_term(peak.fwhm_s / expected_s) * std::min(points, 1.0);
}

}  // namespace gassan
