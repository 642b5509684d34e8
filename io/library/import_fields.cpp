#include "io/library/import_fields.hpp"

#include "core/chem/ion.hpp"
#include "core/library/library_names.hpp"
#include "io/base/faults.hpp"
#include "io/table/cell_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace gassan {
namespace {

using Field = ImportField;

struct Word {
    std::string_view key;  ///< small letters and digits of the header, without its unit
    Field field;
};

// As laboratories, MS-DIAL, NIST, mzmine, MassHunter, HMDB lists and CEU's tables write them.
constexpr std::array words{Word{"name", Field::name},
                           Word{"compound", Field::name},
                           Word{"compoundname", Field::name},
                           Word{"metabolite", Field::name},
                           Word{"metabolitename", Field::name},
                           Word{"analyte", Field::name},
                           Word{"substance", Field::name},
                           Word{"component", Field::name},
                           Word{"componentname", Field::name},
                           Word{"化合物", Field::name},
                           Word{"化合物名", Field::name},
                           Word{"成分名", Field::name},
                           Word{"物質名", Field::name},
                           Word{"代謝物", Field::name},
                           Word{"代謝物名", Field::name},
                           Word{"名称", Field::name},
                           Word{"compoundid", Field::compound_id},
                           Word{"id", Field::compound_id},
                           Word{"idcode", Field::compound_id},
                           Word{"formula", Field::formula},
                           Word{"molecularformula", Field::formula},
                           Word{"chemicalformula", Field::formula},
                           Word{"neutralformula", Field::formula},
                           Word{"composition", Field::formula},
                           Word{"組成式", Field::formula},
                           Word{"分子式", Field::formula},
                           Word{"mz", Field::mz},
                           Word{"precursormz", Field::mz},
                           Word{"accuratemass", Field::mz},
                           Word{"masstocharge", Field::mz},
                           Word{"mass", Field::mass},
                           Word{"exactmass", Field::mass},
                           Word{"monoisotopicmass", Field::mass},
                           Word{"neutralmass", Field::mass},
                           Word{"neutralformulamass", Field::mass},
                           Word{"精密質量", Field::mass},
                           Word{"rt", Field::time},
                           Word{"mt", Field::time},
                           Word{"time", Field::time},
                           Word{"retentiontime", Field::time},
                           Word{"migrationtime", Field::time},
                           Word{"保持時間", Field::time},
                           Word{"移動時間", Field::time},
                           Word{"泳動時間", Field::time},
                           Word{"mobility", Field::mobility},
                           Word{"effmob", Field::mobility},
                           Word{"effectivemobility", Field::mobility},
                           Word{"移動度", Field::mobility},
                           Word{"ion", Field::ion},
                           Word{"iontype", Field::ion},
                           Word{"adduct", Field::ion},
                           Word{"adducttype", Field::ion},
                           Word{"adductionname", Field::ion},
                           Word{"precursortype", Field::ion},
                           Word{"イオン", Field::ion},
                           Word{"charge", Field::charge},
                           Word{"z", Field::charge},
                           Word{"電荷", Field::charge},
                           Word{"role", Field::role},
                           Word{"internalstandard", Field::internal_standard},
                           Word{"内部標準", Field::internal_standard},
                           Word{"level", Field::level},
                           Word{"conc", Field::level},
                           Word{"concentration", Field::level},
                           Word{"濃度", Field::level},
                           Word{"unit", Field::unit},
                           Word{"levelunit", Field::unit},
                           Word{"単位", Field::unit},
                           Word{"kegg", Field::kegg},
                           Word{"keggid", Field::kegg},
                           Word{"hmdb", Field::hmdb},
                           Word{"hmdbid", Field::hmdb},
                           Word{"inchikey", Field::inchikey},
                           Word{"cas", Field::cas},
                           Word{"casid", Field::cas},
                           Word{"casno", Field::cas},
                           Word{"casnumber", Field::cas},
                           Word{"pubchem", Field::pubchem},
                           Word{"pubchemcid", Field::pubchem},
                           Word{"pubchemid", Field::pubchem},
                           Word{"chebi", Field::chebi},
                           Word{"chebiid", Field::chebi}};

constexpr std::array<std::string_view, 8> unit_words{"tu", "min", "s", "sec", "um", "mm", "nm", "minutes"};

/// Letters and digits of any script; the small letters of ASCII.
std::string key_of(std::string_view text) {
    std::string key;
    for (const char c : small_letters(text))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) key += c;
    return key;
}

