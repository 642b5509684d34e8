#pragma once

/// \file
/// Peaks of all ions of a run: from mass traces to peaks that know their own m/z.
///
/// A trace says where to look; a peak found there then fetches its own electropherogram, around its own m/z, from
/// all centroids of the run. So a compound that shares a trace with a background ion, or whose flanks were claimed by
/// the neighbouring trace, is measured whole; and what two traces saw of one peak becomes one.

#include "core/model/peak.hpp"
#include "core/model/run_archive.hpp"
#include "core/peak/peak_params.hpp"
#include "core/peak/width_law.hpp"
#include "core/signal/mz_scatter.hpp"
#include "core/trace/mass_traces.hpp"
#include "core/trace/trace_signal.hpp"

#include <span>
#include <vector>

namespace gassan {

/// A peak and the ion it belongs to.
struct IonPeak {
    Peak peak;
    double mz = 0;          ///< Th as measured: points weigh by the inverse of their variance
    double aligned_mz = 0;  ///< the same on the drift-free axis
    double mz_se_ppm = 0;   ///< standard error of mz, from the run's scatter law
    double sightings = 0;   ///< of its trace
    double wander = 1;      ///< of its trace
};

/// What all ions of a run share: learnt once, read by all.
struct RunContext {
    const IonCache& centroids;
    const RunClock& clock;
    const MassTraces& traces;
    const MzScatter& scatter;
    std::span<const double> drift_ppm;
    const IntensityNoise& noise;
};

/// Widths of the strongest lone peaks of all traces; what learn_width_law wants. The clock's expected widths only say
/// how far to look.
[[nodiscard]] std::vector<WidthSample> width_samples(const RunContext& context);

/// Peaks on one trace, as the trace shows them; neighbours without a valley are one here, for settling parts them.
[[nodiscard]] std::vector<IonPeak> peaks_of_trace(const RunContext& context, std::size_t trace,
                                                  const PeakParams& params);

/// The peak that holds a found one's apex, measured anew on the electropherogram around the found one's own m/z, and
/// those that were hidden in it or on its foot, each on its own; nothing if there is none any more.
[[nodiscard]] std::vector<IonPeak> settle_peak(const RunContext& context, const IonPeak& found,
                                               const TraceParams& trace_params, const PeakParams& params);

/// Counts of the ion at an m/z in scans [first, last): in each scan the centroid most likely to be it, else 0.
/// \param aligned_mz on the drift-free axis.
[[nodiscard]] std::vector<double> counts_of_ion(const RunContext& context, double aligned_mz, std::size_t first,
                                                std::size_t last, const TraceParams& params);

/// One of each: of peaks whose apexes and m/z agree the higher is kept. In order of m/z, then time.
[[nodiscard]] std::vector<IonPeak> without_doubles(std::vector<IonPeak> peaks, const MzScatter& scatter,
                                                   const TraceParams& trace_params);

/// The numbers of a feature; its id, ion and charge are not known yet. mz is on the drift-free axis.
[[nodiscard]] Feature to_feature(const IonPeak& ion);

}  // namespace gassan
