#include "core/pipeline.hpp"

#include "core/base/random.hpp"
#include "core/trace/ion_cache.hpp"
#include "tests/support/built_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// What every run has: solvent ions, and lone strays.
BuiltRun usual_run() {
    return a_run().with_background(35, 300.0, 2e4).with_singletons(150.0);
}

std::vector<Feature> features_of(const BuiltRun& run, const Params& params = {}) {
    return process_run(run.build(), params).features;
}

std::vector<Feature> near(const std::vector<Feature>& features, double mz, double ppm = 10.0) {
    std::vector<Feature> found;
    for (const Feature& feature : features)
        if (std::abs(feature.mz / mz - 1.0) * 1e6 <= ppm) found.push_back(feature);
    return found;
}

/// A slow random walk about 1 with the given sd and correlation time (Ornstein-Uhlenbeck), one value a second.
std::function<double(double)> walk(double sd, double correlation_s, std::uint32_t entity) {
    RandomStream random(31, 1, 0, entity);
    std::vector<double> values;
    double state = draw_normal(random);
    const double keep = std::exp(-1.0 / correlation_s);
    for (int i = 0; i < 1300; ++i) {
        values.push_back(1.0 + sd * state);
        state = keep * state + std::sqrt(1.0 - keep * keep) * draw_normal(random);
    }
    return [values](double time_s) { return values[std::size_t(std::max(time_s, 0.0))]; };
}

/// All numbers of all features, bit by bit.
std::string bytes_of(const RunResult& result) {
    std::string bytes;
    const auto put = [&](double value) {
        char raw[sizeof value];
        std::memcpy(raw, &value, sizeof value);
        bytes.append(raw, sizeof value);
    };
    for (const Feature& f : result.features) {
        bytes += f.feature_id + '|' + f.ion + '|';
        for (const double value : {f.mz, f.mt_s, f.area, f.height, f.snr, f.fwhm_s, f.asymmetry, f.begin_s, f.end_s,
                                   f.area_se, f.quality, double(f.charge), double(std::uint32_t(f.flags))})
            put(value);
    }
    for (const auto& trace : result.electropherograms)
        for (const float value : trace.intensity) put(value);
    for (const float value : result.total_ion.intensity) put(value);
    return bytes;
}

/// What a feature that should not be there looks like, for whoever reads the failure.
std::string in_words(const Feature& f) {
    return std::to_string(f.mz) + "@" + std::to_string(f.mt_s) + " height " + std::to_string(f.height) + " S/N " +
           std::to_string(f.snr) + " fwhm " + std::to_string(f.fwhm_s) + " [" + std::to_string(f.begin_s) + ", " +
           std::to_string(f.end_s) + "] " + flag_names(f.flags) + "; ";
}

}  // namespace

// ---- what is there is found ------------------------------------------------------------------------------------

TEST_CASE("process_run: planted peaks come out with their m/z, time, width and area", "[pipeline]") {
    const auto features = features_of(usual_run()
                                          .with_ion(401.2345, 200.4, 5e4, 4.0)
                                          .with_ion(555.1234, 600.7, 2e4, 9.0)
                                          .with_ion(809.4567, 950.2, 8e4, 16.0));
    REQUIRE(features.size() == 3);
    struct Planted {
        double mz, apex_s, height, fwhm_s;
    };
    const Planted planted[] = {{401.2345, 200.4, 5e4, 4.0}, {555.1234, 600.7, 2e4, 9.0}, {809.4567, 950.2, 8e4, 16.0}};
    for (std::size_t i = 0; i < 3; ++i) {
        CAPTURE(planted[i].mz);
        CHECK(features[i].feature_id == "F" + std::to_string(i + 1));
        CHECK_THAT(features[i].mz, WithinRel(planted[i].mz, 3e-6));
        CHECK_THAT(features[i].mt_s, WithinAbs(planted[i].apex_s, 0.1 * planted[i].fwhm_s));
        CHECK_THAT(features[i].fwhm_s, WithinRel(planted[i].fwhm_s, 0.08));
        const double area = gauss_area(planted[i].height, planted[i].fwhm_s);
        CHECK_THAT(features[i].area, WithinAbs(area, 5.0 * features[i].area_se));
        CHECK_THAT(features[i].area, WithinRel(area, 0.03));
        CHECK(features[i].charge == 0);
        CHECK(std::isnan(features[i].mobility_tu));
    }
}

