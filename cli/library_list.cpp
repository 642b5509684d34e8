#include "cli/command.hpp"
#include "cli/flags.hpp"
#include "cli/messages.hpp"
#include "cli/talk.hpp"
#include "core/chem/ion.hpp"
#include "core/library/adducts.hpp"
#include "core/library/internal_standards.hpp"
#include "core/library/library_names.hpp"
#include "core/library/lock_masses.hpp"
#include "io/table/number_cell.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <set>

namespace gassan {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct ListFlags {
    std::string mode, compound_class, find, table = "compounds";
};

/// The first row names the columns.
std::string tsv(const Rows& rows) {
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : "\t") + row[i];
        text += '\n';
    }
    return text;
}

std::string json(const Rows& rows) {
    auto list = nlohmann::ordered_json::array();
    for (std::size_t i = 1; i < rows.size(); ++i) {
        nlohmann::ordered_json one;
        for (std::size_t k = 0; k < rows[i].size(); ++k) one[rows[0][k]] = rows[i][k];
        list.push_back(std::move(one));
    }
    return list.dump(2) + "\n";
}

std::string mz_text(const LibraryCompound& one, Polarity polarity) {
    const bool positive = polarity == Polarity::positive;
    if (!positive && one.permanent_charge > 0) return "";
    const char* ion = one.permanent_charge == 2   ? "[M]2+"
                      : one.permanent_charge == 1 ? "[M]+"
                      : positive                  ? "[M+H]+"
                                                  : "[M-H]-";
    try {
        return decimals(ion_mz(parse_formula(one.formula), parse_ion(ion)), 5);
    } catch (const Error&) {  // it has no hydrogen to lose
        return "";
    }
}

const std::string& shown_name(const std::string& name, const std::string& name_ja, Language language) {
    return language == Language::ja && !name_ja.empty() ? name_ja : name;
}

bool holds(std::string_view text, const std::string& key) {
    return library_name_key(text).find(key) != std::string::npos;
}

/// Ids, names and synonyms that hold the text.
std::set<std::string_view> ids_with(const std::string& text) {
    const std::string key = library_name_key(text);
    std::set<std::string_view> ids;
    for (const LibraryCompound& one : library())
        for (const std::string& word : {one.id, one.name, one.name_ja, one.kegg, one.hmdb, one.inchikey, one.formula})
            if (holds(word, key)) ids.insert(one.id);
    for (const LibrarySynonym& row : library_synonyms())
        if (holds(row.synonym, key)) ids.insert(row.id);
    return ids;
}

/// "both" is looked for as cation and as anion.
bool of_mode(LibraryMode mode, const std::string& wanted) {
    if (wanted.empty()) return true;
    const LibraryMode told = library_mode(wanted);
    return mode == told || (mode == LibraryMode::both && told != LibraryMode::neutral);
}

Rows compound_rows(const ListFlags& flags, Language language) {
    Rows rows{{"id", "name", "formula", "permanent_charge", "mz_positive", "mz_negative", "mode", "class", "kegg",
               "hmdb", "pubchem_cid", "inchikey", "isomer_group", "sources"}};
    const auto wanted = ids_with(flags.find);
    for (const LibraryCompound& one : library()) {
        if (!of_mode(one.mode, flags.mode) || !wanted.contains(one.id)) continue;
        if (!flags.compound_class.empty() && one.compound_class != flags.compound_class) continue;
        rows.push_back({one.id, shown_name(one.name, one.name_ja, language), one.formula,
                        std::to_string(one.permanent_charge), mz_text(one, Polarity::positive),
                        mz_text(one, Polarity::negative), std::string(library_mode_name(one.mode)), one.compound_class,
                        one.kegg, one.hmdb, one.pubchem_cid, one.inchikey, one.isomer_group, one.sources});
    }
    return rows;
}

Rows standard_rows(const ListFlags& flags, Language language) {
    Rows rows{{"id", "name", "formula", "label", "ion", "mz", "mode", "role", "compound_id", "source"}};
    const std::string key = library_name_key(flags.find);
    for (const InternalStandard& one : internal_standards())
        if (of_mode(one.mode, flags.mode) && (holds(one.name, key) || holds(one.name_ja, key)))
            rows.push_back({one.id, shown_name(one.name, one.name_ja, language), one.formula, one.label, one.ion,
                            decimals(one.mz, 5), std::string(library_mode_name(one.mode)), one.role, one.compound_id,
                            one.source});
    return rows;
}

