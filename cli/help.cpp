#include "cli/help.hpp"

#include "cli/param_flags.hpp"
#include "cli/parse.hpp"
#include "cli/version.hpp"
#include "core/simulate/simulate_params.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace gassan {
namespace {

constexpr std::size_t page_width = 100;
constexpr std::size_t flag_width = 28;
constexpr std::size_t command_width = 19;

constexpr const char* exit_codes =
    "  0        all good; warnings allowed\n"
    "  1        at least one run failed and the others are complete; with --strict: a warning\n"
    "  2        wrong usage, sheet or parameters; nothing was processed\n"
    "  3        no run succeeded\n"
    "  4        environment: disk, permission, I/O, memory; or a fault of gassan itself, which says so\n"
    "  130/143  ended by SIGINT/SIGTERM\n";

/// Words of text in lines of page_width; the first line goes on after `first`, the others begin at column indent.
std::string wrapped(const std::string& first, std::size_t indent, const std::string& text) {
    std::string page, line = first;
    line.append(line.size() < indent ? indent - line.size() : 0, ' ');
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        const std::string word = text.substr(begin, end - begin);
        if (line.size() + word.size() > page_width && line.size() > indent) {
            line.erase(line.find_last_not_of(' ') + 1);
            page += line + '\n';
            line.assign(indent, ' ');
        }
        line += word + ' ';
        begin = end + 1;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return page + line + '\n';
}

/// "  -o, --output FILE"
std::string flag_column(const CLI::Option& option) {
    std::string text = "  ";
    for (const auto& name : option.get_snames()) text += "-" + name + ", ";
    for (const auto& name : option.get_lnames()) text += "--" + name;
    if (option.get_lnames().empty()) text.erase(text.size() - 2);
    if (option.get_items_expected_max() > 0) text += " " + option.get_type_name();
    return text;
}

/// The flags of a command, group after group in the order of their declaration.
std::string flag_list(const Command& command) {
    CLI::App app;
    CommonFlags flags;
    declare_all(command, app, flags);
    std::vector<std::string> groups;
    for (const CLI::Option* option : app.get_options())
        if (std::find(groups.begin(), groups.end(), option->get_group()) == groups.end())
            groups.push_back(option->get_group());

    std::string text;
    for (const std::string& group : groups) {
        text += "\n" + (group == "Options" ? std::string("Flags") : group) + "\n";
        for (const CLI::Option* option : app.get_options()) {
            if (option->get_group() != group) continue;
            std::string column = flag_column(*option) + "  ";
            if (column.size() > flag_width) {
                text += column.substr(0, column.size() - 2) + "\n";
                column.clear();
            }
            text += wrapped(column, flag_width, option->get_description());
        }
    }
    return text;
}

/// '|' would end a cell of a table.
std::string cell(std::string text) {
    for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, 1, '\\');
    return text;
}

std::string allowed(const ParamRow& row) {
    if (std::holds_alternative<bool>(row.value)) return "true, false";
    if (!std::holds_alternative<std::string>(row.value))
        return number_text(row.note.low) + " to " + number_text(row.note.high);
    std::string words = "\"" + std::string(row.note.choices) + "\"";
    for (std::size_t at = 0; (at = words.find('|', at)) != std::string::npos; at += 4) words.replace(at, 1, "\", \"");
    return words;
}

}  // namespace

std::string help_page(const Command& command) {
    std::string page = "gassan " + command.name + ": " + command.summary + "\n\n";
    page += "Usage: gassan " + command.name + (command.arguments.empty() ? "" : " " + command.arguments) + "\n\n";
    page += wrapped("", 0, command.text) + flag_list(command);
    page += "\nExamples\n";
    for (const std::string& example : command.examples) page += "  " + example + "\n";
    return page + "\nExit codes\n" + exit_codes;
}

std::string front_page() {
    std::string page =
        "gassan: CE-MS metabolomics, from the instrument's files to answers\n\n"
        "Usage: gassan COMMAND [arguments] [flags]\n\nCommands\n";
    for (const Command& command : commands())
        if (command.listed) page += wrapped("  " + command.name, command_width, command.summary);
    page += "\nHelp\n";
    page += wrapped("  gassan COMMAND --help", flag_width,
                    "flags, parameters and examples of a command; also: gassan help COMMAND");
    page += wrapped("  gassan --version", flag_width, "the version, as one line");
    page += "\nExamples\n  gassan demo\n  gassan check run.mzML\n  gassan detect run.mzML -o features.tsv\n";
    return page + "\nExit codes\n" + exit_codes;
}

std::string version_line() {
    return "gassan " + version() + "\n";
}

std::string cli_document() {
    std::string page =
        "# Commands\n\n"
        "This page is what the program says of itself (`gassan docs cli > docs/cli.md`); a test compares the two.\n\n"
        "Data goes to standard output, everything else (progress, warnings, errors, the closing summary) to standard "
        "error.\nAn argument after `--` is a file even if it begins with `-`.\n\n"
        "```\n$ gassan --help\n" +
        front_page() + "```\n";
    for (const Command& command : commands())
        if (command.listed)
            page += "\n## gassan " + command.name + "\n\n```\n$ gassan " + command.name + " --help\n" +
                    help_page(command) + "```\n";
    return page;
}

namespace {

std::string parameters_text(const std::vector<ParamStage>& table, const std::string& heading) {
    std::string page;
    for (const ParamStage& stage : table) {
        page += "\n" + heading + " [" + stage.name + "]\n\n" + stage.text + "\n\n";
        page += "| key | default | unit | allowed | what it is |\n|---|---|---|---|---|\n";
        for (const ParamRow& row : stage.rows)
            page += "| `" + row.key + "` | " + cell(param_text(row.value)) + " | " +
                    (row.note.unit == "1" ? "" : std::string(row.note.unit)) + " | " + cell(allowed(row)) + " | " +
                    cell(std::string(row.note.text)) + " |\n";
    }
    return page;
}

}  // namespace

std::string parameters_document() {
    std::string page =
        "# Parameters\n\n"
        "This page is written by the program from the table it uses itself (`gassan docs parameters > "
        "docs/parameters.md`);\na test compares the two.\n\n"
        "A parameter is set in the study file, `[stage]` and below it `key = value`, or on the command line,\n"
        "`--stage.key value`. The command line goes over the study file, the study file over the default. The "
        "effective\n"
        "values are written beside every result (docs/formats.md). Unknown names and values outside the allowed range "
        "are\nrefused before anything is read.\n";
    page += parameters_text(param_table(), "##");
    page +=
        "\n## The simulator\n\n"
        "`gassan simulate` has tables of its own. They are set in the file of `--config` (`simulation.toml` of a "
        "simulated study\nis one, too) or by flags of the same form, `--separation.eof_tu 20`. The command line goes "
        "over the file, the file over\nwhat the geometry asks for, that over the preset, the preset over the "
        "default. Where nature gives a range, `..._low` and\n`..._high` are its ends, and the study or the run draws "
        "between them. Reasons and sources: [the simulator](methods/simulator.md).\n";
    page += parameters_text(param_table(SimulateParams{}), "###");
    return page;
}

}  // namespace gassan
