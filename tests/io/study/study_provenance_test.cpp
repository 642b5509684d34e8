#include "io/study/study_provenance.hpp"

#include "tests/support/made_study.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace gassan;
using namespace gassan::test;
using Json = nlohmann::json;

namespace {

Json read_back(const StudyProvenance& provenance, const MadeStudy& made = made_study()) {
    return Json::parse(study_provenance_json(provenance, made.study, made.result));
}

}  // namespace

TEST_CASE("study provenance: names program, command, parameters and who set them", "[study_provenance]") {
    StudyProvenance provenance;
    provenance.version = "1.2.3";
    provenance.command = {"gassan", "run", "検体.toml"};
    provenance.written_utc = "2026-11-21T22:00:00Z";
    provenance.params.align.min_anchors = 7;
    provenance.set_by = {{"align.min_anchors", "command line"}};
    const Json json = read_back(provenance);
    CHECK(json["program"] == Json{{"name", "gassan"}, {"version", "1.2.3"}});
    CHECK(json["command"] == Json{"gassan", "run", "検体.toml"});
    CHECK(json["written_utc"] == "2026-11-21T22:00:00Z");
    CHECK(json["study"] == "made");
    CHECK(json["parameters"]["align"]["min_anchors"] == 7);
    CHECK(json["parameters"]["match"]["min_runs"] == 2);
    CHECK(json["set_by"] == Json{{"align.min_anchors", "command line"}});
    CHECK(json["separation"].is_null());

    provenance.separation.both = SeparationSettings{.voltage_kv = -30, .total_length_mm = 800, .ramp_s = 18};
    CHECK(read_back(provenance)["separation"]["voltage_kv"] == -30);
}

TEST_CASE("study provenance: every file that went in or came out has its size and hash", "[study_provenance]") {
    StudyProvenance provenance;
    provenance.inputs = {{"study", "a\nb/study.toml", {12, "aa"}}, {"samples", "samples.tsv", {34, "bb"}}};
    provenance.outputs = {{"cells", "cells.tsv", {5'000'000'000, "cc"}}};
    const Json json = read_back(provenance);
    REQUIRE(json["inputs"].size() == 2);
    CHECK(json["inputs"][0] == Json{{"role", "study"}, {"path", "a\\nb/study.toml"}, {"bytes", 12}, {"sha256", "aa"}});
    CHECK(json["outputs"] ==
          Json::array({{{"role", "cells"}, {"path", "cells.tsv"}, {"bytes", 5'000'000'000}, {"sha256", "cc"}}}));
}

TEST_CASE("study provenance: every row of the sheet is there, with notes by their code", "[study_provenance]") {
    const Json runs = read_back({})["runs"];
    REQUIRE(runs.size() == 7);
    CHECK(runs[0] == Json{{"sample_id", "=cmd"},
                          {"path", "=cmd.mzML"},
                          {"bytes", 4'000'000'001},
                          {"sha256", std::string(64, 'a')},
                          {"run_hash", std::string(32, 'b')},
                          {"status", "ok"},
                          {"reason", ""},
                          {"notes", {{"unsorted-mz", {"scan=4: sorted", "scan=9: too"}}, {"clock", {"begins late"}}}}});
    CHECK(runs[2]["sample_id"] == "検体 2");
    CHECK(runs[3]["status"] == "failed");
    CHECK(runs[3]["reason"] == "broken.mzML:\tcut at byte 7\nagain");
    CHECK(runs[3]["bytes"].is_null());
    CHECK(runs[3]["sha256"].is_null());
    CHECK(runs[3]["run_hash"].is_null());
    CHECK(runs[3]["notes"] == Json::object());
    CHECK(runs[4]["status"] == "warned");
}

TEST_CASE("study provenance: tells what each frame rests on, and what was counted", "[study_provenance]") {
    const Json json = read_back({});
    REQUIRE(json["frames"].size() == 2);
    CHECK(json["frames"][0]["polarity"] == "positive");
    CHECK(json["frames"][0]["founded_on"] == "QC \"1\"");
    CHECK(json["frames"][0]["in_tu"] == true);
    CHECK(json["frames"][0]["ions"] == 3);
    CHECK(json["frames"][0]["clock"] == Json{{"A", 21333.25}, {"B", -30.5}, {"C", 0.0}, {"delay_s", 9.0}});
    CHECK(json["frames"][1]["in_tu"] == false);
    CHECK(json["counts"]["runs"] == Json{{"ok", 4}, {"warned", 1}, {"failed", 2}});
    CHECK(json["counts"]["tables"][0] ==
          Json{{"polarity", "positive"},
               {"features", 3},
               {"runs", 4},
               {"cells", {{"measured", 5}, {"filled", 1}, {"below_limit", 1}, {"not_measured", 5}, {"failed", 0}}}});
    CHECK(json["counts"]["tables"][1]["features"] == 1);
}

TEST_CASE("study provenance: a number that is not there is null, a name that is no UTF-8 is shown",
          "[study_provenance]") {
    auto made = made_study();
    made.result.tables[0].frame.relative_sd = no_value;
    made.study.samples[0].file_as_told = "\xff.mzML";
    const Json json = read_back({}, made);
    CHECK(json["frames"][0]["relative_sd"].is_null());
    CHECK(json["runs"][0]["path"] == "\xef\xbf\xbd.mzML");
}
