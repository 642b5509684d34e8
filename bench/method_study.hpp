#pragma once

/// \file
/// A method validation (preset `method`) in each way CE-MS is run, with known truth: how far times are off after
/// alignment, how well QCs repeat with nothing corrected, and whether standard errors of areas hold. Definitions:
/// bench/README.md, method.

#include "core/model/feature_table.hpp"
#include "core/model/mobility.hpp"
#include "core/pipeline.hpp"
#include "core/simulate/simulate.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gassan::bench {

/// The preset with drift of sensitivity and effects of capillaries and batches switched off.
/// \param matrix_effect false: the salt of a sample slows its neighbours in no run (separation.matrix_shift = 0)
[[nodiscard]] SimulatePreset method_preset(std::string_view geometry, bool matrix_effect);

/// [separation] as `gassan simulate` writes it beside such a study.
[[nodiscard]] SeparationSettings separation_of(const SimulatePreset& preset);

/// All runs of one study, processed, and what is true of them.
struct MethodStudy {
    SimulatePreset preset;
    SeparationSettings separation;
    std::vector<StudyRun> runs;
    std::vector<RunArchive> archives;
    std::vector<std::vector<TrueIon>> truth;  ///< a run
};

[[nodiscard]] MethodStudy make_method_study(std::string_view geometry, std::uint64_t seed, bool matrix_effect,
                                            int threads);

/// Errors of times (of centres, not apices), in s of the run; of analytes that are not flagged extrapolated. Blanks and
/// standards are runs like others.
struct TimeErrors {
    double worst = 0;    ///< of all analytes of a run the farthest off; median over the runs
    double typical = 0;  ///< of all analytes of a run the median; median over the runs
    std::size_t runs = 0, aligned = 0, warned = 0;
};

/// \param table of process_study on the runs
[[nodiscard]] TimeErrors time_errors(const MethodStudy& study, const FeatureTable& table);

/// Each run by itself onto eight ions of known mobility, spread over the run, its other ions being no help; runs that
/// hold all eight.
[[nodiscard]] TimeErrors time_errors_of_eight(const MethodStudy& study);

struct QcScore {
    std::size_t compounds = 0;  ///< S/N above 10 in the QCs (median of the truth)
    double below_20 = 0;        ///< share of them whose areas in the QCs have a CV below 20 %, nothing corrected
    double true_below_20 = 0;   ///< the same of the true areas: what emission scatters by itself
    double median_cv = 0;
};

[[nodiscard]] QcScore qc_score(const MethodStudy& study, const FeatureTable& table);

struct CoverageScore {
    std::size_t features = 0;  ///< with a truth, and no neighbour within resolution 1.0
    double covered = 0;        ///< share of them whose true area lies within 2 area_se
    double median_error = 0;   ///< of |area / truth - 1|
};

[[nodiscard]] CoverageScore coverage_score(const MethodStudy& study);

/// The table of one seed, a line a geometry, to the standard output.
void print_method_table(std::uint64_t seed, int threads);

}  // namespace gassan::bench
