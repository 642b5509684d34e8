#include "io/values/value_sheets.hpp"

#include "io/table/study_places.hpp"
#include "io/values/value_cell.hpp"
#include "io/values/value_grid.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <utility>

namespace gassan {
namespace {

using Sink = std::function<void(const StudyRow&)>;

/// A library of workbooks writes 16 digits, of which about half of all numbers need one more.
std::string missing_digits(double value) {
    if (std::isnan(value)) return {};
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 16).ptr;
    double read = 0.0;
    std::from_chars(buffer, end, read);
    return read == value && !(value == 0.0 && std::signbit(value)) ? std::string() : exact_number(value);
}

/// A row a variable, its cells after one rule; the row is told of all cells or left out.
template <class CellText>
StudyTable cells_of(const ValueTable& table, const std::string& name, const std::string& corner, bool numbers,
                    bool coloured, bool all_rows, CellText&& text) {
    std::vector<StudyColumn> columns{{corner}};
    for (const Sample& sample : table.study.samples) columns.push_back({text_cell(sample.sample_id), numbers});
    return {.name = name,
            .columns = std::move(columns),
            .rows = table.variables.size(),
            .for_each_row = [&table, coloured, all_rows, text](const Sink& sink) {
                StudyRow row;
                for (std::size_t v = 0; v < table.variables.size(); ++v) {
                    row.cells.assign(1, text_cell(table.variables[v].id));
                    row.kinds.clear();
                    if (coloured) row.kinds.emplace_back();
                    bool tells = all_rows;
                    for (std::size_t s = 0; s < table.samples(); ++s) {
                        row.cells.push_back(text(table, v, s));
                        tells |= !row.cells.back().empty();
                        if (coloured) row.kinds.emplace_back(table.row_kinds(v)[s]);
                    }
                    if (tells) sink(row);
                }
            }};
}

/// A column of the sample sheet: its name, whether it stands there when nobody tells it, and its cell.
struct SampleColumn {
    std::string_view name;
    bool always;
    std::function<std::string(const Sample&)> text;
};

std::string type_name(SampleType type, SheetDialect dialect) {
    if (dialect == SheetDialect::w4m && type == SampleType::qc) return "pool";
    return std::string(sample_type_name(type));
}

/// What a reader takes from a column of another name where ours is not there, always is.
std::vector<SampleColumn> sample_sheet_columns(SheetDialect dialect) {
    const bool w4m = dialect == SheetDialect::w4m;
    const auto whole = [](const auto& number) { return number ? std::to_string(*number) : std::string(); };
    return {
        {w4m ? "sampleMetadata" : "sample_id", true, [](const Sample& s) { return s.sample_id; }},
        {w4m ? "sampleType" : "type", true, [=](const Sample& s) { return type_name(s.type, dialect); }},
        {"batch", true, [](const Sample& s) { return s.batch; }},
        {w4m ? "injectionOrder" : "injection_order", true, [=](const Sample& s) { return whole(s.injection_order); }},
        {"specimen_id", true, [](const Sample& s) { return s.specimen_id; }},
        {"group", true, [](const Sample& s) { return s.group; }},
        {"person", true, [](const Sample& s) { return s.person; }},
        {"visit", true, [](const Sample& s) { return s.visit; }},
        {"lot", true, [](const Sample& s) { return s.lot; }},
        {"pool", true, [](const Sample& s) { return s.pool; }},
        {"capillary", false, [](const Sample& s) { return s.capillary; }},
        {"polarity", false, [](const Sample& s) { return std::string(polarity_name(s.polarity)); }},
        {"dilution", false, [](const Sample& s) { return s.dilution == 1.0 ? "" : exact_number(s.dilution); }},
        {"amount", false, [](const Sample& s) { return exact_number(s.amount); }},
        {"amount_unit", false, [](const Sample& s) { return s.amount_unit; }},
        {"segment", false, [=](const Sample& s) { return whole(s.segment); }},
        {"level", false, [](const Sample& s) { return exact_number(s.level); }},
        {"level_unit", false, [](const Sample& s) { return s.level_unit; }},
        {"file", false, [](const Sample& s) { return s.file_as_told; }},
    };
}

}  // namespace

