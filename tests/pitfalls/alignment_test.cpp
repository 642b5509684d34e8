/// \file
/// Where the alignment of CE-MS runs has gone wrong: units, ramps, signs, polynomials, extrapolation, wrong anchors,
/// capillaries that are changed.

#include "core/align/align_run.hpp"
#include "core/align/fit_warp.hpp"
#include "core/align/frame.hpp"
#include "core/base/random.hpp"
#include "core/base/robust.hpp"
#include "core/mobility/markers.hpp"
#include "core/mobility/mobility_scale.hpp"
#include "core/pipeline.hpp"
#include "core/simulate/migration.hpp"
#include "io/read_run.hpp"
#include "tests/support/built_run.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temp_folder.hpp"

#include <Eigen/Dense>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

/// Effective mobilities in TU, of real runs (anions in 50 mM ammonium acetate) and of 1 M formic acid.
const std::vector<double> cations{76,   52,   40.6, 40,   38.7, 37.4, 37.2, 29.1, 29,   25.7, 25.3, 21.5, 21.2,
                                  21.1, 20.7, 20.1, 19.7, 18.8, 18.6, 18.5, 18.4, 17.6, 17.4, 15.5, 2,    0};
const std::vector<double> anions{-20.6, -22.9, -25, -26.6, -29.9, -30, -35.1, -45.7, -46, -48.6, -49.1};

/// A published scenario: EOF sd 4 %, its drift sd 3 % per 1000 s, ramp 18 +- 2 s, field 1.5 %, trigger 1 s.
struct Drawn {
    Separation separation;
    double trigger_s = 0.0;

    [[nodiscard]] double arrival(double mobility_tu) const { return arrival_s(separation, mobility_tu) + trigger_s; }
};

Drawn drawn(Separation s, std::uint32_t run) {
    RandomStream dice(77, 1, run);
    s.eof_drift_tu_per_s = s.eof_tu * 0.03 / 1000 * draw_normal(dice);
    s.eof_tu *= 1 + 0.04 * draw_normal(dice);
    s.field_factor = 1 + 0.015 * draw_normal(dice);
    s.ramp_s = 18 + 2 * draw_normal(dice);
    return {s, draw_normal(dice)};
}

WarpPrior usual_prior(const Separation& nominal) {
    const double gain = nominal.length_mm * nominal.length_mm / nominal.voltage_kv, flow = std::abs(nominal.eof_tu);
    return {{gain, -nominal.eof_tu, 0, 9}, 0.1 * std::abs(gain), 0.15 * flow, (0.02 * flow + 0.05) / 1000};
}

/// Median over 60 runs of the worst analyte's error, with anchors read to 0.3 s; analytes within 40 min.
template <class Fit>
double worst_s(const Separation& nominal, const std::vector<double>& anchors_tu, const std::vector<double>& analytes_tu,
               const Fit& aligned_s) {
    std::vector<double> worst;
    for (std::uint32_t run = 0; run < 60; ++run) {
        const Drawn capillary = drawn(nominal, run);
        RandomStream dice(78, 2, run);
        std::vector<WarpPoint> points;
        for (const double mobility : anchors_tu)
            points.push_back({capillary.arrival(mobility) + 0.3 * draw_normal(dice), mobility, 0.3});
        double error = 0;
        for (const double mobility : analytes_tu)
            if (const double true_s = capillary.arrival(mobility); true_s < 2400)
                error = std::max(error, std::abs(aligned_s(points, mobility) - true_s));
        worst.push_back(error);
    }
    return median(worst);
}

double worst_by_law_s(const Separation& nominal, const std::vector<double>& anchors,
                      const std::vector<double>& analytes) {
    const WarpPrior prior = usual_prior(nominal);
    return worst_s(nominal, anchors, analytes, [&](const std::vector<WarpPoint>& points, double mobility) {
        return fit_warp(points, prior, prior.centre).warp.time_s(mobility);
    });
}

