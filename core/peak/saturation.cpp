#include "core/peak/saturation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gassan {
namespace {

constexpr double flat_share = 0.96;  // of the highest scan: what still belongs to the top
constexpr double least_flat = 0.4;   // of the width at half height; of a Gaussian it is 0.24, of triangles less
constexpr double most_unrest = 0.5;  // of the scatter that so many counts have
constexpr std::size_t fewest_flat = 5;
constexpr std::size_t longest = 300;  // scans: what lasts all the run is no peak
constexpr double touches = 0.9, bends = 0.3;

/// Consecutive points [first, last) of a trace around its highest, as long as they are above a share of it.
struct Top {
    std::size_t first, last;

    [[nodiscard]] std::size_t size() const { return last - first; }
};

Top top_of(const MassTraces& traces, std::size_t trace, std::size_t highest, double share) {
    const double least = share * double(traces.intensity[highest]);
    Top top{highest, highest + 1};
    const auto goes_on = [&](std::size_t inner, std::size_t outer) {
        const std::size_t gap = traces.scan[std::max(inner, outer)] - traces.scan[std::min(inner, outer)];
        return gap == 1 && double(traces.intensity[outer]) >= least;
    };
    while (top.first > traces.begin[trace] && goes_on(top.first, top.first - 1)) --top.first;
    while (top.last < traces.begin[trace + 1] && goes_on(top.last - 1, top.last)) ++top.last;
    return top;
}

/// Scatter from scan to scan inside a flat top, without its two shoulders, over what the noise law expects.
double unrest(const MassTraces& traces, const Top& top, const IntensityNoise& noise) {
    double squares = 0.0, steps = 0.0;
    for (std::size_t i = top.first + 2; i + 1 < top.last; ++i, ++steps)
        squares += std::pow(double(traces.intensity[i]) - double(traces.intensity[i - 1]), 2);
    const double expected = 2.0 * noise.variance(double(traces.intensity[top.first]));
    return steps > 0.0 ? std::sqrt(squares / steps / expected) : std::numeric_limits<double>::infinity();
}

bool is_flat(const MassTraces& traces, std::size_t trace, std::size_t highest, const IntensityNoise& noise) {
    const Top half = top_of(traces, trace, highest, 0.5), flat = top_of(traces, trace, highest, flat_share);
    return flat.size() >= fewest_flat && half.size() <= longest &&
           double(flat.size()) >= least_flat * double(half.size()) && unrest(traces, flat, noise) < most_unrest;
}

}  // namespace

double detector_ceiling(const MassTraces& traces, const IntensityNoise& noise) {
    const auto& counts = traces.intensity;
    if (counts.empty()) return std::numeric_limits<double>::infinity();
    const double highest_of_all = *std::max_element(counts.begin(), counts.end());
    for (std::size_t trace = 0; trace < traces.size(); ++trace) {
        const auto first = counts.begin() + std::ptrdiff_t(traces.begin[trace]);
        const auto last = counts.begin() + std::ptrdiff_t(traces.begin[trace + 1]);
        if (first == last) continue;
        const auto highest = std::max_element(first, last);
        // The ceiling is what nothing passes.
        if (double(*highest) < touches * highest_of_all) continue;
        if (is_flat(traces, trace, std::size_t(highest - counts.begin()), noise)) return highest_of_all;
    }
    return std::numeric_limits<double>::infinity();
}

bool is_at_ceiling(double counts, const IntensityNoise& noise) {
    return counts >= touches * noise.ceiling;
}

bool is_bent(double counts, const IntensityNoise& noise) {
    return counts >= bends * noise.ceiling;
}

}  // namespace gassan
