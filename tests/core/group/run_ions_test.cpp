#include "core/group/run_ions.hpp"

#include "core/pipeline.hpp"
#include "tests/support/built_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

constexpr double carbon_13 = 1.00335484;

/// Background and some strong lone peaks far from the ions of the test, so that the run can learn.
BuiltRun quiet_run() {
    BuiltRun run = a_run().with_background(35, 500.0, 2e4);
    for (int i = 0; i < 10; ++i) run.with_ion(701.3 + 9.17 * i, 120.3 + 103.0 * i, 1e5, 4.0 + 0.8 * i);
    return run;
}

/// The features between m/z 100.2 and 600 that the test put there: no background ion among them.
struct Told {
    std::vector<Feature> all;

    explicit Told(const Run& run) : all(process_run(run, {}).features) {}

    [[nodiscard]] const Feature& at(double mz, double apex_s) const {
        const auto found = std::find_if(all.begin(), all.end(), [&](const Feature& f) {
            return std::abs(f.mz - mz) < 0.004 && std::abs(f.mt_s - apex_s) < 3.0;
        });
        CAPTURE(mz, apex_s);
        REQUIRE(found != all.end());
        return *found;
    }
};

IonPeak bump_of(double height, double level, double presence, double apex_s, double fwhm_s) {
    IonPeak ion;
    ion.peak.height = height;
    ion.peak.level = level;
    ion.peak.rise = 0.8 * height / level;  // the mean between the half heights of a Gaussian
    ion.peak.presence = presence;
    ion.peak.apex_s = apex_s;
    ion.peak.fwhm_s = fwhm_s;
    return ion;
}

}  // namespace

// ---- isotopes -------------------------------------------------------------------------------------------------

TEST_CASE("run_ions: isotopes of a planted compound name their parent and its charge", "[run_ions]") {
    const int z = GENERATE(1, 2);
    const double mz = 301.1411, apex_s = 600.3;
    BuiltRun built = quiet_run();
    built.with_ion(mz, apex_s, 2e5, 9.0);
    built.with_ion(mz + carbon_13 / z, apex_s, 3e4 * z, 9.0);
    built.with_ion(mz + 2 * carbon_13 / z, apex_s, 4e3 * z, 9.0);
    const Told told(built.build());
    CAPTURE(z);
    const Feature& parent = told.at(mz, apex_s);
    CHECK(parent.ion.empty());
    CHECK(parent.charge == z);
    const Feature& first = told.at(mz + carbon_13 / z, apex_s);
    CHECK(first.ion == "M+1 of " + parent.feature_id);
    CHECK(first.charge == z);
    CHECK(told.at(mz + 2 * carbon_13 / z, apex_s).ion == "M+2 of " + parent.feature_id);
}

TEST_CASE("run_ions: 37Cl is an isotope, two Th above", "[run_ions]") {
    BuiltRun built = quiet_run();
    built.with_ion(301.1411, 600.3, 2e5, 9.0).with_ion(301.1411 + 1.99705, 600.3, 6.4e4, 9.0);
    const Told told(built.build());
    CHECK(told.at(303.1382, 600.3).ion == "M+2 of " + told.at(301.1411, 600.3).feature_id);
}

TEST_CASE("run_ions: two compounds 1.0034 apart that migrate together are two where no isotope could be so strong",
          "[run_ions]") {
    // m/z 120 has at most 10 carbons: 11 % of M+1, and here are 60 %.
    BuiltRun built = quiet_run();
    built.with_ion(120.655, 600.3, 2e5, 9.0).with_ion(120.655 + carbon_13, 600.3, 1.2e5, 9.0);
    const Told told(built.build());
    CHECK(told.at(120.655 + carbon_13, 600.3).ion.empty());
    CHECK(told.at(120.655, 600.3).charge == 0);
}

