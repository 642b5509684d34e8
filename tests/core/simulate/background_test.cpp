#include "core/simulate/background.hpp"

#include "quiet.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

TEST_CASE("background: singletons are as many, as strong and as even as printed", "[background]") {
    const SimulateParams params;
    std::vector<Hit> all, one;
    constexpr int scans = 400;
    for (std::uint32_t scan = 0; scan < scans; ++scan) {
        one.clear();
        draw_singletons(params, RandomStream(1, 2, 0, 0, scan), 900.0, one);
        CHECK(std::is_sorted(one.begin(), one.end(), [](const Hit& a, const Hit& b) { return a.mz < b.mz; }));
        all.insert(all.end(), one.begin(), one.end());
    }
    const double n = double(all.size());
    CHECK_THAT(n / scans, WithinAbs(900.0, 5.0 * std::sqrt(900.0 / scans)));
    bool inside = true;
    double above = 0.0, sum_mz = 0.0;
    for (const auto& hit : all) {
        inside = inside && hit.counts >= 30.0f && hit.mz >= 50.0 && hit.mz <= 1000.0;
        above += hit.counts > 100.0f;
        sum_mz += hit.mz;
    }
    CHECK(inside);
    const double share = std::pow(0.3, 2.2);
    CHECK_THAT(above / n, WithinAbs(share, 5.0 * std::sqrt(share / n)));
    CHECK_THAT(sum_mz / n, WithinAbs(525.0, 5.0 * 950.0 / std::sqrt(12.0 * n)));
}

TEST_CASE("background: levels, drift and front steps are as printed", "[background]") {
    auto params = quiet_params();
    params.background.ions_low = params.background.ions_high = 1000.0;
    const auto study = draw_study(params, {}, 9);
    REQUIRE(study.background.size() == 1000);
    std::vector<double> logs;
    for (const auto& ion : study.background) {
        logs.push_back(std::log(ion.level));
        for (const double step : ion.steps) CHECK((step >= 0.5 && step <= 2.0));
    }
    std::sort(logs.begin(), logs.end());
    CHECK_THAT(logs[500], WithinAbs(std::log(200.0), 5.0 * 1.2 * 1.2533 / std::sqrt(1000.0)));
    CHECK_THAT(logs[841] - logs[500], WithinRel(1.2, 0.2));

    const auto run = draw_run(params, study, {}, 9, 0);
    const Detector detector{params, study.gain, 0.0};
    const Background background(detector, study, run, {}, 9, 0);
    // Before, between and after the three fronts: what is left beside the steps passed so far has the drift's sd.
    for (std::size_t passed = 0; passed <= 3; ++passed) {
        const double after = passed == 0 ? 0.0 : run.zones[passed - 1].centre_s;
        const double before = passed == 3 ? 1800.0 : run.zones[passed].centre_s;
        const double time_s = 0.5 * (after + before);
        CAPTURE(passed, time_s);
        std::vector<Hit> hits;
        background.hits(7, time_s, 1.0, hits);
        REQUIRE(hits.size() == 1000);
        double sum = 0.0, squares = 0.0;
        for (std::size_t i = 0; i < 1000; ++i) {
            const auto& ion = study.background[i];
            double steps = 1.0;
            for (std::size_t front = 0; front < passed; ++front) steps *= ion.steps[front];
            const double relative = double(hits[i].counts) / (ion.level * steps) - 1.0;
            sum += relative;
            squares += relative * relative;
        }
        CHECK_THAT(sum / 1000.0, WithinAbs(0.0, 5.0 * 0.1 / std::sqrt(1000.0)));
        CHECK_THAT(std::sqrt(squares / 1000.0), WithinRel(0.1, 5.0 / std::sqrt(2000.0)));
    }
}

namespace {

const BackgroundIon* ion_at(const StudyConditions& study, double mz) {
    for (const auto& ion : study.background)
        if (std::fabs(ion.mz - mz) < 5e-4) return &ion;
    return nullptr;
}

SimulateParams with_ions(double count, std::string_view geometry = "cation") {
    auto params = quiet_params();
    lay_geometry(params, geometry);
    params.background.ions_low = params.background.ions_high = count;
    return params;
}

/// Counts of every ion of the study at one moment, over its own level and front steps.
std::vector<double> relative_counts(const SimulateParams& params, const StudyConditions& study,
                                    const RunConditions& run, const SprayLoad& load, double time_s) {
    const Detector detector{params, study.gain, 0.0};
    const Background background(detector, study, run, load, 9, 0);
    std::vector<Hit> hits;
    background.hits(7, time_s, 1.0, hits);
    REQUIRE(hits.size() == study.background.size());
    std::vector<double> relative;
    for (std::size_t i = 0; i < hits.size(); ++i) {
        double level = study.background[i].level;
        for (std::size_t front = 0; front < 3; ++front)
            if (time_s > run.zones[front].centre_s + params.background.front_rise_s)
                level *= study.background[i].steps[front];
        relative.push_back(double(hits[i].counts) / level);
    }
    return relative;
}

}  // namespace

