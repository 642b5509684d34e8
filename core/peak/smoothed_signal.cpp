#include "core/peak/smoothed_signal.hpp"

#include "core/base/robust.hpp"
#include "core/signal/smooth.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {

std::uint16_t smoothing_half(double of_fwhm, double fwhm_scans) {
    return std::uint16_t(std::clamp((of_fwhm * fwhm_scans - 1.0) / 2.0 + 0.5, 0.0, 500.0));
}

double SmoothedSignal::sd(std::size_t i) const {
    const double factor = raw.wander * raw.wander / smooth_gain(half[i]);
    return std::sqrt(noise.variance(std::max(counts[i], noise.threshold)) * factor);
}

SmoothedSignal smoothed(const TraceSignal& raw, const IntensityNoise& noise, double of_fwhm) {
    SmoothedSignal signal{.raw = raw, .counts = {}, .half = {}, .noise = noise};
    signal.half.resize(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i)
        signal.half[i] = smoothing_half(of_fwhm, raw.expected_fwhm_s[i] / raw.spacing_s);
    signal.counts = smooth(raw.counts, signal.half);
    if (raw.sightings >= 0.7) signal.usual = std::isnan(raw.usual) ? median(raw.counts) : raw.usual;
    return signal;
}

}  // namespace gassan
