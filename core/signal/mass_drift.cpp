#include "core/signal/mass_drift.hpp"

#include "core/base/robust.hpp"
#include "core/signal/mz_scatter.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

namespace gassan {
namespace {

constexpr double lasting = 0.7;             // fraction of scans in which a witness must be seen
constexpr std::size_t most_witnesses = 64;  // the strongest; more only cost time
constexpr std::size_t fewest_witnesses = 3;
constexpr double window_s = 60.0;  // drift is slow (domain: correlation time of minutes)

struct Witness {
    double mz;
    double intensity;
};

/// Which bin an m/z falls into: its exponent and the first bits of its fraction, so bins are 8 to 15 ppm wide, and no
/// logarithm is taken.
std::size_t bin_of(double mz) {
    constexpr int fraction_bits = 52, kept_bits = 16;
    return std::size_t(std::bit_cast<std::uint64_t>(mz) >> (fraction_bits - kept_bits));
}

/// What some scans have in a bin and its neighbours.
struct Crowd {
    std::uint32_t count = 0;
    std::array<double, 3> intensity{}, moment{};  // of the bin before, itself, the bin after
};

/// Lowest and highest m/z of a run.
std::pair<double, double> ends_of(const Run& run) {
    double low = std::numeric_limits<double>::infinity(), high = 0.0;
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        const auto mz = run.scan_mz(scan);
        if (mz.empty()) continue;
        low = std::min(low, mz.front());
        high = std::max(high, mz.back());
    }
    return {low, high};
}

/// Calls use(index of a centroid) for those of some hundred scans evenly spread. \return how many scans
template <class Use>
std::size_t for_some_scans(const Run& run, const Use& use) {
    constexpr std::size_t enough_scans = 250;
    const std::size_t stride = std::max<std::size_t>(1, run.scans() / enough_scans);
    std::size_t scans = 0;
    for (std::size_t scan = stride / 2; scan < run.scans(); scan += stride, ++scans)
        for (std::size_t i = run.scan_begin[scan]; i < run.scan_begin[scan + 1]; ++i) use(i);
    return scans;
}

/// m/z of ions present in most scans, strongest first. Looked for in some hundred scans evenly spread: what lasts is in
/// those too, and counting in all costs 15 ns a centroid. First it is only counted, which keeps the bins small.
std::vector<Witness> find_witnesses(const Run& run) {
    if (run.mz.empty()) return {};
    const auto [low, high] = ends_of(run);
    const std::size_t first_bin = bin_of(low) - 1;
    std::vector<std::uint32_t> bins(bin_of(high) - first_bin + 2);
    const std::size_t scans = for_some_scans(run, [&](std::size_t i) { ++bins[bin_of(run.mz[i]) - first_bin]; });
    const double enough = lasting * double(scans);
    std::vector<std::size_t> crowded;
    std::vector<Crowd> crowds;
    for (std::size_t i = 1; i + 1 < bins.size(); ++i) {
        const std::uint32_t seen = bins[i - 1] + bins[i] + bins[i + 1];
        if (double(seen) < enough || bins[i] <= bins[i - 1] || bins[i] < bins[i + 1]) continue;
        crowded.push_back(i);
        crowds.push_back({.count = seen});
    }
    // From here on a bin holds the number of the crowd that is its own or that of the bin after it; no two crowds
    // touch, but two may share the bin between them.
    std::fill(bins.begin(), bins.end(), 0u);
    for (std::size_t k = 0; k < crowded.size(); ++k)
        for (std::size_t bin = crowded[k] - 1; bin <= crowded[k] + 1; ++bin)
            if (bins[bin] == 0) bins[bin] = std::uint32_t(k + 1);
    for_some_scans(run, [&](std::size_t i) {
        const std::size_t bin = bin_of(run.mz[i]) - first_bin;
        if (bins[bin] == 0) return;
        for (std::size_t k = bins[bin] - 1; k < crowded.size() && crowded[k] <= bin + 1; ++k) {
            const std::size_t part = bin + 1 - crowded[k];
            crowds[k].intensity[part] += run.intensity[i];
            crowds[k].moment[part] += double(run.intensity[i]) * run.mz[i];
        }
    });
    std::vector<Witness> witnesses;
    for (const auto& [count, intensity, moment] : crowds) {
        const double sum = intensity[0] + intensity[1] + intensity[2];
        witnesses.push_back({(moment[0] + moment[1] + moment[2]) / sum, sum / count});
    }
    std::sort(witnesses.begin(), witnesses.end(), [](const Witness& a, const Witness& b) {
        return a.intensity != b.intensity ? a.intensity > b.intensity : a.mz < b.mz;
    });
    if (witnesses.size() > most_witnesses) witnesses.resize(most_witnesses);
    return witnesses;
}

/// Deviation of the centroid nearest to each witness in every stride-th scan, ppm, witness by witness; NaN in the
/// others and where none is near.
std::vector<std::vector<double>> deviations_ppm(const Run& run, const std::vector<Witness>& witnesses,
                                                std::size_t stride) {
    std::vector<std::vector<double>> deviations(witnesses.size(), std::vector<double>(run.scans(), no_value));
    for (std::size_t scan = 0; scan < run.scans();
         scan += stride) {  // outside, so that its centroids stay in the cache
        const auto mz = run.scan_mz(scan);
        for (std::size_t w = 0; w < witnesses.size(); ++w) {
            const double wanted = witnesses[w].mz, reach = search_ppm(wanted) * 1e-6 * wanted;
            const auto above = std::lower_bound(mz.begin(), mz.end(), wanted);
            double nearest = above != mz.end() ? *above : std::numeric_limits<double>::infinity();
            if (above != mz.begin() && wanted - above[-1] <= nearest - wanted) nearest = above[-1];
            if (std::abs(nearest - wanted) <= reach) deviations[w][scan] = (nearest / wanted - 1.0) * 1e6;
        }
    }
    return deviations;
}

/// Median of one ion's deviations in each window, told from its median over all; NaN where it is hardly seen.
std::vector<double> by_window(const std::vector<double>& deviations_ppm, const std::vector<std::size_t>& window_of,
                              std::size_t windows) {
    std::vector<std::vector<double>> in_window(windows);
    std::vector<double> all;
    for (std::size_t scan = 0; scan < deviations_ppm.size(); ++scan) {
        if (std::isnan(deviations_ppm[scan])) continue;
        in_window[window_of[scan]].push_back(deviations_ppm[scan]);
        all.push_back(deviations_ppm[scan]);
    }
    const double middle = median(std::move(all));
    std::vector<double> result(windows, no_value);
    for (std::size_t window = 0; window < windows; ++window)
        if (in_window[window].size() >= 5) result[window] = median(std::move(in_window[window])) - middle;
    return result;
}

}  // namespace

std::vector<double> mass_drift_ppm(const Run& run) {
    std::vector<double> drift(run.scans(), 0.0);
    const std::vector<Witness> witnesses = find_witnesses(run);
    if (witnesses.size() < fewest_witnesses) return drift;

    const double begin_s = run.scan_time_s.front();
    const double span_s = run.scan_time_s.back() - begin_s;
    const std::size_t windows = std::max<std::size_t>(1, std::size_t(span_s / window_s));
    std::vector<std::size_t> window_of(run.scans());
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        window_of[scan] =
            std::min(windows - 1, std::size_t((run.scan_time_s[scan] - begin_s) / (span_s + 1e-9) * double(windows)));

    std::vector<std::vector<double>> of_window(windows);
    constexpr std::size_t enough_scans = 30;  // in a window, of each witness
    const std::size_t stride = std::max<std::size_t>(1, run.scans() / windows / enough_scans);
    for (const std::vector<double>& of_witness : deviations_ppm(run, witnesses, stride)) {
        const auto deviations = by_window(of_witness, window_of, windows);
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
