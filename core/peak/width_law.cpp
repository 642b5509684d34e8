#include "core/peak/width_law.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {

double WidthLaw::fwhm_s(double time_s) const {
    const double fwhm = fwhm_ref_s * std::pow(std::max(time_s, 1.0) / time_ref_s, power);
    return std::clamp(fwhm, 1.0, 90.0);
}

std::vector<double> expected_fwhm_s(const WidthLaw& law, std::span<const double> times_s) {
    std::vector<double> widths_s;
    widths_s.reserve(times_s.size());
    for (const double time_s : times_s) widths_s.push_back(law.fwhm_s(time_s));
    return widths_s;
}

std::optional<WidthSample> width_at_top(const TraceSignal& signal) {
    const auto top = std::size_t(std::max_element(signal.counts.begin(), signal.counts.end()) - signal.counts.begin());
    const double height = signal.counts[top];
    std::size_t points = 0;
    const auto crossing_s = [&](int step) -> std::optional<double> {
        std::optional<double> half_s;
        for (auto i = std::ptrdiff_t(top); i >= 0 && i < std::ptrdiff_t(signal.size()); i += step) {
            if (signal.counts[i] >= height / 2.0 && !half_s) {
                ++points;
            } else if (!half_s) {
                const double inner = signal.counts[i - step], outer = signal.counts[i];
                const double part = (inner - height / 2.0) / (inner - outer);
                half_s = signal.time_s[i - step] + part * (signal.time_s[i] - signal.time_s[i - step]);
            }
            if (signal.counts[i] < 0.3 * height) return half_s;
        }
        return std::nullopt;
    };
    const auto left_s = crossing_s(-1);
    const auto right_s = crossing_s(+1);
    if (!left_s || !right_s || points < 4) return std::nullopt;  // the top is counted on both sides
    return WidthSample{signal.time_s[top], *right_s - *left_s, height};
}

namespace {

WidthLaw law_of_samples(std::vector<WidthSample> samples) {
    constexpr std::size_t fewest = 8;
    WidthLaw law;
    if (samples.size() < fewest) return law;
    std::sort(samples.begin(), samples.end(), [](const WidthSample& a, const WidthSample& b) {
        return a.height != b.height ? a.height > b.height : a.time_s < b.time_s;
    });
    if (samples.size() > width_samples_used) samples.resize(width_samples_used);

    std::vector<double> log_time, log_fwhm;
    for (const WidthSample& sample : samples) {
        log_time.push_back(std::log(std::max(sample.time_s, 1.0)));
        log_fwhm.push_back(std::log(sample.fwhm_s));
    }
    law.power = std::clamp(theil_sen(log_time, log_fwhm).slope, 0.0, 1.5);
    law.time_ref_s = std::exp(median(log_time));
    for (std::size_t i = 0; i < samples.size(); ++i)
        log_fwhm[i] -= law.power * (log_time[i] - std::log(law.time_ref_s));
    law.fwhm_ref_s = std::exp(median(log_fwhm));
    law.learnt_from = int(samples.size());
    return law;
}

}  // namespace

WidthLaw learn_width_law(std::vector<WidthSample> samples, const PeakParams& params, double middle_s) {
    WidthLaw law = law_of_samples(std::move(samples));
    if (params.fwhm_s > 0.0) {
        law.fwhm_ref_s = params.fwhm_s;
        law.time_ref_s = middle_s;
    }
    return law;
}

}  // namespace gassan
