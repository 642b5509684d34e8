#include "core/signal/scan_health.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <limits>

namespace gassan {
namespace {

double median_of(std::span<const double> counts) {
    if (counts.empty()) return std::numeric_limits<double>::infinity();
    return median({counts.begin(), counts.end()});
}

}  // namespace

std::vector<std::uint8_t> find_dropouts(std::span<const double> witness_counts, const SignalParams& params) {
    const std::size_t scans = witness_counts.size();
    const auto window = std::size_t(params.dropout_window_scans);
    std::vector<std::uint8_t> dropout(scans, 0);
    for (std::size_t scan = 0; scan < scans; ++scan) {
        const auto before = witness_counts.subspan(scan - std::min(scan, window), std::min(scan, window));
        const auto after = witness_counts.subspan(scan + 1, std::min(scans - scan - 1, window));
        // Near an end the short side would be noise: it speaks only if it holds at least 5 scans.
        const double level = std::min(before.size() < 5 ? median_of({}) : median_of(before),
                                      after.size() < 5 ? median_of({}) : median_of(after));
        dropout[scan] =
            level < std::numeric_limits<double>::infinity() && witness_counts[scan] < params.dropout_ratio * level;
    }
    return dropout;
}

std::vector<double> total_ion_counts(const Run& run) {
    std::vector<double> counts(run.scans(), 0.0);
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        for (const float intensity : run.scan_intensity(scan)) counts[scan] += intensity;
    return counts;
}

}  // namespace gassan
