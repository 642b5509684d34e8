#include "core/segment/time_model.hpp"

#include "core/base/error.hpp"
#include "core/base/robust.hpp"
#include "tests/core/segment/simulated_plugs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

const SegmentParams params;

std::vector<InjectionTimes> study_of(std::uint64_t first_seed, std::size_t runs) {
    std::vector<InjectionTimes> all;
    for (std::uint64_t seed = first_seed; seed < first_seed + runs; ++seed)
        for (InjectionTimes& injection : injections_of(usual_run(seed), usual_velocities()))
            all.push_back(std::move(injection));
    return all;
}

struct Errors {
    std::vector<double> percent, z;

    void add(const PredictedTime& predicted, double truth_s) {
        percent.push_back(100.0 * std::abs(predicted.time_s / truth_s - 1.0));
        z.push_back((predicted.time_s - truth_s) / predicted.sd_s);
    }
    [[nodiscard]] double ninety() const {
        std::vector<double> sorted = percent;
        std::sort(sorted.begin(), sorted.end());
        return sorted[std::size_t(0.9 * double(sorted.size()))];
    }
};

/// Each compound of each injection of new runs, by the others.
Errors left_out(const TimeModel& model, const std::vector<InjectionTimes>& injections) {
    Errors errors;
    for (const InjectionTimes& injection : injections)
        for (std::size_t k = 0; k < injection.size(); ++k) errors.add(predict_time(model, injection, k), injection[k]);
    return errors;
}

}  // namespace

TEST_CASE("learn_times: one table of times is a law for a clock of another offset and speed", "[time_model]") {
    const InjectionTimes table{550, 600, 622, 700, 741, 775, 917, 1318, 1380};
    const double offset_s = GENERATE(-40.0, 0.0, 60.0), speed = GENERATE(0.96, 1.0, 1.05);
    InjectionTimes other;
    for (const double time_s : table) other.push_back(offset_s + speed * time_s);
    const TimeModel model = learn_times(std::vector<InjectionTimes>{table}, params);
    for (std::size_t k = 0; k < table.size(); ++k) {
        CAPTURE(offset_s, speed, k);
        CHECK_THAT(predict_time(model, other, k).time_s, WithinRel(other[k], 2e-3));
    }
}

TEST_CASE("learn_times: one table of times is a law for another flow", "[time_model]") {
    const InjectionTimes table{550, 600, 622, 700, 741, 775, 917, 1318, 1380};
    const double flow = GENERATE(-3e-5, 2e-5, 5e-5);
    InjectionTimes other;
    for (const double time_s : table) other.push_back(1.0 / (1.0 / time_s + flow));
    const TimeModel model = learn_times(std::vector<InjectionTimes>{table}, params);
    for (std::size_t k = 1; k + 1 < table.size(); ++k) {  // the ends are extrapolated
        CAPTURE(flow, k);
        CHECK_THAT(predict_time(model, other, k).time_s, WithinRel(other[k], 2e-3));
    }
}

TEST_CASE("predict_time: a standard left out of a run that was not learnt from is told by the others", "[time_model]") {
    const TimeModel model = learn_times(study_of(1, 8), params);
    const Errors errors = left_out(model, study_of(100, 4));
    // Scans of 1 s put 0.29 s of scatter on 500 to 1900 s: 0.02 to 0.05 %.
    CHECK(median(errors.percent) < 0.05);
    CHECK(errors.ninety() < 0.12);
    double z2 = 0.0;
    for (const double z : errors.z) z2 += z * z / double(errors.z.size());
    CHECK(std::sqrt(z2) > 0.6);
    CHECK(std::sqrt(z2) < 1.3);
    // No other is as good by itself: the nearest neighbour's time times the usual ratio.
    CHECK(errors.percent.size() == 4 * 13 * 11);
}

TEST_CASE("predict_time: what the compound's own time is makes no difference", "[time_model]") {
    const TimeModel model = learn_times(study_of(1, 3), params);
    InjectionTimes injection = study_of(50, 1)[4];
    const PredictedTime before = predict_time(model, injection, 3);
    injection[3] = GENERATE(no_value, 1.0, 5000.0);
    CHECK(predict_time(model, injection, 3).time_s == before.time_s);
    CHECK(predict_time(model, injection, 3).told_by == 10);
}

TEST_CASE("learn_times: a third of the times may be missing, late plugs' more than early ones'", "[time_model]") {
    std::vector<InjectionTimes> study = study_of(1, 8);
    RandomStream random(7, 4040);
    for (std::size_t n = 0; n < study.size(); ++n)
        for (double& time_s : study[n])
            if (random.uniform() < 0.1 + 0.4 * double(n % 13) / 12.0) time_s = no_value;
    const Errors errors = left_out(learn_times(study, params), study_of(100, 4));
    CHECK(median(errors.percent) < 0.06);
    CHECK(errors.ninety() < 0.15);
}

TEST_CASE("learn_times: a few injections with a wrong peak hardly matter", "[time_model]") {
    std::vector<InjectionTimes> study = study_of(1, 8);
    for (std::size_t n = 5; n < study.size(); n += 20) study[n][3] += 52.0;  // the next plug's
    const Errors errors = left_out(learn_times(study, params), study_of(100, 4));
    CHECK(median(errors.percent) < 0.06);
    CHECK(errors.ninety() < 0.15);
}

TEST_CASE("predict_time: few standards tell less, and say so", "[time_model]") {
    const TimeModel model = learn_times(study_of(1, 8), params);
    const InjectionTimes whole = study_of(60, 1)[6];
    InjectionTimes few(whole.size(), no_value);
    few[0] = whole[0];
    few[10] = whole[10];
    const PredictedTime by_all = predict_time(model, whole, 7), by_two = predict_time(model, few, 7);
    CHECK(by_two.told_by == 2);
    CHECK(by_two.sd_s > 1.5 * by_all.sd_s);
    CHECK(std::abs(by_two.time_s - whole[7]) < 4.0 * by_two.sd_s);
}

TEST_CASE("predict_time: nothing is told of a compound never seen, nor by an empty injection", "[time_model]") {
    std::vector<InjectionTimes> study = study_of(1, 2);
    for (InjectionTimes& injection : study) injection[2] = no_value;
    const TimeModel model = learn_times(study, params);
    const InjectionTimes whole = study_of(60, 1)[6];
    CHECK(std::isnan(predict_time(model, whole, 2).time_s));
    CHECK(std::isfinite(predict_time(model, whole, 1).time_s));
    CHECK(predict_time(model, whole, 1).told_by == 9);
    CHECK(std::isnan(predict_time(model, InjectionTimes(11, no_value), 1).time_s));
    CHECK(std::isnan(predict_time(learn_times({}, params), whole, 1).time_s));
}

TEST_CASE("learn_times: refuses what are no times", "[time_model]") {
    const std::vector<InjectionTimes> uneven{{100, 200}, {100}};
    CHECK_THROWS_AS(learn_times(uneven, params), ParameterError);
    const std::vector<InjectionTimes> zero{{100, 0.0}};
    CHECK_THROWS_AS(learn_times(zero, params), ParameterError);
}
