#include "core/library/compound_doubts.hpp"

#include "core/base/counted.hpp"
#include "core/base/error.hpp"
#include "core/base/fields.hpp"
#include "core/chem/ion.hpp"
#include "core/library/internal_standards.hpp"
#include "core/library/isomer_order.hpp"
#include "core/library/library_names.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace gassan {
namespace {

/// Beyond it two m/z are not one: more than rounding to three decimals, less than any atom.
constexpr double mz_share = 1e-5, mz_da = 1e-3;

bool differ(double a, double b, double share, double amount) {
    return std::abs(a - b) > std::max(amount, share * std::abs(a));
}

std::optional<Formula> formula_of(const std::string& text) {
    try {
        return text.empty() ? std::nullopt : std::optional(parse_formula(text));
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::optional<double> mz_of(const Formula& molecule, const std::string& ion) {
    try {
        return ion_mz(molecule, parse_ion(ion));
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::string decimals(double value, int digits) {
    const double scale = std::pow(10.0, digits);
    return number_text(std::round(value * scale) / scale);
}

/// A row with all that the library knows of it.
struct Looked {
    const Compound* told = nullptr;
    std::optional<Formula> formula;
    const LibraryCompound* named = nullptr;
    const InternalStandard* standard = nullptr;
    double mz = no_value;
    int charge = 0;  ///< of the ion, told or from the ion's name; 0 unknown
};

Looked look_up(const Compound& told) {
    Looked row{.told = &told, .formula = formula_of(told.formula), .mz = known_mz(told), .charge = told.charge};
    row.standard = find_internal_standard(told.name);
    row.named = find_by_name(told.name);
    if (row.charge == 0 && !told.ion.empty()) try {
            row.charge = parse_ion(told.ion).charge;
        } catch (const Error&) {  // the reader has refused it
        }
    return row;
}

struct Book {
    std::vector<CompoundDoubt> doubts;
    std::size_t unknown_names = 0;

    void add(std::size_t row, const char* column, const char* code, std::string cause, std::string remedy,
             std::optional<std::size_t> other_row = {}) {
        doubts.push_back({row, column, code, std::move(cause), std::move(remedy), other_row});
    }
};

constexpr std::array<const char*, 8> usual_ions{"[M+H]+", "[M]+",   "[M+Na]+", "[M+NH4]+",
                                                "[M+K]+", "[M-H]-", "[M]-",    "[M+Cl]-"};

void doubt_mz(const Looked& row, std::size_t at, Book& book) {
    if (!row.formula || std::isnan(row.told->mz)) return;
    const double seen = row.told->mz;
    const auto apart = [&](double mz) { return differ(mz, seen, mz_share, mz_da); };
    if (!row.told->ion.empty()) {
        const auto due = mz_of(*row.formula, row.told->ion);
        if (due && apart(*due))
            book.add(at, "mz", "mz-formula",
                     "mz " + number_text(seen) + " is not that of " + row.told->ion + " of " + row.told->formula +
                         ", " + decimals(*due, 5) + " (" + decimals((seen / *due - 1.0) * 1e6, 1) + " ppm off)",
                     "Mend mz, formula or ion; an m/z 0.00055 off has the electron forgotten.");
        return;
    }
    for (const char* ion : usual_ions)
        if (const auto due = mz_of(*row.formula, ion); due && !apart(*due)) return;
    const auto first = mz_of(*row.formula, row.charge < 0 ? "[M-H]-" : "[M+H]+");
    book.add(
        at, "mz", "mz-formula",
        "mz " + number_text(seen) + " is that of no usual ion of " + row.told->formula +
            (first ? std::string(" (") + (row.charge < 0 ? "[M-H]-" : "[M+H]+") + " has " + decimals(*first, 5) + ")"
                   : ""),
        "Mend mz or formula, or name the ion in a column ion.");
}

/// Formula of one molecule, a proton more or less where the library writes another protonation.
bool same_molecule(const Formula& told, const LibraryCompound& known) {
    const Formula theirs = parse_formula(known.formula), proton = parse_formula("H");
    if (told == theirs) return true;
    return known.permanent_charge != 0 && told == add(theirs, proton, -known.permanent_charge);
}

std::string shown(const LibraryCompound& compound) {
    return compound.name + " (" + compound.formula + ")";
}

void doubt_ids(const Looked& row, std::size_t at, Book& book) {
    for (const auto& [column, text] : {std::pair{"kegg", &row.told->kegg}, {"hmdb", &row.told->hmdb}}) {
        if (text->empty()) continue;
        const auto* of_id = find_by_name(*text);
        if (of_id && row.named && of_id != row.named)
            book.add(at, column, "name-id", *text + " is " + shown(*of_id) + ", the name is " + shown(*row.named),
                     "Mend the name or the id.");
        else if (of_id && !row.named && row.formula && !same_molecule(*row.formula, *of_id))
            book.add(at, column, "id-formula", *text + " is " + shown(*of_id) + ", not " + row.told->formula,
                     "Mend the formula or the id.");
    }
}

std::string nearest_library_name(const std::string& name) {
    static const auto names = [] {
        std::vector<std::string> all;
        for (const LibraryCompound& one : library()) all.push_back(one.name);
        for (const LibrarySynonym& one : library_synonyms()) all.emplace_back(one.synonym);
        return all;
    }();
    return name.size() < 5 || name.size() > 80 ? "" : nearest_name(name, names);
}

void doubt_name(const Looked& row, std::size_t at, Book& book) {
    const bool standard_formula =
        row.standard && (!row.formula || *row.formula == parse_formula(row.standard->formula));
    if (row.named && row.formula && !same_molecule(*row.formula, *row.named) && !standard_formula)
        book.add(at, "formula", "name-formula",
                 row.told->name + " is " + row.named->formula + " in the library, not " + row.told->formula,
                 "Mend the name or the formula.");
    const bool known_id = find_by_name(row.told->kegg) || find_by_name(row.told->hmdb);
    if (row.named || row.standard || known_id) return;
    // Each is held against 3,600 names: of a list of 100,000 the first tell enough.
    constexpr std::size_t most_neighbours_told = 200;
    const std::string near = book.unknown_names++ < most_neighbours_told ? nearest_library_name(row.told->name) : "";
    book.add(at, "name", "unknown-name",
             "the library knows no " + row.told->name + (near.empty() ? "" : "; the nearest name is " + near),
             "Nothing is wrong with that; a KEGG or HMDB id would tie it to what is known.");
}

void doubt_polarity(const Looked& row, std::size_t at, Book& book) {
    if (row.charge != 0 && !std::isnan(row.told->mobility_tu) && row.told->mobility_tu * row.charge < 0.0 &&
        std::abs(row.told->mobility_tu) > 2.0)
        book.add(at, "mobility_tu", "mobility-sign",
                 "mobility " + number_text(row.told->mobility_tu) + " TU is that of " +
                     (row.told->mobility_tu < 0 ? "an anion" : "a cation") + ", the ion has the charge " +
                     std::to_string(row.charge),
                 "Mobilities of anions are negative, those of cations positive.");
    if (!row.named || row.charge == 0) return;
    const int permanent = row.named->permanent_charge;
    const bool no_anion = row.charge < 0 && (permanent > 0 || row.named->mode == LibraryMode::cation);
    const bool no_cation = row.charge > 0 && row.named->mode == LibraryMode::anion;
    if (no_anion || no_cation)
        book.add(at, row.told->ion.empty() ? "charge" : "ion", "polarity",
                 row.told->name +
                     (permanent > 0 ? " is a permanent cation"
                      : no_anion    ? " has no acid group that is charged at pH 8.5"
                                    : " has no basic group that is charged at pH 1.9") +
                     ", the ion has the charge " + std::to_string(row.charge),
                 "Look for it in the other polarity.");
}

/// Known to come at one time: within 0.5 %, or within 0.1 TU; or nothing is known of either.
bool same_place(const Compound& a, const Compound& b) {
    if (!std::isnan(a.mt_s) && !std::isnan(b.mt_s)) return !differ(a.mt_s, b.mt_s, 5e-3, 0.0);
    if (!std::isnan(a.mobility_tu) && !std::isnan(b.mobility_tu))
        return !differ(a.mobility_tu, b.mobility_tu, 0.0, 0.1);
    return std::isnan(a.mt_s) && std::isnan(a.mobility_tu) && std::isnan(b.mt_s) && std::isnan(b.mobility_tu);
}

/// Pairs of rows of one m/z (5 ppm). Of more than a hundred at one m/z each is compared with the next hundred.
void doubt_pairs(std::span<const Looked> rows, Book& book) {
    std::vector<std::pair<double, std::size_t>> by_mz;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (!std::isnan(rows[i].mz)) by_mz.emplace_back(rows[i].mz, i);
    std::sort(by_mz.begin(), by_mz.end());
    for (std::size_t i = 0; i < by_mz.size(); ++i)
        for (std::size_t j = i + 1; j < std::min(by_mz.size(), i + 101); ++j) {
            if (differ(by_mz[i].first, by_mz[j].first, 5e-6, 0.0)) break;
            const auto [first, second] = std::minmax(by_mz[i].second, by_mz[j].second);
            const Looked &a = rows[first], &b = rows[second];
            if (a.charge * b.charge < 0) continue;
            if (a.named && a.named == b.named)
                book.add(second, "name", "same-compound",
                         b.told->name + " and " + a.told->name + " are one compound as the same ion",
                         "Keep one of them.", first);
            else if (same_place(*a.told, *b.told))
                book.add(second, "mz", "same-place",
                         b.told->name + " and " + a.told->name + " have the m/z " + decimals(b.mz, 4) +
                             ", and no time or mobility tells them apart",
                         "Give both their times or mobilities, or they are reported as a set.", first);
        }
}

/// How early a row comes for its direction: magnitude of mobility, else 1/time of a cation; NaN unknown.
double speed_of(const Looked& row, LibraryMode mode) {
    if (!std::isnan(row.told->mobility_tu)) return std::abs(row.told->mobility_tu);
    return mode == LibraryMode::cation ? 1.0 / row.told->mt_s : no_value;
}

void doubt_order(std::span<const Looked> rows, Book& book) {
    for (const IsomerOrder& order : isomer_orders())
        for (std::size_t fast = 0; fast < rows.size(); ++fast) {
            if (rows[fast].named != order.faster) continue;
            for (std::size_t slow = 0; slow < rows.size(); ++slow) {
                const bool both_told =
                    std::isnan(rows[fast].told->mobility_tu) == std::isnan(rows[slow].told->mobility_tu);
                if (rows[slow].named != order.slower || !both_told) continue;
                const int sign = order.mode == LibraryMode::cation ? 1 : -1;
                if (rows[fast].charge * sign < 0 || rows[slow].charge * sign < 0) continue;
                if (!(speed_of(rows[fast], order.mode) < speed_of(rows[slow], order.mode))) continue;
                book.add(fast, std::isnan(rows[fast].told->mobility_tu) ? "mt_s" : "mobility_tu", "isomer-order",
                         rows[fast].told->name + " is told slower than " + rows[slow].told->name +
                             ", and is known to be the faster one",
                         "They may be interchanged.", slow);
            }
        }
}

int sign_of(const Looked& row) {
    if (row.charge != 0) return row.charge > 0 ? 1 : -1;
    if (!std::isnan(row.told->mobility_tu) && row.told->mobility_tu != 0.0) return row.told->mobility_tu > 0 ? 1 : -1;
    if (row.standard) return row.standard->mode == LibraryMode::cation ? 1 : -1;
    return 0;
}

void doubt_standards(std::span<const Looked> rows, Book& book) {
    for (const int sign : {1, -1}) {
        std::size_t analytes = 0, first = 0, standards = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (sign_of(rows[i]) != sign && sign_of(rows[i]) != 0) continue;
            if (rows[i].told->role == CompoundRole::internal_standard) ++standards;
            if (rows[i].told->role == CompoundRole::analyte && sign_of(rows[i]) == sign && analytes++ == 0) first = i;
        }
        if (analytes == 0 || standards > 0) continue;
        book.add(first, "role", "no-standard",
                 counted(analytes, "analyte", "analytes") + (sign > 0 ? " among cations" : " among anions") +
                     ", and no internal standard there",
                 std::string("Give the role internal_standard to what was added, e.g. ") +
                     (sign > 0 ? "methionine sulfone." : "MES or camphor-10-sulfonic acid."));
    }
}

}  // namespace

double known_mz(const Compound& compound) {
    if (!std::isnan(compound.mz)) return compound.mz;
    const auto formula = formula_of(compound.formula);
    if (!formula || compound.ion.empty()) return no_value;
    return mz_of(*formula, compound.ion).value_or(no_value);
}

std::vector<CompoundDoubt> compound_doubts(std::span<const Compound> compounds) {
    Book book;
    std::vector<Looked> rows;
    for (const Compound& compound : compounds) rows.push_back(look_up(compound));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        doubt_mz(rows[i], i, book);
        doubt_name(rows[i], i, book);
        doubt_ids(rows[i], i, book);
        doubt_polarity(rows[i], i, book);
    }
    doubt_pairs(rows, book);
    doubt_order(rows, book);
    doubt_standards(rows, book);
    std::stable_sort(book.doubts.begin(), book.doubts.end(),
                     [](const CompoundDoubt& a, const CompoundDoubt& b) { return a.row < b.row; });
    return std::move(book.doubts);
}

}  // namespace gassan
