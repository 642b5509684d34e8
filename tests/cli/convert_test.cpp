#include "tests/support/agilent_folder.hpp"
#include "tests/support/formats.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/traced_run.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

TEST_CASE("convert: a converted run has the same features, byte for byte", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_text(here / "run.mzXML", mzxml_text(small_run(), {.zlib = true}));
    const std::string due = run_gassan(start, {"detect", "-q", "run.mzXML"}).out;
    CHECK_THAT(due, Contains("\nF2\t"));
    for (const std::string output : {"a.mzML", "b.mzML.gz", "c.mzMLb"}) {
        CAPTURE(output);
        const Outcome done = run_gassan(start, {"convert", "run.mzXML", output});
        CHECK(done.exit_code == 0);
        CHECK(done.out.empty());
        CHECK_THAT(done.err, Contains(output + ": 400 spectra, 8,800 points, 0 made centroids; read back and equal"));
        CHECK(run_gassan(start, {"detect", "-q", output}).out == due);
    }
}

TEST_CASE("convert: a folder of profile spectra with its centroids has the features of the folder", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_agilent_folder(here / "run.d", small_agilent_run());
    const std::string due = run_gassan(start, {"detect", "-q", "run.d"}).out;
    CHECK(run_gassan(start, {"convert", "run.d", "whole.mzML"}).exit_code == 0);
    CHECK(run_gassan(start, {"detect", "-q", "whole.mzML"}).out == due);
    CHECK(run_gassan(start, {"convert", "run.d", "few.mzMLb", "--centroid"}).exit_code == 0);
    CHECK(run_gassan(start, {"detect", "-q", "few.mzMLb"}).out == due);
}

TEST_CASE("convert: a run that switches its polarity keeps both, and what is left out is said", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_text(here / "run.mzML", mzml_text(nasty_run()));
    const Outcome done = run_gassan(start, {"convert", "run.mzML", "out.mzMLb", "--json"});
    CHECK(done.exit_code == 0);
    CHECK_THAT(done.err, Contains("warning: run.mzML: 2 spectra of higher level left out; only MS1 is written"));
    const auto json = nlohmann::json::parse(done.out);
    CHECK(json["spectra"] == 8);
    CHECK(json["left_out"] == 2);
    CHECK(json["bytes"] == std::filesystem::file_size(here / "out.mzMLb"));
    CHECK_THAT(run_gassan(start, {"check", "out.mzMLb"}).out + run_gassan(start, {"check", "out.mzMLb"}).err,
               Contains("switches"));
    const Outcome negative = run_gassan(start, {"convert", "run.mzML", "n.mzML", "--read.polarity", "negative"});
    CHECK(negative.exit_code == 0);
    CHECK_THAT(run_gassan(start, {"check", "n.mzML"}).out, Contains("negative"));
    CHECK(run_gassan(start, {"convert", "run.mzML", "s.mzML", "--strict"}).exit_code == 1);
}

TEST_CASE("convert: a converted run has the drops of current and the traps of its source", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_text(here / "run.mzML", traced_run_text());
    const std::string due = run_gassan(start, {"check", "run.mzML"}).out;
    CHECK_THAT(due, Contains("the current fell to 30 % from 400 to 460 s") && Contains("ProteoWizard issue 4325"));
    for (const std::string output : {"a.mzML", "b.mzML.gz", "c.mzMLb"}) {
        CAPTURE(output);
        const Outcome done = run_gassan(start, {"convert", "run.mzML", output, "--json"});
        const auto json = nlohmann::json::parse(done.out);
        CHECK(json["traces"].size() == 6);
        CHECK(json["processing"][1] == "Agilent/MassHunter peak picking");
        CHECK(json["not_carried"].empty());
        const std::string said = run_gassan(start, {"check", output}).out;
        const auto lines = [](const std::string& text) {
            std::vector<std::string> all;
            for (std::size_t at = 0; (at = text.find("  warning ", at)) != std::string::npos; ++at)
                all.push_back(text.substr(at, text.find('\n', at) - at));
            return all;
        };
        CHECK(lines(due).size() >= 2);
        CHECK(lines(said) == lines(due));
    }
}

TEST_CASE("convert: OpenMS finds nothing amiss in a run with traces and steps", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_text(here / "run.mzML", traced_run_text());
    REQUIRE(run_gassan(start, {"convert", "run.mzML", "out.mzML"}).exit_code == 0);
    const Outcome valid = program(start, {"FileInfo", "-in", "out.mzML", "-v"});
    if (valid.exit_code == 127) return skipped("OpenMS finds nothing amiss", "FileInfo is not installed");
    CHECK(valid.exit_code == 0);
    CHECK_THAT(valid.out + valid.err, Contains("the file is valid!") && Contains("semantically valid!") &&
                                          !Contains("Warning") && !Contains("Error"));
    const Outcome indexed = program(start, {"FileInfo", "-in", "out.mzML", "-i"});
    CHECK(indexed.exit_code == 0);
    CHECK_THAT(indexed.out + indexed.err, Contains("valid indexed mzML XML File with 4 spectra and 6 chromatograms"));
}

