#include "cli/command.hpp"
#include "cli/flags.hpp"
#include "cli/messages.hpp"
#include "cli/talk.hpp"
#include "core/chem/formula.hpp"
#include "core/library/library_names.hpp"
#include "core/library/predict_mobility.hpp"
#include "io/base/faults.hpp"
#include "io/study/compound_tables.hpp"
#include "io/table/cell_reader.hpp"
#include "io/table/number_cell.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>

namespace gassan {
namespace {

using Json = nlohmann::ordered_json;

struct PredictFlags {
    std::string ph, ionic_strength_mm, mode;
};

struct Prediction {
    std::string asked;
    Polarity polarity = Polarity::positive;
    Electrolyte electrolyte;
    PredictedMobility predicted;
};

std::optional<double> number_of(const std::string& flag, const std::string& text, double low, double high) {
    if (text.empty()) return std::nullopt;
    const auto value = whole_number_text(text);
    if (!value || *value < low || *value > high)
        throw UsageError(flag + " " + text + ": must be a number from " + significant(low) + " to " +
                         significant(high));
    return value;
}

Electrolyte electrolyte_of(const PredictFlags& flags, Polarity polarity) {
    Electrolyte electrolyte = polarity == Polarity::positive ? formic_acid_1m : ammonium_acetate_50mm;
    if (const auto ph = number_of("--ph", flags.ph, -2, 16)) electrolyte.ph = *ph;
    if (const auto mm = number_of("--ionic-strength-mm", flags.ionic_strength_mm, 0, 1000))
        electrolyte.ionic_strength_mm = *mm;
    return electrolyte;
}

/// Where it is looked for: as asked, else by its charge, else by the library, else both.
std::vector<Polarity> polarities_of(const PredictFlags& flags, const Compound& compound) {
    if (flags.mode == "cation") return {Polarity::positive};
    if (flags.mode == "anion") return {Polarity::negative};
    if (compound.charge != 0) return {compound.charge > 0 ? Polarity::positive : Polarity::negative};
    const auto* known = find_by_name(compound.name);
    if (known && known->mode == LibraryMode::cation) return {Polarity::positive};
    if (known && known->mode == LibraryMode::anion) return {Polarity::negative};
    return {Polarity::positive, Polarity::negative};
}

std::vector<Compound> compounds_in(const std::filesystem::path& file, const Session& session) {
    FaultBook faults;
    NoteBook notes;
    std::vector<Compound> compounds;
    if (const auto table = read_user_table(file, compound_columns(), faults, notes))
        compounds = compounds_of(*table, faults, notes);
    faults.throw_if_any();
    put_notes(session, file, notes.notes());
    return compounds;
}

/// What a word on the command line is: a table, else a name of the library, else a formula.
std::vector<Compound> asked_compounds(const std::string& word, const Session& session) {
    std::error_code code;
    if (std::filesystem::exists(word, code)) return compounds_in(word, session);
    Compound compound;
    compound.name = word;
    if (!find_by_name(word)) try {
            compound.formula = hill_text(parse_formula(word));
        } catch (const Error&) {
            throw UsageError("\"" + quoted_text(word) +
                             "\" is no table, no compound of the library and no formula; see: gassan library list "
                             "--find TEXT");
        }
    return {compound};
}

std::string_view mode_name(Polarity polarity) {
    return polarity == Polarity::positive ? "cation" : "anion";
}

std::string tsv_row(const Prediction& one, Language language) {
    const PredictedMobility& got = one.predicted;
    const bool japanese = language == Language::ja && got.compound && !got.compound->name_ja.empty();
    std::string row = one.asked;
    for (const std::string& cell :
         {japanese ? got.compound->name_ja : got.name, got.formula, std::string(mode_name(one.polarity)),
          significant(one.electrolyte.ph), significant(one.electrolyte.ionic_strength_mm),
          decimals(got.mobility.charge, 2), decimals(got.mobility.mobility_tu, 2), decimals(got.sd_tu, 2),
          decimals(got.low90_tu, 2), decimals(got.high90_tu, 2), std::string(mobility_basis_text(got.mobility.basis))})
        row += '\t' + cell;
    return row + '\n';
}

Json json_row(const Prediction& one) {
    const PredictedMobility& got = one.predicted;
    return {{"asked", one.asked},
            {"id", got.compound ? got.compound->id : ""},
            {"name", got.name},
            {"formula", got.formula},
            {"mode", mode_name(one.polarity)},
            {"ph", one.electrolyte.ph},
            {"ionic_strength_mm", one.electrolyte.ionic_strength_mm},
            {"charge", got.mobility.charge},
            {"mobility_tu", got.mobility.mobility_tu},
            {"sd_tu", got.sd_tu},
            {"low90_tu", got.low90_tu},
            {"high90_tu", got.high90_tu},
            {"basis", mobility_basis_text(got.mobility.basis)}};
}

ExitCode predict(const PredictFlags& flags, const Session& session) {
    if (!flags.mode.empty() && flags.mode != "cation" && flags.mode != "anion")
        throw UsageError("--mode " + flags.mode + ": must be cation or anion");
    std::vector<Prediction> predictions;
    std::size_t left_out = 0;
    for (const std::string& word : session.files)
        for (const Compound& compound : asked_compounds(word, session))
            for (const Polarity polarity : polarities_of(flags, compound)) try {
                    const Electrolyte electrolyte = electrolyte_of(flags, polarity);
                    predictions.push_back({compound.compound_id.empty() ? compound.name : compound.compound_id,
                                           polarity, electrolyte, predict_mobility(compound, electrolyte, polarity)});
                } catch (const UsageError&) {
                    throw;
                } catch (const Error& error) {
                    put_warning(session.language, quoted_text(error.what()));
                    ++left_out;
                }
    if (session.json) {
        Json list = Json::array();
        for (const Prediction& one : predictions) list.push_back(json_row(one));
        put_out(list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    } else {
        std::string text =
            "asked\tname\tformula\tmode\tph\tionic_strength_mm\tcharge\tmobility_tu\tsd_tu\tlow90_tu\thigh90_"
            "tu\tbasis\n";
        for (const Prediction& one : predictions) text += tsv_row(one, session.language);
        put_out(text);
    }
    return with_warnings(session, left_out);
}

}  // namespace

Command library_predict_command() {
    const auto flags = std::make_shared<PredictFlags>();
    Command command;
    command.name = "library predict";
    command.arguments = "COMPOUND|TABLE... [--mode MODE] [--ph PH] [--ionic-strength-mm I]";
    command.summary = "the mobility a compound is expected to have, with its error";
    command.text =
        "Computes the effective mobility at a pH and an ionic strength from charge, pKa and size: of compounds of the "
        "library (by name, synonym or id), of formulas, and of every row of a compound table. The defaults are 1 M "
        "formic "
        "acid for cations (pH 1.875, no correction for salt) and 50 mM ammonium acetate for anions (pH 8.5). sd_tu and "
        "the "
        "90 % interval are errors measured on tables of real runs, by what the prediction rests on: pKa and limiting "
        "mobility, an estimated mobility, or a charge by rule. It ranks candidates; it proves none.";
    command.examples = {"gassan library predict leucine isoleucine", "gassan library predict citrate --ph 8.5 --json",
                        "gassan library predict compounds.tsv --mode cation", "gassan library predict C6H13NO2"};
    command.least_files = 1;
    command.most_files = SIZE_MAX;
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) {
        declare_text(app, "--mode", flags->mode, "cation or anion (default: as the compound is seen)", "MODE");
        declare_text(app, "--ph", flags->ph, "pH of the electrolyte (default: 1.875 for cations, 8.5 for anions)",
                     "PH");
        declare_text(app, "--ionic-strength-mm", flags->ionic_strength_mm,
                     "its ionic strength in mM (default: 0 for cations, 50 for anions)", "I");
    };
    command.run = [flags](const Session& session) { return predict(*flags, session); };
    return command;
}

}  // namespace gassan
