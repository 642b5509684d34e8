#include "core/library/library.hpp"

#include "core/base/error.hpp"
#include "core/base/table.hpp"
#include "core/chem/formula.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace gassan {

namespace embedded {
extern const std::string_view library_compounds_tsv;
}

namespace {

constexpr std::array<std::string_view, 4> mode_names{"cation", "anion", "both", "neutral"};

int charge_of(std::string_view text) {
    return int(to_number(text.starts_with('+') ? text.substr(1) : text));
}

LibraryCompound compound_of(const TextTable& table, std::size_t row) {
    const auto at = [&](std::string_view column) { return cell(table, row, column); };
    const auto text = [&](std::string_view column) { return std::string(at(column)); };
    LibraryCompound compound{.id = text("id"),
                             .name = text("name"),
                             .name_ja = text("name_ja"),
                             .formula = text("formula"),
                             .permanent_charge = charge_of(at("permanent_charge")),
                             .monoisotopic_mass_da = to_number(at("monoisotopic_mass")),
                             .inchikey = text("inchikey"),
                             .kegg = text("kegg"),
                             .hmdb = text("hmdb"),
                             .pubchem_cid = text("pubchem_cid"),
                             .chebi = text("chebi"),
                             .mode = library_mode(at("mode")),
                             .acid_steps = parse_acid_steps(at("pka")),
                             .limiting_mobilities = parse_limiting_mobilities(at("limiting_mobility")),
                             .compound_class = text("class"),
                             .isomer_group = text("isomer_group"),
                             .fragments = {},
                             .notes = text("notes"),
                             .sources = text("sources")};
    for (const auto fragment : split(at("fragments"), ';')) compound.fragments.emplace_back(fragment);
    const auto sources = split(compound.sources, '|');
    compound.measured_by_ce = std::find(sources.begin(), sources.end(), "measured:B") != sources.end();
    return compound;
}

std::vector<LibraryCompound> read_library() {
    const auto table = split_table(embedded::library_compounds_tsv);
    std::vector<LibraryCompound> compounds;
    compounds.reserve(table.rows.size());
    for (std::size_t row = 0; row < table.rows.size(); ++row) try {
            compounds.push_back(compound_of(table, row));
        } catch (const Error& error) {
            throw Error("library, row " + std::to_string(row + 1) + ": " + error.what());
        }
    return compounds;
}

std::string species_key(std::string_view formula, int charge) {
    return hill_text(parse_formula(formula)) + "/" + std::to_string(charge);
}

}  // namespace

std::string_view library_mode_name(LibraryMode mode) {
    return mode_names[std::size_t(mode)];
}

LibraryMode library_mode(std::string_view name) {
    const auto found = std::find(mode_names.begin(), mode_names.end(), name);
    if (found == mode_names.end()) throw Error("'" + std::string(name) + "' is no mode");
    return LibraryMode(found - mode_names.begin());
}

std::span<const LibraryCompound> library() {
    static const std::vector<LibraryCompound> all = read_library();
    return all;
}

const LibraryCompound* find_in_library(std::string_view id) {
    static const auto by_id = [] {
        std::unordered_map<std::string_view, const LibraryCompound*> index;
        for (const LibraryCompound& compound : library()) index.emplace(compound.id, &compound);
        return index;
    }();
    const auto found = by_id.find(id);
    return found == by_id.end() ? nullptr : found->second;
}

std::vector<const LibraryCompound*> isomers_in_library(std::string_view formula, int permanent_charge) {
    static const auto by_species = [] {
        std::unordered_map<std::string, std::vector<const LibraryCompound*>> index;
        for (const LibraryCompound& compound : library())
            index[species_key(compound.formula, compound.permanent_charge)].push_back(&compound);
        return index;
    }();
    const auto found = by_species.find(species_key(formula, permanent_charge));
    return found == by_species.end() ? std::vector<const LibraryCompound*>{} : found->second;
}

}  // namespace gassan