std::optional<Field> field_of(std::string_view text) {
    const std::string key = key_of(text);
    const auto found = std::find_if(words.begin(), words.end(), [&](const Word& word) { return word.key == key; });
    return found == words.end() ? std::nullopt : std::optional(found->field);
}

std::string unit_of(std::string_view text) {
    const std::string unit = small_letters(text);
    if (unit == "分" || unit.starts_with("minute") || unit == "min.") return "min";
    if (unit == "秒" || unit.starts_with("sec")) return "s";
    if (unit == "µm" || unit == "μm" || unit == "umol/l") return "uM";
    if (unit == "um") return "uM";
    if (unit.find("kv") != std::string::npos) return unit.find("min") != std::string::npos ? "mm2/kv/min" : "tu";
    if (unit.find("m2") != std::string::npos) return "tu";
    return unit;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' '), last = text.find_last_not_of(' ');
    return first == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
}

/// How people write that there is nothing.
bool is_nothing(std::string_view text) {
    const std::string small = small_letters(trimmed(text));
    for (const char* nothing : {"", "-", "--", "n/a", "na", "nan", "null", "none", "nd", "n.d.", "unknown"})
        if (small == nothing) return true;
    return false;
}

/// "[M+H]1+", "M+H", "[M+H]", "(M-H)-" as [M+H]+, [M-H]-; empty where it is no ion.
std::string tidy_ion(std::string_view text) {
    std::string ion;
    for (const char c : text)
        if (c != ' ') ion += c == '(' ? '[' : c == ')' ? ']' : c;
    if (!ion.starts_with('[')) ion = "[" + ion + "]";
    if (ion.ends_with(']')) ion += ion.find("-H]") != std::string::npos ? "-" : "+";
    if (const auto one = ion.find("]1"); one != std::string::npos) ion.erase(one + 1, 1);
    try {
        static_cast<void>(parse_ion(ion));
        return ion;
    } catch (const Error&) {
        return {};
    }
}

struct Reading {
    const std::filesystem::path& path;
    const ImportOptions& options;
    NoteBook& notes;
    double largest_mobility = 0.0;
    bool times_without_unit = false, mobilities_without_unit = false;
};

/// A number, or NaN with a note.
double number(const ImportText& text, const std::string& place, NoteBook& notes) {
    std::string_view digits = trimmed(text.text);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    if (const auto value = whole_number_text(digits)) return *value;
    notes.add("import-number", place, quoted_text(text.text) + " is no number, and was left out");
    return no_value;
}

double time_s(double value, const std::string& unit, const ImportOptions& options) {
    const bool minutes = unit == "min" || (unit.empty() && options.minutes);
    return minutes ? 60.0 * value : value;
}

double mobility_tu(double value, const std::string& unit, double largest) {
    // Nothing is faster than 100 TU but a proton: what goes beyond counts mm2/(kV min), 60 to a TU.
    const bool per_minute = unit == "mm2/kv/min" || (unit.empty() && largest > 400.0);
    return per_minute ? value / 60.0 : value;
}

void take_ion(ImportedCompound& made, const ImportText& text, const std::string& place, NoteBook& notes) {
    made.compound.ion = tidy_ion(text.text);
    if (made.compound.ion.empty())
        notes.add("import-ion", place, quoted_text(text.text) + " is no ion as [M+H]+, and was left out");
    else
        made.compound.charge = parse_ion(made.compound.ion).charge;
}

void take_formula(ImportedCompound& made, const ImportText& text, const std::string& place, NoteBook& notes) {
    try {
        made.compound.formula = hill_text(parse_formula(trimmed(text.text)));
    } catch (const Error& error) {
        notes.add("import-formula", place, quoted_text(error.what()) + "; it was left out");
    }
}

