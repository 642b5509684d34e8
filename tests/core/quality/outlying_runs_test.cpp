#include "core/quality/outlying_runs.hpp"

#include "core/base/random.hpp"
#include "core/quality/quality.hpp"
#include "tests/core/quality/made_values.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;
using namespace gassan::test;

namespace {

constexpr std::size_t runs = 60, variables = 20;

/// Every tenth run is a QC, without the differences between samples: amounts that two factors drive, and noise.
ValueTable study_of(std::uint64_t seed) {
    MadeValues made;
    for (std::size_t r = 0; r < runs; ++r) made.run(r % 10 == 0 ? qc() : of_group("g"));
    RandomStream random(seed, 1);
    std::vector<double> first(runs), second(runs);
    for (std::size_t r = 0; r < runs; ++r) {
        const double spread = r % 10 == 0 ? 0.1 : 1.0;
        first[r] = spread * draw_normal(random);
        second[r] = spread * draw_normal(random);
    }
    for (std::size_t v = 0; v < variables; ++v) {
        const double a = draw_normal(random), b = draw_normal(random);
        std::vector<double> values;
        for (std::size_t r = 0; r < runs; ++r)
            values.push_back(std::exp(5.0 + 0.4 * (a * first[r] + b * second[r]) + 0.2 * draw_normal(random)));
        made.variable(values);
    }
    return made.table();
}

std::vector<std::size_t> outlying(const StudyQuality& study) {
    std::vector<std::size_t> out;
    for (std::size_t r = 0; r < study.runs.size(); ++r)
        if (study.runs[r].outlying()) out.push_back(r);
    return out;
}

}  // namespace

TEST_CASE("outlying_runs: one compound far off in one run is found, and named", "[quality]") {
    ValueTable table = study_of(3);
    REQUIRE(outlying(study_quality(table, {})).empty());
    table.row(7)[23] *= 12.0;
    const StudyQuality study = study_quality(table, {});
    CHECK(outlying(study) == std::vector<std::size_t>{23});
    CHECK(study.runs[23].spe_out);
    REQUIRE(study.runs[23].contributions.size() == 10);
    CHECK(study.runs[23].contributions[0].variable == 7);
    CHECK(study.runs[23].contributions[0].share > 0.4);
    CHECK(study.runs[23].contributions[0].deviation_sd > 3.0);
}

TEST_CASE("outlying_runs: a run that is extreme in what all share exceeds T2", "[quality]") {
    ValueTable table = study_of(4);
    for (std::size_t v = 0; v < variables; ++v) {  // nine times further from the middle in the same direction
        const double middle = std::exp(5.0);
        table.row(v)[11] = middle * std::pow(table.row(v)[11] / middle, 9.0);
    }
    const StudyQuality study = study_quality(table, {});
    CHECK(study.runs[11].t2_out);
    double sum = 0.0;
    for (const auto& part : study.runs[11].contributions) sum += part.share;
    CHECK(sum <= 1.2);  // the ten largest of parts that sum to 1; small negative ones are not among them
    CHECK(sum > 0.5);
}

TEST_CASE("outlying_runs: clean studies show an outlying run as rarely as was asked for", "[quality]") {
    int with_t2 = 0, with_dmodx = 0;
    for (std::uint64_t seed = 100; seed < 140; ++seed) {
        const StudyQuality study = study_quality(study_of(seed), {});
        const auto any = [&](bool RunQuality::*flag) {
            return std::any_of(study.runs.begin(), study.runs.end(), [&](const RunQuality& run) { return run.*flag; });
        };
        with_t2 += any(&RunQuality::t2_out);
        with_dmodx += any(&RunQuality::dmodx_out);
    }
    CHECK(with_t2 <= 6);      // 2 expected of 40; more than 6 in 1 of 200
    CHECK(with_dmodx <= 10);  // its F is an approximation for runs that the model was made of
}

TEST_CASE("outlying_runs: QCs lie closer together than samples, and that is told", "[quality]") {
    const StudyQuality study = study_quality(study_of(5), {});
    REQUIRE(study.pcas.size() == 1);
    const QualityPca& pca = study.pcas[0];
    REQUIRE(pca.components.size() == 5);
    CHECK(pca.runs.size() == runs);
    CHECK(pca.variables.size() == variables);
    CHECK(pca.components[0].qc_spread < 0.4);
    CHECK(pca.components[0].explained > pca.components[1].explained);
    CHECK(pca.filled_cells == 0);
    // F(2, 58) at 0.05 is 3.156: a printed table
    double variance = 0.0;
    for (const std::size_t r : pca.runs) variance += std::pow(study.runs[r].scores[0], 2) / double(runs - 1);
    CHECK(pca.ellipse_first == Approx(std::sqrt(variance * 2.0 * 59.0 / 58.0 * 3.156)).epsilon(1e-4));
}

