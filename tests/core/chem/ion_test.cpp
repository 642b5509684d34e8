#include "core/chem/ion.hpp"

#include "core/base/error.hpp"

#include <catch2/catch.hpp>

using namespace gassan;

namespace {

double mz(const char* formula, const char* ion) {
    return ion_mz(parse_formula(formula), parse_ion(ion));
}

}  // namespace

TEST_CASE("ion: m/z of usual species are the published ones", "[chem]") {
    // Glucose and glutamic acid, HMDB0000122 and HMDB0000148 (monoisotopic 180.06339 and 147.05316), by hand with the
    // proton 1.007276, sodium ion 22.989218 and chloride 34.969402.
    CHECK(mz("C6H12O6", "[M+Na]+") == Approx(203.05261).margin(2e-5));
    CHECK(mz("C6H12O6", "[M+Cl]-") == Approx(215.03279).margin(2e-5));
    CHECK(mz("C5H9NO4", "[M+H]+") == Approx(148.06043).margin(2e-5));
    CHECK(mz("C5H9NO4", "[M-H]-") == Approx(146.04588).margin(2e-5));
    CHECK(mz("C5H9NO4", "[M-H2O+H]+") == Approx(130.04987).margin(2e-5));
    CHECK(mz("C5H9NO4", "[2M+H]+") == Approx(295.11359).margin(4e-5));
    CHECK(mz("C5H9NO4", "[M+2H]2+") == Approx(74.53385).margin(2e-5));
    CHECK(mz("C5H14NO", "[M]+") == Approx(104.10699).margin(2e-5));
    CHECK(parse_ion("[M-2H]2-").charge == -2);
}

TEST_CASE("ion: what is no species is refused, and so is one that loses atoms the molecule has not", "[chem]") {
    for (const char* text : {"", "M+H", "[M+H", "[M+H]", "[M+]+", "[M+H]+ ", "[+H]+", "[M+Xx]+", "[M+H]0+", "[0M+H]+",
                             "[M+H]99+", "[M*H]+"}) {
        INFO(text);
        CHECK_THROWS_AS(parse_ion(text), Error);
    }
    CHECK_THROWS_WITH(mz("CH4", "[M-H2O+H]+"), Catch::Contains("has not the atoms"));
}
