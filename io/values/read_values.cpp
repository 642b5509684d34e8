#include "io/values/read_values.hpp"

#include "core/base/counted.hpp"
#include "io/base/faults.hpp"
#include "io/study/sample_sheet.hpp"
#include "io/values/long_table.hpp"
#include "io/values/result_values.hpp"
#include "io/values/value_roles.hpp"
#include "io/values/variable_sheet.hpp"
#include "io/values/wide_table.hpp"

#include <array>
#include <optional>
#include <utility>

namespace gassan {
namespace {

constexpr std::array<std::string_view, 3> words_of_values{"concentrations", "areas", "areas_corrected"};
constexpr std::array<std::string_view, 2> words_of_zero{"below_limit", "value"};

/// Folders of results: one, and alone.
const std::filesystem::path* result_folder_of(std::span<const std::filesystem::path> inputs,
                                              const ReadValuesRequest& request, FaultBook& faults) {
    for (const auto& input : inputs) {
        if (!is_result_folder(input)) continue;
        if (inputs.size() > 1)
            faults.add(input, "", "is a folder of results, and stands beside other inputs",
                       "Give the folder alone, or tables.");
        if (!request.samples.empty() || !request.variables.empty())
            faults.add(input, "", "is a folder of results, which has its own samples and variables",
                       "Take --samples and --variables away.");
        return &input;
    }
    return nullptr;
}

void tell_wide(const ValueGrid& grid, const WidePlan& plan, NoteBook& notes) {
    notes.add("orientation", grid.name(),
              "is read as a wide table with samples in its " + std::string(plan.samples_in_rows ? "rows" : "columns") +
                  ": " + counted(plan.variables.size(), "variable", "variables") + ", " +
                  counted(plan.sample_at.size(), "sample", "samples"));
}

/// Columns in front of the samples tell of variables, and so does a sheet of them.
ValueTable wide_table(const ValueRoles& roles, Study study, const SampleIndex& samples,
                      std::optional<VariableSheet>& sheet, ReadValuesRequest& request, FaultBook& faults,
                      NoteBook& notes) {
    const WidePlan plan = wide_plan(*roles.values, study, samples, faults, notes);
    tell_wide(*roles.values, plan, notes);
    if (!plan.fact_columns.empty()) {
        const VariableSheet columns = variable_sheet_of_columns(*roles.values, plan.fact_columns, faults);
        sheet = sheet ? joined(std::move(*sheet), columns) : columns;
        request.scale = sheet->scale.value_or(request.scale);
    }
    return wide_values(*roles.values, plan, {roles.states, roles.digits}, std::move(study), samples, request, faults,
                       notes);
}

ValueTable long_table(const ValueGrid& grid, const LongColumns& columns, Study study, const SampleIndex& samples,
                      const ReadValuesRequest& request, FaultBook& faults, NoteBook& notes) {
    notes.add("orientation", grid.name(), "is read as a long table, a row a variable and sample");
    return long_values(grid, columns, std::move(study), samples, request, false, faults, notes);
}

ValueTable read_tables(std::span<const std::filesystem::path> inputs, ReadValuesRequest request, FaultBook& faults,
                       NoteBook& notes) {
    if (request.by_specimen || request.values != ResultValues::best)
        faults.add(inputs.empty() ? std::filesystem::path() : inputs.front(), "",
                   "is no folder of results, and only of one can be asked which values or specimens are wanted",
                   "Give OUT of gassan run, or take --values and --by-specimen away.");
    const std::vector<SourcedGrid> grids = gather_grids(inputs, request, faults, notes);
    const ValueGrid* const sheet = sample_sheet_of(grids, faults);
    const auto rows = sheet ? user_table_of_grid(*sheet, faults) : std::nullopt;
    if (!rows) return {};
    NoteBook of_sheet;
    Study study = samples_of_values(*rows, faults, of_sheet);
    for (const Note& note : of_sheet.notes())
        notes.add(note.code, sheet->name() + (note.where.empty() ? "" : ": " + note.where), note.text);
    const SampleIndex samples(study);
    const ValueRoles roles = value_roles(grids, *sheet, samples, faults, notes);
    if (!roles.values) return {};

    std::optional<VariableSheet> variables;
    if (roles.variables) variables = read_variable_sheet(*roles.variables, faults);
    if (variables && variables->scale) request.scale = *variables->scale;
    const auto columns = long_columns(*roles.values);
    ValueTable table = columns ? long_table(*roles.values, *columns, std::move(study), samples, request, faults, notes)
                               : wide_table(roles, std::move(study), samples, variables, request, faults, notes);
    table.scale = request.scale;
    if (variables) describe(table, *variables, roles.variables ? roles.variables->name() : roles.values->name(), notes);
    return table;
}

}  // namespace

std::span<const std::string_view> result_values_words() {
    return words_of_values;
}

std::span<const std::string_view> zero_means_words() {
    return words_of_zero;
}

ValueTable read_values(std::span<const std::filesystem::path> inputs, const ReadValuesRequest& request,
                       FaultBook& faults, NoteBook& notes) {
    const std::size_t before = faults.count();
    const std::filesystem::path* const folder = result_folder_of(inputs, request, faults);
    if (faults.count() > before) return {};
    ValueTable table =
        folder ? result_values(*folder, request, faults, notes) : read_tables(inputs, request, faults, notes);
    for (Variable& variable : table.variables) variable.facts.resize(table.facts.size());
    if (faults.count() > before) return table;
    if (table.samples() == 0 || table.variables.empty())
        faults.add(inputs.empty() ? std::filesystem::path() : inputs.front(), "", "a table without values",
                   "Give a table with a variable and a sample at least.");
    return table;
}

}  // namespace gassan
