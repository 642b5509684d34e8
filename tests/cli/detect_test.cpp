#include "tests/support/program.hpp"
#include "tests/support/small_run.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

using namespace gassan;
using namespace gassan::test;
using nlohmann::json;

namespace {

const std::string header =
    "feature_id\tmz\tmt_s\tmobility_tu\tcharge\tion\tarea\theight\tsnr\tfwhm_s\tasymmetry\tbegin_s\tend_s\tarea_se\t"
    "quality\tflags\tmodel\ta1_s\n";

/// Starts with "error: ", is one line, and names what it must.
void check_one_error(const Outcome& outcome, int exit_code, const std::vector<std::string>& named) {
    INFO(outcome.err);
    CHECK(outcome.exit_code == exit_code);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.starts_with("error: "));
    CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    for (const std::string& word : named) CHECK(outcome.err.find(word) != std::string::npos);
}

std::size_t lines_in(const std::string& text) {
    return std::size_t(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("detect: the two ions of a small run come out on stdout, the talk on stderr", "[cli]") {
    const TempFolder here;
    write_small_run(here / "run.mzML");
    const Outcome outcome = run_gassan({.folder = here.path()}, {"detect", "run.mzML"});
    CHECK(outcome.exit_code == 0);
    REQUIRE(outcome.out.starts_with(header));
    CHECK(lines_in(outcome.out) == 3);
    CHECK(outcome.out.find("F1\t147.11") != std::string::npos);
    CHECK(outcome.out.find("F2\t205.09") != std::string::npos);
    CHECK(outcome.err.starts_with("run.mzML: 400 scans, 8,800 centroids, 2 features, "));
    CHECK(lines_in(outcome.err) == 1);
    CHECK(outcome.err.find('\r') == std::string::npos);
    CHECK(names_in(here.path()) == std::vector<std::string>{"run.mzML"});
}

TEST_CASE("detect: --quiet leaves stderr empty", "[cli]") {
    const TempFolder here;
    write_small_run(here / "run.mzML");
    const Outcome outcome = run_gassan({.folder = here.path()}, {"detect", "-q", "run.mzML"});
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.err.empty());
}

TEST_CASE("detect: -o writes the bytes that stdout would get, and the provenance beside them", "[cli]") {
    const TempFolder here;
    write_small_run(here / "run.mzML");
    const std::string table = run_gassan({.folder = here.path()}, {"detect", "run.mzML"}).out;
    const Outcome outcome = run_gassan({.folder = here.path()},
                                       {"detect", "run.mzML", "-o", "x.tsv", "--read.max_points_per_spectrum", "1000"});
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.out.empty());
    CHECK(text_of(here / "x.tsv") == table);
    CHECK(names_in(here.path()) == std::vector<std::string>{"run.mzML", "x.provenance.json", "x.tsv"});

    const json record = json::parse(text_of(here / "x.provenance.json"));
    CHECK(record["program"]["version"] == GASSAN_VERSION);
    CHECK(record["command"] ==
          json{"gassan", "detect", "run.mzML", "-o", "x.tsv", "--read.max_points_per_spectrum", "1000"});
    CHECK(record["input"]["path"] == "run.mzML");
    CHECK(record["input"]["bytes"] == std::filesystem::file_size(here / "run.mzML"));
    CHECK(record["parameters"]["read"]["max_points_per_spectrum"] == 1000);
    CHECK(record["parameters"]["read"]["polarity"] == "");
    CHECK(record["set_by"] == json{{"read.max_points_per_spectrum", "command line"}});
    CHECK(record["counts"]["ms1"] == 400);
    CHECK(record["counts"]["features"] == 2);
    CHECK(record["notes"].is_array());
    // Another program's word on both hashes.
    const auto digest = [&](const std::string& file) {
        return program({.folder = here.path()}, {"sha256sum", file}).out.substr(0, 64);
    };
    CHECK(record["input"]["sha256"] == digest("run.mzML"));
    CHECK(record["features_sha256"] == digest("x.tsv"));
}

TEST_CASE("detect: with -o, --json prints the provenance on stdout", "[cli]") {
    const TempFolder here;
    write_small_run(here / "run.mzML");
    const Outcome outcome = run_gassan({.folder = here.path()}, {"detect", "run.mzML", "-o", "x.tsv", "--json"});
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.out == text_of(here / "x.provenance.json"));
}

