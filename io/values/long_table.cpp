#include "io/values/long_table.hpp"

#include "core/base/counted.hpp"
#include "core/base/error.hpp"
#include "core/base/fields.hpp"
#include "core/chem/units.hpp"
#include "io/base/faults.hpp"
#include "io/values/told_numbers.hpp"
#include "io/values/value_cell.hpp"

#include <array>
#include <cmath>
#include <initializer_list>
#include <unordered_map>
#include <unordered_set>

namespace gassan {
namespace {

constexpr std::uint32_t no_row = 0xffffffffu;

std::optional<std::size_t> column_named(const ValueGrid& grid, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names)
        for (std::size_t i = 0; i < grid.columns(); ++i)
            if (small_letters(grid.header[i]) == name) return i;
    return std::nullopt;
}

/// A unit as read, or why it is none.
struct ReadUnit {
    std::optional<Unit> unit;
    std::string fault;
};

ReadUnit read_unit(const std::string& text) {
    try {
        return {parse_unit(text), {}};
    } catch (const ParameterError& error) {
        return {std::nullopt, error.what()};
    }
}

/// Takes the rows of a long table one by one.
struct LongReader {
    const ValueGrid& grid;
    const LongColumns& at;
    const SampleIndex& samples;
    const bool merge;
    FaultBook& faults;
    ToldNumbers numbers;
    CellFaults cell_faults{grid.path, faults};

    std::unordered_map<std::string, std::size_t> variable_of{};
    std::vector<Variable> variables{};
    std::vector<std::uint32_t> row_of{};  ///< variables x samples
    std::vector<ValueCell> cells{};
    std::unordered_set<std::string> strangers{};
    std::unordered_map<std::string, ReadUnit> units{};
    std::size_t without_number = 0;

    [[nodiscard]] std::string_view text(std::size_t row, std::optional<std::size_t> column) const {
        return column ? grid.cell(row, *column) : std::string_view();
    }

    std::optional<std::size_t> sample(std::size_t row) {
        const std::string_view name = grid.cell(row, at.sample);
        const auto found = samples.find(name);
        if (!found && strangers.emplace(name).second)
            faults.add(grid.path, grid.place(row, at.sample), "the sample sheet has no sample " + quoted_text(name),
                       "Add it to the sheet, or take its rows out of the table.");
        return found;
    }

    std::optional<std::size_t> variable(std::size_t row, std::size_t sample_count) {
        const std::string id(grid.cell(row, at.variable));
        if (id.empty()) {
            faults.add(grid.path, grid.place(row, at.variable), "a row without a variable", "Name it.");
            return std::nullopt;
        }
        const auto [place, is_new] = variable_of.emplace(id, variables.size());
        if (is_new) {
            variables.emplace_back().id = id;
            row_of.resize(row_of.size() + sample_count, no_row);
            cells.resize(cells.size() + sample_count);
        }
        return place->second;
    }

    /// The cell in the unit of its variable, which its first unit tells.
    void convert_to(Variable& variable, std::size_t row, ValueCell& cell) {
        const std::string unit(text(row, at.unit));
        if (unit.empty() || unit == variable.unit) return;
        if (variable.unit.empty()) {
            variable.unit = unit;
            return;
        }
        for (const std::string& name : {unit, variable.unit})
            if (!units.contains(name)) units.emplace(name, read_unit(name));
        const ReadUnit &from = units.at(unit), &to = units.at(variable.unit);
        std::string fault = !from.unit ? from.fault : to.fault;
        if (fault.empty()) try {
                for (double* number : {&cell.value, &cell.limit})
                    if (!std::isnan(*number)) *number = convert(*number, *from.unit, *to.unit);
            } catch (const ParameterError& error) {
                fault = error.what();
            }
        if (!fault.empty())
            faults.add(grid.path, grid.place(row, *at.unit),
                       quoted_text(unit) + " cannot be made " + quoted_text(variable.unit) + ", the unit of " +
                           quoted_text(variable.id) + " in rows above: " + fault,
                       "Give all values of a variable in one unit.");
    }

