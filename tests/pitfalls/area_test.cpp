/// \file
/// Pitfall 36: area, or area over time. With a sheath flow the zone is diluted into a stream of constant speed, and the
/// area of an amount does not know when it came; a detector that looks at the capillary sees a slow zone for longer.

#include "core/model/feature.hpp"
#include "core/pipeline.hpp"
#include "core/simulate/simulate.hpp"
#include "tests/core/simulate/quiet.hpp"
#include "tests/support/built_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

const Feature& feature_near(const std::vector<Feature>& features, double mz, double time_s) {
    const auto best = std::min_element(features.begin(), features.end(), [&](const Feature& a, const Feature& b) {
        const auto away = [&](const Feature& f) { return std::abs(f.mz - mz) / 0.005 + std::abs(f.mt_s - time_s) / 5; };
        return away(a) < away(b);
    });
    REQUIRE(best != features.end());
    REQUIRE(std::abs(best->mz - mz) < 0.005);
    REQUIRE(std::abs(best->mt_s - time_s) < 5.0);
    return *best;
}

/// Largest over smallest, less 1.
double spread(const std::vector<double>& values) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return *high / *low - 1.0;
}

}  // namespace

TEST_CASE("Pitfall 36: behind a sheath flow an amount has one area, whenever it comes", "[pitfalls][simulate]") {
    const auto preset = simulate_preset("tiny");
    std::vector<double> areas, times_s;
    for (const double eof_tu : {13.0, 16.0, 20.0}) {
        auto params = quiet_params();
        params.separation.eof_tu = eof_tu;  // the same run but for the flow that carries it
        const SimulatedRun run = simulate_run(params, preset.compounds, 36, 0);
        const auto ion = std::find_if(run.truth.begin(), run.truth.end(), [](const TrueIon& one) {
            return one.compound_id == "glutamine" && one.kind == "M0" && one.isotope == 0;
        });
        REQUIRE(ion != run.truth.end());
        const RunResult result = process_run(run.run, {});
        const Feature& feature = feature_near(result.features, ion->mz, ion->mt_s);
        areas.push_back(feature.area);
        times_s.push_back(feature.mt_s);
    }
    CAPTURE(areas, times_s);
    CHECK(spread(times_s) > 0.15);
    CHECK(spread(areas) < 0.02);
    std::vector<double> over_time;
    for (std::size_t i = 0; i < areas.size(); ++i) over_time.push_back(areas[i] / times_s[i]);
    CHECK(spread(over_time) > 0.15);  // dividing would put in what is not there
}

TEST_CASE("Pitfall 36: on the capillary a zone is seen for as long as it passes, and area over time is its amount",
          "[pitfalls]") {
    // The same zone, 2 % of the capillary long, at four speeds: as high, and as wide as it is late.
    constexpr double height = 2e4, mz = 200.05;
    const std::vector<double> arrivals_s = {300.3, 450.7, 700.2, 1100.6};
    std::vector<double> areas, over_time;
    for (const double arrival_s : arrivals_s) {
        const double fwhm_s = 0.02 * arrival_s;
        const Run run =
            a_run().scans(1600, 1.0).with_background(30).with_ion(mz, arrival_s, height, fwhm_s).seed(36).build();
        const RunResult result = process_run(run, {});
        const Feature& feature = feature_near(result.features, mz, arrival_s);
        areas.push_back(feature.area);
        over_time.push_back(feature.area / feature.mt_s);
    }
    CAPTURE(areas, over_time);
    CHECK(spread(areas) > 2.0);
    CHECK(spread(over_time) < 0.04);
}

TEST_CASE("Pitfall 36: the documents say that areas are as behind a sheath flow, not divided by time", "[pitfalls]") {
    std::ifstream file(GASSAN_SOURCE_DIR "/docs/methods/peaks.md");
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    CHECK(text.find("not divided by the migration time") != std::string::npos);
}
