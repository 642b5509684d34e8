#include "io/study/simulated_compounds.hpp"

#include "core/base/error.hpp"
#include "core/base/table.hpp"
#include "core/chem/formula.hpp"
#include "core/library/library_mobility.hpp"
#include "core/model/compound.hpp"
#include "io/base/faults.hpp"
#include "io/study/name_key.hpp"
#include "io/table/cell_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <tuple>

namespace gassan {
namespace {

constexpr std::array<std::string_view, 13> of_simulated{"name",         "formula",
                                                        "compound_id",  "permanent_charge",
                                                        "mobility_tu",  "concentration_um",
                                                        "treated_um",   "log_sd",
                                                        "absent_share", "role",
                                                        "losses",       "double_charge",
                                                        "source"};
constexpr std::array<std::string_view, 4> roles{"analyte", "internal_standard", "marker", "lock_mass"};
/// Every second one means yes.
constexpr std::array<std::string_view, 6> answers{"no", "yes", "false", "true", "0", "1"};

constexpr FieldNote charge_note{.unit = "1", .low = 0, .high = 4};
constexpr FieldNote mobility_note{.unit = "TU", .low = -1000, .high = 1000};
constexpr FieldNote concentration_note{.unit = "uM", .low = 0, .high = 1e9};
constexpr FieldNote log_sd_note{.unit = "1", .low = 0, .high = 10};
constexpr FieldNote share_note{.unit = "1", .low = 0, .high = 1};

/// What stands in an empty cell: an amount that is seen well, and the spread of amino acids in plasma.
constexpr double usual_um = 10.0, usual_log_sd = 0.3;

struct Columns {
    using Column = CellReader::Column;
    Column name, formula, compound_id, permanent_charge, mobility_tu, concentration_um, treated_um, log_sd,
        absent_share, role, losses, double_charge, source;
};

Columns columns_of(const UserTable& table, FaultBook& faults) {
    Columns at;
    at.name = needed_column(table, "name", faults);
    at.formula = needed_column(table, "formula", faults);
    at.compound_id = table.column("compound_id");
    at.permanent_charge = table.column("permanent_charge");
    at.mobility_tu = table.column("mobility_tu");
    at.concentration_um = table.column("concentration_um");
    at.treated_um = table.column("treated_um");
    at.log_sd = table.column("log_sd");
    at.absent_share = table.column("absent_share");
    at.role = table.column("role");
    at.losses = table.column("losses");
    at.double_charge = table.column("double_charge");
    at.source = table.column("source");
    return at;
}

/// The cell as a formula; a fault where it is none.
std::optional<Formula> formula_of(const CellReader& read, const UserTable::Row& row, Columns::Column column,
                                  std::string_view text) {
    try {
        return parse_formula(text);
    } catch (const Error& error) {
        read.refuse(row, column, quoted_text(error.what()), "");
        return std::nullopt;
    }
}

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' '), last = text.find_last_not_of(' ');
    return first == std::string_view::npos ? std::string() : std::string(text.substr(first, last - first + 1));
}

/// Something is left of the ion, and no atom is lost that it has not.
bool can_lose(const Formula& ion, const Formula& loss) {
    const Formula rest = add(ion, loss, -1);
    return !rest.empty() &&
           std::all_of(rest.begin(), rest.end(), [](const FormulaTerm& term) { return term.count > 0; });
}

std::vector<std::string> losses_of(const CellReader& read, const Columns& at, const UserTable::Row& row,
                                   const std::optional<Formula>& molecule, const SimulatedCompound& compound) {
    std::vector<std::string> losses;
    const std::string cell = read.text(row, at.losses);
    for (const auto part : split(cell, ';')) {
        const std::string text = trimmed(part);
        if (text.empty()) continue;
        const auto loss = formula_of(read, row, at.losses, text);
        if (!loss || !molecule) continue;
        const int protons = compound.permanent_charge > 0 ? 0 : compound.main_charge;
        if (!can_lose(add(*molecule, parse_formula("H"), protons), *loss))
            read.refuse(row, at.losses,
                        "the ion of " + compound.formula + " cannot lose " + quoted_text(text) + ": too few atoms",
                        "Write losses as formulas of neutral molecules, with ';' between them.");
        losses.push_back(text);
    }
    return losses;
}

