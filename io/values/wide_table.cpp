#include "io/values/wide_table.hpp"

#include "core/base/counted.hpp"
#include "core/base/fields.hpp"
#include "io/base/faults.hpp"
#include "io/study/name_key.hpp"
#include "io/study/sample_sheet.hpp"
#include "io/table/cell_reader.hpp"
#include "io/values/told_numbers.hpp"
#include "io/values/value_cell.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <unordered_map>

namespace gassan {
namespace {

constexpr std::size_t searched_columns = 8;  // names of rows stand in front

using Place = std::function<std::string(std::size_t)>;

// ---- samples ----------------------------------------------------------------------------------------------------

void place_sample(const ValueGrid& grid, const Study& study, std::size_t sample, std::string_view name, std::size_t at,
                  const Place& place, WidePlan& plan, FaultBook& faults, NoteBook& notes) {
    if (name != study.samples[sample].sample_id)
        notes.add("name-differs", grid.name(),
                  place(at) + ": " + quoted_text(name) + " is taken for the sample " +
                      quoted_text(study.samples[sample].sample_id) + " of the sheet");
    if (plan.sample_at[sample] == nowhere) {
        plan.sample_at[sample] = at;
        return;
    }
    faults.add(grid.path, place(at),
               "the sample " + quoted_text(study.samples[sample].sample_id) + " stands twice, first in " +
                   place(plan.sample_at[sample]),
               "Every sample has one " + std::string(plan.samples_in_rows ? "row" : "column") + ": take one away.");
}

void refuse_stranger(const ValueGrid& grid, const Study& study, const std::string& place, std::string_view name,
                     FaultBook& faults) {
    std::vector<std::string> names;
    if (study.samples.size() <= 2000)
        for (const Sample& sample : study.samples) names.push_back(sample.sample_id);
    faults.add(grid.path, place, "the sample sheet has no sample " + quoted_text(name) + did_you_mean(name, names),
               "Add it to the sheet, or take it out of the table.");
}

void refuse_missing(const ValueGrid& grid, const Study& study, const WidePlan& plan, FaultBook& faults) {
    for (std::size_t s = 0; s < plan.sample_at.size(); ++s)
        if (plan.sample_at[s] == nowhere && !study.samples[s].sample_id.empty())
            faults.add(grid.path, grid.sheet.empty() ? "" : "sheet " + quoted_text(grid.sheet),
                       "the sample " + quoted_text(study.samples[s].sample_id) + " of the sheet has no " +
                           (plan.samples_in_rows ? "row" : "column"),
                       "Add it (with empty cells if nothing was measured), or take it out of the sheet.");
}

/// Columns in front of the first sample tell of variables, unless all of their cells are numbers under a name that no
/// table of features has: such a column may be a sample that the sheet has forgotten.
bool tells_of_variables(const ValueGrid& grid, std::size_t column) {
    constexpr std::array<std::string_view, 16> numbers{"mz",    "mt_s", "mt",      "mt_min",   "mobility_tu", "charge",
                                                       "rt",    "mass", "rtmed",   "mzmed",    "quality",     "score",
                                                       "level", "cas",  "pubchem", "retention"};
    const std::string name = small_letters(grid.header[column]);
    if (std::find(numbers.begin(), numbers.end(), name) != numbers.end()) return true;
    for (std::size_t row = 0; row < grid.rows(); ++row) {
        const auto cell = value_cell(grid.cell(row, column));
        if (!cell) return true;
    }
    return false;
}

void plan_columns(const ValueGrid& grid, const Study& study, const SampleIndex& samples, WidePlan& plan,
                  FaultBook& faults, NoteBook& notes) {
    const Place place = [&](std::size_t column) { return grid.header_place(column); };
    bool in_front = true;
    for (std::size_t column = 1; column < grid.columns(); ++column) {
        const auto sample = samples.find(grid.header[column]);
        if (sample) {
            in_front = false;
            place_sample(grid, study, *sample, grid.header[column], column, place, plan, faults, notes);
        } else if (in_front && tells_of_variables(grid, column)) {
            plan.fact_columns.push_back(column);
        } else {
            refuse_stranger(grid, study, place(column), grid.header[column], faults);
        }
    }
    for (std::size_t row = 0; row < grid.rows(); ++row) {
        plan.variables.emplace_back(grid.cell(row, 0));
        plan.variable_at.push_back(row);
    }
}

void plan_rows(const ValueGrid& grid, const Study& study, const SampleIndex& samples, std::size_t names, WidePlan& plan,
               FaultBook& faults, NoteBook& notes) {
    const Place place = [&](std::size_t row) { return grid.place(row, names); };
    for (std::size_t row = 0; row < grid.rows(); ++row) {
        if (const auto sample = samples.find(grid.cell(row, names)))
            place_sample(grid, study, *sample, grid.cell(row, names), row, place, plan, faults, notes);
        else
            refuse_stranger(grid, study, place(row), grid.cell(row, names), faults);
    }
    const auto facts = sample_columns();
    for (std::size_t column = 0; column < grid.columns(); ++column) {
        if (column == names) continue;
        const bool is_fact = std::find(facts.begin(), facts.end(), small_letters(grid.header[column])) != facts.end();
        if (is_fact) {
            notes.add("fact-in-values", grid.name(),
                      "the column " + quoted_text(grid.header[column]) +
                          " tells of samples, and what the sample sheet says counts");
            continue;
        }
        plan.variables.push_back(grid.header[column]);
        plan.variable_at.push_back(column);
    }
}

void judge_variables(const ValueGrid& grid, const WidePlan& plan, FaultBook& faults, NoteBook& notes) {
    const auto place = [&](std::size_t v) {
        return plan.samples_in_rows ? grid.header_place(plan.variable_at[v]) : grid.place(plan.variable_at[v], 0);
    };
    std::unordered_map<std::string, std::size_t> first, first_key;
    for (std::size_t v = 0; v < plan.variables.size(); ++v) {
        const std::string& id = plan.variables[v];
        if (id.empty()) {
            faults.add(grid.path, place(v), "a variable without a name", "Every variable needs one of its own.");
            continue;
        }
        const auto [earlier, is_new] = first.emplace(id, v);
        if (!is_new) {
            faults.add(grid.path, place(v),
                       "the variable " + quoted_text(id) + " stands twice, first in " + place(earlier->second),
                       "Every variable needs a name of its own.");
            continue;
        }
        const auto [twin, is_only] = first_key.emplace(name_key(id), v);
        if (!is_only)
            notes.add("variable-twins", grid.name(),
                      place(v) + ": " + quoted_text(id) + " and " + quoted_text(plan.variables[twin->second]) +
                          " differ only in case or in how their accents are written; they are two variables");
    }
}

// ---- cells ------------------------------------------------------------------------------------------------------

struct Cells {
    const ValueGrid& grid;
    const WidePlan& plan;

