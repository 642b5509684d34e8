#include "core/align/twins.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

double ppm_of(double mz, double reference) {
    return (mz / reference - 1.0) * 1e6;
}

/// First ion of the frame that is not lighter.
std::size_t first_at(const Frame& frame, double mz) {
    const auto at = std::lower_bound(frame.ions.begin(), frame.ions.end(), mz,
                                     [](const FrameIon& ion, double value) { return ion.mz < value; });
    return std::size_t(at - frame.ions.begin());
}

/// Calls visit for every ion of the frame within some ppm of an m/z.
template <class Visit>
void for_each_at(const Frame& frame, double mz, double tolerance_ppm, const Visit& visit) {
    for (std::size_t i = first_at(frame, mz * (1.0 - tolerance_ppm * 1e-6));
         i < frame.ions.size() && frame.ions[i].mz <= mz * (1.0 + tolerance_ppm * 1e-6); ++i)
        visit(i);
}

}  // namespace

std::vector<TwinCandidate> twin_candidates(std::span<const RunIon> ions, const Frame& frame, const Warp& guess,
                                           const AlignParams& params) {
    std::vector<TwinCandidate> candidates;
    for (std::size_t i = 0; i < ions.size(); ++i)
        for_each_at(frame, ions[i].mz, params.mz_tolerance_ppm, [&](std::size_t j) {
            const double expected_s = guess.time_s(frame.ions[j].place);
            if (std::abs(ions[i].time_s - expected_s) <= params.search_share * expected_s)
                candidates.push_back({i, ions[i].time_s, frame.ions[j].place, ions[i].vote});
        });
    return candidates;
}

double twin_sd_s(const RunIon& ion, double relative_sd, double spacing_s) {
    return std::hypot(time_sd_s(ion.time_s, relative_sd, spacing_s), ion.sd_s);
}

std::vector<Twin> mutual_twins(std::span<const RunIon> ions, const Frame& frame, const WarpFit& fit,
                               const Closeness& close, double spacing_s) {
    constexpr double reach_sd = 5.0;
    constexpr double law_reach_sd = 3.0, most_law_reach = 0.03;  // where few ions hold the law, it may be off itself,
    constexpr double late_reach = 0.3;                           // and lateness by a part of it
    std::vector<std::size_t> nearest_ion(frame.ions.size(), ions.size());
    std::vector<double> nearest_off(frame.ions.size(), 0.0);
    std::vector<Twin> nearest;
    for (std::size_t i = 0; i < ions.size(); ++i) {
        Twin best{i, frame.ions.size(), 0.0, 0.0};
        const double centre = ions[i].mz / (1.0 + close.mz_shift_ppm * 1e-6);
        const double time_s = ions[i].time_s;
        const double law_s = std::min(law_reach_sd * fit.law_sd_s(time_s), most_law_reach * time_s);
        const double late_s = late_reach * fit.warp.late_s(time_s);
        const double reach_s = std::hypot(reach_sd * twin_sd_s(ions[i], close.relative_sd, spacing_s), law_s, late_s);
        for_each_at(frame, centre, close.mz_reach_ppm, [&](std::size_t j) {
            const double off_s = time_s - fit.warp.time_s(frame.ions[j].place);
            if (!(std::abs(off_s) <= reach_s)) return;
            if (nearest_ion[j] == ions.size() || std::abs(off_s) < std::abs(nearest_off[j])) {
                nearest_ion[j] = i;
                nearest_off[j] = off_s;
            }
            if (best.frame_ion == frame.ions.size() || std::abs(off_s) < std::abs(best.off_s))
                best = {i, j, off_s, ppm_of(ions[i].mz, frame.ions[j].mz)};
        });
        if (best.frame_ion != frame.ions.size()) nearest.push_back(best);
    }
    std::erase_if(nearest, [&](const Twin& twin) { return nearest_ion[twin.frame_ion] != twin.ion; });
    std::sort(nearest.begin(), nearest.end(), [&](const Twin& a, const Twin& b) {
        return ions[a.ion].time_s != ions[b.ion].time_s ? ions[a.ion].time_s < ions[b.ion].time_s : a.ion < b.ion;
    });
    return nearest;
}

std::vector<WarpPoint> points_of(std::span<const Twin> twins, std::span<const RunIon> ions, const Frame& frame,
                                 double relative_sd, double spacing_s) {
    std::vector<WarpPoint> points;
    for (const Twin& twin : twins)
        points.push_back({ions[twin.ion].time_s, frame.ions[twin.frame_ion].place,
                          twin_sd_s(ions[twin.ion], relative_sd, spacing_s), ions[twin.ion].vote});
    return points;
}

Closeness closer(std::span<const Twin> twins, std::span<const RunIon> ions, const Closeness& before) {
    if (twins.size() < 3) return before;
    std::vector<double> off, ppm;
    for (const Twin& twin : twins) {
        off.push_back(std::abs(twin.off_s) / ions[twin.ion].time_s);
        ppm.push_back(twin.ppm);
    }
    const double shift = median(ppm);
    for (double& value : ppm) value = std::abs(value - shift);
    return {std::clamp(mad_to_sd * median(off), least_relative_sd, first_tolerance / 2.0), shift,
            std::clamp(5.0 * mad_to_sd * median(ppm), 3.0, before.mz_reach_ppm)};
}

}  // namespace gassan
