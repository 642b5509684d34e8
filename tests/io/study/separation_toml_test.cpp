#include "io/study/separation_toml.hpp"

#include "io/study/params_toml.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <optional>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

std::optional<SeparationSettings> read(const std::string& text) {
    const TempFolder here;
    put_text(here / "study.toml", text);
    Params params;
    return read_study_params(here / "study.toml", params).separation.both;
}

/// What is said of the lines of a [separation], without the folder of the test; empty if they are accepted.
std::string refusal(const std::string& lines) {
    const TempFolder here;
    put_text(here / "study.toml", "[separation]\n" + lines);
    Params params;
    try {
        read_study_params(here / "study.toml", params);
    } catch (const ParameterError& error) {
        std::string said = error.what();
        const std::string folder = here.path().string() + "/";
        for (std::size_t at = 0; (at = said.find(folder)) != std::string::npos;) said.erase(at, folder.size());
        return said;
    }
    return "";
}

std::string marker(const std::string& fields) {
    return refusal("markers = [{" + fields + "}]\n");
}

}  // namespace

TEST_CASE("[separation]: field, ramp and markers are read with their units", "[separation]") {
    const auto settings = read(
        "[separation]\nvoltage_kv = -30\ntotal_length_mm = 1100.5\nramp_s = 18\n"
        "markers = [{name = \"A\", mz = 152.0706, mobility_tu = 0, time_s = [700, 1000.5]},\n"
        "           {name = \"試料\", mz = 209.00916, mobility_tu = -45.5}]\n");
    REQUIRE(settings);
    CHECK(settings->voltage_kv == -30.0);
    CHECK(settings->total_length_mm == 1100.5);
    CHECK(settings->ramp_s == 18.0);
    REQUIRE(settings->markers.size() == 2);
    CHECK(settings->markers[0].name == "A");
    CHECK(settings->markers[0].mz == 152.0706);
    CHECK(settings->markers[0].mobility_tu == 0.0);
    CHECK(settings->markers[0].begin_s == 700.0);
    CHECK(settings->markers[0].end_s == 1000.5);
    CHECK(settings->markers[1].name == "試料");
    CHECK(settings->markers[1].mobility_tu == -45.5);
    CHECK(std::isinf(settings->markers[1].begin_s));
    CHECK(std::isinf(settings->markers[1].end_s));
}

TEST_CASE("[separation]: may be absent, empty, or written as tables of its own", "[separation]") {
    CHECK_FALSE(read("[study]\nname = \"a\"\n"));
    const auto empty = read("[separation]\n");
    REQUIRE(empty);
    CHECK_FALSE(empty->has_field());
    CHECK(empty->ramp_s == 0.0);
    CHECK(empty->markers.empty());
    const auto tables = read("[[separation.markers]]\nname = \"A\"\nmz = 152\nmobility_tu = 1\n");
    REQUIRE(tables);
    CHECK(tables->markers.size() == 1);
}

TEST_CASE("[separation]: unknown keys are refused with the nearest name", "[separation]") {
    CHECK(refusal("voltage = 30\n") ==
          "study.toml: line 2: unknown key [separation] voltage (did you mean voltage_kv?)");
    CHECK(refusal("\nmarker = []\n") == "study.toml: line 3: unknown key [separation] marker (did you mean markers?)");
    CHECK(marker("name = \"A\", mz = 152, mobilty_tu = 0") ==
          "study.toml: line 2: unknown key [separation] markers: mobilty_tu (did you mean mobility_tu?)\n"
          "study.toml: line 2: [separation] markers: a marker without mobility_tu; it needs name, mz and mobility_tu");
}

