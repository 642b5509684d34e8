#pragma once

/// \file
/// What a run looks like, in plain figures, measured by one code in a real run and in a simulated one. Nothing of the
/// simulator and nothing of the detection is used, so that a fault of these cannot hide itself.

#include "core/model/electropherogram.hpp"
#include "core/model/run.hpp"

#include <span>
#include <string>
#include <vector>

namespace gassan::realism {

/// Centroids this near to an m/z are taken for the same ion (between the ions of 147 to 153 Th lie 100 ppm and more).
constexpr double same_ion_ppm = 20.0;

struct ClockFigures {
    double cycle_s = 0.0;     ///< median time between scans
    double jitter_s = 0.0;    ///< sd of that time, gaps left out
    double late_share = 0.0;  ///< scans that come more than 2 % of a cycle late, of all
    double gap_share = 0.0;   ///< times between scans longer than 1.5 cycles, of all
};
/// \param run at least three scans
[[nodiscard]] ClockFigures clock_figures(const Run& run);

struct CentroidFigures {
    double median = 0.0, low = 0.0, high = 0.0;  ///< centroids a scan: median, 5 % and 95 % quantile
    double least_counts = 0.0;                   ///< 1 % quantile of all intensities
    double total_counts = 0.0;                   ///< median over the scans of the sum of their intensities
    double odd_defect_share = 0.0;               ///< centroids at a mass defect of 0.20 to 0.90, of all
};
[[nodiscard]] CentroidFigures centroid_figures(const Run& run);

/// An ion that is there all the run.
struct ConstantIon {
    double mz = 0.0;
    double level = 0.0;           ///< counts, median
    double slow_sd = 0.0;         ///< relative sd of the means of 40 scans, less what the scatter of a scan gives them
    double scan_sd = 0.0;         ///< relative sd of one scan about its two neighbours
    double mz_scatter_ppm = 0.0;  ///< sd of one scan's m/z about its two neighbours
    double mz_drift_ppm = 0.0;    ///< means of 40 scans, highest less lowest
};
/// Ions with a centroid in more than 70 % of the scans, strongest first.
[[nodiscard]] std::vector<ConstantIon> constant_ions(const Run& run);

/// How the scatter of ions grows with their level: variance = counts_an_ion x level + (flicker x level)^2.
struct NoiseLaw {
    double counts_an_ion = 0.0;
    double flicker = 0.0;
};
/// \param ions two or more of different level
[[nodiscard]] NoiseLaw noise_law(std::span<const ConstantIon> ions);

/// Centroids that no neighbour in time vouches for: none within same_ion_ppm in the three scans before and after.
struct StrayFigures {
    double per_scan = 0.0;
    double median_counts = 0.0;
    double exponent = 0.0;  ///< Pareto exponent of their heights above the lowest tenth (Hill 1975)
};
[[nodiscard]] StrayFigures stray_figures(const Run& run);

/// What befalls a run now and then, a minute.
struct Accidents {
    double spikes_per_min = 0.0;    ///< centroids of 1000 counts and more, five times all of that m/z two and three
                                    ///< scans away; not in a burst
    double bursts_per_min = 0.0;    ///< scans whose sum is twice that of both neighbours
    double dropouts_per_min = 0.0;  ///< stretches whose sum is below half the median of 15 scans before and after
};
[[nodiscard]] Accidents accidents(const Run& run);

/// An ion that is looked for.
struct NamedIon {
    std::string key, name;
    double mz = 0.0;
    double time_s = 0.0;  ///< where its apex is looked for, within 30 s
};

struct PeakFigures {
    double apex_s = 0.0;
    double height = 0.0;       ///< counts above the level beside it
    double fwhm_s = 0.0;       ///< by straight lines between scans
    double asymmetry = 0.0;    ///< tail over front at a tenth of the height
    double noise = 0.0;        ///< counts, sd of a scan about its two neighbours, beside the peak; at least the run's
                               ///< weakest hundredth
    double left_behind = 0.0;  ///< level after it less level before it, over its height
    [[nodiscard]] double height_over_noise() const { return height / noise; }
};
/// \param run reaches several widths beyond the peak on both sides
[[nodiscard]] PeakFigures peak_figures(const Run& run, const NamedIon& ion);

/// The strongest centroid within same_ion_ppm in each scan, 0 where there is none.
[[nodiscard]] Electropherogram extracted(const Run& run, double mz);

/// The sum of every scan.
[[nodiscard]] Electropherogram total_ion(const Run& run);

/// One line of a table.
struct Figure {
    std::string key, name, unit;
    double value = 0.0;
};
/// All of the above in the order of a table; figures of the named ions last.
[[nodiscard]] std::vector<Figure> run_figures(const Run& run, std::span<const NamedIon> ions);

}  // namespace gassan::realism
