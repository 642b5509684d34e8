#include "core/peak/smoothed_signal.hpp"

#include "core/base/robust.hpp"
#include "core/signal/smooth.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {

std::uint16_t smoothing_half(double of_fwhm, double fwhm_scans) {
    return std::uint16_t(std::clamp((of_fwhm * fwhm_scans - 1.0) / 2.0 + 0.5, 0.0, 500.0));
}

SmoothedSignal smoothed(const TraceSignal& raw, const IntensityNoise& noise, double of_fwhm) {
    SmoothedSignal signal{.raw = raw, .counts = {}, .half = {}, .sd = {}};
    signal.half.resize(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i)
        signal.half[i] = smoothing_half(of_fwhm, raw.expected_fwhm_s[i] / raw.spacing_s);
    signal.counts = smooth(raw.counts, signal.half);
    if (raw.sightings >= 0.7) signal.usual = std::isnan(raw.usual) ? median(raw.counts) : raw.usual;

    signal.sd.resize(raw.size());
    double factor = 0.0;  // of a single scan's variance: the same wherever peaks are equally wide
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (i == 0 || signal.half[i] != signal.half[i - 1])
            factor = raw.wander * raw.wander / smooth_gain(signal.half[i]);
        signal.sd[i] = std::sqrt(noise.variance(std::max(signal.counts[i], noise.threshold)) * factor);
    }
    return signal;
}

}  // namespace gassan
