#include "core/correct/correct.hpp"

#include "core/base/error.hpp"
#include "core/base/robust.hpp"
#include "core/correct/left_out.hpp"
#include "tests/core/correct/made_table.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

/// Three capillaries with 11 QCs each; levels, and a line that all compounds share, each a little differently.
struct MadeDrift {
    Study study = made_study({{"B1", "C1", 51}, {"B2", "C2", 51}, {"B3", "C3", 51}});
    std::size_t variables = 30;
    double noise = 0.06;

    double drift(std::size_t v, std::size_t s) const {
        const double slopes[] = {-0.35, -0.1, -0.25}, levels[] = {0.0, 0.15, -0.2};
        const double exponent = 1.0 + 0.15 * made_noise(11, v, 0), own = 0.1 * made_noise(12, v, s / 51);
        return levels[s / 51] + own + exponent * slopes[s / 51] * double(s % 51) / 50.0;
    }
    double content(std::size_t v, std::size_t s) const {
        return study.samples[s].type == SampleType::qc ? 0.0 : 0.3 * made_noise(13, v, s);
    }
    ValueTable table() const {
        return made_table(study, variables, [&](std::size_t v, std::size_t s) {
            return 8.0 + drift(v, s) + content(v, s) + noise * made_noise(14, v, s);
        });
    }
};

CorrectParams automatic() {
    CorrectParams params;
    params.drift = "auto";
    return params;
}

double middle(const std::vector<double>& values) {
    return median(values);
}

}  // namespace

TEST_CASE("correct: brings samples back to what they hold", "[correct]") {
    const MadeDrift made;
    const ValueTable table = made.table();
    const Correction correction = correct(table, automatic());
    std::vector<double> before, after;
    for (std::size_t v = 0; v < made.variables; ++v) {
        std::vector<double> raw, done;
        for (std::size_t s = 0; s < table.samples(); ++s) {
            if (table.study.samples[s].type != SampleType::sample) continue;
            raw.push_back(std::log(table.row(v)[s]) - made.content(v, s));
            done.push_back(std::log(correction.table.row(v)[s]) - made.content(v, s));
        }
        before.push_back(log_cv_percent(raw));
        after.push_back(log_cv_percent(done));
    }
    CHECK(middle(before) > 15.0);
    CHECK(middle(after) < 8.0);  // 6 % is noise, the rest what 11 QCs do not tell
    // What left-out QCs say is what samples got: within a tenth.
    std::vector<double> told;
    for (const VariableCorrection& variable : correction.variables) told.push_back(variable.inside.after_percent);
    CHECK(middle(told) == Approx(middle(after)).epsilon(0.15));
}

TEST_CASE("correct: value times reference over curve, for limits, blanks and standards as well", "[correct]") {
    MadeDrift made;
    made.study.samples[7].type = SampleType::blank;
    made.study.samples[8].type = SampleType::standard;
    ValueTable table = made.table();
    table.row_kinds(0)[9] = CellKind::below_limit;
    table.row_limits(0)[9] = 2500.0;
    table.row(0)[9] = no_value;
    table.row_kinds(0)[11] = CellKind::failed;
    table.row(0)[11] = no_value;
    table.row_kinds(0)[12] = CellKind::filled;
    const Correction correction = correct(table, automatic());
    REQUIRE(correction.variables[0].corrected);
    const auto factor = [&](std::size_t s) { return correction.variables[0].reference / correction.curves[s]; };
    for (const std::size_t s : {7, 8, 12, 60}) CHECK(correction.table.row(0)[s] == Approx(table.row(0)[s] * factor(s)));
    CHECK(correction.table.row_limits(0)[9] == Approx(2500.0 * factor(9)));
    CHECK(std::isnan(correction.table.row(0)[9]));
    CHECK(std::isnan(correction.table.row(0)[11]));
    CHECK(correction.table.kinds == table.kinds);
}

TEST_CASE("correct: the reference is the median of the QCs, and stays their level", "[correct]") {
    const MadeDrift made;
    const ValueTable table = made.table();
    const Correction correction = correct(table, automatic());
    std::vector<double> raw, done;
    for (std::size_t s = 0; s < table.samples(); ++s)
        if (table.study.samples[s].type == SampleType::qc) {
            raw.push_back(std::log(table.row(3)[s]));
            done.push_back(std::log(correction.table.row(3)[s]));
        }
    CHECK(correction.variables[3].reference == Approx(std::exp(median(raw))));
    CHECK(std::abs(median(done) - median(raw)) < 0.03);
}

TEST_CASE("correct: does the same to logarithms as to values", "[correct]") {
    const MadeDrift made;
    const ValueTable table = made.table();
    ValueTable logs = table;
    logs.scale = ValueScale::log2;
    for (double& value : logs.values) value = std::log2(value);
    const Correction linear = correct(table, automatic()), of_logs = correct(logs, automatic());
    for (std::size_t cell = 0; cell < table.values.size(); cell += 17)
        CHECK(of_logs.table.values[cell] == Approx(std::log2(linear.table.values[cell])));
    CHECK(of_logs.variables[5].inside.after_percent == Approx(linear.variables[5].inside.after_percent));
    logs.scale = ValueScale::glog;
    CHECK_THROWS_WITH(correct(logs, automatic()), Contains("glog"));
}

TEST_CASE("correct: any number of threads gives the same bytes", "[correct]") {
    const MadeDrift made;
    const Correction one = correct(made.table(), automatic(), 1), many = correct(made.table(), automatic(), 5);
    CHECK(one.table.values == many.table.values);
    for (std::size_t v = 0; v < made.variables; ++v) {
        CHECK(one.variables[v].reason == many.variables[v].reason);
        CHECK(one.variables[v].inside.after_percent == many.variables[v].inside.after_percent);
    }
}