    [[nodiscard]] ValueCell cell(std::size_t row) {
        const std::string_view value = grid.cell(row, at.value), word = text(row, at.kind);
        auto cell = value_cell(value);
        if (!cell) {
            cell_faults.refuse_value(grid.place(row, at.value), value);
            return {};
        }
        if (word.empty()) return numbers.judged(*cell);
        const auto kind = cell_kind_of(small_letters(word));
        if (!kind) {
            cell_faults.refuse_state(grid.path, grid.place(row, *at.kind), word);
            return {};
        }
        if (has_measurement(*kind) && cell->kind != CellKind::measured) {
            ++without_number;
            return {};
        }
        if (cell->kind == CellKind::measured || *kind != CellKind::below_limit) cell->limit = no_value;
        cell->kind = *kind;
        if (*kind != CellKind::below_limit || !at.limit) return *cell;
        const auto limit = value_cell(text(row, at.limit));
        if (!limit)
            cell_faults.refuse_value(grid.place(row, *at.limit), text(row, at.limit));
        else if (limit->kind == CellKind::measured)
            cell->limit = limit->value;
        return *cell;
    }

    void take(std::size_t row, std::size_t sample_count) {
        const auto s = sample(row);
        const auto v = variable(row, sample_count);
        if (!s || !v) return;
        ValueCell told = cell(row);
        convert_to(variables[*v], row, told);
        const std::size_t place = *v * sample_count + *s;
        if (row_of[place] != no_row && !merge) {
            faults.add(grid.path, grid.place(row),
                       quoted_text(variables[*v].id) + " in " + quoted_text(grid.cell(row, at.sample)) +
                           " stands twice, first in " + grid.place(row_of[place]),
                       "Every variable and sample has one row: take one away.");
            return;
        }
        const bool is_better = row_of[place] == no_row || worth_of(told.kind) > worth_of(cells[place].kind);
        if (is_better) cells[place] = told;
        row_of[place] = std::uint32_t(row);
    }
};

void refuse_missing(const LongReader& reader, const Study& study) {
    const std::size_t count = study.samples.size();
    for (std::size_t s = 0; s < count; ++s) {
        bool has_row = study.samples[s].sample_id.empty();
        for (std::size_t v = 0; v < reader.variables.size() && !has_row; ++v)
            has_row = reader.row_of[v * count + s] != no_row;
        if (!has_row)
            reader.faults.add(reader.grid.path, "",
                              "the sample " + quoted_text(study.samples[s].sample_id) + " of the sheet has no row",
                              "Add one, or take the sample out of the sheet.");
    }
}

}  // namespace

int worth_of(CellKind kind) {
    switch (kind) {
        case CellKind::measured:
        case CellKind::filled:
            return 3;
        case CellKind::below_limit:
            return 2;
        case CellKind::failed:
            return 1;
        case CellKind::not_measured:
            break;
    }
    return 0;
}

std::optional<LongColumns> long_columns(const ValueGrid& grid) {
    const auto sample = column_named(grid, {"sample_id", "sample", "sample_name"});
    const auto variable = column_named(
        grid, {"variable", "compound_id", "feature_id", "variable_id", "compound", "metabolite", "feature", "analyte"});
    const auto value = column_named(grid, {"value", "concentration", "area", "intensity", "abundance"});
    if (!sample || !variable || !value) return std::nullopt;
    return LongColumns{.variable = *variable,
                       .sample = *sample,
                       .value = *value,
                       .unit = column_named(grid, {"unit", "units"}),
                       .kind = column_named(grid, {"kind", "state"}),
                       .limit = column_named(grid, {"limit", "lod"})};
}

ValueTable long_values(const ValueGrid& grid, const LongColumns& columns, Study study, const SampleIndex& samples,
                       const ReadValuesRequest& request, bool merge, FaultBook& faults, NoteBook& notes) {
    LongReader reader{grid, columns, samples, merge, faults, ToldNumbers(request)};
    const std::size_t count = study.samples.size();
    for (std::size_t row = 0; row < grid.rows(); ++row) reader.take(row, count);
    reader.cell_faults.close();
    refuse_missing(reader, study);
    reader.numbers.tell(grid.name(), notes);
    if (reader.without_number > 0)
        notes.add("no-number", grid.name(),
                  counted(reader.without_number, "cell was", "cells were") +
                      " seen and have no value (its flags say why); taken as not_measured");
    std::size_t missing = 0;
    ValueTable table = empty_values(std::move(study), std::move(reader.variables));
    for (std::size_t at = 0; at < reader.cells.size(); ++at) {
        missing += reader.row_of[at] == no_row;
        table.values[at] = reader.cells[at].value;
        table.limits[at] = reader.cells[at].limit;
        table.kinds[at] = reader.cells[at].kind;
    }
    if (missing > 0)
        notes.add("no-row", grid.name(),
                  counted(missing, "variable and sample has", "variables and samples have") +
                      " no row; taken as not_measured");
    return table;
}

}  // namespace gassan
