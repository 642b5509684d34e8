#include "core/trace/mass_traces.hpp"

#include "core/base/radix_sort.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

constexpr double key_ppm = 0.01;      // resolution of the sort key
constexpr double grid_ppm = 1.0;      // spacing of the density
constexpr double kernel_reach = 3.0;  // standard deviations
constexpr double narrowest_kernel_ppm = 2.5, widest_kernel_ppm = 30.0;

/// Centroids by ascending m/z on the drift-free axis; ties stay in order of scan.
struct SortedCentroids {
    double start = 0.0;                // ln(m/z) of key 0
    std::vector<std::uint32_t> key;    // (ln(m/z) - start) in units of key_ppm
    std::vector<std::uint32_t> index;  // into run.mz
};

SortedCentroids sort_by_mz(const Run& run, std::span<const double> drift_ppm) {
    SortedCentroids sorted;
    const double lowest = *std::min_element(run.mz.begin(), run.mz.end());
    sorted.start = std::log(lowest) - 1e-3;  // room for the drift
    sorted.key.resize(run.mz.size());
    sorted.index.resize(run.mz.size());
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        for (std::size_t i = run.scan_begin[scan]; i < run.scan_begin[scan + 1]; ++i) {
            const double position = std::log(run.mz[i]) - sorted.start - drift_ppm[scan] * 1e-6;
            sorted.key[i] = std::uint32_t(std::max(0.0, position / (key_ppm * 1e-6)));
            sorted.index[i] = std::uint32_t(i);
        }
    radix_sort(sorted.key, sorted.index);
    return sorted;
}

constexpr std::size_t keys_per_cell = std::size_t(grid_ppm / key_ppm);

/// Gaussian kernels of all widths needed, each weighing 1 / sd^2: a point counts by how well it knows its m/z.
class Kernels {
public:
    Kernels() {
        for (double sd = narrowest_kernel_ppm; sd < widest_kernel_ppm * step; sd *= step) {
            const int reach = int(std::ceil(kernel_reach * sd / grid_ppm));
            std::vector<float> kernel;
            for (int cell = -reach; cell <= reach; ++cell) {
                const double z = cell * grid_ppm / sd;
                kernel.push_back(float(std::exp(-0.5 * z * z) / (sd * sd * sd)));
            }
            kernels_.push_back(std::move(kernel));
        }
    }
    [[nodiscard]] const std::vector<float>& of(double sd_ppm) const {
        const double place = std::log2(std::max(sd_ppm, narrowest_kernel_ppm) / narrowest_kernel_ppm) * 2.0;
        return kernels_[std::min(std::size_t(place), kernels_.size() - 1)];
    }

private:
    static constexpr double step = 1.4142135623730951;
    std::vector<std::vector<float>> kernels_;
};

std::vector<float> density_of(const Run& run, const CentroidSupport& support, const SortedCentroids& sorted,
                              int min_neighbours) {
    const Kernels kernels;
    const std::size_t margin = std::size_t(kernel_reach * widest_kernel_ppm * 2.0 / grid_ppm) + 2;
    std::vector<float> density(sorted.key.back() / keys_per_cell + 2 * margin, 0.0f);
    for (std::size_t i = 0; i < sorted.key.size(); ++i) {
        const std::uint32_t index = sorted.index[i];
        if (support.neighbours[index] < min_neighbours) continue;
        const auto& kernel = kernels.of(support.scatter.sd_ppm(run.mz[index], run.intensity[index]));
        float* cell = density.data() + sorted.key[i] / keys_per_cell + margin - kernel.size() / 2;
        for (std::size_t k = 0; k < kernel.size(); ++k) cell[k] += kernel[k];
    }
    density.erase(density.begin(), density.begin() + std::ptrdiff_t(margin));
    return density;
}

/// An ion on the density: its top, and where its zone ends (cells).
struct Zone {
    std::size_t top, begin, end;
};

/// Maxima of the density, merged where the valley between two is too shallow to part them.
std::vector<Zone> zones_of(const std::vector<float>& density, double split_valley) {
    std::vector<Zone> zones;
    std::vector<float> valleys;  // lowest density between zones[i] and zones[i + 1]
    float valley = 0.0f;
    std::size_t valley_at = 0;
    for (std::size_t cell = 1; cell + 1 < density.size(); ++cell) {
        if (density[cell] < valley) {
            valley = density[cell];
            valley_at = cell;
        }
        if (!(density[cell] > density[cell - 1] && density[cell] >= density[cell + 1])) continue;
        Zone zone{cell, valley_at, density.size()};
        // Swallow, or be swallowed by, what stands to the left without a real valley.
        while (!zones.empty()) {
            const Zone& left = zones.back();
            const float smaller = std::min(density[left.top], density[zone.top]);
            if (valley < float(split_valley) * smaller) break;
            zone = {density[left.top] >= density[zone.top] ? left.top : zone.top, left.begin, density.size()};
            zones.pop_back();
            valley = valleys.empty() ? 0.0f : valleys.back();
            if (!valleys.empty()) valleys.pop_back();
        }
        if (!zones.empty()) {
            zones.back().end = zone.begin;
            valleys.push_back(valley);
        }
        zones.push_back(zone);
        valley = density[cell];
        valley_at = cell;
    }
    return zones;
}

