#include "core/signal/lock_mass.hpp"

#include "core/library/lock_masses.hpp"
#include "tests/support/lock_run.hpp"

#include <catch2/catch.hpp>

#include <numbers>

using namespace gassan;
using namespace gassan::test;

namespace {

constexpr double low_mz = 66.063061, high_mz = 622.028961, third_mz = 922.009799, purine_mz = 121.050873;

struct Outcome {
    Run run;
    LockReport report;
    Notes notes;

    [[nodiscard]] LockVerdict verdict(double mz) const {
        for (const LockSighting& ion : report.ions)
            if (std::abs(ion.lock.mz - mz) < 1e-3) return ion.verdict;
        throw std::runtime_error("no such lock mass");
    }
};

Outcome recalibrated(const LockRun& built, const LockParams& params = {},
                     std::span<const LockMass> locks = built_in_lock_masses()) {
    Outcome outcome{.run = built.build()};
    outcome.report = recalibrate(outcome.run, locks, params, outcome.notes);
    return outcome;
}

LockRun with_locks(std::vector<double> mz) {
    LockRun built;
    for (const double one : mz) built.ions.push_back({.mz = one});
    return built;
}

void check_untouched(const LockRun& built, const LockParams& params = {}) {
    const Outcome outcome = recalibrated(built, params);
    CHECK_FALSE(outcome.report.recalibrated);
    CHECK(outcome.run.mz == built.build().mz);
    CHECK_FALSE(outcome.report.outcome.empty());
}

}  // namespace

TEST_CASE("lock_mass: takes out what is a line in sqrt(m/z), at every m/z and to the last digit", "[lock_mass]") {
    // sqrt(true) = a + b sqrt(observed), solved for what is observed.
    constexpr double a = 4e-5, b = 1.0 + 3e-6;
    LockRun built = with_locks({low_mz, high_mz});
    built.axis_ppm = [](double mz, double) {
        const double root = (std::sqrt(mz) - a) / b;
        return (root * root / mz - 1.0) * 1e6;
    };
    REQUIRE(std::abs(built.axis_ppm(low_mz, 0.0)) > 10.0);
    const Outcome outcome = recalibrated(built);
    CHECK(outcome.report.outcome == "recalibrated by 2 lock masses");
    CHECK(outcome.notes.empty());
    for (const double mz : {80.31, 80.31 + 9.77 * 9, 80.31 + 9.77 * 40, 80.31 + 9.77 * 90}) {
        CHECK(std::abs(error_ppm(built.build(), mz, 0.0, 1200.0) - built.axis_ppm(mz, 0.0)) < 0.2);
        CHECK(std::abs(error_ppm(outcome.run, mz, 0.0, 1200.0)) < 0.2);
    }
    const auto& seen = outcome.report.ions.front();
    CHECK(seen.deviation_ppm == Approx(built.axis_ppm(low_mz, 0.0)).margin(0.2));
    CHECK(seen.presence == 1.0);
}

TEST_CASE("lock_mass: follows an axis that bends while the run goes on: one lock mass drifts, the other does not",
          "[lock_mass]") {
    // 0 at the heavy one; at the light one up to 8 ppm and back. Between them a line in 1/sqrt(m/z), to first order.
    const auto bend = [](double mz, double time_s) {
        const double share =
            (1.0 / std::sqrt(mz) - 1.0 / std::sqrt(high_mz)) / (1.0 / std::sqrt(low_mz) - 1.0 / std::sqrt(high_mz));
        return 8.0 * std::sin(std::numbers::pi * time_s / 1200.0) * share;
    };
    LockRun built = with_locks({low_mz, high_mz, 118.086255, 400.2, 950.4});
    built.axis_ppm = bend;
    const Outcome outcome = recalibrated(built);
    REQUIRE(outcome.report.recalibrated);
    for (const double mz : {low_mz, 118.086255, 400.2, high_mz, 950.4}) {
        INFO(mz);
        CHECK(worst_error_ppm(outcome.run, mz) < 1.5);
    }
    CHECK(worst_error_ppm(built.build(), 118.086255) > 4.0);
}

TEST_CASE("lock_mass: of a run without two lock masses not a bit is changed, and no note says so",
          "[lock_mass][edge]") {
    const std::vector<double> locks = GENERATE(std::vector<double>{}, std::vector<double>{high_mz});
    LockRun built = with_locks(locks);
    built.axis_ppm = [](double, double) { return 6.0; };
    check_untouched(built);
    CHECK(recalibrated(built).notes.empty());
}

