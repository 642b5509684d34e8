#include "core/quantify/back_calculation.hpp"

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "tests/core/quantify/made_cells.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

Sample sample_of(double dilution, double amount, const std::string& unit) {
    Sample sample;
    sample.sample_id = "S1";
    sample.dilution = dilution;
    sample.amount = amount;
    sample.amount_unit = unit;
    return sample;
}

QuantifyParams taken_up_in(double volume_ul, double recovered = 1.0) {
    QuantifyParams params;
    params.reconstitution_ul = volume_ul;
    params.recovered_share = recovered;
    return params;
}

Concentration value_of(double value, double se) {
    Concentration found;
    found.value = value;
    found.se = se;
    found.low95 = value - 1.96 * se;
    found.high95 = value + 1.96 * se;
    found.unit = "umol/L";
    found.kind = CellKind::measured;
    return found;
}

}  // namespace

TEST_CASE("back factor: plasma, tissue and cells come out in their units, by hand", "[back_calculation]") {
    const Unit um = parse_unit("umol/L");
    // 50 uL of plasma taken up in 25 uL, 40 % of the extract: 1 umol/L in the vial was 25 / (50 x 0.4) = 1.25.
    BackFactor back = back_factor(sample_of(1.0, 0.05, "mL"), um, no_value, taken_up_in(25.0, 0.4));
    CHECK(back.factor == Approx(1.25));
    CHECK(back.unit == "umol/L");
    // 30 mg of tissue in 50 uL, then diluted 4 times: 1 umol/L are 50 pmol, of 30 mg 1.667 nmol/g, times 4.
    back = back_factor(sample_of(4.0, 30.0, "mg"), um, no_value, taken_up_in(50.0));
    CHECK(back.factor == Approx(4.0 * 50.0 / 30.0));
    CHECK(back.unit == "nmol/g");
    // 2 million cells in 50 uL: 50 pmol, 25 pmol per million.
    back = back_factor(sample_of(1.0, 2e6, "cells"), um, no_value, taken_up_in(50.0));
    CHECK(back.factor == Approx(0.025));
    CHECK(back.unit == "nmol/10^6 cells");
    // mg/L of glucose in the vial become nmol/g by 180.156 g/mol.
    back = back_factor(sample_of(1.0, 10.0, "mg"), parse_unit("mg/L"), 180.156, taken_up_in(50.0));
    CHECK(back.factor == Approx(50.0 / 10.0 * 1000.0 / 180.156));
}

TEST_CASE("back factor: without a volume only the dilution counts, and standards are what they are",
          "[back_calculation]") {
    const Unit um = parse_unit("umol/L");
    CHECK(back_factor(sample_of(5.0, 30.0, "mg"), um, no_value, {}).factor == 5.0);
    CHECK(back_factor(sample_of(5.0, no_value, ""), um, no_value, taken_up_in(50.0)).flag == "no_amount");
    Sample standard = sample_of(5.0, 30.0, "mg");
    standard.type = SampleType::standard;
    CHECK(back_factor(standard, um, no_value, taken_up_in(50.0)).factor == 1.0);
    CHECK_THROWS_WITH(back_factor(sample_of(1.0, 3.0, "umol/L"), um, no_value, taken_up_in(50.0)),
                      Contains("S1") && Contains("no volume, mass or number of cells"));
    CHECK_THROWS_AS(back_factor(sample_of(1.0, 3.0, "spoons"), um, no_value, taken_up_in(50.0)), ParameterError);
}

