#include "core/signal/centroid_profile.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace gassan {
namespace {

constexpr double fwhm_over_sd = 2.3548200450309493;
constexpr double least_distance_fwhm = 0.6;  // two tops closer than this are one peak
constexpr double deepest_valley = 0.95;      // of the lower top: less of a dip is none
constexpr double dense = 0.25;               // of the axis: an instrument that records more records its noise, too
constexpr std::size_t noise_maxima = 64;     // tell the noise around them

struct Top {
    std::size_t at;  // sample of the spectrum
    double height;   // smoothed counts
    double valley;   // smoothed counts of the lowest sample between it and the next
};

/// The spectrum on its own axis.
struct View {
    std::span<const double> roots;
    std::span<const float> intensity;
};

/// A Gaussian of a certain width, kept from row to row: widths hardly change along a spectrum.
class GaussKernel {
public:
    /// The half from the middle out, together 1. Serves widths within 2 % of what it was made for.
    [[nodiscard]] std::span<const double> of(double sd_samples) {
        constexpr double alike = 0.02;
        if (std::fabs(sd_samples - sd_samples_) <= alike * sd_samples_) return weights_;
        sd_samples_ = sd_samples;
        weights_.resize(std::size_t(std::ceil(3.0 * sd_samples)) + 1);
        double sum = 0.0;
        for (std::size_t i = 0; i < weights_.size(); ++i) {
            weights_[i] = std::exp(-0.5 * double(i * i) / (sd_samples * sd_samples));
            sum += (i == 0 ? 1.0 : 2.0) * weights_[i];
        }
        for (double& weight : weights_) weight /= sum;
        return weights_;
    }

private:
    double sd_samples_ = 0.0;
    std::vector<double> weights_;
};

/// Half of the peaks' own sd: maxima of noise vanish, and a peak grows wider by an eighth only. What lies outside of a
/// row is zero.
void smooth_row(const View& view, const ProfileRow& row, const ProfileWidth& width, GaussKernel& kernels,
                std::vector<double>& counts) {
    constexpr std::size_t stretch = 512;  // samples over which the width hardly changes
    const std::size_t size = row.last - row.first;
    counts.assign(size, 0.0);
    for (std::size_t from = 0; from < size; from += stretch) {
        const std::size_t to = std::min(size, from + stretch);
        const double fwhm = width.fwhm_root(view.roots[row.first + (from + to) / 2], row.root_step);
        const std::span<const double> kernel = kernels.of(0.5 * fwhm / fwhm_over_sd / row.root_step);
        for (std::size_t i = from; i < to; ++i) {
            const double value = view.intensity[row.first + i];
            if (value == 0.0) continue;
            counts[i] += kernel[0] * value;
            for (std::size_t k = 1; k < kernel.size(); ++k) {
                if (i >= k) counts[i - k] += kernel[k] * value;
                if (i + k < size) counts[i + k] += kernel[k] * value;
            }
        }
    }
}

/// All maxima of a smoothed row; of a plateau its middle.
void add_maxima(const ProfileRow& row, const std::vector<double>& counts, std::vector<Top>& tops) {
    const std::size_t size = counts.size();
    for (std::size_t i = 0; i < size; ++i) {
        if (i > 0 && counts[i] <= counts[i - 1]) continue;
        std::size_t end = i;
        while (end + 1 < size && counts[end + 1] == counts[i]) ++end;
        if (end + 1 < size && counts[end + 1] > counts[i]) continue;
        tops.push_back({row.first + (i + end) / 2, counts[i], 0.0});
    }
    // Valleys follow from the tops of this row.
    for (std::size_t k = tops.size(); k-- > 0 && tops[k].at >= row.first;) {
        const std::size_t next = k + 1 < tops.size() ? tops[k + 1].at - row.first : size;
        const auto from = counts.begin() + std::ptrdiff_t(tops[k].at - row.first);
        tops[k].valley = next < size ? *std::min_element(from, counts.begin() + std::ptrdiff_t(next)) : 0.0;
    }
}

/// Tops of one peak become one: too near to each other, or hardly a dip between them.
/// \param grain counts of the smallest things seen: about what one ion, or the noise, makes
std::vector<Top> merged(const View& view, const ProfileRow& row, const ProfileWidth& width, double grain,
                        std::span<const Top> tops) {
    std::vector<Top> kept;
    for (const Top& top : tops) {
        Top next = top;
        while (!kept.empty()) {
            const Top& before = kept.back();
            const double fwhm = width.fwhm_root(view.roots[next.at], row.root_step);
            const double lower = std::min(before.height, next.height);
            const double dip = lower - before.valley;
            const bool near = view.roots[next.at] - view.roots[before.at] < least_distance_fwhm * fwhm;
            if (!near && dip > (1.0 - deepest_valley) * lower && dip > std::sqrt(grain * lower)) break;
            if (before.height > next.height) {
                next.at = before.at;
                next.height = before.height;
            }
            kept.pop_back();
        }
        kept.push_back(next);
    }
    return kept;
}

/// A peak as it is measured.
struct Centroid {
    double root, height;
};

/// Counts of one sample, its neighbours in the row being zero beyond the ends.
double parabola_summit(double left, double middle, double right) {
    const double bend = left - 2.0 * middle + right;
    if (!(bend < 0.0)) return middle;
    return middle - 0.125 * (left - right) * (left - right) / bend;
}

/// The highest sample near the top, with what a parabola sees between the samples.
double summit(const View& view, const ProfileRow& row, std::size_t top, std::size_t reach) {
    const auto counts = [&](std::size_t i) { return double(view.intensity[i]); };
    std::size_t at = top;
    for (std::size_t i = std::max(row.first, top - std::min(top, reach)); i < std::min(row.last, top + reach + 1); ++i)
        if (counts(i) > counts(at)) at = i;
    const double left = at > row.first ? counts(at - 1) : 0.0, right = at + 1 < row.last ? counts(at + 1) : 0.0;
    return parabola_summit(left, counts(at), right);
}

/// exp(-x^2 / 2 sd^2) at equal steps, by recurrence.
class GaussWalk {
public:
    GaussWalk(double x, double step, double sd)
        : value_(std::exp(-0.5 * x * x / (sd * sd))),
          ratio_(std::exp(-(x * step + 0.5 * step * step) / (sd * sd))),
          bend_(std::exp(-step * step / (sd * sd))) {}
    /// The value here; then one step on.
    double next() {
        const double here = value_;
        value_ *= ratio_;
        ratio_ *= bend_;
        return here;
    }

private:
    double value_, ratio_, bend_;
};

/// Samples within reach of a place, as if equidistant: so near to each other they are, in every analyser.
struct Samples {
    std::size_t from, to;
    double first_root, step;
};

Samples samples_within(const View& view, const ProfileRow& row, std::size_t top, double reach) {
    const auto spread = std::size_t(reach / row.root_step + 1.0);
    const std::size_t from = std::max(row.first, top - std::min(top, spread));
    const std::size_t to = std::min(row.last, top + spread + 1);
    const double step = to - from > 1 ? (view.roots[to - 1] - view.roots[from]) / double(to - from - 1) : row.root_step;
    return {from, to, view.roots[from], step};
}

/// The mean place of the counts under a window around `root`, relative to it; 0 without counts.
double leaning(const View& view, const Samples& samples, double root, double window) {
    GaussWalk weight(samples.first_root - root, samples.step, window);
    double sum = 0.0, moment = 0.0, away = samples.first_root - root;
    for (std::size_t i = samples.from; i < samples.to; ++i, away += samples.step) {
        const double counts = weight.next() * double(view.intensity[i]);
        sum += counts;
        moment += counts * away;
    }
    return sum > 0.0 ? moment / sum : 0.0;
}

/// Height of the Gaussian peak of this sd that fits best under the window.
double fitted_height(const View& view, const Samples& samples, double root, double window, double sd) {
    GaussWalk weight(samples.first_root - root, samples.step, window);
    GaussWalk shape(samples.first_root - root, samples.step, sd);
    double sum = 0.0, norm = 0.0;
    for (std::size_t i = samples.from; i < samples.to; ++i) {
        const double here = weight.next();
        sum += here * double(view.intensity[i]);
        norm += here * shape.next();
    }
    return norm > 0.0 ? sum / norm : 0.0;
}

/// \param near_root, far_root halfway to the neighbours
Centroid measured(const View& view, const ProfileRow& row, std::size_t top, double fwhm, double near_root,
                  double far_root) {
    constexpr int rounds = 6;
    constexpr double settled = 2e-3;  // of the sd: no ion statistics are as sharp
    const double sd = fwhm / fwhm_over_sd, start = view.roots[top];
    // No farther than the nearer neighbour allows, equally far on both sides: else it would lean to one.
    const double reach = std::clamp(std::min(start - near_root, far_root - start), 0.5 * fwhm, 1.5 * fwhm);
    const double window = std::min(sd, 0.6 * reach);
    const double gain = (sd * sd + window * window) / (window * window);
    const Samples samples = samples_within(view, row, top, reach);
    double root = start;
    for (int round = 0; round < rounds; ++round) {
        const double step = gain * leaning(view, samples, root, window);
        if (std::fabs(root + step - start) > 0.5 * fwhm) break;
        root += step;
        if (std::fabs(step) < settled * sd) break;
    }
    const double fitted = fitted_height(view, samples, root, window, sd);
    const double seen = summit(view, row, top, std::size_t(0.5 * fwhm / row.root_step + 0.5));
    return {root, std::min(fitted, seen)};
}

/// Does the instrument record its noise? Then what is not zero covers much of the axis.
bool records_noise(const View& view, std::span<const ProfileRow> rows) {
    double covered = 0.0;
    for (const ProfileRow& row : rows) {
        std::size_t seen = 0;
        for (std::size_t i = row.first; i < row.last; ++i) seen += view.intensity[i] != 0.0f;
        covered += double(seen) * row.root_step;
    }
    return covered > dense * (view.roots.back() - view.roots.front());
}

/// The level on which a recorded noise stands, taken off: medians of long stretches. Zero where the instrument writes
/// zeros.
std::vector<float> above_level(std::span<const float> intensity) {
    constexpr std::size_t stretch = 4096, least = 512;  // samples
    constexpr double usual_zeros = 0.1;
    std::vector<float> above(intensity.begin(), intensity.end());
    const auto zeros = std::count(intensity.begin(), intensity.end(), 0.0f);
    if (intensity.size() < least || double(zeros) > usual_zeros * double(intensity.size())) return above;
    std::size_t to = 0;
    for (std::size_t from = 0; from < above.size(); from = to) {
        // What is left at the end may be all peak: it belongs to the stretch before.
        to = above.size() - from < 2 * stretch ? above.size() : from + stretch;
        const auto first = above.begin() + std::ptrdiff_t(from), last = above.begin() + std::ptrdiff_t(to);
        std::vector<float> ranked(first, last);
        const auto middle = ranked.begin() + std::ptrdiff_t(ranked.size() / 2);
        std::nth_element(ranked.begin(), middle, ranked.end());
        for (auto count = first; count != last; ++count) *count -= *middle;
    }
    return above;
}

/// The noise of one smoothed sample at each maximum, from the maxima around it: most of them are noise, and the maxima
/// of smoothed white noise lie at 0.72 of its sd on average (Rice 1945, the spectral width of Gaussian smoothing).
/// Nothing is known from few of them: zero.
std::vector<double> noise_at(std::span<const Top> tops) {
    constexpr double usual_maximum_sd = 0.72;
    std::vector<double> noise(tops.size(), 0.0);
    for (std::size_t from = 0; from + noise_maxima <= tops.size(); from += noise_maxima) {
        const std::size_t to = from + 2 * noise_maxima > tops.size() ? tops.size() : from + noise_maxima;
        std::vector<double> heights;
        for (std::size_t k = from; k < to; ++k) heights.push_back(tops[k].height);
        const double sd = std::max(median(std::move(heights)) / usual_maximum_sd, 0.0);
        std::fill(noise.begin() + std::ptrdiff_t(from), noise.begin() + std::ptrdiff_t(to), sd);
    }
    return noise;
}

/// Maxima of all rows, each with its row.
struct Maxima {
    std::vector<Top> tops;
    std::vector<std::size_t> begin;  // of each row's tops; one more than rows
};

Maxima maxima_of(const View& view, std::span<const ProfileRow> rows, const ProfileWidth& width) {
    Maxima maxima;
    GaussKernel kernels;
    std::vector<double> counts;
    for (const ProfileRow& row : rows) {
        maxima.begin.push_back(maxima.tops.size());
        smooth_row(view, row, width, kernels, counts);
        add_maxima(row, counts, maxima.tops);
    }
    maxima.begin.push_back(maxima.tops.size());
    return maxima;
}

/// The tops of one row that stand out of the noise, measured.
/// \param all the row's maxima; noise parallel to them
void add_centroids(const View& view, const ProfileRow& row, std::span<const Top> all, std::span<const double> noise,
                   const ProfileWidth& width, double grain, double min_snr, std::vector<Centroid>& centroids) {
    const std::vector<Top> tops = merged(view, row, width, grain, all);
    std::size_t k_all = 0;
    for (std::size_t k = 0; k < tops.size(); ++k) {
        while (all[k_all].at != tops[k].at) ++k_all;
        if (!(tops[k].height > 0.0) || tops[k].height < min_snr * noise[k_all]) continue;
        const double root = view.roots[tops[k].at];
        const double near = k > 0 ? 0.5 * (view.roots[tops[k - 1].at] + root) : -1e9;
        const double far = k + 1 < tops.size() ? 0.5 * (view.roots[tops[k + 1].at] + root) : 1e9;
        const double fwhm = width.fwhm_root(root, row.root_step);
        const Centroid centroid = measured(view, row, tops[k].at, fwhm, near, far);
        if (centroid.height > 0.0) centroids.push_back(centroid);
    }
}

std::vector<double> roots_of(std::span<const double> mz) {
    std::vector<double> roots(mz.size());
    std::transform(mz.begin(), mz.end(), roots.begin(), [](double value) { return std::sqrt(value); });
    return roots;
}

std::vector<Centroid> centroids_of(const View& recorded, const ProfileParams& params, ProfileWidth& width) {
    const std::vector<ProfileRow> rows = profile_rows(recorded.roots);
    const bool noisy = !rows.empty() && records_noise(recorded, rows);
    const std::vector<float> above = noisy ? above_level(recorded.intensity) : std::vector<float>();
    const View view{recorded.roots, noisy ? std::span(above) : recorded.intensity};
    const double grain = grain_of(view.intensity);
    learn_profile_width(view.roots, view.intensity, rows, grain, width);
    const Maxima maxima = maxima_of(view, rows, width);
    const std::vector<double> noise = noisy ? noise_at(maxima.tops) : std::vector<double>(maxima.tops.size(), 0.0);
    std::vector<Centroid> centroids;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const std::size_t first = maxima.begin[r], count = maxima.begin[r + 1] - first;
        add_centroids(view, rows[r], std::span(maxima.tops).subspan(first, count),
                      std::span(noise).subspan(first, count), width, grain, params.min_snr, centroids);
    }
    std::sort(centroids.begin(), centroids.end(), [](const Centroid& a, const Centroid& b) { return a.root < b.root; });
    return centroids;
}

}  // namespace

void centroid_profile(Spectrum& spectrum, const ProfileParams& params, ProfileWidth& width) {
    if (spectrum.representation != Representation::profile) return;
    const std::vector<double> roots = roots_of(spectrum.mz);
    const std::vector<Centroid> centroids = centroids_of({roots, spectrum.intensity}, params, width);
    spectrum.representation = Representation::centroid;
    spectrum.mz.clear();
    spectrum.intensity.clear();
    for (const Centroid& centroid : centroids) {
        spectrum.mz.push_back(centroid.root * centroid.root);
        spectrum.intensity.push_back(float(centroid.height));
    }
}

std::function<void(Spectrum&)> profile_centroider(const ProfileParams& params) {
    return [params, width = ProfileWidth()](Spectrum& spectrum) mutable { centroid_profile(spectrum, params, width); };
}

}  // namespace gassan
