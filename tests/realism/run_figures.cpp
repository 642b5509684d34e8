#include "tests/realism/run_figures.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gassan::realism {
namespace {

constexpr double reach = same_ion_ppm * 1e-6;
constexpr std::size_t block_scans = 40;

double mean(std::span<const double> values) {
    return values.empty() ? no_value : std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

double sd(std::span<const double> values) {
    const double centre = mean(values);
    double sum = 0.0;
    for (const double value : values) sum += (value - centre) * (value - centre);
    return values.size() < 2 ? no_value : std::sqrt(sum / (double(values.size()) - 1.0));
}

/// How far each value lies from the mean of its two neighbours, times sqrt(2/3): the scatter of one, whatever drifts.
std::vector<double> off_neighbours(std::span<const double> values) {
    std::vector<double> off;
    for (std::size_t i = 1; i + 1 < values.size(); ++i)
        off.push_back(std::abs(values[i] - 0.5 * (values[i - 1] + values[i + 1])) * std::sqrt(2.0 / 3.0));
    return off;
}

/// The scatter of one value, robust: peaks and spikes do not count.
double neighbour_sd(std::span<const double> values) {
    return mad_to_sd * median(off_neighbours(values));
}

std::vector<double> block_means(std::span<const double> values) {
    std::vector<double> means;
    for (std::size_t i = 0; i + block_scans <= values.size(); i += block_scans)
        means.push_back(mean(values.subspan(i, block_scans)));
    return means;
}

double minutes(const Run& run) {
    return (run.scan_time_s.back() - run.scan_time_s.front()) / 60.0;
}

/// The 1 % quantile of all intensities.
double weakest_counts(const Run& run) {
    return quantile({run.intensity.begin(), run.intensity.end()}, 0.01);
}

/// The strongest centroid of a scan near an m/z; nothing: -1.
std::ptrdiff_t strongest_near(const Run& run, std::size_t scan, double mz) {
    const auto begin = run.mz.begin() + std::ptrdiff_t(run.scan_begin[scan]);
    const auto end = run.mz.begin() + std::ptrdiff_t(run.scan_begin[scan + 1]);
    std::ptrdiff_t best = -1;
    for (auto place = std::lower_bound(begin, end, mz * (1.0 - reach)); place != end && *place <= mz * (1.0 + reach);
         ++place) {
        const std::ptrdiff_t i = place - run.mz.begin();
        if (best < 0 || run.intensity[std::size_t(i)] > run.intensity[std::size_t(best)]) best = i;
    }
    return best;
}

double counts_near(const Run& run, std::ptrdiff_t scan, double mz) {
    if (scan < 0 || scan >= std::ptrdiff_t(run.scans())) return 0.0;
    const auto place = strongest_near(run, std::size_t(scan), mz);
    return place < 0 ? 0.0 : double(run.intensity[std::size_t(place)]);
}

/// m/z at which more than 70 % of the scans have a centroid, the most frequent first.
std::vector<double> lasting_mz(const Run& run) {
    constexpr double bins_per_log = 1e5, least_share = 0.7;  // bins of 10 ppm
    const auto bin = [](double mz) { return std::ptrdiff_t(std::log(mz) * bins_per_log); };
    if (run.mz.empty()) return {};
    const auto [low, high] = std::minmax_element(run.mz.begin(), run.mz.end());
    const std::ptrdiff_t first = bin(*low) - 2;
    std::vector<double> count(std::size_t(bin(*high) - first) + 3, 0.0);
    for (const double mz : run.mz) ++count[std::size_t(bin(mz) - first)];
    std::vector<double> found;
    for (;;) {
        std::size_t best = 2;
        const auto wide = [&](std::size_t i) { return count[i - 1] + count[i] + count[i + 1]; };
        for (std::size_t i = 2; i + 2 < count.size(); ++i)
            if (wide(i) > wide(best)) best = i;
        if (wide(best) <= least_share * double(run.scans())) return found;
        const double guess = std::exp((double(std::ptrdiff_t(best) + first) + 0.5) / bins_per_log);
        std::vector<double> mz;
        for (std::size_t scan = 0; scan < run.scans(); ++scan)
            if (const auto place = strongest_near(run, scan, guess); place >= 0)
                mz.push_back(run.mz[std::size_t(place)]);
        if (double(mz.size()) > least_share * double(run.scans())) found.push_back(median(std::move(mz)));
        std::fill(count.begin() + std::ptrdiff_t(best) - 2, count.begin() + std::ptrdiff_t(best) + 3, 0.0);
    }
}

ConstantIon describe(const Run& run, double mz) {
    std::vector<double> counts, ppm;
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        const auto place = strongest_near(run, scan, mz);
        if (place < 0) continue;
        counts.push_back(run.intensity[std::size_t(place)]);
        ppm.push_back((run.mz[std::size_t(place)] / mz - 1.0) * 1e6);
    }
    ConstantIon ion{.mz = mz, .level = median(counts)};
    const double scatter = neighbour_sd(counts);
    ion.scan_sd = scatter / ion.level;
    // A peak of the sample stands on some constant ions: the spread of the block means is taken robustly.
    const double of_blocks = robust_sd(block_means(counts));
    ion.slow_sd = std::sqrt(std::max(0.0, of_blocks * of_blocks - scatter * scatter / double(block_scans))) / ion.level;
    ion.mz_scatter_ppm = neighbour_sd(ppm);
    const auto drift = block_means(ppm);
    if (!drift.empty()) {
        const auto [low, high] = std::minmax_element(drift.begin(), drift.end());
        ion.mz_drift_ppm = *high - *low;
    }
    return ion;
}

}  // namespace

