#include "tests/support/program.hpp"
#include "tests/support/small_run.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace gassan;
using namespace gassan::test;
using nlohmann::json;

TEST_CASE("check: says of a good run what is in it, and what to do next", "[cli]") {
    const TempFolder here;
    write_small_run(here / "run.mzML");
    const Outcome outcome = run_gassan({.folder = here.path()}, {"check", "run.mzML"});
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.err.empty());
    CHECK(outcome.out.starts_with("run.mzML: ready\n  format        mzML 1.1"));
    for (const std::string line :
         {"  spectra       400: 400 MS1 (0 empty), 0 of higher level, not used\n", "  kind          centroid\n",
          "  polarity      positive\n", "  time          200.0000 - 599.0000 s\n", "  points        8,800\n",
          "  time unit     second\n", "  rate          1.00 Hz (median step 1.000 s)\n",
          "  next          gassan detect run.mzML -o features.tsv\n"})
        CHECK(outcome.out.find(line) != std::string::npos);
}

TEST_CASE("check: speaks Japanese in headings and verdict, with the same values", "[cli]") {
    const TempFolder here;
    write_small_run(here / "run.mzML");
    const Outcome outcome = run_gassan({.folder = here.path()}, {"check", "run.mzML", "--lang", "ja"});
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.out.starts_with("run.mzML: 使用できます\n  形式          mzML 1.1"));
    CHECK(outcome.out.find("  極性          正\n") != std::string::npos);
    CHECK(outcome.out.find("  データ点      8,800\n") != std::string::npos);
}

TEST_CASE("check: --json holds an entry a file, in the order typed", "[cli]") {
    const TempFolder here;
    write_small_run(here / "run.mzML");
    const Outcome outcome = run_gassan({.folder = here.path()}, {"check", "absent.mzML", "run.mzML", "--json"});
    CHECK(outcome.exit_code == 1);
    const json list = json::parse(outcome.out);
    REQUIRE(list.size() == 2);
    CHECK(list[0]["file"] == "absent.mzML");
    CHECK(list[0]["verdict"] == "cannot be used");
    CHECK(list[0]["reason"].get<std::string>().find("No such file") != std::string::npos);
    CHECK(list[1]["verdict"] == "ready");
    CHECK(list[1]["run"]["ms1"] == 400);
    CHECK(list[1]["run"]["points"] == 8800);
    CHECK(list[1]["run"]["first_time_s"] == 200.0);
    CHECK(list[1]["warnings"].empty());
}

TEST_CASE("check: one bad file among good ones ends with 1, bad files alone with 3, good ones with 0", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "a.mzML");
    write_small_run(here / "b.mzML");
    put_text(here / "page.mzML", "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n");
    CHECK(run_gassan(start, {"check", "a.mzML", "b.mzML"}).exit_code == 0);
    const Outcome mixed = run_gassan(start, {"check", "a.mzML", "page.mzML", "b.mzML"});
    CHECK(mixed.exit_code == 1);
    CHECK(mixed.out.find("b.mzML: ready\n") != std::string::npos);
    CHECK(mixed.out.find("page.mzML: cannot be used\n  reason        ") != std::string::npos);
    CHECK(mixed.err == "error: 1 of 3 files cannot be used; the reason stands above\n");
    CHECK(run_gassan(start, {"check", "page.mzML", "absent.mzML"}).exit_code == 3);
}

TEST_CASE("check: says yes to what detect reads and no to what it refuses", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    auto profile = small_run(), switching = small_run(), none = small_run();
    for (auto& spectrum : profile) spectrum.representation = Representation::profile;
    for (std::size_t i = 0; i < switching.size(); i += 2) switching[i].polarity = Polarity::negative;
    none.clear();
    write_spectra(here / "profile.mzML", profile);
    write_spectra(here / "switching.mzML", switching);
    write_spectra(here / "none.mzML", none);
    for (const std::string file : {"switching.mzML", "none.mzML"}) {
        INFO(file);
        CHECK(run_gassan(start, {"detect", file}).exit_code == 3);
        CHECK(run_gassan(start, {"check", file}).exit_code == 3);
    }
    CHECK(run_gassan(start, {"detect", "profile.mzML"}).exit_code == 0);
    CHECK(run_gassan(start, {"check", "profile.mzML"}).exit_code == 0);
    const std::vector<std::string> choice{"switching.mzML", "--read.polarity", "negative"};
    CHECK(run_gassan(start, {"detect", choice[0], choice[1], choice[2]}).exit_code == 0);
    CHECK(run_gassan(start, {"check", choice[0], choice[1], choice[2]}).exit_code == 0);
}