CompoundRole role_of(std::string_view text, const std::string& place, NoteBook& notes) {
    for (const CompoundRole role :
         {CompoundRole::analyte, CompoundRole::internal_standard, CompoundRole::marker, CompoundRole::lock_mass})
        if (compound_role_name(role) == small_letters(text)) return role;
    if (small_letters(text) == "is" || small_letters(text) == "istd") return CompoundRole::internal_standard;
    notes.add("import-role", place, quoted_text(text) + " is no role; the compound is taken for an analyte");
    return CompoundRole::analyte;
}

void take(ImportedCompound& made, const ImportText& text, const std::string& place, Reading& reading) {
    if (is_nothing(text.text)) return;
    Compound& compound = made.compound;
    const auto [field, unit] = text.header;
    const auto value = [&] { return number(text, place, reading.notes); };
    const std::string words_of(trimmed(text.text));
    switch (field) {
        case Field::name:
            compound.name = words_of;
            break;
        case Field::compound_id:
            compound.compound_id = words_of;
            break;
        case Field::formula:
            take_formula(made, text, place, reading.notes);
            break;
        case Field::mz:
            compound.mz = value();
            break;
        case Field::mass:
            made.mass_da = value();
            break;
        case Field::time:
            compound.mt_s = time_s(value(), unit, reading.options);
            reading.times_without_unit = reading.times_without_unit || unit.empty();
            break;
        case Field::mobility:
            compound.mobility_tu = mobility_tu(value(), unit, reading.largest_mobility);
            reading.mobilities_without_unit = reading.mobilities_without_unit || unit.empty();
            break;
        case Field::ion:
            take_ion(made, text, place, reading.notes);
            break;
        case Field::charge:
            if (const double charge = value(); std::isfinite(charge) && std::abs(charge) <= 50.0)
                compound.charge = int(charge);
            break;
        case Field::role:
            compound.role = role_of(words_of, place, reading.notes);
            break;
        case Field::internal_standard:
            compound.internal_standard = words_of;
            break;
        case Field::level:
            // "L1" is a level of identification, no amount.
            if (whole_number_text(words_of)) made.level = value();
            if (!unit.empty()) made.level_unit = unit;
            break;
        case Field::unit:
            made.level_unit = words_of;
            break;
        case Field::kegg:
            compound.kegg = words_of;
            break;
        case Field::hmdb:
            compound.hmdb = words_of;
            break;
        case Field::inchikey:
            made.inchikey = words_of;
            break;
        case Field::cas:
            made.cas = words_of;
            break;
        case Field::pubchem:
            made.pubchem_cid = words_of;
            break;
        case Field::chebi:
            made.chebi = words_of;
            break;
    }
}

/// What the ion of a neutral mass has as m/z; the mass alone is none.
void mz_of_mass(ImportedCompound& made) {
    Compound& compound = made.compound;
    if (std::isnan(made.mass_da) || !std::isnan(compound.mz) || !compound.formula.empty() || compound.ion.empty())
        return;
    const IonSpecies ion = parse_ion(compound.ion);
    compound.mz = ion_mz(ion.molecules * made.mass_da + monoisotopic_mass_da(ion.change), ion.charge);
}

/// Is the library's compound the one whose mass or m/z is told? 10 ppm, or 5 mDa as of m/z rounded to two decimals.
bool fits(const ImportedCompound& made, const LibraryCompound& known) {
    const auto near = [](double a, double b) { return std::abs(a - b) <= std::max(0.0051, 1e-5 * b); };
    if (!std::isnan(made.mass_da)) return near(made.mass_da, known.monoisotopic_mass_da);
    if (std::isnan(made.compound.mz)) return true;
    for (const char* ion : {"[M+H]+", "[M]+", "[M-H]-"}) try {
            if (near(made.compound.mz, ion_mz(parse_formula(known.formula), parse_ion(ion)))) return true;
        } catch (const Error&) {  // it has no hydrogen to lose
        }
    return false;
}

