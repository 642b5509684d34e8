#include "core/signal/mass_drift.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

constexpr double bin_ppm = 10.0;
constexpr double lasting = 0.7;             // fraction of scans in which a witness must be seen
constexpr std::size_t most_witnesses = 64;  // the strongest; more only cost time
constexpr std::size_t fewest_witnesses = 3;
constexpr double window_s = 60.0;  // drift is slow (domain: correlation time of minutes)

struct Witness {
    double mz;
    double intensity;
};

/// m/z of ions present in most scans, strongest first.
std::vector<Witness> find_witnesses(const Run& run, const CentroidSupport& support) {
    if (run.mz.empty()) return {};
    const auto [low, high] = std::minmax_element(run.mz.begin(), run.mz.end());
    const double start = std::log(*low);
    const auto bin_of = [&](double mz) { return std::size_t((std::log(mz) - start) / (bin_ppm * 1e-6)) + 1; };
    std::vector<std::uint32_t> count(bin_of(*high) + 2, 0);
    std::vector<double> intensity(count.size(), 0.0), moment(count.size(), 0.0);
    for (std::size_t i = 0; i < run.mz.size(); ++i) {
        if (support.neighbours[i] < 5) continue;
        const std::size_t bin = bin_of(run.mz[i]);
        ++count[bin];
        intensity[bin] += run.intensity[i];
        moment[bin] += double(run.intensity[i]) * run.mz[i];
    }
    std::vector<Witness> witnesses;
    const double enough = lasting * double(run.scans());
    for (std::size_t bin = 1; bin + 1 < count.size(); ++bin) {
        const double seen = double(count[bin - 1]) + count[bin] + count[bin + 1];
        const bool is_top = count[bin] > count[bin - 1] && count[bin] >= count[bin + 1];
        if (seen < enough || !is_top) continue;
        const double sum = intensity[bin - 1] + intensity[bin] + intensity[bin + 1];
        witnesses.push_back({(moment[bin - 1] + moment[bin] + moment[bin + 1]) / sum, sum / seen});
    }
    std::sort(witnesses.begin(), witnesses.end(), [](const Witness& a, const Witness& b) {
        return a.intensity != b.intensity ? a.intensity > b.intensity : a.mz < b.mz;
    });
    if (witnesses.size() > most_witnesses) witnesses.resize(most_witnesses);
    return witnesses;
}

/// Median deviation of one ion in each window; NaN where it is hardly seen.
std::vector<double> deviations_ppm(const Run& run, const Witness& witness, const std::vector<std::size_t>& window_of,
                                   std::size_t windows) {
    std::vector<std::vector<double>> in_window(windows);
    std::vector<double> all;
    const double reach = search_ppm(witness.mz) * 1e-6 * witness.mz;
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        const auto mz = run.scan_mz(scan);
        const auto from = std::lower_bound(mz.begin(), mz.end(), witness.mz - reach);
        double nearest = no_value;
        for (auto it = from; it != mz.end() && *it <= witness.mz + reach; ++it)
            if (!(std::abs(*it - witness.mz) >= std::abs(nearest - witness.mz))) nearest = *it;
        if (std::isnan(nearest)) continue;
        const double deviation = (nearest / witness.mz - 1.0) * 1e6;
        in_window[window_of[scan]].push_back(deviation);
        all.push_back(deviation);
    }
    const double middle = median(all);
    std::vector<double> result(windows, no_value);
    for (std::size_t window = 0; window < windows; ++window)
        if (in_window[window].size() >= 5) result[window] = median(std::move(in_window[window])) - middle;
    return result;
}

}  // namespace

std::vector<double> mass_drift_ppm(const Run& run, const CentroidSupport& support) {
    std::vector<double> drift(run.scans(), 0.0);
    const std::vector<Witness> witnesses = find_witnesses(run, support);
    if (witnesses.size() < fewest_witnesses) return drift;

    const double begin_s = run.scan_time_s.front();
    const double span_s = run.scan_time_s.back() - begin_s;
    const std::size_t windows = std::max<std::size_t>(1, std::size_t(span_s / window_s));
    std::vector<std::size_t> window_of(run.scans());
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        window_of[scan] =
            std::min(windows - 1, std::size_t((run.scan_time_s[scan] - begin_s) / (span_s + 1e-9) * double(windows)));

    std::vector<std::vector<double>> of_window(windows);
    for (const Witness& witness : witnesses) {
        const auto deviations = deviations_ppm(run, witness, window_of, windows);
        for (std::size_t window = 0; window < windows; ++window)
            if (!std::isnan(deviations[window])) of_window[window].push_back(deviations[window]);
    }
    // Straight lines between the window centres; a window without witnesses takes its neighbours' line.
    std::vector<double> centre_s, level_ppm;
    for (std::size_t window = 0; window < windows; ++window) {
        if (of_window[window].size() < fewest_witnesses) continue;
        centre_s.push_back(begin_s + (double(window) + 0.5) * span_s / double(windows));
        level_ppm.push_back(median(of_window[window]));
    }
    if (centre_s.empty()) return drift;
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        const double time_s = run.scan_time_s[scan];
        const auto right = std::upper_bound(centre_s.begin(), centre_s.end(), time_s) - centre_s.begin();
        if (right == 0)
            drift[scan] = level_ppm.front();
        else if (std::size_t(right) == centre_s.size())
            drift[scan] = level_ppm.back();
        else {
            const double part = (time_s - centre_s[right - 1]) / (centre_s[right] - centre_s[right - 1]);
            drift[scan] = level_ppm[right - 1] + part * (level_ppm[right] - level_ppm[right - 1]);
        }
    }
    return drift;
}

}  // namespace gassan
