#include "core/quantify/quantify.hpp"

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "tests/core/quantify/made_cells.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

/// Ala (2 areas a umol/L, blank 0) and two internal standards of areas 1000 and 2000 in six levels of 1 to 243 umol/L,
/// a blank and six samples of 20 umol/L; everything of a run times its injection.
struct Plasma : MadeStudy {
    std::size_t ala, near, far, blank = 6, first = 7;
    QuantifyParams params;

    Plasma() {
        ala = add_compound(compound_of("Ala", CompoundRole::analyte, 25.0));
        compounds[0].formula = "C3H7NO2";
        near = add_compound(compound_of("near", CompoundRole::internal_standard, 24.0));
        far = add_compound(compound_of("far", CompoundRole::internal_standard, 15.0));
        double level = 1.0;
        for (std::size_t s = 0; s < 13; ++s, level *= 3.0) {
            add_sample(s < 6    ? SampleType::standard
                       : s == 6 ? SampleType::blank
                                : SampleType::sample,
                       s < 6 ? level : no_value);
            const double injection = 1.0 + 0.1 * std::sin(double(s));
            const double amount = s < 6 ? level : 20.0;
            cell(ala, s) = s == 6 ? below(0.4 * injection) : cell_of(2.0 * amount * injection, 0.02 * injection);
            cell(near, s) = cell_of(1000.0 * injection, 5.0);
            cell(far, s) = cell_of(2000.0 * injection, 10.0);
        }
    }
    [[nodiscard]] Quantities quantified() const { return quantify(study, compounds, levels, rows, params); }
};

}  // namespace

TEST_CASE("quantify: what was put in comes out, whatever was injected", "[quantify]") {
    const Plasma plasma;
    const Quantities found = plasma.quantified();
    CHECK(found.concentrations.size() == 3 * 13);
    CHECK(found.curves.size() == 3);
    CHECK(found.curves[0].internal_standard == "near");
    CHECK(found.curves[0].b1 == Approx(0.002));
    CHECK_THAT(found.curves[0].standard_choice, Contains("the nearest of 2"));
    for (std::size_t s = plasma.first; s < 13; ++s) {
        const Concentration& value = at(found, plasma.ala, s);
        CHECK(value.value == Approx(20.0));
        CHECK(value.low95 < 20.0);
        CHECK(value.high95 > 20.0);
        CHECK(value.unit == "umol/L");
        CHECK(value.internal_standard == "near");
        CHECK(value.flags.empty());
    }
    CHECK(found.curves[1].points.empty());
    CHECK(at(found, plasma.near, 8).flags == "no_curve");
    CHECK(found.notes.empty());
}

TEST_CASE("quantify: a cell below the limit has no value, and this run's own limit of detection", "[quantify]") {
    const Plasma plasma;
    const Quantities found = plasma.quantified();
    const Concentration& blank = at(found, plasma.ala, plasma.blank);
    CHECK(std::isnan(blank.value));
    CHECK(std::isnan(blank.se));
    CHECK(blank.kind == CellKind::below_limit);
    CHECK(blank.lod == Approx(0.2));  // 0.4 counts x s at 2 a umol/L, more than the curve's 0.03
    CHECK(found.curves[0].lod < 0.1);
}

TEST_CASE("quantify: a failed internal standard leaves its run without values, and names another", "[quantify]") {
    Plasma plasma;
    plasma.cell(plasma.near, 9).area /= 3.0;
    const Quantities left = plasma.quantified();
    const Concentration& value = at(left, plasma.ala, 9);
    CHECK(std::isnan(value.value));
    CHECK_THAT(value.flags, Contains("is_failed: 2.7 times below") && Contains("did well: far"));
    CHECK(value.kind == CellKind::measured);
    CHECK(at(left, plasma.ala, 10).value == Approx(20.0));
    REQUIRE(left.notes.size() == 1);
    CHECK(left.notes[0].code == "internal-standard-failed");

    plasma.params.failed_standard = "replace";
    const Quantities replaced = plasma.quantified();
    CHECK(at(replaced, plasma.ala, 9).value == Approx(20.0));
    CHECK(at(replaced, plasma.ala, 9).flags == "is_replaced: far");
    CHECK(at(replaced, plasma.ala, 9).internal_standard == "far");
    CHECK(at(replaced, plasma.ala, 10).internal_standard == "near");
}

TEST_CASE("quantify: a standard whose internal standard failed is not on the curve", "[quantify]") {
    Plasma plasma;
    plasma.cell(plasma.near, 2) = below(3.0);
    plasma.cell(plasma.ala, 4).flags = FeatureFlag::saturated;
    const Quantities found = plasma.quantified();
    CHECK(found.curves[0].points[2].why_not == "internal standard failed");
    CHECK(found.curves[0].points[4].why_not == "saturated");
    CHECK(found.curves[0].b1 == Approx(0.002));
}

