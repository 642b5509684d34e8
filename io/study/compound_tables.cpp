#include "io/study/compound_tables.hpp"

#include "core/chem/ion.hpp"
#include "core/library/compound_doubts.hpp"
#include "io/base/faults.hpp"
#include "io/study/name_key.hpp"
#include "io/table/cell_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace gassan {
namespace {

constexpr std::array<std::string_view, 13> of_compounds{
    "name", "formula", "mz",   "compound_id",       "ion",  "charge", "mobility_tu",
    "mt_s", "mt_min",  "role", "internal_standard", "kegg", "hmdb"};
constexpr std::array<std::string_view, 4> of_standards{"sample_id", "compound_id", "concentration", "unit"};
constexpr std::array<std::string_view, 4> roles{"analyte", "internal_standard", "marker", "lock_mass"};

constexpr FieldNote mz_note{.unit = "Th", .low = 1, .high = 100000};
constexpr FieldNote charge_note{.unit = "1", .low = -50, .high = 50};
constexpr FieldNote mobility_note{.unit = "TU", .low = -1000, .high = 1000};
constexpr FieldNote seconds_note{.unit = "s", .low = 0, .high = 1e6};
constexpr FieldNote minutes_note{.unit = "min", .low = 0, .high = 1e6 / 60.0};
constexpr FieldNote concentration_note{.unit = "1", .low = 0, .high = 1e30};

struct Columns {
    using Column = CellReader::Column;
    Column name, formula, mz, compound_id, ion, charge, mobility_tu, mt_s, mt_min, role, internal_standard, kegg, hmdb;
};

Columns columns_of(const UserTable& table, FaultBook& faults) {
    Columns at;
    at.name = needed_column(table, "name", faults);
    at.formula = table.column("formula");
    at.mz = table.column("mz");
    if (!at.formula && !at.mz)
        faults.add(table.path, table.place({table.header_line, {}}),
                   "the header has neither a column formula nor a column mz", "Add one of them.");
    at.compound_id = table.column("compound_id");
    at.ion = table.column("ion");
    at.charge = table.column("charge");
    at.mobility_tu = table.column("mobility_tu");
    at.mt_s = table.column("mt_s");
    at.mt_min = table.column("mt_min");
    at.role = table.column("role");
    at.internal_standard = table.column("internal_standard");
    at.kegg = table.column("kegg");
    at.hmdb = table.column("hmdb");
    return at;
}

/// More than a share and more than an amount apart.
bool differ(double a, double b, double share, double amount) {
    return std::abs(a - b) > std::max(amount, share * std::abs(a));
}

double time_of(const CellReader& read, const Columns& at, const UserTable::Row& row) {
    const double seconds = read.number(row, at.mt_s, seconds_note), minutes = read.number(row, at.mt_min, minutes_note);
    if (std::isnan(seconds)) return 60.0 * minutes;
    if (!std::isnan(minutes) && differ(seconds, 60.0 * minutes, 1e-3, 0.1))
        read.refuse(row, at.mt_min,
                    number_text(minutes) + " min contradict the " + number_text(seconds) + " s of column mt_s",
                    "Leave one of them empty.");
    return seconds;
}

/// The cell as what parse() makes of it; a fault with the parser's words where it cannot.
template <class Parse>
auto parsed(const CellReader& read, const UserTable::Row& row, CellReader::Column column, Parse&& parse)
    -> std::optional<decltype(parse(std::string_view()))> {
    const std::string cell = read.text(row, column);
    if (cell.empty()) return std::nullopt;
    try {
        return parse(std::string_view(cell));
    } catch (const Error& error) {
        read.refuse(row, column, quoted_text(error.what()), "");
        return std::nullopt;
    }
}

/// What the usual ions of a molecule weigh, for a row that does not name its ion.
std::vector<IonSpecies> usual_ions(int charge) {
    if (charge > 1) return {parse_ion("[M+" + std::to_string(charge) + "H]" + std::to_string(charge) + "+")};
    if (charge < -1) return {parse_ion("[M-" + std::to_string(-charge) + "H]" + std::to_string(-charge) + "-")};
    std::vector<IonSpecies> ions;
    for (const char* text : {"[M+H]+", "[M]+", "[M+Na]+", "[M+NH4]+", "[M+K]+", "[M-H]-", "[M]-", "[M+Cl]-"}) {
        const IonSpecies ion = parse_ion(text);
        if (charge == 0 || ion.charge == charge) ions.push_back(ion);
    }
    return ions;
}

std::optional<double> mz_of(const Formula& molecule, const IonSpecies& ion) {
    try {
        return ion_mz(molecule, ion);
    } catch (const Error&) {
        return std::nullopt;
    }
}

/// An m/z that is not that of its formula. 10 ppm and 1 mDa: more than rounding to three decimals, less than any atom.
void compare_mz(const CellReader& read, const Columns& at, const UserTable::Row& row, const Compound& compound,
                const Formula& molecule, const std::optional<IonSpecies>& ion, NoteBook& notes) {
    const std::string place = read.table.place(row, *at.mz);
    const auto apart = [&](double mz) { return differ(mz, compound.mz, 1e-5, 1e-3); };
    if (ion) {
        const auto mz = mz_of(molecule, *ion);
        if (mz && apart(*mz))
            notes.add("mz-formula", place,
                      "mz " + number_text(compound.mz) + " is not that of " + compound.ion + " of " + compound.formula +
                          ", " + fmt::format("{:.4f}", *mz));
        return;
    }
    std::string first;
    for (const IonSpecies& usual : usual_ions(compound.charge)) {
        const auto mz = mz_of(molecule, usual);
        if (!mz) continue;
        if (!apart(*mz)) return;
        if (first.empty()) first = fmt::format("{:.4f}", *mz);
    }
    notes.add("mz-formula", place,
              "mz " + number_text(compound.mz) + " is that of no usual ion of " + compound.formula + " (the first, " +
                  (compound.charge < 0 ? "deprotonated" : "protonated") + ", has " + first +
                  "); name it in a column ion");
}

Compound compound_of(const CellReader& read, const Columns& at, const UserTable::Row& row, NoteBook& notes) {
    Compound compound;
    compound.name = read.text(row, at.name);
    if (at.name && compound.name.empty()) read.refuse(row, at.name, "the cell is empty", "Every compound has a name.");
    compound.compound_id = read.text(row, at.compound_id);
    if (compound.compound_id.empty()) compound.compound_id = compound.name;
    compound.formula = read.text(row, at.formula);
    const auto formula = parsed(read, row, at.formula, [](std::string_view text) { return parse_formula(text); });
    compound.ion = read.text(row, at.ion);
    const auto ion = parsed(read, row, at.ion, [](std::string_view text) { return parse_ion(text); });
    compound.charge = int(read.whole(row, at.charge, charge_note).value_or(ion ? ion->charge : 0));
    if (ion && compound.charge != ion->charge)
        read.refuse(row, at.charge,
                    "the charge " + std::to_string(compound.charge) + " contradicts the ion " + compound.ion,
                    "Mend one of them, or leave the charge empty.");
    const std::size_t faults_before = read.faults.count();
    compound.mz = read.number(row, at.mz, mz_note);
    if ((at.formula || at.mz) && compound.formula.empty() && std::isnan(compound.mz) &&
        read.faults.count() == faults_before)
        read.refuse(row, std::nullopt, "the compound \"" + quoted_text(compound.name) + "\" has neither formula nor mz",
                    "Give one of them.");
    if (formula && !std::isnan(compound.mz) && (ion || compound.ion.empty()))
        compare_mz(read, at, row, compound, *formula, ion, notes);
    compound.mobility_tu = read.number(row, at.mobility_tu, mobility_note);
    compound.mt_s = time_of(read, at, row);
    compound.role = CompoundRole(read.word(row, at.role, roles).value_or(0));
    if (compound.role == CompoundRole::lock_mass && !std::isnan(compound.mz) && compound.charge == 0)
        read.refuse(row, at.charge ? at.charge : at.mz,
                    "the lock mass \"" + quoted_text(compound.name) + "\" is told by its mz, and not of which polarity",
                    "Give it a charge (1 or -1) or an ion.");
    compound.internal_standard = read.text(row, at.internal_standard);
    compound.kegg = read.text(row, at.kegg);
    compound.hmdb = read.text(row, at.hmdb);
    return compound;
}

/// A compound has one row, or one as a cation and one as an anion.
void refuse_same_ids(const CellReader& read, const Columns& at, const std::vector<Compound>& compounds) {
    std::map<std::string, std::vector<std::size_t>> rows_of;
    for (std::size_t i = 0; i < compounds.size(); ++i) {
        const std::string& id = compounds[i].compound_id;
        if (id.empty()) continue;
        auto& rows = rows_of[name_key(id)];
        const auto same = std::find_if(rows.begin(), rows.end(), [&](std::size_t earlier) {
            return compounds[earlier].charge * compounds[i].charge >= 0;
        });
        if (same != rows.end())
            read.refuse(read.table.rows[i], at.compound_id ? at.compound_id : at.name,
                        quoted_text(id) + " stands twice, first in " + read.table.place(read.table.rows[*same]),
                        at.compound_id ? "Every compound needs an id of its own, or a charge of either sign."
                                       : "Rename one, or add a column compound_id with ids of their own.");
        rows.push_back(i);
    }
}

/// "internal_standard" may name a compound by its id or its name; afterwards it is the id.
void find_internal_standards(const CellReader& read, const Columns& at, std::vector<Compound>& compounds) {
    for (std::size_t i = 0; i < compounds.size(); ++i) {
        std::string& told = compounds[i].internal_standard;
        if (told.empty()) continue;
        const auto found = std::find_if(compounds.begin(), compounds.end(), [&](const Compound& other) {
            return other.compound_id == told || other.name == told;
        });
        const auto& row = read.table.rows[i];
        if (found == compounds.end())
            read.refuse(row, at.internal_standard, "\"" + quoted_text(told) + "\" is no compound of this table",
                        "Name one by its compound_id or name.");
        else if (found->role != CompoundRole::internal_standard)
            read.refuse(row, at.internal_standard,
                        "\"" + quoted_text(told) + "\" has the role " + std::string(compound_role_name(found->role)),
                        "Give it the role internal_standard.");
        else
            told = found->compound_id;
    }
}

/// Known to come at one time: within 0.5 %, or within 0.1 TU.
bool same_time(const Compound& a, const Compound& b) {
    if (!std::isnan(a.mt_s) && !std::isnan(b.mt_s)) return !differ(a.mt_s, b.mt_s, 5e-3, 0.0);
    return !std::isnan(a.mobility_tu) && !std::isnan(b.mobility_tu) && !differ(a.mobility_tu, b.mobility_tu, 0.0, 0.1);
}

std::string shown_place(const Compound& compound) {
    return quoted_text(compound.name) + (std::isnan(compound.mt_s) ? " (" + number_text(compound.mobility_tu) + " TU)"
                                                                   : " (" + number_text(compound.mt_s) + " s)");
}

/// Neither m/z (5 ppm) nor time tells these apart. Of more than a hundred at one m/z each is compared with the next
/// hundred: a table that repeats one compound without end must not take minutes.
void warn_of_inseparable(const UserTable& table, const std::vector<Compound>& compounds, NoteBook& notes) {
    constexpr std::size_t most_neighbours = 100;
    std::vector<std::pair<double, std::size_t>> by_mz;
    for (std::size_t i = 0; i < compounds.size(); ++i)
        if (const double mz = known_mz(compounds[i]); !std::isnan(mz)) by_mz.emplace_back(mz, i);
    std::sort(by_mz.begin(), by_mz.end());
    for (std::size_t i = 0; i < by_mz.size(); ++i) {
        const std::size_t end = std::min(by_mz.size(), i + 1 + most_neighbours);
        for (std::size_t j = i + 1; j < end && !differ(by_mz[i].first, by_mz[j].first, 5e-6, 0.0); ++j) {
            const auto [first, second] = std::minmax(by_mz[i].second, by_mz[j].second);
            const Compound &a = compounds[first], &b = compounds[second];
            if (!same_time(a, b) || !notes.wants("same-place")) continue;
            notes.write(
                "same-place", table.place(table.rows[second]),
                shown_place(a) + " and " + shown_place(b) +
                    fmt::format(" have the same m/z, {:.4f} and {:.4f}, and the same time: nothing tells them apart",
                                known_mz(a), known_mz(b)));
        }
    }
}

}  // namespace

