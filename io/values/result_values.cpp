#include "io/values/result_values.hpp"

#include "core/base/counted.hpp"
#include "core/base/robust.hpp"
#include "io/base/faults.hpp"
#include "io/store/study_file.hpp"
#include "io/store/study_memory.hpp"
#include "io/table/number_cell.hpp"
#include "io/table/study_places.hpp"
#include "io/table/user_table.hpp"
#include "io/values/long_table.hpp"
#include "io/values/value_cell.hpp"
#include "io/values/wide_table.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace gassan {
namespace {

namespace fs = std::filesystem;

constexpr const char* memory_name = ".study.json";
constexpr const char* long_name = "concentrations_long.tsv";
constexpr const char* specimens_name = "concentrations.tsv";
constexpr const char* corrected_name = "areas_corrected.tsv";

bool is_there(const fs::path& path) {
    std::error_code code;
    return fs::is_regular_file(path, code);
}

/// A study without standards has rows of concentrations and no number in them.
bool has_values(const fs::path& path, FaultBook& faults, NoteBook& notes) {
    if (!is_there(path)) return false;
    const auto grids = read_grids(path, faults, notes);
    const auto columns = grids.empty() ? std::nullopt : long_columns(grids.front());
    for (std::size_t row = 0; columns && row < grids.front().rows(); ++row)
        if (!grids.front().cell(row, columns->value).empty()) return true;
    return false;
}

/// Which numbers are there, of those that are wanted.
ResultValues chosen(const fs::path& folder, ResultValues wanted, FaultBook& faults, NoteBook& notes) {
    if (wanted == ResultValues::best) {
        if (has_values(folder / long_name, faults, notes)) return ResultValues::concentrations;
        return is_there(folder / corrected_name) ? ResultValues::areas_corrected : ResultValues::areas;
    }
    const bool lacks_concentrations = wanted == ResultValues::concentrations && !is_there(folder / long_name);
    const bool lacks_corrected = wanted == ResultValues::areas_corrected && !is_there(folder / corrected_name);
    if (lacks_concentrations)
        faults.add(folder / long_name, "", "is not there: nothing was quantified",
                   "Name compounds and standards in study.toml, or take --values areas.");
    if (lacks_corrected)
        faults.add(folder / corrected_name, "", "is not there: nothing was corrected",
                   "Correct the study first, or take --values areas.");
    return wanted;
}

/// What became of each row of the sheet, as runs.tsv says.
std::vector<RunRecord> records_of(const fs::path& folder, const Study& study, FaultBook& faults, NoteBook& notes) {
    std::vector<RunRecord> records(study.samples.size());
    const auto table = read_user_table(folder / "runs.tsv", {}, faults, notes);
    if (!table) return records;
    const auto id = table->column("sample_id"), status = table->column("status"), polarity = table->column("polarity");
    std::map<std::string, const UserTable::Row*> row_of;
    for (const auto& row : table->rows)
        if (id) row_of.emplace(row.cells[*id], &row);
    for (std::size_t s = 0; s < records.size(); ++s) {
        records[s].sample_id = study.samples[s].sample_id;
        const auto found = row_of.find(text_cell(records[s].sample_id));
        if (found == row_of.end() || !status || !polarity) {
            faults.add(folder / "runs.tsv", "", "says nothing of the sample " + quoted_text(records[s].sample_id),
                       "Run the study to its end first: gassan run STUDY.toml -o OUT.");
            continue;
        }
        const std::string& word = found->second->cells[*status];
        records[s].status = word == "failed" ? RunStatus::failed : word == "warned" ? RunStatus::warned : RunStatus::ok;
        const std::string& mode = found->second->cells[*polarity];
        records[s].polarity = mode == "positive"   ? Polarity::positive
                              : mode == "negative" ? Polarity::negative
                                                   : study.samples[s].polarity;
    }
    return records;
}

// ---- areas ------------------------------------------------------------------------------------------------------

ValueCell area_cell(const Cell& cell) {
    const double area = area_of(cell);
    if (has_measurement(cell.kind) && std::isnan(area)) return {};
    return {cell.kind, area, cell.kind == CellKind::below_limit ? cell.limit : no_value};
}

Variable described(const ConsensusFeature& feature, Polarity polarity) {
    return {.id = feature.feature_id,
            .name = {},
            .unit = {},
            .facts = {decimals(feature.mz, 6), decimals(feature.mt_s, 3), decimals(feature.mobility_tu, 4),
                      std::string(polarity_name(polarity))}};
}

/// Features against runs, as the store has them.
ValueTable stored_areas(const fs::path& folder, Study study, FaultBook& faults, NoteBook& notes) {
    StudyResult result;
    result.runs = records_of(folder, study, faults, notes);
    result.tables = read_study_file(folder / "study.h5").tables;
    std::vector<Variable> variables;
    for (const FeatureTable& table : result.tables)
        for (const ConsensusFeature& feature : table.features)
            variables.push_back(described(feature, table.frame.polarity));
    ValueTable values = empty_values(std::move(study), std::move(variables));
    values.facts = {"mz", "mt_s", "mobility_tu", "polarity"};
    std::size_t at = 0;
    for (const FeatureTable& table : result.tables) {
        const auto places = run_places(values.study, result, table);
        for (std::size_t f = 0; f < table.features.size(); ++f)
            for (const RunPlace& place : places) {
                const ValueCell cell = area_cell(cell_at(table, f, place));
                values.values[at] = cell.value;
                values.limits[at] = cell.limit;
                values.kinds[at++] = cell.kind;
            }
    }
    return values;
}

/// The numbers of areas_corrected.tsv in the cells of the store. A limit is not known on the corrected scale.
void put_corrected(const fs::path& path, ValueTable& table, FaultBook& faults, NoteBook& notes) {
    const auto grids = read_grids(path, faults, notes);
    if (grids.empty()) return;
    const ValueGrid& grid = grids.front();
    const SampleIndex samples(table.study);
    std::map<std::string_view, std::size_t> row_of;
    for (std::size_t row = 0; row < grid.rows(); ++row) row_of.emplace(grid.cell(row, 0), row);
    std::vector<std::size_t> column_of(table.samples(), nowhere);
    for (std::size_t column = 1; column < grid.columns(); ++column)
        if (const auto sample = samples.find(grid.header[column])) column_of[*sample] = column;
    std::size_t lost = 0;
    for (std::size_t v = 0; v < table.variables.size(); ++v) {
        const auto row = row_of.find(table.variables[v].id);
        for (std::size_t s = 0; s < table.samples(); ++s) {
            const std::size_t at = v * table.samples() + s;
            const bool has_cell = row != row_of.end() && column_of[s] != nowhere;
            const auto cell = has_cell ? value_cell(grid.cell(row->second, column_of[s])) : ValueCell{};
            table.values[at] = cell && has_measurement(table.kinds[at]) ? cell->value : no_value;
            table.limits[at] = no_value;
            if (!has_measurement(table.kinds[at]) || std::isfinite(table.values[at])) continue;
            table.kinds[at] = CellKind::not_measured;
            ++lost;
        }
    }
    if (lost > 0)
        notes.add(
            "not-corrected", quoted_path(path),
            counted(lost, "measured cell has", "measured cells have") + " no corrected area; taken as not_measured");
}

// ---- specimens --------------------------------------------------------------------------------------------------

/// The runs of each specimen, in the order in which the sheet first names them.
struct Specimens {
    Study study;  ///< a sample a specimen: the facts of its first run
    std::vector<std::vector<std::size_t>> runs;
};

Specimens specimens_in(const Study& study) {
    Specimens found;
    found.study.name = study.name;
    found.study.covariates = study.covariates;
    std::map<std::string, std::size_t> place;
    for (std::size_t s = 0; s < study.samples.size(); ++s) {
        const std::string& name = study.samples[s].specimen_id;
        const auto [at, is_new] = place.emplace(name, found.runs.size());
        if (is_new) {
            Sample specimen = study.samples[s];
            specimen.sample_id = name;
            specimen.segment.reset();
            found.study.samples.push_back(std::move(specimen));
            found.runs.emplace_back();
        }
        found.runs[at->second].push_back(s);
    }
    for (std::size_t i = 0; i < found.runs.size(); ++i)
        for (const std::size_t run : found.runs[i])
            if (study.samples[run].polarity != found.study.samples[i].polarity)
                found.study.samples[i].polarity = Polarity::unknown;
    return found;
}

/// What the most telling run of a specimen knows, and the median of those that have a number (as
/// areas_by_specimen.tsv).
ValueTable by_specimen(const ValueTable& runs) {
    const Specimens specimens = specimens_in(runs.study);
    ValueTable table = empty_values(specimens.study, runs.variables);
    table.facts = runs.facts;
    for (std::size_t v = 0; v < table.variables.size(); ++v)
        for (std::size_t i = 0; i < specimens.runs.size(); ++i) {
            std::vector<double> numbers;
            std::size_t best = specimens.runs[i].front();
            for (const std::size_t run : specimens.runs[i]) {
                if (worth_of(runs.row_kinds(v)[run]) > worth_of(runs.row_kinds(v)[best])) best = run;
                if (has_measurement(runs.row_kinds(v)[run])) numbers.push_back(runs.row(v)[run]);
            }
            table.row_kinds(v)[i] = runs.row_kinds(v)[best];
            table.row_limits(v)[i] = runs.row_limits(v)[best];
            if (!numbers.empty()) table.row(v)[i] = median(numbers);
        }
    return table;
}

// ---- concentrations ---------------------------------------------------------------------------------------------

std::optional<ValueGrid> grid_of(const fs::path& path, FaultBook& faults, NoteBook& notes) {
    auto grids = read_grids(path, faults, notes);
    if (grids.empty()) return std::nullopt;
    return std::move(grids.front());
}

/// Names of compounds, as concentrations.tsv tells them.
void name_compounds(ValueTable& table, const ValueGrid& wide) {
    std::map<std::string_view, std::size_t> row_of;
    for (std::size_t row = 0; row < wide.rows(); ++row) row_of.emplace(wide.cell(row, 0), row);
    for (Variable& variable : table.variables) {
        const auto row = row_of.find(variable.id);
        if (row == row_of.end() || wide.columns() < 3) continue;
        variable.name = wide.cell(row->second, 1);
        if (variable.unit.empty()) variable.unit = wide.cell(row->second, 2);
    }
}

/// The numbers of concentrations.tsv, in which one polarity leads, with what the runs of the specimen know.
ValueTable specimen_concentrations(const ValueTable& runs, const ValueGrid& wide, const fs::path& path,
                                   NoteBook& notes) {
    ValueTable table = by_specimen(runs);
    const SampleIndex samples(table.study);
    std::map<std::string_view, std::size_t> row_of;
    for (std::size_t row = 0; row < wide.rows(); ++row) row_of.emplace(wide.cell(row, 0), row);
    std::vector<std::size_t> column_of(table.samples(), nowhere);
    for (std::size_t column = 3; column < wide.columns(); ++column)
        if (const auto sample = samples.find(wide.header[column])) column_of[*sample] = column;
    std::size_t without = 0;
    for (std::size_t s = 0; s < table.samples(); ++s) without += column_of[s] == nowhere;
    if (without > 0)
        notes.add("no-specimen", quoted_path(path),
                  "has no column for " + counted(without, "specimen", "specimens") +
                      " of blanks and standards: their values are means of runs");
    for (std::size_t v = 0; v < table.variables.size(); ++v) {
        const auto row = row_of.find(table.variables[v].id);
        if (row == row_of.end()) continue;
        for (std::size_t s = 0; s < table.samples(); ++s) {
            if (column_of[s] == nowhere) continue;
            const auto told = value_cell(wide.cell(row->second, column_of[s]));
            const bool has_number = told && told->kind == CellKind::measured;
            if (has_number && has_measurement(table.row_kinds(v)[s])) table.row(v)[s] = told->value;
        }
    }
    return table;
}

ValueTable concentrations(const fs::path& folder, Study study, const ReadValuesRequest& request, FaultBook& faults,
                          NoteBook& notes) {
    const auto grid = grid_of(folder / long_name, faults, notes);
    const auto columns = grid ? long_columns(*grid) : std::nullopt;
    if (!columns) {
        faults.add(folder / long_name, "", "is not as gassan wrote it", "Write it again: gassan quantify OUT.");
        return {};
    }
    const SampleIndex samples(study);
    ValueTable table = long_values(*grid, *columns, std::move(study), samples, request, true, faults, notes);
    for (Variable& variable : table.variables) variable.facts.clear();
    const auto wide = is_there(folder / specimens_name) ? grid_of(folder / specimens_name, faults, notes)
                                                        : std::optional<ValueGrid>();
    if (wide) name_compounds(table, *wide);
    if (!request.by_specimen) return table;
    return wide ? specimen_concentrations(table, *wide, folder / specimens_name, notes) : by_specimen(table);
}

}  // namespace

bool is_result_folder(const fs::path& folder) {
    return is_there(folder / memory_name);
}

ValueTable result_values(const fs::path& folder, const ReadValuesRequest& request, FaultBook& faults, NoteBook& notes) {
    const std::size_t faults_before = faults.count();
    ReadValuesRequest told = request;
    told.values = chosen(folder, request.values, faults, notes);
    if (faults.count() > faults_before) return {};
    try {
        Study study = read_study_memory(folder / memory_name).study;
        if (told.values == ResultValues::concentrations)
            return concentrations(folder, std::move(study), told, faults, notes);
        ValueTable table = stored_areas(folder, std::move(study), faults, notes);
        if (told.values == ResultValues::areas_corrected) put_corrected(folder / corrected_name, table, faults, notes);
        return request.by_specimen ? by_specimen(table) : table;
    } catch (const InputError& error) {
        faults.add_line(error.what());
        return {};
    }
}

}  // namespace gassan
