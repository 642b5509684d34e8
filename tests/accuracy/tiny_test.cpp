/// \file
/// What detection is worth, on simulated runs with known truth and seeds that no one built it with.

#include "core/pipeline.hpp"
#include "core/simulate/simulate.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

using namespace gassan;

namespace {

/// One feature and one true ion within 10 ppm and 5 s of each other.
struct Match {
    std::size_t feature, truth;
    double distance;
};

/// One to one, the nearest pairs first (distance in tolerances).
std::vector<Match> match(const std::vector<Feature>& features, const std::vector<TrueIon>& truth) {
    std::vector<Match> possible;
    for (std::size_t i = 0; i < features.size(); ++i)
        for (std::size_t k = 0; k < truth.size(); ++k) {
            const double ppm = std::abs(features[i].mz / truth[k].mz - 1.0) * 1e6;
            const double seconds = std::abs(features[i].mt_s - truth[k].mt_s);
            if (ppm <= 10.0 && seconds <= 5.0) possible.push_back({i, k, std::hypot(ppm / 10.0, seconds / 5.0)});
        }
    std::sort(possible.begin(), possible.end(), [](const Match& a, const Match& b) {
        return a.distance != b.distance ? a.distance < b.distance : a.feature < b.feature;
    });
    std::vector<bool> feature_taken(features.size()), truth_taken(truth.size());
    std::vector<Match> matches;
    for (const Match& pair : possible) {
        if (feature_taken[pair.feature] || truth_taken[pair.truth]) continue;
        feature_taken[pair.feature] = truth_taken[pair.truth] = true;
        matches.push_back(pair);
    }
    return matches;
}

}  // namespace

TEST_CASE("accuracy: on simulated runs of the tiny preset peaks are found, few are invented, and areas are true",
          "[accuracy]") {
    const auto seed = std::uint64_t(GENERATE(1303, 20011, 777216));
    const auto preset = simulate_preset("tiny");
    const auto study = draw_study(preset.params, preset.compounds, seed);
    // All runs of the preset: one run has some 190 features, of which the sixth without a truth is by chance.
    std::size_t wanted = 0, found = 0, listed = 0, invented = 0;
    std::string missed;
    std::vector<double> area_errors;
    for (std::uint32_t run = 0; run < std::uint32_t(preset.params.design.runs); ++run) {
        const auto simulated = simulate_run(preset.params, study, preset.compounds, seed, run);
        const auto features = process_run(simulated.run, {}).features;
        const auto matches = match(features, simulated.truth);
        listed += features.size();
        invented += features.size() - matches.size();
        std::vector<std::optional<std::size_t>> feature_of(simulated.truth.size());
        for (const Match& pair : matches) feature_of[pair.truth] = pair.feature;
        for (std::size_t k = 0; k < simulated.truth.size(); ++k) {
            const TrueIon& ion = simulated.truth[k];
            if (ion.kind != "M0" || ion.snr <= 10.0) continue;
            ++wanted;
            if (!feature_of[k]) {
                missed += ion.compound_id + ' ' + ion.ion + " at " + std::to_string(ion.mt_s) + " s, S/N " +
                          std::to_string(ion.snr) + "; ";
                continue;
            }
            ++found;
            area_errors.push_back(std::abs(features[*feature_of[k]].area / ion.area - 1.0));
        }
    }
    REQUIRE(wanted >= 75);
    std::sort(area_errors.begin(), area_errors.end());
    const double recall = double(found) / double(wanted);
    const double invented_share = double(invented) / double(listed);
    const double area_error = area_errors[area_errors.size() / 2];
    CAPTURE(seed, wanted, found, listed, recall, invented_share, area_error, missed);
    CHECK(recall >= 0.97);
    CHECK(invented_share <= 0.03);
    CHECK(area_error <= 0.03);
}
