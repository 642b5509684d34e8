#include "core/base/random.hpp"
#include "core/pipeline.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <map>
#include <string>
#include <vector>

using namespace gassan;

namespace {

constexpr int compounds = 60;

Feature peak_at(double mz, double time_s, double height) {
    Feature feature;
    feature.mz = mz;
    feature.mt_s = time_s;
    feature.height = height;
    feature.area = height * 10;
    feature.area_se = height / 10;
    feature.snr = height / 50;
    feature.fwhm_s = 8;
    feature.begin_s = time_s - 10;
    feature.end_s = time_s + 14;
    feature.asymmetry = 1.2;
    feature.quality = 0.9;
    return feature;
}

/// A run of a made study: 60 compounds with their M+1, every sixth with an isomer; its clock stretched, some absent.
StudyRun made_run(int number, std::uint64_t seed = 1) {
    StudyRun run;
    run.sample_id = "run" + std::to_string(number);
    run.run_hash = "hash" + std::to_string(number);
    run.last_time_s = 2000;
    RandomStream own(seed, 1, std::uint32_t(number));
    const double stretch = 1 + 0.03 * draw_normal(own), shift_ppm = 2 * draw_normal(own);
    for (int i = 0; i < compounds; ++i) {
        RandomStream dice(seed, 2, 0, std::uint32_t(i)), here(seed, 3, std::uint32_t(number), std::uint32_t(i));
        const double mz = dice.uniform(70, 900), height = draw_log_uniform(dice, 2e3, 1e6);
        const double time_s = dice.uniform(200, 1500);
        for (int isomer = 0; isomer < (i % 6 == 0 ? 2 : 1); ++isomer) {
            const double seen_s = (time_s + 30 * isomer) * stretch * (1 + 0.001 * draw_normal(here));
            if (here.uniform() < 0.1) continue;
            const double seen_mz = mz * (1 + 1e-6 * (shift_ppm + draw_normal(here)));
            run.features.push_back(peak_at(seen_mz, seen_s, height * (1 + 0.2 * here.uniform())));
            const std::string parent = "F" + std::to_string(run.features.size());
            run.features.push_back(peak_at(seen_mz + 1.00335, seen_s, height / 10));
            run.features.back().ion = "M+1 of " + parent;
        }
    }
    std::sort(run.features.begin(), run.features.end(), [](const Feature& a, const Feature& b) { return a.mz < b.mz; });
    return run;
}

std::vector<StudyRun> made_runs(int first, int last) {
    std::vector<StudyRun> runs;
    for (int run = first; run <= last; ++run) runs.push_back(made_run(run));
    return runs;
}

/// A clock of 2,000 scans and nothing on it.
RunArchive silent_archive() {
    RunArchive archive;
    for (int scan = 0; scan < 2000; ++scan) archive.scan_time_s.push_back(scan);
    archive.dropout.assign(2000, 0);
    archive.noise = {20, 0.03, 30};
    return archive;
}

StudyRequest silent_request(int threads = 1) {
    StudyRequest request;
    request.threads = threads;
    request.archive = [](std::size_t) { return silent_archive(); };
    return request;
}

bool same_bits(double a, double b) {
    return std::memcmp(&a, &b, sizeof a) == 0 || (std::isnan(a) && std::isnan(b));
}

bool same_cell(const Cell& a, const Cell& b) {
    return a.kind == b.kind && same_bits(a.mz, b.mz) && same_bits(a.mt_s, b.mt_s) && same_bits(a.area, b.area) &&
           same_bits(a.limit, b.limit) && same_bits(a.mobility_tu, b.mobility_tu) && a.flags == b.flags &&
           a.extrapolated == b.extrapolated;
}

}  // namespace

TEST_CASE("A study of made runs has one feature a compound: isotopes are no rows, isomers are two") {
    const auto runs = made_runs(0, 9);
    const FeatureTable table = process_study(runs, Polarity::positive, {}, silent_request());
    CHECK(table.features.size() == compounds + compounds / 6);
    int measured = 0;
    for (const Cell& cell : table.cells) measured += cell.kind == CellKind::measured;
    int peaks = 0;
    for (const StudyRun& run : runs) peaks += int(run.features.size()) / 2;
    CHECK(measured == peaks);
    for (std::size_t i = 0; i < table.features.size(); ++i) {
        const ConsensusFeature& feature = table.features[i];
        CHECK(feature.feature_id == "F" + std::string(i < 9 ? "000" : "00") + std::to_string(i + 1));
        CHECK(std::isnan(feature.mobility_tu));
        CHECK(feature.mt_s == Approx(1 / feature.place));
        if (i > 0) CHECK(table.features[i - 1].mz <= feature.mz);
        // Its peaks lie where the frame says, in each run's own time.
        for (std::size_t run = 0; run < table.runs.size(); ++run) {
            const Cell& cell = table.cell(i, run);
            CHECK(cell.mt_s == Approx(table.runs[run].alignment.warp.time_s(feature.place)).epsilon(0.006));
            if (cell.kind == CellKind::measured) CHECK(cell.area > 0);
            if (cell.kind == CellKind::below_limit) {
                CHECK(std::isnan(cell.area));
                CHECK(cell.limit > 0);
            }
        }
    }
}

