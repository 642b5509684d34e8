#include "core/trace/mass_traces.hpp"

#include "core/trace/best_of_scans.hpp"
#include "core/trace/ion_key.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

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
    // Its exponent: ilogb without the call, for a run asks once a centroid.
    const auto octaves = int(std::bit_cast<std::uint64_t>(variance_ppm2 / narrowest) >> 52u) - 1023;
    return std::clamp(octaves, 0, kernels - 1);
}

/// An ion on the density: its top, how dense it is there, and where its zone ends (cells).
struct Zone {
    std::size_t top, begin, end;
    float density;
};

/// Maxima of the density, merged where the valley between two is too shallow to part them. The density is told cell by
/// cell, and nothing of it is kept: over a whole run it would be larger than the caches, and mostly empty.
class ZoneFinder {
public:
    explicit ZoneFinder(double split_valley) : split_valley_(float(split_valley)) {}

    void next(float density) {
        if (here_ < valley_) {
            valley_ = here_;
            valley_at_ = cell_;
        }
        if (here_ > before_ && here_ >= density) add_top();
        before_ = here_;
        here_ = density;
        ++cell_;
    }
    void next_empty(std::size_t cells) {
        const std::size_t told = std::min<std::size_t>(cells, 2);  // from then on nothing changes
        for (std::size_t i = 0; i < told; ++i) next(0.0f);
        cell_ += cells - told;
    }
    [[nodiscard]] std::vector<Zone> take() {
        next_empty(2);
        if (!zones_.empty()) zones_.back().end = cell_;
        return std::move(zones_);
    }

private:
    void add_top() {
        Zone zone{cell_, valley_at_, 0, here_};
        // Swallow, or be swallowed by, what stands to the left without a real valley.
        while (!zones_.empty()) {
            const Zone& left = zones_.back();
            if (valley_ < split_valley_ * std::min(left.density, zone.density)) break;
            zone = {left.density >= zone.density ? left.top : zone.top, left.begin, 0,
                    std::max(left.density, zone.density)};
            zones_.pop_back();
            valley_ = valleys_.empty() ? 0.0f : valleys_.back();
            if (!valleys_.empty()) valleys_.pop_back();
        }
        if (!zones_.empty()) {
            zones_.back().end = zone.begin;
            valleys_.push_back(valley_);
        }
        zones_.push_back(zone);
        valley_ = here_;
        valley_at_ = cell_;
    }

    float split_valley_;
    std::vector<Zone> zones_;
    std::vector<float> valleys_;  // lowest density between zones_[i] and zones_[i + 1]
    float valley_ = 0.0f, before_ = 0.0f, here_ = 0.0f;
    std::size_t valley_at_ = 0, cell_ = 0;
};

/// How dense centroids with neighbours in time lie on the axis of m/z. Kernels are added from the left to the right;
/// what no later one can reach goes to the finder.
class Density {
public:
    Density(std::int32_t first_key, double split_valley)
        : kernel_(make_kernels()),
          reach_(kernel_.back().size() / 2),
          start_(first_key - std::int32_t(reach_ + 1) * keys_per_cell),
          of_cell_(4096 + 2 * reach_ + 1),
          finder_(split_valley) {}

    [[nodiscard]] std::size_t cell_of(std::int32_t key) const { return std::size_t((key - start_) / keys_per_cell); }
    [[nodiscard]] std::int32_t first_key(std::size_t cell) const { return start_ + std::int32_t(cell) * keys_per_cell; }

    /// Points of one cell, so many of each width: equal kernels are added at once, which for lasting ions saves most of
    /// the additions (on a run of 5 M centroids half of the time). Cells come in ascending order.
    void add(std::size_t cell, const std::array<float, kernels>& points) {
        if (cell + reach_ >= base_ + of_cell_.size()) tell_below(cell - reach_);
        for (int width = 0; width < kernels; ++width) {
            if (points[width] == 0.0f) continue;
            const std::vector<float>& shape = kernel_[width];
            float* const to = of_cell_.data() + (cell - base_) - shape.size() / 2;
            for (std::size_t k = 0; k < shape.size(); ++k) to[k] += points[width] * shape[k];
        }
    }
    [[nodiscard]] std::vector<Zone> take_zones() {
        tell_below(base_ + of_cell_.size());
        return finder_.take();
    }

private:
    /// The finder is told all cells below one; cell 0, which is empty, it knows.
    void tell_below(std::size_t cell) {
        const std::size_t final_cells = std::min(cell - base_, of_cell_.size());
        for (std::size_t i = 0; i < final_cells; ++i) finder_.next(of_cell_[i]);
        finder_.next_empty(cell - base_ - final_cells);
        const auto kept = of_cell_.begin() + std::ptrdiff_t(final_cells);
        std::fill(std::copy(kept, of_cell_.end(), of_cell_.begin()), of_cell_.end(), 0.0f);
        base_ = cell;
    }

    std::array<std::vector<float>, kernels> kernel_;
    std::size_t reach_;  // of the widest kernel, cells
    std::int32_t start_;
    std::vector<float> of_cell_;  // from cell base_ on
    std::size_t base_ = 1;
    ZoneFinder finder_;
};

/// Counts the points of each cell and width into the density.
void add_points(const IonCache& centroids, const CentroidSupport& support, int min_neighbours, Density& density) {
    std::array<float, kernels> waiting{};
    std::size_t cell = 0;
    OctaveWalk octaves;
    for (std::size_t i = 0; i < centroids.key.size(); ++i) {
        if (support.neighbours[i] < min_neighbours) continue;
        const std::size_t own = density.cell_of(centroids.key[i]);
        if (own != cell) {
            if (cell != 0) density.add(cell, waiting);
            waiting.fill(0.0f);
            cell = own;
        }
        const ScatterHere scatter = scatter_of_octave(support.scatter, octaves.at(centroids.key[i]));
        waiting[kernel_of(scatter.variance_ppm2(centroids.intensity[i]))] += 1.0f;
    }
    if (cell != 0) density.add(cell, waiting);
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

    Density density(centroids.key.front(), params.split_valley);
    add_points(centroids, support, params.min_neighbours, density);
    // Room that is never written to costs nothing; growing would write all points twice.
    traces.scan.reserve(centroids.key.size());
    traces.intensity.reserve(centroids.key.size());
    traces.key.reserve(centroids.key.size());
    BestOfScans best(scans, params);
    std::size_t first = 0, last = 0;
    for (const Zone& zone : density.take_zones()) {
        const std::int32_t begin_key = density.first_key(zone.begin), end_key = density.first_key(zone.end);
        while (first < centroids.key.size() && centroids.key[first] < begin_key) ++first;
        for (last = first; last < centroids.key.size() && centroids.key[last] < end_key;) ++last;
        const std::int32_t top_key = density.first_key(zone.top) + keys_per_cell / 2;
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
