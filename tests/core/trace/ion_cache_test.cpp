#include "core/trace/ion_cache.hpp"

#include "tests/support/built_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Lines that cross and meet: ions 12 ppm apart, strays, a mass axis that drifts.
Run crowded_run() {
    return a_run()
        .scans(500, 0.8)
        .drift([](double time_s) { return 6.0 * std::sin(time_s / 120.0); })
        .with_background(30, 100.0, 5000.0)
        .with_singletons(300.0)
        .with_ion(147.1128, 150.0, 2e4, 6.0)
        .with_ion(147.1146, 160.0, 8e3, 6.0)
        .with_ion(600.3, 220.0, 300.0, 8.0)
        .build();
}

std::vector<double> drift_of(const Run& run) {
    std::vector<double> drift_ppm;
    for (const double time_s : run.scan_time_s) drift_ppm.push_back(6.0 * std::sin(time_s / 120.0));
    return drift_ppm;
}

RunArchive archive_of(const Run& run, const std::vector<double>& drift_ppm, const MzScatter& scatter = {}) {
    return {.scan_time_s = run.scan_time_s,
            .dropout = std::vector<std::uint8_t>(run.scans(), 0),
            .spacing_s = 0.8,
            .scatter = scatter,
            .centroids = ion_cache(run, drift_ppm)};
}

}  // namespace

// ---- known answers ---------------------------------------------------------------------------------------

TEST_CASE("ion_cache: keys are the logarithm of m/z over 50 in steps of 0.01 ppm", "[ion_cache]") {
    CHECK(mz_of_key(0) == 50.0);
    CHECK_THAT(mz_of_key(69314718), WithinRel(100.0, 0.005e-6));  // ln 2
    CHECK_THAT(mz_of_key(-69314718), WithinRel(25.0, 0.005e-6));  // below 50, too
    CHECK_THAT(mz_of_key(1) / mz_of_key(0) - 1.0, WithinAbs(1e-8, 1e-14));
}

TEST_CASE("ion_cache: centroids of one key come in order of scans, on whatever side of a power of two they lie",
          "[ion_cache]") {
    // The later scans lie a ten-thousandth of a ppm lower.
    Run run = a_run().scans(40, 1.0).build();
    run.mz.clear();
    run.intensity.clear();
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        run.scan_begin[scan] = run.mz.size();
        run.mz.push_back(scan % 2 == 0 ? 128.0 : 128.0 * (1.0 - 1e-10));
        run.intensity.push_back(100.0f + float(scan));
    }
    run.scan_begin.back() = run.mz.size();
    const IonCache cache = ion_cache(run, std::vector<double>(run.scans(), 0.0));
    REQUIRE(cache.key.front() == cache.key.back());
    for (std::size_t i = 0; i < cache.scan.size(); ++i) {
        CHECK(cache.scan[i] == i);
        CHECK(cache.intensity[i] == 100.0f + float(i));
    }
}

TEST_CASE("ion_cache: every centroid is there once, by m/z freed of its drift, then scan", "[ion_cache]") {
    const Run run = crowded_run();
    const auto drift_ppm = drift_of(run);
    std::vector<std::tuple<std::int32_t, std::uint32_t, float>> expected;
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        for (std::size_t i = 0; i < run.scan_mz(scan).size(); ++i) {
            const double mz = run.scan_mz(scan)[i] * (1.0 - drift_ppm[scan] * 1e-6);
            expected.emplace_back(std::int32_t(std::floor(std::log(mz / 50.0) * 1e8 + 0.5)), std::uint32_t(scan),
                                  run.scan_intensity(scan)[i]);
        }
    std::stable_sort(expected.begin(), expected.end(), [](const auto& a, const auto& b) {
        return std::get<0>(a) != std::get<0>(b) ? std::get<0>(a) < std::get<0>(b) : std::get<1>(a) < std::get<1>(b);
    });
    const IonCache cache = ion_cache(run, drift_ppm);
    REQUIRE(cache.key.size() == expected.size());
    std::size_t different = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
        different += std::tuple(cache.key[i], cache.scan[i], cache.intensity[i]) != expected[i];
    CHECK(different == 0);
}

TEST_CASE("extract_ion: an ion on a drifting axis is one line, whole, at its true m/z", "[ion_cache]") {
    // Without the drift its m/z would swing by 12 ppm.
    const Run run = a_run()
                        .scans(500, 0.8)
                        .scatter(0.2, 0.0)
                        .drift([](double time_s) { return 6.0 * std::sin(time_s / 120.0); })
                        .with_profile(300.2, [](double) { return 1e5; })
                        .build();
    const MzScatter sharp{.floor_ppm = 0.2, .counts_ppm2 = {0, 0, 0, 0, 0, 0}};
    const RunArchive archive = archive_of(run, drift_of(run), sharp);
    TraceParams params;
    params.min_tolerance_ppm = 1.5;
    const IonTrack track = extract_ion(archive, 300.2, 0, run.scans(), params);
    CHECK(track.scan.size() == run.scans());
    for (const double mz : track.mz) CHECK_THAT(mz, WithinRel(300.2, 1.0e-6));
}

