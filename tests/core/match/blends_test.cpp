#include "core/match/blends.hpp"

#include "core/base/random.hpp"
#include "core/trace/ion_cache.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace gassan;

namespace {

constexpr std::size_t nobody = Assignment::nobody;

ResolvingDistance resolving(double ppm) {
    ResolvingDistance distance;
    distance.ppm.fill(ppm);
    return distance;
}

ConsensusFeature row_at(double mz, double time_s) {
    ConsensusFeature row;
    row.mz = mz;
    row.mt_s = time_s;
    row.fwhm_s = 8.0;
    return row;
}

}  // namespace

TEST_CASE("The resolving distance is where neighbours of one scan begin") {
    const double merged_ppm = GENERATE(20.0, 45.0, 130.0);
    Run run;
    run.scan_begin = {0};
    RandomStream dice(3, 1);
    for (int scan = 0; scan < 300; ++scan) {
        std::vector<double> mz;
        for (int i = 0; i < 6000; ++i) mz.push_back(dice.uniform(60.0, 900.0));
        std::sort(mz.begin(), mz.end());
        double last = 0.0;
        for (const double one : mz) {
            if (one < last * (1.0 + merged_ppm * 1e-6)) continue;
            run.mz.push_back(last = one);
            run.intensity.push_back(100.0f);
        }
        run.scan_time_s.push_back(scan);
        run.scan_begin.push_back(run.mz.size());
    }
    RunArchive archive;
    archive.centroids = ion_cache(run, std::vector<double>(run.scans(), 0.0));
    const ResolvingDistance found = resolving_distance(archive);
    for (const double mz : {70.0, 150.0, 300.0, 700.0}) {
        CAPTURE(merged_ppm, mz);
        CHECK(found.ppm_at(mz) == Approx(merged_ppm).margin(6.0));
    }
}

TEST_CASE("A run without neighbours tells no resolving distance") {
    CHECK(resolving_distance({}).ppm_at(200.0) == 0.0);
}

TEST_CASE("Rows that no run shows apart are one, with the peaks of all and the name of the most frequent") {
    // Citrulline less HNCO and the isotope of isoleucine, 59 ppm apart, and their blend between.
    std::vector<ConsensusFeature> rows{row_at(133.0972, 300.0), row_at(133.1020, 300.5), row_at(133.1050, 301.0),
                                       row_at(400.0, 300.0)};
    std::vector<std::vector<std::size_t>> matches{
        {7, nobody, nobody, 1}, {nobody, 4, nobody, 2}, {nobody, 5, nobody, nobody}, {nobody, nobody, 9, 3}};
    const auto joined = join_blends(rows, resolving(60.0), matches);
    REQUIRE(joined.size() == 2);
    CHECK(joined[0].mz == 133.1020);
    CHECK(joined[0].blended);
    CHECK_FALSE(joined[1].blended);
    CHECK(matches == std::vector<std::vector<std::size_t>>{{7, 1}, {4, 2}, {5, nobody}, {9, 3}});
}

TEST_CASE("Rows that a run shows apart, that come at other times or lie farther off stay as they are") {
    struct Case {
        double mz, time_s;
        std::size_t in_first_run;
    };
    const auto [mz, time_s, in_first_run] =
        GENERATE(Case{133.1020, 300.0, 8}, Case{133.1020, 310.0, nobody}, Case{133.1060, 300.0, nobody});
    const std::vector<ConsensusFeature> rows{row_at(133.0972, 300.0), row_at(mz, time_s)};
    std::vector<std::vector<std::size_t>> matches{{7, in_first_run}, {nobody, 3}};
    const auto before = matches;
    const auto joined = join_blends(rows, resolving(60.0), matches);
    REQUIRE(joined.size() == 2);
    CHECK_FALSE((joined[0].blended || joined[1].blended));
    CHECK(matches == before);
}

TEST_CASE("A blended row takes what lies within the resolving distance where nobody has it, the nearest in time") {
    std::vector<ConsensusFeature> rows{row_at(133.1020, 300.0), row_at(133.0990, 305.0)};
    rows[0].blended = true;
    const auto peak = [](double mz, double time_s, std::size_t feature) {
        return PlacedPeak{.mz = mz, .time_s = time_s, .sd_s = 1.0, .run = 0, .feature = feature};
    };
    const std::vector<std::vector<PlacedPeak>> peaks{
        {peak(133.0972, 303.0, 1), peak(133.0980, 299.0, 2), peak(133.1500, 300.0, 3), peak(133.1020, 300.0, 4)}};
    std::vector<std::vector<std::size_t>> matches{{nobody, 4}};  // the nearest of all is the other row's
    adopt_blends(rows, peaks, resolving(60.0), 5.0, matches);
    CHECK(matches[0] == std::vector<std::size_t>{2, 4});
    matches = {{nobody, nobody}};
    rows[0].blended = false;
    adopt_blends(rows, peaks, resolving(60.0), 5.0, matches);
    CHECK(matches[0] == std::vector<std::size_t>{nobody, nobody});
}