TEST_CASE("detect: a parameter is taken from the command line, then the study file, then the default", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "run.mzML");
    put_text(here / "tight.toml", "[read]\nmax_points_per_spectrum = 5\n");
    const std::string key = "--read.max_points_per_spectrum";
    CHECK(run_gassan(start, {"detect", "run.mzML"}).exit_code == 0);
    // Every spectrum has 22 points.
    CHECK(run_gassan(start, {"detect", "run.mzML", "--study", "tight.toml"}).exit_code == 3);
    CHECK(run_gassan(start, {"detect", "run.mzML", "--study", "tight.toml", key, "22"}).exit_code == 0);
    CHECK(run_gassan(start, {"detect", "run.mzML", key, "21"}).exit_code == 3);

    put_text(here / "wide.toml", "[read]\nmax_points_per_spectrum = 50\npolarity = \"positive\"\n");
    CHECK(run_gassan(start, {"detect", "run.mzML", "-o", "x.tsv", "--study", "wide.toml", key, "60"}).exit_code == 0);
    const json record = json::parse(text_of(here / "x.provenance.json"));
    CHECK(record["parameters"]["read"]["max_points_per_spectrum"] == 60);
    CHECK(record["parameters"]["read"]["polarity"] == "positive");
    CHECK(record["set_by"] == json{{"read.max_points_per_spectrum", "command line"}, {"read.polarity", "study file"}});
}

TEST_CASE("detect: a study file with a fault is refused before the run is opened", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_text(here / "study.toml", "[read]\npolarty = \"positive\"\n");
    check_one_error(run_gassan(start, {"detect", "absent.mzML", "--study", "study.toml"}), 2,
                    {"study.toml: line 2: unknown parameter [read] polarty (did you mean polarity?)"});
    check_one_error(run_gassan(start, {"detect", "absent.mzML", "--study", "none.toml"}), 2,
                    {"none.toml: there is no such file"});
    put_text(here / "field.toml", "[separation]\nvoltage_kv = 0\n");
    check_one_error(run_gassan(start, {"detect", "absent.mzML", "--study", "field.toml"}), 2,
                    {"field.toml: line 2: [separation] voltage_kv = 0: must not be 0"});
    put_text(here / "frame.toml", "[align]\nframe = 5\n");
    check_one_error(run_gassan(start, {"detect", "absent.mzML", "--study", "frame.toml"}), 2,
                    {"frame.toml: line 2: [align] frame = 5: must be text in quotes"});
}

TEST_CASE("detect: what is no run gives one line, its own exit code, and no file", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    const TempFolder results;
    const std::string output = (results / "x.tsv").string();
    write_small_run(here / "run.mzML");

    check_one_error(run_gassan(start, {"detect", "absent.mzML", "-o", output}), 3, {"absent.mzML", "No such file"});
    std::filesystem::create_directory(here / "folder.mzML");
    check_one_error(run_gassan(start, {"detect", "folder.mzML", "-o", output}), 3, {"folder.mzML", "directory"});
    const std::string whole = text_of(here / "run.mzML");
    put_text(here / "cut.mzML", whole.substr(0, whole.size() / 2));
    check_one_error(run_gassan(start, {"detect", "cut.mzML", "-o", output}), 3, {"cut.mzML", "byte"});
    put_text(here / "login.mzML", "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body></body></html>\n");
    check_one_error(run_gassan(start, {"detect", "login.mzML", "-o", output}), 3, {"login.mzML", "HTML"});
    put_text(here / "empty.mzML", "");
    check_one_error(run_gassan(start, {"detect", "empty.mzML", "-o", output}), 3, {"empty.mzML", "empty"});
    REQUIRE(mkfifo((here / "pipe.mzML").c_str(), 0600) == 0);
    check_one_error(run_gassan(start, {"detect", "pipe.mzML", "-o", output}), 3, {"pipe.mzML", "pipe"});
    std::filesystem::create_symlink("nowhere", here / "dangling.mzML");
    check_one_error(run_gassan(start, {"detect", "dangling.mzML", "-o", output}), 3, {"dangling.mzML"});
    CHECK(names_in(results.path()).empty());
}

TEST_CASE("detect: an earlier good result survives a run that fails", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "run.mzML");
    REQUIRE(run_gassan(start, {"detect", "run.mzML", "-o", "x.tsv"}).exit_code == 0);
    const std::string table = text_of(here / "x.tsv"), record = text_of(here / "x.provenance.json");
    const std::string whole = text_of(here / "run.mzML");
    put_text(here / "run.mzML", whole.substr(0, whole.size() - whole.size() / 3));
    CHECK(run_gassan(start, {"detect", "run.mzML", "-o", "x.tsv"}).exit_code == 3);
    CHECK(text_of(here / "x.tsv") == table);
    CHECK(text_of(here / "x.provenance.json") == record);
    CHECK(names_in(here.path()) == std::vector<std::string>{"run.mzML", "x.provenance.json", "x.tsv"});
}