std::string_view mode_of(Polarity polarity) {
    return polarity == Polarity::positive ? "cation" : "anion";
}

Rows adduct_rows(const ListFlags& flags) {
    Rows rows{{"ion", "mode", "charge", "molecules", "molecule_charge", "mass_shift", "kind", "source"}};
    for (const Adduct& one : adducts())
        if ((flags.mode.empty() || flags.mode == mode_of(one.polarity)) &&
            one.ion.find(flags.find) != std::string::npos)
            rows.push_back({one.ion, std::string(mode_of(one.polarity)), std::to_string(one.species.charge),
                            std::to_string(one.species.molecules), std::to_string(one.molecule_charge),
                            decimals(one.mass_shift_da, 6), std::string(adduct_kind_name(one.kind)),
                            std::string(one.source)});
    return rows;
}

Rows lock_mass_rows(const ListFlags& flags) {
    Rows rows{{"name", "mode", "mz", "use", "source"}};
    const std::string key = library_name_key(flags.find);
    for (const LockMass& one : built_in_lock_masses())
        if ((flags.mode.empty() || flags.mode == mode_of(one.polarity)) && holds(one.name, key))
            rows.push_back({one.name, std::string(mode_of(one.polarity)), decimals(one.mz, 6), one.use ? "yes" : "no",
                            one.source});
    return rows;
}

void require_word(const std::string& flag, const std::string& word, const std::set<std::string>& known) {
    if (word.empty() || known.contains(word)) return;
    std::string all;
    for (const std::string& one : known) all += (all.empty() ? "" : ", ") + one;
    throw UsageError(flag + " " + word + ": must be one of " + all);
}

ExitCode list(const ListFlags& flags, const Session& session) {
    require_word("--mode", flags.mode, {"cation", "anion", "both", "neutral"});
    require_word("--table", flags.table, {"compounds", "standards", "adducts", "lock_masses"});
    std::set<std::string> classes;
    for (const LibraryCompound& one : library()) classes.insert(one.compound_class);
    require_word("--class", flags.compound_class, classes);
    const Rows rows = flags.table == "standards"     ? standard_rows(flags, session.language)
                      : flags.table == "adducts"     ? adduct_rows(flags)
                      : flags.table == "lock_masses" ? lock_mass_rows(flags)
                                                     : compound_rows(flags, session.language);
    put_out(session.json ? json(rows) : tsv(rows));
    put_summary(session, say(session.language, Say::library_listed, Count{rows.size() - 1}));
    return ExitCode::ok;
}

}  // namespace

Command library_list_command() {
    const auto flags = std::make_shared<ListFlags>();
    Command command;
    command.name = "library list";
    command.arguments = "[--mode MODE] [--class CLASS] [--find TEXT] [--table TABLE]";
    command.summary = "the compounds, internal standards, adducts and lock masses that are built in";
    command.text =
        "Prints a table (TSV) of the built-in library on standard output: what a compound is, its m/z in both "
        "polarities, "
        "where to look for it, its ids, and the source of every fact. With --lang ja names are Japanese where one is "
        "known. TEXT is looked for in ids, names, synonyms (Gln, G6P, 2OG), formulas and KEGG, HMDB and InChIKey ids, "
        "in "
        "any case.";
    command.examples = {"gassan library list --mode cation --class amino_acid", "gassan library list --find leucine",
                        "gassan library list --find C00123 --json", "gassan library list --table standards --lang ja"};
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) {
        declare_text(app, "--mode", flags->mode, "only those seen as cation, anion, both or neutral", "MODE");
        declare_text(app, "--class", flags->compound_class, "only this class, e.g. amino_acid", "CLASS");
        declare_text(app, "--find", flags->find, "only those with this text in a name or id", "TEXT");
        declare_text(app, "--table", flags->table, "compounds, standards, adducts or lock_masses (default: compounds)",
                     "TABLE");
    };
    command.run = [flags](const Session& session) { return list(*flags, session); };
    return command;
}

}  // namespace gassan
