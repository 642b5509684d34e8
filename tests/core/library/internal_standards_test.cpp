#include "core/library/internal_standards.hpp"

#include "core/base/error.hpp"
#include "core/chem/formula.hpp"
#include "core/chem/ion.hpp"
#include "core/library/library_names.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace gassan;
using Catch::Matchers::Contains;
using Catch::Matchers::WithinAbs;

TEST_CASE("internal standards: mass and m/z of every row are those of its formula, label and ion", "[library]") {
    REQUIRE(internal_standards().size() == 66);
    const double electron_da = 5.48579909065e-4, hydrogen_da = 1.00782503223;
    for (const InternalStandard& one : internal_standards()) {
        CAPTURE(one.id);
        // Mass gained by a heavy atom, AME2012: 2H-1H, 13C-12C, 15N-14N.
        double mass_da = monoisotopic_mass_da(parse_formula(one.formula));
        for (std::size_t at = 0; at < one.label.size();) {
            const auto end = std::min(one.label.find(' ', at), one.label.size());
            const std::string part = one.label.substr(at, end - at);
            const bool deuterium = part[0] == 'D';
            const std::string digits = part.substr(deuterium ? 1 : 3);
            const double gain = deuterium ? 1.00627674589 : part.starts_with("13C") ? 1.00335483507 : 0.99703489445;
            mass_da += (digits.empty() ? 1 : std::stoi(digits)) * gain;
            at = end + 1;
        }
        CHECK_THAT(one.mass_da, WithinAbs(mass_da, 1.5e-6));
        CHECK_THAT(label_mass_da(one.label, one.formula),
                   WithinAbs(mass_da - monoisotopic_mass_da(parse_formula(one.formula)), 1e-7));
        const double due = one.ion == "[M+H]+" ? mass_da + hydrogen_da - electron_da
                           : one.ion == "[M]+" ? mass_da - electron_da
                                               : mass_da - hydrogen_da + electron_da;
        CHECK_THAT(one.mz, WithinAbs(due, 1.5e-6));
        CHECK((one.ion.back() == '+') == (one.mode == LibraryMode::cation));
    }
}

TEST_CASE("internal standards: ids are unique and well-formed, and each is of the compound it names", "[library]") {
    std::set<std::string> seen;
    std::size_t of_library = 0;
    for (const InternalStandard& one : internal_standards()) {
        CAPTURE(one.id);
        CHECK(seen.insert(one.id).second);
        CHECK(seen.insert("name " + one.name).second);
        CHECK(one.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos);
        CHECK_FALSE(one.source.empty());
        CHECK_FALSE(one.role.empty());
        if (one.compound_id.empty()) continue;
        ++of_library;
        const auto* compound = find_in_library(one.compound_id);
        REQUIRE(compound);
        CHECK(compound->formula == one.formula);
        CHECK(parse_ion(one.ion).change == parse_ion(compound->permanent_charge > 0 ? "[M]+" : one.ion).change);
    }
    CHECK(of_library >= 60);
    CHECK(find_internal_standard("Methionine sulfone")->id == "methionine-sulfone");
    CHECK(find_internal_standard("GABA-D6")->id == "gaba-d6");
    CHECK(find_internal_standard("leucine") == nullptr);
}

TEST_CASE("internal standards: labels that cannot be are refused", "[library][error]") {
    CHECK(label_mass_da("", "C2H5NO2") == 0.0);
    CHECK_THAT(label_mass_da("13C", "C2H5NO2"), WithinAbs(1.0033548, 1e-7));
    CHECK_THROWS_WITH(label_mass_da("13C3", "C2H5NO2"), Contains("not so many atoms C"));
    CHECK_THROWS_WITH(label_mass_da("14C", "C2H5NO2"), Contains("13C6"));
    CHECK_THROWS_AS(label_mass_da("D0", "C2H5NO2"), Error);
}