TEST_CASE("A study does not depend on threads or on the order of its runs") {
    auto runs = made_runs(0, 7);
    const FeatureTable table = process_study(runs, Polarity::positive, {}, silent_request(1));
    std::reverse(runs.begin(), runs.end());
    std::swap(runs[1], runs[5]);
    const FeatureTable other = process_study(runs, Polarity::positive, {}, silent_request(4));
    REQUIRE(table.features.size() == other.features.size());
    CHECK(table.frame.founded_on == other.frame.founded_on);
    for (std::size_t run = 0; run < runs.size(); ++run) {
        CHECK(other.runs[run].sample_id == runs[run].sample_id);
        const auto before = std::find_if(table.runs.begin(), table.runs.end(),
                                         [&](const TableRun& r) { return r.sample_id == runs[run].sample_id; });
        const auto column = std::size_t(before - table.runs.begin());
        for (std::size_t i = 0; i < table.features.size(); ++i) {
            CHECK(same_bits(table.features[i].place, other.features[i].place));
            CHECK(same_cell(table.cell(i, column), other.cell(i, run)));
        }
    }
}

TEST_CASE("Runs added later change no id and no value; what only they have becomes new features") {
    const auto first = made_runs(0, 7);
    const FeatureTable before = process_study(first, Polarity::positive, {}, silent_request());
    auto all = made_runs(0, 10);
    for (int run = 8; run <= 10; ++run) all[std::size_t(run)].features.push_back(peak_at(950.5, 777, 1e4));
    StudyRequest request = silent_request();
    request.earlier = &before;
    std::map<std::size_t, int> loads;
    std::atomic<int> loaded = 0;
    request.archive = [&](std::size_t) {
        ++loaded;
        return silent_archive();
    };
    const FeatureTable after = process_study(all, Polarity::positive, {}, request);
    REQUIRE(after.features.size() > before.features.size());
    for (std::size_t i = 0; i < before.features.size(); ++i) {
        CHECK(after.features[i].feature_id == before.features[i].feature_id);
        CHECK(same_bits(after.features[i].place, before.features[i].place));
        CHECK(same_bits(after.features[i].mz, before.features[i].mz));
        for (std::size_t run = 0; run < before.runs.size(); ++run)
            CHECK(same_cell(after.cell(i, run), before.cell(i, run)));
    }
    const auto fresh = std::find_if(after.features.begin(), after.features.end(),
                                    [](const ConsensusFeature& f) { return std::abs(f.mz - 950.5) < 0.01; });
    REQUIRE(fresh != after.features.end());
    CHECK(fresh->feature_id > before.features.back().feature_id);
    CHECK(after.cell(std::size_t(fresh - after.features.begin()), 0).kind == CellKind::below_limit);
    CHECK(after.cell(std::size_t(fresh - after.features.begin()), 9).kind == CellKind::measured);

    // The same three runs again, once more: nothing is new, nothing is loaded.
    request.earlier = &after;
    loaded = 0;
    const FeatureTable again = process_study(all, Polarity::positive, {}, request);
    CHECK(again.features.size() == after.features.size());
    CHECK(loaded == 0);
    for (std::size_t i = 0; i < after.cells.size(); ++i) CHECK(same_cell(again.cells[i], after.cells[i]));
}

TEST_CASE("A run that shares nothing with the others is warned of, keeps its times and is not filled") {
    auto runs = made_runs(0, 5);
    runs.push_back(made_run(6, 77));
    const FeatureTable table = process_study(runs, Polarity::positive, {}, silent_request());
    CHECK_FALSE(table.runs[6].alignment.aligned);
    CHECK_FALSE(table.runs[6].alignment.reason.empty());
    for (std::size_t run = 0; run < 6; ++run) CHECK(table.runs[run].alignment.reason.empty());
    for (std::size_t i = 0; i < table.features.size(); ++i) {
        const CellKind kind = table.cell(i, 6).kind;
        CHECK((kind == CellKind::measured || kind == CellKind::not_measured));
    }
}