TEST_CASE("Pitfall 9: process_run finds early, middle and late peaks of one S/N equally often", "[pipeline]") {
    // 20 each at 4, 10 and 25 min with FWHM 3, 8 and 30 s; S/N 10 against their own ion's background.
    const double level = 1500.0, height = 10.0 * std::sqrt(20.0 * level);
    struct Place {
        double time_s, fwhm_s;
        int found = 0;
    };
    std::vector<Place> places{{240.0, 3.0}, {600.0, 8.0}, {1500.0, 30.0}};
    constexpr int each = 40;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        BuiltRun built = a_run().seed(seed).scans(1700, 1.0).scatter(1.0, 2e4).with_background(35, 500.0, 2e4);
        // Strong ones to learn the widths from.
        for (int i = 0; i < 12; ++i) {
            const double t = 200.0 + 115.0 * i;
            built.with_ion(901.3 + 3.17 * i, t, 1e5, 3.0 * std::pow(t / 240.0, 1.25));
        }
        for (int i = 0; i < each / 4; ++i)
            for (std::size_t p = 0; p < places.size(); ++p) {
                const double apex_s = places[p].time_s + 1.3 * i, fwhm_s = places[p].fwhm_s;
                built.with_profile(501.3 + 11.37 * (double(p) * each / 4 + i), [=](double t) {
                    return level + height * std::exp2(-std::pow((t - apex_s) / (0.5 * fwhm_s), 2));
                });
            }
        const auto features = features_of(built);
        for (std::size_t p = 0; p < places.size(); ++p)
            for (int i = 0; i < each / 4; ++i) {
                const auto found = near(features, 501.3 + 11.37 * (double(p) * each / 4 + i));
                places[p].found += std::any_of(found.begin(), found.end(), [&](const Feature& f) {
                    return std::abs(f.mt_s - places[p].time_s - 1.3 * i) < 0.5 * places[p].fwhm_s;
                });
            }
    }
    CAPTURE(places[0].found, places[1].found, places[2].found);
    for (const Place& place : places) CHECK(place.found >= each - 1);
}

TEST_CASE("process_run: the area of an ion does not depend on where its m/z falls", "[pipeline]") {
    // 20 mDa in steps of 1 mDa, every point 8 ppm astray: an edge of any raster would show.
    std::vector<double> areas;
    for (int step = 0; step <= 20; ++step) {
        const double mz = 118.0850 + 0.001 * step;
        const auto found = near(features_of(a_run()
                                                .seed(std::uint64_t(100 + step))
                                                .gain(0.0)
                                                .scatter(8.0, 0.0)
                                                .with_background(35, 500.0, 2e4)
                                                .with_ion(mz, 500.3, 1e5, 8.0)),
                                mz, 15.0);
        CAPTURE(mz);
        REQUIRE(found.size() == 1);
        areas.push_back(found[0].area);
    }
    double mean = 0.0, squares = 0.0;
    for (const double area : areas) mean += area / double(areas.size());
    for (const double area : areas) squares += std::pow(area - mean, 2) / double(areas.size() - 1);
    CHECK(std::sqrt(squares) / mean < 0.01);
    CHECK_THAT(mean, WithinRel(gauss_area(1e5, 8.0), 0.01));
}

