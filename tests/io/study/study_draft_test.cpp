#include "io/study/study_draft.hpp"

#include "io/base/faults.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_run.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

RunSurvey a_run(const std::string& path, Polarity polarity = Polarity::positive, const std::string& started = "") {
    RunSurvey run;
    run.path = path;
    run.polarity = polarity;
    run.summary.ms1 = 1200;
    run.summary.last_time_s = 1800.0;
    run.summary.min_mz = 50.2;
    run.summary.max_mz = 999.9;
    run.scan_step_s = 1.5;
    run.started_s = start_seconds(started);
    return run;
}

StudyDraft draft(const std::vector<RunSurvey>& runs) {
    return draft_study(runs, {}, "/study", "s", "samples.tsv");
}

std::vector<std::string> ids(const StudyDraft& study) {
    std::vector<std::string> names;
    for (const Sample& sample : study.samples) names.push_back(sample.sample_id);
    return names;
}

}  // namespace

TEST_CASE("study draft: types come from words in the file names, never from parts of words", "[init]") {
    CHECK(guessed_type("QC01").type == SampleType::qc);
    CHECK(guessed_type("20240305_pool-3").type == SampleType::qc);
    CHECK(guessed_type("Blank_2").type == SampleType::blank);
    CHECK(guessed_type("STD5uM").type == SampleType::standard);
    CHECK(guessed_type("std_qc").type == SampleType::qc);
    CHECK(guessed_type("plasma_std").type == SampleType::standard);
    for (const char* name : {"poolman_1", "local", "calf_7", "standardised", "qcx", ""}) {
        INFO(name);
        CHECK(guessed_type(name).type == SampleType::sample);
        CHECK(guessed_type(name).word.empty());
    }
}

TEST_CASE("study draft: natural order counts digits as numbers", "[init]") {
    CHECK(natural_less("run2", "run10"));
    CHECK(!natural_less("run10", "run2"));
    CHECK(natural_less("run02", "run10"));
    CHECK(natural_less("a", "b"));
    CHECK(natural_less("run", "run1"));
    CHECK(!natural_less("run1", "run1"));
    CHECK(natural_less("01", "1") != natural_less("1", "01"));
}

TEST_CASE("study draft: start times are read with fraction and zone", "[init]") {
    CHECK(start_seconds("1970-01-02T00:00:01Z") == 86401);
    CHECK(start_seconds("2008-01-01T10:20:30.00035") == 1199182830);  // date -u -d ... +%s
    CHECK(start_seconds("2008-01-01T10:20:30+09:00") == 1199182830 - 9 * 3600);
    CHECK(start_seconds("2008-01-01T10:20:30-01:30") == 1199182830 + 5400);
    for (const char* text : {"", "2008-01-01", "2008-13-01T10:20:30Z", "2008-02-30T10:20:30Z", "2008-01-01T25:00:00Z",
                             "2008-01-01T10:20:30Zx", "2008-01-01T10:20:30+", "today"}) {
        INFO(text);
        CHECK(!start_seconds(text));
    }
}

TEST_CASE("study draft: runs stand in the order of their start times, in batches where these have gaps", "[init]") {
    const StudyDraft study = draft({a_run("/study/c.mzML", Polarity::positive, "2024-03-05T10:00:00Z"),
                                    a_run("/study/a.mzML", Polarity::positive, "2024-03-05T11:00:00Z"),
                                    a_run("/study/b.mzML", Polarity::positive, "2024-03-05T09:00:00Z"),
                                    a_run("/study/d.mzML", Polarity::positive, "2024-03-07T09:00:00Z")});
    CHECK(ids(study) == std::vector<std::string>{"b", "c", "a", "d"});
    CHECK(study.samples[2].batch == "1");
    CHECK(study.samples[3].batch == "2");
    CHECK(study.samples[3].injection_order == 4L);
    CHECK_THAT(study.study_toml,
               Contains("injection_order from the start times in the files") &&
                   Contains("batch: 2, parted where starts lie more than 12 h and 5 times the usual 60 min"));
}