TEST_CASE("A run that is gone from the study loses its column and nothing else") {
    const FeatureTable before = process_study(made_runs(0, 5), Polarity::positive, {}, silent_request());
    auto fewer = made_runs(0, 5);
    fewer.erase(fewer.begin() + 2);
    StudyRequest request = silent_request();
    request.earlier = &before;
    const FeatureTable after = process_study(fewer, Polarity::positive, {}, request);
    REQUIRE(after.runs.size() == 5);
    REQUIRE(after.features.size() >= before.features.size());
    for (std::size_t i = 0; i < before.features.size(); ++i) CHECK(same_cell(after.cell(i, 3), before.cell(i, 4)));
}

TEST_CASE("With its markers found a study is in mobilities, and the marker lies at its own") {
    auto runs = made_runs(0, 5);
    SeparationSettings separation{.voltage_kv = 30, .total_length_mm = 800, .ramp_s = 3};
    MarkerSettings marker;
    marker.name = "paracetamol";
    marker.mz = 152.0706;
    marker.mobility_tu = 0;
    separation.markers = {marker};
    for (int run = 0; run < 6; ++run) {
        RandomStream own(1, 1, std::uint32_t(run));
        const double stretch = 1 + 0.03 * draw_normal(own);
        runs[std::size_t(run)].features.push_back(peak_at(152.0706, 1333 * stretch, 1e6));
    }
    StudyRequest request = silent_request();
    request.separation = separation;
    const FeatureTable table = process_study(runs, Polarity::positive, {}, request);
    CHECK(table.frame.in_tu);
    const auto at = std::find_if(table.features.begin(), table.features.end(), [](const ConsensusFeature& f) {
        return std::abs(f.mz - 152.0706) < 0.002 && std::abs(f.mobility_tu) < 0.5;
    });
    REQUIRE(at != table.features.end());
    CHECK(at->mobility_tu == Approx(0).margin(0.02));
    for (std::size_t run = 0; run < 6; ++run)
        CHECK(std::abs(table.cell(std::size_t(at - table.features.begin()), run).mobility_tu) < 0.1);
}

TEST_CASE("A run whose marker comes where its other ions do not let expect it is warned of, the others are not") {
    auto runs = made_runs(0, 5);
    SeparationSettings separation{.voltage_kv = 30, .total_length_mm = 800, .ramp_s = 3};
    MarkerSettings marker;
    marker.name = "paracetamol";
    marker.mz = 152.0706;
    marker.mobility_tu = 0;
    separation.markers = {marker};
    for (int run = 0; run < 6; ++run) {
        RandomStream own(1, 1, std::uint32_t(run));
        const double late = run == 4 ? 1.06 : 1.0;  // a bubble held back what came after it
        runs[std::size_t(run)].features.push_back(peak_at(152.0706, 1333 * late * (1 + 0.03 * draw_normal(own)), 1e6));
    }
    StudyRequest request = silent_request();
    request.separation = separation;
    const FeatureTable table = process_study(runs, Polarity::positive, {}, request);
    for (std::size_t run = 0; run < 6; ++run) {
        const RunAlignment& alignment = table.runs[run].alignment;
        CAPTURE(run, alignment.reason);
        CHECK(alignment.aligned);
        CHECK((alignment.reason.find("paracetamol") != std::string::npos) == (run == 4));
    }
}

TEST_CASE("An ion whose amount has moved its apex by widths is one row where its centre is told") {
    const bool told = GENERATE(true, false);
    auto runs = made_runs(0, 5);
    for (int run = 0; run < 6; ++run) {
        RandomStream own(1, 1, std::uint32_t(run));
        const double centre_s = 900 * (1 + 0.03 * draw_normal(own));
        const bool overloaded = run > 2;
        Feature& peak = runs[std::size_t(run)].features.emplace_back(
            peak_at(950.6789, centre_s - (overloaded ? 40 : 0), overloaded ? 1e6 : 1e4));
        if (overloaded && told) peak.a1_s = centre_s;
    }
    const FeatureTable table = process_study(runs, Polarity::positive, {}, silent_request());
    const auto rows = std::count_if(table.features.begin(), table.features.end(),
                                    [](const ConsensusFeature& f) { return std::abs(f.mz - 950.6789) < 0.01; });
    CHECK(rows == (told ? 1 : 2));
}

