#include "core/chem/units.hpp"

#include "core/base/error.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using Catch::Matchers::Contains;

namespace {

double converted(double value, std::string_view from, std::string_view to, double molar_mass = no_value) {
    return convert(value, parse_unit(from), parse_unit(to), molar_mass);
}

}  // namespace

TEST_CASE("units: concentrations convert among themselves", "[units]") {
    CHECK(converted(2.5, "mmol/L", "umol/L") == Approx(2500.0));
    CHECK(converted(2.5, "nM", "umol/L") == Approx(0.0025));
    CHECK(converted(3.0, "\xC2\xB5mol / L", "mol/L") == Approx(3e-6));  // micro sign
    CHECK(converted(3.0, "\xCE\xBCM", "pmol/mL") == Approx(3000.0));    // Greek mu
    CHECK(converted(7.0, "mg/dL", "ug/mL") == Approx(70.0));
    CHECK(converted(4.0, "umol/kg", "pmol/mg") == Approx(4.0));
    CHECK(converted(0.2, "mL", "uL") == Approx(200.0));
}

TEST_CASE("units: amounts become masses by the molar mass", "[units]") {
    // Creatinine, C4H7N3O, 113.12 g/mol: 1 mg/dL are 88.4 umol/L, as every clinical table has it.
    const double molar_mass = molar_mass_g_mol(parse_formula("C4H7N3O"));
    CHECK(molar_mass == Approx(113.12).margin(0.005));
    CHECK(converted(1.0, "mg/dL", "umol/L", molar_mass) == Approx(88.4).margin(0.05));
    CHECK(converted(88.4, "umol/L", "mg/dL", molar_mass) == Approx(1.0).margin(0.001));
    CHECK(molar_mass_g_mol(parse_formula("C6H12O6")) == Approx(180.156).margin(0.003));
}

TEST_CASE("units: what does not fit is refused by name", "[units]") {
    CHECK_THROWS_WITH(converted(1.0, "umol/L", "nmol/g"), Contains("umol/L cannot become nmol/g") &&
                                                              Contains("amount per volume") &&
                                                              Contains("amount per mass"));
    CHECK_THROWS_WITH(converted(1.0, "nmol/g", "nmol/g dry matter"), Contains("dry mass"));
    CHECK_THROWS_WITH(converted(1.0, "mg", "mL"), Contains("mg cannot become mL"));
    CHECK_THROWS_WITH(converted(1.0, "mg/L", "umol/L"), Contains("molar mass") && Contains("formula"));
    CHECK_THROWS_AS(parse_unit("ppm"), ParameterError);
    CHECK_THROWS_WITH(parse_unit("umol/Ll"), Contains("umol/Ll") && Contains("did you mean umol/L?"));
    CHECK_THROWS_AS(parse_unit(""), ParameterError);
}

TEST_CASE("units: the case of a letter counts where it changes the meaning", "[units]") {
    CHECK(parse_unit("M").factor == Approx(1e6));
    CHECK(parse_unit("mM").factor == Approx(1e3));
    CHECK_THROWS_AS(parse_unit("UM"), ParameterError);
    CHECK_THROWS_AS(parse_unit("MG/L"), ParameterError);
}