TEST_CASE("correct: left-out errors are those of leaving out by hand", "[correct]") {
    // One unit, one way to choose from: take a QC away, correct, and see what is left of it.
    MadeDrift made;
    made.study = made_study({{"B1", "C1", 51}});
    made.variables = 1;
    made.noise = 0.02;
    const ValueTable table = made.table();
    CorrectParams params;
    params.drift = "linear";
    params.min_gain_percent = 0.0;
    std::vector<double> errors;
    for (std::size_t s = 1; s + 1 < 51; ++s) {
        if (table.study.samples[s].type != SampleType::qc) continue;
        ValueTable without = table;
        without.study.samples[s].type = SampleType::sample;
        const Correction correction = correct(without, params);
        REQUIRE(correction.variables[0].corrected);
        errors.push_back(std::log(without.row(0)[s] / correction.curves[s]));
    }
    const Correction correction = correct(table, params);
    CHECK(correction.variables[0].inside.qcs == errors.size());
    CHECK(correction.variables[0].inside.after_percent == Approx(log_cv_percent(errors)).epsilon(1e-9));
}

TEST_CASE("correct: log CV by hand", "[correct]") {
    // Variance of 0.1, 0.3, 0.2 is 0.01: 100 sqrt(e^0.01 - 1).
    CHECK(log_cv_percent(std::vector{0.1, 0.3, 0.2}) == Approx(10.0250));
    CHECK(std::isnan(log_cv_percent(std::vector{0.1})));
}

TEST_CASE("correct: too few QCs are said, and the values stay", "[correct][edge]") {
    MadeDrift made;
    ValueTable table = made.table();
    std::size_t left = 0;
    for (std::size_t s = 0; s < table.samples(); ++s)
        if (table.study.samples[s].type == SampleType::qc && ++left > 3) table.row_kinds(0)[s] = CellKind::not_measured;
    const Correction correction = correct(table, automatic());
    CHECK_FALSE(correction.variables[0].corrected);
    CHECK_THAT(correction.variables[0].reason, Contains("too few QCs: 3 of 5"));
    for (std::size_t s = 0; s < table.samples(); ++s) CHECK(correction.table.row(0)[s] == table.row(0)[s]);
    CHECK(correction.variables[1].corrected);
}

TEST_CASE("correct: a unit with one QC stays, and it is said", "[correct][edge]") {
    MadeDrift made;
    for (std::size_t s = 51; s < 102; ++s)
        if (s != 60) made.study.samples[s].type = SampleType::sample;
    made.study.samples[60].type = SampleType::qc;
    const ValueTable table = made.table();
    const Correction correction = correct(table, automatic());
    REQUIRE(correction.variables[0].corrected);
    CHECK(correction.variables[0].curves[1].model == DriftModel::none);
    CHECK_THAT(correction.variables[0].curves[1].reason, Contains("fewer than two QCs"));
    for (std::size_t s = 51; s < 102; ++s) {
        CHECK(correction.table.row(0)[s] == table.row(0)[s]);
        CHECK(std::isnan(correction.curves[s]));
    }
    CHECK(std::any_of(correction.notes.begin(), correction.notes.end(),
                      [](const Note& note) { return note.code == "unit-without-qcs" && note.where == "B2/C2"; }));
}

TEST_CASE("correct: failed injections among QCs are no QCs, filled cells are", "[correct][edge]") {
    const MadeDrift made;
    ValueTable table = made.table();
    for (std::size_t v = 0; v < made.variables; ++v) {
        table.row_kinds(v)[20] = CellKind::failed;
        table.row(v)[20] = no_value;
        table.row_kinds(v)[25] = CellKind::filled;
    }
    const Correction correction = correct(table, automatic());
    CHECK(correction.variables[4].curves[0].qcs == 10);
    CHECK(correction.variables[4].corrected);
}

TEST_CASE("correct: nothing is done unasked, and what cannot be done is refused", "[correct][error]") {
    MadeDrift made;
    const ValueTable table = made.table();
    const Correction none = correct(table, {});
    CHECK(none.table.values == table.values);
    CHECK(none.units.size() == 3);
    ValueTable without = table;
    for (Sample& sample : without.study.samples) sample.type = SampleType::sample;
    CHECK_THROWS_WITH(correct(without, automatic()), Contains("no sample of the table is a QC"));
    without = table;
    without.study.samples[5].injection_order.reset();
    CHECK_THROWS_WITH(correct(without, automatic()), Contains("injection_order"));
    CHECK_NOTHROW(correct(without, {}));
    CorrectParams wrong;
    wrong.unit = "plate";
    CHECK_THROWS_AS(correct(table, wrong), ParameterError);
}

TEST_CASE("correct: with batch = none drift goes and levels stay", "[correct]") {
    const MadeDrift made;
    CorrectParams params = automatic();
    params.batch = "none";
    params.min_gain_percent = 0.0;
    const ValueTable table = made.table();
    const Correction correction = correct(table, params);
    for (std::size_t v = 0; v < made.variables; ++v) {
        if (!correction.variables[v].corrected) continue;
        double before = 0.0, after = 0.0;
        for (std::size_t s = 51; s < 102; ++s) {
            if (table.study.samples[s].type != SampleType::qc) continue;
            before += std::log(table.row(v)[s]) / 11.0;
            after += std::log(correction.table.row(v)[s]) / 11.0;
        }
        CHECK(std::abs(after - before) < 1e-9);
    }
}
