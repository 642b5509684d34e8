#include "bench/study_scoring.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace gassan::bench {
namespace {

constexpr double complete_share = 0.8, area_tolerance = 0.3;

// A peak of a run: where it stands in the table, and which ion it is.
struct Peak {
    std::size_t row = nobody;  // nobody: no row holds it
    std::size_t ion = nobody;  // nobody: no truth
};

// What the truth of all runs says of one ion.
struct Compound {
    std::size_t runs = 0, strong_runs = 0;
    bool monoisotopic = false;
    std::map<std::size_t, double> area;  // by run
};

std::map<std::size_t, Compound> compounds_of(std::span<const std::vector<Truth>> truth) {
    std::map<std::size_t, Compound> compounds;
    for (std::size_t run = 0; run < truth.size(); ++run)
        for (const Truth& one : truth[run]) {
            Compound& compound = compounds[one.ion];
            ++compound.runs;
            compound.strong_runs += one.counts;
            compound.monoisotopic = one.monoisotopic;
            compound.area[run] = one.area;
        }
    return compounds;
}

bool is_asked(const Compound& compound, Asked asked) {
    if (!compound.monoisotopic) return false;
    return asked == Asked::all || 2 * compound.strong_runs >= compound.runs;
}

// The measured peaks of one run with their ions; those of rows before the lone ones.
std::vector<Peak> peaks_of_run(std::span<const FoundRow> rows, std::size_t run, std::span<const Truth> truth,
                               std::span<const std::vector<Found>> lone) {
    std::vector<Found> found;
    std::vector<Peak> peaks;
    for (std::size_t row = 0; row < rows.size(); ++row)
        if (rows[row][run] && rows[row][run]->measured) {
            found.push_back(rows[row][run]->found);
            peaks.push_back({.row = row});
        }
    if (!lone.empty())
        for (const Found& one : lone[run]) {
            found.push_back(one);
            peaks.push_back({});
        }
    const auto match = match_truth(found, truth);
    for (std::size_t j = 0; j < truth.size(); ++j)
        if (match[j] != nobody) peaks[match[j]].ion = truth[j].ion;
    return peaks;
}

// How many peaks of which ion a row holds, and the other way round.
struct Tally {
    std::vector<std::map<std::size_t, std::size_t>> ions_of_row;            // row -> ion -> peaks; nobody: no truth
    std::map<std::size_t, std::map<std::size_t, std::size_t>> rows_of_ion;  // ion -> row -> peaks
    std::map<std::size_t, std::size_t> lone_of_ion;                         // ion -> peaks without a row
};

Tally tally_of(std::span<const FoundRow> rows, std::span<const std::vector<Truth>> truth,
               std::span<const std::vector<Found>> lone) {
    Tally tally;
    tally.ions_of_row.resize(rows.size());
    for (std::size_t run = 0; run < truth.size(); ++run)
        for (const Peak& peak : peaks_of_run(rows, run, truth[run], lone)) {
            if (peak.row != nobody) ++tally.ions_of_row[peak.row][peak.ion];
            if (peak.ion == nobody) continue;
            if (peak.row == nobody)
                ++tally.lone_of_ion[peak.ion];
            else
                ++tally.rows_of_ion[peak.ion][peak.row];
        }
    return tally;
}

// The key with the most peaks; of equals the first.
std::size_t most(const std::map<std::size_t, std::size_t>& counts) {
    std::size_t best = nobody, peaks = 0;
    for (const auto& [key, count] : counts)
        if (count > peaks) {
            best = key;
            peaks = count;
        }
    return best;
}

// Each ion's row: it is most of the row, and no other row holds more of it.
std::map<std::size_t, std::size_t> row_of_each_ion(const Tally& tally) {
    std::map<std::size_t, std::size_t> row_of;
    for (const auto& [ion, rows] : tally.rows_of_ion) {
        std::map<std::size_t, std::size_t> own;
        for (const auto& [row, peaks] : rows)
            if (most(tally.ions_of_row[row]) == ion) own[row] = peaks;
        if (!own.empty()) row_of[ion] = most(own);
    }
    return row_of;
}

double pairs(std::size_t n) {
    return 0.5 * double(n) * (double(n) - 1.0);
}

std::size_t sum(const std::map<std::size_t, std::size_t>& counts) {
    std::size_t all = 0;
    for (const auto& [key, count] : counts) all += count;
    return all;
}

// One group; complete and pure; pairs of one compound.
void add_groups(const Tally& tally, std::size_t ion, const Compound& compound, StudyScore& score, double& shared,
                double& possible) {
    const auto rows = tally.rows_of_ion.find(ion);
    if (rows == tally.rows_of_ion.end()) return;
    const auto lone = tally.lone_of_ion.find(ion);
    const std::size_t alone = lone == tally.lone_of_ion.end() ? 0 : lone->second;
    const std::size_t placed = sum(rows->second);
    for (const auto& [row, peaks] : rows->second) shared += pairs(peaks);
    possible += pairs(placed + alone);
    if (alone > 0 || rows->second.size() > 1) return;
    ++score.one_group;
    const bool pure = tally.ions_of_row[rows->second.begin()->first].size() == 1;
    score.complete_pure += pure && double(placed) >= complete_share * double(compound.runs);
}

// The cells of a compound's row against its areas.
struct CellCount {
    double there = 0, absent = 0, filled = 0, right = 0, filled_absent = 0;
};

void add_cells(const FoundRow* row, const Compound& compound, std::size_t runs, CellCount& count) {
    for (std::size_t run = 0; run < runs; ++run) {
        const auto area = compound.area.find(run);
        const bool there = area != compound.area.end(), filled = row && (*row)[run];
        ++(there ? count.there : count.absent);
        if (!filled) continue;
        ++(there ? count.filled : count.filled_absent);
        if (there) count.right += std::abs((*row)[run]->found.area / area->second - 1) <= area_tolerance;
    }
}

double pair_precision(const Tally& tally) {
    double same = 0, all = 0;
    for (const auto& ions : tally.ions_of_row) {
        std::size_t with_truth = 0;
        for (const auto& [ion, peaks] : ions) {
            if (ion == nobody) continue;
            with_truth += peaks;
            same += pairs(peaks);
        }
        all += pairs(with_truth);
    }
    return same / all;
}

}  // namespace