TEST_CASE("A late marker is no warning where it leans too far for its centre to be known") {
    const double asymmetry = GENERATE(1.0, 4.0), a1_known = GENERATE(false, true);
    auto runs = made_runs(0, 5);
    SeparationSettings separation{.voltage_kv = 30, .total_length_mm = 800, .ramp_s = 3};
    MarkerSettings marker;
    marker.name = "paracetamol";
    marker.mz = 152.0706;
    marker.mobility_tu = 0;
    separation.markers = {marker};
    for (int run = 0; run < 6; ++run) {
        RandomStream own(1, 1, std::uint32_t(run));
        const double late = run == 4 ? 1.03 : 1.0;
        Feature& peak = runs[std::size_t(run)].features.emplace_back(
            peak_at(152.0706, 1333 * late * (1 + 0.03 * draw_normal(own)), 1e6));
        peak.asymmetry = asymmetry;
        peak.fwhm_s = 40;
        if (a1_known) peak.a1_s = peak.mt_s;
    }
    StudyRequest request = silent_request();
    request.separation = separation;
    const FeatureTable table = process_study(runs, Polarity::positive, {}, request);
    const bool warned = table.runs[4].alignment.reason.find("paracetamol") != std::string::npos;
    CAPTURE(asymmetry, a1_known, table.runs[4].alignment.reason);
    CHECK(warned == (asymmetry == 1.0 || a1_known));
}

TEST_CASE("Peaks of uncertain m/z found a feature where half the runs of a kind have them, and not where fewer do") {
    auto runs = made_runs(0, 9);
    const auto add = [&](double mz, int first, int last) {
        for (int run = first; run <= last; ++run) {
            RandomStream own(1, 1, std::uint32_t(run));
            runs[std::size_t(run)].features.push_back(peak_at(mz, 700 * (1 + 0.03 * draw_normal(own)), 2000));
            runs[std::size_t(run)].features.back().flags = FeatureFlag::uncertain_mz;
        }
    };
    add(930.5, 0, 5);
    add(940.5, 0, 2);
    const FeatureTable table = process_study(runs, Polarity::positive, {}, silent_request());
    const auto rows = [&](double mz) {
        return std::count_if(table.features.begin(), table.features.end(),
                             [&](const ConsensusFeature& f) { return std::abs(f.mz - mz) < 0.01; });
    };
    CHECK(rows(930.5) == 1);
    CHECK(rows(940.5) == 0);
}

TEST_CASE("A study of one run, of none, or of empty runs has a table all the same") {
    const FeatureTable one = process_study(made_runs(0, 0), Polarity::negative, {}, silent_request());
    CHECK(one.features.size() > 50);
    CHECK(one.features[0].feature_id == "N0001");
    CHECK(one.runs[0].alignment.aligned);
    CHECK(process_study({}, Polarity::positive, {}, silent_request()).features.empty());
    std::vector<StudyRun> empty(2);
    empty[0].sample_id = "a";
    empty[1].sample_id = "b";
    const FeatureTable table = process_study(empty, Polarity::positive, {}, silent_request());
    CHECK(table.features.empty());
    CHECK(table.runs.size() == 2);
}

TEST_CASE("Peak lists among runs: the same features and measured cells, and nothing is said of their gaps") {
    auto runs = made_runs(0, 9);
    const FeatureTable whole = process_study(runs, Polarity::positive, {}, silent_request());
    for (std::size_t run = 0; run < runs.size(); ++run) runs[run].has_archive = run == 3;
    StudyRequest request = silent_request();
    std::vector<std::size_t> loaded;
    request.archive = [&](std::size_t run) {
        loaded.push_back(run);
        return silent_archive();
    };
    const FeatureTable mixed = process_study(runs, Polarity::positive, {}, request);
    CHECK(loaded == std::vector<std::size_t>{3});
    REQUIRE(mixed.features.size() == whole.features.size());
    std::size_t gaps = 0;
    for (std::size_t i = 0; i < whole.features.size(); ++i)
        for (std::size_t run = 0; run < runs.size(); ++run) {
            const Cell &now = mixed.cell(i, run), &before = whole.cell(i, run);
            if (before.kind == CellKind::measured || run == 3) {
                CHECK(same_cell(now, before));
                continue;
            }
            ++gaps;
            CHECK(now.kind == CellKind::not_measured);
            CHECK(std::isnan(now.area));
            CHECK(std::isnan(now.limit));
            CHECK(now.mt_s == Approx(before.mt_s).epsilon(0.01));  // where it would be
        }
    CHECK(gaps > 30);
}