TEST_CASE("[separation]: wrong signs, ranges and types are refused in the words of study.toml", "[separation]") {
    const std::string begin = "study.toml: line 2: [separation] ";
    CHECK(refusal("voltage_kv = 0\n") ==
          begin + "voltage_kv = 0: must not be 0; it is negative where the inlet is the cathode");
    CHECK(refusal("voltage_kv = 30000\n") == begin + "voltage_kv = 30000: must be a number from -100 to 100 kV");
    CHECK(refusal("voltage_kv = \"30\"\n") == begin + "voltage_kv = \"30\": must be a number from -100 to 100 kV");
    CHECK(refusal("voltage_kv = nan\n") == begin + "voltage_kv = nan: must be a number from -100 to 100 kV");
    CHECK(refusal("voltage_kv = true\n") == begin + "voltage_kv = true: must be a number from -100 to 100 kV");
    CHECK(refusal("total_length_mm = -800\n") == begin + "total_length_mm = -800: must be a number from 1 to 10000 mm");
    CHECK(refusal("total_length_mm = 0.8\n") == begin + "total_length_mm = 0.8: must be a number from 1 to 10000 mm");
    CHECK(refusal("total_length_mm = [800]\n") ==
          begin + "total_length_mm = a table, list or date: must be a number from 1 to 10000 mm");
    CHECK(refusal("ramp_s = -1\n") == begin + "ramp_s = -1: must be a number from 0 to 600 s");
    CHECK_THAT(refusal("markers = \"paracetamol\"\n"), Contains("markers = \"paracetamol\": must be a list of tables"));
    CHECK_THAT(refusal("markers = [5]\n"), Contains("markers = 5: must be a list of tables"));
}

TEST_CASE("[separation]: a marker that lacks or confuses something is refused", "[separation]") {
    const std::string begin = "study.toml: line 2: [separation] markers: ";
    CHECK(marker("mz = 152, mobility_tu = 0") == begin + "a marker without name; it needs name, mz and mobility_tu");
    CHECK(marker("name = \"A\", mobility_tu = 0") == begin + "a marker without mz; it needs name, mz and mobility_tu");
    CHECK(marker("name = \"A\", mz = 152") ==
          begin + "a marker without mobility_tu; it needs name, mz and mobility_tu");
    CHECK(marker("name = 5, mz = 152, mobility_tu = 0") == begin + "name = 5: must be a word");
    CHECK(marker("name = \"\", mz = 152, mobility_tu = 0") == begin + "name = \"\": must be a word");
    CHECK(marker("name = \"A\", mz = -152, mobility_tu = 0") ==
          begin + "mz = -152: must be a number from 1 to 100000 Th");
    CHECK(marker("name = \"A\", mz = 152, mobility_tu = 1327.35") ==
          begin + "mobility_tu = 1327.35: must be a number from -1000 to 1000 TU");
    const std::string whole = "name = \"A\", mz = 152, mobility_tu = 0, time_s = ";
    CHECK(marker(whole + "840") == begin + "time_s = 840: must be two times in s, [low, high]");
    CHECK(marker(whole + "[1, 2, 3]") == begin + "time_s = a table, list or date: must be two times in s, [low, high]");
    CHECK(marker(whole + "[1000, 700]") == begin + "time_s = [1000, 700]: the first must be below the second");
    CHECK(marker(whole + "[\"700\", 1000]") == begin + "time_s low = \"700\": must be a number from 0 to 1000000 s");
    CHECK(refusal("markers = [{name = \"A\", mz = 152, mobility_tu = 0},\n {name = \"A\", mz = 237, mobility_tu = "
                  "25}]\n") == "study.toml: line 3: [separation] markers: two markers are named A");
}

TEST_CASE("separation: cations and anions may have one each, and never one for both beside it", "[separation]") {
    const TempFolder here;
    put_text(here / "study.toml",
             "[separation.positive]\nvoltage_kv = 30\n[separation.negative]\nvoltage_kv = -30\n"
             "total_length_mm = 1100\n"
             "markers = [{name = \"MES\", mz = 194.0492, mobility_tu = -21.6}]\n");
    Params params;
    const Separations told = read_study_params(here / "study.toml", params).separation;
    CHECK_FALSE(told.both);
    CHECK(told.of(Polarity::positive)->voltage_kv == 30.0);
    CHECK(told.of(Polarity::positive)->markers.empty());
    CHECK(told.of(Polarity::negative)->voltage_kv == -30.0);
    CHECK(told.of(Polarity::negative)->markers.at(0).name == "MES");
    put_text(here / "study.toml", "[separation.negative]\nvoltage_kv = -30\n");
    const Separations one = read_study_params(here / "study.toml", params).separation;
    CHECK(one.told());
    CHECK_FALSE(one.of(Polarity::positive));

    CHECK_THAT(refusal("ramp_s = 18\n[separation.negative]\nvoltage_kv = -30\n"),
               Contains("line 2: [separation] ramp_s stands beside a table of one polarity"));
    CHECK_THAT(refusal("negative = -30\n"), Contains("line 2: [separation] negative must be a table"));
    CHECK_THAT(refusal("[separation.negative]\nvoltage = -30\n"),
               Contains("line 3: unknown key [separation.negative] voltage"));
}
