#include "core/peak/quality.hpp"

#include "core/peak/detect_peaks.hpp"
#include "core/peak/shapes.hpp"
#include "tests/support/seen_ion.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;

namespace {

/// A Gaussian of 1000 counts, half-widths 4 s in front and 6 s behind, and the peak that describes it.
struct Described {
    TraceSignal raw;
    Peak peak;
};

Described two_sided() {
    const SeenIon ion{.scans = 101, .expected_fwhm_s = 10.0};
    Described result;
    const auto counts_at = [](double t) {
        const double away = (t - 50.0) / (t < 50.0 ? 4.0 : 6.0);
        return 1000.0 * std::exp2(-away * away);
    };
    result.raw = ion.of(counts_at);
    for (std::size_t i = 0; i < result.raw.size(); ++i)
        result.raw.counts[i] = counts_at(double(i));  // the feet below the threshold, too
    result.peak = {.begin = 30, .apex = 50, .end = 80, .begin_s = 30, .apex_s = 50, .end_s = 80};
    result.peak.height = 1000.0;
    result.peak.noise_sd = 10.0;  // S/N 100
    result.peak.fwhm_s = 10.0;
    result.peak.front_s = 4.0;
    result.peak.tail_s = 6.0;
    result.peak.points = 20;
    result.peak.significance = 40.0;
    result.peak.rise = 1e9;
    result.peak.top_share = 1.0;
    return result;
}

Peak judged(Described described) {
    judge_peak(SmoothedSignal{.raw = described.raw, .counts = {}, .half = {}, .noise = {}}, described.peak);
    return described.peak;
}

double weight_of(std::string_view name) {
    const auto& table = quality_table();
    const auto at =
        std::find_if(table.begin(), table.end(), [&](const QualityTerm& term) { return term.name == name; });
    REQUIRE(at != table.end());
    return at->weight;
}

}  // namespace

TEST_CASE("quality: likeness is the share of the scatter that the peak's own outline explains", "[quality]") {
    Described described = two_sided();
    CHECK_THAT(judged(described).likeness, WithinAbs(1.0, 1e-9));
    // Every second scan 100 counts up, the others down: 1e4 of misfit a scan against the Gaussian's own scatter.
    double sum = 0.0, squares = 0.0, misfit = 0.0;
    for (std::size_t i = 30; i <= 80; ++i) {
        misfit += 1e4;
        described.raw.counts[i] += i % 2 ? 100.0 : -100.0;
        sum += described.raw.counts[i];
        squares += described.raw.counts[i] * described.raw.counts[i];
    }
    CHECK_THAT(judged(described).likeness, WithinAbs(1.0 - misfit / (squares - sum * sum / 51.0), 1e-9));
    for (std::size_t i = 30; i <= 80; ++i) described.raw.counts[i] = 500.0;
    CHECK(judged(described).likeness == 0.0);
}

TEST_CASE("quality: a parted shoulder is as like itself as its fit explains, by the scatter of a Gaussian",
          "[quality]") {
    // Of a Gaussian of height 1 down to 1 % of it.
    double sum = 0.0, squares = 0.0;
    const int steps = 10000;
    for (int i = 0; i < steps; ++i) {
        const double z = std::sqrt(2.0 * std::log(100.0)) * (2.0 * (i + 0.5) / steps - 1.0);
        sum += std::exp(-0.5 * z * z);
        squares += std::exp(-z * z);
    }
    const double scatter = squares / steps - sum / steps * sum / steps;
    Peak peak = judged(two_sided());
    peak.likeness = 0.2;
    peak.flags = FeatureFlag::shoulder | FeatureFlag::few_points;
    peak.misfit = 0.1;
    judge_parted(peak);
    CHECK_THAT(peak.likeness, WithinAbs(1.0 - 0.01 / scatter, 0.005));
}

TEST_CASE("quality: the fit lowers no likeness, and tells nothing of peaks that are no shoulder or have no fit",
          "[quality]") {
    const auto likeness_of = [](double likeness, double misfit, FeatureFlag flags) {
        Peak peak = judged(two_sided());
        peak.likeness = likeness;
        peak.misfit = misfit;
        peak.flags = flags;
        judge_parted(peak);
        return peak.likeness;
    };
    CHECK(likeness_of(0.2, 0.05, FeatureFlag::shoulder) > 0.9);
    CHECK(likeness_of(0.8, 0.3, FeatureFlag::shoulder) == 0.8);
    CHECK(likeness_of(0.2, 5.0, FeatureFlag::shoulder) == 0.2);
    CHECK(likeness_of(0.2, 0.05, FeatureFlag::overlap) == 0.2);
    CHECK(likeness_of(0.2, no_value, FeatureFlag::shoulder) == 0.2);
}

