#include "io/values/variable_sheet.hpp"

#include "core/base/counted.hpp"
#include "core/base/error.hpp"
#include "core/base/fields.hpp"
#include "core/chem/units.hpp"
#include "io/base/faults.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>

namespace gassan {
namespace {

constexpr std::array<std::string_view, 4> columns_with_meaning{"variable", "name", "unit", "scale"};

std::optional<ValueScale> scale_of(std::string_view word) {
    for (const ValueScale scale : {ValueScale::linear, ValueScale::ln, ValueScale::log2, ValueScale::log10,
                                   ValueScale::glog, ValueScale::scaled})
        if (value_scale_name(scale) == word) return scale;
    return std::nullopt;
}

/// What a column of the sheet says.
enum class Meaning { fact, name, unit, scale };

Meaning meaning_of(std::string_view header) {
    const std::string name = small_letters(header);
    if (name == "name" || name == "compound") return Meaning::name;
    if (name == "unit" || name == "units") return Meaning::unit;
    return name == "scale" ? Meaning::scale : Meaning::fact;
}

void take_scale(const ValueGrid& grid, const std::string& place, std::string_view word, VariableSheet& sheet,
                FaultBook& faults) {
    if (word.empty()) return;
    const auto scale = scale_of(small_letters(word));
    if (!scale)
        faults.add(grid.path, place, "the scale " + quoted_text(word) + " is not known",
                   "It must be one of: linear, ln, log2, log10, glog, scaled.");
    else if (sheet.scale && *sheet.scale != *scale)
        faults.add(grid.path, place,
                   "the scale " + quoted_text(word) + " is another than " +
                       std::string(value_scale_name(*sheet.scale)) + " of variables above",
                   "One table has one scale.");
    else
        sheet.scale = scale;
}

VariableSheet sheet_of(const ValueGrid& grid, std::size_t names, std::span<const std::size_t> columns,
                       FaultBook& faults) {
    VariableSheet sheet;
    std::vector<Meaning> meanings;
    std::vector<bool> seen(4, false);
    for (const std::size_t column : columns) {
        Meaning meaning = meaning_of(grid.header[column]);
        if (seen[std::size_t(meaning)]) meaning = Meaning::fact;
        seen[std::size_t(meaning)] = meaning != Meaning::fact;
        meanings.push_back(meaning);
        if (meaning == Meaning::fact) sheet.facts.push_back(grid.header[column]);
    }
    for (std::size_t row = 0; row < grid.rows(); ++row) {
        Variable& variable = sheet.variables.emplace_back();
        variable.id = grid.cell(row, names);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const std::string_view cell = grid.cell(row, columns[i]);
            switch (meanings[i]) {
                case Meaning::name:
                    variable.name = cell;
                    break;
                case Meaning::unit:
                    variable.unit = cell;
                    break;
                case Meaning::scale:
                    take_scale(grid, grid.place(row, columns[i]), cell, sheet, faults);
                    break;
                case Meaning::fact:
                    variable.facts.emplace_back(cell);
                    break;
            }
        }
    }
    return sheet;
}

/// The words of a unit that looks like that of a concentration and is none that is known; else empty.
std::string unit_doubt(const std::string& unit) {
    if (unit.find('/') == std::string::npos) return {};
    try {
        static_cast<void>(parse_unit(unit));
    } catch (const ParameterError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

std::span<const std::string_view> variable_columns() {
    return columns_with_meaning;
}

VariableSheet read_variable_sheet(const ValueGrid& grid, FaultBook& faults) {
    std::size_t names = 0;
    for (std::size_t i = grid.columns(); i-- > 0;)
        if (small_letters(grid.header[i]) == "variable") names = i;
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < grid.columns(); ++i) {
        if (i == names) continue;
        if (grid.header[i].empty())
            faults.add(grid.path, grid.header_place(i), "a column without a name", "Name it or take it away.");
        columns.push_back(i);
    }
    VariableSheet sheet = sheet_of(grid, names, columns, faults);
    std::unordered_map<std::string, std::size_t> first;
    for (std::size_t row = 0; row < grid.rows(); ++row) {
        const std::string& id = sheet.variables[row].id;
        if (id.empty())
            faults.add(grid.path, grid.place(row, names), "a row without a variable", "Name it or take the row away.");
        else if (const auto [earlier, is_new] = first.emplace(id, row); !is_new)
            faults.add(grid.path, grid.place(row, names),
                       "the variable " + quoted_text(id) + " stands twice, first in " + grid.place(earlier->second),
                       "Take one of the rows away.");
    }
    return sheet;
}

VariableSheet variable_sheet_of_columns(const ValueGrid& grid, std::span<const std::size_t> columns,
                                        FaultBook& faults) {
    return sheet_of(grid, 0, columns, faults);
}

VariableSheet joined(VariableSheet first, const VariableSheet& second) {
    std::unordered_map<std::string, std::size_t> place;
    for (std::size_t i = 0; i < first.variables.size(); ++i) place.emplace(first.variables[i].id, i);
    std::vector<std::size_t> further;  // facts that only the second has
    const std::size_t own = first.facts.size();
    for (std::size_t i = 0; i < second.facts.size(); ++i)
        if (std::find(first.facts.begin(), first.facts.end(), second.facts[i]) == first.facts.end())
            further.push_back(i);
    for (const std::size_t i : further) first.facts.push_back(second.facts[i]);
    for (const Variable& told : second.variables) {
        const auto [at, is_new] = place.emplace(told.id, first.variables.size());
        if (is_new) first.variables.push_back({told.id, {}, {}, std::vector<std::string>(own)});
        Variable& variable = first.variables[at->second];
        if (variable.name.empty()) variable.name = told.name;
        if (variable.unit.empty()) variable.unit = told.unit;
        if (variable.facts.size() > own) continue;
        for (const std::size_t i : further) variable.facts.push_back(told.facts[i]);
    }
    for (Variable& variable : first.variables) variable.facts.resize(first.facts.size());
    if (!first.scale) first.scale = second.scale;
    return first;
}

void describe(ValueTable& table, const VariableSheet& sheet, const std::string& name, NoteBook& notes) {
    std::unordered_map<std::string_view, const Variable*> told;
    for (const Variable& variable : sheet.variables) told.emplace(variable.id, &variable);
    table.facts = sheet.facts;
    table.scale = sheet.scale.value_or(table.scale);
    std::size_t silent = 0;
    for (Variable& variable : table.variables) {
        const auto found = told.find(variable.id);
        variable.facts.assign(table.facts.size(), "");
        if (found == told.end()) {
            ++silent;
            continue;
        }
        variable.name = found->second->name;
        variable.facts = found->second->facts;
        if (!found->second->unit.empty()) variable.unit = found->second->unit;
        if (const std::string doubt = unit_doubt(variable.unit); !doubt.empty())
            notes.add("unknown-unit", name, doubt + "; the unit of " + quoted_text(variable.id) + " is kept as told");
        told.erase(found);
    }
    if (silent > 0)
        notes.add("variables-not-described", name,
                  "says nothing of " + counted(silent, "variable", "variables") + " of the table");
    if (!told.empty())
        notes.add("variables-without-values", name,
                  "tells of " + counted(told.size(), "variable", "variables") + " that the table does not have");
}

}  // namespace gassan