// ---- the mobility that is not told -------------------------------------------------------------------------------

struct Found {
    const LibraryCompound* compound = nullptr;
    std::string how;  ///< "Leucine", "its isomer Leucine"
};

bool same_species(const LibraryCompound& one, const Formula& formula, int permanent_charge) {
    return one.permanent_charge == permanent_charge && parse_formula(one.formula) == formula;
}

const LibraryCompound* by_name(std::string_view told) {
    static const auto index = [] {
        std::map<std::string, const LibraryCompound*> names;
        for (const LibraryCompound& one : library())
            for (const std::string& name : {one.id, one.name, one.name_ja})
                if (!name.empty()) names.emplace(name_key(name), &one);
        return names;
    }();
    const auto found = index.find(name_key(told));
    return found == index.end() ? nullptr : found->second;
}

/// By id or name where the formula agrees; else the isomer that is known best, measured ones and common ones first.
Found find_compound(const SimulatedCompound& told, const Formula& formula, const Electrolyte& electrolyte,
                    Polarity polarity) {
    for (const std::string& name : {told.compound_id, told.name})
        if (const auto* named = by_name(name); named && same_species(*named, formula, told.permanent_charge))
            return {named, named->name};
    Found best;
    std::tuple<int, int, std::string> best_rank;
    for (const auto* isomer : isomers_in_library(told.formula, told.permanent_charge)) {
        // KEGG numbered the common ones first; '~' comes after every number.
        const std::tuple rank{int(mobility_in(*isomer, electrolyte, polarity).basis), int(!isomer->measured_by_ce),
                              isomer->kegg.empty() ? std::string("~") : isomer->kegg};
        if (best.compound && best_rank <= rank) continue;
        best = {isomer, "its isomer " + isomer->name};
        best_rank = rank;
    }
    return best;
}

/// Fills in mobility_tu and source.
void look_up_mobility(const CellReader& read, const Columns& at, const UserTable::Row& row, const Formula& formula,
                      const Electrolyte& electrolyte, Polarity polarity, SimulatedCompound& compound, NoteBook& notes) {
    const Found found = find_compound(compound, formula, electrolyte, polarity);
    std::string code = "mobility-library", how;
    if (found.compound) {
        const auto known = mobility_in(*found.compound, electrolyte, polarity);
        compound.mobility_tu = known.mobility_tu;
        how = "that of " + found.how + " in the library, " + std::string(mobility_basis_text(known.basis));
        if (known.basis != MobilityBasis::tabulated) code = "mobility-estimated";
    } else {
        const int charge = compound.main_charge;
        const double mass_da = monoisotopic_mass_da(formula);
        compound.mobility_tu = effective_mobility({.fixed_charge = charge}, mass_da, electrolyte).mobility_tu;
        how = fmt::format("estimated from its mass and charge {:+d}; the library has no {}", charge, compound.formula);
        code = "mobility-estimated";
    }
    const std::string electrolyte_text = fmt::format("pH {:g}, {:g} mM", electrolyte.ph, electrolyte.ionic_strength_mm);
    compound.source += (compound.source.empty() ? "mobility: " : "; mobility: ") + how + ", " + electrolyte_text;
    const auto column = at.mobility_tu ? at.mobility_tu : at.name;
    notes.add(code, read.table.place(row, *column),
              fmt::format("{} gets the mobility {:.2f} TU ({}): {}", quoted_text(compound.name), compound.mobility_tu,
                          electrolyte_text, how));
}

// ---- rows --------------------------------------------------------------------------------------------------------

double number_or(double told, double otherwise) {
    return std::isnan(told) ? otherwise : told;
}