TEST_CASE("Peak lists of m/z, time and area alone found the same features in the same runs") {
    auto runs = made_runs(0, 9);
    const FeatureTable whole = process_study(runs, Polarity::positive, {}, silent_request());
    for (StudyRun& run : runs) {
        run.has_archive = false;
        for (Feature& feature : run.features)
            feature = {.feature_id = feature.feature_id,
                       .mz = feature.mz,
                       .mt_s = feature.mt_s,
                       .ion = feature.ion,
                       .area = feature.area};
    }
    StudyRequest request;  // no archive to ask for
    const FeatureTable bare = process_study(runs, Polarity::positive, {}, request);
    REQUIRE(bare.features.size() == whole.features.size());
    std::size_t same = 0, all = 0;
    for (std::size_t i = 0; i < whole.features.size(); ++i) {
        CHECK(bare.features[i].mz == Approx(whole.features[i].mz).epsilon(1e-6));
        CHECK(std::isnan(bare.features[i].quality));
        CHECK(bare.features[i].fwhm_s > 0);
        for (std::size_t run = 0; run < runs.size(); ++run) {
            if (whole.cell(i, run).kind != CellKind::measured) continue;
            ++all;
            same += bare.cell(i, run).kind == CellKind::measured && bare.cell(i, run).area == whole.cell(i, run).area;
            CHECK(std::isnan(bare.cell(i, run).height));  // what was not told stays untold
        }
    }
    CHECK(same == all);
}

TEST_CASE("A marker that one run lacks is told of that run, one that all lack of none") {
    auto runs = made_runs(0, 7);
    SeparationSettings settings{.voltage_kv = 30, .total_length_mm = 800};
    for (StudyRun& run : runs) {
        const double stretch = run.features.front().mt_s;  // any time of its own will do
        run.features.push_back(peak_at(152.0706, 900 + 0.001 * stretch, 3e6));
        run.features.back().feature_id = "neutral";
        if (run.sample_id != "run5") run.features.push_back(peak_at(237.1598, 450 + 0.0005 * stretch, 3e6));
    }
    settings.markers = {{.name = "paracetamol", .mz = 152.0706, .mobility_tu = 0},
                        {.name = "procaine", .mz = 237.1598, .mobility_tu = 22},
                        {.name = "nobody", .mz = 50.5, .mobility_tu = 9}};
    StudyRequest request = silent_request();
    request.separation = settings;
    const FeatureTable table = process_study(runs, Polarity::positive, {}, request);
    for (const TableRun& run : table.runs) {
        CAPTURE(run.sample_id, run.alignment.reason);
        CHECK((run.alignment.reason.find("marker procaine (m/z 237.1598, 22 TU) is missing: no feature within") !=
               std::string::npos) == (run.sample_id == "run5"));
        CHECK(run.alignment.reason.find("nobody") == std::string::npos);
    }
}

TEST_CASE("A study has its frame with one marker, with two and with none") {
    auto runs = made_runs(0, 7);
    for (StudyRun& run : runs) {
        RandomStream own(1, 1, std::uint32_t(std::stoi(run.sample_id.substr(3))));
        const double stretch = 1 + 0.03 * draw_normal(own);
        run.features.push_back(peak_at(152.0706, 900 * stretch, 3e6));
        run.features.back().feature_id = "neutral";
        run.features.push_back(peak_at(237.1598, 450 * stretch, 3e6));
        run.features.back().feature_id = "fast";
    }
    const MarkerSettings neutral{.name = "paracetamol", .mz = 152.0706, .mobility_tu = 0};
    const MarkerSettings fast{.name = "procaine", .mz = 237.1598, .mobility_tu = 22};
    std::vector<SeparationSettings> ways{{.voltage_kv = 30, .total_length_mm = 800, .markers = {neutral}},
                                         {.markers = {neutral, fast}},
                                         {.voltage_kv = 30, .total_length_mm = 800}};
    for (const SeparationSettings& way : ways) {
        CAPTURE(way.markers.size());
        StudyRequest request = silent_request();
        request.separation = way;
        const FeatureTable table = process_study(runs, Polarity::positive, {}, request);
        CHECK(table.frame.in_tu == !way.markers.empty());
        CHECK(table.features.size() == compounds + compounds / 6 + 2);
        for (const TableRun& run : table.runs) CHECK(run.alignment.aligned);
        for (const ConsensusFeature& feature : table.features)
            if (table.frame.in_tu && std::abs(feature.mz - 152.0706) < 0.001)
                CHECK(feature.mobility_tu == Approx(0).margin(0.05));
    }
}