/// Formula and ids of the library where the list tells no formula.
void look_up(ImportedCompound& made, const std::string& place, NoteBook& notes) {
    Compound& compound = made.compound;
    if (!compound.formula.empty()) return;
    const auto* known = find_by_name(compound.name);
    if (!known || !fits(made, *known)) return;
    compound.formula = known->formula;
    if (compound.ion.empty() && known->permanent_charge == 1 &&
        (std::isnan(compound.mz) || compound.mz > known->monoisotopic_mass_da - 0.1))
        compound.ion = "[M]+";
    if (compound.kegg.empty()) compound.kegg = known->kegg;
    if (compound.hmdb.empty()) compound.hmdb = known->hmdb;
    notes.add("import-library", place,
              quoted_text(compound.name) + " has its formula, " + known->formula + ", from the library");
}

struct Bracket {
    std::size_t at, size;
};

/// The first bracket of a header, the wide one of Japanese (U+FF08) too; behind its end where there is none.
Bracket opening(std::string_view text) {
    Bracket first{text.size(), 0};
    for (const std::string_view one : {"(", "[", "\uff08"})
        if (const auto at = text.find(one); at < first.at) first = {at, one.size()};
    return first;
}

void tell_guesses(const Reading& reading) {
    const std::string file = quoted_path(reading.path.filename());
    if (reading.times_without_unit)
        reading.notes.add("import-time-unit", file,
                          std::string("no header tells the unit of the times: they were taken for ") +
                              (reading.options.minutes ? "minutes; --seconds takes them for seconds" : "seconds"));
    if (reading.mobilities_without_unit)
        reading.notes.add(
            "import-mobility-unit", file,
            std::string("no header tells the unit of the mobilities: by their size they were taken for ") +
                (reading.largest_mobility > 400.0 ? "mm2/(kV min), 60 to a TU" : "TU"));
}

}  // namespace

std::optional<GuessedHeader> guess_header(std::string_view header) {
    const std::string small = small_letters(header);
    std::string_view name = small;
    std::string unit;
    if (const auto bracket = opening(name); bracket.at > 0 && bracket.at < name.size()) {
        const std::string_view behind = name.substr(bracket.at + bracket.size);
        unit =
            unit_of(trimmed(behind.substr(0, std::min({behind.find(')'), behind.find(']'), behind.find("\uff09")}))));
        name = name.substr(0, bracket.at);
    } else if (const auto cut = name.find_last_of("_/ "); cut != std::string_view::npos && cut > 0) {
        const std::string_view last = name.substr(cut + 1);
        if (std::find(unit_words.begin(), unit_words.end(), last) != unit_words.end() &&
            field_of(name.substr(0, cut))) {
            unit = unit_of(last);
            name = name.substr(0, cut);
        }
    }
    const auto field = field_of(name);
    if (!field) return std::nullopt;
    return GuessedHeader{*field, unit};
}

ImportedList compounds_of_records(const std::vector<std::vector<ImportText>>& records,
                                  const std::vector<std::string>& places, const std::filesystem::path& path,
                                  const ImportOptions& options, NoteBook& notes) {
    Reading reading{.path = path, .options = options, .notes = notes};
    for (const auto& record : records)
        for (const ImportText& text : record)
            if (text.header.field == Field::mobility && !is_nothing(text.text))
                reading.largest_mobility =
                    std::fmax(reading.largest_mobility, std::abs(whole_number_text(trimmed(text.text)).value_or(0.0)));
    ImportedList list;
    list.records = records.size();
    for (std::size_t i = 0; i < records.size(); ++i) {
        ImportedCompound made;
        for (const ImportText& text : records[i]) take(made, text, places[i], reading);
        Compound& compound = made.compound;
        if (compound.name.empty()) compound.name = compound.compound_id;
        if (compound.ion.empty() && !options.ion.empty() && std::isnan(compound.mz)) {
            compound.ion = options.ion;
            compound.charge = parse_ion(options.ion).charge;
        }
        look_up(made, places[i], notes);
        mz_of_mass(made);
        if (compound.name.empty() || (compound.formula.empty() && std::isnan(compound.mz))) {
            ++list.left_out;
            notes.add("import-left-out", places[i],
                      compound.name.empty()
                          ? "has no name, and was left out"
                          : quoted_text(compound.name) +
                                " has neither formula nor m/z, nor a mass with an ion, and was left out");
            continue;
        }
        made.source = quoted_path(path.filename()) + ", " + places[i];
        list.compounds.push_back(std::move(made));
    }
    tell_guesses(reading);
    return list;
}

}  // namespace gassan
