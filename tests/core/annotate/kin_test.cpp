#include "core/annotate/kin.hpp"

#include "tests/support/feature_rows.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using gassan::test::FeatureRows;

namespace {
const std::vector<SampleType> four_runs(4, SampleType::sample);
}

TEST_CASE("kin: a row that no run shows beside its neighbour of the same m/z is a part of it", "[annotate]") {
    FeatureRows rows(four_runs);
    const auto whole = rows.add(118.0863, 21.0, {100, 200, 300, 0});
    const auto part = rows.add(118.0864, 21.3, {0, 0, 0, 9000});
    const auto parts = parts_of_rows(rows.table);
    CHECK_FALSE(parts[whole]);
    CHECK(parts[part] == whole);
    CHECK(with_parts(rows.table, parts).cell(whole, 3).area == 9000.0);
    CHECK(with_parts(rows.table, parts).cell(whole, 2).area == 300.0);
}

TEST_CASE("kin: isomers that one run shows side by side stay two rows", "[annotate]") {
    FeatureRows rows(four_runs);
    rows.add(132.1019, 20.7, {100, 200, 300, 0});
    rows.add(132.1019, 21.0, {0, 0, 90, 9000});
    for (const auto& part : parts_of_rows(rows.table)) CHECK_FALSE(part);
}

TEST_CASE("kin: rows of another m/z, or widths away, are no parts", "[annotate]") {
    FeatureRows rows(four_runs);
    rows.add(132.1019, 20.7, {100, 200, 300, 0});
    rows.add(132.1034, 20.7, {0, 0, 0, 9000});  // 11 ppm
    rows.add(132.1019, 22.5, {0, 0, 0, 9000});
    for (const auto& part : parts_of_rows(rows.table)) CHECK_FALSE(part);
}

TEST_CASE("kin: an ion of a stronger row is expected at its place, and nowhere else", "[annotate]") {
    FeatureRows rows(four_runs);
    rows.add(118.08626, 21.0, {1000, 2000, 3000, 4000});                              // valine
    const auto immonium = rows.add(118.08626 - 46.005479, 21.0, {50, 90, 160, 210});  // less HCOOH
    const auto elsewhere = rows.add(118.08626 - 46.005479, 30.0, {50, 90, 160, 210});
    const auto stronger = rows.add(118.08626 - 18.010565, 21.0, {5000, 9000, 16000, 21000});
    const auto odd = rows.add(118.08626 - 46.1, 21.0, {50, 90, 160, 210});
    const auto density = kin_density(rows.table, library());
    CHECK(density.mz_place[immonium] > 0.05);
    CHECK(density.mz_place[elsewhere] < 1e-9);
    CHECK(density.mz_place[stronger] < 1e-9);
    CHECK(density.mz_place[odd] < 1e-9);
}

TEST_CASE("kin: an adduct of the highest levels alone is held against its parent in those runs", "[annotate]") {
    FeatureRows rows(four_runs);
    rows.add(118.08626, 21.0, {10, 10, 10, 90000});
    const auto adduct = rows.add(118.08626 + 21.981944, 21.0, {0, 0, 0, 4000});  // more than the parent's usual area
    CHECK(kin_density(rows.table, library()).mz_place[adduct] > 0.05);
}

TEST_CASE("kin: a row in few runs beside another of its m/z may be a piece of it, an isomer shows with it",
          "[annotate]") {
    FeatureRows rows(std::vector<SampleType>(8, SampleType::sample));
    const auto whole = rows.add(200.1, 20.0, {100, 100, 100, 100, 100, 100, 0, 100});
    const auto piece = rows.add(200.1, 20.4, {0, 0, 0, 0, 0, 90, 5000, 0});
    const auto isomer = rows.add(200.1, 20.6, {80, 80, 80, 0, 0, 0, 0, 0});
    const auto distant = rows.add(200.1, 30.0, {0, 0, 0, 0, 0, 0, 5000, 0});
    const KinDensity density = kin_density(rows.table, {});
    CHECK(density.mz_place[piece] > 0.0);
    CHECK(density.mz[piece] > 0.0);
    CHECK(density.mz_place[whole] == 0.0);
    CHECK(density.mz_place[isomer] == 0.0);
    CHECK(density.mz_place[distant] == 0.0);
}
