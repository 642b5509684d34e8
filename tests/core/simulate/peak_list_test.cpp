#include "core/simulate/peak_list.hpp"

#include "core/base/robust.hpp"
#include "core/pipeline.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace gassan;

namespace {

/// A feature and the true ion it is nearest to, within 25 ppm and a width.
struct Pair {
    const Feature* feature;
    const TrueIon* ion;
};

std::vector<Pair> pairs_of(const std::vector<Feature>& features, const std::vector<TrueIon>& ions) {
    struct Candidate {
        double distance;
        std::size_t feature, ion;
    };
    std::vector<Candidate> candidates;
    for (std::size_t f = 0; f < features.size(); ++f)
        for (std::size_t k = 0; k < ions.size(); ++k) {
            const double ppm = std::abs(features[f].mz / ions[k].mz - 1.0) * 1e6;
            const double away_s = std::abs(features[f].mt_s - ions[k].mt_s);
            if (ppm <= 25.0 && away_s <= std::max(5.0, ions[k].fwhm_s))
                candidates.push_back(
                    {std::hypot(ppm / 10.0, away_s / 5.0) - 0.3 * std::log10(1.0 + ions[k].snr), f, k});
        }
    std::sort(candidates.begin(), candidates.end(),
              [](const Candidate& a, const Candidate& b) { return a.distance < b.distance; });
    std::vector<bool> feature_taken(features.size()), ion_taken(ions.size());
    std::vector<Pair> pairs;
    for (const Candidate& c : candidates) {
        if (feature_taken[c.feature] || ion_taken[c.ion]) continue;
        feature_taken[c.feature] = ion_taken[c.ion] = true;
        pairs.push_back({&features[c.feature], &ions[c.ion]});
    }
    return pairs;
}

/// What is compared between the two ways.
struct Figures {
    double features = 0.0, echoes = 0.0, unpaired = 0.0;
    std::map<int, std::pair<double, double>> found;  ///< by class of ions in the peak: found, all
    std::map<int, std::vector<double>> area;         ///< by class: ln(area / truth)
    std::map<int, std::vector<double>> mz_ppm;       ///< less the median of the run and class
    std::vector<double> time_s, width, pull, snr;
};

/// 0: below 100 ions, where nothing is found ... 5: above 5,000.
int class_of(const TrueIon& ion, const StudyConditions& study) {
    const double ions = ion.area * study.rate_hz / study.gain;
    int number = 0;
    for (const double limit : {100.0, 250.0, 500.0, 1200.0, 5000.0}) number += ions > limit;
    return number;
}

void add(const std::vector<Feature>& features, const std::vector<TrueIon>& ions, const StudyConditions& study,
         Figures& figures) {
    const auto pairs = pairs_of(features, ions);
    figures.features += double(features.size());
    figures.unpaired += double(features.size() - pairs.size());
    for (const Feature& feature : features) figures.echoes += is_echo(feature);
    for (const TrueIon& ion : ions)
        if (ion.kind != "background") ++figures.found[class_of(ion, study)].second;
    std::map<int, std::vector<double>> ppm;
    for (const auto& [feature, ion] : pairs) {
        const int number = class_of(*ion, study);
        ++figures.found[number].first;
        figures.area[number].push_back(std::log(feature->area / ion->area));
        ppm[number].push_back((feature->mz / ion->mz - 1.0) * 1e6);
        figures.time_s.push_back(feature->mt_s - ion->mt_s);
        figures.width.push_back(std::log(feature->fwhm_s / ion->fwhm_s));
        figures.pull.push_back((feature->area - ion->area) / feature->area_se);
        figures.snr.push_back(std::log(feature->snr / ion->height));
    }
    for (auto& [number, values] : ppm) {
        const double middle = median(values);
        for (const double value : values) figures.mz_ppm[number].push_back(value - middle);
    }
}

double spread(std::vector<double> values) {
    return 0.5 * (quantile(values, 0.84) - quantile(values, 0.16));
}

bool same_bits(double a, double b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

}  // namespace

TEST_CASE("A peak list made without spectra errs as the list that detection makes of the spectra", "[simulate]") {
    // Seeds that no figure of the error model was taken from.
    const auto [name, seed, runs] = GENERATE(table<std::string, std::uint64_t, std::uint32_t>(
        {std::tuple{"demo", 3101, 5}, std::tuple{"demo", 3102, 4}, std::tuple{"tiny", 3103, 3}}));
    const SimulatePreset preset = simulate_preset(name);
    const StudyConditions study = draw_study(preset.params, preset.compounds, seed);
    Figures slow, fast;
    for (std::uint32_t run = 0; run < runs; ++run) {
        const SimulatedRun simulated = simulate_run(preset.params, study, preset.compounds, seed, run);
        add(process_run(simulated.run, {}).features, simulated.truth, study, slow);
        const RunTruth truth{simulated.conditions, simulated.truth};
        add(simulate_peak_list(preset.params, study, truth, seed, run), simulated.truth, study, fast);
    }
    CAPTURE(name, seed, slow.features, fast.features, slow.unpaired, fast.unpaired, slow.echoes, fast.echoes);
    CHECK(fast.features == Approx(slow.features).epsilon(0.06));
    CHECK(fast.echoes == Approx(slow.echoes).epsilon(0.2));
    CHECK(std::abs(fast.unpaired - slow.unpaired) <= 3.0 * runs);
    for (const auto& [number, counts] : slow.found) {
        const double share = counts.first / counts.second, other = fast.found[number].first / counts.second;
        CAPTURE(number, counts.second, share, other);
        // The two draw chance of their own: three standard deviations of a difference of shares, but 20 % of many ions.
        const double chance = 3.0 * std::sqrt(2.0 * share * (1.0 - share) / counts.second);
        CHECK(std::abs(share - other) <= std::max(0.2, chance));
    }
    for (const int number : {2, 3, 4, 5}) {
        CAPTURE(number, slow.area[number].size(), spread(slow.area[number]), spread(fast.area[number]),
                median(slow.area[number]), median(fast.area[number]), spread(slow.mz_ppm[number]),
                spread(fast.mz_ppm[number]));
        CHECK(spread(fast.area[number]) == Approx(spread(slow.area[number])).epsilon(0.35));
        CHECK(std::abs(median(fast.area[number]) - median(slow.area[number])) <= 0.5 * spread(slow.area[number]));
        CHECK(spread(fast.mz_ppm[number]) == Approx(spread(slow.mz_ppm[number])).epsilon(0.45));
    }
    CHECK(std::abs(median(fast.time_s) - median(slow.time_s)) <= 0.1);
    CHECK(spread(fast.time_s) == Approx(spread(slow.time_s)).epsilon(0.35));
    CHECK(std::abs(median(fast.width) - median(slow.width)) <= 0.03);
    CHECK(spread(fast.width) == Approx(spread(slow.width)).epsilon(0.5));
    CHECK(spread(fast.pull) == Approx(1.0).margin(0.3));
    CHECK(std::abs(median(fast.snr) - median(slow.snr)) <= 0.15);
}

TEST_CASE("A peak list is its address: the same alone and among others, and another run's is another", "[simulate]") {
    const SimulatePreset preset = simulate_preset("tiny");
    const StudyConditions study = draw_study(preset.params, preset.compounds, 5);
    const auto list = [&](std::uint64_t seed, std::uint32_t run) {
        return simulate_peak_list(preset.params, study, run_truth(preset.params, study, preset.compounds, seed, run),
                                  seed, run);
    };
    const auto first = list(5, 0), other = list(5, 1), again = list(5, 0);
    REQUIRE(first.size() > 100);
    REQUIRE(again.size() == first.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
        CHECK(same_bits(first[i].mz, again[i].mz));
        CHECK(same_bits(first[i].area, again[i].area));
        CHECK(first[i].feature_id == "F" + std::to_string(i + 1));
        if (i > 0) CHECK(first[i - 1].mz <= first[i].mz);
        CHECK(first[i].begin_s <= first[i].mt_s);
        CHECK(first[i].mt_s <= first[i].end_s);
    }
    std::set<double> areas;
    for (const Feature& feature : first) areas.insert(feature.area);
    for (const Feature& feature : other) CHECK_FALSE(areas.contains(feature.area));
}

TEST_CASE(
    "A peak list parts two ions of one m/z by time, and loses what is too weak and what is as wide as a salt zone",
    "[simulate]") {
    const SimulatePreset preset = simulate_preset("tiny");
    const StudyConditions study = draw_study(preset.params, preset.compounds, 5);
    const auto ion_at = [](const char* id, double mt_s, double area, const char* kind = "M0") {
        TrueIon ion;
        ion.compound_id = id;
        ion.ion = "[M+H]+";
        ion.kind = kind;
        ion.mz = 132.1019;
        ion.mt_s = mt_s;
        ion.fwhm_s = 6.0;
        ion.area = ion.area_emitted = area;
        ion.height = ion.height_emitted = area / 6.4;
        ion.snr = ion.height / 10.0;  // electronic noise alone
        return ion;
    };
    const auto areas_near = [&](std::vector<TrueIon> ions) {
        RunTruth truth{draw_run(preset.params, study, preset.compounds, 5, 0), std::move(ions)};
        std::vector<double> areas;
        for (const Feature& feature : simulate_peak_list(preset.params, study, truth, 5, 0))
            if (std::abs(feature.mz - 132.1019) < 0.01) areas.push_back(feature.area);
        std::sort(areas.begin(), areas.end());
        return areas;
    };
    const auto apart = areas_near({ion_at("a", 600, 1e6), ion_at("b", 607, 2e6)});
    REQUIRE(apart.size() == 2);
    CHECK(apart[0] == Approx(1e6).epsilon(0.05));
    CHECK(apart[1] == Approx(2e6).epsilon(0.05));
    const auto together = areas_near({ion_at("a", 600, 1e6), ion_at("b", 603, 2e6)});
    REQUIRE(together.size() == 1);
    CHECK(together[0] == Approx(3e6).epsilon(0.05));
    CHECK(areas_near({ion_at("a", 600, 300.0), ion_at("b", 900, 1e6, "background")}).empty());
}
