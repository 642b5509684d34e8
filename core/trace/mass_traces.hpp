#pragma once

/// \file
/// Mass traces: all centroids of a run sorted by m/z and parted into ions where their density has its valleys.
///
/// Every centroid that is seen again in scans nearby adds a Gaussian to a density over ln(m/z), as wide as its own
/// m/z is uncertain: strong points draw sharp lines, weak ones broad ones. Each maximum of the density is an ion, and
/// each centroid of the run goes to the ion in whose valley-bounded zone it lies, if it is near enough for its own
/// uncertainty. There are no bin edges, and the axis is first freed of its drift (mass_drift_ppm), so that an ion is
/// one line for the whole run.
///
/// Cost: a few passes over the sorted centroids, about 15 ns each.
/// Source: density tracks over the whole run as in asari (Li et al., Nat. Commun. 14 (2023) 4113); the variable
/// kernel is Abramson's (Ann. Stat. 10 (1982) 1217) with the physical width instead of an estimated one.

#include "core/model/run_archive.hpp"
#include "core/signal/mz_scatter.hpp"
#include "core/trace/trace_params.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gassan {

/// The traces of a run, stored side by side. Points of trace i are [begin[i], begin[i + 1]): ascending in scan, at
/// most one a scan.
struct MassTraces {
    std::vector<double> mz;          ///< centre of each trace on the drift-free axis, ascending
    std::vector<std::size_t> begin;  ///< size traces + 1
    std::vector<std::uint32_t> scan;
    std::vector<float> intensity;
    std::vector<std::int32_t> key;  ///< m/z of the point on the drift-free axis (ion_key.hpp)

    [[nodiscard]] std::size_t size() const { return mz.size(); }
};

/// \param centroids of a run in order of m/z, from ion_cache. \param support of the same. \param scans of the run.
[[nodiscard]] MassTraces mass_traces(const IonCache& centroids, const CentroidSupport& support, std::size_t scans,
                                     const TraceParams& params);

/// Ions seen in most scans: solvent, sheath liquid, lock masses. What they do together the spray does.
struct LastingIons {
    std::size_t count = 0;
    std::vector<double> counts;  ///< their sum, one value a scan

    [[nodiscard]] bool enough() const { return count >= 3; }
};

/// Traces seen in more than 60 % of the scans.
[[nodiscard]] LastingIons lasting_ions(const MassTraces& traces, std::size_t scans);

}  // namespace gassan