TEST_CASE("check: says rate, time unit, floor of intensities and traces, in JSON too", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    auto spectra = small_run();
    for (std::size_t i = 0; i < spectra.size(); ++i) spectra[i].intensity.front() = i == 7 ? 0.25f : 0.5f;
    write_spectra(here / "run.mzML", spectra);
    const json run = json::parse(run_gassan(start, {"check", "run.mzML", "--json"}).out)[0]["run"];
    CHECK(run["lowest_counts"] == 0.25);
    CHECK(run["usual_lowest_counts"] == 0.5);
    CHECK(run["median_step_s"] == 1.0);
    CHECK(run["time_unit"] == "second");
    CHECK(run["traces"].empty());
    const std::string text = run_gassan(start, {"check", "run.mzML"}).out;
    CHECK(text.find("  intensities   lowest 0.25; usually the lowest of a spectrum is 0.5\n") != std::string::npos);
    for (std::size_t i = 0; i < spectra.size(); i += 4) spectra[i].representation = Representation::profile;
    write_spectra(here / "mixed.mzML", spectra);
    CHECK(run_gassan(start, {"check", "mixed.mzML"}).out.find("  kind          both: 300 centroid, 100 profile; ") !=
          std::string::npos);
}

TEST_CASE("check: says how a file of both polarities is used; in a study it stands in two rows", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    auto spectra = small_run();
    for (std::size_t i = 0; i < spectra.size(); i += 2) spectra[i].polarity = Polarity::negative;
    write_spectra(here / "both.mzML", spectra);
    const Outcome refused = run_gassan(start, {"check", "both.mzML"});
    CHECK(refused.exit_code == 3);
    CHECK(refused.out.find("in a study name the file in two rows of the sheet") != std::string::npos);

    put_text(here / "samples.tsv",
             "file\tsample_id\ttype\tpolarity\nboth.mzML\tP1\tsample\tpositive\nboth.mzML\tN1\tsample\tnegative\n");
    put_text(here / "study.toml", "[study]\nname = \"both\"\n");
    const Outcome outcome = run_gassan(start, {"run", "study.toml", "-o", "out", "--json"});
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    const json answer = json::parse(outcome.out);
    CHECK(answer["failed"] == 0);
    CHECK(answer["computed"] == 2);
    CHECK(answer["tables"].size() == 2);
    CHECK(answer["runs"][0]["run_hash"] != answer["runs"][1]["run_hash"]);
}

TEST_CASE("check: of a study.toml of parameters alone it says what they are", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_text(here / "study.toml", "[read]\npolarity = \"positive\"\n");
    const Outcome good = run_gassan(start, {"check", "study.toml", "--strict"});
    CHECK(good.exit_code == 0);
    CHECK(good.out ==
          "study.toml: ready\n  parameters    read.polarity\n"
          "  next          gassan detect run.mzML --study study.toml\n");
    put_text(here / "bad.toml", "[read]\npolarity = 5\n[paek]\n");
    const Outcome bad = run_gassan(start, {"check", "bad.toml"});
    CHECK(bad.exit_code == 2);
    CHECK(bad.out.find("bad.toml: cannot be used\n  reason        line ") != std::string::npos);
    CHECK(bad.out.find("line 2: [read] polarity = 5: must be") != std::string::npos);
    CHECK(bad.out.find("line 3: unknown table paek (did you mean peak?)") != std::string::npos);
}