TEST_CASE("process_run: electromigration triangles are one peak each", "[pipeline]") {
    const double distortion = GENERATE(-30.0, 30.0);
    const HvlShape shape{600.3, 3.0, distortion};
    const auto found = near(features_of(usual_run().with_hvl(555.1234, shape, 2e6)), 555.1234);
    CAPTURE(distortion);
    REQUIRE(found.size() == 1);
    CHECK_THAT(found[0].area, WithinRel(2e6, 0.02));
    const auto truth = hvl_measures(shape);
    CHECK_THAT(found[0].mt_s, WithinAbs(truth.apex_s, 0.1 * truth.fwhm_s));
    CHECK((found[0].asymmetry > 1.0) == (distortion > 0.0));
}

TEST_CASE("process_run: a dropout at the apex leaves one peak, flagged", "[pipeline]") {
    const auto found =
        near(features_of(usual_run().with_ion(555.1234, 600.4, 1e5, 10.0).with_dropout(599, 3)), 555.1234);
    REQUIRE(found.size() == 1);
    CHECK(has(found[0].flags, FeatureFlag::dropout));
    CHECK_THAT(found[0].area, WithinRel(gauss_area(1e5, 10.0), 0.05));
}

TEST_CASE("process_run: a spike on a peak changes neither its count nor its area", "[pipeline]") {
    const auto found =
        near(features_of(usual_run().with_ion(555.1234, 600.4, 2e4, 10.0).with_spike(555.1236, 595, 3e5)), 555.1234);
    REQUIRE(found.size() == 1);
    CHECK_THAT(found[0].area, WithinRel(gauss_area(2e4, 10.0), 0.02));
}

TEST_CASE("process_run: isomers at a resolution of 1.2 are two features, at 0.3 one", "[pipeline]") {
    const double first = GENERATE(1e5, 2e4);
    const auto count = [&](double resolution) {
        return near(features_of(usual_run()
                                    .with_ion(132.1019, 580.3, first, 8.0)
                                    .with_ion(132.1019, 580.3 + resolution * 16.0 / 1.18, 1.2e5 - first, 8.0)),
                    132.1019)
            .size();
    };
    CAPTURE(first);
    CHECK(count(1.2) == 2);
    CHECK(count(0.3) == 1);
}

// ---- what is not there is not ------------------------------------------------------------------------------------

TEST_CASE("process_run: background, steps, ramps, strays and spikes are no features", "[pipeline]") {
    const auto seed = std::uint64_t(GENERATE(1, 2, 3));
    BuiltRun built = usual_run().seed(seed).with_singletons(600.0);
    for (int i = 0; i < 12; ++i) {
        const double at_s = 150.0 + 83.0 * i, level = 300.0 * std::pow(1.5, i);
        built.with_profile(501.3 + 7.1 * i, [=](double t) { return t < at_s ? level : 3.0 * level; });
        built.with_profile(603.7 + 7.1 * i, [=](double t) { return t < at_s ? 3.0 * level : level; });
        built.with_profile(705.9 + 7.1 * i, [=](double t) { return level * (1.0 + 4.0 * t / 1200.0); });
        built.with_spike(821.3 + 3.7 * i, std::size_t(at_s), 1e4 * std::pow(1.4, i));
    }
    std::string what;
    for (const Feature& f : features_of(built)) what += in_words(f);
    CAPTURE(seed);
    CHECK(what == "");
}

TEST_CASE("process_run: ions that are there all the time are no features, however wavy", "[pipeline]") {
    BuiltRun built = usual_run();
    const auto level_of = [](std::uint32_t i) { return 300.0 * std::pow(1.2, i); };
    SECTION("random walks of 10 %") {
        for (std::uint32_t i = 0; i < 20; ++i) {
            const auto wave = walk(0.10, 30.0 + 30.0 * (i % 10), i);
            built.with_profile(501.3 + 9.1 * i, [=](double t) { return level_of(i) * wave(t); });
        }
    }
    SECTION("waves of 20 % up and down") {
        for (std::uint32_t i = 0; i < 20; ++i) {
            const double period_s = 15.0 + 10.0 * i;
            built.with_profile(501.3 + 9.1 * i, [=](double t) {
                return level_of(i) * (1.0 + 0.2 * std::sin(2.0 * std::numbers::pi * t / period_s));
            });
        }
    }
    std::string what;
    for (const Feature& f : features_of(built)) what += in_words(f);
    CHECK(what == "");
}