TEST_CASE("background: clusters of solvents and salt stand at their masses", "[background]") {
    auto params = with_ions(200.0);
    params.background.salt_cluster_counts = 2e4;
    const auto study = draw_study(params, {}, 10);
    // (CH3OH)2H+ and (HCOOH)3H+ are there all the run.
    for (const double mz : {65.059706, 3 * 46.00548 + 1.00728}) {
        const auto* ion = ion_at(study, mz);
        REQUIRE(ion);
        CHECK((ion->level > 0.0 && ion->salt_counts == 0.0));
    }
    // Na(HCOONa)n at 22.9892 + n 67.9874 only where the salt is, longer ones less; 13C is 1.08 % a carbon.
    const auto *one = ion_at(study, 22.9892 + 67.9874), *five = ion_at(study, 22.9892 + 5 * 67.9874);
    REQUIRE((one && five));
    CHECK((one->name == "Na(HCOONa)" && one->level == 0.0));
    CHECK_THAT(one->salt_counts, WithinRel(2e4, 1e-12));
    CHECK(five->name == "Na(HCOONa)5");
    CHECK_THAT(five->salt_counts, WithinRel(2e4 * std::exp(-1.0), 1e-6));
    const auto* heavy = ion_at(study, five->mz + 1.00335);
    REQUIRE(heavy);
    CHECK((heavy->name == "Na(HCOONa)5" && heavy->isotope == 1));
    CHECK_THAT(heavy->salt_counts / five->salt_counts, WithinAbs(5 * 0.0108 + 5 * 0.00038, 2e-3));
    CHECK_FALSE(ion_at(draw_study(with_ions(200.0), {}, 10), 22.9892 + 5 * 67.9874));
}

TEST_CASE("background: anions have acetate clusters, and none of the cations'", "[background]") {
    auto params = with_ions(200.0, GENERATE("anion_silica", "anion_coated"));
    params.background.salt_cluster_counts = 1e3;
    const auto study = draw_study(params, {}, 10);
    for (const int n : {1, 4}) {
        const auto* ion = ion_at(study, 59.0139 + n * 82.0031);
        REQUIRE(ion);
        CHECK_THAT(ion->salt_counts, WithinRel(1e3 * std::exp(-0.25 * (n - 1)), 1e-6));
    }
    CHECK(ion_at(study, 119.034982));
    CHECK_FALSE(ion_at(study, 22.9892 + 67.9874));
    CHECK_FALSE(ion_at(study, 65.059706));
}

TEST_CASE("background: reference ions stand at the m/z by which instruments calibrate", "[background]") {
    struct Reference {
        const char* geometry;
        double light, heavy, helper;
    };
    // Exact masses as published for the sheath liquids of both modes.
    const auto expected = GENERATE(Reference{"cation", 66.063061, 622.028961, 65.059706},
                                   Reference{"anion_silica", 120.038337, 680.035537, 119.034982},
                                   Reference{"anion_coated", 120.038337, 680.035537, 119.034982});
    CAPTURE(expected.geometry);
    auto params = with_ions(100.0, expected.geometry);
    params.mass.merge_fwhm = 0.7;
    params.background.lock_mass_counts = 1e5;
    params.background.lock_helper_counts = 4e6;
    const auto study = draw_study(params, {}, 11);
    for (const double mz : {expected.light, expected.heavy, expected.helper}) {
        const auto *ion = ion_at(study, mz), *heavier = ion_at(study, mz + 1.0033);
        REQUIRE(ion);
        CHECK_THAT(ion->mz, WithinAbs(mz, 1e-6));
        CHECK(ion->level == (mz == expected.helper ? 4e6 : 1e5));
        CHECK((ion->steps[0] == 1.0 && ion->steps[1] == 1.0 && ion->steps[2] == 1.0));
        const auto there = std::count_if(study.background.begin(), study.background.end(),
                                         [&](const BackgroundIon& other) { return std::fabs(other.mz - mz) < 1e-5; });
        CHECK(there == 1);
        if (mz != expected.heavy) continue;
        // 13C of 12 or 14 carbons, 15N of three (0.364 % each), deuterium of about 20.
        const double carbons = std::string_view(expected.geometry) == "cation" ? 12.0 : 14.0;
        REQUIRE(heavier);
        CHECK_THAT(heavier->level / ion->level, WithinAbs(0.01082 * carbons + 0.0109 + 0.002, 4e-3));
    }
    params.background.lock_mass_counts = 0.0;
    const auto without = draw_study(params, {}, 11);
    CHECK_FALSE(ion_at(without, expected.light));
    CHECK_FALSE(ion_at(without, expected.heavy));
}

