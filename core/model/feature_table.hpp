#pragma once

#include "core/model/alignment.hpp"
#include "core/model/feature.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// What a cell of a table knows. There is no bare zero and no empty cell without a reason.
enum class CellKind : std::uint8_t {
    measured,      ///< a peak was found in the run by itself
    filled,        ///< below detection by itself; integrated at the predicted place, where a peak stands
    below_limit,   ///< nothing stands at the predicted place; limit says how much would have been seen
    not_measured,  ///< the run does not tell: its clock ends before, scans are missing, it could not be aligned
    failed,        ///< the run failed
};

/// "measured", "filled", "below_limit", "not_measured", "failed".
[[nodiscard]] std::string_view cell_kind_name(CellKind kind);

/// One feature in one run.
struct Cell {
    CellKind kind = CellKind::not_measured;
    double mz = no_value;           ///< as measured on the run's drift-free axis; predicted where nothing was measured
    double mt_s = no_value;         ///< in the run's own time; predicted where nothing was measured
    double mobility_tu = no_value;  ///< NaN without a mobility scale
    double area = no_value;         ///< counts x s; only of measured and filled cells
    double area_se = no_value;
    double height = no_value;  ///< counts
    double snr = no_value;
    double limit = no_value;  ///< counts x s: area of the smallest peak that would have been found there
    double begin_s = no_value, end_s = no_value;  ///< bounds of integration
    double quality = no_value;                    ///< of the peak; NaN where none was measured
    FeatureFlag flags = FeatureFlag::none;
    bool extrapolated = false;  ///< lies outside the run's anchors
    int isotope = 0;            ///< of a compound's row alone: area and height are told by its isotopologue M+1, M+2 or
                                ///< M+3, since the ion itself is saturated
};

/// "isotope M+1": the flag of a cell that its isotopologue tells; "" for others.
[[nodiscard]] std::string isotope_flag(const Cell& cell);

/// One ion of the study: a row of features.tsv. Frozen once it stands.
struct ConsensusFeature {
    std::string feature_id;   ///< "F0001", "N0001" in negative mode; by m/z, then time, of the runs that founded it
    double mz = no_value;     ///< Th
    double place = no_value;  ///< of its apex, on the frame
    double mobility_tu = no_value;  ///< of its centre (centre_s), where the frame is in TU
    double mt_s = no_value;         ///< on the frame's clock
    int charge = 0;
    std::string ion;
    double quality = no_value;                     ///< median of the peaks it was founded on
    double fwhm_s = no_value;                      ///< median, on the frame's clock
    double front_s = no_value, tail_s = no_value;  ///< apex less begin, end less apex: medians, on the frame's clock
    double place_sd = no_value;                    ///< scatter of its peaks about place
    bool blended = false;  ///< two ions or more that no run can show apart; its cells are flagged so
};

/// A run as a column of a table.
struct TableRun {
    std::string sample_id;
    std::string run_hash;  ///< of input, parameters and version: another one is another run
    RunAlignment alignment;
    int segment = 0;         ///< which of the samples that were injected into this run, from 1; 0: it holds one sample
    double segment_s = 0.0;  ///< its ions come so much later than those of the first segment
    std::size_t features = 0;  ///< of a segment: how many peaks of the run are its own
};

/// Features of many runs of one polarity.
struct FeatureTable {
    Frame frame;
    std::vector<ConsensusFeature> features;  ///< in the order of their ids
    std::vector<TableRun> runs;
    std::vector<Cell> cells;  ///< features x runs: cell of feature f in run r is cells[f * runs.size() + r]

    [[nodiscard]] const Cell& cell(std::size_t feature, std::size_t run) const {
        return cells[feature * runs.size() + run];
    }
    [[nodiscard]] Cell& cell(std::size_t feature, std::size_t run) { return cells[feature * runs.size() + run]; }
};

/// How many rows are told to be ions of another row: isotopes, adducts, fragments (core/group/study_ions). Not every
/// relation is found, so that the others are rather more than the compounds.
[[nodiscard]] std::size_t ions_of_others(const FeatureTable& table);

}  // namespace gassan
