#include "core/signal/lock_mass.hpp"
#include "core/library/lock_masses.hpp"
#include "core/simulate/conditions.hpp"
#include "core/simulate/presets.hpp"
#include "core/simulate/simulate.hpp"
#include "tests/support/lock_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;
using namespace gassan::test;

namespace {

/// Takes the light lock mass out of two minutes, as a salt zone does, and puts a third one at the detector's ceiling,
/// where it lies 15 ppm too high and does not follow the spray.
Run damaged(const Run& run, double begin_s, double end_s) {
    constexpr double light_mz = 66.063061, third_mz = 922.009799;
    Run result{.polarity = run.polarity, .scan_time_s = run.scan_time_s, .scan_begin = {0}, .mz = {}, .intensity = {}};
    const auto add = [&](double mz, float counts) {
        result.mz.push_back(mz);
        result.intensity.push_back(counts);
    };
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        const bool inside = run.scan_time_s[scan] >= begin_s && run.scan_time_s[scan] < end_s;
        bool third_is_due = true;
        for (std::size_t i = run.scan_begin[scan]; i < run.scan_begin[scan + 1]; ++i) {
            if (inside && std::abs(run.mz[i] / light_mz - 1.0) < 60e-6) continue;
            if (third_is_due && run.mz[i] > third_mz + 0.05) add(third_mz * (1.0 + 15e-6), 2.4e6f);
            third_is_due = third_is_due && run.mz[i] <= third_mz + 0.05;
            if (std::abs(run.mz[i] - third_mz) > 0.05) add(run.mz[i], run.intensity[i]);
        }
        if (third_is_due) add(third_mz * (1.0 + 15e-6), 2.4e6f);
        result.scan_begin.push_back(result.mz.size());
    }
    return result;
}

/// Strong ions that are there all the run, below the ceiling and by themselves.
std::vector<double> witnesses(const StudyConditions& study) {
    std::vector<double> mz;
    for (const BackgroundIon& ion : study.background) {
        const bool strong = ion.level > 3000.0 && ion.level < 1e5;
        const bool alone = std::none_of(study.background.begin(), study.background.end(), [&](const auto& other) {
            return &other != &ion && std::abs(other.mz - ion.mz) < 0.2 && other.level > 0.02 * ion.level;
        });
        if (strong && alone) mz.push_back(ion.mz);
    }
    return mz;
}

}  // namespace

TEST_CASE("Pitfall 16: lock masses are found within mTh where they are light and within ppm where they are heavy",
          "[pitfalls]") {
    const std::vector<LockMass> told{{.name = "urea", .polarity = Polarity::positive, .mz = 61.0396, .told = true},
                                     {.name = "heavy", .polarity = Polarity::positive, .mz = 808.1185, .told = true}};
    const auto verdicts = [&](const LockRun& built) {
        Run run = built.build();
        Notes notes;
        return recalibrate(run, told, {}, notes);
    };
    LockRun built{.ions = {{.mz = 61.0396}, {.mz = 808.1185}}};
    built.axis_ppm = [](double mz, double) { return 1.2e-3 / mz * 1e6 + 5.0; };
    REQUIRE(built.axis_ppm(61.0396, 0.0) > 24.0);
    CHECK(verdicts(built).recalibrated);
    built.axis_ppm = [](double, double) { return 0.0; };
    built.ions[0].mz = 61.0396 * (1.0 + 181e-6);
    const LockReport neighbour = verdicts(built);
    CHECK_FALSE(neighbour.recalibrated);
    CHECK(neighbour.ions.front().verdict == LockVerdict::absent);
    CHECK(neighbour.ions.back().verdict == LockVerdict::alone);
}

TEST_CASE("Pitfall 18: a lock mass that a salt zone swallows for two minutes, and another that saturates, move nothing",
          "[pitfalls]") {
    const std::uint64_t seed = GENERATE(11, 12, 13, 14);
    const SimulatePreset preset = simulate_preset("demo");
    const StudyConditions study = draw_study(preset.params, preset.compounds, seed);
    const Run made = simulate_run(preset.params, study, preset.compounds, seed, 0).run;
    const double middle_s = made.scan_time_s[made.scans() / 2];

    Run run = damaged(made, middle_s - 60.0, middle_s + 60.0);
    Notes notes;
    const LockReport report = recalibrate(run, built_in_lock_masses(), {}, notes);
    REQUIRE(report.recalibrated);
    for (const LockSighting& ion : report.ions)
        if (ion.lock.mz == 922.009799) CHECK(ion.verdict == LockVerdict::saturated);
    const std::vector<double> asked = witnesses(study);
    REQUIRE(asked.size() >= 3);
    double before = 0.0;
    for (const double mz : asked) {
        CAPTURE(mz);
        CHECK(worst_error_ppm(run, mz) < 5.0);
        before = std::max(before, worst_error_ppm(made, mz));
    }
    CHECK(before > 5.0);
}