TEST_CASE("lock_mass: two that lie too near to each other tell no axis", "[lock_mass][edge]") {
    check_untouched(with_locks({low_mz, purine_mz}));
    CHECK(recalibrated(with_locks({low_mz, purine_mz})).verdict(low_mz) == LockVerdict::alone);
}

TEST_CASE("lock_mass: two that contradict each other are not believed, and a note says so", "[lock_mass]") {
    LockRun built = with_locks({low_mz, high_mz});
    built.ions[1].shift_ppm = [](double) { return -19.0; };
    built.ions[0].shift_ppm = [](double) { return 10.0; };
    check_untouched(built);
    const Outcome outcome = recalibrated(built);
    REQUIRE(outcome.notes.size() == 1);
    CHECK(outcome.notes.front().code == "lock-masses-differ");
    CHECK(outcome.notes.front().text.find("622.029") != std::string::npos);
    CHECK(outcome.verdict(high_mz) == LockVerdict::disagrees);
}

TEST_CASE("lock_mass: of three the one that lies elsewhere is left out, whichever it is", "[lock_mass]") {
    const std::size_t liar = GENERATE(0, 1, 2);
    const double lie_ppm = GENERATE(-17.0, 17.0);
    CAPTURE(liar, lie_ppm);
    // Four, so that the other three tell who it is even at the light end.
    LockRun built = with_locks({low_mz, high_mz, third_mz, purine_mz});
    built.axis_ppm = [](double, double) { return 2.0; };
    built.ions[liar].shift_ppm = [&](double) { return lie_ppm; };
    const Outcome outcome = recalibrated(built);
    REQUIRE(outcome.report.recalibrated);
    CHECK(outcome.verdict(built.ions[liar].mz) == LockVerdict::disagrees);
    for (std::size_t i = 0; i < built.ions.size(); ++i)
        if (i != liar) CHECK(worst_error_ppm(outcome.run, built.ions[i].mz) < 1.5);
}

TEST_CASE("lock_mass: one at the detector's ceiling is not calibrated by; one as strong that follows the spray is",
          "[lock_mass]") {
    LockRun built = with_locks({low_mz, high_mz, third_mz});
    built.ions[0].counts = 3e6;
    CHECK(recalibrated(built).verdict(low_mz) == LockVerdict::used);
    built.ions[0].at_ceiling = true;
    built.ions[0].shift_ppm = [](double) { return 12.0; };
    const Outcome outcome = recalibrated(built);
    CHECK(outcome.verdict(low_mz) == LockVerdict::saturated);
    CHECK_FALSE(outcome.report.recalibrated);  // the two that are left lie too near to each other
    built.ions.push_back({.mz = purine_mz});
    CHECK(recalibrated(built).report.recalibrated);
    CHECK(worst_error_ppm(recalibrated(built).run, 80.31 + 9.77 * 4) < 2.0);
}

TEST_CASE("lock_mass: a strong one beside few weak ions, whose counting noise jumps more than it, is no saturated one",
          "[lock_mass]") {
    LockRun built = with_locks({low_mz, high_mz});
    built.weak_noise = 0.3;  // each of a hundred ions jumps by 30 %, and together by 3.6 %: the two by 2 %
    CHECK(recalibrated(built).report.recalibrated);
}

TEST_CASE("lock_mass: a passing ion of the sample that pulls one aside for half a minute pulls nothing else",
          "[lock_mass]") {
    LockRun built = with_locks({low_mz, high_mz, 118.086255});
    built.ions[0].shift_ppm = [](double time_s) { return time_s > 600.0 && time_s < 630.0 ? 25.0 : 0.0; };
    const Outcome outcome = recalibrated(built);
    REQUIRE(outcome.report.recalibrated);
    CHECK(worst_error_ppm(outcome.run, 118.086255) < 1.5);
}

TEST_CASE("lock_mass: an ion beside another reference ion is not taken for it", "[lock_mass]") {
    // The acetate dimer saturates 1.3 mTh below deprotonated purine.
    LockRun built = with_locks({120.038337, 680.035537, 119.034982});
    built.polarity = Polarity::negative;
    const Outcome outcome = recalibrated(built);
    CHECK(outcome.report.recalibrated);
    CHECK(outcome.verdict(119.036320) == LockVerdict::ambiguous);
    CHECK(worst_error_ppm(outcome.run, 119.034982) < 1.5);
}

