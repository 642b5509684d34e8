#include "core/chem/formula.hpp"

#include "core/base/error.hpp"
#include "core/chem/elements.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using Catch::Matchers::Contains;
using Catch::Matchers::WithinAbs;

namespace {

double protonated_mz(const char* formula) {
    return ion_mz(add(parse_formula(formula), parse_formula("H")), 1);
}
double deprotonated_mz(const char* formula, int charge = -1) {
    return ion_mz(add(parse_formula(formula), parse_formula("H"), charge), charge);
}

}  // namespace

TEST_CASE("formula: [M+H]+ agree with the published list, electron and all", "[formula]") {
    // Forgetting the electron moves each by 0.55 mDa: urea by 9 ppm.
    struct Row {
        const char *name, *formula;
        double mz;
    };
    const auto row = GENERATE(
        Row{"glycine", "C2H5NO2", 76.03930}, Row{"alanine", "C3H7NO2", 90.05495}, Row{"serine", "C3H7NO3", 106.04987},
        Row{"proline", "C5H9NO2", 116.07060}, Row{"valine", "C5H11NO2", 118.08626},
        Row{"threonine", "C4H9NO3", 120.06552}, Row{"leucine", "C6H13NO2", 132.10191},
        Row{"creatine", "C4H9N3O2", 132.07675}, Row{"asparagine", "C4H8N2O3", 133.06077},
        Row{"ornithine", "C5H12N2O2", 133.09715}, Row{"aspartic acid", "C4H7NO4", 134.04478},
        Row{"glutamine", "C5H10N2O3", 147.07642}, Row{"lysine", "C6H14N2O2", 147.11280},
        Row{"glutamic acid", "C5H9NO4", 148.06043}, Row{"methionine", "C5H11NO2S", 150.05833},
        Row{"histidine", "C6H9N3O2", 156.07675}, Row{"carnitine", "C7H15NO3", 162.11247},
        Row{"phenylalanine", "C9H11NO2", 166.08626}, Row{"arginine", "C6H14N4O2", 175.11895},
        Row{"citrulline", "C6H13N3O3", 176.10297}, Row{"tyrosine", "C9H11NO3", 182.08117},
        Row{"tryptophan", "C11H12N2O2", 205.09715}, Row{"creatinine", "C4H7N3O", 114.06619},
        Row{"GABA", "C4H9NO2", 104.07060}, Row{"TMAO", "C3H9NO", 76.07569}, Row{"urea", "CH4N2O", 61.03964},
        Row{"methionine sulfone", "C5H11NO4S", 182.04816}, Row{"hexakis", "C12H18F12N3O6P3", 622.028961});
    CAPTURE(row.name);
    CHECK_THAT(protonated_mz(row.formula), WithinAbs(row.mz, 1e-5));
}

TEST_CASE("formula: a permanent cation loses an electron and gains no proton", "[formula]") {
    CHECK_THAT(ion_mz(parse_formula("C5H14NO"), 1), WithinAbs(104.10699, 1e-5));  // choline
}

TEST_CASE("formula: [M-H]- and 2- agree with the published list", "[formula]") {
    CHECK_THAT(deprotonated_mz("C3H4O3"), WithinAbs(87.00877, 1e-5));          // pyruvate
    CHECK_THAT(deprotonated_mz("C6H8O7"), WithinAbs(191.01973, 1e-5));         // citrate
    CHECK_THAT(deprotonated_mz("C10H16N5O13P3"), WithinAbs(505.98847, 1e-5));  // ATP
    CHECK_THAT(deprotonated_mz("C10H16N5O13P3", -2), WithinAbs(252.49060, 1e-5));
    CHECK_THAT(deprotonated_mz("C23H38N7O17P3S"), WithinAbs(808.11850, 1e-5));  // acetyl-CoA
    CHECK_THAT(deprotonated_mz("C23H38N7O17P3S", -2), WithinAbs(403.55561, 1e-5));
    CHECK_THAT(deprotonated_mz("C2H7NO3S"), WithinAbs(124.00739, 1e-5));  // taurine
}

TEST_CASE("formula: ion increments contain the electron once", "[formula]") {
    CHECK_THAT(ion_mz(parse_formula("H"), 1), WithinAbs(1.007276, 1e-6));
    CHECK_THAT(ion_mz(parse_formula("Na"), 1), WithinAbs(22.989221, 1e-6));
    CHECK_THAT(ion_mz(parse_formula("K"), 1), WithinAbs(38.963158, 1e-6));
    CHECK_THAT(ion_mz(parse_formula("NH4"), 1), WithinAbs(18.033826, 1e-6));
}

TEST_CASE("formula: groups, repeats and order do not matter to the sum", "[formula]") {
    CHECK(parse_formula("Ca(HCO2)2") == parse_formula("C2H2CaO4"));
    CHECK(parse_formula("((CH3)2(CH2))2") == parse_formula("C6H16"));
    CHECK(parse_formula("CH3CH2OH") == parse_formula("C2H6O"));
    CHECK(hill_text(parse_formula("SO3NH7C2")) == "C2H7NO3S");
    CHECK(hill_text(parse_formula("HNaO")) == "HNaO");
    CHECK(hill_text(parse_formula("ClH4N")) == "ClH4N");
}

TEST_CASE("formula: a loss is subtracted, and what is gone is gone", "[formula]") {
    const auto lysine = parse_formula("C6H15N2O2");
    CHECK(hill_text(add(lysine, parse_formula("HCOOH"), -1)) == "C5H13N2");
    CHECK(add(parse_formula("H2O"), parse_formula("H2O"), -1).empty());
}

TEST_CASE("formula: what is no formula is refused with its place", "[formula][error]") {
    CHECK_THROWS_WITH(parse_formula("C6H12X"), Contains("character 6: no element 'X'"));
    CHECK_THROWS_WITH(parse_formula(""), Contains("character 1: nothing here"));
    CHECK_THROWS_WITH(parse_formula("(CH2"), Contains("not closed"));
    CHECK_THROWS_WITH(parse_formula("CH2)"), Contains("')' without '('"));
    CHECK_THROWS_WITH(parse_formula("C0"), Contains("a count must be"));
    CHECK_THROWS_WITH(parse_formula("C99999999999"), Contains("a count must be"));
    CHECK_THROWS_WITH(parse_formula("c6h6"), Contains("expected an element"));
    CHECK_THROWS_WITH(parse_formula("C6H14N2O2+"), Contains("expected an element"));
    CHECK_THROWS_AS(parse_formula(std::string(1000, '(')), Error);
}

TEST_CASE("elements: abundances sum to one and masses lie at their mass numbers", "[elements]") {
    REQUIRE(elements().size() == 21);
    for (const auto& element : elements()) {
        double sum = 0.0;
        for (const auto& isotope : element.isotopes) {
            sum += isotope.abundance;
            CHECK(std::fabs(isotope.mass_da - isotope.mass_number) < 0.1);
        }
        CAPTURE(element.symbol);
        CHECK_THAT(sum, WithinAbs(1.0, 1e-9));
    }
    CHECK(elements()[std::size_t(element_index("Fe"))].main == 1);  // 56, not the lightest
    CHECK(element_index("Xx") == -1);
}
