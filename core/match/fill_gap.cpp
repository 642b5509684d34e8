#include "core/match/fill_gap.hpp"

#include "core/peak/detect_peaks.hpp"
#include "core/peak/fit_shape.hpp"
#include "core/peak/quality.hpp"
#include "core/peak/shoulders.hpp"
#include "core/peak/tops.hpp"
#include "core/peak/width_law.hpp"
#include "core/trace/ion_cache.hpp"
#include "core/trace/trace_signal.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace gassan {
namespace {

constexpr double margin_fwhm = 5.0;       // room for baselines beside the peak, as detection leaves it
constexpr double window_sd = 3.5;         // an apex this far from the predicted time may be the one
constexpr double gauss_area = 1.0644670;  // area of a Gaussian of height 1 and width 1: sqrt(pi / ln 2) / 2
constexpr double steepest_gauss = 1.43;   // its steepest slope: exp(-1/2) 2.3548

/// Does the run tell about the upper half of the expected peak? It must lie within the clock, most scans unharmed.
bool run_tells(const RunArchive& archive, const ExpectedPeak& expected) {
    const double begin_s = expected.time_s - 0.5 * expected.fwhm_s, end_s = expected.time_s + 0.5 * expected.fwhm_s;
    if (archive.scan_time_s.empty()) return false;
    if (!(begin_s >= archive.scan_time_s.front() && end_s <= archive.scan_time_s.back())) return false;
    const ScanSpan core = scans_between(archive, begin_s, end_s);
    std::size_t good = 0;
    for (std::size_t scan = core.first; scan < core.last; ++scan) good += archive.dropout[scan] == 0;
    const double expected_scans = expected.fwhm_s / archive.spacing_s;
    return good > 0 && double(good) >= 0.5 * std::floor(expected_scans);
}

/// Around the predicted place, with room for baselines.
TraceSignal signal_around(const RunArchive& archive, const IonTrack& track, const ExpectedPeak& expected) {
    const double fwhm_s = std::max(expected.fwhm_s, archive.width_law.fwhm_s(expected.time_s));
    const double reach_s = margin_fwhm * fwhm_s + window_sd * expected.time_sd_s + 5.0 * archive.spacing_s;
    return ion_signal(archive, track,
                      scans_between(archive, expected.time_s - expected.front_s - reach_s,
                                    expected.time_s + expected.tail_s + reach_s));
}

/// Peaks of others as tops whose bounds are given, by time.
std::vector<Top> tops_of_others(const SmoothedSignal& signal, const std::vector<TimeSpan>& taken) {
    const auto& time_s = signal.raw.time_s;
    std::vector<Top> tops;
    for (const TimeSpan& span : taken) {
        const auto left = std::lower_bound(time_s.begin(), time_s.end(), span.begin_s) - time_s.begin();
        const auto end = std::upper_bound(time_s.begin(), time_s.end(), span.end_s) - time_s.begin();
        if (end - left < 1) continue;
        const auto top = std::max_element(signal.counts.begin() + left, signal.counts.begin() + end);
        tops.push_back(
            {std::size_t(top - signal.counts.begin()), std::size_t(left), std::size_t(end - 1), false, true});
    }
    std::sort(tops.begin(), tops.end(),
              [](const Top& a, const Top& b) { return a.left != b.left ? a.left < b.left : a.right < b.right; });
    return tops;
}

bool inside_any(const std::vector<Top>& others, std::size_t at) {
    return std::any_of(others.begin(), others.end(),
                       [&](const Top& other) { return other.left <= at && at <= other.right; });
}

/// How far from the predicted time an apex may lie: noise moves the apex of a weak, wide peak by itself.
double window_s(const RunArchive& archive, const ExpectedPeak& expected) {
    constexpr double apex_sd_fwhm = 0.1;
    const double sd_s = std::hypot(expected.time_sd_s, apex_sd_fwhm * expected.fwhm_s);
    return std::max(window_sd * sd_s, 1.5 * archive.spacing_s);
}

/// The most believable of some places: high, and near the predicted time.
template <class Places, class At>
std::optional<std::size_t> most_likely(const Places& places, const At& at, const SmoothedSignal& signal,
                                       const std::vector<Top>& others, const ExpectedPeak& expected, double reach_s) {
    std::optional<std::size_t> best;
    double best_score = 0.0;
    for (std::size_t n = 0; n < places.size(); ++n) {
        const std::size_t i = at(places[n]);
        const double away_s = signal.raw.time_s[i] - expected.time_s;
        if (std::abs(away_s) > reach_s || inside_any(others, i)) continue;
        const double z = window_sd * away_s / reach_s;
        const double score = signal.counts[i] * std::exp(-0.5 * z * z / 4.0);
        if (score <= best_score) continue;
        best_score = score;
        best = n;
    }
    return best;
}

/// Scans higher than both neighbours.
std::vector<std::size_t> local_maxima(const std::vector<double>& counts) {
    std::vector<std::size_t> places;
    for (std::size_t i = 1; i + 1 < counts.size(); ++i)
        if (counts[i] > 0.0 && counts[i] > counts[i - 1] && counts[i] >= counts[i + 1]) places.push_back(i);
    return places;
}

/// Where a top at a place may reach: to the lowest scans before its neighbours, and never into what others own.
Top reign_of(const SmoothedSignal& signal, std::size_t at, const std::vector<Top>& neighbours) {
    Top top{at, 0, signal.counts.size() - 1};
    const auto first = signal.counts.begin();
    const auto lowest = [&](std::size_t from, std::size_t to) {
        return std::size_t(std::min_element(first + std::ptrdiff_t(from), first + std::ptrdiff_t(to) + 1) - first);
    };
    for (const Top& other : neighbours) {
        if (other.at < at) top.left = std::max({top.left, lowest(other.at, at), other.bounded ? other.right : 0});
        if (other.at > at)
            top.right = std::min({top.right, lowest(at, other.at), other.bounded ? other.left : top.right});
    }
    top.left = std::min(top.left, at);
    top.right = std::max(top.right, at);
    return top;
}

/// What may stand at the predicted place, amid what others own and what stands beside.
struct Candidate {
    Top own;
    bool by_itself;        ///< detection's own rules make it a top, too
    std::vector<Top> all;  ///< own among its neighbours, in order of time
    std::size_t index;     ///< of own in all
};

std::optional<Candidate> candidate_at(const SmoothedSignal& fine, const SmoothedSignal& coarse,
                                      const std::vector<Top>& others, const ExpectedPeak& expected, double reach_s,
                                      const IntensityNoise& noise, const PeakParams& params) {
    std::vector<Top> tops = find_tops(fine, params);
    if (params.shoulders) tops = with_shoulders(fine, std::move(tops), noise);
    std::erase_if(tops, [&](const Top& top) { return inside_any(others, top.at); });

    Top own{};
    bool by_itself = false;
    if (const auto found = most_likely(
            tops, [](const Top& top) { return top.at; }, fine, others, expected, reach_s)) {
        own = tops[*found];
        by_itself = true;
        tops.erase(tops.begin() + std::ptrdiff_t(*found));
        const Top clipped = reign_of(fine, own.at, others);
        own.left = std::min(own.at, std::max(own.left, clipped.left));
        own.right = std::max(own.at, std::min(own.right, clipped.right));
    } else {
        const std::vector<std::size_t> maxima = local_maxima(coarse.counts);
        const auto place = most_likely(
            maxima, [](std::size_t i) { return i; }, coarse, others, expected, reach_s);
        if (!place) return std::nullopt;
        std::vector<Top> neighbours = others;
        neighbours.insert(neighbours.end(), tops.begin(), tops.end());
        own = reign_of(coarse, maxima[*place], neighbours);
    }
    for (Top& top : tops) {
        if (top.at < own.at) top.right = std::max(top.at, std::min(top.right, own.left));
        if (top.at > own.at) top.left = std::min(top.at, std::max(top.left, own.right));
    }
    Candidate candidate{own, by_itself, others, 0};
    candidate.all.insert(candidate.all.end(), tops.begin(), tops.end());
    candidate.all.push_back(own);
    std::stable_sort(candidate.all.begin(), candidate.all.end(),
                     [](const Top& a, const Top& b) { return a.at < b.at; });
    for (std::size_t i = 0; i < candidate.all.size(); ++i)
        if (candidate.all[i].at == own.at && !candidate.all[i].bounded) candidate.index = i;
    return candidate;
}

/// How far, in its own uncertainty, a top stands above the higher of its two borders: on a neighbour's flank that is
/// nothing.
double rise_sd(const SmoothedSignal& coarse, const Top& own) {
    const auto first = coarse.counts.begin();
    const std::size_t from = own.at - std::min(own.at, std::size_t(1)),
                      to = std::min(own.at + 1, coarse.counts.size() - 1);
    const auto top =
        std::size_t(std::max_element(first + std::ptrdiff_t(from), first + std::ptrdiff_t(to) + 1) - first);
    const auto left = std::min_element(first + std::ptrdiff_t(own.left), first + std::ptrdiff_t(top) + 1);
    const auto right =
        std::min_element(first + std::ptrdiff_t(top), first + std::ptrdiff_t(std::max(own.right, top)) + 1);
    const auto col = std::size_t((*left > *right ? left : right) - first);
    return (coarse.counts[top] - coarse.counts[col]) / std::hypot(coarse.sd(top), coarse.sd(col));
}

/// How much of the scatter of the counts around an apex the expected shape explains, its height being free.
double explained_by_shape(const TraceSignal& raw, const Peak& peak, const ExpectedPeak& expected) {
    const double whole_s = std::max(expected.front_s + expected.tail_s, 1e-9);
    const double front_s = expected.fwhm_s * expected.front_s / whole_s;
    const double tail_s = expected.fwhm_s * expected.tail_s / whole_s;
    const double level = 0.5 * (peak.baseline_begin + peak.baseline_end);
    double shape2 = 0.0, shape_counts = 0.0, counts2 = 0.0;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const double away_s = raw.time_s[i] - peak.apex_s;
        if (std::abs(away_s) > expected.fwhm_s || raw.time_s[i] < peak.begin_s || raw.time_s[i] > peak.end_s) continue;
        const double z = away_s / std::max(away_s < 0.0 ? front_s : tail_s, 0.1 * expected.fwhm_s);
        const double shape = std::exp2(-z * z), above = raw.counts[i] - level;
        shape2 += shape * shape;
        shape_counts += shape * above;
        counts2 += above * above;
    }
    if (shape_counts <= 0.0 || counts2 <= 0.0) return 0.0;
    return shape_counts * shape_counts / (shape2 * counts2);
}

