/// \file
/// gassan detect --study with a [separation], on runs whose truth is known.

#include "core/base/table.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_run.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using nlohmann::json;

namespace {

/// The column mobility_tu of a features.tsv.
std::vector<std::string> mobilities(const std::string& text) {
    const auto table = split_table(text);
    std::vector<std::string> cells;
    for (std::size_t row = 0; row < table.rows.size(); ++row) cells.emplace_back(cell(table, row, "mobility_tu"));
    return cells;
}

/// Lysine 147.1128 comes at 351.5 s in the small run, tryptophan 205.0972 at 470.25 s.
const std::string two_markers =
    "[separation]\nramp_s = 18\nmarkers = [{name = \"Lys\", mz = 147.1128, mobility_tu = 40},\n"
    "{name = \"Trp\", mz = 205.0972, mobility_tu = 20, time_s = [400, 500]}]\n";

struct Comparison {
    double truth_tu, found_tu, distortion;
    double overload_tu;  ///< what the distance of the apex from the place at infinite dilution makes in mobility
};

/// Every monoisotopic ion above S/N 20 with the highest feature at its place.
std::vector<Comparison> compared(const std::string& truth_text, const std::string& features_text, double gain_tu_s) {
    const auto truth = split_table(truth_text), features = split_table(features_text);
    const auto true_of = [&](std::size_t row, const char* key) { return to_number(cell(truth, row, key)); };
    const auto found_of = [&](std::size_t row, const char* key) { return to_number(cell(features, row, key)); };
    std::vector<Comparison> all;
    for (std::size_t ion = 0; ion < truth.rows.size(); ++ion) {
        if (cell(truth, ion, "kind") != "M0" || true_of(ion, "snr") < 20.0) continue;
        const double mz = true_of(ion, "mz"), time_s = true_of(ion, "mt_s");
        Comparison best{true_of(ion, "mobility_tu"), std::nan(""), true_of(ion, "distortion"),
                        gain_tu_s * std::fabs(time_s - true_of(ion, "a1_s")) / (time_s * time_s)};
        double height = 0.0;
        for (std::size_t row = 0; row < features.rows.size(); ++row) {
            if (std::fabs(found_of(row, "mz") / mz - 1.0) > 15e-6 || std::fabs(found_of(row, "mt_s") - time_s) > 5.0 ||
                found_of(row, "height") < height)
                continue;
            height = found_of(row, "height");
            best.found_tu = found_of(row, "mobility_tu");
        }
        if (height > 0.0) all.push_back(best);
    }
    return all;
}

}  // namespace

TEST_CASE("detect: a simulated run gets the mobilities that its ions have", "[cli][mobility]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    REQUIRE(
        run_gassan(start, {"simulate", "--preset", "tiny", "--seed", "311", "--runs", "1", "-o", "sim"}).exit_code ==
        0);
    const Outcome outcome =
        run_gassan(start, {"detect", "sim/runs/tiny_01.mzML", "--study", "sim/study.toml", "-o", "x.tsv", "--strict"});
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    const json scale = json::parse(text_of(here / "x.provenance.json"))["mobility_scale"];
    const auto ions = compared(text_of(here / "sim/truth/tiny_01.tsv"), text_of(here / "x.tsv"), scale["gain_tu_s"]);
    CHECK(ions.size() >= 27);
    std::size_t sharp = 0;
    std::vector<double> errors;
    for (const Comparison& ion : ions) {
        CAPTURE(ion.truth_tu, ion.found_tu, ion.distortion, ion.overload_tu);
        // An overloaded peak leans, and its apex is not where the ion would come at infinite dilution: that is in the
        // run, not in the scale (docs/methods/mobility.md). The slowest ion has 2 TU.
        const double allowed_tu = std::max(0.01 * std::fabs(ion.truth_tu), 0.1);
        CHECK_THAT(ion.found_tu, WithinAbs(ion.truth_tu, allowed_tu + ion.overload_tu));
        if (ion.distortion < 4.0) {
            ++sharp;
            CHECK_THAT(ion.found_tu, WithinAbs(ion.truth_tu, allowed_tu));
        }
        if (ion.truth_tu > 10.0) errors.push_back(std::fabs(ion.found_tu / ion.truth_tu - 1.0));
    }
    CHECK(sharp >= 15);
    std::nth_element(errors.begin(), errors.begin() + std::ptrdiff_t(errors.size() / 2), errors.end());
    CHECK(errors[errors.size() / 2] < 0.006);
}