TEST_CASE("keys_of_ion: with the centroids of its keys alone an ion is the same as in the whole run", "[ion_cache]") {
    const Run run = crowded_run();
    // So wide a scatter that the reach of the search is what bounds the ion.
    const RunArchive whole = archive_of(run, drift_of(run), {.floor_ppm = 40.0});
    const double wanted = GENERATE(147.1128, 600.3, 52.31, 411.0);
    const TraceParams params;
    const KeySpan keys = keys_of_ion(wanted, params);
    RunArchive part = whole;
    part.centroids = {};
    for (std::size_t i = 0; i < whole.centroids.key.size(); ++i) {
        if (whole.centroids.key[i] < keys.first || whole.centroids.key[i] > keys.last) continue;
        part.centroids.key.push_back(whole.centroids.key[i]);
        part.centroids.scan.push_back(whole.centroids.scan[i]);
        part.centroids.intensity.push_back(whole.centroids.intensity[i]);
    }
    CHECK(part.centroids.key.size() < whole.centroids.key.size() / 10);
    const IonTrack expected = extract_ion(whole, wanted, 0, run.scans(), params);
    const IonTrack track = extract_ion(part, wanted, 0, run.scans(), params);
    CHECK(track.scan == expected.scan);
    CHECK(track.mz == expected.mz);
    CHECK(track.intensity == expected.intensity);
}

// ---- oracles -------------------------------------------------------------------------------------------------

TEST_CASE("extract_ion: takes the likeliest centroid of each scan, as a search through the whole run does",
          "[ion_cache]") {
    const Run run = crowded_run();
    const auto drift_ppm = drift_of(run);
    const RunArchive archive = archive_of(run, drift_ppm);
    const double wanted = GENERATE(147.1128, 147.1146, 600.3, 52.31, 52.3103, 411.0);
    const std::size_t first = 40, last = 455;
    const TraceParams params;
    const double farthest_ppm = 2.0 * std::max(25.0, 3e3 / wanted);

    const IonTrack track = extract_ion(archive, wanted, first, last, params);
    std::size_t at = 0, seen = 0;
    for (std::size_t scan = first; scan < last; ++scan) {
        double best = 0.0;
        float expected = 0.0f;
        for (std::size_t i = 0; i < run.scan_mz(scan).size(); ++i) {
            const double away_ppm = (run.scan_mz(scan)[i] / wanted - 1.0) * 1e6 - drift_ppm[scan];
            const float counts = run.scan_intensity(scan)[i];
            const double sd = archive.scatter.sd_ppm(wanted, counts);
            const double allowed = std::max(params.min_tolerance_ppm, params.scatter_sd * sd);
            const double likelihood = std::exp(-0.5 * away_ppm * away_ppm / sd / sd) / sd;
            if (std::abs(away_ppm) > allowed || std::abs(away_ppm) > farthest_ppm || likelihood <= best) continue;
            best = likelihood;
            expected = counts;
        }
        const bool found = at < track.scan.size() && track.scan[at] == scan;
        CAPTURE(wanted, scan);
        CHECK(found == (expected > 0.0f));
        if (found) CHECK(track.intensity[at] == expected);
        at += found;
        seen += expected > 0.0f;
    }
    CHECK(at == track.scan.size());
    CAPTURE(wanted);
    CHECK((wanted == 411.0 || seen > 5));
}

// ---- edges ---------------------------------------------------------------------------------------------------

TEST_CASE("extract_electropherogram: 0 where nothing was seen, NaN in dropouts, both ends of the span included",
          "[ion_cache]") {
    const Run run = a_run().scans(100, 1.0, 10.0).with_ion(250.1, 60.0, 1e4, 8.0).build();
    RunArchive archive = archive_of(run, std::vector<double>(run.scans(), 0.0));
    archive.dropout[50] = 1;  // 60 s, the apex
    const Electropherogram curve = extract_electropherogram(archive, 250.1, 20.0, 80.0, {});
    REQUIRE(curve.time_s.size() == 61);
    CHECK(curve.time_s.front() == 20.0);
    CHECK(curve.time_s.back() == 80.0);
    CHECK(curve.mz == 250.1);
    CHECK(curve.intensity[0] == 0.0f);
    CHECK(std::isnan(curve.intensity[40]));
    CHECK(curve.intensity[39] > 8000.0f);

    CHECK(extract_electropherogram(archive, 250.1, 200.0, 300.0, {}).time_s.empty());
    CHECK(extract_electropherogram(archive, 250.1, 80.0, 20.0, {}).time_s.empty());
    CHECK(extract_electropherogram(archive, 777.0, 20.0, 80.0, {}).intensity[40] != 0.0f);
    CHECK(extract_electropherogram(archive, 777.0, 20.0, 80.0, {}).intensity[39] == 0.0f);
}

TEST_CASE("ion_cache: a run without centroids has an empty one", "[ion_cache]") {
    Run run;
    run.scan_time_s = {1.0, 2.0};
    run.scan_begin = {0, 0, 0};
    const RunArchive archive = archive_of(run, {0.0, 0.0});
    CHECK(archive.centroids.key.empty());
    CHECK(extract_ion(archive, 200.0, 0, 2, {}).scan.empty());
}

TEST_CASE("ion_key: a key is the rounded logarithm of m/z, in order, and back within half a step", "[ion_cache]") {
    std::size_t other = 0, asked = 0;
    std::int32_t before = std::numeric_limits<std::int32_t>::min();
    for (double mz = 1.0; mz < 20000.0; mz *= 1.0 + 3.7e-4, ++asked) {
        const std::int32_t key = key_of_mz(mz);
        const double place = std::log(mz / mz_of_key_zero) * keys_per_unit;
        CHECK(std::abs(double(key) - place) < 0.50001);
        other += key != std::lround(place);
        CHECK(key > before);
        before = key;
        CHECK(std::abs(mz_of_key(key) / mz - 1.0) < 0.51 * ppm_of_key * 1e-6);
    }
    CHECK(other * 1000 < asked);  // a tie may fall to the other side
    CHECK(key_of_mz(mz_of_key_zero) == 0);
}