TEST_CASE("quantify: levels by compound go before the level of all, in any unit that fits", "[quantify]") {
    Plasma plasma;
    double level = 1.0;
    for (std::size_t s = 0; s < 6; ++s, level *= 3.0)  // alanine, 89.09 g/mol: twice what the sheet says of all
        plasma.levels.push_back({plasma.study.samples[s].sample_id, "Ala", 2.0 * level * 0.0890932, "mg/L"});
    CHECK(at(plasma.quantified(), plasma.ala, 8).value == Approx(40.0).epsilon(1e-4));
    plasma.params.unit = "ug/L";
    CHECK(at(plasma.quantified(), plasma.ala, 8).value == Approx(40.0 * 89.0932).epsilon(1e-4));
    CHECK(at(plasma.quantified(), plasma.ala, 8).unit == "ug/L");
    plasma.levels[2].unit = "nmol/g";
    CHECK_THROWS_WITH(plasma.quantified(), Contains("standard R3, Ala") && Contains("nmol/g cannot become ug/L"));
}

TEST_CASE("quantify: one standard's response factor gives amounts, flagged, with the error of a lone vial",
          "[quantify]") {
    Plasma plasma;
    for (std::size_t s = 0; s < 6; ++s)
        if (s != 4) plasma.study.samples[s].type = SampleType::sample;  // 81 umol/L is the one level
    const Quantities found = plasma.quantified();
    CHECK(found.curves[0].model == CurveModel::single_point);
    CHECK_THAT(found.curves[0].choice, Contains("the factor of level 81"));
    const Concentration& value = at(found, plasma.ala, 8);
    CHECK(value.value == Approx(20.0));
    CHECK(value.flags == "single_point");
    // 15 % of the sample's vial and 15 % of the standard's; areas and internal standards add 0.5 % each.
    CHECK(value.se == Approx(20.0 * 0.15 * std::sqrt(2.0)).epsilon(0.01));
    CHECK(value.high95 - value.value > value.value - value.low95);
    CHECK(at(plasma.quantified(), plasma.ala, 5).value == Approx(243.0));
    CHECK(at(Plasma().quantified(), plasma.ala, 8).flags.empty());
}

TEST_CASE("quantify: amounts of a feature that isomers share are said to be the set's", "[quantify]") {
    Plasma plasma;
    plasma.rows[plasma.ala].isomer_set = true;
    CHECK(at(plasma.quantified(), plasma.ala, 8).flags == "isomer_set");
}

TEST_CASE("quantify: values are those of the original sample", "[quantify]") {
    Plasma plasma;
    plasma.params.reconstitution_ul = 50.0;
    for (std::size_t s = plasma.first; s < 13; ++s) {
        plasma.study.samples[s].amount = s == 12 ? no_value : 25.0;
        plasma.study.samples[s].amount_unit = "mg";
        plasma.study.samples[s].dilution = 3.0;
    }
    const Quantities found = plasma.quantified();
    const Concentration& tissue = at(found, plasma.ala, 8);
    CHECK(tissue.value == Approx(20.0 * 3.0 * 50.0 / 25.0));
    CHECK(tissue.unit == "nmol/g");
    CHECK(tissue.loq == Approx(found.curves[0].loq * 6.0));
    CHECK(at(found, plasma.ala, 2).value == Approx(9.0));  // a standard is what is in its vial
    CHECK(at(found, plasma.ala, 12).flags == "no_amount");
    plasma.params.reconstitution_ul = 0.0;
    REQUIRE(plasma.quantified().notes.size() == 1);
    CHECK(plasma.quantified().notes[0].code == "amount-not-used");
}

TEST_CASE("quantify: saturated ions are flagged and no standards; told by an isotopologue they are both",
          "[quantify]") {
    Plasma plasma;
    for (const std::size_t s : {5u, 9u}) {
        plasma.cell(plasma.ala, s).area *= 0.4;
        plasma.cell(plasma.ala, s).flags = FeatureFlag::saturated;
    }
    const Quantities flagged = plasma.quantified();
    CHECK_THAT(at(flagged, plasma.ala, 9).flags, Contains("saturated"));
    CHECK(at(flagged, plasma.ala, 9).value == Approx(8.0));
    CHECK(flagged.curves[0].uloq == 81.0);
    for (const std::size_t s : {5u, 9u}) {
        Cell& cell = plasma.cell(plasma.ala, s);
        cell.area /= 0.4;
        cell.flags = FeatureFlag::curated;
        cell.isotope = 2;
    }
    const Quantities told = plasma.quantified();
    CHECK(at(told, plasma.ala, 9).value == Approx(20.0));
    CHECK(at(told, plasma.ala, 9).flags == "isotope M+2;curated");
    CHECK(told.curves[0].uloq == 243.0);
}

TEST_CASE("quantify: a comigrating cell has no value and says why", "[quantify]") {
    Plasma plasma;
    Cell& cell = plasma.cell(plasma.ala, 9);
    cell = Cell{};
    cell.flags = FeatureFlag::comigrating;
    const Quantities found = plasma.quantified();
    CHECK(std::isnan(at(found, plasma.ala, 9).value));
    CHECK(at(found, plasma.ala, 9).flags == "comigrating");
}

TEST_CASE("quantify: wrong parameters and rows that do not fit are refused", "[quantify]") {
    Plasma plasma;
    plasma.params.min_level_share = 2.0;
    CHECK_THROWS_WITH(plasma.quantified(), Contains("[quantify] min_level_share = 2"));
    plasma.params = {};
    plasma.rows[0].cells.pop_back();
    CHECK_THROWS_WITH(plasma.quantified(), Contains("Ala has 12 cells for 13 samples"));
}