/// t' = a + b t + c t^2 from the nominal time to the run's, least squares: what general aligners do.
double worst_by_parabola_s(const Separation& nominal, const std::vector<double>& anchors,
                           const std::vector<double>& analytes) {
    return worst_s(nominal, anchors, analytes, [&](const std::vector<WarpPoint>& points, double mobility) {
        Eigen::Matrix3d normal = Eigen::Matrix3d::Zero();
        Eigen::Vector3d right = Eigen::Vector3d::Zero();
        for (const WarpPoint& point : points) {
            const double t = arrival_s(nominal, point.place) / 1000;
            const Eigen::Vector3d row(1, t, t * t);
            normal += row * row.transpose();
            right += row * point.time_s;
        }
        const Eigen::Vector3d fit = normal.inverse() * right;
        const double t = arrival_s(nominal, mobility) / 1000;
        return fit[0] + fit[1] * t + fit[2] * t * t;
    });
}

constexpr Separation cation{.ramp_s = 18, .eof_tu = 16}, silica{.ramp_s = 18, .eof_tu = 62},
    coated{.voltage_kv = -30, .length_mm = 1100, .ramp_s = 18, .eof_tu = -17.6};

Feature peak_at(double mz, double time_s, double height) {
    Feature feature;
    feature.mz = mz;
    feature.mt_s = time_s;
    feature.height = height;
    feature.area = 10 * height;
    feature.area_se = height / 10;
    feature.snr = height / 50;
    feature.fwhm_s = 6;
    feature.begin_s = time_s - 8;
    feature.end_s = time_s + 10;
    feature.asymmetry = 1;
    feature.quality = 0.9;
    return feature;
}

/// 80 compounds on a capillary: the same in every run but for their times, amounts and 0.05 % of scatter.
StudyRun capillary_run(const Drawn& capillary, int number) {
    StudyRun run;
    run.sample_id = "run" + std::to_string(10 + number);
    run.run_hash = run.sample_id;
    run.last_time_s = 2000;
    run.has_archive = false;
    for (std::uint32_t i = 0; i < 80; ++i) {
        RandomStream dice(5, 1, 0, i), here(5, 2, std::uint32_t(number), i);
        const double mobility = dice.uniform(0, 55), mz = dice.uniform(70, 900);
        const double height = draw_log_uniform(dice, 3e3, 1e6) * std::exp(0.2 * draw_normal(here));
        const double time_s = capillary.arrival(mobility) * (1 + 0.0005 * draw_normal(here));
        run.features.push_back(peak_at(mz * (1 + 1e-6 * draw_normal(here)), time_s, height));
    }
    return run;
}

}  // namespace

TEST_CASE("Pitfall 1: minutes and seconds give one run, and the same mobilities to the last bit") {
    const Run run = a_run()
                        .with_background(30)
                        .with_ion(152.0706, 841.3, 8e4, 12)
                        .with_ion(237.15975, 450.2, 9e4, 5)
                        .with_ion(147.1128, 414.6, 5e4, 4.4)
                        .build();
    const SeparationSettings settings{.ramp_s = 3,
                                      .markers = {{.name = "paracetamol", .mz = 152.0706, .mobility_tu = 0},
                                                  {.name = "procaine", .mz = 237.15975, .mobility_tu = 22.12}}};
    const TempFolder folder;
    std::vector<std::vector<Feature>> seen;
    for (const bool minutes : {false, true}) {
        const auto path = folder.path() / (minutes ? "minutes.mzML" : "seconds.mzML");
        write_run(path, run, {.time_in_minutes = minutes});
        seen.push_back(process_run(read_run(path).run, {}, {.separation = settings}).features);
    }
    REQUIRE(seen[0].size() == seen[1].size());
    int told = 0;
    for (std::size_t i = 0; i < seen[0].size(); ++i) {
        CHECK(seen[0][i].mt_s == seen[1][i].mt_s);
        told += seen[0][i].mobility_tu == seen[1][i].mobility_tu;
        if (std::abs(seen[0][i].mz - 147.1128) < 0.002) CHECK(seen[0][i].mobility_tu == Approx(26.3).epsilon(0.01));
    }
    CHECK(told == int(seen[0].size()));
}