TEST_CASE("process_run: a bump that a strong compound makes on a constant ion is none; alone and high it is one",
          "[pipeline]") {
    const auto found = [](double bump_s, double times) {
        BuiltRun built = usual_run().with_ion(555.1234, 600.3, 3e5, 8.0);
        built.with_profile(
            301.4567, [=](double t) { return 2000.0 * (1.0 + times * std::exp2(-std::pow((t - bump_s) / 4.0, 2))); });
        return near(features_of(built), 301.4567).size();
    };
    CHECK(found(600.5, 1.5) == 0);
    CHECK(found(850.5, 5.0) == 1);
    CHECK(found(600.5, 5.0) == 1);
}

// ---- laws --------------------------------------------------------------------------------------------------------

TEST_CASE("process_run: twice the counts are twice the areas, and nothing else", "[pipeline][property]") {
    const int power = GENERATE(1, 3, -2);
    const Run run = usual_run().with_ion(401.2345, 200.4, 5e4, 4.0).with_ion(555.1234, 600.7, 2e4, 9.0).build();
    Run scaled = run;
    for (float& value : scaled.intensity) value = std::ldexp(value, power);
    const auto plain = process_run(run, {}).features, times = process_run(scaled, {}).features;
    CAPTURE(power);
    REQUIRE(plain.size() == times.size());
    for (std::size_t i = 0; i < plain.size(); ++i) {
        CHECK_THAT(times[i].area, WithinRel(std::ldexp(plain[i].area, power), 1e-3));
        CHECK_THAT(times[i].height, WithinRel(std::ldexp(plain[i].height, power), 1e-3));
        CHECK_THAT(times[i].mz, WithinRel(plain[i].mz, 1e-6));
        CHECK_THAT(times[i].mt_s, WithinAbs(plain[i].mt_s, 0.02));
        CHECK_THAT(times[i].fwhm_s, WithinRel(plain[i].fwhm_s, 1e-3));
    }
}

TEST_CASE("process_run: a later clock moves the times alone", "[pipeline][property]") {
    Run run = usual_run().with_ion(401.2345, 500.4, 5e4, 6.0).with_ion(555.1234, 600.7, 2e4, 7.0).build();
    Params params;
    params.peak.fwhm_s = 6.5;  // few peaks: the given width stands for the middle of the run
    const auto plain = process_run(run, params).features;
    for (double& time_s : run.scan_time_s) time_s += 16.0;
    const auto later = process_run(run, params).features;
    REQUIRE(plain.size() == 2);
    REQUIRE(later.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK_THAT(later[i].mt_s - plain[i].mt_s, WithinAbs(16.0, 0.01));
        CHECK_THAT(later[i].area, WithinRel(plain[i].area, 2e-3));
        CHECK_THAT(later[i].mz, WithinRel(plain[i].mz, 2e-7));
    }
}

TEST_CASE("process_run: the same bytes for any number of threads", "[pipeline][property]") {
    BuiltRun built = usual_run().with_dropout(333, 4);
    for (int i = 0; i < 40; ++i) built.with_ion(401.3 + 7.77 * i, 60.0 + 27.0 * i, 2e3 * (1 + i), 4.0 + 0.4 * i);
    const Run run = built.build();
    const auto one = process_run(run, {}, {.threads = 1, .electropherograms = 12});
    CHECK(one.features.size() >= 38);
    for (const int threads : {2, 4, 16})
        CHECK(bytes_of(process_run(run, {}, {.threads = threads, .electropherograms = 12})) == bytes_of(one));
}

