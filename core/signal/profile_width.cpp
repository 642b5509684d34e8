#include "core/signal/profile_width.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace gassan {
namespace {

constexpr double gap = 1.6;          // times the usual step
constexpr double clear = 30.0;       // times the grain
constexpr std::size_t highest = 50;  // maxima of a spectrum are asked: peaks of few ions are too narrow
constexpr std::size_t enough = 400, least = 8, least_for_slope = 40;
constexpr double least_step = 1e-8;                          // of sqrt(Th): no instrument samples as finely
constexpr double least_samples = 1.5, most_samples = 200.0;  // a width, in steps

struct Maximum {
    std::size_t at;
    float height;
};

std::vector<Maximum> maxima_of(std::span<const float> intensity, std::span<const ProfileRow> rows) {
    std::vector<Maximum> maxima;
    for (const ProfileRow& row : rows)
        for (std::size_t i = row.first + 1; i + 1 < row.last; ++i)
            if (intensity[i] > intensity[i - 1] && intensity[i] >= intensity[i + 1] && intensity[i] > 0.0f)
                maxima.push_back({i, intensity[i]});
    return maxima;
}

/// Where, walking from the top, half of the height is crossed; no_value where the signal rises before that.
double half_at(std::span<const double> roots, std::span<const float> intensity, const ProfileRow& row, std::size_t top,
               int step) {
    const double half = 0.5 * double(intensity[top]);
    for (std::size_t i = top; step < 0 ? i > row.first : i + 1 < row.last; i += std::size_t(step)) {
        const std::size_t next = i + std::size_t(step);
        if (intensity[next] > intensity[i] && i != top) return no_value;
        if (double(intensity[next]) >= half) continue;
        const double part = (double(intensity[i]) - half) / (double(intensity[i]) - double(intensity[next]));
        return roots[i] + part * (roots[next] - roots[i]);
    }
    return no_value;
}

/// Robust line: medians of the lower and the upper third of the samples.
void fit(ProfileWidth& width) {
    auto samples = width.samples;
    std::sort(samples.begin(), samples.end());
    const auto middle = [&](std::size_t from, std::size_t to, auto member) {
        std::vector<double> values;
        for (std::size_t i = from; i < to; ++i) values.push_back(samples[i].*member);
        return median(std::move(values));
    };
    using Sample = std::pair<double, double>;
    const std::size_t n = samples.size(), third = n / 3;
    width.middle_log_root = middle(0, n, &Sample::first);
    width.log_fwhm = middle(0, n, &Sample::second);
    width.slope = 0.0;
    const double low = middle(0, std::max<std::size_t>(third, 1), &Sample::first);
    const double high = middle(n - std::max<std::size_t>(third, 1), n, &Sample::first);
    constexpr double least_lever = 0.2;  // of ln root
    if (n >= least_for_slope && high - low > least_lever) {
        const double rise = middle(n - third, n, &Sample::second) - middle(0, third, &Sample::second);
        width.slope = std::clamp(rise / (high - low), -1.0, 3.0);
        // Through the middle of the samples, wherever the line's own middle lies.
        std::vector<double> left;
        for (const auto& [log_root, log_fwhm] : samples)
            left.push_back(log_fwhm - width.slope * (log_root - width.middle_log_root));
        width.log_fwhm = median(std::move(left));
    }
    width.used = n;
}

}  // namespace

std::vector<ProfileRow> profile_rows(std::span<const double> roots) {
    std::vector<ProfileRow> rows;
    if (roots.empty()) return rows;
    double usual = roots.size() > 1 ? std::max(roots[1] - roots[0], least_step) : 1e-4;
    for (std::size_t i = 2; i < std::min<std::size_t>(roots.size(), 12); ++i)
        usual = std::min(usual, std::max(roots[i] - roots[i - 1], least_step));
    ProfileRow row{0, 1, usual};
    const auto close = [&](std::size_t next) {
        const std::size_t steps = row.last - row.first - 1;
        if (steps > 0) row.root_step = std::max((roots[row.last - 1] - roots[row.first]) / double(steps), least_step);
        rows.push_back(row);
        row = {next, next + 1, usual};
    };
    for (std::size_t i = 1; i < roots.size(); ++i) {
        const double step = roots[i] - roots[i - 1];
        if (step > gap * usual) {
            close(i);
            continue;
        }
        usual = std::max(step, least_step);
        row.last = i + 1;
    }
    close(roots.size());
    return rows;
}

double ProfileWidth::fwhm_root(double root, double root_step) const {
    constexpr double unknown_samples = 4.0;
    if (!known()) return unknown_samples * root_step;
    const double law = std::exp(log_fwhm + slope * (std::log(root) - middle_log_root));
    return std::clamp(law, least_samples * root_step, most_samples * root_step);
}

double grain_of(std::span<const float> intensity) {
    std::vector<float> seen;
    std::copy_if(intensity.begin(), intensity.end(), std::back_inserter(seen),
                 [](float count) { return count > 0.0f; });
    if (seen.empty()) return 0.0;
    const auto tenth = seen.begin() + std::ptrdiff_t(seen.size() / 10);
    std::nth_element(seen.begin(), tenth, seen.end());
    return *tenth;
}

void learn_profile_width(std::span<const double> roots, std::span<const float> intensity,
                         std::span<const ProfileRow> rows, double grain, ProfileWidth& width) {
    if (width.used >= enough) return;
    auto maxima = maxima_of(intensity, rows);
    std::sort(maxima.begin(), maxima.end(), [](const Maximum& a, const Maximum& b) {
        return a.height != b.height ? a.height > b.height : a.at < b.at;
    });
    maxima.resize(std::min(maxima.size(), highest));
    std::sort(maxima.begin(), maxima.end(), [](const Maximum& a, const Maximum& b) { return a.at < b.at; });
    auto row = rows.begin();
    for (const Maximum& maximum : maxima) {
        if (maximum.height < clear * grain) continue;
        while (row->last <= maximum.at) ++row;
        const double width_root =
            half_at(roots, intensity, *row, maximum.at, +1) - half_at(roots, intensity, *row, maximum.at, -1);
        if (!(width_root > least_samples * row->root_step && width_root < most_samples * row->root_step)) continue;
        width.samples.emplace_back(std::log(roots[maximum.at]), std::log(width_root));
        if (width.samples.size() == enough) break;
    }
    // The law changes only when twice as much is known.
    if (width.samples.size() >= std::max(least, 2 * width.used) || width.samples.size() == enough) fit(width);
    if (width.used >= enough) width.samples = {};
}

}  // namespace gassan
