#include "core/trace/mass_traces.hpp"

#include "core/trace/best_of_scans.hpp"
#include "core/trace/ion_key.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace gassan {
namespace {

constexpr double grid_ppm = 1.0;  // spacing of the density
constexpr std::int32_t keys_per_cell = std::int32_t(grid_ppm / ppm_of_key);
constexpr double kernel_reach = 3.0;  // standard deviations
constexpr double narrowest_kernel_ppm = 2.5;
constexpr int kernels = 9;  // each sqrt(2) times as wide as the one before: up to 40 ppm

/// Gaussians of all widths needed, each weighing 1 / sd^2: a point counts by how well it knows its m/z.
std::array<std::vector<float>, kernels> make_kernels() {
    std::array<std::vector<float>, kernels> made;
    for (int width = 0; width < kernels; ++width) {
        const double sd = narrowest_kernel_ppm * std::exp2(0.5 * width);
        const int reach = int(std::ceil(kernel_reach * sd / grid_ppm));
        for (int cell = -reach; cell <= reach; ++cell) {
            const double z = cell * grid_ppm / sd;
            made[width].push_back(float(std::exp(-0.5 * z * z) / (sd * sd * sd)));
        }
    }
    return made;
}

int kernel_of(double variance_ppm2) {
    constexpr double narrowest = narrowest_kernel_ppm * narrowest_kernel_ppm;
    return std::clamp(std::ilogb(variance_ppm2 / narrowest), 0, kernels - 1);
}

/// How dense centroids with neighbours in time lie on the axis of m/z, from the key `start` on.
struct Density {
    std::int32_t start = 0;
    std::vector<float> of_cell;

    [[nodiscard]] std::size_t cell_of(std::int32_t key) const { return std::size_t((key - start) / keys_per_cell); }
};

/// Points of one cell and one width add the same kernel: they are counted first and added at once, which for lasting
/// ions saves most of the additions (on a run of 5 M centroids half of the time).
Density density_of(const IonCache& centroids, const CentroidSupport& support, int min_neighbours) {
    const auto kernel = make_kernels();
    const auto margin = std::int32_t(kernel.back().size());
    Density density{centroids.key.front() - margin * keys_per_cell, {}};
    density.of_cell.assign(density.cell_of(centroids.key.back()) + 2 * std::size_t(margin), 0.0f);

    std::array<float, kernels> waiting{};
    std::size_t cell = 0;
    const auto add_waiting = [&] {
        for (int width = 0; width < kernels; ++width) {
            if (waiting[width] == 0.0f) continue;
            const std::vector<float>& shape = kernel[width];
            float* const to = density.of_cell.data() + cell - shape.size() / 2;
            for (std::size_t k = 0; k < shape.size(); ++k) to[k] += waiting[width] * shape[k];
            waiting[width] = 0.0f;
        }
    };
    OctaveWalk octaves;
    for (std::size_t i = 0; i < centroids.key.size(); ++i) {
        if (support.neighbours[i] < min_neighbours) continue;
        if (density.cell_of(centroids.key[i]) != cell) {
            add_waiting();
            cell = density.cell_of(centroids.key[i]);
        }
        const ScatterHere scatter = scatter_of_octave(support.scatter, octaves.at(centroids.key[i]));
        waiting[kernel_of(scatter.variance_ppm2(centroids.intensity[i]))] += 1.0f;
    }
    add_waiting();
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

/// The centroids [first, last) of a zone that are near enough to its top, the best of each scan.
void claim_points(const IonCache& centroids, const ScatterHere& scatter, std::size_t first, std::size_t last,
                  std::int32_t top_key, BestOfScans& best) {
    for (std::size_t i = first; i < last; ++i)
        best.offer(centroids.scan[i], std::uint32_t(i), double(centroids.key[i] - top_key) * ppm_of_key,
                   scatter.variance_ppm2(centroids.intensity[i]));
}

}  // namespace

MassTraces mass_traces(const IonCache& centroids, const CentroidSupport& support, std::size_t scans,
                       const TraceParams& params) {
    MassTraces traces;
    traces.begin.push_back(0);
    if (centroids.key.empty()) return traces;

    const Density density = density_of(centroids, support, params.min_neighbours);
    // Room that is never written to costs nothing; growing would write all points twice.
    traces.scan.reserve(centroids.key.size());
    traces.intensity.reserve(centroids.key.size());
    traces.key.reserve(centroids.key.size());
    BestOfScans best(scans, params);
    std::size_t first = 0, last = 0;
    for (const Zone& zone : zones_of(density.of_cell, params.split_valley)) {
        while (first < centroids.key.size() && density.cell_of(centroids.key[first]) < zone.begin) ++first;
        for (last = first; last < centroids.key.size() && density.cell_of(centroids.key[last]) < zone.end;) ++last;
        const std::int32_t top_key = density.start + std::int32_t(zone.top) * keys_per_cell + keys_per_cell / 2;
        claim_points(centroids, scatter_at(support.scatter, mz_of_key(top_key)), first, last, top_key, best);
        first = last;
        if (best.size() < std::size_t(params.min_points)) {
            best.forget();
            continue;
        }
        traces.mz.push_back(mz_of_key(top_key));
        best.take([&](std::size_t scan, std::uint32_t at) {
            traces.scan.push_back(std::uint32_t(scan));
            traces.intensity.push_back(centroids.intensity[at]);
            traces.key.push_back(centroids.key[at]);
        });
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
