#include "core/quantify/curated.hpp"

#include "core/base/error.hpp"
#include "core/base/fields.hpp"
#include "core/peak/detect_peaks.hpp"
#include "core/peak/fit_shape.hpp"
#include "core/peak/measure_peaks.hpp"
#include "core/peak/quality.hpp"
#include "core/peak/shoulders.hpp"
#include "core/peak/tops.hpp"
#include "core/peak/width_law.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace gassan {
namespace {

constexpr double margin_fwhm = 5.0;  // room for baselines beside the peak, as detection leaves it
constexpr std::size_t fewest_scans = 3;
// A Gaussian reaches its foot, 1 % of its height, at 1.29 widths to either side, and has 1.064 heights x widths.
constexpr double foot_widths = 2.58, gauss_area = 1.0644670;

/// Do most scans between the bounds tell something?
bool run_tells(const RunArchive& archive, const ScanSpan& own) {
    if (own.last - own.first < fewest_scans) return false;
    const auto first = archive.dropout.begin();
    const auto good = std::count(first + std::ptrdiff_t(own.first), first + std::ptrdiff_t(own.last), 0);
    return 2 * std::size_t(good) >= own.last - own.first;
}

/// The bounds' scans with the room that detection leaves beside a peak of this width.
ScanSpan with_room(const RunArchive& archive, const ScanSpan& own, double fwhm_s) {
    const auto margin = std::size_t(margin_fwhm * fwhm_s / archive.spacing_s) + 5;
    return {own.first > margin ? own.first - margin : 0, std::min(archive.scan_time_s.size(), own.last + margin)};
}

/// What detection finds with just these bounds, shape and all.
std::optional<Peak> automatic_peak(const RunArchive& archive, const TraceSignal& signal, const TimeSpan& span,
                                   const PeakParams& params) {
    const std::vector<Peak> peaks = detect_peaks(signal, archive.noise, params);
    const double half_s = 0.5 * archive.spacing_s;
    for (std::size_t i = 0; i < peaks.size(); ++i)
        if (std::abs(peaks[i].begin_s - span.begin_s) < half_s && std::abs(peaks[i].end_s - span.end_s) < half_s)
            return with_shape(signal, archive.noise, peaks, i);
    return std::nullopt;
}

/// The top between the bounds, among those beside it, which keep out of the bounds; in order of time.
struct TopsBeside {
    std::vector<Top> tops;
    std::size_t own;
};

TopsBeside tops_beside(const SmoothedSignal& fine, const Top& own, const IntensityNoise& noise,
                       const PeakParams& params) {
    std::vector<Top> tops = find_tops(fine, params);
    if (params.shoulders) tops = with_shoulders(fine, std::move(tops), noise);
    std::erase_if(tops, [&](const Top& top) { return top.at >= own.left && top.at <= own.right; });
    for (Top& top : tops) {
        if (top.at < own.at) top.right = std::max(top.at, std::min(top.right, own.left));
        if (top.at > own.at) top.left = std::min(top.at, std::max(top.left, own.right));
    }
    const auto after = std::find_if(tops.begin(), tops.end(), [&](const Top& top) { return top.at > own.at; });
    const auto index = std::size_t(after - tops.begin());
    tops.insert(after, own);
    return {std::move(tops), index};
}

Peak bounded_peak(const RunArchive& archive, const TraceSignal& signal, const ScanSpan& bounds,
                  const PeakParams& params) {
    const SmoothedSignal fine = smoothed(signal, archive.noise, fine_smoothing);
    const SmoothedSignal coarse = smoothed(signal, archive.noise, coarse_smoothing);
    const auto first = fine.counts.begin();
    const auto highest = std::max_element(first + std::ptrdiff_t(bounds.first), first + std::ptrdiff_t(bounds.last));
    const Top own{std::size_t(highest - first), bounds.first, bounds.last - 1, false, true};
    const TopsBeside beside = tops_beside(fine, own, archive.noise, params);
    Peak peak = measure_peaks(fine, coarse, beside.tops, archive.noise, params)[beside.own];
    judge_peak(fine, peak);
    return peak;
}

}  // namespace

Cell integrate_between(const RunArchive& archive, double mz, const TimeSpan& span, const TraceParams& trace_params,
                       const PeakParams& params) {
    require(span.begin_s < span.end_s, "limits of integration from " + number_text(span.begin_s) + " s to " +
                                           number_text(span.end_s) + " s: the begin must come before the end");
    Cell cell;
    cell.mz = mz;
    cell.mt_s = 0.5 * (span.begin_s + span.end_s);
    cell.begin_s = span.begin_s;
    cell.end_s = span.end_s;
    const ScanSpan own = scans_between(archive, span.begin_s, span.end_s);
    if (!run_tells(archive, own)) return cell;

    const IonTrack track = extract_ion(archive, mz, 0, archive.scan_time_s.size(), trace_params);
    const ScanSpan room = with_room(archive, own, archive.width_law.fwhm_s(cell.mt_s));
    const TraceSignal signal = ion_signal(archive, track, room);
    const auto automatic = automatic_peak(archive, signal, span, params);
    const Peak peak =
        automatic ? *automatic : bounded_peak(archive, signal, {own.first - room.first, own.last - room.first}, params);
    if (!automatic && !(peak.area > 0.0 && peak.snr_of_height() >= params.min_snr)) {
        cell.kind = CellKind::below_limit;
        cell.limit = params.min_snr * peak.noise_sd * gauss_area * (span.end_s - span.begin_s) / foot_widths;
        return cell;
    }
    fill_cell(cell, CellKind::measured, peak);
    cell.mz = peak_mz(archive, track, peak, mz);
    return cell;
}

}  // namespace gassan