ClockFigures clock_figures(const Run& run) {
    std::vector<double> steps(run.scans() - 1);
    for (std::size_t i = 0; i < steps.size(); ++i) steps[i] = run.scan_time_s[i + 1] - run.scan_time_s[i];
    ClockFigures figures{.cycle_s = median(steps)};
    std::vector<double> usual;
    double late = 0.0;
    for (const double step : steps) {
        if (step <= 1.5 * figures.cycle_s) usual.push_back(step);
        if (step > 1.02 * figures.cycle_s) ++late;
    }
    figures.jitter_s = sd(usual);
    figures.late_share = late / double(steps.size());
    figures.gap_share = double(steps.size() - usual.size()) / double(steps.size());
    return figures;
}

CentroidFigures centroid_figures(const Run& run) {
    std::vector<double> count(run.scans());
    for (std::size_t scan = 0; scan < run.scans(); ++scan) count[scan] = double(run.scan_mz(scan).size());
    CentroidFigures figures{
        .median = median(count), .low = quantile(count, 0.05), .high = quantile(std::move(count), 0.95)};
    figures.least_counts = weakest_counts(run);
    const auto total = total_ion(run);
    figures.total_counts = median({total.intensity.begin(), total.intensity.end()});
    double odd = 0.0;
    for (const double mz : run.mz) {
        const double defect = mz - std::floor(mz);
        if (defect >= 0.20 && defect <= 0.90) ++odd;
    }
    figures.odd_defect_share = odd / double(run.mz.size());
    return figures;
}

std::vector<ConstantIon> constant_ions(const Run& run) {
    std::vector<ConstantIon> ions;
    for (const double mz : lasting_mz(run)) ions.push_back(describe(run, mz));
    std::stable_sort(ions.begin(), ions.end(),
                     [](const ConstantIon& a, const ConstantIon& b) { return a.level > b.level; });
    return ions;
}

NoiseLaw noise_law(std::span<const ConstantIon> ions) {
    std::vector<double> level, variance_over_level;
    for (const ConstantIon& ion : ions) {
        level.push_back(ion.level);
        variance_over_level.push_back(ion.scan_sd * ion.scan_sd * ion.level);
    }
    const Line line = theil_sen(level, variance_over_level);
    return {.counts_an_ion = line.offset, .flicker = std::sqrt(std::max(0.0, line.slope))};
}

StrayFigures stray_figures(const Run& run) {
    std::vector<double> heights;
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        for (std::size_t i = run.scan_begin[scan]; i < run.scan_begin[scan + 1]; ++i) {
            bool alone = true;
            for (std::ptrdiff_t step = -3; step <= 3 && alone; ++step)
                alone = step == 0 || counts_near(run, std::ptrdiff_t(scan) + step, run.mz[i]) <= 0.0;
            if (alone) heights.push_back(run.intensity[i]);
        }
    StrayFigures figures{.per_scan = double(heights.size()) / double(run.scans()), .median_counts = median(heights)};
    const double least = quantile(heights, 0.1);
    double logs = 0.0, above = 0.0;
    for (const double height : heights) {
        if (height <= least) continue;
        logs += std::log(height / least);
        ++above;
    }
    figures.exponent = above / logs;
    return figures;
}

