#include "io/values/value_roles.hpp"

#include "core/base/counted.hpp"
#include "io/base/faults.hpp"
#include "io/study/sample_sheet.hpp"
#include "io/values/long_table.hpp"
#include "io/values/value_cell.hpp"
#include "io/values/value_paths.hpp"
#include "io/values/wide_table.hpp"

#include <algorithm>
#include <unordered_set>

namespace gassan {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& path) {
    std::error_code code;
    return fs::is_regular_file(path, code);
}

void add(const fs::path& path, GridSource source, std::vector<SourcedGrid>& grids, FaultBook& faults, NoteBook& notes) {
    auto read = read_grids(path, faults, notes);
    const bool is_ours = std::any_of(read.begin(), read.end(), [](const ValueGrid& g) { return g.sheet == "values"; });
    for (ValueGrid& grid : read) {
        GridSource of_sheet = source;
        if (source == GridSource::given && is_ours) {
            if (grid.sheet == "states") of_sheet = GridSource::states;
            if (grid.sheet == "samples") of_sheet = GridSource::samples;
            if (grid.sheet == "variables") of_sheet = GridSource::variables;
            if (grid.sheet == digits_sheet) of_sheet = GridSource::digits;
        }
        grids.push_back({std::move(grid), of_sheet});
        if (source != GridSource::given && source != GridSource::states) break;  // the first sheet of a workbook
    }
}

/// A file that stands beside the numbers under the name that write_values gives it.
void add_beside(const fs::path& path, GridSource source, const std::vector<fs::path>& given,
                std::vector<SourcedGrid>& grids, FaultBook& faults, NoteBook& notes) {
    std::error_code code;
    if (!is_there(path)) return;
    for (const fs::path& other : given)
        if (fs::equivalent(path, other, code)) return;
    notes.add("read-beside", quoted_path(path), "stands beside the numbers and is read with them");
    add(path, source, grids, faults, notes);
}

/// A folder of the three tables of Workflow4Metabolomics stands for the tables.
std::vector<fs::path> files_of(std::span<const fs::path> inputs) {
    std::vector<fs::path> files;
    for (const fs::path& input : inputs) {
        std::error_code code;
        if (fs::is_directory(input, code) && is_there(input / w4m_values_name))
            files.push_back(input / w4m_values_name);
        else
            files.push_back(input);
    }
    return files;
}

bool has(const std::vector<SourcedGrid>& grids, GridSource source) {
    return std::any_of(grids.begin(), grids.end(), [&](const SourcedGrid& one) { return one.source == source; });
}

const ValueGrid* only(const std::vector<SourcedGrid>& grids, GridSource source) {
    for (const SourcedGrid& one : grids)
        if (one.source == source) return &one.grid;
    return nullptr;
}

/// A column of types is named so and holds a word for one.
bool tells_types(const ValueGrid& grid) {
    if (long_columns(grid)) return false;
    UserTable head;
    head.header = grid.header;
    const auto column = column_of_values(head, "type");
    if (!column) return false;
    const std::size_t rows = std::min<std::size_t>(grid.rows(), 1000);
    for (std::size_t row = 0; row < rows; ++row)
        if (is_type_word(grid.cell(row, *column))) return true;
    return false;
}

/// All cells beside the names are states, and at least one of them tells something.
bool is_of_states(const ValueGrid& grid) {
    bool tells = false;
    for (std::size_t row = 0; row < grid.rows(); ++row)
        for (std::size_t column = 1; column < grid.columns(); ++column) {
            const std::string_view cell = grid.cell(row, column);
            if (!state_cell(cell)) return false;
            tells |= !cell.empty();
        }
    return tells;
}

/// Do the two name variables alike? One is enough: the sheet may tell of others.
bool names_variables(const ValueGrid& sheet, const ValueGrid& values) {
    std::unordered_set<std::string_view> names(values.header.begin(), values.header.end());
    for (std::size_t row = 0; row < values.rows(); ++row) names.insert(values.cell(row, 0));
    for (std::size_t row = 0; row < sheet.rows(); ++row)
        if (!sheet.cell(row, 0).empty() && names.contains(sheet.cell(row, 0))) return true;
    return false;
}

std::string names_of(const std::vector<const ValueGrid*>& grids) {
    std::string names;
    for (const ValueGrid* grid : grids) names += (names.empty() ? "" : "; ") + grid->name();
    return names;
}

