#include "cli/command.hpp"
#include "cli/flags.hpp"
#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/talk.hpp"
#include "cli/value_inputs.hpp"
#include "core/quality/compare_tables.hpp"
#include "core/stats/method_comparison.hpp"
#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"
#include "io/report/comparison_page.hpp"
#include "io/report/comparison_words.hpp"
#include "io/table/comparison_table.hpp"
#include "io/table/user_table.hpp"
#include "io/values/value_cell.hpp"

#include <nlohmann/json.hpp>

#include <memory>

namespace gassan {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

struct CompareFlags {
    std::string output, page, x_column, y_column;
    ValueFlags values;
    ComparisonParams params;
};

// ---- two tables -------------------------------------------------------------------------------------------------

ValueTable table_of(const std::string& path, const CompareFlags& flags, const Session& session, std::size_t& warnings) {
    Session of_one = session;
    of_one.files = {path};
    ToldValues told = read_told_values(of_one, flags.values);
    warnings += told.warnings;
    return std::move(told.table);
}

ComparedTables of_tables(const CompareFlags& flags, const Session& session, std::size_t& warnings) {
    const fs::path x = session.files[0], y = session.files[1];
    const ValueTable in_x = table_of(session.files[0], flags, session, warnings),
                     in_y = table_of(session.files[1], flags, session, warnings);
    ComparedTables compared = compare_tables(in_x, in_y, flags.params, session.threads);
    compared.x_name = x.stem() == y.stem() ? quoted_path(x) : x.stem().string();
    compared.y_name = x.stem() == y.stem() ? quoted_path(y) : y.stem().string();
    return compared;
}

// ---- two columns of one table -----------------------------------------------------------------------------------

std::optional<std::size_t> wanted_column(const UserTable& table, const std::string& name, FaultBook& faults) {
    const auto column = table.column(name);
    if (column) return column;
    std::string there;
    for (const std::string& header : table.header) there += (there.empty() ? "" : ", ") + header;
    faults.add(table.path, "", "there is no column " + name, "Columns: " + there);
    return column;
}

/// A number, or NaN for what was not measured: an empty cell, NA, "<0.5", ND.
std::vector<double> numbers_of(const UserTable& table, std::size_t column, FaultBook& faults) {
    std::vector<double> numbers;
    for (const UserTable::Row& row : table.rows) {
        const auto cell = value_cell(row.cells[column]);
        if (!cell)
            faults.add(table.path, table.place(row, column), "\"" + row.cells[column] + "\" is no number",
                       "Leave the cell empty where nothing was measured");
        numbers.push_back(cell && has_measurement(cell->kind) ? cell->value : no_value);
    }
    return numbers;
}

ComparedTables of_columns(const CompareFlags& flags, const Session& session, std::size_t& warnings) {
    const fs::path path = session.files[0];
    FaultBook faults;
    NoteBook notes;
    const std::string_view known[] = {flags.x_column, flags.y_column};
    const auto table = read_user_table(path, known, faults, notes);
    put_notes(session, path, notes.notes());
    warnings += notes.notes().size();
    faults.throw_if_any();
    const auto x = wanted_column(*table, flags.x_column, faults), y = wanted_column(*table, flags.y_column, faults);
    faults.throw_if_any();
    const auto of_x = numbers_of(*table, *x, faults), of_y = numbers_of(*table, *y, faults);
    faults.throw_if_any();
    std::vector<std::string> names;
    const auto id = table->column("sample_id") ? table->column("sample_id") : table->column("sample");
    for (const UserTable::Row& row : table->rows) names.push_back(id ? row.cells[*id] : table->place(row));
    ComparedTables compared;
    compared.x_name = flags.x_column;
    compared.y_name = flags.y_column;
    compared.confidence = flags.params.confidence;
    compared.deming_ratio = flags.params.deming_ratio;
    compared.samples = names.size();
    compared.variables.push_back(
        compare_columns(flags.y_column + " : " + flags.x_column, std::move(names), of_x, of_y, flags.params));
    return compared;
}

// ---- answers ----------------------------------------------------------------------------------------------------

std::string json_of(const ComparedTables& tables, const std::vector<std::string>& verdicts) {
    const auto number = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
    Json json{{"x", tables.x_name},
              {"y", tables.y_name},
              {"confidence", tables.confidence},
              {"deming_ratio", tables.deming_ratio},
              {"joined_by", tables.by_specimen ? "specimen_id" : "sample_id"},
              {"samples", tables.samples},
              {"only_x", tables.only_x},
              {"only_y", tables.only_y}};
    json["variables"] = Json::array();
    for (std::size_t v = 0; v < tables.variables.size(); ++v) {
        const ComparedVariable& variable = tables.variables[v];
        Json row{{"variable", variable.id},
                 {"name", variable.name},
                 {"unit", variable.unit},
                 {"pairs", variable.result.pairs},
                 {"incomplete", variable.result.incomplete},
                 {"not_positive", variable.result.not_positive}};
        for (const auto& [name, value] : comparison_numbers(variable.result)) row[name] = number(value);
        row["verdict"] = verdicts[v];
        json["variables"].push_back(std::move(row));
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

ExitCode compare(const CompareFlags& flags, const Session& session) {
    check(flags.params);
    const bool columns = !flags.x_column.empty() || !flags.y_column.empty();
    if (columns && (flags.x_column.empty() || flags.y_column.empty() || session.files.size() != 1))
        throw UsageError("--x and --y name two columns of one table: both are needed, and one TABLE");
    if (!columns && session.files.size() != 2)
        throw UsageError("two tables are needed, or one with --x COLUMN and --y COLUMN");
    const auto place_of = [&](const std::string& output) {
        fs::path place;
        for (const std::string& file : session.files) place = checked_output(output, file);
        return place;
    };
    const fs::path output = flags.output.empty() ? fs::path() : place_of(flags.output);
    const fs::path page = flags.page.empty() ? fs::path() : place_of(flags.page);

    std::size_t warnings = 0;
    const ComparedTables tables = columns ? of_columns(flags, session, warnings) : of_tables(flags, session, warnings);
    std::vector<std::string> verdicts;
    std::size_t differ = 0;
    for (const ComparedVariable& variable : tables.variables) {
        verdicts.push_back(report::verdict_text(Language::en, variable));
        differ += variable.verdict == ComparisonVerdict::proportional ||
                  variable.verdict == ComparisonVerdict::constant || variable.verdict == ComparisonVerdict::both;
    }
    const std::string tsv = comparison_tsv(tables, verdicts);
    if (!page.empty()) write_file_atomically(page, report::comparison_page(tables, session.language));
    if (!output.empty()) write_file_atomically(output, tsv);
    if (session.json)
        put_out(json_of(tables, verdicts));
    else if (output.empty())
        put_out(tsv);
    put_summary(session, say(session.language, Say::compared, Count{tables.variables.size()}, Count{tables.samples},
                             Count{differ}));
    return with_warnings(session, warnings);
}

void declare(CLI::App& app, CompareFlags& flags) {
    declare_text(app, "--x", flags.x_column, "column of the method to compare with, where one table holds both",
                 "COLUMN");
    declare_text(app, "--y", flags.y_column, "column of the method compared", "COLUMN");
    declare_value_inputs(app, flags.values);
    declare_number(app, "--deming-ratio", flags.params.deming_ratio,
                   "variance of the errors of y / that of x, for Deming's line (1)", "NUMBER");
    declare_number(app, "--confidence", flags.params.confidence, "of all intervals (0.95)", "SHARE");
    declare_text(app, "-o,--output", flags.output, "write the table here instead of to standard output", "FILE");
    declare_text(app, "--page", flags.page, "write a page with the figures, too", "FILE.html");
}

}  // namespace

Command compare_command() {
    const auto flags = std::make_shared<CompareFlags>();
    Command command;
    command.name = "compare";
    command.arguments = "X Y | TABLE --x COLUMN --y COLUMN [-o comparison.tsv] [--page FILE.html]";
    command.summary = "do two methods give the same numbers: lines, correlation, agreement";
    command.text =
        "Compares the values of two methods in the same samples, variable by variable: Passing-Bablok, Deming and "
        "least "
        "squares, Pearson, Spearman, Lin's concordance, Bland-Altman plain and as ratios, all with confidence "
        "intervals, "
        "and a verdict in words. X and Y are tables of values (TSV, CSV, XLSX, Workflow4Metabolomics, a folder of "
        "results); variables are the same by id or name, samples by sample_id or specimen_id. X is the method to "
        "compare "
        "with. Below a correlation of 0.9 no slope is quoted.";
    command.examples = {"gassan compare clinic.tsv OUT", "gassan compare batch1.tsv batch2.tsv --page compared.html",
                        "gassan compare creatinine.csv --x enzymatic --y ce_ms --json"};
    command.least_files = 1;
    command.most_files = 2;
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) { declare(app, *flags); };
    command.run = [flags](const Session& session) { return compare(*flags, session); };
    return command;
}

}  // namespace gassan