// ---- what is kept ------------------------------------------------------------------------------------------------

TEST_CASE("process_run: keeps the electropherograms of as many of the strongest as asked", "[pipeline]") {
    const Run run = usual_run()
                        .with_ion(401.2345, 200.4, 5e4, 4.0)
                        .with_ion(555.1234, 600.7, 2e4, 9.0)
                        .with_ion(809.4567, 950.2, 8e4, 16.0)
                        .build();
    const auto result = process_run(run, {}, {.electropherograms = 2});
    REQUIRE(result.features.size() == 3);
    REQUIRE(result.electropherograms.size() == 3);
    CHECK(result.electropherograms[1].intensity.empty());  // the weakest
    for (const std::size_t i : {0, 2}) {
        const auto& trace = result.electropherograms[i];
        REQUIRE(trace.intensity.size() == run.scans());
        CHECK(trace.time_s == run.scan_time_s);
        CHECK_THAT(trace.mz, WithinRel(result.features[i].mz, 1e-6));
        const auto top = std::max_element(trace.intensity.begin(), trace.intensity.end()) - trace.intensity.begin();
        CHECK(std::abs(trace.time_s[std::size_t(top)] - result.features[i].mt_s) < 3.0);
    }
    CHECK(process_run(run, {}).electropherograms[0].intensity.empty());
}

TEST_CASE("process_run: tells what it learnt of the run", "[pipeline]") {
    BuiltRun built = a_run()
                         .gain(25.0)
                         .threshold(50.0)
                         .with_background(40, 300.0, 5e4)
                         .with_singletons(150.0, 50.0)
                         .with_dropout(333, 4);
    built.drift([](double t) { return 6.0 * std::cos(std::numbers::pi * t / 1200.0); });
    for (int i = 0; i < 20; ++i)
        built.with_ion(601.3 + 7.77 * i, 100.0 + 50.0 * i, 1e5, 8.0 * (100.0 + 50.0 * i) / 500.0);
    const auto result = process_run(built.build(), {});
    CHECK_THAT(result.character.gain, WithinRel(25.0, 0.2));
    CHECK_THAT(result.character.threshold, WithinAbs(50.0, 25.0));
    CHECK_THAT(result.character.mz_drift_ppm, WithinAbs(12.0, 1.0));
    CHECK_THAT(result.character.fwhm_power, WithinAbs(1.0, 0.15));
    CHECK(result.character.width_peaks >= 15);
    CHECK(result.character.lasting_ions == 40);
    CHECK(result.character.dropouts == 4);
    CHECK(std::isnan(result.total_ion.intensity[335]));
    CHECK(std::isfinite(result.total_ion.intensity[337]));
}

// ---- edges -------------------------------------------------------------------------------------------------------

TEST_CASE("process_run: runs with next to nothing in them have no features and no NaN", "[pipeline][edge]") {
    Run run;
    run.scan_begin.push_back(0);
    const auto add_scan = [&](double time_s, std::vector<double> mz, float counts) {
        run.scan_time_s.push_back(time_s);
        for (const double value : mz) {
            run.mz.push_back(value);
            run.intensity.push_back(counts);
        }
        run.scan_begin.push_back(run.mz.size());
    };
    SECTION("no centroid") {
        for (int i = 0; i < 60; ++i) add_scan(i, {}, 0.0f);
    }
    SECTION("one centroid") {
        for (int i = 0; i < 60; ++i) add_scan(i, i == 31 ? std::vector{222.2} : std::vector<double>{}, 5e4f);
    }
    SECTION("one in every scan, all alike") {
        for (int i = 0; i < 60; ++i) add_scan(i, {222.2}, 500.0f);
    }
    SECTION("many in every scan, all alike") {
        for (int i = 0; i < 60; ++i) add_scan(i, {100, 200, 300, 400, 500, 600}, 500.0f);
    }
    SECTION("zeros") {
        for (int i = 0; i < 60; ++i) add_scan(i, {100, 200, 300, 400}, 0.0f);
    }
    const auto result = process_run(run, {});
    CHECK(result.features.empty());
    CHECK(result.total_ion.intensity.size() == 60);
    for (const float value : result.total_ion.intensity) CHECK(std::isfinite(value));
}