StudyTable numbers_sheet(const ValueTable& table, const std::string& corner, const std::string& absent) {
    return cells_of(table, "values", corner, true, true, true,
                    [absent](const ValueTable& of, std::size_t v, std::size_t s) {
                        std::string text = exact_number(of.row(v)[s]);
                        return text.empty() ? absent : text;
                    });
}

StudyTable states_sheet(const ValueTable& table, const std::string& corner) {
    return cells_of(table, "states", corner, false, true, true, [](const ValueTable& of, std::size_t v, std::size_t s) {
        return state_text(of.row_kinds(v)[s], of.row_limits(v)[s]);
    });
}

StudyTable digits_sheet_of(const ValueTable& table, const std::string& corner) {
    return cells_of(table, digits_sheet, corner, false, false, true,
                    [](const ValueTable& of, std::size_t v, std::size_t s) { return missing_digits(of.row(v)[s]); });
}

bool needs_digits(const ValueTable& table) {
    return std::any_of(table.values.begin(), table.values.end(),
                       [](double value) { return !missing_digits(value).empty(); });
}

StudyTable samples_sheet(const ValueTable& table, SheetDialect dialect) {
    const std::vector<Sample>& samples = table.study.samples;
    std::vector<SampleColumn> told = sample_sheet_columns(dialect);
    std::erase_if(told, [&](const SampleColumn& column) {
        return !column.always &&
               std::all_of(samples.begin(), samples.end(), [&](const Sample& one) { return column.text(one).empty(); });
    });
    std::vector<StudyColumn> columns;
    for (const SampleColumn& column : told) columns.push_back({std::string(column.name)});
    for (const std::string& name : table.study.covariates) columns.push_back({text_cell(name)});
    return {.name = "samples",
            .columns = std::move(columns),
            .rows = samples.size(),
            .for_each_row = [&samples, told](const Sink& sink) {
                StudyRow row;
                for (const Sample& sample : samples) {
                    row.cells.clear();
                    for (const SampleColumn& column : told) row.cells.push_back(text_cell(column.text(sample)));
                    for (const std::string& cell : sample.covariates) row.cells.push_back(text_cell(cell));
                    sink(row);
                }
            }};
}

StudyTable variables_sheet(const ValueTable& table, const std::string& corner) {
    std::vector<StudyColumn> columns{{corner}, {"name"}, {"unit"}, {"scale"}};
    for (const std::string& fact : table.facts) columns.push_back({text_cell(fact)});
    return {.name = "variables",
            .columns = std::move(columns),
            .rows = table.variables.size(),
            .for_each_row = [&table](const Sink& sink) {
                for (const Variable& variable : table.variables) {
                    StudyRow row{{text_cell(variable.id), text_cell(variable.name), text_cell(variable.unit),
                                  std::string(value_scale_name(table.scale))},
                                 {}};
                    for (std::size_t i = 0; i < table.facts.size(); ++i)
                        row.cells.push_back(i < variable.facts.size() ? text_cell(variable.facts[i]) : "");
                    sink(row);
                }
            }};
}

StudyTable long_sheet(const ValueTable& table) {
    return {.name = "values",
            .columns = {{"variable"}, {"sample_id"}, {"value", true}, {"unit"}, {"kind"}, {"limit", true}},
            .rows = table.values.size(),
            .for_each_row = [&table](const Sink& sink) {
                for (std::size_t v = 0; v < table.variables.size(); ++v)
                    for (std::size_t s = 0; s < table.samples(); ++s) {
                        const CellKind kind = table.row_kinds(v)[s];
                        sink({{text_cell(table.variables[v].id), text_cell(table.study.samples[s].sample_id),
                               exact_number(table.row(v)[s]), text_cell(table.variables[v].unit),
                               std::string(cell_kind_name(kind)),
                               kind == CellKind::below_limit ? exact_number(table.row_limits(v)[s]) : ""},
                              {}});
                    }
            }};
}

}  // namespace gassan
