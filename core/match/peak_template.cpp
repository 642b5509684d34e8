#include "core/match/peak_template.hpp"

#include "core/peak/shapes.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

constexpr double reach = 4.0, step = 1.0 / 64.0;  // widths
constexpr std::size_t points = std::size_t(2.0 * reach / step) + 1;

/// Where a density falls through a share of its height on one side of the apex.
double crossing(const EmgShape& shape, double apex_s, double level, double direction) {
    double near = 0.0, far = 12.0 * (shape.sigma_s + shape.tau_s);
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (near + far);
        (emg_density(shape, apex_s + direction * middle) > level ? near : far) = middle;
    }
    return near;
}

struct Measures {
    double apex_s, height, fwhm_s, asymmetry;
};

Measures measures_of(const EmgShape& shape) {
    // The apex by golden steps would do; a fine grid is plain and this runs a few dozen times.
    double apex_s = 0.0, height = 0.0;
    for (double t = -shape.sigma_s; t < shape.sigma_s + 2.0 * shape.tau_s; t += 0.002 * shape.sigma_s)
        if (const double density = emg_density(shape, t); density > height) {
            height = density;
            apex_s = t;
        }
    const auto width = [&](double share, double direction) {
        return crossing(shape, apex_s, share * height, direction);
    };
    return {apex_s, height, width(0.5, -1.0) + width(0.5, 1.0), width(0.1, 1.0) / width(0.1, -1.0)};
}

/// Templates by asymmetry, from symmetric to an exponential six times as long as the Gaussian is wide.
struct Gallery {
    std::vector<double> log_asymmetry;
    std::vector<PeakTemplate> tailing, fronting;

    Gallery() {
        for (double ratio = 0.05; ratio < 6.5; ratio *= 1.15) {
            log_asymmetry.push_back(std::log(measures_of({0.0, 1.0, ratio}).asymmetry));
            tailing.emplace_back(ratio, false);
            fronting.emplace_back(ratio, true);
        }
    }
};

}  // namespace

PeakTemplate::PeakTemplate(double ratio, bool fronts) : values_(points) {
    const EmgShape shape{0.0, 1.0, ratio};
    const Measures known = measures_of(shape);
    for (std::size_t i = 0; i < points; ++i) {
        const double off = (double(i) * step - reach) * (fronts ? -1.0 : 1.0);
        values_[i] = emg_density(shape, known.apex_s + off * known.fwhm_s) / known.height;
    }
    area_ = 1.0 / (known.height * known.fwhm_s);
}

const PeakTemplate& PeakTemplate::of(double asymmetry) {
    static const Gallery gallery;
    const double log = asymmetry > 0.0 ? std::log(asymmetry) : 0.0;
    const auto& known = gallery.log_asymmetry;
    auto at = std::size_t(std::lower_bound(known.begin(), known.end(), std::abs(log)) - known.begin());
    if (at == known.size() || (at > 0 && std::abs(log) - known[at - 1] < known[at] - std::abs(log))) --at;
    return (log < 0.0 ? gallery.fronting : gallery.tailing)[at];
}

double PeakTemplate::at(double off) const {
    const double place = (off + reach) / step;
    if (!(place >= 0.0) || place >= double(points - 1)) return 0.0;
    const auto i = std::size_t(place);
    const double part = place - double(i);
    return values_[i] + part * (values_[i + 1] - values_[i]);
}

}  // namespace gassan
