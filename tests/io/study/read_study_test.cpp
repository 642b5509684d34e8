#include "io/study/read_study.hpp"

#include "core/simulate/simulate.hpp"
#include "io/base/fault_list.hpp"
#include "tests/support/program.hpp"
#include "tests/support/zip_text.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

/// A folder with two runs and whatever else a test writes.
struct Folder : TempFolder {
    Folder() {
        put_text(*this / "a.mzML", "<mzML>");
        put_text(*this / "b.mzML", "<mzML>");
        put_text(*this / "samples.tsv",
                 "file\tsample_id\ttype\tpolarity\na.mzML\tS1\tstandard\t\nb.mzML\tS2\tqc\tneg\n");
    }
    [[nodiscard]] StudyFile read(const std::string& toml) const {
        put_text(*this / "study.toml", toml);
        return read_study(*this / "study.toml");
    }
    [[nodiscard]] std::vector<std::string> faults(const std::string& toml) const {
        try {
            static_cast<void>(read(toml));
        } catch (const FaultList& list) {
            std::vector<std::string> lines = list.lines;
            for (std::string& line : lines)
                for (std::size_t at = 0; (at = line.find(path().string() + "/")) != std::string::npos;)
                    line.erase(at, path().string().size() + 1);
            return lines;
        }
        return {};
    }
};

}  // namespace

TEST_CASE("read study: the sheet, tables, parameters, separation and frame come together", "[study]") {
    const Folder here;
    put_text(here / "c.csv", "name,formula,role\nLysine,C6H14N2O2,analyte\n");
    put_text(here / "s.tsv", "sample_id\tcompound_id\tconcentration\tunit\nS1\tLysine\t5\tmicromol/L\n");
    put_text(here / "old.h5", "x");
    const StudyFile study = here.read(
        "[study]\nname = \"first\"\nsamples = \"samples.tsv\"\ncompounds = \"c.csv\"\nstandards = \"s.tsv\"\n"
        "polarity = \"positive\"\npreset = \"\"\n[align]\nframe = \"old.h5\"\nmin_anchors = 5\n[peak]\nmin_snr = 7\n"
        "[separation]\nvoltage_kv = -30\n");
    CHECK(study.study.name == "first");
    CHECK(study.folder == here.path());
    REQUIRE(study.study.samples.size() == 2);
    CHECK(study.study.samples[0].polarity == Polarity::positive);  // as the study says
    CHECK(study.study.samples[1].polarity == Polarity::negative);  // as the row says
    REQUIRE(study.targets.size() == 1);
    CHECK(study.targets[0].formula == "C6H14N2O2");
    REQUIRE(study.levels.size() == 1);
    CHECK(study.levels[0].concentration == 5.0);
    CHECK(study.samples == here / "samples.tsv");
    CHECK(study.compounds == here / "c.csv");
    CHECK(study.standards == here / "s.tsv");
    CHECK(study.frame == here / "old.h5");
    CHECK(study.params.align.min_anchors == 5);
    CHECK(study.params.peak.min_snr == 7.0);
    CHECK(study.set_by ==
          std::map<std::string, std::string>{{"align.min_anchors", "study file"}, {"peak.min_snr", "study file"}});
    CHECK(study.separation.both->voltage_kv == -30.0);
    CHECK(study.notes.empty());
}

TEST_CASE("read study: samples.tsv beside the file is the sheet where none is named, and the folder the name",
          "[study]") {
    const Folder here;
    const StudyFile study = here.read("");
    CHECK(study.samples == here / "samples.tsv");
    CHECK(study.study.samples.size() == 2);
    CHECK(study.study.name == here.path().filename().string());
    CHECK(study.compounds.empty());
    CHECK(study.frame.empty());
    std::filesystem::remove(here / "samples.tsv");
    const auto faults = here.faults("[study]\nnaem = \"a\"\n");
    REQUIRE(faults.size() == 2);
    CHECK_THAT(faults[0], Contains("line 2: unknown key [study] naem"));
    CHECK_THAT(faults[1], Contains("[study] samples is missing, and there is no samples.tsv"));
}

