#include "core/library/adducts.hpp"

#include "core/base/error.hpp"
#include "core/base/table.hpp"
#include "core/chem/elements.hpp"
#include "core/library/library.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <map>
#include <set>

using namespace gassan;
using Catch::Matchers::WithinAbs;

namespace gassan::embedded {
extern const std::string_view adducts_tsv;
}

namespace {

/// "+Na2-H" as a difference of formulas: signs and atoms, read without parse_ion.
Formula change_of(std::string_view text) {
    Formula change;
    while (!text.empty()) {
        const int sign = text.front() == '+' ? 1 : -1;
        text.remove_prefix(1);
        const auto end = std::min(text.find_first_of("+-"), text.size());
        change = add(change, parse_formula(text.substr(0, end)), sign);
        text.remove_prefix(end);
    }
    return change;
}

int valence_sum(const Formula& formula) {
    static const std::map<std::string, int> odd{{"H", 1}, {"F", 1}, {"Cl", 1}, {"Br", 1}, {"I", 1},
                                                {"N", 1}, {"P", 1}, {"Na", 1}, {"K", 1}};
    int sum = 0;
    for (const FormulaTerm& term : formula)
        if (odd.contains(elements()[std::size_t(term.element)].symbol)) sum += term.count;
    return sum;
}

}  // namespace

TEST_CASE("adducts: the shift of every row is that of its atoms and electrons, and of what the ion's name says",
          "[library][adducts]") {
    const auto table = split_table(embedded::adducts_tsv);
    REQUIRE(table.rows.size() == 49);
    REQUIRE(adducts().size() == 49);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const Adduct& adduct = adducts()[row];
        CAPTURE(adduct.ion, adduct.molecule_charge);
        const Formula change = change_of(adduct.change_text);
        CHECK(change == adduct.species.change);
        double shift_da = -adduct.species.charge * 5.48579909065e-4;
        for (const FormulaTerm& term : change) {
            const Element& element = elements()[std::size_t(term.element)];
            shift_da += term.count * element.isotopes[element.main].mass_da;
        }
        CHECK_THAT(adduct.mass_shift_da, WithinAbs(shift_da, 1e-9));
        CHECK_THAT(to_number(cell(table, row, "mass_shift")), WithinAbs(shift_da, 6e-7));
        const auto charge = cell(table, row, "charge");
        CHECK(to_number(charge.starts_with('+') ? charge.substr(1) : charge) == adduct.species.charge);
        CHECK(to_number(cell(table, row, "molecules")) == adduct.species.molecules);
        CHECK((cell(table, row, "mode") == "positive") == (adduct.species.charge > 0));
        CHECK_FALSE(adduct.source.empty());
    }
}

TEST_CASE("adducts: shifts printed elsewhere", "[library][adducts]") {
    // Electron included; common tables of adducts to six decimals.
    const std::map<std::string, double> printed{
        {"[M+H]+", 1.007276},        {"[M+Na]+", 22.989221},     {"[M+K]+", 38.963158},    {"[M+NH4]+", 18.033826},
        {"[M+H+CH3OH]+", 33.033491}, {"[M-H+2Na]+", 44.971165},  {"[M-H]-", -1.007276},    {"[M+Cl]-", 34.969401},
        {"[M+HCOO]-", 44.998203},    {"[M+CH3COO]-", 59.013853}, {"[M-2H+Na]-", 20.974668}};
    std::size_t seen = 0;
    for (const Adduct& adduct : adducts())
        if (const auto found = printed.find(adduct.ion); found != printed.end() && adduct.molecule_charge == 0) {
            CHECK_THAT(adduct.mass_shift_da, WithinAbs(found->second, 1.5e-6));
            ++seen;
        }
    CHECK(seen == printed.size());
}

TEST_CASE("adducts: an ion of a closed-shell molecule has no odd electron, and stands once", "[library][adducts]") {
    std::set<std::pair<std::string, int>> seen;
    for (const Adduct& adduct : adducts()) {
        CAPTURE(adduct.ion, adduct.molecule_charge);
        CHECK(seen.emplace(adduct.ion, adduct.molecule_charge).second);
        CHECK((valence_sum(adduct.species.change) + adduct.species.charge -
               adduct.species.molecules * adduct.molecule_charge) %
                  2 ==
              0);
        if (adduct.kind == AdductKind::multimer) CHECK(adduct.species.molecules > 1);
        if (adduct.kind == AdductKind::multiple) CHECK(std::abs(adduct.species.charge) > 1);
        if (adduct.kind == AdductKind::fragment) CHECK(adduct.mass_shift_da < 0.0);
        if (adduct.kind == AdductKind::adduct) CHECK(adduct.mass_shift_da > 1.1);
    }
}

TEST_CASE("adducts: every charge that a molecule of the library can have has its main ion", "[library][adducts]") {
    constexpr std::array kinds{AdductKind::main};
    std::set<int> positive, negative;
    for (const Adduct& adduct : adducts_of(Polarity::positive, kinds)) positive.insert(adduct.molecule_charge);
    for (const Adduct& adduct : adducts_of(Polarity::negative, kinds)) negative.insert(adduct.molecule_charge);
    for (const LibraryCompound& one : library()) CHECK(positive.contains(one.permanent_charge));
    CHECK(positive == std::set{0, 1, 2});
    CHECK(negative == std::set{-1, 0});
    CHECK(adduct_named("[M+H-H2O]+").mass_shift_da < -17.0);
    CHECK_THROWS_AS(adduct_named("M+H"), Error);
}