SimulatedCompound compound_of(const CellReader& read, const Columns& at, const UserTable::Row& row,
                              const Electrolyte& electrolyte, Polarity polarity, NoteBook& notes) {
    SimulatedCompound compound;
    const auto needed = [&](Columns::Column column) {
        std::string text = read.text(row, column);
        if (column && text.empty()) read.refuse(row, column, "the cell is empty", "Every compound needs it.");
        return text;
    };
    compound.name = needed(at.name);
    compound.formula = needed(at.formula);
    compound.compound_id = read.text(row, at.compound_id);
    if (compound.compound_id.empty()) compound.compound_id = compound.name;
    compound.source = read.text(row, at.source);
    std::optional<Formula> formula;
    if (!compound.formula.empty()) formula = formula_of(read, row, at.formula, compound.formula);

    compound.permanent_charge = int(read.whole(row, at.permanent_charge, charge_note).value_or(0));
    const bool anions = polarity == Polarity::negative;
    if (anions && compound.permanent_charge > 0)
        read.refuse(row, at.permanent_charge, "a compound of permanent positive charge is not seen among anions",
                    "Leave it out, or simulate cations.");
    compound.main_charge = anions ? -1 : std::max(1, compound.permanent_charge);

    compound.role = roles[read.word(row, at.role, roles).value_or(0)];
    const bool added = compound.role != "analyte";
    compound.concentration_um = number_or(read.number(row, at.concentration_um, concentration_note), usual_um);
    compound.treated_um = number_or(read.number(row, at.treated_um, concentration_note), compound.concentration_um);
    compound.log_sd = number_or(read.number(row, at.log_sd, log_sd_note), added ? 0.0 : usual_log_sd);
    compound.absent_share = number_or(read.number(row, at.absent_share, share_note), 0.0);
    compound.double_charge = read.word(row, at.double_charge, answers).value_or(0) % 2 == 1;
    compound.losses = losses_of(read, at, row, formula, compound);

    const std::size_t faults_before = read.faults.count();
    const double mobility_tu = read.number(row, at.mobility_tu, mobility_note);
    if (!std::isnan(mobility_tu))
        compound.mobility_tu = mobility_tu;
    else if (formula && !formula->empty() && read.faults.count() == faults_before)
        look_up_mobility(read, at, row, *formula, electrolyte, polarity, compound, notes);
    return compound;
}

void refuse_same_ids(const CellReader& read, const Columns& at, const std::vector<SimulatedCompound>& compounds) {
    std::map<std::string, std::size_t> first;
    for (std::size_t i = 0; i < compounds.size(); ++i) {
        const std::string& id = compounds[i].compound_id;
        if (id.empty()) continue;
        const auto [earlier, is_new] = first.emplace(name_key(id), i);
        if (!is_new)
            read.refuse(
                read.table.rows[i], at.compound_id ? at.compound_id : at.name,
                quoted_text(id) + " stands twice, first in " + read.table.place(read.table.rows[earlier->second]),
                "Every compound needs an id of its own.");
    }
}

}  // namespace

std::span<const std::string_view> simulated_compound_columns() {
    return of_simulated;
}

std::vector<SimulatedCompound> simulated_compounds_of(const UserTable& table, const Electrolyte& electrolyte,
                                                      Polarity polarity, FaultBook& faults, NoteBook& notes) {
    require(polarity != Polarity::unknown, "the polarity of simulated compounds must be positive or negative");
    const CellReader read{table, faults};
    const Columns at = columns_of(table, faults);
    static_cast<void>(further_columns(table, simulated_compound_columns(), notes));
    std::vector<SimulatedCompound> compounds;
    for (const auto& row : table.rows) compounds.push_back(compound_of(read, at, row, electrolyte, polarity, notes));
    if (table.rows.empty()) faults.add(table.path, "", "no row below the header", "One row a compound is needed.");
    refuse_same_ids(read, at, compounds);
    return compounds;
}

std::vector<SimulatedCompound> read_simulated_compounds(const std::filesystem::path& path,
                                                        const Electrolyte& electrolyte, Polarity polarity,
                                                        NoteBook& notes) {
    FaultBook faults;
    std::vector<SimulatedCompound> compounds;
    const auto table = read_user_table(path, simulated_compound_columns(), faults, notes);
    if (table) compounds = simulated_compounds_of(*table, electrolyte, polarity, faults, notes);
    faults.throw_if_any();
    return compounds;
}

}  // namespace gassan