TEST_CASE("read study: paths start at the folder of the file that holds them, and a sheet may be a workbook",
          "[study]") {
    const Folder here;
    std::filesystem::create_directory(here / "sub");
    std::filesystem::create_directory(here / "sub/deep");
    const auto cell = [](const std::string& place, const std::string& text) {
        return "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
    };
    put_text(here / "sub/sheet.xlsx", xlsx_bytes("<row r=\"1\">" + cell("A1", "file") + cell("B1", "sample_id") +
                                                 cell("C1", "type") + "</row><row r=\"2\">" + cell("A2", "../a.mzML") +
                                                 cell("B2", "S1") + cell("C2", "QC") + "</row>"));
    const StudyFile study = here.read("[study]\nsamples = \"sub/sheet.xlsx\"\n");
    REQUIRE(study.study.samples.size() == 1);
    CHECK(study.study.samples[0].type == SampleType::qc);
    CHECK(std::filesystem::equivalent(study.study.samples[0].file, here / "a.mzML"));
}

TEST_CASE("read study: the faults of all files are told at once", "[study]") {
    const Folder here;
    put_text(here / "samples.tsv", "file\tsample_id\tdilution\na.mzML\tS1\t0,5\nx.mzML\tS1\t1\n");
    put_text(here / "c.tsv", "name\tmz\nA\tnan\n");
    put_text(here / "s.tsv", "sample_id\tcompound_id\tconcentration\tunit\nS1\tA\t-1\tmM\n");
    const auto faults = here.faults(
        "[study]\ncompounds = \"c.tsv\"\nstandards = \"s.tsv\"\npreset = \"fast\"\npolarity = \"up\"\n[align]\n"
        "frame = \"no.h5\"\nmin_anchor = 3\n[paek]\n[peak]\nmin_snr = \"5\"\nmin_sn = 2\n[separation]\nvoltage_kv = 0\n"
        "ramp_s = -1\n");
    const std::vector<std::string> expected{
        "study.toml: line 4: [study] preset = \"fast\": this version has no presets",
        "study.toml: line 5: [study] polarity = \"up\": must be \"positive\", \"negative\" or \"both\"",
        "study.toml: [align] frame: no.h5: cannot open the file",
        "study.toml: line 8: unknown parameter [align] min_anchor (did you mean min_anchors?)",
        "study.toml: line 9: unknown table paek (did you mean peak?)",
        "study.toml: line 11: [peak] min_snr = \"5\": must be a number",
        "study.toml: line 12: unknown parameter [peak] min_sn (did you mean min_snr?)",
        "study.toml: line 14: [separation] voltage_kv = 0: must not be 0",
        "study.toml: line 15: [separation] ramp_s = -1: must be a number",
        "samples.tsv: line 1: the header has no column type",
        "samples.tsv: line 2, column dilution: \"0,5\" is not a number",
        "samples.tsv: line 3, column sample_id: S1 stands twice",
        "samples.tsv: line 3, column file: x.mzML: cannot open the file",
        "c.tsv: line 2, column mz: \"nan\" is not a number",
        "s.tsv: line 2, column concentration: -1: must be"};
    CHECK(faults.size() == expected.size());
    for (const std::string& start : expected) {
        INFO(start);
        CHECK(std::count_if(faults.begin(), faults.end(), [&](const std::string& f) { return f.starts_with(start); }) ==
              1);
    }
}

