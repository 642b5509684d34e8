#include "core/match/match_features.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace gassan;

namespace {

/// Three runs, each with a clock of its own, of one overloaded ion: its amount, and with it its apex, differs from run
/// to run, and its centre does not. place = 2e5 / t - 30.
struct ThreeRuns {
    std::vector<RunAlignment> alignments{3};
    std::vector<std::vector<Feature>> features{3};
    std::vector<MatchRun> runs{3};

    explicit ThreeRuns(const std::vector<double>& apexes_s) {
        for (std::size_t i = 0; i < 3; ++i) {
            const double late_s = 5.0 * double(i);
            alignments[i].aligned = true;
            alignments[i].warp = {.a = 2e5, .b = -30.0, .c = 0.0, .delay_s = late_s};
            Feature feature;
            feature.mz = 132.1019;
            feature.mt_s = apexes_s[i] + late_s;
            feature.a1_s = 1000.0 + late_s;
            feature.height = 2e4;
            feature.area = 5e5;
            feature.snr = 300.0;
            feature.fwhm_s = 30.0;
            feature.begin_s = 950.0 + late_s;
            feature.end_s = 1030.0 + late_s;
            feature.quality = 0.97;
            features[i] = {feature};
            runs[i] = {.features = features[i], .alignment = &alignments[i]};
        }
    }
};

std::vector<ConsensusFeature> founded(const ThreeRuns& three, bool in_tu) {
    Frame frame;
    frame.in_tu = in_tu;
    frame.clock = three.alignments[0].warp;
    frame.relative_sd = 0.001;
    std::vector<PlacedPeak> peaks;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto own = placed_peaks(three.runs[i], i, frame);
        peaks.insert(peaks.end(), own.begin(), own.end());
    }
    std::sort(peaks.begin(), peaks.end(), [](const auto& a, const auto& b) { return a.time_s < b.time_s; });
    return found_features(peaks, three.runs, frame, {});
}

}  // namespace

TEST_CASE("found_features: the place of a row is its apexes', its mobility its centres'") {
    const ThreeRuns three({978.0, 985.0, 980.0});
    const auto rows = founded(three, true);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].place == Approx(2e5 / 980.0 - 30.0));
    CHECK(rows[0].mt_s == Approx(980.0));
    CHECK(rows[0].mobility_tu == Approx(170.0));
}

TEST_CASE("found_features: without a mobility scale a row has no mobility") {
    const auto rows = founded(ThreeRuns({978.0, 985.0, 980.0}), false);
    REQUIRE(rows.size() == 1);
    CHECK(std::isnan(rows[0].mobility_tu));
    CHECK(rows[0].mt_s == Approx(980.0));
}
