/// \file
/// Pitfalls 25 to 28: from areas to concentrations.

#include "core/base/random.hpp"
#include "core/quantify/calibration_curve.hpp"
#include "core/quantify/quantify.hpp"
#include "core/quantify/specimens.hpp"
#include "tests/core/quantify/made_cells.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

/// An analyte of 5 areas a umol/L on a blank of 3, two internal standards, six levels and ten samples of 30 umol/L.
struct Small : MadeStudy {
    std::size_t analyte, standard, spare;

    Small() {
        analyte = add_compound(compound_of("analyte"));
        standard = add_compound(compound_of("standard", CompoundRole::internal_standard));
        spare = add_compound(compound_of("spare", CompoundRole::internal_standard));
        compounds[analyte].internal_standard = "standard";
        double level = 1.0;
        RandomStream random(8, 910);
        for (std::size_t s = 0; s < 16; ++s, level *= 4.0) {
            add_sample(s < 6 ? SampleType::standard : SampleType::sample, s < 6 ? level : no_value);
            cell(analyte, s) = cell_of(3.0 + 5.0 * (s < 6 ? level : 30.0), 0.1);
            cell(standard, s) = cell_of(900.0 * std::exp(0.03 * draw_normal(random)), 5.0);
            cell(spare, s) = cell_of(400.0 * std::exp(0.03 * draw_normal(random)), 5.0);
        }
    }
    [[nodiscard]] Quantities quantified() const { return quantify(study, compounds, {}, rows, {}); }
};

}  // namespace

TEST_CASE("Pitfall 25: below the limit, not measured and failed stay three, and none of them is zero", "[pitfalls]") {
    Small small;
    small.cell(small.analyte, 7) = below(12.0);
    small.cell(small.analyte, 8) = Cell{};
    small.cell(small.analyte, 9).kind = CellKind::failed;
    const Quantities found = small.quantified();
    const std::vector kinds{CellKind::below_limit, CellKind::not_measured, CellKind::failed};
    const SpecimenConcentrations table = specimen_concentrations(small.study, small.compounds, found, {});
    for (std::size_t i = 0; i < 3; ++i) {
        const Concentration& cell = at(found, small.analyte, 7 + i);
        CHECK(cell.kind == kinds[i]);
        CHECK(std::isnan(cell.value));
        CHECK(table.values[1 + i].kind == kinds[i]);
        CHECK(std::isnan(table.values[1 + i].value));
    }
    CHECK(at(found, small.analyte, 7).lod == Approx(12.0 / 5.0).epsilon(0.1));
    CHECK(table.values[1].lod == at(found, small.analyte, 7).lod);
    CHECK(table.values[0].value == Approx(30.0).epsilon(0.15));
}

TEST_CASE("Pitfall 26: an internal standard that fails in one run does not take everything along", "[pitfalls]") {
    Small small;
    small.cell(small.standard, 11).area /= 3.0;
    const Quantities found = small.quantified();
    // Divided in silence this would be 90 umol/L.
    const Concentration& run = at(found, small.analyte, 11);
    CHECK(std::isnan(run.value));
    CHECK_THAT(run.flags, Contains("is_failed") && Contains("did well: spare"));
    CHECK(std::count_if(found.trends.begin(), found.trends.end(), [](const auto& t) { return t.failed; }) == 1);
    CHECK(at(found, small.analyte, 12).value == Approx(30.0).epsilon(0.15));
}

TEST_CASE("Pitfall 27: without weights the lowest levels are told wrong, whatever R2 says", "[pitfalls]") {
    // 0.1 to 1000 umol/L with 8 % of scatter; what becomes of 0.3 umol/L, median over many curves.
    const auto error_at = [](const std::string& weight, double& r2) {
        QuantifyParams params;
        params.model = "linear";
        params.weight = weight;
        params.max_error_percent = params.max_lloq_error_percent = 100.0;
        params.outlier_sd = 100.0;
        std::vector<double> errors;
        r2 = 1.0;
        for (std::uint32_t curve = 0; curve < 301; ++curve) {
            RandomStream random(1, 911, curve);
            std::vector<double> x, y;
            for (const double level : {0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0}) {
                x.push_back(level);
                y.push_back(0.05 * level * (1.0 + 0.08 * draw_normal(random)));
            }
            const auto fit =
                fit_weighted(x, y, CurveModel::linear, weight == "1" ? CurveWeight::none : CurveWeight::one_over_x2);
            REQUIRE(fit);
            errors.push_back(std::abs(fit->shape.inverse(0.05 * 0.3) / 0.3 - 1.0));
            double left = 0.0, all = 0.0, mean = 0.0;
            for (const double response : y) mean += response / double(y.size());
            for (std::size_t i = 0; i < x.size(); ++i) {
                left += std::pow(y[i] - fit->shape.at(x[i]), 2);
                all += std::pow(y[i] - mean, 2);
            }
            r2 = std::min(r2, 1.0 - left / all);
        }
        std::sort(errors.begin(), errors.end());
        return errors[errors.size() / 2];
    };
    double r2 = 0.0;
    CHECK(error_at("1/x2", r2) < 0.15);
    CHECK(error_at("1", r2) > 1.0);
    CHECK(r2 > 0.97);

    // And left to itself the program takes no unweighted curve.
    for (std::uint32_t curve = 0; curve < 50; ++curve) {
        RandomStream random(2, 911, curve);
        std::vector<CurvePoint> points;
        for (const double level : {0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0}) {
            CurvePoint point;
            point.concentration = level;
            point.response = 0.05 * level * (1.0 + 0.08 * draw_normal(random));
            points.push_back(point);
        }
        const Calibration found = calibrate(points, {});
        CHECK((!found.good || found.curve.weight != CurveWeight::none));
    }
}

TEST_CASE("Pitfall 28: beyond the curve and below zero values are kept and flagged", "[pitfalls]") {
    Small small;
    for (std::size_t s = 0; s < 16; ++s) small.cell(small.standard, s).area = 900.0;
    small.cell(small.analyte, 7).area = 3.0 + 5.0 * 3000.0;
    small.cell(small.analyte, 8).area = 3.0 + 5.0 * 0.5;
    small.cell(small.analyte, 9).area = 1.0;
    const Quantities found = small.quantified();
    CHECK(at(found, small.analyte, 7).flags == ">ULOQ");
    CHECK(at(found, small.analyte, 7).value == Approx(3000.0));
    CHECK(at(found, small.analyte, 8).flags == "<LLOQ");
    CHECK(at(found, small.analyte, 8).value == Approx(0.5));
    CHECK(at(found, small.analyte, 9).flags == "<LLOQ;negative");
    CHECK(at(found, small.analyte, 9).value == Approx(-0.4));
    CHECK(at(found, small.analyte, 10).flags.empty());
}