TEST_CASE("read study: levels must be of standards and compounds that are there", "[study]") {
    const Folder here;
    put_text(here / "c.tsv", "name\tmz\nA\t100\n");
    put_text(here / "s.tsv", "sample_id\tcompound_id\tconcentration\tunit\nS2\tA\t1\tmM\nS1\tB\t1\tmM\n");
    const auto faults = here.faults("[study]\ncompounds = \"c.tsv\"\nstandards = \"s.tsv\"\n");
    REQUIRE(faults.size() == 2);
    CHECK_THAT(faults[0], Contains("s.tsv: \"S2\" is no standard of the sample sheet"));
    CHECK_THAT(faults[1], Contains("s.tsv: \"B\" is no compound of the compound table"));
}

TEST_CASE("read study: limits must be of runs and compounds that are there, and are read again when they change",
          "[study]") {
    const Folder here;
    put_text(here / "c.csv", "name,formula,role\nLysine,C6H14N2O2,analyte\n");
    put_text(here / "l.tsv", "sample_id\tcompound_id\tfeature_id\tbegin_s\tend_min\nS1\tLysine\t\t300\t5.5\n");
    const std::string toml = "[study]\ncompounds = \"c.csv\"\nlimits = \"l.tsv\"\n";
    StudyFile study = here.read(toml);
    CHECK(study.limits == here / "l.tsv");
    REQUIRE(study.curated.size() == 1);
    CHECK(study.curated[0].end_s == 330.0);
    CHECK(study.curated[0].place == "line 2");

    put_text(here / "l.tsv", "sample_id\tcompound_id\tfeature_id\tbegin_s\tend_s\n");
    read_limits_again(study);
    CHECK(study.curated.empty());
    put_text(here / "other.tsv", "sample_id\tfeature_id\tbegin_s\tend_s\nS2\tF7\t300\t310\n");
    read_limits_again(study, here / "other.tsv");
    REQUIRE(study.curated.size() == 1);
    CHECK(study.curated[0].feature_id == "F7");
    CHECK(study.limits == here / "other.tsv");
    std::filesystem::remove(here / "other.tsv");
    read_limits_again(study);  // gone: as they were
    CHECK(study.curated.size() == 1);

    put_text(here / "l.tsv",
             "sample_id\tcompound_id\tfeature_id\tbegin_s\tend_s\nS3\tLysine\t\t300\t310\nS1\tArginine\t\t300\t310\n");
    const auto faults = here.faults(toml);
    REQUIRE(faults.size() == 2);
    CHECK(faults[0] == "l.tsv: line 2: \"S3\" is no sample_id of the sample sheet. Name a row of the sheet.");
    CHECK(faults[1] == "l.tsv: line 3: \"Arginine\" is no compound of the compound table. Name a compound_id of it.");
}

TEST_CASE("read study: segments need an internal standard", "[study]") {
    const Folder here;
    put_text(here / "samples.tsv", "file\tsample_id\ttype\tsegment\na.mzML\tS1\tsample\t1\na.mzML\tS2\tsample\t2\n");
    put_text(here / "c.csv", "name,formula,role\nLysine,C6H14N2O2,analyte\n");
    const auto faults = here.faults("[study]\ncompounds = \"c.csv\"\n");
    REQUIRE(faults.size() == 1);
    CHECK_THAT(faults[0], Contains("samples.tsv: S2 is segment 2 of its run"));
    put_text(here / "c.csv", "name,formula,role\nLysine,C6H14N2O2,internal_standard\n");
    CHECK(here.faults("[study]\ncompounds = \"c.csv\"\n").empty());
}

TEST_CASE("read study: a slip in a column's name is a note that names its file", "[study]") {
    const Folder here;
    put_text(here / "samples.tsv", "file\tsample_id\ttype\tbacth\na.mzML\tS1\tqc\t1\n");
    const StudyFile study = here.read("");
    REQUIRE(study.notes.size() == 1);
    CHECK(study.notes[0].where == "samples.tsv: line 1");
}

TEST_CASE("read study: a file that is no TOML, or not there, has one fault", "[study]") {
    const Folder here;
    CHECK(here.faults("[study\n").size() == 1);
    CHECK_THROWS_AS(read_study(here / "absent.toml"), FaultList);
}