TEST_CASE("background: constant ions crowd where metabolites do", "[background]") {
    const auto study = draw_study(with_ions(20000.0), {}, 12);
    std::vector<double> excess;
    for (const auto& ion : study.background)
        if (ion.name.empty() && ion.mz > 200.0 && ion.mz < 300.0) excess.push_back(ion.mz - std::floor(ion.mz + 0.3));
    REQUIRE(excess.size() > 1500);
    std::sort(excess.begin(), excess.end());
    const auto quantile = [&](double p) { return excess[std::size_t(p * double(excess.size()))]; };
    // 487 metabolites between 200 and 300: median 0.113 above the whole number, sd 0.048 (0.040 from quartiles).
    CHECK_THAT(quantile(0.5), WithinAbs(0.113, 0.01));
    CHECK_THAT((quantile(0.75) - quantile(0.25)) / 1.349, WithinAbs(0.048, 0.01));
}

TEST_CASE("background: constant ions feel their part of the suppression", "[background]") {
    auto params = with_ions(1000.0);
    params.background.drift_sd = 0.0;
    const double share = GENERATE(0.0, 0.5, 1.0);
    params.suppression.background_share = share;
    const auto study = draw_study(params, {}, 9);
    const auto run = draw_run(params, study, {}, 9, 0);
    const auto mean = [&](const SprayLoad& load, double time_s) {
        const auto all = relative_counts(params, study, run, load, time_s);
        return std::accumulate(all.begin(), all.end(), 0.0) / double(all.size());
    };
    // A little behind the front, where the step has been taken; the bell is down by z^2 / 2.
    const Zone& outer = run.zones[0];
    const double time_s = outer.centre_s + 4.0, z = 4.0 / outer.sigma_s;
    const double other =
        run.zones[1].strength * std::exp(-0.5 * std::pow((time_s - run.zones[1].centre_s) / run.zones[1].sigma_s, 2.0));
    const double load = outer.strength * std::exp(-0.5 * z * z) + other;
    REQUIRE(load > 1.0);
    CHECK_THAT(mean({}, time_s), WithinRel(std::pow(1.0 + load, -share), 1e-5));
    CHECK_THAT(mean({}, 30.0), WithinRel(1.0, 1e-5));
    // Where the sample's own current equals crowding_counts the spray gives half.
    const SprayLoad crowd{.step_s = 1.0, .counts = std::vector<double>(100, params.suppression.crowding_counts)};
    CHECK_THAT(mean(crowd, 30.0), WithinRel(std::pow(0.5, share), 1e-5));
}

TEST_CASE("background: neutrals lift what no one can name, not the solvents' ions", "[background]") {
    auto params = with_ions(1000.0);
    params.background.drift_sd = 0.0;
    params.background.neutral_hump = 1.5;
    const auto study = draw_study(params, {}, 9);
    const auto run = draw_run(params, study, {}, 9, 0);
    const Zone& eof = run.zones[2];
    const auto all = relative_counts(params, study, run, {}, eof.centre_s + eof.sigma_s);
    for (std::size_t i = 0; i < all.size(); ++i)
        CHECK_THAT(all[i], WithinRel(study.background[i].name.empty() ? 1.0 + 1.5 * std::exp(-0.5) : 1.0, 1e-4));
}