TEST_CASE("convert: what the new file cannot say is warned of and stands in the answer", "[cli]") {
    const TempFolder here;
    auto spectra = small_run();
    spectra.resize(5);
    put_text(here / "run.mzXML", replaced(mzxml_text(spectra), "<dataProcessing centroided=\"1\">",
                                          "<dataProcessing centroided=\"1\"><processingOperation name=\"wish\"/>"));
    const Outcome done = run_gassan({.folder = here.path()}, {"convert", "run.mzXML", "a.mzML", "--json"});
    CHECK(done.exit_code == 0);
    CHECK_THAT(done.err, Contains("wish") && Contains("the step is not written"));
    const auto json = nlohmann::json::parse(done.out);
    REQUIRE(json["not_carried"].size() == 1);
    CHECK(json["not_carried"][0]["what"] == "wish");
    CHECK(json["processing"] == nlohmann::json{"peak picking", "Conversion to mzML"});
}

TEST_CASE("convert: neither another run nor the source is overwritten", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "a.mzML");
    put_text(here / "b.mzML", "another run");
    const Outcome refused = run_gassan(start, {"convert", "a.mzML", "b.mzML"});
    CHECK(refused.exit_code == 2);
    CHECK(refused.err ==
          "error: b.mzML: is there already, and nothing is overwritten; give another name, or --force\n");
    CHECK(text_of(here / "b.mzML") == "another run");
    for (const bool force : {true, false}) {
        std::vector<std::string> words{"convert", "a.mzML", "a.mzML"};
        if (force) words.push_back("--force");
        const Outcome itself = run_gassan(start, words);
        CHECK(itself.exit_code == 2);
        CHECK_THAT(itself.err, Contains("is the input"));
    }
    CHECK(run_gassan(start, {"convert", "a.mzML", "b.mzML", "--force"}).exit_code == 0);
    CHECK(text_of(here / "b.mzML") != "another run");
}

TEST_CASE("convert: the name of the output says the format, or is refused", "[cli]") {
    const TempFolder here;
    write_small_run(here / "a.mzML");
    for (const std::string name : {"b.mzXML", "b", "b.mzML.bz2"}) {
        const Outcome refused = run_gassan({.folder = here.path()}, {"convert", "a.mzML", name});
        CHECK(refused.exit_code == 2);
        CHECK_THAT(refused.err, Contains(name) && Contains("must be .mzML, .mzML.gz or .mzMLb"));
    }
    CHECK(run_gassan({.folder = here.path()}, {"convert", "a.mzML"}).exit_code == 2);
    CHECK(names_in(here.path()) == std::vector<std::string>{"a.mzML"});
}

TEST_CASE("convert: a full disk, a bad source or a signal leaves nothing under the name", "[cli]") {
    const TempFolder here;
    write_small_run(here / "a.mzML");
    put_text(here / "cut.mzML", text_of(here / "a.mzML").substr(0, 100000));
    for (const std::string name : {"b.mzML", "b.mzML.gz", "b.mzMLb"}) {
        CAPTURE(name);
        const Outcome full = run_gassan({.folder = here.path(), .most_file_kib = 8}, {"convert", "a.mzML", name});
        CHECK(full.exit_code == 4);
        CHECK_THAT(full.err, Contains(name));
        CHECK(std::count(full.err.begin(), full.err.end(), '\n') == 1);
        const Outcome cut = run_gassan({.folder = here.path()}, {"convert", "cut.mzML", name});
        CHECK(cut.exit_code == 3);
        CHECK(names_in(here.path()) == std::vector<std::string>{"a.mzML", "cut.mzML"});
    }
    const Outcome ended =
        run_gassan({.folder = here.path(), .signal_at = here.path()}, {"convert", "a.mzML", "b.mzMLb"});
    CHECK((ended.exit_code == 130 || ended.exit_code == 0));  // 0: it was done before the signal came
    if (ended.exit_code == 130)
        CHECK(names_in(here.path()) == std::vector<std::string>{"a.mzML", "cut.mzML"});
    else
        CHECK(names_in(here.path()) == std::vector<std::string>{"a.mzML", "b.mzMLb", "cut.mzML"});
}

TEST_CASE("convert: speaks Japanese", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_text(here / "run.mzML", mzml_text(nasty_run()));
    const Outcome done = run_gassan(start, {"convert", "run.mzML", "out.mzML", "--lang", "ja"});
    CHECK_THAT(done.err, Contains("MS2 以上のスペクトル 2 件は書き込みません") && Contains("読み戻して一致を確認"));
}