TEST_CASE("study draft: without a start time of its own for every run the order is that of the names", "[init]") {
    const StudyDraft study = draft({a_run("/study/x2.mzML", Polarity::positive, "2024-03-05T10:00:00Z"),
                                    a_run("/study/x10.mzML", Polarity::positive, "2024-03-05T10:00:00Z")});
    CHECK(ids(study) == std::vector<std::string>{"x2", "x10"});
    CHECK_THAT(study.study_toml, Contains("natural order") && Contains("not every file has a start time of its own"));
    CHECK_THAT(study.study_toml,
               Contains("# 2 runs, all positive, 1,200 scans of 1.5 s, 1,800 s long, m/z 50 to 1000\n"));
}

TEST_CASE("study draft: runs of both polarities of one specimen are joined", "[init]") {
    RunSurvey both = a_run("/study/S3.mzML", Polarity::unknown);
    both.switching = true;
    const StudyDraft study = draft({a_run("/study/S1_pos.mzML"), a_run("/study/S1_neg.mzML", Polarity::negative),
                                    a_run("/study/S2_pos.mzML"), both});
    CHECK(ids(study) == std::vector<std::string>{"S1_pos", "S1_neg", "S2_pos", "S3_pos", "S3_neg"});
    CHECK(study.samples[0].specimen_id == "S1");
    CHECK(study.samples[1].specimen_id == "S1");
    CHECK(study.samples[2].specimen_id == "S2_pos");  // nothing to join it with
    CHECK(study.samples[3].specimen_id == "S3");
    CHECK(study.samples[4].polarity == Polarity::negative);
    CHECK(study.study_toml.find("\npolarity = ") == std::string::npos);
    CHECK_THAT(study.study_toml,
               Contains("2 positive, 1 negative, 1 switching") && Contains("specimen_id: 2 specimens"));
}

TEST_CASE("study draft: names that a sheet cannot take, and twins, are changed", "[init]") {
    const StudyDraft study = draft(
        {a_run("/study/=a:b.mzML"), a_run("/study/A.mzML"), a_run("/study/runs/a.mzML.gz"), a_run("/study/a.mzML")});
    CHECK(ids(study) == std::vector<std::string>{"_a_b", "A", "a_2", "a_3"});
    CHECK(study.samples[2].file_as_told == "runs/a.mzML.gz");
}

TEST_CASE("run survey: a file that names no unit of time gets the one that makes sense", "[init]") {
    const TempFolder here;
    RunText text = small_mzml_run();
    for (auto& spectrum : text.spectra) spectrum.unit.clear(), spectrum.unit_name.clear();
    std::string xml = text.xml();
    xml = replaced_all(xml, " unitCvRef=\"UO\"", "");
    xml = replaced_all(xml, " unitAccession=\"\"", "");
    xml = replaced_all(xml, " unitName=\"\"", "");
    put_text(here / "run.mzML", xml);
    REQUIRE_THROWS_AS(for_each_spectrum(here / "run.mzML", {}, [](const Spectrum&) {}), InputError);
    // The last spectrum is at 100 and some: minutes, as no run lasts 100 s.
    const RunSurvey survey = survey_run(here / "run.mzML");
    CHECK(survey.guessed_unit == "minute");
    const StudyDraft study = draft_study(std::vector{survey}, {}, here.path(), "s", "samples.tsv");
    CHECK_THAT(study.study_toml,
               Contains("\n[read]\ntime_unit = \"minute\"\n") && Contains("1 file names no unit of time; its times"));
}

TEST_CASE("run survey: a run that switches has both polarities, and one of profiles is as good as any", "[init]") {
    const TempFolder here;
    auto switching = small_run(), profile = small_run();
    for (std::size_t i = 0; i < switching.size(); i += 2) switching[i].polarity = Polarity::negative;
    for (auto& spectrum : profile) spectrum.representation = Representation::profile;
    write_spectra(here / "switching.mzML", switching);
    write_spectra(here / "profile.mzML", profile);
    const RunSurvey survey = survey_run(here / "switching.mzML");
    CHECK(survey.switching);
    CHECK(survey.summary.positive == 200);
    CHECK(survey.summary.negative == 200);
    CHECK(survey.scan_step_s == 2.0);
    CHECK(survey_run(here / "profile.mzML").summary.profile == 400);
}
