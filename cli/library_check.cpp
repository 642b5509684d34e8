#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/talk.hpp"
#include "core/library/compound_doubts.hpp"
#include "io/base/faults.hpp"
#include "io/study/compound_tables.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace gassan {
namespace {

using Json = nlohmann::ordered_json;

struct CheckedList {
    std::size_t compounds = 0;
    std::vector<std::string> faults;  ///< why it cannot be used, each a whole line
    struct Line {
        std::string place;
        CompoundDoubt doubt;
    };
    std::vector<Line> doubts;
};

CheckedList check_list(const std::filesystem::path& file, const Session& session) {
    FaultBook faults;
    NoteBook notes;
    CheckedList checked;
    try {
        if (const auto table = read_user_table(file, compound_columns(), faults, notes)) {
            NoteBook already_told;  // its notes on m/z and places are among the doubts, all of them
            const auto compounds = compounds_of(*table, faults, already_told);
            checked.compounds = compounds.size();
            for (CompoundDoubt& doubt : compound_doubts(compounds)) {
                const auto& row = table->rows[doubt.row];
                const auto column = table->column(doubt.column);
                if (doubt.other_row) doubt.cause += " (" + table->place(table->rows[*doubt.other_row]) + ")";
                checked.doubts.push_back({column ? table->place(row, *column) : table->place(row), std::move(doubt)});
            }
        }
    } catch (const InputError& error) {
        faults.add_line(error.what());
    }
    put_notes(session, file, notes.notes());
    checked.faults = faults.lines();
    return checked;
}

std::string lines_of(const std::filesystem::path& file, const CheckedList& checked) {
    std::string text;
    for (const auto& [place, doubt] : checked.doubts)
        text += quoted_path(file) + "\t" + place + "\t" + doubt.code + "\t" + doubt.cause + "\t" + doubt.remedy + "\n";
    return text;
}

Json json_of(const std::filesystem::path& file, const CheckedList& checked) {
    Json json{{"file", quoted_path(file)}, {"compounds", checked.compounds}, {"faults", checked.faults}};
    json["doubts"] = Json::array();
    for (const auto& [place, doubt] : checked.doubts)
        json["doubts"].push_back({{"place", place},
                                  {"column", doubt.column},
                                  {"code", doubt.code},
                                  {"cause", doubt.cause},
                                  {"remedy", doubt.remedy}});
    return json;
}

ExitCode check(const Session& session) {
    std::size_t bad = 0, doubts = 0;
    Json list = Json::array();
    if (!session.json) put_out("file\tplace\tcode\tcause\tremedy\n");
    for (const std::string& file : session.files) {
        const CheckedList checked = check_list(file, session);
        for (const std::string& fault : checked.faults) put_error(session.language, fault);
        bad += !checked.faults.empty();
        doubts += checked.doubts.size();
        if (session.json)
            list.push_back(json_of(file, checked));
        else
            put_out(lines_of(file, checked));
        put_summary(session, say(session.language, Say::library_checked, quoted_path(file), Count{checked.compounds},
                                 Count{checked.doubts.size()}));
    }
    if (session.json) put_out(list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    return bad > 0 ? ExitCode::usage : with_warnings(session, doubts);
}

}  // namespace

Command library_check_command() {
    Command command;
    command.name = "library check";
    command.arguments = "TABLE... [--json]";
    command.summary = "every contradiction of a compound table, with its place";
    command.text =
        "Holds a compound table (compounds.tsv; TSV, CSV, XLSX) against itself and against the built-in library, and "
        "prints a table of what is doubtful: place, kind, cause, and what to do. Kinds: mz-formula (m/z against "
        "formula "
        "and ion), name-formula, name-id and id-formula (names, ids and formulas of different compounds), "
        "unknown-name, "
        "same-compound (one compound twice), same-place (isomers that neither time nor mobility tells apart), polarity "
        "(a charge that the molecule cannot have), mobility-sign, isomer-order (isomers in the order opposite to the "
        "known one), no-standard (analytes without an internal standard). A table that cannot be used is an error "
        "(exit "
        "code 2); doubts are warnings.";
    command.examples = {"gassan library check compounds.tsv", "gassan library check standards.xlsx --json",
                        "gassan library check compounds.tsv --strict"};
    command.least_files = 1;
    command.most_files = SIZE_MAX;
    command.answers_json = true;
    command.declare = [](CLI::App&) {};
    command.run = [](const Session& session) { return check(session); };
    return command;
}

}  // namespace gassan