TEST_CASE("Pitfall 2: half the ramp is counted, and a clock that starts late is absorbed by the markers") {
    const Separation run{.ramp_s = 60, .eof_tu = 16};
    for (const double trigger_s : {0.0, 0.4}) {
        const auto marker = [&](double mobility_tu) {
            return MarkerPoint{arrival_s(run, mobility_tu) + trigger_s, mobility_tu};
        };
        const std::vector<MarkerPoint> markers{marker(0), marker(69.54)};
        const MobilityScale scale = mobility_scale(markers, 60), without = mobility_scale(30, 800, 0, marker(0));
        for (const double mobility : {76.0, 52.0, 40.6, 29.1}) {
            CAPTURE(trigger_s, mobility);
            const double time_s = arrival_s(run, mobility) + trigger_s;
            CHECK(to_mobility_tu(scale, time_s) == Approx(mobility).epsilon(0.002));
            CHECK(std::abs(to_mobility_tu(without, time_s) / mobility - 1) > 0.05);  // what leaving it out costs
        }
    }
}

TEST_CASE("Pitfall 3: signs and orders hold in all three geometries, by one marker and by two") {
    for (const Separation& run : {cation, silica, coated}) {
        const double sign = run.eof_tu == cation.eof_tu ? 1 : -1;
        CAPTURE(run.voltage_kv, run.eof_tu);
        const auto marker = [&](double mobility_tu) { return MarkerPoint{arrival_s(run, mobility_tu), mobility_tu}; };
        const std::vector<MarkerPoint> two{marker(20 * sign), marker(45 * sign)};
        for (const MobilityScale& scale :
             {mobility_scale(run.voltage_kv, run.length_mm, 18, marker(20 * sign)), mobility_scale(two, 18)})
            for (const double mobility : {18.0, 22.0, 29.9, 35.0, 49.1})
                CHECK(to_mobility_tu(scale, arrival_s(run, mobility * sign)) == Approx(mobility * sign).epsilon(1e-6));
    }
    const double citrate = -49.1, lactate = -29.9;
    CHECK(arrival_s(silica, citrate) > 2 * arrival_s(silica, lactate));
    CHECK(arrival_s(coated, citrate) < arrival_s(coated, lactate));
    CHECK(arrival_s(cation, 40.6) < arrival_s(cation, 20.7));
    // And the warp goes the same way back.
    for (const Separation& run : {silica, coated}) {
        std::vector<WarpPoint> points;
        for (const double mobility : anions) points.push_back({arrival_s(run, mobility), mobility, 0.3});
        const WarpPrior prior = usual_prior(run);
        const Warp warp = fit_warp(points, prior, prior.centre).warp;
        CHECK(warp.place(arrival_s(run, citrate)) == Approx(citrate).epsilon(1e-3));
        CHECK((warp.time_s(citrate) > warp.time_s(lactate)) == (run.voltage_kv > 0));
    }
}

TEST_CASE("Pitfall 4: few anchors tell anions against the flow, where a parabola in time does not") {
    // Published for this scenario and this model with a prior: 3.5 and 0.87 s for cations (3 and 8 anchors), 3.7 and
    // 0.83 s for anions against the flow; a parabola with anchors free of noise: 7.0 s for anions. Which compounds the
    // anchors were is not told, hence a margin of a half.
    const std::vector<double> three_cations{52, 25.7, 0}, eight_cations{76, 40.6, 29.1, 25.3, 20.7, 18.5, 15.5, 0};
    const std::vector<double> three_anions{-20.6, -35.1, -49.1},
        eight_anions{-20.6, -25, -29.9, -35.1, -45.7, -46, -48.6, -49.1};
    CHECK(worst_by_law_s(cation, three_cations, cations) < 1.5 * 3.5);
    CHECK(worst_by_law_s(cation, eight_cations, cations) < 1.5 * 0.87);
    CHECK(worst_by_law_s(silica, three_anions, anions) < 1.5 * 3.7);
    CHECK(worst_by_law_s(silica, eight_anions, anions) < 1.5 * 0.83);
    CHECK(worst_by_law_s(coated, eight_anions, anions) < 2.0);
    CHECK(worst_by_parabola_s(silica, eight_anions, anions) > 3 * worst_by_law_s(silica, eight_anions, anions));
}