TEST_CASE("run_ions: the right distance and ratio are no isotope at another time or with another profile",
          "[run_ions]") {
    BuiltRun built = quiet_run();
    built.with_ion(301.1411, 600.3, 2e5, 9.0);
    double apex_s = 600.3;
    SECTION("half a width later") {
        apex_s = 605.0;
        built.with_ion(301.1411 + carbon_13, apex_s, 3e4, 9.0);
    }
    SECTION("three times as wide") {
        built.with_ion(301.1411 + carbon_13, apex_s, 3e4, 27.0);
    }
    SECTION("15 mDa off") {
        built.with_ion(301.1411 + carbon_13 + 0.015, apex_s, 3e4, 9.0);
        CHECK(Told(built.build()).at(301.1411 + carbon_13 + 0.015, apex_s).ion.empty());
        return;
    }
    CHECK(Told(built.build()).at(301.1411 + carbon_13, apex_s).ion.empty());
}

TEST_CASE("run_ions: isomers stay two, each with its own isotope", "[run_ions]") {
    BuiltRun built = quiet_run();
    for (const double apex_s : {600.3, 620.3}) {
        const double height = apex_s < 610.0 ? 1e5 : 3e5;
        built.with_ion(301.1411, apex_s, height, 9.0).with_ion(301.1411 + carbon_13, apex_s, 0.15 * height, 9.0);
    }
    const Told told(built.build());
    const Feature &one = told.at(301.1411, 600.3), &other = told.at(301.1411, 620.3);
    CHECK(one.feature_id != other.feature_id);
    CHECK(told.at(301.1411 + carbon_13, 600.3).ion == "M+1 of " + one.feature_id);
    CHECK(told.at(301.1411 + carbon_13, 620.3).ion == "M+1 of " + other.feature_id);
}

// ---- ringing -----------------------------------------------------------------------------------------------------

TEST_CASE("run_ions: a weak satellite with the same profile is ringing, a strong or a late one is not", "[run_ions]") {
    struct Case {
        double height, apex_s;
        bool ringing;
    };
    const auto [height, apex_s, ringing] =
        GENERATE(Case{1.5e4, 600.3, true}, Case{8e4, 600.3, false}, Case{1.5e4, 640.3, false});
    BuiltRun built = quiet_run();
    built.with_ion(301.1411, 600.3, 1e6, 9.0).with_ion(301.1411 + 0.064, apex_s, height, 9.0);
    const Told told(built.build());
    CAPTURE(height, apex_s);
    const std::string parent = told.at(301.1411, 600.3).feature_id;
    CHECK(told.at(301.1411 + 0.064, apex_s).ion == (ringing ? "ringing of " + parent : ""));
}

// ---- modulations --------------------------------------------------------------------------------------------------

TEST_CASE("without_modulations: a bump on a lasting ion goes where a ten times stronger compound passes",
          "[run_ions]") {
    const IonPeak strong = bump_of(1e6, 0.0, 0.0, 500.0, 8.0);
    const auto stays = [&](const IonPeak& bump) { return without_modulations({strong, bump}, {}, {}).size() == 2; };
    CHECK_FALSE(stays(bump_of(2000, 1000, 1.0, 502.0, 8.0)));  // twice its level, at the strong one's moment
    CHECK(stays(bump_of(5000, 1000, 1.0, 502.0, 8.0)));        // five times its level
    CHECK(stays(bump_of(2000, 1000, 1.0, 530.0, 8.0)));        // alone
    CHECK(stays(bump_of(2000, 1000, 0.5, 502.0, 8.0)));        // not an ion that is there all the time
    CHECK(stays(bump_of(2e5, 1e5, 1.0, 502.0, 8.0)));          // the strong one is only five times stronger
    CHECK_FALSE(stays(bump_of(400, 1000, 1.0, 530.0, 8.0)));   // less than half its own level, even alone
}

TEST_CASE("without_modulations: keeps the order, whatever it is", "[run_ions]") {
    const std::vector<IonPeak> peaks{bump_of(1e4, 0, 0, 700, 8), bump_of(2e3, 1e3, 1, 502, 8),
                                     bump_of(1e6, 0, 0, 500, 8), bump_of(3e4, 0, 0, 100, 8)};
    const auto kept = without_modulations(peaks, {}, {});
    REQUIRE(kept.size() == 3);
    CHECK(kept[0].peak.apex_s == 700);
    CHECK(kept[1].peak.apex_s == 500);
    CHECK(kept[2].peak.apex_s == 100);
    CHECK(without_modulations({}, {}, {}).empty());
}