TEST_CASE("process_run: two scans at one time and a long pause leave finite numbers", "[pipeline][edge]") {
    Run run = usual_run().with_ion(555.1234, 600.4, 1e5, 10.0).build();
    run.scan_time_s[600] = run.scan_time_s[599];
    for (std::size_t i = 700; i < run.scans(); ++i) run.scan_time_s[i] += 300.0;
    const auto features = process_run(run, {}).features;
    CHECK(near(features, 555.1234).size() == 1);
    for (const Feature& f : features)
        for (const double value :
             {f.mz, f.mt_s, f.area, f.height, f.snr, f.fwhm_s, f.asymmetry, f.begin_s, f.end_s, f.area_se, f.quality})
            CHECK(std::isfinite(value));
}

// ---- refusals ----------------------------------------------------------------------------------------------------

TEST_CASE("process_run: fewer than 20 scans are refused, with their number", "[pipeline][error]") {
    const Run run = a_run().scans(19, 1.0).with_background(5).build();
    CHECK_THROWS_WITH(process_run(run, {}), Contains("19 MS1 scans") && Contains("20"));
    CHECK_NOTHROW(process_run(a_run().scans(20, 1.0).with_background(5).build(), {}));
    Run none;
    none.scan_begin = {0};
    CHECK_THROWS_AS(process_run(none, {}), Error);
}

TEST_CASE("process_run: a parameter out of its domain is refused by its name", "[pipeline][error]") {
    Params params;
    params.peak.min_snr = -1.0;
    const Run run = a_run().scans(30, 1.0).build();
    CHECK_THROWS_AS(process_run(run, params), ParameterError);
    CHECK_THROWS_WITH(process_run(run, params), Contains("min_snr"));
}

TEST_CASE("process_run: the archive gives every electropherogram again, and changes nothing else", "[pipeline]") {
    const Run run = usual_run()
                        .drift([](double time_s) { return 4.0 * std::sin(time_s / 200.0); })
                        .with_ion(147.1128, 414.6, 5e4, 4.4)
                        .with_ion(205.0972, 620.0, 3e3, 8.0)
                        .with_dropout(500, 3)
                        .build();
    const RunResult plain = process_run(run, {}, {.electropherograms = 2});
    const RunResult kept = process_run(run, {}, {.electropherograms = 2, .archive = true});
    CHECK_FALSE(plain.archive);
    REQUIRE(kept.archive);
    CHECK(bytes_of(plain) == bytes_of(kept));
    CHECK(kept.archive->centroids.key.size() == run.mz.size());
    CHECK(kept.archive->noise.gain == kept.character.gain);
    CHECK(kept.archive->width_law.power == kept.character.fwhm_power);

    std::size_t compared = 0, different = 0;
    for (std::size_t i = 0; i < kept.features.size(); ++i) {
        const auto& drawn = kept.electropherograms[i].intensity;
        if (drawn.empty()) continue;
        const auto again = extract_electropherogram(*kept.archive, kept.features[i].mz, 0.0, 1e9, {});
        REQUIRE(again.intensity.size() == drawn.size());
        for (std::size_t scan = 0; scan < drawn.size(); ++scan) {
            const bool both_missing = std::isnan(drawn[scan]) && std::isnan(again.intensity[scan]);
            different += !both_missing && drawn[scan] != again.intensity[scan];
            ++compared;
        }
    }
    CHECK(compared == 2 * run.scans());
    CHECK(different <= 2);  // m/z is kept to 0.01 ppm
}
