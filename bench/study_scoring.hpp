#pragma once

/// \file
/// A table of many runs against the truth of every run: are a compound's peaks in one row, and do its cells hold its
/// areas? Definitions: bench/README.md, study.

#include "bench/scoring.hpp"
#include "core/model/feature_table.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace gassan::bench {

/// What any program says of one ion in one run.
struct FoundCell {
    Found found;
    bool measured = true;  ///< a peak was found by itself; else filled in
};

/// A row: one cell a run, empty where the program gives no number.
using FoundRow = std::vector<std::optional<FoundCell>>;

struct StudyScore {
    std::size_t rows = 0, compounds = 0;
    double one_group = 0;  ///< compounds whose found peaks are all in one row, of all compounds
    double complete_pure =
        0;                   ///< of these: the row holds no other peak, and one in at least 80 % of the compound's runs
    double pair_recall = 0;  ///< pairs of found peaks of one compound that share a row
    double pair_precision = 0;  ///< pairs of peaks with a truth in one row that are the same ion
    double row_recall = 0;      ///< compounds that have a row
    double row_precision = 0;   ///< rows that are the row of an ion
    double filled = 0;          ///< cells with a number, of compound x run where it is truly there
    double within_30 = 0;       ///< cells whose area is within 30 % of the truth, of the same
    double filled_absent = 0;   ///< cells with a number, of compound x run where the compound is not
};

/// Which compounds (ions) are asked for.
enum class Asked {
    strong,  ///< Truth::counts in at least half of the runs that have the ion
    all,     ///< every monoisotopic ion that is in a run
};

/// \param truth one list a run, in the order of the rows' cells
/// \param lone peaks found in a run that no row holds, one list a run; may be empty
[[nodiscard]] StudyScore score_study(std::span<const FoundRow> rows, std::span<const std::vector<Truth>> truth,
                                     std::span<const std::vector<Found>> lone = {}, Asked asked = Asked::strong);

/// Measured and filled cells with their numbers.
[[nodiscard]] std::vector<FoundRow> found_rows(const FeatureTable& table);

/// The mean of scores, figure by figure.
[[nodiscard]] StudyScore mean(std::span<const StudyScore> scores);

}  // namespace gassan::bench
