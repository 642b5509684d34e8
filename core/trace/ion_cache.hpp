#pragma once

/// \file
/// Any ion of a run again, from what the store keeps of it.

#include "core/model/electropherogram.hpp"
#include "core/model/run.hpp"
#include "core/model/run_archive.hpp"
#include "core/trace/ion_key.hpp"
#include "core/trace/trace_params.hpp"

#include <span>

namespace gassan {

/// The centroids of a run in order of their drift-free m/z.
/// \param drift_ppm one value a scan, from mass_drift_ppm.
[[nodiscard]] IonCache ion_cache(const Run& run, std::span<const double> drift_ppm);

/// Keys among which an ion may lie: what extract_ion looks at, and no more. \param mz on the run's drift-free axis.
[[nodiscard]] KeySpan keys_of_ion(double mz, const TraceParams& params);

/// Points of one ion, at most one a scan, ascending in scan: in each scan the centroid most likely to be the ion. The
/// same rule by which peaks of a run were measured.
struct IonTrack {
    std::vector<std::uint32_t> scan;
    std::vector<float> intensity;
    std::vector<double> mz;

    void reserve(std::size_t points) {
        scan.reserve(points);
        intensity.reserve(points);
        mz.reserve(points);
    }
};

/// \param mz on the run's drift-free axis. \param first, last scans [first, last).
[[nodiscard]] IonTrack extract_ion(const IonCache& centroids, const MzScatter& scatter, double mz, std::size_t first,
                                   std::size_t last, const TraceParams& params);
[[nodiscard]] IonTrack extract_ion(const RunArchive& archive, double mz, std::size_t first, std::size_t last,
                                   const TraceParams& params);

/// The same as a curve over a time span: 0 where nothing was seen, NaN in dropouts.
[[nodiscard]] Electropherogram extract_electropherogram(const RunArchive& archive, double mz, double begin_s,
                                                        double end_s, const TraceParams& params);

}  // namespace gassan
