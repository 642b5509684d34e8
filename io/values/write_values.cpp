#include "io/values/write_values.hpp"

#include "core/base/error.hpp"
#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"
#include "io/base/text_encoding.hpp"
#include "io/study/name_key.hpp"
#include "io/study/sample_sheet.hpp"
#include "io/table/user_table.hpp"
#include "io/table/write_workbook.hpp"
#include "io/values/value_paths.hpp"
#include "io/values/value_sheets.hpp"
#include "io/values/variable_sheet.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <system_error>

namespace gassan {
namespace {

namespace fs = std::filesystem;

// ---- what can be written ----------------------------------------------------------------------------------------

void require_name(const std::string& what, const std::string& name) {
    const bool is_bad = std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    require(!name.empty() && !is_bad && name.front() != ' ' && name.back() != ' ' &&
                first_bad_utf8(name) == std::string_view::npos,
            "a table of values cannot be written: the name of a " + what + " is \"" + quoted_text(name) +
                "\"; it must be UTF-8 without control characters and without blanks around it");
}

void require_once(const std::string& what, const std::string& key, const std::string& name,
                  std::set<std::string>& seen) {
    require(seen.insert(key).second,
            "a table of values cannot be written: the " + what + " " + quoted_text(name) + " stands twice");
}

/// Facts whose column a reader takes for something else.
void require_free_names(const std::string& what, const std::vector<std::string>& names,
                        std::span<const std::string_view> kept) {
    std::set<std::string> seen;
    for (const std::string& name : names) {
        require_name(what, name);
        const std::string small = small_letters(name);
        require(std::find(kept.begin(), kept.end(), small) == kept.end() && small != "compound" && small != "units",
                "a table of values cannot be written: " + what + " " + quoted_text(name) +
                    " has a name that the sheet keeps for itself");
        require_once(what, small, name, seen);
    }
}

void require_whole(const ValueTable& table) {
    const std::size_t cells = table.variables.size() * table.samples();
    require(table.values.size() == cells && table.limits.size() == cells && table.kinds.size() == cells,
            "a table of values cannot be written: its cells are not variables x samples");
    require(cells > 0, "a table of values cannot be written: it has no cells");
    for (std::size_t at = 0; at < cells; ++at) {
        const bool is_empty = std::isnan(table.values[at]) && !has_measurement(table.kinds[at]);
        if (std::isfinite(table.values[at]) || is_empty) continue;
        throw ParameterError("a table of values cannot be written: the cell of " +
                             quoted_text(table.variables[at / table.samples()].id) + " in " +
                             quoted_text(table.study.samples[at % table.samples()].sample_id) +
                             " has no finite number");
    }
    std::set<std::string> variables, samples;
    for (const Variable& variable : table.variables) {
        require_name("variable", variable.id);
        require_once("variable", variable.id, variable.id, variables);
    }
    for (const Sample& sample : table.study.samples) {
        require_name("sample", sample.sample_id);
        require_once("sample", name_key(sample.sample_id), sample.sample_id, samples);
    }
    require_free_names("fact", table.facts, variable_columns());
    require_free_names("covariate", table.study.covariates, sample_columns());
}

// ---- text -------------------------------------------------------------------------------------------------------

/// RFC 4180. A semicolon is quoted, too, so that nobody takes it for what parts the cells.
bool needs_quotes(const std::string& cell, char separator) {
    if (cell.empty()) return false;
    if (cell.front() == '"' || cell.front() == ' ' || cell.back() == ' ') return true;
    return std::any_of(cell.begin(), cell.end(),
                       [&](char c) { return c == '\t' || (separator == ',' && (c == ',' || c == ';' || c == '"')); });
}

void append_cell(std::string& line, const std::string& cell, char separator) {
    if (!needs_quotes(cell, separator)) {
        line += cell;
        return;
    }
    line += '"';
    for (const char c : cell) line.append(c == '"' ? 2 : 1, c);
    line += '"';
}

void write_text(const fs::path& path, const StudyTable& table, char separator) {
    AtomicFile file(path);
    std::string line;
    const auto end_line = [&] {
        line.back() = '\n';
        file.write(line);
        line.clear();
    };
    for (const StudyColumn& column : table.columns) {
        append_cell(line, column.name, separator);
        line += separator;
    }
    end_line();
    table.for_each_row([&](const StudyRow& row) {
        for (const std::string& cell : row.cells) {
            append_cell(line, cell, separator);
            line += separator;
        }
        end_line();
    });
    file.commit();
}

void write_beside(const ValuePaths& paths, const ValueTable& table, char separator) {
    write_text(paths.samples, samples_sheet(table, SheetDialect::own), separator);
    write_text(paths.variables, variables_sheet(table, "variable"), separator);
}

void write_w4m(const fs::path& folder, const ValueTable& table) {
    std::error_code code;
    fs::create_directories(folder, code);
    if (code) throw EnvironmentError(quoted_path(folder) + ": cannot be made: " + code.message());
    const ValuePaths paths = paths_beside(folder / w4m_values_name);
    write_text(paths.samples, samples_sheet(table, SheetDialect::w4m), '\t');
    write_text(paths.variables, variables_sheet(table, "variableMetadata"), '\t');
    write_text(paths.states, states_sheet(table, "dataMatrix"), '\t');
    write_text(paths.values, numbers_sheet(table, "dataMatrix", "NA"), '\t');
}

// ---- workbook ---------------------------------------------------------------------------------------------------

std::vector<LegendLine> legend() {
    std::vector<LegendLine> lines{
        {"sheet", "what it is", true, {}},
        {"values", "numbers, one row a variable and one column a sample; empty where there is none", false, {}},
        {"states",
         "what each cell of values knows: empty = measured, filled, <LIMIT, below_limit, not_measured, failed",
         false,
         {}},
        {"samples", "one row a sample", false, {}},
        {"variables", "one row a variable, with unit and scale of its values", false, {}},
        {},
        {"colour in values", "what the cell knows", true, {}},
    };
    for (const CellKind kind :
         {CellKind::measured, CellKind::filled, CellKind::below_limit, CellKind::not_measured, CellKind::failed})
        lines.push_back(legend_of(kind));
    return lines;
}

void write_xlsx(const fs::path& path, const ValueTable& table) {
    const StudyTable numbers = numbers_sheet(table, "variable", "");
    require(fits_a_sheet(numbers) && table.samples() < 1'000'000,
            quoted_path(path) + ": " + std::to_string(table.variables.size()) + " variables and " +
                std::to_string(table.samples()) + " samples are more than a sheet of a workbook holds: write TSV");
    WorkbookFile book(path);
    book.add(numbers, 1);
    book.add(states_sheet(table, "variable"), 1);
    book.add(samples_sheet(table, SheetDialect::own), 1);
    book.add(variables_sheet(table, "variable"), 1);
    book.add_legend("legend", legend());
    if (needs_digits(table)) book.add(digits_sheet_of(table, "variable"), 1, true);
    book.close();
}

}  // namespace

std::vector<fs::path> value_files(const fs::path& path, ValuesFormat format) {
    const ValuePaths paths = paths_beside(format == ValuesFormat::w4m ? path / w4m_values_name : path);
    if (format == ValuesFormat::xlsx) return {path};
    if (format == ValuesFormat::long_tsv) return {paths.values, paths.samples, paths.variables};
    return {paths.values, paths.states, paths.samples, paths.variables};
}

void write_values(const fs::path& path, const ValueTable& table, ValuesFormat format) {
    require_whole(table);
    if (format == ValuesFormat::xlsx) return write_xlsx(path, table);
    if (format == ValuesFormat::w4m) return write_w4m(path, table);
    const char separator = format == ValuesFormat::csv ? ',' : '\t';
    const ValuePaths paths = paths_beside(path);
    write_beside(paths, table, separator);
    if (format == ValuesFormat::long_tsv) return write_text(paths.values, long_sheet(table), separator);
    write_text(paths.states, states_sheet(table, "variable"), separator);
    write_text(paths.values, numbers_sheet(table, "variable", ""), separator);
}

}  // namespace gassan
