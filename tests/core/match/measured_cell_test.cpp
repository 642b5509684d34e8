#include "core/match/measured_cell.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;

namespace {

/// place = 2e5 / (t - 10) - 30: what came at 1010 s has 170 TU.
RunAlignment laid_onto_tu() {
    RunAlignment alignment;
    alignment.aligned = true;
    alignment.warp = {.a = 2e5, .b = -30.0, .c = 0.0, .delay_s = 10.0};
    alignment.first_anchor_s = 500.0;
    alignment.last_anchor_s = 1000.0;
    return alignment;
}

Frame frame_in(bool tu) {
    Frame frame;
    frame.in_tu = tu;
    return frame;
}

/// Overloaded: its apex came 40 s before its centre.
Feature triangle() {
    Feature feature;
    feature.mz = 132.1019;
    feature.mt_s = 970.0;
    feature.a1_s = 1010.0;
    feature.area = 5e5;
    feature.area_se = 1e3;
    feature.height = 2e4;
    feature.snr = 300.0;
    feature.begin_s = 960.0;
    feature.end_s = 1030.0;
    feature.quality = 0.97;
    feature.flags = FeatureFlag::on_background;
    return feature;
}

}  // namespace

TEST_CASE("measured_cell: the time is the apex, the mobility the centre's") {
    const Cell cell = measured_cell(triangle(), laid_onto_tu(), frame_in(true));
    CHECK(cell.kind == CellKind::measured);
    CHECK(cell.mt_s == 970.0);
    CHECK(cell.mobility_tu == Approx(170.0));
    Feature unknown_centre = triangle();
    unknown_centre.a1_s = no_value;
    CHECK(measured_cell(unknown_centre, laid_onto_tu(), frame_in(true)).mobility_tu == Approx(2e5 / 960.0 - 30.0));
    CHECK(std::isnan(measured_cell(triangle(), laid_onto_tu(), frame_in(false)).mobility_tu));
}

TEST_CASE("measured_cell: a time beyond the anchors by more than a tenth is extrapolated, if there are anchors") {
    Feature late = triangle();
    CHECK_FALSE(measured_cell(late, laid_onto_tu(), frame_in(true)).extrapolated);
    late.mt_s = 1200.0;
    CHECK(measured_cell(late, laid_onto_tu(), frame_in(true)).extrapolated);
    RunAlignment lost = laid_onto_tu();
    lost.aligned = false;
    CHECK_FALSE(measured_cell(late, lost, frame_in(true)).extrapolated);
}

TEST_CASE("parted_cell: what two ions share is the peak's, all else each one's own") {
    const PartedPeak part{.apex_s = 1010.0,
                          .height = 3e3,
                          .area = 4e4,
                          .area_se = 900.0,
                          .fwhm_s = 12.0,
                          .snr = 40.0,
                          .begin_s = 990.0,
                          .end_s = 1025.0};
    Feature shared = triangle();
    shared.a1_s = 980.0;  // of the whole, and so of neither
    const Cell cell = parted_cell(shared, part, laid_onto_tu(), frame_in(true));
    CHECK(cell.kind == CellKind::measured);
    CHECK(cell.mz == shared.mz);
    CHECK(cell.quality == shared.quality);
    CHECK(cell.mt_s == 1010.0);
    CHECK(cell.mobility_tu == Approx(170.0));
    CHECK(cell.area == 4e4);
    CHECK(cell.area_se == 900.0);
    CHECK(cell.height == 3e3);
    CHECK(cell.snr == 40.0);
    CHECK(cell.begin_s == 990.0);
    CHECK(cell.end_s == 1025.0);
    CHECK(cell.flags == (FeatureFlag::shoulder | FeatureFlag::overlap | FeatureFlag::on_background));
    CHECK_FALSE(cell.extrapolated);
    CHECK(std::isnan(parted_cell(shared, part, laid_onto_tu(), frame_in(false)).mobility_tu));
}