TEST_CASE("detect: with [separation] every feature has a mobility, without it none", "[cli][mobility]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "run.mzML");
    put_text(here / "study.toml", two_markers);
    const Outcome with = run_gassan(start, {"detect", "run.mzML", "--study", "study.toml", "--strict"});
    CHECK(with.exit_code == 0);
    // The markers themselves lie where they were put.
    CHECK(mobilities(with.out) == std::vector<std::string>{"40.0000", "20.0000"});
    CHECK(mobilities(run_gassan(start, {"detect", "run.mzML"}).out) == std::vector<std::string>{"", ""});
}

TEST_CASE("detect: one marker needs the field, and says so without it", "[cli][mobility]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "run.mzML");
    const std::string marker = "markers = [{name = \"Trp\", mz = 205.0972, mobility_tu = 20}]\n";
    put_text(here / "field.toml", "[separation]\nvoltage_kv = 30\ntotal_length_mm = 800\n" + marker);
    const auto cells = mobilities(run_gassan(start, {"detect", "run.mzML", "--study", "field.toml", "--strict"}).out);
    REQUIRE(cells.size() == 2);
    CHECK(cells[1] == "20.0000");
    CHECK_THAT(to_number(cells[0]), WithinAbs(20.0 + 800.0 * 800.0 / 30.0 * (1.0 / 351.5 - 1.0 / 470.25), 0.2));

    put_text(here / "alone.toml", "[separation]\n" + marker);
    const Outcome alone = run_gassan(start, {"detect", "run.mzML", "--study", "alone.toml"});
    CHECK(alone.exit_code == 0);
    CHECK(mobilities(alone.out) == std::vector<std::string>{"", ""});
    CHECK(
        alone.err.starts_with("warning: run.mzML: [separation]: one marker alone fixes no scale; add voltage_kv and "
                              "total_length_mm, or a second marker; mobility_tu stays empty\n"));
}

TEST_CASE("detect: markers that are not there are warnings with their names, and fail under --strict",
          "[cli][mobility]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "run.mzML");
    put_text(here / "study.toml",
             "[separation]\nmarkers = [{name = \"Procaine\", mz = 237.1598, mobility_tu = 25.7}]\n");
    const Outcome mild = run_gassan(start, {"detect", "run.mzML", "--study", "study.toml"});
    CHECK(mild.exit_code == 0);
    CHECK(mild.err.find("warning: run.mzML: marker Procaine (m/z 237.1598, 25.7 TU): no feature within 2.37 mDa of its "
                        "m/z\n") != std::string::npos);
    CHECK(mild.err.find("no marker was found; mobility_tu stays empty\n") != std::string::npos);
    CHECK(mobilities(mild.out) == std::vector<std::string>{"", ""});
    CHECK(run_gassan(start, {"detect", "run.mzML", "--study", "study.toml", "--strict"}).exit_code == 1);
}

TEST_CASE("detect: the provenance holds the separation and the scale with the times of its markers",
          "[cli][mobility]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "run.mzML");
    put_text(here / "study.toml", two_markers);
    REQUIRE(run_gassan(start, {"detect", "run.mzML", "--study", "study.toml", "-o", "x.tsv"}).exit_code == 0);
    const json record = json::parse(text_of(here / "x.provenance.json"));
    CHECK(record["separation"]["voltage_kv"].is_null());
    CHECK(record["separation"]["ramp_s"] == 18.0);
    CHECK(record["separation"]["markers"][0] == json{{"name", "Lys"}, {"mz", 147.1128}, {"mobility_tu", 40.0}});
    CHECK(record["separation"]["markers"][1]["time_s"] == json{400.0, 500.0});
    const json scale = record["mobility_scale"];
    CHECK(scale["delay_s"] == 9.0);
    REQUIRE(scale["markers"].size() == 2);
    CHECK(scale["markers"][0]["name"] == "Lys");
    CHECK(scale["markers"][0]["feature_id"] == "F1");
    const double first_s = scale["markers"][0]["time_s"], second_s = scale["markers"][1]["time_s"];
    CHECK_THAT(first_s, WithinAbs(351.5, 0.5));
    CHECK_THAT(second_s, WithinAbs(470.25, 0.5));
    const double gain = 20.0 / (1.0 / (first_s - 9.0) - 1.0 / (second_s - 9.0));
    CHECK_THAT(scale["gain_tu_s"].get<double>(), WithinAbs(gain, 1e-6));
    CHECK_THAT(scale["offset_tu"].get<double>(), WithinAbs(40.0 - gain / (first_s - 9.0), 1e-9));

    REQUIRE(run_gassan(start, {"detect", "run.mzML", "-o", "x.tsv"}).exit_code == 0);
    const json plain = json::parse(text_of(here / "x.provenance.json"));
    CHECK(plain["separation"].is_null());
    CHECK(plain["mobility_scale"].is_null());
}
