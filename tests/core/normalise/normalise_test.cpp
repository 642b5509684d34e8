#include "core/normalise/normalise.hpp"

#include "core/base/error.hpp"
#include "core/base/robust.hpp"
#include "core/normalise/combat_batches.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;

namespace {

/// Samples s1.. with one covariate, and variables of one unit; all cells measured.
ValueTable table_of(const std::vector<std::vector<double>>& rows, const std::string& covariate,
                    const std::vector<std::string>& told, const std::string& unit = "umol/L") {
    Study study;
    study.covariates = {covariate};
    for (std::size_t i = 0; i < rows.front().size(); ++i) {
        Sample sample;
        sample.sample_id = "s" + std::to_string(i + 1);
        sample.covariates = {told[i]};
        study.samples.push_back(sample);
    }
    std::vector<Variable> variables;
    for (std::size_t v = 0; v < rows.size(); ++v) variables.push_back({"v" + std::to_string(v + 1), "", unit, {}});
    ValueTable table = empty_values(study, variables);
    for (std::size_t v = 0; v < rows.size(); ++v)
        for (std::size_t i = 0; i < rows[v].size(); ++i) {
            table.row(v)[i] = rows[v][i];
            table.row_kinds(v)[i] = CellKind::measured;
        }
    return table;
}

void censor(ValueTable& table, std::size_t v, double limit) {
    for (std::size_t i = 0; i < table.samples(); ++i) {
        if (!(table.row(v)[i] < limit)) continue;
        table.row(v)[i] = no_value;
        table.row_limits(v)[i] = limit;
        table.row_kinds(v)[i] = CellKind::below_limit;
    }
}

/// ln values spread as a normal distribution is, in an order of their own.
std::vector<double> lognormal(std::size_t count, double mean, double sd) {
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i) {
        const double p = (double((i * 37) % count) + 0.5) / double(count);
        double low = -9.0, high = 9.0;
        for (int k = 0; k < 80; ++k) {
            const double middle = 0.5 * (low + high);
            (0.5 * std::erfc(-middle / std::sqrt(2.0)) < p ? low : high) = middle;
        }
        values.push_back(std::exp(mean + sd * low));
    }
    return values;
}

double ln_sd(std::span<const double> values) {
    double sum = 0.0, squares = 0.0;
    for (const double value : values) sum += std::log(value) / double(values.size());
    for (const double value : values) squares += std::pow(std::log(value) - sum, 2) / double(values.size());
    return std::sqrt(squares);
}

}  // namespace

TEST_CASE("creatinine in mg/dL gives mmol/mol: 113.118 mg/dL are 10 mmol/L") {
    ValueTable table = table_of({{50.0, 20.0}}, "creatinine", {"113.118", "56.559"});
    table.row_kinds(0)[1] = CellKind::below_limit;
    table.row_limits(0)[1] = 20.0;
    const Normalised done = normalise(table, {.by = "creatinine"}, "", "mg/dL");
    CHECK(done.table.row(0)[0] == Approx(5.0));  // 50 umol/L over 10 mmol/L
    CHECK(done.table.row_limits(0)[1] == Approx(4.0));
    CHECK(done.table.variables[0].unit == "mmol/mol creatinine");
}

TEST_CASE("creatinine may be a variable of the table; it is not divided by itself") {
    ValueTable table = table_of({{50.0, 20.0}, {5000.0, 10000.0}}, "age", {"40", "50"});
    table.variables[0].unit = "nmol/L";
    table.variables[1].id = "Creatinine";
    const Normalised done = normalise(table, {.by = "creatinine"});
    CHECK(done.table.row(0)[0] == Approx(50e-3 / 5.0));
    CHECK(done.table.row(1)[1] == 10000.0);
}

TEST_CASE("specific gravity and dry matter follow their formulas") {
    const ValueTable urine = table_of({{3.0, 3.0}}, "specific_gravity", {"1.010", "1.030"});
    const Normalised by_gravity = normalise(urine, {.by = "specific_gravity"});
    CHECK(by_gravity.table.row(0)[0] == Approx(6.0));
    CHECK(by_gravity.table.row(0)[1] == Approx(2.0));
    const ValueTable food = table_of({{2.0, 2.0}}, "water", {"75", "90"}, "nmol/g");
    const Normalised by_water = normalise(food, {.by = "dry_matter"}, "", "%");
    CHECK(by_water.table.row(0)[0] == Approx(8.0));
    CHECK(by_water.table.row(0)[1] == Approx(20.0));
    CHECK(by_water.table.variables[0].unit == "nmol/g dry matter");
}

