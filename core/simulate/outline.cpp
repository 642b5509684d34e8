#include "core/simulate/outline.hpp"

#include <algorithm>

namespace gassan {
namespace {

/// Where the parabola through the highest bin and its neighbours has its top, in bins from there.
double parabola_shift(const std::vector<double>& rate, std::size_t top) {
    if (top == 0 || top + 1 >= rate.size()) return 0.0;
    const double left = rate[top - 1], middle = rate[top], right = rate[top + 1];
    const double bend = left - 2.0 * middle + right;
    return bend < 0.0 ? 0.5 * (left - right) / bend : 0.0;
}

/// Width at half height in bins; 0 where the raster does not hold both flanks.
double half_width(const std::vector<double>& rate, std::size_t top) {
    const double half = 0.5 * rate[top];
    const auto crossing = [&](std::size_t inside, std::size_t outside) {
        return double(inside) +
               (rate[inside] - half) / (rate[inside] - rate[outside]) * (double(outside) - double(inside));
    };
    std::size_t first = top, last = top;
    while (first > 0 && rate[first] > half) --first;
    while (last + 1 < rate.size() && rate[last] > half) ++last;
    return first < top && last > top ? crossing(last - 1, last) - crossing(first + 1, first) : 0.0;
}

}  // namespace

Silhouette silhouette(const SimulateParams& params, const StudyConditions& study, const Passage& passage,
                      const std::vector<double>& cumulative) {
    Silhouette result;
    result.step_s = passage.step_s;
    const auto middle_s = [&](double bin) { return passage.begin_s + (bin + 0.5) * passage.step_s; };
    const std::size_t bins = cumulative.size() - 1;
    result.rate.resize(bins);
    for (std::size_t i = 0; i < bins; ++i) result.rate[i] = (cumulative[i + 1] - cumulative[i]) / passage.step_s;
    while (result.first_bin < bins && middle_s(double(result.first_bin)) < params.separation.recording_start_s)
        ++result.first_bin;
    result.end_bin = bins;
    while (result.end_bin > result.first_bin && middle_s(double(result.end_bin - 1)) > study.run_length_s)
        --result.end_bin;
    for (std::size_t i = result.first_bin; i < result.end_bin; ++i) {
        result.area += result.rate[i] * passage.step_s;
        result.square_area += result.rate[i] * result.rate[i] * passage.step_s;
    }
    const auto top = std::size_t(std::max_element(result.rate.begin(), result.rate.end()) - result.rate.begin());
    result.height = result.rate[top];
    result.apex_s = middle_s(double(top) + parabola_shift(result.rate, top));
    result.fwhm_s = passage.step_s * half_width(result.rate, top);
    return result;
}

IonArea ion_area(const SimulateParams& params, const Silhouette& silhouette, double share) {
    IonArea area;
    area.emitted = share * silhouette.area;
    const double highest = share * silhouette.height, ceiling = params.mass.saturation;
    if (highest < saturation_is_square * ceiling && highest <= params.mass.ringing_counts) {
        area.seen = area.emitted - 0.5 * share * share * silhouette.square_area / ceiling;
        return area;
    }
    for (std::size_t i = silhouette.first_bin; i < silhouette.end_bin; ++i) {
        const double seen = saturated(params, share * silhouette.rate[i]);
        area.seen += seen * silhouette.step_s;
        if (seen > params.mass.ringing_counts) area.ringing += seen * silhouette.step_s;
    }
    return area;
}

}  // namespace gassan
