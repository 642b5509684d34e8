#include "core/library/adducts.hpp"

#include "core/base/error.hpp"
#include "core/base/table.hpp"
#include "core/chem/elements.hpp"

#include <algorithm>
#include <array>

namespace gassan {

namespace embedded {
extern const std::string_view adducts_tsv;
}

namespace {

constexpr std::array<std::string_view, 6> kind_names{"main", "adduct", "fragment", "multiple", "multimer", "rare"};

AdductKind kind_of(std::string_view name) {
    const auto found = std::find(kind_names.begin(), kind_names.end(), name);
    if (found == kind_names.end()) throw Error("adducts: '" + std::string(name) + "' is no kind");
    return AdductKind(found - kind_names.begin());
}

int signed_number(std::string_view text) {
    return int(to_number(text.starts_with('+') ? text.substr(1) : text));
}

std::vector<Adduct> read_adducts() {
    const auto table = split_table(embedded::adducts_tsv);
    std::vector<Adduct> rows;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        Adduct adduct = adduct_named(cell(table, row, "ion"), signed_number(cell(table, row, "molecule_charge")));
        adduct.change_text = cell(table, row, "formula_change");
        adduct.kind = kind_of(cell(table, row, "kind"));
        adduct.source = cell(table, row, "source");
        rows.push_back(std::move(adduct));
    }
    return rows;
}

}  // namespace

std::string_view adduct_kind_name(AdductKind kind) {
    return kind_names[std::size_t(kind)];
}

std::span<const Adduct> adducts() {
    static const std::vector<Adduct> all = read_adducts();
    return all;
}

std::vector<Adduct> adducts_of(Polarity polarity, std::span<const AdductKind> kinds) {
    std::vector<Adduct> wanted;
    for (const Adduct& adduct : adducts())
        if (adduct.polarity == polarity && std::find(kinds.begin(), kinds.end(), adduct.kind) != kinds.end())
            wanted.push_back(adduct);
    return wanted;
}

Adduct adduct_named(std::string_view ion, int molecule_charge) {
    Adduct adduct{.ion = std::string(ion), .species = parse_ion(ion), .molecule_charge = molecule_charge};
    adduct.polarity = adduct.species.charge > 0 ? Polarity::positive : Polarity::negative;
    adduct.mass_shift_da = monoisotopic_mass_da(adduct.species.change) - adduct.species.charge * electron_mass_da;
    return adduct;
}

}  // namespace gassan