void refuse_values(const std::vector<SourcedGrid>& grids, const ValueGrid& sheet, FaultBook& faults) {
    for (const SourcedGrid& one : grids) {
        if (one.source != GridSource::given || &one.grid == &sheet) continue;
        return faults.add(one.grid.path, one.grid.sheet.empty() ? "" : "sheet " + quoted_text(one.grid.sheet),
                          "neither its header nor its first columns name a sample of " + sheet.name(),
                          "Samples are named in both tables alike (sample_id).");
    }
    faults.add(sheet.path, "", "is the sample sheet, and no table of values is given",
               "Give the table of values, too.");
}

/// What is left when the values are known.
void place_rest(const std::vector<const ValueGrid*>& rest, ValueRoles& roles, FaultBook& faults, NoteBook& notes) {
    for (const ValueGrid* grid : rest) {
        if (!roles.states && is_of_states(*grid))
            roles.states = grid;
        else if (!roles.variables && names_variables(*grid, *roles.values))
            roles.variables = grid;
        else if (!grid->sheet.empty())
            notes.add("sheet-left-alone", grid->name(), "is no table of values, and left alone");
        else
            faults.add(grid->path, "", "names neither samples of the sheet nor variables of the table",
                       "Take it out of the command, or mend its names.");
    }
}

}  // namespace

std::vector<SourcedGrid> gather_grids(std::span<const fs::path> inputs, const ReadValuesRequest& request,
                                      FaultBook& faults, NoteBook& notes) {
    std::vector<SourcedGrid> grids;
    const std::vector<fs::path> files = files_of(inputs);
    for (const fs::path& file : files) add(file, GridSource::given, grids, faults, notes);
    if (!request.samples.empty()) add(request.samples, GridSource::samples, grids, faults, notes);
    if (!request.variables.empty()) add(request.variables, GridSource::variables, grids, faults, notes);
    std::vector<fs::path> given = files;
    given.push_back(request.samples);
    given.push_back(request.variables);
    for (const fs::path& file : files) {
        const ValuePaths beside = paths_beside(file);
        add_beside(beside.states, GridSource::states, given, grids, faults, notes);
        if (files.size() > 1) continue;
        if (!has(grids, GridSource::samples))
            add_beside(beside.samples, GridSource::samples, given, grids, faults, notes);
        if (!has(grids, GridSource::variables))
            add_beside(beside.variables, GridSource::variables, given, grids, faults, notes);
    }
    return grids;
}

const ValueGrid* sample_sheet_of(const std::vector<SourcedGrid>& grids, FaultBook& faults) {
    if (const ValueGrid* named = only(grids, GridSource::samples)) return named;
    std::vector<const ValueGrid*> found;
    for (const SourcedGrid& one : grids)
        if (one.source == GridSource::given && tells_types(one.grid)) found.push_back(&one.grid);
    if (found.size() == 1) return found.front();
    if (grids.empty()) return nullptr;
    if (found.empty())
        faults.add(grids.front().grid.path, "",
                   "no table tells of the samples: none has a column type with sample, qc, blank or standard",
                   "Give the sample sheet as well (--samples FILE: sample_id, type, and what else is known).");
    else
        faults.add(found.front()->path, "", "two tables or more could be the sample sheet: " + names_of(found),
                   "Name it with --samples FILE.");
    return nullptr;
}

ValueRoles value_roles(const std::vector<SourcedGrid>& grids, const ValueGrid& sheet, const SampleIndex& samples,
                       FaultBook& faults, NoteBook& notes) {
    ValueRoles roles{nullptr, only(grids, GridSource::states), only(grids, GridSource::digits),
                     only(grids, GridSource::variables)};
    std::vector<const ValueGrid*> found, rest;
    for (const SourcedGrid& one : grids) {
        if (one.source != GridSource::given || &one.grid == &sheet) continue;
        const bool names_samples = long_columns(one.grid) || sample_matches(one.grid, samples).most() > 0;
        (names_samples && !is_of_states(one.grid) ? found : rest).push_back(&one.grid);
    }
    if (found.size() == 1) {
        roles.values = found.front();
        place_rest(rest, roles, faults, notes);
    } else if (found.empty()) {
        refuse_values(grids, sheet, faults);
    } else {
        faults.add(found.front()->path, "", "two tables or more have values: " + names_of(found), "Give one of them.");
    }
    return roles;
}

}  // namespace gassan
