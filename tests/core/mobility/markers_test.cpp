#include "core/mobility/markers.hpp"

#include "core/mobility/mobility_scale.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using Catch::Matchers::Contains;
using Catch::Matchers::WithinAbs;

namespace {

Feature feature(const std::string& id, double mz, double mt_s, double height) {
    Feature made;
    made.feature_id = id;
    made.mz = mz;
    made.mt_s = mt_s;
    made.height = height;
    return made;
}

const MarkerSettings paracetamol{.name = "paracetamol", .mz = 152.0706, .mobility_tu = 0.0};
const MarkerSettings procaine{.name = "procaine", .mz = 237.15975, .mobility_tu = 22.12};

SeparationSettings field_with(std::vector<MarkerSettings> markers) {
    return {.voltage_kv = 30.0, .total_length_mm = 800.0, .ramp_s = 3.0, .markers = std::move(markers)};
}

std::vector<std::string> codes(const RunMobility& mobility) {
    std::vector<std::string> found;
    for (const Note& note : mobility.notes) found.push_back(note.code);
    return found;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("markers: the highest feature at the m/z and inside the times is taken", "[markers]") {
    // Too far in m/z, too early, too late, lower, the one, and lower again.
    const std::vector<Feature> features{feature("F1", 152.0680, 840.0, 9e6),   feature("F2", 152.0706, 300.0, 8e6),
                                        feature("F3", 152.0706, 1300.0, 7e6),  feature("F4", 152.0701, 830.0, 1e5),
                                        feature("F5", 152.0711, 840.796, 2e5), feature("F6", 152.0706, 850.0, 1e5)};
    MarkerSettings marker = paracetamol;
    marker.begin_s = 700.0;
    marker.end_s = 1000.0;
    const RunMobility mobility = find_mobility_scale(features, field_with({marker}));
    REQUIRE(mobility.scale);
    CHECK(mobility.notes.empty());
    REQUIRE(mobility.markers.size() == 1);
    CHECK(mobility.markers[0].feature_id == "F5");
    CHECK(mobility.markers[0].time_s == 840.796);
    CHECK_THAT(to_mobility_tu(*mobility.scale, 450.239), WithinAbs(22.12, 5e-3));

    const RunMobility anywhere = find_mobility_scale(features, field_with({paracetamol}));
    REQUIRE(anywhere.markers.size() == 1);
    CHECK(anywhere.markers[0].feature_id == "F2");
}

TEST_CASE("markers: the tolerance is 2 mDa, above m/z 200 10 ppm", "[markers]") {
    const auto found = [](double mz, double offset) {
        const std::vector<Feature> features{feature("F1", mz + offset, 800.0, 1e5)};
        return find_mobility_scale(features, field_with({{.name = "m", .mz = mz, .mobility_tu = 0.0}}))
            .scale.has_value();
    };
    for (const double sign : {-1.0, 1.0}) {
        CHECK(found(100.0, sign * 0.00199));
        CHECK_FALSE(found(100.0, sign * 0.00201));
        CHECK(found(500.0, sign * 0.00499));
        CHECK_FALSE(found(500.0, sign * 0.00501));
    }
}

TEST_CASE("markers: two need no field, and agree with it where it is known", "[markers]") {
    const std::vector<Feature> features{feature("F1", 152.0706, 840.796, 1e5), feature("F2", 237.1600, 450.239, 1e5)};
    SeparationSettings settings = field_with({paracetamol, procaine});
    const RunMobility with = find_mobility_scale(features, settings);
    CHECK(with.notes.empty());
    settings.voltage_kv = settings.total_length_mm = no_value;
    const RunMobility without = find_mobility_scale(features, settings);
    CHECK(without.notes.empty());
    REQUIRE(with.scale);
    REQUIRE(without.scale);
    CHECK(with.scale->gain_tu_s == without.scale->gain_tu_s);
    CHECK(with.markers.size() == 2);
    CHECK_THAT(with.scale->gain_tu_s, WithinAbs(800.0 * 800.0 / 30.0, 10.0));
    for (const FoundMarker& marker : with.markers) CHECK_THAT(marker.residual_tu, WithinAbs(0.0, 1e-9));
}

TEST_CASE("markers: with three, each says how far it lies from the scale", "[markers]") {
    const std::vector<Feature> features{feature("F1", 152.0706, 840.796, 1e5), feature("F2", 237.1600, 450.239, 1e5),
                                        feature("F3", 147.1128, 414.6, 1e5)};
    MarkerSettings lysine{.name = "lysine", .mz = 147.1128, .mobility_tu = 30.0};
    const RunMobility mobility = find_mobility_scale(features, field_with({paracetamol, procaine, lysine}));
    REQUIRE(mobility.markers.size() == 3);
    double sum = 0.0;
    for (const FoundMarker& marker : mobility.markers) {
        CHECK_THAT(marker.residual_tu,
                   WithinAbs(marker.marker.mobility_tu - to_mobility_tu(*mobility.scale, marker.time_s), 1e-12));
        sum += marker.residual_tu;
    }
    CHECK_THAT(sum, WithinAbs(0.0, 1e-9));
    CHECK(mobility.markers[2].residual_tu > 0.5);
}

TEST_CASE("markers: one that is not found is named, with its m/z, its times and the nearest miss", "[markers]") {
    const std::vector<Feature> features{feature("F1", 152.0706, 840.796, 1e5), feature("F2", 237.1600, 450.239, 1e5)};
    MarkerSettings early = procaine;
    early.begin_s = 200.0;
    early.end_s = 300.0;
    MarkerSettings absent{.name = "trimesate", .mz = 209.00916, .mobility_tu = -50.0};
    const RunMobility mobility = find_mobility_scale(features, field_with({early, paracetamol, absent}));
    REQUIRE(mobility.scale);
    CHECK(mobility.markers.size() == 1);
    REQUIRE(codes(mobility) == Codes{"marker-not-found", "marker-not-found"});
    CHECK(mobility.notes[0].where == "marker procaine (m/z 237.1598, 22.12 TU)");
    CHECK(mobility.notes[0].text ==
          "no feature within 2.37 mDa of its m/z between 200 and 300 s; the highest at this m/z comes at 450.2 s (its "
          "time_s in study.toml would have to hold that)");
    CHECK(mobility.notes[1].where == "marker trimesate (m/z 209.0092, -50 TU)");
    CHECK(mobility.notes[1].text == "no feature within 2.09 mDa of its m/z");
}

TEST_CASE("markers: where they do not fix a scale, the note says what is missing", "[markers]") {
    const std::vector<Feature> features{feature("F1", 152.0706, 840.796, 1e5), feature("F2", 180.0, 850.0, 1e5)};
    const auto last = [&](const SeparationSettings& settings) {
        const RunMobility mobility = find_mobility_scale(features, settings);
        CHECK_FALSE(mobility.scale);
        CHECK(mobility.markers.empty());
        REQUIRE_FALSE(mobility.notes.empty());
        CHECK(mobility.notes.back().code == "no-mobility-scale");
        return mobility.notes.back().text;
    };
    CHECK_THAT(last(field_with({})), Contains("no markers are named") && Contains("mobility_tu stays empty"));
    CHECK_THAT(last(field_with({procaine})), Contains("no marker was found"));
    SeparationSettings unknown{.ramp_s = 3.0, .markers = {paracetamol}};
    CHECK_THAT(last(unknown), Contains("one marker alone") && Contains("voltage_kv and total_length_mm"));
    unknown.voltage_kv = 30.0;
    CHECK_THAT(last(unknown), Contains("one marker alone"));
    unknown.markers.push_back({.name = "urea", .mz = 180.0, .mobility_tu = 0.0});
    CHECK_THAT(last(unknown), Contains("of one mobility"));
    unknown.total_length_mm = 800.0;
    const RunMobility first = find_mobility_scale(features, unknown);
    REQUIRE(first.scale);
    REQUIRE(first.markers.size() == 1);
    CHECK(first.markers[0].feature_id == "F1");
}

TEST_CASE("markers: one peak serves one marker, and none inside the ramp", "[markers]") {
    const std::vector<Feature> features{feature("F1", 152.0706, 840.796, 1e5)};
    MarkerSettings twin = paracetamol;
    twin.name = "twin";
    twin.mobility_tu = 5.0;
    const RunMobility shared = find_mobility_scale(features, field_with({paracetamol, twin}));
    CHECK(shared.markers.size() == 1);
    REQUIRE(codes(shared) == Codes{"marker-not-used"});
    CHECK_THAT(shared.notes[0].text, Contains("already taken for marker paracetamol"));

    SeparationSettings slow = field_with({paracetamol});
    slow.ramp_s = 900.0;
    const RunMobility ramped = find_mobility_scale(features, slow);
    CHECK_FALSE(ramped.scale);
    CHECK(codes(ramped) == Codes{"marker-not-used", "no-mobility-scale"});
    CHECK_THAT(ramped.notes[0].text, Contains("inside the voltage ramp of 900 s"));
}

TEST_CASE("markers: a scale of the wrong sign is none, one far from the field is doubted", "[markers]") {
    // Procaine taken from a peak behind the neutral: backwards.
    const std::vector<Feature> behind{feature("F1", 152.0706, 840.796, 1e5), feature("F2", 237.1600, 1200.0, 1e5)};
    const RunMobility backwards = find_mobility_scale(behind, field_with({paracetamol, procaine}));
    CHECK_FALSE(backwards.scale);
    CHECK(backwards.markers.empty());
    REQUIRE(codes(backwards) == Codes{"no-mobility-scale"});
    CHECK_THAT(backwards.notes[0].text, Contains("wrong sign"));

    const std::vector<Feature> off{feature("F1", 152.0706, 840.796, 1e5), feature("F2", 237.1600, 520.0, 1e5)};
    const RunMobility doubted = find_mobility_scale(off, field_with({paracetamol, procaine}));
    CHECK(doubted.scale);
    REQUIRE(codes(doubted) == Codes{"marker-against-field"});
    CHECK_THAT(doubted.notes[0].text, Contains("TU s where length and voltage give 21333"));
}

TEST_CASE("markers: features before the end of the ramp get no mobility", "[markers]") {
    std::vector<Feature> features{feature("F1", 100.0, 17.9, 1e5), feature("F2", 100.0, 18.0, 1e5),
                                  feature("F3", 100.0, 600.0, 1e5)};
    fill_mobilities(features, {21333.0, -16.0, 9.0});
    CHECK(std::isnan(features[0].mobility_tu));
    CHECK_THAT(features[1].mobility_tu, WithinAbs(21333.0 / 9.0 - 16.0, 1e-9));
    CHECK_THAT(features[2].mobility_tu, WithinAbs(21333.0 / 591.0 - 16.0, 1e-9));
}