TEST_CASE("outlying_runs: gaps are filled for this alone, and counted", "[quality]") {
    ValueTable table = study_of(6);
    const auto blank_out = [&](std::size_t v, std::size_t r, double limit) {
        table.kinds[v * runs + r] = CellKind::below_limit;
        table.row(v)[r] = no_value;
        table.row_limits(v)[r] = limit;
    };
    blank_out(0, 1, 40.0);
    blank_out(0, 2, no_value);
    for (std::size_t r = 0; r < 30; ++r) blank_out(3, r, 1.0);
    for (std::size_t v = 0; v < variables; ++v) table.kinds[v * runs + 59] = CellKind::failed;
    const QualityParams params;
    const RunMatrix matrix = run_matrix(quality_view(table, params), Polarity::unknown);
    CHECK(matrix.filled == 2);
    CHECK(matrix.runs.size() == 59);
    CHECK(matrix.variables.size() == 19);  // without the one that half of the runs have
    CHECK(matrix.cells[1] == Approx(std::log(20.0)));
    double least = HUGE_VAL;
    for (std::size_t r = 0; r < 59; ++r)
        if (table.kinds[r] == CellKind::measured) least = std::min(least, table.row(0)[r]);
    CHECK(matrix.cells[2] == Approx(std::log(least / 2.0)));
    CHECK(std::isnan(table.row(0)[1]));
}

TEST_CASE("outlying_runs: the limit of SPE is the quantile of sums of squares that it stands for", "[quality]") {
    // of m equal eigenvalues l, SPE / l is chi squared of m degrees: 0.99 quantiles 23.209 of 10, 76.154 of 50
    CHECK(spe_limit(std::vector<double>(12, 2.0), 2, 0.01) == Approx(2.0 * 23.209).epsilon(1e-4));
    CHECK(spe_limit(std::vector<double>(55, 1.0), 5, 0.01) == Approx(76.154).epsilon(1e-4));
    // one large and many small ones make h0 negative; the sum is then 100 chi squared of 1 + about 500: 100 x 6.635 +
    // 500
    std::vector<double> uneven(502, 1.0);
    uneven[0] = 1000.0;
    uneven[1] = 100.0;
    CHECK(spe_limit(uneven, 1, 0.01) == Approx(100.0 * 6.635 + 500.0).epsilon(0.01));
    CHECK(std::isnan(spe_limit({3.0, 2.0}, 2, 0.01)));
}

TEST_CASE("outlying_runs: many variables and few runs do not make every run outlying", "[quality]") {
    MadeValues made;
    made.runs(40, of_group("g"));
    RandomStream random(21, 1);
    std::vector<double> common(40);
    for (double& value : common) value = draw_normal(random);
    for (int v = 0; v < 400; ++v) {
        std::vector<double> values;
        for (int r = 0; r < 40; ++r)
            values.push_back(std::exp(2.0 + (v % 3 ? 0.3 : 0.05) * common[std::size_t(r)] + 0.2 * draw_normal(random)));
        made.variable(values);
    }
    CHECK(outlying(study_quality(made.table(), {})).size() <= 2);
}

TEST_CASE("outlying_runs: too few runs or variables are said", "[quality]") {
    MadeValues few;
    few.runs(7, of_group("g"));
    for (int v = 0; v < 5; ++v) few.variable({1, 2, 3, 4, 5, 6, 7});
    MadeValues narrow;
    narrow.runs(9, of_group("g")).variable({1, 2, 3, 4, 5, 6, 7, 8, 9}).variable({1, 1, 1, 1, 1, 1, 1, 1, 1});
    const auto why = [](const ValueTable& table) {
        const StudyQuality study = study_quality(table, {});
        for (const auto& finding : study.findings)
            if (finding.kind == QualityFindingKind::no_pca) return finding;
        return QualityFinding{};
    };
    CHECK(why(few.table()).names == std::vector<std::string>{"runs"});
    CHECK(why(few.table()).numbers == std::vector<double>{7, 8});
    CHECK(why(narrow.table()).names == std::vector<std::string>{"variables"});
    CHECK(why(narrow.table()).numbers == std::vector<double>{1, 3});
}
