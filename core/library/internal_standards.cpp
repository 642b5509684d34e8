#include "core/library/internal_standards.hpp"

#include "core/base/error.hpp"
#include "core/base/table.hpp"
#include "core/chem/elements.hpp"
#include "core/chem/formula.hpp"
#include "core/library/library_names.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace gassan {

namespace embedded {
extern const std::string_view internal_standards_tsv;
}

namespace {

struct HeavyAtom {
    std::string_view text, symbol;
    int mass_number;
};
constexpr std::array heavy_atoms{HeavyAtom{"13C", "C", 13}, HeavyAtom{"15N", "N", 15}, HeavyAtom{"18O", "O", 18},
                                 HeavyAtom{"34S", "S", 34}, HeavyAtom{"D", "H", 2}};

/// How much heavier one atom becomes.
double gain_da(const HeavyAtom& atom) {
    const Element& element = elements()[std::size_t(element_index(atom.symbol))];
    for (const Isotope& isotope : element.isotopes)
        if (isotope.mass_number == atom.mass_number) return isotope.mass_da - element.isotopes[element.main].mass_da;
    throw Error("label '" + std::string(atom.text) + "': the table of elements has no such isotope");
}

int atoms_in(const Formula& formula, std::string_view symbol) {
    for (const FormulaTerm& term : formula)
        if (term.element == element_index(symbol)) return term.count;
    return 0;
}

std::vector<InternalStandard> read_internal_standards() {
    const auto table = split_table(embedded::internal_standards_tsv);
    std::vector<InternalStandard> standards;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const auto text = [&](std::string_view column) { return std::string(cell(table, row, column)); };
        standards.push_back({.id = text("id"),
                             .name = text("name"),
                             .name_ja = text("name_ja"),
                             .formula = text("formula_unlabelled"),
                             .label = text("label"),
                             .mass_da = to_number(text("monoisotopic_mass")),
                             .ion = text("ion"),
                             .mz = to_number(text("mz")),
                             .mode = library_mode(text("mode")),
                             .role = text("role"),
                             .compound_id = text("compound_id"),
                             .source = text("source")});
    }
    return standards;
}

}  // namespace

std::span<const InternalStandard> internal_standards() {
    static const std::vector<InternalStandard> all = read_internal_standards();
    return all;
}

const InternalStandard* find_internal_standard(std::string_view name) {
    const std::string key = library_name_key(name);
    for (const InternalStandard& one : internal_standards())
        if (library_name_key(one.id) == key || library_name_key(one.name) == key) return &one;
    return nullptr;
}

double label_mass_da(std::string_view label, std::string_view formula) {
    const Formula molecule = parse_formula(formula);
    double mass_da = 0.0;
    for (std::string_view part : split(label, ' ')) {
        const auto atom = std::find_if(heavy_atoms.begin(), heavy_atoms.end(),
                                       [&](const HeavyAtom& one) { return part.starts_with(one.text); });
        if (atom == heavy_atoms.end())
            throw Error("label '" + std::string(label) + "' is not of the kind D3, 13C6 or 13C6 15N2");
        part.remove_prefix(atom->text.size());
        const int count = part.empty() ? 1 : int(to_number(part));
        if (count < 1 || count > atoms_in(molecule, atom->symbol))
            throw Error("label '" + std::string(label) + "': " + std::string(formula) + " has not so many atoms " +
                        std::string(atom->symbol));
        mass_da += count * gain_da(*atom);
    }
    return mass_da;
}

}  // namespace gassan
