#include "core/peak/detect_peaks.hpp"

#include "core/base/robust.hpp"
#include "core/peak/measure_peaks.hpp"
#include "core/peak/quality.hpp"
#include "core/peak/shoulders.hpp"
#include "core/peak/smoothed_signal.hpp"
#include "core/peak/tops.hpp"
#include "core/signal/smooth.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace gassan {
namespace {

// Before its m/z is known a peak is only turned away where it is hopeless.
constexpr double hopeless = 0.1;

bool passes(const Peak& peak, const SmoothedSignal& signal, double threshold, const PeakParams& params) {
    const double spacing_s = signal.raw.spacing_s;
    // Where the ion is hardly ever seen, points by themselves must be no chance.
    if (peak.presence < 0.1 && peak.chance_log > -18.0 && peak.height < 20.0 * threshold) return false;
    // On from nothing and off to nothing: a lasting ion that merges with a neighbour now and then.
    if (peak.cliff > 0.5 && peak.cliff * peak.height > 3.0 * threshold) return false;
    const int needed = peak.fwhm_s < 4.0 * spacing_s ? std::min(3, params.min_points) : params.min_points;
    return peak.snr_of_height() >= params.min_snr && peak.points >= needed && peak.top_share >= 0.6 &&
           peak.significance >= params.significance_sd && peak.fwhm_s >= params.min_width_scans * spacing_s &&
           peak.fwhm_s <= params.max_width_s && peak.area > 0.0 && peak.quality >= hopeless * params.min_quality;
}

}  // namespace

double wander_of(const SmoothedSignal& fine) {
    const TraceSignal& raw = fine.raw;
    if (raw.sightings < 0.3 || raw.size() < 5) return 1.0;  // its few sightings are judged by chance_log
    const IntensityNoise& noise = fine.noise;
    const double spacing_s = raw.spacing_s;
    std::vector<std::uint16_t> wide(raw.size());
    for (std::size_t i = 0; i < wide.size(); ++i)
        wide[i] = std::uint16_t(std::min(2.0 * raw.expected_fwhm_s[i] / spacing_s, 60000.0));
    const std::vector<double> local = smooth(raw.counts, wide);
    std::vector<double> ratios(local.size());
    double gain = 0.0;  // the same wherever peaks are equally wide
    for (std::size_t i = 0; i < local.size(); ++i) {
        if (i == 0 || fine.half[i] != fine.half[i - 1]) gain = smooth_gain(fine.half[i]);
        const double sd = std::sqrt(noise.variance(std::max(local[i], noise.threshold)) / gain);
        ratios[i] = std::abs(fine.counts[i] - local[i]) / sd;
    }
    // The lower third of |normal| ends at 0.385 sd; peaks and their feet sit above it.
    return std::max(1.0, quantile_inplace(ratios, 0.3) / 0.38532);
}

double wander_of(const TraceSignal& raw, const IntensityNoise& noise) {
    return wander_of(smoothed(raw, noise, fine_smoothing));
}

std::vector<Peak> detect_peaks(const TraceSignal& raw, const IntensityNoise& noise, const PeakParams& params) {
    return raw.size() < 5 ? std::vector<Peak>{} : detect_peaks(smoothed(raw, noise, fine_smoothing), params);
}

std::vector<Peak> detect_peaks(const SmoothedSignal& signal, const PeakParams& params) {
    const IntensityNoise& noise = signal.noise;
    if (signal.raw.size() < 5) return {};
    std::vector<Top> tops = find_tops(signal, params);
    if (params.shoulders) tops = with_shoulders(signal, std::move(tops), noise);
    if (tops.empty()) return {};
    std::vector<Peak> peaks = measure_peaks(signal, tops, noise, params);
    for (std::size_t i = 0; i < peaks.size(); ++i) {
        judge_peak(signal, peaks[i]);
        // What fits have parted need not look like a peak beside its neighbour.
        if (tops[i].outline.height > 0.0) peaks[i].quality = std::max(peaks[i].quality, params.min_quality);
    }
    std::erase_if(peaks, [&](const Peak& peak) { return !passes(peak, signal, noise.threshold, params); });
    return peaks;
}

}  // namespace gassan
