#include "core/simulate/compounds.hpp"

#include "core/chem/formula.hpp"
#include "core/library/library_mobility.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

struct Table {
    const char* name;
    std::vector<SimulatedCompound> compounds;
    bool plasma = true, anions = false;
};

std::vector<Table> tables() {
    return {{"tiny", tiny_compounds(), false, false},
            {"demo", demo_compounds(), false, false},
            {"plasma cations", plasma_cations(), true, false},
            {"plasma anions", plasma_anions(), true, true}};
}

const SimulatedCompound& of(const std::vector<SimulatedCompound>& compounds, std::string_view id) {
    const auto found =
        std::find_if(compounds.begin(), compounds.end(), [&](const auto& one) { return one.compound_id == id; });
    INFO(id);
    REQUIRE(found != compounds.end());
    return *found;
}

/// Apex time without ramp in 80 cm of bare silica at +30 kV.
double arrival_s(double eof_tu, const SimulatedCompound& compound) {
    return 800.0 * 800.0 / 30.0 / (eof_tu + compound.mobility_tu);
}

}  // namespace

TEST_CASE("simulated compounds: every row of every table is sound", "[compounds]") {
    for (const auto& [name, compounds, plasma, anions] : tables()) {
        std::set<std::string> ids, names;
        for (const auto& one : compounds) {
            CAPTURE(name, one.compound_id);
            CHECK(ids.insert(one.compound_id).second);
            CHECK(names.insert(one.name).second);
            CHECK(one.source.starts_with("mobility: "));
            CHECK(one.source.find("; concentration: ") != std::string::npos);
            CHECK(one.main_charge == (anions ? -1 : std::max(1, one.permanent_charge)));
            CHECK((anions ? one.mobility_tu < 0.0 : one.mobility_tu >= 0.0));
            CHECK(std::max(one.concentration_um, one.treated_um) > 0.0);
            CHECK((one.log_sd >= 0.0 && one.log_sd <= 1.2));
            CHECK((one.absent_share >= 0.0 && one.absent_share < 1.0));
            const Formula ion =
                add(parse_formula(one.formula), parse_formula("H"), one.permanent_charge > 0 ? 0 : one.main_charge);
            for (const auto& loss : one.losses)
                for (const FormulaTerm& term : add(ion, parse_formula(loss), -1)) CHECK(term.count > 0);
            if (one.role != "analyte") CHECK((one.log_sd == 0.0 && one.treated_um == one.concentration_um));
        }
    }
}

TEST_CASE("simulated compounds: formulas and masses are those of the library", "[compounds]") {
    for (const auto& [name, compounds, plasma, anions] : tables())
        for (const auto& one : compounds) {
            CAPTURE(name, one.compound_id);
            const auto* known = find_in_library(one.compound_id);
            REQUIRE(known);
            CHECK(one.formula == known->formula);
            CHECK(one.permanent_charge == known->permanent_charge);
            CHECK_THAT(monoisotopic_mass_da(parse_formula(one.formula)), WithinAbs(known->monoisotopic_mass_da, 1e-5));
            if (plasma) CHECK(one.name == known->name);
        }
}

TEST_CASE("simulated compounds: isomers have mobilities of their own", "[compounds]") {
    for (const auto& [name, compounds, plasma, anions] : tables()) {
        std::size_t isomers = 0;
        for (const auto& a : compounds)
            for (const auto& b : compounds) {
                if (&a == &b || a.formula != b.formula || a.permanent_charge != b.permanent_charge) continue;
                CAPTURE(name, a.compound_id, b.compound_id);
                CHECK(std::abs(a.mobility_tu - b.mobility_tu) >= 0.29);
                ++isomers;
            }
        CAPTURE(name);
        CHECK(isomers >= (plasma ? 24 : 2));
    }
    const auto cations = plasma_cations(), anions = plasma_anions();
    CHECK(of(cations, "isoleucine").mobility_tu > of(cations, "leucine").mobility_tu);
    CHECK(of(anions, "isocitric-acid").mobility_tu < of(anions, "citric-acid").mobility_tu);
    for (const char* id : {"fructose-6-phosphate", "glucose-1-phosphate", "glucose-6-phosphate",
                           "2-hydroxybutyric-acid", "3-hydroxybutyric-acid", "3-phosphoglyceric-acid"})
        static_cast<void>(of(anions, id));
}

TEST_CASE("simulated compounds: what is said to be the library's is computed from the library", "[compounds]") {
    // The tables were computed by another program; both round to 0.01 TU.
    std::map<std::string, int> checked;
    for (const auto& [name, compounds, plasma, anions] : tables()) {
        if (!plasma) continue;
        for (const auto& one : compounds) {
            if (!one.source.starts_with("mobility: library") || one.source.find("moved by") != std::string::npos)
                continue;
            CAPTURE(name, one.compound_id);
            const auto known =
                mobility_in(*find_in_library(one.compound_id), anions ? ammonium_acetate_50mm : formic_acid_1m,
                            anions ? Polarity::negative : Polarity::positive);
            CHECK_THAT(one.mobility_tu, WithinAbs(known.mobility_tu, 0.0051));
            CHECK((one.source.find("estimated") == std::string::npos) == (known.basis == MobilityBasis::tabulated));
            ++checked[name];
        }
    }
    CHECK(checked["plasma cations"] >= 30);
    CHECK(checked["plasma anions"] >= 30);
}