TEST_CASE("check: looks at [separation] of a study.toml as at its parameters", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_text(here / "study.toml", "[separation]\nvoltage_kv = 30\n");
    CHECK(run_gassan(start, {"check", "study.toml", "--strict"}).exit_code == 0);
    put_text(here / "study.toml", "[separation]\nvoltage_kv = \"30\"\n");
    const Outcome bad = run_gassan(start, {"check", "study.toml"});
    CHECK(bad.exit_code == 2);
    CHECK(bad.out.find("line 2: [separation] voltage_kv = \"30\": must be a number") != std::string::npos);
}

TEST_CASE("check: says of a sample sheet, compound and standards table what is in them", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "a.mzML");
    put_text(here / "samples.csv", "file;sample_id;type;age\na.mzML;S1;QC;5\n");
    put_text(here / "compounds.tsv", "name\tformula\trole\nLysine\tC6H14N2O2\tmarker\n");
    put_text(here / "standards.tsv", "sample_id\tcompound_id\tconcentration\tunit\nS1\tLysine\t5\tmM\n");
    const Outcome outcome = run_gassan(start, {"check", "samples.csv", "compounds.tsv", "standards.tsv", "--strict"});
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.out ==
          "samples.csv: ready\n  table         sample sheet, CSV with semicolons\n  runs          1 qc\n"
          "  covariates    age\n"
          "compounds.tsv: ready\n  table         compound table, TSV\n  compounds     1 marker\n"
          "standards.tsv: ready\n  table         standards table, TSV\n  levels        1 S1\n");
    const json list = json::parse(run_gassan(start, {"check", "samples.csv", "--json", "--lang", "ja"}).out);
    CHECK(list[0]["table"] == "samples");
    CHECK(list[0]["types"]["qc"] == 1);
    CHECK(list[0]["covariates"][0] == "age");
}

TEST_CASE("check: tells every fault of a sheet and of a study, each on its line, and ends with 2", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "a.mzML");
    put_text(here / "samples.tsv", "file\tsample_id\ttype\tdilution\na.mzML\tS1\tqc\t0,5\nno.mzML\tS1\tqc\t1\n");
    put_text(here / "study.toml", "[study]\nnaem = \"x\"\n");
    const Outcome sheet = run_gassan(start, {"check", "a.mzML", "samples.tsv"});
    CHECK(sheet.exit_code == 2);
    CHECK(sheet.out.find("a.mzML: ready\n") != std::string::npos);
    for (const std::string part : {"  reason        line 2, column dilution: \"0,5\" is not a number.",
                                   "  reason        line 3, column sample_id: S1 stands twice",
                                   "  reason        line 3, column file: no.mzML: cannot open"})
        CHECK(sheet.out.find(part) != std::string::npos);
    const Outcome study = run_gassan(start, {"check", "study.toml", "--json"});
    CHECK(study.exit_code == 2);
    const json list = json::parse(study.out);
    REQUIRE(list[0]["faults"].size() == 4);
    CHECK(list[0]["reason"] == "line 2: unknown key [study] naem (did you mean name?)");
    CHECK(list[0]["faults"][3].get<std::string>().starts_with("samples.tsv: line 3"));
}

TEST_CASE("check: names of files and samples cannot move the cursor", "[cli]") {
    const TempFolder here;
    const std::string name = "a\x1b[2Jb\nc.mzML";
    write_small_run(here / name);
    const Outcome outcome = run_gassan({.folder = here.path()}, {"check", name});
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.out.starts_with("a\\x1b[2Jb\\nc.mzML: ready\n"));
    CHECK(outcome.out.find('\x1b') == std::string::npos);
}