TEST_CASE("a sample without a usable divisor is said by name and holds no number beside normalised ones") {
    const ValueTable table = table_of({{4.0, 4.0, 4.0}}, "osmolality", {"300", "", "0"});
    const Normalised done = normalise(table, {.by = "osmolality"});
    CHECK(done.table.row(0)[0] == Approx(4.0));
    for (const std::size_t i : {1, 2}) {
        CHECK(std::isnan(done.table.row(0)[i]));
        CHECK(done.table.row_kinds(0)[i] == CellKind::not_measured);
        CHECK(std::any_of(done.notes.begin(), done.notes.end(), [&](const Note& note) {
            return note.code == "no-factor" && note.where == table.study.samples[i].sample_id;
        }));
    }
    CHECK(done.dilution.samples[2].reason == "0 is not above 0");
}

TEST_CASE("a column that is not there, and values on a log scale, are refused in one line") {
    ValueTable table = table_of({{4.0}}, "age", {"30"});
    CHECK_THROWS_WITH(normalise(table, {.by = "osmolality"}), Catch::Contains("its further columns are: age"));
    table.scale = ValueScale::log2;
    CHECK_THROWS_WITH(normalise(table, {.by = "pqn"}), Catch::Contains("must be linear"));
    CHECK_THROWS_WITH(normalise(table, {.transform = "ln"}), Catch::Contains("log2 scale already"));
}

TEST_CASE("quotients undo dilution that the sum of one large variable hides") {
    // Sample 2 is twice as dilute, and has ten times as much of v4.
    const ValueTable table = table_of({{10, 5}, {20, 10}, {30, 15}, {100, 500}, {8, 4}}, "x", {"", ""});
    ValueTable with_qc = table;
    with_qc.study.samples[0].type = SampleType::qc;
    const Normalised done = normalise(with_qc, {.by = "pqn"});
    CHECK(done.dilution.samples[1].factor == Approx(2.0));
    CHECK(done.table.row(3)[1] == Approx(1000.0));
}

TEST_CASE("a factor that goes with the group is a warning, one that does not is none") {
    std::vector<double> row(40, 1.0);
    std::vector<std::string> tied, free;
    for (std::size_t i = 0; i < 40; ++i) {
        const double wobble = 10.0 * std::sin(double(i) * 2.1);
        tied.push_back(std::to_string((i < 20 ? 300.0 : 400.0) + wobble));
        free.push_back(std::to_string(300.0 + 3.0 * std::sin(double(i) * 2.1)));
    }
    for (const auto& [told, warned] : {std::pair(tied, true), std::pair(free, false)}) {
        ValueTable table = table_of({row}, "osmolality", told);
        for (std::size_t i = 0; i < 40; ++i) table.study.samples[i].group = i < 20 ? "control" : "case";
        const Normalised done = normalise(table, {.by = "osmolality"});
        REQUIRE(done.dilution.links.size() == 1);
        CHECK(done.dilution.links[0].with == "group");
        CHECK(done.dilution.links[0].notable == warned);
    }
}

TEST_CASE("auto fills by the share below the limit: half, mean below, nothing; kinds stay") {
    std::vector<std::string> nothing(100, "");
    const std::vector<double> full = lognormal(100, 3.0, 0.6);
    ValueTable table = table_of({full, full, full}, "x", nothing);
    censor(table, 0, quantile(full, 0.03));
    censor(table, 1, quantile(full, 0.40));
    censor(table, 2, quantile(full, 0.75));
    const Filled filled = fill_values(table, {.method = "auto"});
    CHECK(filled.variables[0].below_by == FillBy::half_limit);
    CHECK(filled.variables[1].below_by == FillBy::mean_below_limit);
    CHECK(filled.variables[2].below_by == FillBy::nothing);
    for (std::size_t i = 0; i < 100; ++i)
        for (std::size_t v = 0; v < 3; ++v) {
            CHECK(filled.table.row_kinds(v)[i] == table.row_kinds(v)[i]);
            if (table.row_kinds(v)[i] != CellKind::below_limit) continue;
            const double value = filled.table.row(v)[i], limit = table.row_limits(v)[i];
            if (v == 0) CHECK(value == Approx(0.5 * limit));
            if (v == 1) CHECK((value < limit && value > 0.4 * limit));
            if (v == 2) CHECK(std::isnan(value));
        }
    CHECK(filled.notes.size() == 1);
}

TEST_CASE("half the limit and a logarithm shrink what scatters widely; the censored lognormal does not") {
    std::vector<std::string> nothing(400, "");
    const std::vector<double> full = lognormal(400, 2.0, 1.5);
    ValueTable table = table_of({full}, "x", nothing);
    censor(table, 0, quantile(full, 0.45));
    const Filled half = fill_values(table, {.method = "half"}), chosen = fill_values(table, {.method = "auto"});
    CHECK(ln_sd(half.table.row(0)) < 0.85 * 1.5);
    CHECK(chosen.variables[0].ln_sd == Approx(1.5).epsilon(0.02));
    CHECK(chosen.variables[0].ln_mean == Approx(2.0).margin(0.05));
    // A number in a cell has no scatter of its own, but the mean of all is right.
    double mean_half = 0.0, mean_chosen = 0.0;
    for (std::size_t i = 0; i < 400; ++i) {
        mean_half += std::log(half.table.row(0)[i]) / 400.0;
        mean_chosen += std::log(chosen.table.row(0)[i]) / 400.0;
    }
    CHECK(mean_chosen == Approx(2.0).margin(0.02));
    CHECK(std::fabs(mean_half - 2.0) > 0.1);
}