TEST_CASE("simulated compounds: plasma holds what clinical chemistry finds in it", "[compounds]") {
    const auto cations = plasma_cations(), anions = plasma_anions();
    CHECK(of(cations, "glutamine").concentration_um == 590);
    CHECK(of(cations, "alanine").concentration_um == 350);
    CHECK(of(cations, "creatine").concentration_um == 35);
    CHECK(of(cations, "trimethylamine-n-oxide").concentration_um == 4);
    CHECK(of(cations, "trimethylamine-n-oxide").log_sd >= 0.6);
    CHECK(of(cations, "urea").concentration_um == 5000);
    CHECK(of(anions, "lactic-acid").concentration_um == 1300);
    CHECK(of(anions, "uric-acid").concentration_um == 300);
    CHECK(of(anions, "cis-aconitic-acid").concentration_um == 2);
    CHECK(of(anions, "hippuric-acid").log_sd >= 0.6);
    CHECK((cations.size() >= 150 && cations.size() <= 210));
    CHECK((anions.size() >= 100 && anions.size() <= 120));
}

TEST_CASE("simulated compounds: about a third of plasma differs between the groups", "[compounds]") {
    for (const auto& [name, compounds, plasma, anions] : tables()) {
        if (!plasma) continue;
        double analytes = 0, differ = 0, rare = 0;
        for (const auto& one : compounds) {
            analytes += one.role == "analyte";
            differ += one.treated_um != one.concentration_um;
            rare += one.absent_share >= 0.5;
        }
        CAPTURE(name, analytes, differ, rare);
        CHECK((differ / analytes > 0.28 && differ / analytes < 0.42));
        CHECK(rare >= 3);
    }
}

TEST_CASE("simulated compounds: real runs are met at their times", "[compounds]") {
    // Worked out by hand from A = 21,333 TU s and an EOF of 62 TU: hippurate 515 s, lactate 665 s, pyruvate 793 s,
    // succinate 1309 s, citrate 1654 s, isocitrate 1808 s; cations with 16 TU: lysine 377 s, leucine 581 s.
    const auto cations = plasma_cations(), anions = plasma_anions();
    const auto anion_s = [&](const char* id) { return arrival_s(62.0, of(anions, id)); };
    CHECK_THAT(anion_s("hippuric-acid"), WithinAbs(515, 0.5));
    CHECK_THAT(anion_s("lactic-acid"), WithinAbs(665, 0.5));
    CHECK_THAT(anion_s("pyruvic-acid"), WithinAbs(793, 0.5));
    CHECK_THAT(anion_s("succinic-acid"), WithinAbs(1309, 0.5));
    CHECK_THAT(anion_s("citric-acid"), WithinAbs(1654, 0.5));
    CHECK_THAT(anion_s("isocitric-acid"), WithinAbs(1808, 0.5));
    CHECK_THAT(arrival_s(16.0, of(cations, "lysine")), WithinAbs(377, 0.5));
    CHECK_THAT(arrival_s(16.0, of(cations, "leucine")), WithinAbs(581, 0.5));
}

TEST_CASE("simulated compounds: all of plasma arrives within 2,400 s", "[compounds]") {
    for (const auto& one : plasma_anions()) {
        CAPTURE(one.compound_id, one.mobility_tu);
        CHECK(arrival_s(62.0, one) < 2400.0);
    }
    for (const auto& one : plasma_cations()) CHECK(arrival_s(16.0, one) < 2400.0);
}

TEST_CASE("simulated compounds: each polarity has its standards and markers", "[compounds]") {
    const auto cations = plasma_cations(), anions = plasma_anions();
    CHECK(of(cations, "methionine-sulfone").role == "internal_standard");
    CHECK(of(cations, "ethionine").role == "internal_standard");
    CHECK(of(cations, "3-aminopyrrolidine").role == "marker");
    CHECK(of(cations, "procaine").role == "marker");
    CHECK(of(cations, "acetaminophen").mobility_tu == 0.0);
    CHECK(of(anions, "d-camphor-10-sulfonic-acid").role == "internal_standard");
    CHECK(of(anions, "pipes").role == "internal_standard");
    CHECK(of(anions, "mes").role == "marker");
    CHECK(of(anions, "trimesic-acid").role == "marker");
    // By its charge and mass trimesate goes with succinate, malate and fumarate: late, and yet within every run.
    CHECK_THAT(arrival_s(62.0, of(anions, "trimesic-acid")), WithinRel(1496.0, 0.005));
    CHECK(of(cations, "spermidine").double_charge);
    CHECK(of(anions, "atp").double_charge);
    CHECK_FALSE(of(anions, "lactic-acid").double_charge);
}