/// One candidate point of a trace in a scan, with how well it fits (log likelihood).
struct Claim {
    std::uint32_t scan, index;
    double fit;
};

/// The centroids of a zone that are near enough to its top, the best of each scan.
void claim_points(const Run& run, const CentroidSupport& support, std::span<const std::uint32_t> scan_of,
                  const SortedCentroids& sorted, std::size_t first, std::size_t last, double top_key,
                  const TraceParams& params, std::vector<Claim>& claims) {
    claims.clear();
    for (std::size_t i = first; i < last; ++i) {
        const std::uint32_t index = sorted.index[i];
        const double away_ppm = (double(sorted.key[i]) - top_key) * key_ppm;
        const double sd_ppm = support.scatter.sd_ppm(run.mz[index], run.intensity[index]);
        if (std::abs(away_ppm) > std::max(params.min_tolerance_ppm, params.scatter_sd * sd_ppm)) continue;
        const double z = away_ppm / sd_ppm;
        claims.push_back({scan_of[index], index, -0.5 * z * z - std::log(sd_ppm)});
    }
    std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
        if (a.scan != b.scan) return a.scan < b.scan;
        return a.fit != b.fit ? a.fit > b.fit : a.index < b.index;
    });
    claims.erase(
        std::unique(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) { return a.scan == b.scan; }),
        claims.end());
}

std::vector<std::uint32_t> scan_of_each(const Run& run) {
    std::vector<std::uint32_t> scan_of(run.mz.size());
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        std::fill(scan_of.begin() + std::ptrdiff_t(run.scan_begin[scan]),
                  scan_of.begin() + std::ptrdiff_t(run.scan_begin[scan + 1]), std::uint32_t(scan));
    return scan_of;
}

}  // namespace

MassTraces mass_traces(const Run& run, const CentroidSupport& support, std::span<const double> drift_ppm,
                       const TraceParams& params) {
    MassTraces traces;
    traces.begin.push_back(0);
    if (run.mz.empty()) return traces;

    const SortedCentroids sorted = sort_by_mz(run, drift_ppm);
    const std::vector<float> density = density_of(run, support, sorted, params.min_neighbours);
    const std::vector<Zone> zones = zones_of(density, params.split_valley);
    const std::vector<std::uint32_t> scan_of = scan_of_each(run);

    std::size_t first = 0;
    std::vector<Claim> claims;
    for (const Zone& zone : zones) {
        while (first < sorted.key.size() && sorted.key[first] / keys_per_cell < zone.begin) ++first;
        std::size_t last = first;
        while (last < sorted.key.size() && sorted.key[last] / keys_per_cell < zone.end) ++last;
        const double top_key = (double(zone.top) + 0.5) * double(keys_per_cell);
        claim_points(run, support, scan_of, sorted, first, last, top_key, params, claims);
        first = last;
        if (claims.size() < std::size_t(params.min_points)) continue;
        traces.mz.push_back(std::exp(sorted.start + top_key * key_ppm * 1e-6));
        for (const Claim& claim : claims) {
            traces.scan.push_back(claim.scan);
            traces.intensity.push_back(run.intensity[claim.index]);
            traces.point_mz.push_back(run.mz[claim.index]);
        }
        traces.begin.push_back(traces.scan.size());
    }
    return traces;
}

LastingIons lasting_ions(const MassTraces& traces, std::size_t scans) {
    constexpr double most = 0.6;
    LastingIons lasting{0, std::vector<double>(scans, 0.0)};
    for (std::size_t trace = 0; trace < traces.size(); ++trace) {
        if (double(traces.begin[trace + 1] - traces.begin[trace]) <= most * double(scans)) continue;
        ++lasting.count;
        for (std::size_t i = traces.begin[trace]; i < traces.begin[trace + 1]; ++i)
            lasting.counts[traces.scan[i]] += traces.intensity[i];
    }
    return lasting;
}

}  // namespace gassan