StudyScore score_study(std::span<const FoundRow> rows, std::span<const std::vector<Truth>> truth,
                       std::span<const std::vector<Found>> lone, Asked asked) {
    const Tally tally = tally_of(rows, truth, lone);
    const auto row_of = row_of_each_ion(tally);
    StudyScore score{.rows = rows.size()};
    CellCount cells;
    double shared = 0, possible = 0;
    for (const auto& [ion, compound] : compounds_of(truth)) {
        if (!is_asked(compound, asked)) continue;
        ++score.compounds;
        add_groups(tally, ion, compound, score, shared, possible);
        const auto own = row_of.find(ion);
        score.row_recall += own != row_of.end();
        add_cells(own == row_of.end() ? nullptr : &rows[own->second], compound, truth.size(), cells);
    }
    for (double* share : {&score.one_group, &score.complete_pure, &score.row_recall}) *share /= double(score.compounds);
    score.pair_recall = shared / possible;
    score.pair_precision = pair_precision(tally);
    score.row_precision = double(row_of.size()) / double(rows.size());
    score.filled = cells.filled / cells.there;
    score.within_30 = cells.right / cells.there;
    score.filled_absent = cells.filled_absent / cells.absent;
    return score;
}

std::vector<FoundRow> found_rows(const FeatureTable& table) {
    std::vector<FoundRow> rows(table.features.size(), FoundRow(table.runs.size()));
    for (std::size_t feature = 0; feature < table.features.size(); ++feature)
        for (std::size_t run = 0; run < table.runs.size(); ++run) {
            const Cell& cell = table.cell(feature, run);
            if (cell.kind != CellKind::measured && cell.kind != CellKind::filled) continue;
            rows[feature][run] = {{cell.mz, cell.mt_s, cell.area}, cell.kind == CellKind::measured};
        }
    return rows;
}

StudyScore mean(std::span<const StudyScore> scores) {
    const auto of = [&](auto field) {
        double sum = 0;
        for (const StudyScore& one : scores) sum += double(one.*field);
        return sum / double(scores.size());
    };
    return {.rows = std::size_t(std::lround(of(&StudyScore::rows))),
            .compounds = std::size_t(std::lround(of(&StudyScore::compounds))),
            .one_group = of(&StudyScore::one_group),
            .complete_pure = of(&StudyScore::complete_pure),
            .pair_recall = of(&StudyScore::pair_recall),
            .pair_precision = of(&StudyScore::pair_precision),
            .row_recall = of(&StudyScore::row_recall),
            .row_precision = of(&StudyScore::row_precision),
            .filled = of(&StudyScore::filled),
            .within_30 = of(&StudyScore::within_30),
            .filled_absent = of(&StudyScore::filled_absent)};
}

}  // namespace gassan::bench