    [[nodiscard]] std::size_t row(std::size_t v, std::size_t s) const {
        return plan.samples_in_rows ? plan.sample_at[s] : plan.variable_at[v];
    }
    [[nodiscard]] std::size_t column(std::size_t v, std::size_t s) const {
        return plan.samples_in_rows ? plan.variable_at[v] : plan.sample_at[s];
    }
    [[nodiscard]] std::string_view text(std::size_t v, std::size_t s) const {
        return grid.cell(row(v, s), column(v, s));
    }
    [[nodiscard]] std::string place(std::size_t v, std::size_t s) const { return grid.place(row(v, s), column(v, s)); }
};

/// The plan of a companion, its variables in the order of the table's; nothing, and a fault, where it is another's.
std::optional<WidePlan> companion_plan(const ValueGrid& companion, const WidePlan& plan, const Study& study,
                                       const SampleIndex& samples, FaultBook& faults) {
    NoteBook unheard;
    FaultBook own;
    WidePlan found = wide_plan(companion, study, samples, own, unheard);
    std::unordered_map<std::string, std::size_t> place;
    for (std::size_t v = 0; v < found.variables.size(); ++v) place.emplace(found.variables[v], found.variable_at[v]);
    bool same = own.empty() && found.variables.size() == plan.variables.size();
    WidePlan ordered = found;
    ordered.variables = plan.variables;
    ordered.variable_at.clear();
    for (const std::string& id : plan.variables) {
        const auto at = place.find(id);
        same &= at != place.end();
        ordered.variable_at.push_back(at == place.end() ? 0 : at->second);
    }
    if (same) return ordered;
    faults.add_all(own);
    faults.add(companion.path, "", "does not hold the variables and samples of the table beside it",
               "Write both again, or move this one away.");
    return std::nullopt;
}

/// The number whose first 16 digits a workbook shows; the shown one where a person has changed it.
double with_all_digits(double shown, std::string_view digits) {
    const auto exact = whole_number_text(digits);
    if (!exact) return shown;
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, *exact, std::chars_format::general, 16).ptr;
    double rounded = 0.0;
    std::from_chars(buffer, end, rounded);
    return rounded == shown ? *exact : shown;
}

struct CellFiller {
    ValueTable& table;
    const Cells cells;
    std::optional<Cells> states, digits;
    CellFaults faults;
    ToldNumbers& numbers;