TEST_CASE("Pitfall 5: what lies far outside the anchors is flagged") {
    Frame frame{.in_tu = true, .clock = {21333, -16, 0, 9}, .relative_sd = 5e-4};
    std::vector<RunIon> ions;
    RandomStream dice(6, 1);
    for (int i = 0; i < 30; ++i) {
        const double time_s = 360 + 12.4 * i, mz = 80 + 20.0 * i;
        frame.ions.push_back({mz, frame.clock.place(time_s), 1e5});
        ions.push_back({mz, time_s * 1.02 + 0.2 * draw_normal(dice), 1e5});
    }
    const AlignParams params;
    const RunAlignment alignment = align_run(ions, frame, warp_prior(frame, {}, params), 1.0, params);
    REQUIRE(alignment.aligned);
    CHECK(alignment.first_anchor_s == Approx(367).margin(5));
    CHECK(alignment.last_anchor_s == Approx(734).margin(5));
    CHECK(alignment.extrapolates(1500));
    CHECK(alignment.extrapolates(300));
    CHECK_FALSE(alignment.extrapolates(500));
    CHECK_FALSE(alignment.extrapolates(780));
}

TEST_CASE("Pitfall 6: forty wrong anchors of a hundred leave A, B and C within 0.5 %") {
    for (const Warp& truth : {Warp{20500, -17.2, 2e-4, 9}, Warp{21900, -60.1, -1.1e-3, 9}, Warp{-39000, 18.3, 3e-4, 9}})
        for (std::uint32_t seed = 1; seed <= 5; ++seed) {
            CAPTURE(truth.b, seed);
            const Warp centre{truth.a > 0 ? 21333 : -40333.0, truth.a < 0 ? 17.6 : truth.b < -50 ? -62 : -16.0, 0, 9};
            const double flow = std::abs(centre.b);
            const WarpPrior prior{centre, 0.1 * std::abs(centre.a), 0.15 * flow, 0.04 * flow / 1000};
            RandomStream dice(9, 1, seed);
            std::vector<TwinCandidate> candidates;
            std::vector<WarpPoint> points;
            for (std::size_t ion = 0; ion < 100; ++ion) {
                const double right_s = dice.uniform(250, 1900), wrong_s = dice.uniform(250, 1900);
                const double time_s = ion % 5 < 2 ? wrong_s : right_s;
                candidates.push_back({ion, time_s, truth.place(right_s)});
                points.push_back({time_s, truth.place(right_s), 0.2});
            }
            const WarpFit fit = fit_warp(points, prior, agreed_warp(candidates, prior, 0.012));
            CHECK(fit.warp.a == Approx(truth.a).epsilon(0.005));
            CHECK(fit.warp.b == Approx(truth.b).epsilon(0.005));
            CHECK(fit.warp.c == Approx(truth.c).epsilon(0.005).margin(1e-6));
        }
}

TEST_CASE("Pitfall 31: two capillaries are one study: a feature each, whether the flow or the length changes") {
    struct Change {
        double flow, length;
    };
    for (const Change& change : {Change{1.08, 1}, Change{0.93, 1.05}, Change{1.02, 1.15}}) {
        CAPTURE(change.flow, change.length);
        std::vector<StudyRun> runs;
        for (int number = 0; number < 12; ++number) {
            Separation s = cation;
            if (number >= 6) {
                s.eof_tu *= change.flow;
                s.length_mm *= change.length;
            }
            RandomStream dice(8, 3, std::uint32_t(number));
            s.eof_tu *= 1 + 0.015 * draw_normal(dice);
            s.field_factor = 1 + 0.01 * draw_normal(dice);
            runs.push_back(capillary_run({s, 0.5 * draw_normal(dice)}, number));
        }
        const FeatureTable table = process_study(runs, Polarity::positive, {}, {});
        CHECK(table.features.size() == 80);  // a duplicate would be the 81st
        std::size_t measured = 0;
        for (const Cell& cell : table.cells) measured += cell.kind == CellKind::measured;
        CHECK(measured == 80 * 12);
        for (const TableRun& run : table.runs) {
            CHECK(run.alignment.aligned);
            CHECK(run.alignment.reason.empty());
        }
    }
}