/// Is what was measured a peak, now that one is expected here? Less is asked than of a peak that nobody expected.
bool stands(const Peak& peak, const Candidate& candidate, const SmoothedSignal& coarse, const ExpectedPeak& expected,
            double reach_s, const MatchParams& match_params) {
    constexpr double least_rise_sd = 2.5, least_significance_sd = 3.0, least_top_share = 0.5, least_explained = 0.6;
    constexpr double narrow = 0.4, wide = 2.5;
    const double spacing_s = coarse.raw.spacing_s;
    return peak.area > 0.0 && peak.snr_of_height() >= match_params.fill_min_snr &&
           std::abs(peak.apex_s - expected.time_s) <= reach_s + 0.5 * spacing_s && peak.top_share >= least_top_share &&
           peak.significance >= least_significance_sd && peak.fwhm_s >= narrow * expected.fwhm_s &&
           peak.fwhm_s <= wide * expected.fwhm_s && explained_by_shape(coarse.raw, peak, expected) >= least_explained &&
           (candidate.by_itself || rise_sd(coarse, candidate.own) >= least_rise_sd);
}

/// Area of the smallest peak of the expected width that would have been found: its height must exceed the noise of
/// what is there, make a top of its own on a slope, and be seen at all.
double limit_at(const SmoothedSignal& coarse, const IntensityNoise& noise, const ExpectedPeak& expected,
                double least_snr) {
    constexpr double seen_thresholds = 2.0;
    const auto& time_s = coarse.raw.time_s;
    const double half_s = 0.5 * expected.fwhm_s;
    const auto clamped = [&](double t) {
        const auto i = std::size_t(std::lower_bound(time_s.begin(), time_s.end(), t) - time_s.begin());
        return std::min(i, time_s.size() - 1);
    };
    const std::size_t from = clamped(expected.time_s - half_s),
                      to = std::max(from + 1, clamped(expected.time_s + half_s));
    double level = 0.0, sum = 0.0;
    std::size_t scans = 0;
    for (std::size_t i = from; i <= std::min(to, time_s.size() - 1); ++i, ++scans) sum += coarse.raw.counts[i];
    level = sum / double(std::max<std::size_t>(scans, 1));
    const std::size_t last = std::min(to, time_s.size() - 1);
    const double span_s = time_s[last] - time_s[from];
    const double slope = span_s > 0.0 ? std::abs(coarse.counts[last] - coarse.counts[from]) / span_s : 0.0;
    const double noise_sd = std::max(std::sqrt(noise.variance(level)), 0.5 * noise.threshold) * coarse.raw.wander;
    const double height =
        std::max(least_snr * noise_sd, seen_thresholds * noise.threshold) + slope * expected.fwhm_s / steepest_gauss;
    return height * expected.fwhm_s * gauss_area;
}

}  // namespace