    /// What the text and its state come to.
    [[nodiscard]] ValueCell judged(std::size_t v, std::size_t s) {
        const std::string_view text = cells.text(v, s);
        const auto cell = value_cell(text);
        if (!cell) {
            faults.refuse_value(cells.place(v, s), text);
            return {};
        }
        if (!states) return numbers.judged(*cell);
        const auto state = state_cell(states->text(v, s));
        if (!state) {
            faults.refuse_state(states->grid.path, states->place(v, s), states->text(v, s));
            return {};
        }
        if (states->text(v, s).empty()) return *cell;
        const bool has_number = cell->kind == CellKind::measured;
        if (has_measurement(state->kind) && !has_number) {
            faults.refuse_state(states->grid.path, states->place(v, s), states->text(v, s), "its cell has no number");
            return {};
        }
        return {state->kind, cell->value, state->limit};
    }

    void fill() {
        for (std::size_t v = 0; v < table.variables.size(); ++v)
            for (std::size_t s = 0; s < table.samples(); ++s) {
                if (cells.plan.sample_at[s] == nowhere) continue;
                ValueCell cell = judged(v, s);
                if (digits && !digits->text(v, s).empty()) cell.value = with_all_digits(cell.value, digits->text(v, s));
                const std::size_t at = v * table.samples() + s;
                table.values[at] = cell.value;
                table.limits[at] = cell.limit;
                table.kinds[at] = cell.kind;
            }
    }
};

}  // namespace

SampleMatches sample_matches(const ValueGrid& grid, const SampleIndex& samples) {
    SampleMatches found;
    for (std::size_t column = 1; column < grid.columns(); ++column)
        found.in_header += samples.find(grid.header[column]).has_value();
    for (std::size_t column = 0; column < std::min(grid.columns(), searched_columns); ++column) {
        std::size_t count = 0;
        for (std::size_t row = 0; row < grid.rows(); ++row) count += samples.find(grid.cell(row, column)).has_value();
        if (count <= found.in_rows) continue;
        found.in_rows = count;
        found.column = column;
    }
    return found;
}

WidePlan wide_plan(const ValueGrid& grid, const Study& study, const SampleIndex& samples, FaultBook& faults,
                   NoteBook& notes) {
    const SampleMatches matches = sample_matches(grid, samples);
    WidePlan plan;
    plan.samples_in_rows = matches.in_rows > matches.in_header;
    plan.sample_at.assign(study.samples.size(), nowhere);
    if (plan.samples_in_rows)
        plan_rows(grid, study, samples, matches.column, plan, faults, notes);
    else
        plan_columns(grid, study, samples, plan, faults, notes);
    refuse_missing(grid, study, plan, faults);
    judge_variables(grid, plan, faults, notes);
    return plan;
}

ValueTable wide_values(const ValueGrid& grid, const WidePlan& plan, const WideCompanions& companions, Study study,
                       const SampleIndex& samples, const ReadValuesRequest& request, FaultBook& faults,
                       NoteBook& notes) {
    std::optional<WidePlan> of_states, of_digits;
    if (companions.states) of_states = companion_plan(*companions.states, plan, study, samples, faults);
    if (companions.digits) of_digits = companion_plan(*companions.digits, plan, study, samples, faults);
    std::vector<Variable> variables(plan.variables.size());
    for (std::size_t v = 0; v < variables.size(); ++v) variables[v].id = plan.variables[v];
    ValueTable table = empty_values(std::move(study), std::move(variables));
    ToldNumbers numbers(request);
    CellFiller filler{table, {grid, plan}, {}, {}, CellFaults(grid.path, faults), numbers};
    if (of_states) filler.states.emplace(Cells{*companions.states, *of_states});
    if (of_digits) filler.digits.emplace(Cells{*companions.digits, *of_digits});
    filler.fill();
    filler.faults.close();
    numbers.tell(grid.name(), notes);
    return table;
}

}  // namespace gassan