TEST_CASE("quality: the terms are what was measured, within their limits, worked by hand", "[quality]") {
    Peak peak = judged(two_sided());
    peak.points = 9;
    peak.presence = 0.5;
    peak.rise = 2.0;
    peak.flags = FeatureFlag::spike;
    const QualityEvidence evidence = quality_evidence(peak, {.sightings = 0.25, .wander = 2.0, .mz_se_ppm = 5.0});
    const double by_hand[] = {1.0,
                              0.5 * std::log(20.0),  // significance 40 counts as 20
                              std::log(10.0),        // and as 10
                              0.5,
                              0.5 * std::log(2.0),
                              0.0,
                              0.0,
                              std::log(9.0),
                              std::log(0.03),
                              std::log(0.03) * std::log(0.03),
                              0.0,
                              std::log(0.954499736 / (0.045500264 + 1e-3)),  // 2 sd of a normal number
                              std::log(5.0),
                              std::log(9.0) * std::log(5.0),
                              0.25,
                              std::log(2.0),
                              1.0,
                              1.0};
    for (std::size_t i = 0; i < quality_terms; ++i) {
        CAPTURE(quality_table()[i].name);
        CHECK_THAT(evidence[i], WithinAbs(by_hand[i], 1e-6));
    }
}

TEST_CASE("quality: a term moves the log odds by its weight", "[quality]") {
    const Peak peak = judged(two_sided());
    const auto log_odds = [](double p) { return std::log(p / (1.0 - p)); };
    const IonKnowledge rare{.sightings = 0.1, .wander = 1.0, .mz_se_ppm = 2.0};
    IonKnowledge often = rare;
    often.sightings = 0.6;
    CHECK_THAT(log_odds(peak_quality(peak, often)) - log_odds(peak_quality(peak, rare)),
               WithinAbs(0.5 * weight_of("sightings"), 1e-9));
    Peak torn = peak;
    torn.top_share = 0.7;
    CHECK_THAT(log_odds(peak_quality(torn, rare)) - log_odds(peak_quality(peak, rare)),
               WithinAbs(-0.3 * weight_of("top share"), 1e-9));
}

TEST_CASE("quality: what speaks against a peak lowers it", "[quality]") {
    const Peak peak = judged(two_sided());
    const IonKnowledge ion{.sightings = 0.05, .wander = 1.0, .mz_se_ppm = 2.0};
    const double clear = peak_quality(peak, ion);
    CHECK(clear > 0.98);
    const auto with = [&](auto&& change) {
        Peak other = peak;
        change(other);
        return peak_quality(other, ion);
    };
    CHECK(with([](Peak& p) { p.likeness = 0.3; }) < clear);
    CHECK(with([](Peak& p) { p.significance = 5.0; }) < clear);
    CHECK(with([](Peak& p) { p.width_ratio = 0.2; }) < clear);
    CHECK(with([](Peak& p) { p.top_share = 0.6; }) < clear);
    CHECK(peak_quality(peak, {.sightings = 0.05, .wander = 1.0, .mz_se_ppm = 9.0}) < clear);
    CHECK(peak_quality(peak, {.sightings = 0.9, .wander = 1.0, .mz_se_ppm = 2.0}) < clear);
    CHECK(with([](Peak& p) {
              p.likeness = 0.2;
              p.significance = 4.5;
              p.noise_sd = 350.0;
              p.points = 4;
              p.top_share = 0.6;
              p.width_ratio = 0.3;
          }) < 0.5);
}

TEST_CASE("quality: a triangle of electromigration is hardly worse than a Gaussian", "[quality]") {
    // Pitfall: a gate of the bell shape deletes real peaks of abundant compounds.
    const auto quality_with = [](double distortion) {
        const HvlShape shape{150.3, 2.0, distortion};
        const SeenIon ion{.expected_fwhm_s = hvl_measures(shape).fwhm_s, .seed = 3};
        const auto peaks =
            detect_peaks(ion.of([&](double t) { return 1e6 * hvl_density(shape, t); }), ion.noise, PeakParams{});
        return peaks.size() == 1 ? peaks[0].quality : 0.0;
    };
    const double bell = quality_with(0.0);
    CHECK(bell > 0.95);
    for (const double distortion : {-30.0, 30.0}) CHECK(quality_with(distortion) > bell - 0.05);
}

TEST_CASE("quality: lies between 0 and 1 and is finite at the edges", "[quality][edge]") {
    auto described = two_sided();
    described.peak.front_s = described.peak.tail_s = 0.0;
    described.peak.begin = described.peak.end = described.peak.apex;
    described.peak.begin_s = described.peak.end_s = 50.0;
    const Peak flat = judged(described);
    for (const double mz_se_ppm : {0.0, 1e9})
        for (const double wild : {0.0, -1e300, 1e300}) {
            Peak peak = flat;
            peak.significance = peak.rise = peak.height = peak.width_ratio = wild;
            const double quality = peak_quality(peak, {.sightings = 1.0, .wander = 1e300, .mz_se_ppm = mz_se_ppm});
            CAPTURE(mz_se_ppm, wild);
            CHECK((quality >= 0.0 && quality <= 1.0));
        }
}