TEST_CASE("over: error and interval of a ratio are those of draws", "[back_calculation]") {
    const Concentration a = value_of(40.0, 5.0), b = value_of(8.0, 0.6), ratio = over(a, b);
    RandomStream random(6, 908);
    std::vector<double> drawn;
    double sum = 0.0, squares = 0.0;
    for (int i = 0; i < 40000; ++i) {
        drawn.push_back(draw_normal(random, 40.0, 5.0) / draw_normal(random, 8.0, 0.6));
        sum += drawn.back();
        squares += drawn.back() * drawn.back();
    }
    std::sort(drawn.begin(), drawn.end());
    const double n = double(drawn.size());
    CHECK(ratio.value == Approx(5.0));
    CHECK(ratio.se == Approx(std::sqrt(squares / n - sum * sum / n / n)).epsilon(0.03));
    CHECK(ratio.low95 == Approx(drawn[std::size_t(0.025 * n)]).epsilon(0.02));
    CHECK(ratio.high95 == Approx(drawn[std::size_t(0.975 * n)]).epsilon(0.02));
    Concentration sure = value_of(8.0, 0.0);
    CHECK(over(a, sure).low95 == Approx(a.low95 / 8.0));
    CHECK(over(a, sure).high95 == Approx(a.high95 / 8.0));
}

namespace {

/// Two samples of creatinine 5 and 8 mmol/L, a compound of 40 umol/L in either.
struct Urine {
    MadeStudy made;
    Quantities quantities;

    Urine() {
        made.add_compound(compound_of("Creatinine"));
        made.add_compound(compound_of("hippurate"), Polarity::negative);
        for (int i = 0; i < 2; ++i) made.add_sample(SampleType::sample);
        quantities.rows = made.rows;
        for (std::size_t s = 0; s < 2; ++s) {
            Concentration creatinine = value_of(s == 0 ? 5000.0 : 8000.0, 100.0), other = value_of(40.0, 2.0);
            creatinine.sample = other.sample = s;
            other.row = 1;
            quantities.concentrations.push_back(creatinine);
            quantities.concentrations.push_back(other);
        }
    }
    void refer_to(const std::string& what) {
        QuantifyParams params;
        params.per = what;
        refer(made.study, made.compounds, params, quantities);
    }
};

}  // namespace

TEST_CASE("refer: to creatinine, as measured or as the sheet tells, and itself stays", "[back_calculation]") {
    Urine measured;
    measured.refer_to("creatinine");
    CHECK(at(measured.quantities, 1, 0).value == Approx(8.0));
    CHECK(at(measured.quantities, 1, 1).value == Approx(5.0));
    CHECK(at(measured.quantities, 1, 0).unit == "umol/mmol creatinine");
    CHECK(at(measured.quantities, 1, 0).se == Approx(8.0 * std::hypot(0.05, 0.02)));
    CHECK(at(measured.quantities, 0, 0).value == 5000.0);

    Urine told;
    told.made.study.covariates = {"creatinine_mmol_l"};
    told.made.study.samples[0].covariates = {"10"};
    told.made.study.samples[1].covariates = {""};
    told.refer_to("creatinine");
    CHECK(at(told.quantities, 1, 0).value == Approx(4.0));
    CHECK(std::isnan(at(told.quantities, 1, 1).value));
    CHECK(at(told.quantities, 1, 1).flags == "no_creatinine");

    told.made.study.samples[1].covariates = {"lots"};
    CHECK_THROWS_WITH(told.refer_to("creatinine"), Contains("R2") && Contains("lots"));
    Urine none;
    none.made.compounds[0] = compound_of("creatine");
    CHECK_THROWS_WITH(none.refer_to("creatinine"), Contains("creatinine_mmol_l"));
}

TEST_CASE("refer: to dry matter what is per mass, and nothing else", "[back_calculation]") {
    Urine food;
    food.made.study.covariates = {"variety", "dry_matter_percent"};
    for (Sample& sample : food.made.study.samples) sample.covariates = {"a", "12.5"};
    food.quantities.concentrations[1].unit = "nmol/g";
    food.refer_to("dry_matter");
    CHECK(at(food.quantities, 1, 0).value == Approx(40.0 / 0.125));
    CHECK(at(food.quantities, 1, 0).unit == "nmol/g dry matter");
    CHECK(at(food.quantities, 1, 1).flags == "no_dry_matter");
    CHECK(std::isnan(at(food.quantities, 1, 1).value));
    Urine none;
    CHECK_THROWS_WITH(none.refer_to("dry_matter"), Contains("dry_matter_percent"));
}