Cell fill_gap(const RunArchive& archive, const ExpectedPeak& expected, const TraceParams& trace_params,
              const PeakParams& peak_params, const MatchParams& match_params) {
    Cell cell{.kind = CellKind::not_measured, .mz = expected.mz, .mt_s = expected.time_s};
    if (!run_tells(archive, expected)) return cell;

    const IonTrack track = extract_ion(archive, expected.mz, 0, archive.scan_time_s.size(), trace_params);
    const TraceSignal signal = signal_around(archive, track, expected);
    const SmoothedSignal fine = smoothed(signal, archive.noise, fine_smoothing);
    const SmoothedSignal coarse = smoothed(signal, archive.noise, coarse_smoothing);
    const std::vector<Top> others = tops_of_others(fine, expected.taken);
    const double reach_s = window_s(archive, expected);

    if (const auto candidate = candidate_at(fine, coarse, others, expected, reach_s, archive.noise, peak_params)) {
        const auto peaks = measure_peaks(fine, coarse, candidate->all, archive.noise, peak_params);
        Peak peak = with_shape(fine.raw, archive.noise, peaks, candidate->index);
        judge_peak(fine, peak);
        if (stands(peak, *candidate, coarse, expected, reach_s, match_params)) {
            fill_cell(cell, CellKind::filled, peak);
            cell.mz = peak_mz(archive, track, peak, expected.mz);
            return cell;
        }
    }
    cell.kind = CellKind::below_limit;
    cell.limit = limit_at(coarse, archive.noise, expected, std::max(peak_params.min_snr, match_params.fill_min_snr));
    return cell;
}

}  // namespace gassan