TEST_CASE("background: the truth of a salt cluster is the peak that is recorded", "[background]") {
    auto params = with_ions(0.0);
    params.background.salt_cluster_counts = 2e4;
    params.noise.electronic_sd = 10.0;  // without ion statistics for S/N alone
    const auto study = draw_study(params, {}, 13);
    const auto made = simulate_run(params, study, {}, 13, 0);
    const auto row = std::find_if(made.truth.begin(), made.truth.end(), [](const TrueIon& ion) {
        return ion.compound_id == "Na(HCOONa)3" && ion.isotope == 0;
    });
    REQUIRE(row != made.truth.end());
    CHECK((row->kind == "background" && row->ion == "[Na(HCOONa)3]+"));
    const Zone& zone = made.conditions.zones[1];
    CHECK(row->mt_s == zone.centre_s);
    CHECK(row->mobility_tu == 52.0);
    const double reach_s = 6.0 * zone.sigma_s;
    const double seen = recorded_area(made.run, row->mz, 0.01, row->mt_s - reach_s, row->mt_s + reach_s, study.rate_hz);
    CHECK_THAT(seen, WithinRel(row->area, 0.01));
    // A bell: height x sigma x sqrt(2 pi), and the salt of this run scales it.
    const double height = 2e4 * std::exp(-0.5) * made.conditions.salt_factor;
    CHECK_THAT(row->height_emitted, WithinRel(height, 1e-6));
    CHECK_THAT(row->area_emitted, WithinRel(height * zone.sigma_s * std::sqrt(2.0 * M_PI), 1e-3));
    auto blank = made.conditions;
    blank.salt_factor *= 0.01;
    const auto rows = background_truth(params, study, blank);
    REQUIRE(!rows.empty());
    const auto same = std::find_if(rows.begin(), rows.end(), [&](const TrueIon& ion) { return ion.mz == row->mz; });
    REQUIRE(same != rows.end());
    CHECK_THAT(same->area_emitted, WithinRel(0.01 * row->area_emitted, 1e-9));
    CHECK_THAT(row->snr, WithinRel(height / 10.0, 1e-6));
    CHECK_THAT(same->snr, WithinRel(0.01 * row->snr, 1e-9));
    blank.zones[1].centre_s = study.run_length_s + 1.0;
    CHECK(background_truth(params, study, blank).empty());
}

TEST_CASE("background: the spray is as restless as stated, and has no memory", "[background]") {
    SimulateParams params;
    params.noise.bursts_per_min = params.noise.dropouts_per_min = 0.0;
    constexpr std::size_t scans = 20000;
    const auto factor = draw_spray(params, scans, 2e4, 5, 0).factor;
    double sum = 0.0, squares = 0.0, products = 0.0;
    for (std::size_t i = 0; i < scans; ++i) {
        sum += factor[i] - 1.0;
        squares += (factor[i] - 1.0) * (factor[i] - 1.0);
        if (i > 0) products += (factor[i] - 1.0) * (factor[i - 1] - 1.0);
    }
    CHECK_THAT(sum / scans, WithinAbs(0.0, 5.0 * 0.017 / std::sqrt(double(scans))));
    CHECK_THAT(std::sqrt(squares / scans), WithinRel(0.017, 5.0 / std::sqrt(2.0 * scans)));
    CHECK_THAT(products / squares, WithinAbs(0.0, 5.0 / std::sqrt(double(scans))));
}

TEST_CASE("background: spray accidents come at their printed rates", "[background]") {
    SimulateParams params;
    params.noise.flicker_sd = 0.0;
    constexpr int runs = 300;
    constexpr double minutes = 35.0;
    constexpr std::size_t scans = 2600;
    double highest = 0.0, spikes = 0.0, bursts = 0.0, dropouts = 0.0;
    for (std::uint32_t run = 0; run < runs; ++run) {
        const auto spray = draw_spray(params, scans, minutes * 60.0, 77, run);
        for (const auto& spike : spray.spikes) CHECK((spike.hit.counts >= 99.9f && spike.hit.counts <= 1.001e5f));
        spikes += double(spray.spikes.size());
        bool down = false;
        for (const double factor : spray.factor) {
            highest = std::max(highest, factor);
            bursts += factor > 1.0;
            if (factor <= 0.3 && !down) ++dropouts;
            down = factor <= 0.3;
        }
    }
    CHECK(highest <= 50.0 * 50.0);  // two bursts may meet
    // Every second spike lasts two scans.
    CHECK_THAT(spikes / runs, WithinAbs(1.5 * 0.5 * minutes, 5.0 * std::sqrt(2.5 * 0.5 * minutes / runs)));
    CHECK_THAT(bursts / runs, WithinAbs(0.05 * minutes, 5.0 * std::sqrt(0.05 * minutes / runs)));
    CHECK_THAT(dropouts / runs, WithinAbs(0.02 * minutes, 5.0 * std::sqrt(0.02 * minutes / runs)));
}
