#include "io/read_run.hpp"

#include "io/base/faults.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/temp_folder.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include <filesystem>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

std::string refusal(const std::filesystem::path& path, const ReadParams& params = {}) {
    try {
        (void)read_run(path, params);
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

std::vector<std::string> codes(const RunSummary& summary) {
    std::vector<std::string> all;
    for (const auto& note : summary.notes) all.push_back(note.code);
    return all;
}

// MS1 spectra of one point each at these times.
std::string run_at_times(const std::vector<std::string>& times) {
    auto run = small_mzml_run();
    auto one = run.spectra[0];
    run.spectra.clear();
    for (const auto& time : times) {
        one.time = time;
        one.index = std::to_string(run.spectra.size());
        one.id = "scan=" + std::to_string(run.spectra.size() + 1);
        one.length = "1";
        one.arrays = {mz_array({100.0 + double(run.spectra.size())}), intensity_array({1})};
        run.spectra.push_back(one);
    }
    run.count = std::to_string(times.size());
    return run.xml();
}

}  // namespace

TEST_CASE("read_run: gives the MS1 spectra scan by scan, and says what the file holds", "[read_run]") {
    const TempFolder folder;
    const auto [run, summary] = read_run(folder.file("run.mzML", small_mzml_run().xml()));
    CHECK(run.scan_time_s == std::vector<double>{100.5, 101, 101.75, 102.5, 103.125});
    CHECK(run.scan_begin == std::vector<std::size_t>{0, 6, 15, 19, 19, 26});
    CHECK(run.polarity == Polarity::positive);
    CHECK(run.mz[15] == 90.0549);
    CHECK(run.intensity[14] == 91.25f);

    CHECK(summary.format == "mzML 1.1.0");
    CHECK(summary.spectra == 6);
    CHECK(summary.ms1 == 5);
    CHECK(summary.ms2 == 1);
    CHECK(summary.ms1_empty == 1);
    CHECK(summary.centroid == 5);
    CHECK(summary.positive == 5);
    CHECK(summary.points == 26);
    CHECK(summary.first_time_s == 100.5);
    CHECK(summary.last_time_s == 103.125);
    CHECK(summary.min_mz == 76.0393);
    CHECK(summary.max_mz == 205.5);
    CHECK(summary.sample_name == "S001");
    CHECK(summary.start_time == "2026-01-02T03:04:05Z");
    CHECK(summary.software == std::vector<std::string>{"by hand 1"});
    CHECK(summary.notes.empty());
}

TEST_CASE("read_run: sorts scans by time, keeping the order of equal times, and says so", "[read_run]") {
    const TempFolder folder;
    const auto [run, summary] = read_run(folder.file("run.mzML", run_at_times({"3", "1", "2", "1", "4"})));
    CHECK(run.scan_time_s == std::vector<double>{1, 1, 2, 3, 4});
    CHECK(run.mz == std::vector<double>{101, 103, 102, 100, 104});
    CHECK(codes(summary) == std::vector<std::string>{"times-unordered", "times-equal"});
}

TEST_CASE("read_run: a gap of more than ten median steps is told with its length", "[read_run]") {
    const TempFolder folder;
    const auto [run, summary] =
        read_run(folder.file("run.mzML", run_at_times({"1", "2", "3", "4", "14.5", "15", "16"})));
    REQUIRE(codes(summary) == std::vector<std::string>{"time-gap"});
    CHECK_THAT(summary.notes[0].text, Contains("10.5 s"));
    const auto quiet = read_run(folder.file("run.mzML", run_at_times({"1", "2", "3", "4", "14", "15", "16"})));
    CHECK(quiet.summary.notes.empty());
}

TEST_CASE("read_run: notes of one kind beyond the third are counted", "[read_run]") {
    auto run = small_mzml_run();
    for (auto& spectrum : run.spectra) spectrum.arrays[0].length = "1";
    const TempFolder folder;
    const auto summary = read_run(folder.file("run.mzML", run.xml())).summary;
    REQUIRE(summary.notes.size() == 4);
    CHECK(summary.notes[0].where == "spectrum scan=1 (index 0)");
    CHECK(summary.notes[3].text == "and 2 more");
}

TEST_CASE("read_run: refuses a run that switches polarity, unless one is chosen", "[read_run]") {
    auto run = small_mzml_run();
    run.spectra[1].terms = replaced(replaced(run.spectra[1].terms, "MS:1000130", "MS:1000129"), "positive", "negative");
    const TempFolder folder;
    const auto path = folder.file("run.mzML", run.xml());
    CHECK_THAT(refusal(path),
               Contains("scan=2 (index 1)") && Contains("from positive to negative") && Contains("--read.polarity"));

    const auto positive = read_run(path, {.polarity = "positive"});
    CHECK(positive.run.scans() == 4);
    CHECK(positive.summary.negative == 1);
    const auto negative = read_run(path, {.polarity = "negative"});
    CHECK(negative.run.polarity == Polarity::negative);
    CHECK(negative.run.mz.size() == 9);
    CHECK_THAT(refusal(folder.file("all.mzML", small_mzml_run().xml()), {.polarity = "negative"}),
               Contains("no spectra of polarity negative (5 positive, 0 negative)"));
}

TEST_CASE("read_run: profile spectra, by label or by the look of an unlabelled one, go to what makes centroids of them",
          "[read_run]") {
    std::vector<double> axis, heights;
    for (int i = 0; i < 60; ++i) {
        axis.push_back(200 + 0.004 * i);
        heights.push_back(i % 15 < 7 ? i % 15 : 14 - i % 15);
    }
    auto run = small_mzml_run();
    auto& first = run.spectra[0];
    first.length = "60";
    first.arrays = {mz_array(axis), intensity_array(heights)};
    const TempFolder folder;

    const auto doubted = read_run(folder.file("run.mzML", run.xml()));  // says centroid, looks like profile
    CHECK(codes(doubted.summary) == std::vector<std::string>{"label-wrong"});

    const auto label = cv("MS:1000127", "centroid spectrum");
    first.terms = replaced(first.terms, label, "");
    CHECK_THAT(refusal(folder.file("run.mzML", run.xml())), Contains("profile") && Contains("peakPicking vendor"));
    first.terms += cv("MS:1000128", "profile spectrum");
    const auto path = folder.file("run.mzML", run.xml());
    CHECK_THAT(refusal(path), Contains("profile"));
    CHECK(look_through_run(path, {}, [](const Spectrum&) {}).profile == 1);

    std::size_t given = 0;
    const auto highest = [&](Spectrum& spectrum) {
        CHECK(spectrum.mz.size() == 60);
        ++given;
        spectrum.mz = {222.0};
        spectrum.intensity = {9.0f};
    };
    const auto read = read_run(path, {}, {}, highest).run;
    CHECK(given == 1);
    REQUIRE(read.scan_mz(0).size() == 1);
    CHECK(read.scan_mz(0)[0] == 222.0);
    CHECK(read.scans() == 5);

    // The user's word stands above the label, either way.
    CHECK(read_run(path, {.representation = "centroid"}).run.scan_mz(0).size() == 52);
    const auto told = folder.file("told.mzML", replaced(run.xml(), cv("MS:1000128", "profile spectrum"), label));
    CHECK(read_run(told, {.representation = "profile"}, {}, [](Spectrum&) {}).summary.profile == 5);
}

TEST_CASE("read_run: spectra that are called profile and look like centroids are said to, unless they are few",
          "[read_run]") {
    const TempFolder folder;
    std::vector<double> axis, heights;
    for (int i = 0; i < 60; ++i) {
        axis.push_back(100.0 + 3.7 * i + 0.9 * (i % 5));
        heights.push_back(100 + i);
    }
    auto run = small_mzml_run();
    for (auto& spectrum : run.spectra) {
        spectrum.terms =
            replaced(spectrum.terms, cv("MS:1000127", "centroid spectrum"), cv("MS:1000128", "profile spectrum"));
        spectrum.length = "60";
        spectrum.arrays = {mz_array(axis), intensity_array(heights)};
    }
    const auto all = look_through_run(folder.file("all.mzML", run.xml()), {}, [](const Spectrum&) {});
    CHECK(codes(all) == std::vector<std::string>{"label-wrong"});
    CHECK(all.notes[0].text.find("5 spectra called profile look like centroids") != std::string::npos);
    for (std::size_t i = 1; i < 5; ++i) run.spectra[i].arrays = {mz_array({}), intensity_array({})};
    for (std::size_t i = 1; i < 5; ++i) run.spectra[i].length = "0";
    CHECK(codes(look_through_run(folder.file("one.mzML", run.xml()), {}, [](const Spectrum&) {})).empty());
}

TEST_CASE("read_run: times without a unit need the option, and obey it", "[read_run]") {
    auto text =
        replaced_all(small_mzml_run().xml(), " unitCvRef=\"UO\" unitAccession=\"UO:0000010\" unitName=\"second\"", "");
    const TempFolder folder;
    const auto path = folder.file("run.mzML", text);
    CHECK(read_run(path, {.time_unit = "second"}).run.scan_time_s[0] == 100.5);
    CHECK(read_run(path, {.time_unit = "minute"}).run.scan_time_s[0] == 6030);
    CHECK(read_run(path, {.time_unit = "millisecond"}).run.scan_time_s[0] == 0.1005);
}

TEST_CASE("read_run: the limit of points refuses larger spectra, compressed or not", "[read_run]") {
    const TempFolder folder;
    const auto path = folder.file("run.mzML", small_mzml_run().xml());
    CHECK(read_run(path, {.max_points_per_spectrum = 9}).run.mz.size() == 26);
    CHECK_THAT(refusal(path, {.max_points_per_spectrum = 8}),
               Contains("scan=2 (index 1)") && Contains("more than 8 values"));
    auto plain = small_mzml_run();
    plain.spectra[0].arrays[0] = {
        cv("MS:1000523", "64-bit float") + cv("MS:1000576", "none") + cv("MS:1000514", "m/z array"),
        simple_base64(doubles({1, 2, 3, 4, 5, 6})), ""};
    CHECK_THAT(refusal(folder.file("run.mzML", plain.xml()), {.max_points_per_spectrum = 5}),
               Contains("more than 5 values"));
    plain.spectra[0].arrays[0].payload = std::string(1000000, ' ');
    CHECK_THAT(refusal(folder.file("run.mzML", plain.xml()), {.max_points_per_spectrum = 100}),
               Contains("text of one array"));
}

TEST_CASE("read_run: progress ends at the size of the file, also for gzip", "[read_run]") {
    const TempFolder folder;
    for (const auto& bytes : {small_mzml_run().xml(), gzip_bytes(small_mzml_run().xml())}) {
        std::uint64_t last = 0, all = 0;
        (void)read_run(folder.file("run.mzML", bytes), {}, [&](std::uint64_t done, std::uint64_t size) {
            CHECK(done >= last);
            last = done;
            all = size;
        });
        CHECK(last == bytes.size());
        CHECK(all == bytes.size());
    }
}

TEST_CASE("read_run: the file in testdata is the one that the tests start from", "[read_run]") {
    const TempFolder folder;
    const auto made = read_run(folder.file("run.mzML", small_mzml_run().xml())).run;
    const auto kept = read_run(GASSAN_SOURCE_DIR "/testdata/small.mzML").run;
    CHECK(kept.scan_time_s == made.scan_time_s);
    CHECK(kept.mz == made.mz);
    CHECK(kept.intensity == made.intensity);
}

// ---- files that are no files
// -----------------------------------------------------------------------------------------

TEST_CASE("read_run: follows links and refuses what is no regular file", "[read_run]") {
    const TempFolder folder;
    const auto path = folder.file("run.mzML", small_mzml_run().xml());
    const auto at = [&](const char* name) { return folder.path() / name; };
    std::filesystem::create_symlink(path, at("link"));
    std::filesystem::create_symlink(at("nowhere"), at("dangling"));
    std::filesystem::create_symlink(at("loop"), at("loop"));
    REQUIRE(::mkfifo(at("fifo").c_str(), 0600) == 0);
    CHECK(read_run(at("link")).run.scans() == 5);
    CHECK_THAT(refusal(at("dangling")), Contains("No such file"));
    CHECK_THAT(refusal(at("loop")), Contains("symbolic links"));
    CHECK_THAT(refusal(at("fifo")), Contains("pipe"));
    CHECK_THAT(refusal("/dev/zero"), Contains("device"));
    CHECK_THAT(refusal(folder.path()), Contains("is a directory"));
    CHECK_THAT(refusal(at("missing.mzML")), Contains("No such file"));
}

TEST_CASE("read_run: hostile file names work, and are escaped in messages", "[read_run]") {
    const TempFolder folder;
    for (const std::string name :
         {"a b.mzML", "-rf", "$(touch x)", "\xe8\xa9\xa6\xe6\x96\x99.mzML", "\x8e\x8e\x97\xbf.mzML", "two\nlines",
          "tab\there", "quote'\"", "caf\xc3\xa9", "cafe\xcc\x81"}) {
        CAPTURE(name);
        CHECK(read_run(folder.file(name, small_mzml_run().xml())).run.scans() == 5);
    }
    const std::string longest = std::string(240, 'n') + ".mzML";
    CHECK(read_run(folder.file(longest, small_mzml_run().xml())).run.scans() == 5);
    CHECK_THAT(refusal(folder.file("two\nlines\x1b[31m", "")), Contains("/two\\nlines\\x1b[31m: ") && !Contains("\n"));
}

TEST_CASE("read_run: an id out of the file is escaped and cut in messages", "[read_run]") {
    const TempFolder folder;
    auto run = small_mzml_run();
    run.spectra[0].id = "&#10;" + std::string(200, 'i');
    run.spectra[0].time = "soon";
    const auto message = refusal(folder.file("run.mzML", run.xml()));
    CHECK_THAT(message, Contains("spectrum \\n" + std::string(79, 'i') + "... (index 0)") && !Contains("\n"));
}

TEST_CASE("read_run: says how the file was made, the rate, the unit of times and the lowest intensities",
          "[read_run]") {
    const TempFolder folder;
    RunText run = small_mzml_run();
    run.indexed = false;
    run.head += "<dataProcessingList count=\"1\"><dataProcessing id=\"p\"><processingMethod order=\"0\">" +
                cv("MS:1000544", "Conversion to mzML") + cv("MS:1000747", "completion time", "noon") +
                "</processingMethod><processingMethod order=\"1\">" + cv("MS:1000035", "peak picking") +
                "<userParam name=\"Agilent/MassHunter peak picking\"/><userParam name=\"parameter: rt\"/>"
                "</processingMethod></dataProcessing></dataProcessingList>";
    run.spectra[0].arrays[1] = intensity_array({0.0, -2.0, 3.5, 7.0, 9.0, 11.0});
    const RunSummary summary = read_run(folder.file("run.mzML", run.xml())).summary;
    CHECK(summary.processing ==
          std::vector<std::string>{"Conversion to mzML", "peak picking", "Agilent/MassHunter peak picking"});
    CHECK(summary.time_unit == "second");
    CHECK(summary.median_step_s == Approx(0.75));  // of 0.5, 0.625, 0.75, 0.75
    CHECK(summary.lowest_counts <= 3.5);
    CHECK(summary.lowest_counts > 0.0);
    for (SpectrumText& spectrum : run.spectra)
        if (spectrum.arrays.size() > 1 && spectrum.level == "1")
            spectrum.unit = "UO:0000031", spectrum.unit_name = "minute";
    CHECK(read_run(folder.file("minutes.mzML", run.xml())).summary.time_unit == "minute");
}
