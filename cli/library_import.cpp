#include "cli/command.hpp"
#include "cli/flags.hpp"
#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/talk.hpp"
#include "core/chem/ion.hpp"
#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"
#include "io/library/import_compounds.hpp"

#include <nlohmann/json.hpp>

#include <memory>

namespace gassan {
namespace {

struct ImportFlags {
    std::string output, ion;
    bool seconds = false;
};

std::string checked_ion(const std::string& ion) {
    if (ion.empty()) return ion;
    try {
        static_cast<void>(parse_ion(ion));
    } catch (const Error& error) {
        throw UsageError("--ion " + ion + ": " + error.what());
    }
    return ion;
}

ExitCode import_lists(const ImportFlags& flags, const Session& session) {
    const ImportOptions options{.ion = checked_ion(flags.ion), .minutes = !flags.seconds};
    std::filesystem::path output;
    if (!flags.output.empty())
        for (const std::string& file : session.files) output = checked_output(flags.output, file);
    FaultBook faults;
    std::vector<ImportedCompound> all;
    auto answer = nlohmann::ordered_json::array();
    std::size_t warnings = 0, left_out = 0;
    for (const std::string& file : session.files) {
        NoteBook notes;
        ImportedList list = import_compounds(file, options, faults, notes);
        answer.push_back({{"file", quoted_path(file)},
                          {"format", list.format},
                          {"records", list.records},
                          {"left_out", list.left_out}});
        left_out += list.left_out;
        join_lists(all, std::move(list), notes);
        put_notes(session, file, notes.notes());
        warnings += notes.notes().size();
    }
    faults.throw_if_any();
    if (all.empty())
        throw InputError(session.files.front(), "", "no compound could be taken from it", "See the warnings above.");
    const std::string table = imported_tsv(all);
    if (output.empty() && !session.json) put_out(table);
    if (!output.empty()) write_file_atomically(output, table);
    if (session.json) put_out(nlohmann::ordered_json{{"files", answer}, {"compounds", all.size()}}.dump(2) + "\n");
    put_summary(session, say(session.language, Say::library_imported, Count{all.size()}, Count{left_out}));
    return with_warnings(session, warnings);
}

}  // namespace

Command library_import_command() {
    const auto flags = std::make_shared<ImportFlags>();
    Command command;
    command.name = "library import";
    command.arguments = "FILE... [-o compounds.tsv]";
    command.summary = "lists of compounds or standards, and spectral libraries, as compounds.tsv";
    command.text =
        "Reads lists of compounds and writes them as one compounds.tsv (to standard output without -o). What a file "
        "is, "
        "its content says: a table (TSV, CSV, XLSX) whose headers are guessed (Name, Formula, m/z, RT or MT with min "
        "or s, "
        "Mobility, Adduct, Level, KEGG, HMDB, InChIKey, ...; English or Japanese), a text library of MS-DIAL or NIST "
        "(MSP), or a JSON array of objects, one a compound. Times become seconds and mobilities TU; a formula that is "
        "not "
        "told is taken from the built-in library where the name is known there and the mass agrees. What was guessed "
        "and "
        "what was left out is said. Compounds told twice are taken once, and what contradicts is named.";
    command.examples = {"gassan library import standards.xlsx -o compounds.tsv",
                        "gassan library import library.msp -o compounds.tsv",
                        "gassan library import list.csv --ion '[M+H]+' --seconds"};
    command.least_files = 1;
    command.most_files = SIZE_MAX;
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) {
        declare_text(app, "-o,--output", flags->output, "the table to write", "FILE");
        declare_text(app, "--ion", flags->ion, "ion of rows that tell neither ion nor m/z: [M+H]+", "ION");
        declare_switch(app, "--seconds", flags->seconds, "times without a unit in the header are seconds, not minutes");
    };
    command.run = [flags](const Session& session) { return import_lists(*flags, session); };
    return command;
}

}  // namespace gassan
