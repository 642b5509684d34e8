/// \file
/// MassHunter folders through the program: wherever a file can stand, a .d folder can.

#include "io/run_input.hpp"
#include "tests/support/agilent_folder.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_run.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

/// The spectra of small_run() as the peak lists of a folder whose axis is m/z: nothing is lost on the way.
void write_small_folder(const std::filesystem::path& path) {
    std::vector<AgilentScan> scans;
    for (const Spectrum& spectrum : small_run()) {
        AgilentScan scan;
        scan.scan_id = std::int32_t(100 + 2 * scans.size());
        scan.time_min = spectrum.time_s / 60.0;
        scan.peak_x = spectrum.mz;
        scan.peak_y.assign(spectrum.intensity.begin(), spectrum.intensity.end());
        scans.push_back(std::move(scan));
    }
    write_agilent_folder(path, scans, {.generation = 2, .single_precision_peaks = false});
}

}  // namespace

TEST_CASE("agilent folders: a run has the same features as .d and as mzML, byte for byte", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "run.mzML");
    write_small_folder(here / "run.d");
    CHECK(run_gassan(start, {"detect", "run.mzML", "-o", "mzml.tsv", "--strict"}).exit_code == 0);
    const Outcome detected = run_gassan(start, {"detect", "run.d", "-o", "d.tsv", "--strict"});
    INFO(detected.err);
    CHECK(detected.exit_code == 0);
    CHECK(text_of(here / "d.tsv") == text_of(here / "mzml.tsv"));
    const json provenance = json::parse(text_of(here / "d.provenance.json"));
    const FileHash hash = hash_input(here / "run.d");
    CHECK(provenance.dump().find(hash.sha256) != std::string::npos);
}

TEST_CASE("agilent folders: check tells what is in one, and refuses others by name", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_folder(here / "run.d");
    std::filesystem::create_directories(here / "bruker.d");
    put_text(here / "bruker.d/analysis.baf", "");
    const Outcome outcome = run_gassan(start, {"check", "run.d", "bruker.d"});
    CHECK(outcome.exit_code == 1);
    for (const std::string line :
         {"run.d: ready\n  format        Agilent MassHunter .d, layout 2, peak lists\n",
          "  time          200.0000 - 599", "  points        8,800\n", "bruker.d: cannot be used\n",
          "  reason        this .d is a Bruker folder (analysis.*), not Agilent"})
        CHECK_THAT(outcome.out, Contains(line));
}

TEST_CASE("agilent folders: init finds them, the sheet takes them, and run knows them again", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    std::filesystem::create_directories(here / "data");
    write_small_folder(here / "data/run1.d");
    write_small_run(here / "data/run2.mzML");
    CHECK(run_gassan(start, {"init", "data", "-q"}).exit_code == 0);
    CHECK_THAT(text_of(here / "samples.tsv"), Contains("data/run1.d\trun1\t"));
    CHECK(run_gassan(start, {"check", "study.toml", "samples.tsv"}).exit_code == 0);
    const Outcome first = run_gassan(start, {"run", "study.toml", "-o", "out"});
    INFO(first.err);
    CHECK(first.exit_code == 0);
    CHECK_THAT(text_of(here / "out/runs.tsv"), Contains(hash_input(here / "data/run1.d").sha256));
    // Nothing changed: nothing is looked at again. Another byte: the run is.
    const std::string manifest = text_of(here / "out/manifest.jsonl");
    CHECK(run_gassan(start, {"run", "study.toml", "-o", "out"}).exit_code == 0);
    CHECK(text_of(here / "out/manifest.jsonl") == manifest);
    put_text(here / "data/run1.d/AcqData/Contents.xml", "<Contents><AcqStatus>1</AcqStatus></Contents>");
    CHECK(run_gassan(start, {"run", "study.toml", "-o", "out"}).exit_code == 0);
    CHECK_THAT(text_of(here / "out/runs.tsv"), Contains("the acquisition did not end normally"));
}

TEST_CASE("agilent folders: a sheet that names a folder that cannot be read is told so", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    std::filesystem::create_directories(here / "empty.d");
    put_text(here / "samples.tsv", "file\tsample_id\ttype\nempty.d\tA\tsample\n");
    const Outcome outcome = run_gassan(start, {"check", "samples.tsv"});
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.out, Contains("line 2, column file: ") && Contains("AcqData/ missing"));
}