namespace {

/// Twice the sum of both neighbours.
bool is_burst(std::span<const float> total, std::size_t scan) {
    return scan > 0 && scan + 1 < total.size() && total[scan] > 2.0f * total[scan - 1] &&
           total[scan] > 2.0f * total[scan + 1];
}

/// Below half the median of the 15 scans before and of those after.
bool is_low(std::span<const float> total, std::size_t scan) {
    constexpr std::size_t window = 15;
    if (scan == 0 || scan + 1 >= total.size()) return false;
    const auto before = total.subspan(scan - std::min(scan, window), std::min(scan, window));
    const auto after = total.subspan(scan + 1, std::min(window, total.size() - scan - 1));
    return total[scan] < 0.5 * median({before.begin(), before.end()}) &&
           total[scan] < 0.5 * median({after.begin(), after.end()});
}

/// A spike of two scans is one spike: its stronger scan.
bool is_spike(const Run& run, std::size_t scan, std::size_t centroid) {
    const double counts = run.intensity[centroid], mz = run.mz[centroid];
    const auto at = std::ptrdiff_t(scan);
    if (counts < 1000.0 || counts <= counts_near(run, at - 1, mz) || counts < counts_near(run, at + 1, mz))
        return false;
    for (const std::ptrdiff_t step : {-3, -2, 2, 3})
        if (counts < 5.0 * counts_near(run, at + step, mz)) return false;
    return true;
}

}  // namespace

Accidents accidents(const Run& run) {
    const auto total = total_ion(run).intensity;
    Accidents found;
    bool low_before = false;
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        const bool low = is_low(total, scan);
        if (low && !low_before) ++found.dropouts_per_min;
        low_before = low;
        if (is_burst(total, scan)) {
            ++found.bursts_per_min;
            continue;
        }
        for (std::size_t i = run.scan_begin[scan]; i < run.scan_begin[scan + 1]; ++i)
            if (is_spike(run, scan, i)) ++found.spikes_per_min;
    }
    for (double* figure : {&found.spikes_per_min, &found.bursts_per_min, &found.dropouts_per_min})
        *figure /= minutes(run);
    return found;
}

Electropherogram extracted(const Run& run, double mz) {
    Electropherogram curve{.mz = mz, .time_s = run.scan_time_s};
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        curve.intensity.push_back(float(counts_near(run, std::ptrdiff_t(scan), mz)));
    return curve;
}

Electropherogram total_ion(const Run& run) {
    Electropherogram curve{.time_s = run.scan_time_s};
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        const auto counts = run.scan_intensity(scan);
        curve.intensity.push_back(float(std::accumulate(counts.begin(), counts.end(), 0.0)));
    }
    return curve;
}

namespace {

/// Time at which the curve crosses a value, going from the apex in steps of -1 or +1; the end of the run if it never
/// does.
double crossing_s(const Electropherogram& curve, std::ptrdiff_t apex, std::ptrdiff_t step, double value) {
    const auto size = std::ptrdiff_t(curve.time_s.size());
    for (std::ptrdiff_t i = apex; i + step >= 0 && i + step < size; i += step) {
        const double inside = curve.intensity[std::size_t(i)], outside = curve.intensity[std::size_t(i + step)];
        if (outside > value) continue;
        return std::lerp(curve.time_s[std::size_t(i)], curve.time_s[std::size_t(i + step)],
                         (inside - value) / (inside - outside));
    }
    return step < 0 ? curve.time_s.front() : curve.time_s.back();
}

std::vector<double> values_between(const Electropherogram& curve, double from_s, double to_s) {
    std::vector<double> values;
    for (std::size_t i = 0; i < curve.time_s.size(); ++i)
        if (curve.time_s[i] >= from_s && curve.time_s[i] <= to_s) values.push_back(curve.intensity[i]);
    return values;
}

}  // namespace

PeakFigures peak_figures(const Run& run, const NamedIon& ion) {
    const auto curve = extracted(run, ion.mz);
    std::size_t apex = 0;
    double top = -1.0;
    for (std::size_t i = 0; i < curve.time_s.size(); ++i)
        if (std::abs(curve.time_s[i] - ion.time_s) <= 30.0 && double(curve.intensity[i]) > top) {
            apex = i;
            top = curve.intensity[i];
        }
    PeakFigures peak{.apex_s = curve.time_s[apex]};
    const auto at = std::ptrdiff_t(apex);
    const double width_s = crossing_s(curve, at, +1, 0.5 * top) - crossing_s(curve, at, -1, 0.5 * top);
    const auto before = values_between(curve, peak.apex_s - 8.0 * width_s, peak.apex_s - 2.0 * width_s);
    const auto after = values_between(curve, peak.apex_s + 3.5 * width_s, peak.apex_s + 9.0 * width_s);
    const double level = 0.5 * (mean(before) + mean(after));
    peak.height = top - level;
    peak.left_behind = (mean(after) - mean(before)) / peak.height;
    peak.fwhm_s =
        crossing_s(curve, at, +1, level + 0.5 * peak.height) - crossing_s(curve, at, -1, level + 0.5 * peak.height);
    peak.asymmetry = (crossing_s(curve, at, +1, level + 0.1 * peak.height) - peak.apex_s) /
                     (peak.apex_s - crossing_s(curve, at, -1, level + 0.1 * peak.height));
    // Where the ion is absent in most scans, a robust scatter would be none at all.
    double squares = 0.0, count = 0.0;
    for (const auto& side : {before, after})
        for (const double off : off_neighbours(side)) {
            squares += off * off;
            ++count;
        }
    peak.noise = std::max(std::sqrt(squares / count), weakest_counts(run));
    return peak;
}