TEST_CASE("check: an indexed file whose checksum is not its own gets a warning with both hashes", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "run.mzML", {.indexed = true});
    const std::string whole = text_of(here / "run.mzML"), tag = "<fileChecksum>";
    const auto at = whole.find(tag) + tag.size();
    REQUIRE(at > tag.size());
    const std::string stated = whole.substr(at, 40);
    // Another program's word on the hash: of everything up to and with the start tag.
    const auto hash_of = [&](const std::string& text) {
        put_text(here / "begin", text.substr(0, text.find(tag) + tag.size()));
        return program(start, {"sha1sum", "begin"}).out.substr(0, 40);
    };
    REQUIRE(hash_of(whole) == stated);
    const Outcome good = run_gassan(start, {"check", "run.mzML", "--strict"});
    CHECK(good.exit_code == 0);
    CHECK(good.out.find("SHA-1") == std::string::npos);

    // One letter of a comment in the head: every number is as it was.
    std::string edited = whole;
    edited.insert(edited.find("<mzML"), "<!-- a -->");
    put_text(here / "run.mzML", edited);
    const std::string has = hash_of(edited);
    REQUIRE(has != stated);
    const Outcome mild = run_gassan(start, {"check", "run.mzML"});
    CHECK(mild.exit_code == 0);
    CHECK(mild.out.starts_with("run.mzML: ready\n"));
    CHECK(mild.out.find("  warning       fileChecksum: the file states the SHA-1 " + stated + " of itself and has " +
                        has + ": ") != std::string::npos);
    CHECK(run_gassan(start, {"check", "run.mzML", "--strict"}).exit_code == 1);
    const json entry = json::parse(run_gassan(start, {"check", "run.mzML", "--json"}).out)[0];
    REQUIRE(entry["warnings"].size() == 1);
    CHECK(entry["warnings"][0]["code"] == "checksum");
    CHECK(entry["warnings"][0]["text"].get<std::string>().find(has) != std::string::npos);
}

TEST_CASE("check: a checksum in capitals is the same, and one that is none is passed over", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "run.mzML", {.indexed = true});
    const std::string whole = text_of(here / "run.mzML"), tag = "<fileChecksum>";
    const auto at = whole.find(tag) + tag.size();
    std::string capitals = whole.substr(at, 40);
    for (char& c : capitals) c = c >= 'a' && c <= 'f' ? char(c - 32) : c;
    REQUIRE(capitals != whole.substr(at, 40));
    for (const std::string& stated : {capitals, std::string(40, '0'), std::string(), std::string("none"),
                                      std::string(39, '1'), std::string(40, 'z')}) {
        INFO(stated);
        std::string text = whole;
        put_text(here / "run.mzML", text.replace(at, 40, stated));
        const Outcome outcome = run_gassan(start, {"check", "run.mzML", "--strict"});
        CHECK(outcome.exit_code == 0);
        CHECK(outcome.out.find("SHA-1") == std::string::npos);
    }
}

TEST_CASE("check: judges a file by its content, whatever its name", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "run.mzML");
    const std::string run = text_of(here / "run.mzML"), sheet = "file\tsample_id\ttype\nrun.mzML\tS1\tsample\n";
    for (const char* name : {"x.txt", "x.tsv", "x.xlsx", "x.toml", "x"}) {
        INFO(name);
        put_text(here / name, run);
        const Outcome outcome = run_gassan(start, {"check", name});
        CHECK(outcome.exit_code == 0);
        CHECK(outcome.out.starts_with(std::string(name) + ": ready\n  format        mzML 1.1"));
    }
    for (const char* name : {"sheet.mzML", "sheet", "sheet.txt"}) {
        INFO(name);
        put_text(here / name, sheet);
        CHECK(run_gassan(start, {"check", name})
                  .out.starts_with(std::string(name) + ": ready\n  table         sample sheet, TSV\n"));
        put_text(here / name, "file,sample_id,type\nrun.mzML,S1,nothing\n");  // a fault of the user's, as in any table
        CHECK(run_gassan(start, {"check", name}).exit_code == 2);
    }
    put_text(here / "text.mzML", "file and type of nothing\n");
    const Outcome text = run_gassan(start, {"check", "text.mzML"});
    CHECK(text.exit_code == 3);
    CHECK(text.out.find("looks like a text file, not like a run") != std::string::npos);
    put_text(here / "page.tsv", "<?xml version=\"1.0\"?>\n<Workbook></Workbook>\n");
    const Outcome page = run_gassan(start, {"check", "page.tsv"});
    CHECK(page.exit_code == 2);
    CHECK(page.out.find("looks like XML, not like a table") != std::string::npos);
}
