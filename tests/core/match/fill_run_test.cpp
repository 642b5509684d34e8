#include "core/match/fill_run.hpp"

#include "tests/support/built_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

constexpr double ion_mz = 132.1019, fwhm_s = 8.0;

/// On a frame whose clock is the run's own: place = 1 / time.
ConsensusFeature row_at(double mz, double time_s) {
    ConsensusFeature row;
    row.mz = mz;
    row.mt_s = time_s;
    row.place = 1.0 / time_s;
    row.fwhm_s = fwhm_s;
    row.front_s = row.tail_s = 1.3 * fwhm_s;
    return row;
}

std::vector<Cell> cells(const Run& run, const std::vector<Feature>& found, const std::vector<ConsensusFeature>& rows,
                        const std::vector<std::size_t>& matched, double resolving_ppm = 0.0) {
    Frame frame;
    frame.relative_sd = 0.005;
    RunAlignment alignment;
    alignment.aligned = true;
    alignment.first_anchor_s = 50.0;
    alignment.last_anchor_s = 550.0;
    const RunArchive archive = archive_of(run, fwhm_s);
    ResolvingDistance resolving;
    resolving.ppm.fill(resolving_ppm);
    std::vector<std::size_t> wanted(rows.size());
    std::iota(wanted.begin(), wanted.end(), 0);
    MatchRun match_run;
    match_run.features = found;
    match_run.alignment = &alignment;
    return cells_of_run(match_run, rows, std::vector<IonOutline>(rows.size(), IonOutline{fwhm_s, 1.0}), matched, wanted,
                        {}, frame, resolving, [&]() -> const RunArchive& { return archive; }, {}, {}, {});
}

Feature peak_at(double mz, double time_s) {
    Feature feature;
    feature.mz = mz;
    feature.mt_s = time_s;
    feature.height = 2e4;
    feature.area = 2e4 * fwhm_s;
    feature.fwhm_s = fwhm_s;
    feature.begin_s = time_s - 10.0;
    feature.end_s = time_s + 10.0;
    return feature;
}

}  // namespace

TEST_CASE("cells_of_run: one peak fills one row, not every row that could reach it") {
    const Run run = a_run().scans(600, 1.0).with_ion(ion_mz, 300.0, 5e3, fwhm_s).build();
    const auto found =
        cells(run, {}, {row_at(ion_mz, 299.0), row_at(ion_mz, 302.5)}, {Assignment::nobody, Assignment::nobody});
    REQUIRE(found.size() == 2);
    CHECK(found[0].kind == CellKind::filled);
    CHECK(found[1].kind == CellKind::below_limit);
}

TEST_CASE("cells_of_run: what an ion within the resolving distance has hides what lies below it") {
    // Both ions' centroid stands 20 ppm above the row's m/z; with a good instrument the row is simply not there.
    const double resolving_ppm = GENERATE(0.0, 50.0);
    const double blend_mz = ion_mz * (1.0 + 20e-6);
    const Run run = a_run().scans(600, 1.0).with_ion(blend_mz, 300.0, 2e4, fwhm_s).build();
    const auto found = cells(run, {peak_at(blend_mz, 300.0)}, {row_at(ion_mz, 300.0), row_at(blend_mz, 300.0)},
                             {Assignment::nobody, 0}, resolving_ppm);
    CAPTURE(resolving_ppm);
    CHECK(found[1].kind == CellKind::measured);
    CHECK(found[0].kind == (resolving_ppm > 0.0 ? CellKind::not_measured : CellKind::below_limit));
    CHECK(has(found[0].flags, FeatureFlag::blended) == (resolving_ppm > 0.0));
    CHECK(std::isnan(found[0].limit) == (resolving_ppm > 0.0));
}

TEST_CASE("cells_of_run: every cell of a blended row says so") {
    const Run run = a_run().scans(600, 1.0).with_ion(ion_mz, 300.0, 2e4, fwhm_s).build();
    ConsensusFeature blended = row_at(ion_mz, 300.0);
    blended.blended = true;
    const auto found = cells(run, {peak_at(ion_mz, 300.0)}, {blended, row_at(400.0, 200.0)}, {0, Assignment::nobody});
    CHECK(has(found[0].flags, FeatureFlag::blended));
    CHECK_FALSE(has(found[1].flags, FeatureFlag::blended));
}

TEST_CASE("cells_of_run: a peak that two rows share is both rows' measured peak") {
    const auto gauss = [](double off_s) { return std::exp2(-std::pow(off_s / (0.5 * fwhm_s), 2)); };
    const Run run = a_run()
                        .scans(600, 1.0)
                        .with_profile(ion_mz, [&](double t) { return 1e5 * gauss(t - 300.0) + 3e4 * gauss(t - 309.5); })
                        .build();
    Feature shared = peak_at(ion_mz, 300.5);
    shared.end_s = 323.0;
    const auto found = cells(run, {shared}, {row_at(ion_mz, 300.4), row_at(ion_mz, 309.0)}, {0, Assignment::nobody});
    REQUIRE(found[0].kind == CellKind::measured);
    REQUIRE(found[1].kind == CellKind::measured);
    CHECK(found[0].mt_s == Approx(300.0).margin(1.0));
    CHECK(found[1].mt_s == Approx(309.5).margin(1.5));
    CHECK(found[1].area == Approx(0.3 * found[0].area).epsilon(0.2));
    CHECK(has(found[1].flags, FeatureFlag::shoulder));
}

TEST_CASE("cells_of_run: an ion that merges with the peak is told, where it is large enough to matter") {
    const double near_mz = ion_mz * (1.0 + 40e-6);
    const Run run = a_run().scans(600, 1.0).build();
    Feature strong = peak_at(ion_mz, 300.0), weak = peak_at(near_mz, 315.0);
    weak.height = GENERATE(1e4, 800.0);
    const double resolving_ppm = GENERATE(0.0, 50.0);
    const std::vector<ConsensusFeature> rows{row_at(ion_mz, 300.0), row_at(near_mz, 315.0)};
    const auto overlaps = [&] {
        const auto found = cells(run, {strong, weak}, rows, {0, 1}, resolving_ppm);
        return std::pair{has(found[0].flags, FeatureFlag::overlap), has(found[1].flags, FeatureFlag::overlap)};
    };
    const bool merge = resolving_ppm > 0.0;
    CAPTURE(resolving_ppm, weak.height);
    CHECK(overlaps() == std::pair{merge && weak.height > 1000.0, merge});

    weak.begin_s = strong.end_s + 0.5;  // they share no scan
    CHECK(overlaps() == std::pair{false, false});
    weak = peak_at(ion_mz * (1.0 + 2e-6), 315.0);  // an isomer: parted in time, or told by detection itself
    CHECK(overlaps() == std::pair{false, false});
}