namespace {

void add_ions(const std::vector<ConstantIon>& ions, std::vector<Figure>& table) {
    std::vector<double> levels, slow;
    for (const ConstantIon& ion : ions) {
        levels.push_back(ion.level);
        slow.push_back(ion.slow_sd);
    }
    table.push_back({"constant_ions", "ions in more than 70 % of the scans", "1", double(ions.size())});
    if (ions.size() < 2) return;
    table.push_back({"constant_median", "their level, median", "counts", median(levels)});
    table.push_back({"constant_strongest", "their level, strongest", "counts", ions.front().level});
    table.push_back({"constant_slow", "their slow drift, median of relative sd", "%", 100.0 * median(slow)});
    const NoiseLaw law = noise_law(ions);
    table.push_back({"counts_an_ion", "counts an ion, from their scatter", "counts", law.counts_an_ion});
    table.push_back({"flicker", "scatter of the strongest from scan to scan", "%", 100.0 * ions.front().scan_sd});
    table.push_back({"mz_scatter", "m/z scatter of the strongest", "ppm", ions.front().mz_scatter_ppm});
    table.push_back({"mz_scatter_second", "m/z scatter of the second strongest", "ppm", ions[1].mz_scatter_ppm});
    table.push_back({"mz_drift", "m/z drift of the strongest, range of 40-scan means", "ppm", ions[0].mz_drift_ppm});
}

void add_peak(const PeakFigures& peak, const NamedIon& ion, std::vector<Figure>& table) {
    table.push_back({ion.key + "_apex", ion.name + ": apex", "s", peak.apex_s});
    table.push_back({ion.key + "_fwhm", ion.name + ": width at half height", "s", peak.fwhm_s});
    table.push_back({ion.key + "_asymmetry", ion.name + ": tail over front at a tenth", "1", peak.asymmetry});
    table.push_back({ion.key + "_height", ion.name + ": height", "counts", peak.height});
    table.push_back({ion.key + "_snr", ion.name + ": height over noise", "1", peak.height_over_noise()});
    table.push_back(
        {ion.key + "_left", ion.name + ": rise of the level behind it", "% of height", 100.0 * peak.left_behind});
}

}  // namespace

std::vector<Figure> run_figures(const Run& run, std::span<const NamedIon> ions) {
    const ClockFigures clock = clock_figures(run);
    const CentroidFigures centroids = centroid_figures(run);
    const StrayFigures strays = stray_figures(run);
    const Accidents accident = accidents(run);
    std::vector<Figure> table{
        {"scans", "scans", "1", double(run.scans())},
        {"first_scan", "first scan", "s", run.scan_time_s.front()},
        {"cycle", "time between scans", "s", clock.cycle_s},
        {"jitter", "its sd", "ms", 1000.0 * clock.jitter_s},
        {"late", "scans more than 2 % of it late", "%", 100.0 * clock.late_share},
        {"gaps", "skipped scans", "%", 100.0 * clock.gap_share},
        {"centroids", "centroids a scan, median", "1", centroids.median},
        {"centroids_low", "centroids a scan, 5 %", "1", centroids.low},
        {"centroids_high", "centroids a scan, 95 %", "1", centroids.high},
        {"least_counts", "weakest hundredth of the centroids", "counts", centroids.least_counts},
        {"odd_defect", "centroids at mass defects of 0.20 to 0.90", "%", 100.0 * centroids.odd_defect_share},
        {"total_counts", "sum of a scan, median", "counts", centroids.total_counts},
        {"strays", "centroids without a neighbour in time, a scan", "1", strays.per_scan},
        {"stray_counts", "their height, median", "counts", strays.median_counts},
        {"stray_exponent", "their height, Pareto exponent", "1", strays.exponent},
        {"spikes", "spikes at one m/z", "1/min", accident.spikes_per_min},
        {"bursts", "bursts of all m/z", "1/min", accident.bursts_per_min},
        {"dropouts", "spray dropouts", "1/min", accident.dropouts_per_min},
    };
    add_ions(constant_ions(run), table);
    for (const NamedIon& ion : ions) add_peak(peak_figures(run, ion), ion, table);
    return table;
}

}  // namespace gassan::realism