TEST_CASE("what was not measured is told by variables that go along; failed runs are not filled") {
    std::vector<std::vector<double>> rows(4, std::vector<double>(8));
    for (std::size_t i = 0; i < 8; ++i)
        for (std::size_t v = 0; v < 4; ++v) rows[v][i] = v < 3 ? 10.0 + double((i * 3) % 8) : 1000.0 - 90.0 * double(i);
    ValueTable table = table_of(rows, "x", std::vector<std::string>(8, ""));
    table.row_kinds(0)[5] = CellKind::not_measured;
    table.row(0)[5] = no_value;
    table.row_kinds(0)[6] = CellKind::failed;
    table.row(0)[6] = no_value;
    const Filled filled = fill_values(table, {.method = "auto", .neighbours = 2});
    CHECK(filled.table.row(0)[5] == Approx(rows[0][5]));
    CHECK(filled.table.row_kinds(0)[5] == CellKind::not_measured);
    CHECK(std::isnan(filled.table.row(0)[6]));
    CHECK(filled.variables[0].filled_missing == 1);
}

TEST_CASE("a measured value that is not above 0 has no logarithm and says that nothing was seen") {
    const ValueTable table = table_of({{8.0, 0.0, -1.0}}, "x", {"", "", ""});
    const Transformed log2 = transform_values(table, ValueScale::log2, 0.0);
    CHECK(log2.table.row(0)[0] == Approx(3.0));
    CHECK(log2.table.row_kinds(0)[1] == CellKind::below_limit);
    CHECK(std::isnan(log2.table.row(0)[2]));
    CHECK(log2.lost[0] == 2);
    const Transformed glog = transform_values(table, ValueScale::glog, 4.0);
    CHECK(glog.table.row(0)[1] == Approx(0.0));  // log2(sqrt(4) / 2)
    CHECK(glog.table.row_kinds(0)[2] == CellKind::measured);
    CHECK(glog2(1e6, 4.0) == Approx(std::log2(1e6)).epsilon(1e-10));
    CHECK(glog2(-1e9, 4.0) == Approx(std::log2(1e-9)).epsilon(1e-10));
}

TEST_CASE("scales: variance 1 by auto, sd by pareto, constants lose their mean alone") {
    const ValueTable table = table_of({{1.0, 3.0, 5.0}, {2.0, 2.0, 2.0}}, "x", {"", "", ""});
    const ValueTable autoscaled = scale_values(table, Scaling::autoscale).table;
    CHECK(autoscaled.row(0)[2] == Approx(1.0));
    CHECK(autoscaled.row(1)[2] == 0.0);
    CHECK(autoscaled.scale == ValueScale::scaled);
    CHECK(scale_values(table, Scaling::pareto).table.row(0)[2] == Approx(2.0 / std::sqrt(2.0)));
    CHECK(scale_values(table, Scaling::center).table.row(0)[2] == 2.0);
}

TEST_CASE("ComBat on a table asks for batches and known covariates, and leaves QCs") {
    std::vector<std::vector<double>> rows(5, std::vector<double>(12));
    for (std::size_t v = 0; v < 5; ++v)
        for (std::size_t i = 0; i < 12; ++i)
            rows[v][i] = std::exp(double(v) + (i < 6 ? 0.0 : 1.0) + 0.2 * std::sin(double(v * 5 + i * 11)));
    ValueTable table = table_of(rows, "age", std::vector<std::string>(12, "40"));
    CHECK_THROWS_WITH(combat_batches(table, {}), Catch::Contains("column batch is empty for 12 (first: s1)"));
    for (std::size_t i = 0; i < 12; ++i) table.study.samples[i].batch = i < 6 ? "a" : "b";
    CHECK_THROWS_WITH(combat_batches(table, {"gae"}), Catch::Contains("did you mean age?"));
    table.study.samples[0].type = SampleType::qc;
    const CombatBatches done = combat_batches(table, {});
    CHECK(done.adjusted == 5);
    CHECK(done.table.row(2)[0] == table.row(2)[0]);
    double a = 0.0, b = 0.0;
    for (std::size_t i = 1; i < 12; ++i) (i < 6 ? a : b) += std::log(done.table.row(2)[i]) / (i < 6 ? 5.0 : 6.0);
    CHECK(std::fabs(a - b) < 0.15);  // 1 before
}