TEST_CASE("detect: an output that cannot be written is refused in the system's words, before the work", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "run.mzML");
    put_text(here / "file", "");
    std::filesystem::create_directory(here / "folder");
    const auto with = [&](const std::string& output) {
        return run_gassan(start, {"detect", "run.mzML", "-o", output});
    };
    check_one_error(with("none/x.tsv"), 4, {"none/x.tsv", "No such file or directory"});
    check_one_error(with("file/x.tsv"), 4, {"file/x.tsv", "Not a directory"});
    check_one_error(with("folder"), 4, {"folder", "Is a directory"});
    check_one_error(with("folder/"), 4, {"folder/", "Is a directory"});
    check_one_error(with(std::string(300, 'x')), 4, {"File name too long"});
    check_one_error(with("/dev/full"), 2, {"/dev/full", "no ordinary file"});
    check_one_error(with(""), 2, {"-o: the name of the output is empty"});
    check_one_error(with("run.mzML"), 2, {"run.mzML", "is the input"});
    check_one_error(with("folder/../run.mzML"), 2, {"is the input"});
    std::filesystem::create_symlink("run.mzML", here / "link.tsv");
    check_one_error(with("link.tsv"), 2, {"is the input"});
    CHECK(text_of(here / "run.mzML").size() > 1000);
    CHECK(std::filesystem::is_character_file("/dev/full"));
    CHECK(names_in(here / "folder").empty());
}

TEST_CASE("detect: a full stdout is an error of the environment", "[cli]") {
    const TempFolder here;
    write_small_run(here / "run.mzML");
    const Outcome outcome = run_gassan({.folder = here.path(), .stdout_to = "/dev/full"}, {"detect", "run.mzML"});
    CHECK(outcome.exit_code == 4);
    CHECK(outcome.err == "error: standard output: No space left on device\n");
}

TEST_CASE("detect: an output behind a link goes where the link leads, and the link stays", "[cli]") {
    const TempFolder here;
    write_small_run(here / "run.mzML");
    std::filesystem::create_directory(here / "real");
    put_text(here / "real" / "x.tsv", "old");
    std::filesystem::create_symlink("real/x.tsv", here / "link.tsv");
    CHECK(run_gassan({.folder = here.path()}, {"detect", "run.mzML", "-o", "link.tsv"}).exit_code == 0);
    CHECK(std::filesystem::is_symlink(here / "link.tsv"));
    CHECK(text_of(here / "real" / "x.tsv").starts_with(header));
}

TEST_CASE("detect: files and folders without permission are errors of the environment", "[cli]") {
    if (geteuid() == 0) return skipped("detect: without permission", "the superuser may do everything");
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "run.mzML");
    std::filesystem::create_directory(here / "closed");
    std::filesystem::permissions(here / "closed",
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    check_one_error(run_gassan(start, {"detect", "run.mzML", "-o", "closed/x.tsv"}), 4, {"Permission denied"});
    std::filesystem::permissions(here / "run.mzML", std::filesystem::perms::none);
    check_one_error(run_gassan(start, {"detect", "run.mzML"}), 4, {"run.mzML", "Permission denied"});
}

TEST_CASE("detect: any name of a file works, and no shell looks at it", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    write_small_run(here / "run.mzML");
    const std::string table = run_gassan(start, {"detect", "run.mzML"}).out;
    for (const std::string name : {"a b.mzML", "試料 1.mzML", "two\nlines.mzML", "$(touch pwned).mzML", "`id`;&|.mzML",
                                   "[a,b].mzML", "'\".mzML", "back\\slash", "\xff\xfe.mzML", "%s%n.mzML", "{0}.mzML"}) {
        INFO(name);
        std::filesystem::copy_file(here / "run.mzML", here / name);
        const Outcome outcome = run_gassan(start, {"detect", name, "-o", name + ".tsv"});
        CHECK(outcome.exit_code == 0);
        CHECK(lines_in(outcome.err) == 1);
        CHECK(text_of(here / (name + ".tsv")) == table);
    }
    std::filesystem::copy_file(here / "run.mzML", here / "-rf");
    CHECK(run_gassan(start, {"detect", "--", "-rf"}).out == table);
    CHECK(run_gassan(start, {"detect", "./-rf"}).out == table);
    CHECK(run_gassan(start, {"detect", "-rf"}).exit_code == 2);
    CHECK_FALSE(std::filesystem::exists(here / "pwned"));
    const std::string longest(255, 'n');
    std::filesystem::copy_file(here / "run.mzML", here / longest);
    CHECK(run_gassan(start, {"detect", longest}).out == table);
}

TEST_CASE("detect: a warning is told with its file, and fails with --strict after the work is done", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    auto spectra = small_run();
    std::swap(spectra[100].time_s, spectra[101].time_s);
    write_spectra(here / "run.mzML", spectra);
    const Outcome mild = run_gassan(start, {"detect", "run.mzML"});
    CHECK(mild.exit_code == 0);
    CHECK(mild.err.starts_with("warning: run.mzML: "));
    const Outcome strict = run_gassan(start, {"detect", "run.mzML", "--strict", "-o", "x.tsv"});
    CHECK(strict.exit_code == 1);
    CHECK(strict.err.find("--strict was asked for\n") != std::string::npos);
    CHECK(text_of(here / "x.tsv") == mild.out);
    CHECK_FALSE(json::parse(text_of(here / "x.provenance.json"))["notes"].empty());
}
