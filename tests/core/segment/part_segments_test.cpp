#include "core/segment/part_segments.hpp"

#include "tests/core/segment/simulated_plugs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>

using namespace gassan;
using namespace gassan::test;

namespace {

const SegmentParams params;

/// usual_velocities(); 0, 2, 5, 7 and 9 are internal standards; 10 is in no list.
std::vector<Compound> compounds() {
    std::vector<Compound> all;
    for (std::size_t c = 0; c < 10; ++c) {
        Compound compound;
        compound.compound_id = compound.name = "c" + std::to_string(c);
        compound.mz = 100.05 + 10.0 * double(c);
        compound.charge = 1;
        if (c == 0 || c == 2 || c == 5 || c == 7 || c == 9) compound.role = CompoundRole::internal_standard;
        all.push_back(compound);
    }
    return all;
}

Feature feature_at(double mz, double time_s, std::string id) {
    Feature feature;
    feature.feature_id = std::move(id);
    feature.mz = mz;
    feature.mt_s = time_s;
    feature.height = 1e4;
    feature.fwhm_s = 6.0;
    feature.begin_s = time_s - 8.0;
    feature.end_s = time_s + 8.0;
    return feature;
}

/// Peaks named by compound and plug, each with its M+1; compound 10 is the one that no list has.
std::vector<Feature> features_of(const PlugRun& run, std::size_t without_plug = 99) {
    std::vector<Feature> features;
    for (std::size_t c = 0; c < 11; ++c)
        for (std::size_t plug = 0; plug < run.plugs; ++plug) {
            if (plug == without_plug) continue;
            const std::string id = std::to_string(c) + "/" + std::to_string(plug);
            const double at_s = time_s(run, usual_velocities()[c], plug), mz = 100.05 + 10.0 * double(c);
            features.push_back(feature_at(mz, at_s, id));
            features.push_back(feature_at(mz + 1.003, at_s, id + "+1"));
            features.back().ion = "M+1 of " + id;
        }
    return features;
}

PlugRun run_of(std::uint64_t seed) {
    PlugRun run = usual_run(seed);
    run.plugs = 4;
    return run;
}

std::vector<std::vector<RunSegment>> parted(const std::vector<std::vector<Feature>>& runs,
                                            std::vector<Compound> list = compounds()) {
    std::vector<SegmentedRun> segmented;
    for (const auto& features : runs) segmented.push_back({features, 4});
    return part_segments(segmented, list, Polarity::positive, params);
}

bool is_of(const Feature& feature, std::size_t plug) {
    return feature.feature_id.find("/" + std::to_string(plug)) != std::string::npos;
}

}  // namespace

TEST_CASE("part_segments: each sample gets its peaks with their isotopes; times were told by nobody",
          "[part_segments]") {
    const PlugRun run = run_of(51);
    const auto parts = parted({features_of(run), features_of(run_of(52))});
    REQUIRE(parts.size() == 2);
    REQUIRE(parts[0].size() == 4);
    for (std::size_t plug = 0; plug < 4; ++plug) {
        const RunSegment& part = parts[0][plug];
        CAPTURE(plug, part.reason);
        CHECK(part.reason.empty());
        CHECK(part.features.size() == 22);
        CHECK(std::all_of(part.features.begin(), part.features.end(),
                          [&](const Feature& feature) { return is_of(feature, plug); }));
        CHECK(part.others.size() == 66);
        CHECK(part.segment_s == Approx(time_s(run, 1.0, plug) - time_s(run, 1.0, 0)).margin(3.0));
    }
}

TEST_CASE("part_segments: a failed injection is said, and its neighbours are not moved into its place",
          "[part_segments]") {
    const PlugRun run = run_of(53);
    const auto parts = parted({features_of(run, 2)});
    CHECK(parts[0][2].features.empty());
    CHECK(parts[0][2].reason.find("no internal standard of segment 3 was seen") == 0);
    CHECK(parts[0][2].segment_s == Approx(time_s(run, 1.0, 2) - time_s(run, 1.0, 0)).margin(3.0));
    for (const std::size_t plug : {0u, 1u, 3u}) {
        CAPTURE(plug);
        CHECK(parts[0][plug].features.size() == 22);
        for (const Feature& feature : parts[0][plug].features) CHECK(is_of(feature, plug));
    }
}

TEST_CASE("part_segments: without internal standards of this polarity nothing is given away, with the reason",
          "[part_segments]") {
    std::vector<Compound> anions = compounds();
    for (Compound& compound : anions)
        if (compound.role == CompoundRole::internal_standard) compound.charge = -1;
    const auto parts = parted({features_of(run_of(54))}, anions);
    for (const RunSegment& part : parts.front()) {
        CHECK(part.features.empty());
        CHECK(part.others.empty());
        CHECK(part.reason == "no internal standard repeats its peak; the 4 segments cannot be told apart");
    }
}

TEST_CASE("segment_compounds: a formula is looked for as the ion of its polarity", "[part_segments]") {
    std::vector<Compound> list(3);
    list[0].formula = list[1].formula = "C6H14N2O2";
    list[1].ion = "[M+Na]+";
    list[2].mz = 300.1;
    list[2].charge = -1;
    const auto cations = segment_compounds(list, Polarity::positive),
               anions = segment_compounds(list, Polarity::negative);
    CHECK(cations[0].mz == Approx(147.11280).margin(1e-5));
    CHECK(cations[1].mz == Approx(169.09475).margin(1e-5));
    CHECK(std::isnan(cations[2].mz));
    CHECK(anions[0].mz == Approx(145.09825).margin(1e-5));
    CHECK(std::isnan(anions[1].mz));
    CHECK(anions[2].mz == 300.1);
}
