/// \file
/// Quality as what it says it is: of the peaks that have it, that share has a truth.

#include "core/pipeline.hpp"
#include "core/simulate/simulate.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace gassan;

namespace {

/// Peaks with their bars lowered: what they were given, and how many are a true ion's.
struct Tally {
    double peaks = 0, predicted = 0, real = 0;

    void add(const Tally& other) {
        peaks += other.peaks;
        predicted += other.predicted;
        real += other.real;
    }
};

bool has_truth(const Feature& feature, const std::vector<TrueIon>& truth) {
    for (const TrueIon& ion : truth)
        if (std::abs(feature.mz / ion.mz - 1.0) < 10e-6 &&
            std::abs(feature.mt_s - ion.mt_s) < std::max(5.0, 0.5 * ion.fwhm_s))
            return true;
    return false;
}

void tally(std::uint64_t seed, Tally& doubtful, Tally& sure) {
    const auto preset = simulate_preset("tiny");
    const SimulatedRun run = simulate_run(preset.params, preset.compounds, seed, 0);
    Params params;
    params.peak.min_snr = 2.5;
    params.peak.significance_sd = 4.0;
    params.peak.min_points = 3;
    params.peak.min_background_ratio = 0.4;
    params.peak.min_quality = 0.0;
    params.peak.max_mz_se_ppm = 15.0;
    for (const Feature& feature : process_run(run.run, params).features) {
        const Tally one{1.0, feature.quality, has_truth(feature, run.truth) ? 1.0 : 0.0};
        (feature.quality < 0.9 ? doubtful : sure).add(one);
    }
}

}  // namespace

TEST_CASE("accuracy: of peaks of a quality that share is real", "[accuracy][quality]") {
    Tally doubtful, sure;
    for (const std::uint64_t seed : {21u, 22u, 23u}) tally(seed, doubtful, sure);
    CAPTURE(doubtful.peaks, sure.peaks);
    REQUIRE(doubtful.peaks > 60);
    REQUIRE(sure.peaks > 400);
    CHECK(std::abs(sure.predicted - sure.real) / sure.peaks < 0.02);
    CHECK(std::abs(doubtful.predicted - doubtful.real) / doubtful.peaks < 0.12);
    CHECK(doubtful.real / doubtful.peaks < 0.85);
}