std::span<const std::string_view> compound_columns() {
    return of_compounds;
}

std::span<const std::string_view> standard_columns() {
    return of_standards;
}

std::vector<Compound> compounds_of(const UserTable& table, FaultBook& faults, NoteBook& notes) {
    const CellReader read{table, faults};
    const Columns at = columns_of(table, faults);
    static_cast<void>(further_columns(table, compound_columns(), notes));
    std::vector<Compound> compounds;
    for (const auto& row : table.rows) compounds.push_back(compound_of(read, at, row, notes));
    if (table.rows.empty()) faults.add(table.path, "", "no row below the header", "One row a compound is needed.");
    refuse_same_ids(read, at, compounds);
    find_internal_standards(read, at, compounds);
    warn_of_inseparable(table, compounds, notes);
    return compounds;
}

std::vector<StandardLevel> standards_of(const UserTable& table, FaultBook& faults, NoteBook& notes) {
    const CellReader read{table, faults};
    std::array<CellReader::Column, of_standards.size()> at;
    for (std::size_t i = 0; i < at.size(); ++i) at[i] = needed_column(table, of_standards[i], faults);
    static_cast<void>(further_columns(table, standard_columns(), notes));
    if (table.rows.empty()) faults.add(table.path, "", "no row below the header", "One row a level is needed.");
    std::vector<StandardLevel> levels;
    std::map<std::pair<std::string, std::string>, std::size_t> first;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const auto& row = table.rows[i];
        for (const auto& column : at)
            if (column && row.cells[*column].empty())
                read.refuse(row, column, "the cell is empty", "Every row needs it.");
        levels.push_back({read.text(row, at[0]), read.text(row, at[1]), read.number(row, at[2], concentration_note),
                          read.text(row, at[3])});
        const auto [earlier, is_new] = first.emplace(std::pair{levels.back().sample_id, levels.back().compound_id}, i);
        if (!is_new && at[0] && at[1])
            read.refuse(row, at[1],
                        quoted_text(levels.back().compound_id) + " of " + quoted_text(levels.back().sample_id) +
                            " stands twice, first in " + table.place(table.rows[earlier->second]),
                        "A standard has one concentration of a compound.");
    }
    return levels;
}

}  // namespace gassan
