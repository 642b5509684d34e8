#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/talk.hpp"
#include "cli/value_inputs.hpp"
#include "io/base/faults.hpp"
#include "io/values/write_values.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <array>
#include <memory>

namespace gassan {
namespace {

namespace fs = std::filesystem;

struct ExportFlags {
    ValueFlags values;
    std::string to, output;
    bool force = false;
};

struct FormatName {
    std::string_view name;
    ValuesFormat format;
};
constexpr std::array format_names{FormatName{"tsv", ValuesFormat::tsv}, FormatName{"csv", ValuesFormat::csv},
                                  FormatName{"long", ValuesFormat::long_tsv}, FormatName{"xlsx", ValuesFormat::xlsx},
                                  FormatName{"w4m", ValuesFormat::w4m}};

ValuesFormat wanted_format(const ExportFlags& flags) {
    std::string names;
    for (const FormatName& one : format_names) {
        if (one.name == flags.to) return one.format;
        names.append(names.empty() ? "" : ", ").append(one.name);
    }
    throw UsageError(flags.to.empty() ? "export needs --to FORMAT: one of " + names
                                      : "--to " + flags.to + ": must be one of " + names);
}

/// Every file that will be written, looked at before the work begins: neither an input nor anybody's own sheet is
/// replaced.
std::vector<fs::path> checked_outputs(const ExportFlags& flags, ValuesFormat format, const Session& session) {
    if (flags.output.empty()) throw UsageError("export needs -o FILE (of w4m: a folder)");
    const std::vector<fs::path> files = value_files(flags.output, format);
    if (format == ValuesFormat::w4m) make_folder(flags.output);
    for (const fs::path& file : files) {
        for (const std::string& input : session.files) static_cast<void>(checked_output(file, input));
        std::error_code code;
        if (!flags.force && fs::exists(fs::symlink_status(file, code)))
            throw UsageError(quoted_path(file) +
                             ": is there already, and nothing is overwritten; give another name, or --force");
    }
    return files;
}

std::string answer(const ValueTable& table, const std::vector<fs::path>& files) {
    auto names = nlohmann::ordered_json::array();
    for (const fs::path& file : files) names.push_back(quoted_path(file));
    std::array<std::size_t, 5> counts{};
    for (const CellKind kind : table.kinds) ++counts[std::size_t(kind)];
    nlohmann::ordered_json cells;
    for (std::size_t kind = 0; kind < counts.size(); ++kind)
        cells[std::string(cell_kind_name(CellKind(kind)))] = counts[kind];
    return nlohmann::ordered_json{
               {"variables", table.variables.size()}, {"samples", table.samples()}, {"cells", cells}, {"files", names}}
               .dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
           "\n";
}

ExitCode export_values(const ExportFlags& flags, const Session& session) {
    const ValuesFormat format = wanted_format(flags);
    const std::vector<fs::path> files = checked_outputs(flags, format, session);
    const ToldValues told = read_told_values(session, flags.values);
    write_values(flags.output, told.table, format);
    if (session.json) put_out(answer(told.table, files));
    put_summary(session, say(session.language, Say::exported, quoted_path(files.front()),
                             Count{told.table.variables.size()}, Count{told.table.samples()}));
    return with_warnings(session, told.warnings);
}

}  // namespace

Command export_command() {
    const auto flags = std::make_shared<ExportFlags>();
    Command command;
    command.name = "export";
    command.arguments = "OUT|TABLES... --to FORMAT -o FILE";
    command.summary = "results or tables of values for other programs, with what every cell knows";
    command.text =
        "Takes the concentrations or areas of a folder of results, or a table of values with its sample sheet (TSV, "
        "CSV, XLSX; the three tables of Workflow4Metabolomics; a long table), and writes them as tsv, csv or long (a "
        "row a variable and sample), as xlsx (one workbook), or as w4m (a folder with the three tables of "
        "Workflow4Metabolomics). Tables of numbers hold numbers alone, empty where there is none; what each cell "
        "knows (measured, filled, below a limit, not measured, failed) stands in a table of states of the same shape "
        "beside them (FILE.states.tsv, sheet states), samples and variables in sheets of their own. Read again, the "
        "table is the same to the last bit.";
    command.examples = {"gassan export OUT --to tsv -o values.tsv", "gassan export OUT --values areas --to w4m -o w4m",
                        "gassan export areas.csv sheet.csv --to xlsx -o areas.xlsx"};
    command.least_files = 1;
    command.most_files = SIZE_MAX;
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) {
        app.add_option("--to", flags->to, "tsv, csv, long, xlsx or w4m")->type_name("FORMAT");
        app.add_option("-o,--output", flags->output, "the table to write; of w4m a folder")->type_name("FILE");
        app.add_flag("--force", flags->force, "replace files that are there already");
        declare_value_inputs(app, flags->values);
    };
    command.run = [flags](const Session& session) { return export_values(*flags, session); };
    return command;
}

}  // namespace gassan