TEST_CASE("lock_mass: weak and fleeting ions at its place are not taken for one", "[lock_mass]") {
    LockRun built = with_locks({low_mz, high_mz});
    built.ions[0].counts = 500.0;
    CHECK(recalibrated(built).verdict(low_mz) == LockVerdict::weak);
    built.ions[0].counts = 5e4;
    built.ions[0].share = [](double time_s) { return time_s < 600.0 ? 1.0 : 0.0; };
    CHECK(recalibrated(built).verdict(low_mz) == LockVerdict::fleeting);
    check_untouched(built);
}

TEST_CASE("lock_mass: one that the user told serves as the others do", "[lock_mass]") {
    LockRun built = with_locks({100.5, high_mz});
    built.axis_ppm = [](double, double) { return -4.0; };
    check_untouched(built);
    const std::vector<LockMass> told{{.name = "ours", .polarity = Polarity::positive, .mz = 100.5, .told = true}};
    const Outcome outcome = recalibrated(built, {}, lock_masses_with(told));
    CHECK(outcome.report.recalibrated);
    CHECK(outcome.verdict(100.5) == LockVerdict::used);
    CHECK(worst_error_ppm(outcome.run, high_mz) < 1.5);
}

TEST_CASE("lock_mass: is silent where it is switched off, the polarity unknown, or nothing there",
          "[lock_mass][edge]") {
    LockRun built = with_locks({low_mz, high_mz});
    check_untouched(built, {.use = "off"});
    built.polarity = Polarity::unknown;
    check_untouched(built);
    for (const std::size_t scans : {std::size_t{0}, std::size_t{1}, std::size_t{4}}) {
        built = with_locks({low_mz, high_mz});
        built.scans = scans;
        check_untouched(built);
    }
}

TEST_CASE("lock_mass: keeps m/z ascending and positive, however small, and stands any clock", "[lock_mass][edge]") {
    LockRun built = with_locks({1e-10, 1e-9, 1e-6, 0.01, 0.5, low_mz, high_mz});
    built.spacing_s = GENERATE(0.0, 2.0, 1e9);
    built.axis_ppm = [](double mz, double) { return mz > 300.0 ? 0.0 : 14.0; };
    const Outcome outcome = recalibrated(built);
    for (std::size_t scan = 0; scan < outcome.run.scans(); ++scan) {
        const auto mz = outcome.run.scan_mz(scan);
        REQUIRE(std::is_sorted(mz.begin(), mz.end()));
        REQUIRE(mz.front() > 0.0);
    }
    CHECK(outcome.report.recalibrated);
}

TEST_CASE("lock_mass: switched off is what is told, whatever else is odd about the run", "[lock_mass]") {
    LockRun built = with_locks({low_mz, high_mz});
    built.polarity = Polarity::unknown;
    CHECK(recalibrated(built, {.use = "off"}).report.outcome == "switched off");
    CHECK(recalibrated(built).report.outcome == "the polarity of the run is not known");
    built.scans = 3;
    CHECK(recalibrated(built, {.use = "off"}).report.outcome == "switched off");
    CHECK(recalibrated(built).report.outcome == "the polarity of the run is not known");
    built.polarity = Polarity::positive;
    CHECK(recalibrated(built).report.outcome == "the run is too short");
}

TEST_CASE("lock_mass: ions most of whose windows leap are fleeting, and the run is left alone", "[lock_mass]") {
    // A parabola leaps everywhere off the lines through its neighbours, and everywhere alike.
    LockRun built = with_locks({low_mz, high_mz});
    built.axis_ppm = [](double, double time_s) { return 1e-3 * (time_s - 600.0) * (time_s - 600.0); };
    const LockParams wide{.max_mda = 0.0, .max_ppm = 400.0, .agree_mda = 0.0, .agree_ppm = 500.0, .window_s = 100.0};
    const Outcome outcome = recalibrated(built, wide);
    CHECK_FALSE(outcome.report.recalibrated);
    CHECK(outcome.verdict(low_mz) == LockVerdict::fleeting);
    CHECK(outcome.verdict(high_mz) == LockVerdict::fleeting);
    CHECK(outcome.run.mz == built.build().mz);
}
