#pragma once

/// \file
/// What a study must look like to be believed, geometry by geometry: figures, what is expected of them, and the table.

#include "core/simulate/simulate.hpp"
#include "tests/realism/qc_study.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gassan::realism {

/// What twenty-four injections of a pool show, twelve of them made and processed.
struct RealismFigures {
    std::string geometry;
    double standard_cv = 0.0;   ///< of the internal standards' true areas, median
    double corrected_cv = 0.0;  ///< the same divided by another internal standard, median of all pairs
    double time_rsd = 0.0;      ///< of the compounds' true migration times, median
    double aligned_rsd = 0.0;   ///< of the measured ones, on the frame of the study
    double centroids = 0.0;     ///< a scan; median of the runs
    double error_ppm = 0.0;     ///< m/z as measured against the truth, median of all ions and runs
    double qc_below_20 =
        0.0;  ///< of the 94 most concentrated analytes: share whose area over a standard's has a CV below 20 %
    double noise_per_ion = 0.0;                        ///< raw_search, all runs together
    double error_low_ppm = 0.0, error_high_ppm = 0.0;  ///< lowest and highest median of a run
    std::size_t analytes = 0;
};

[[nodiscard]] RealismFigures realism_figures(const SimulatePreset& preset, std::string_view geometry, int threads);

/// The figures of a study that was made.
[[nodiscard]] RealismFigures study_figures(const QcStudy& study);

/// The geometries and what is simulated in each: the defaults of the simulator with the compounds of that mode.
struct GeometryCase {
    std::string name;
    SimulatePreset preset;
};
[[nodiscard]] std::vector<GeometryCase> geometry_cases();

/// Markdown: check, expected, measured in each geometry, and which hold it not.
[[nodiscard]] std::string checks_table(std::span<const RealismFigures> geometries);

/// "GEOMETRY: CHECK" of each that does not hold.
[[nodiscard]] std::vector<std::string> failed_checks(std::span<const RealismFigures> geometries);

}  // namespace gassan::realism
