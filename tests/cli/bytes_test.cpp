// The bytes of a result must depend on the run and the parameters, and on nothing else.
#include "tests/support/program.hpp"
#include "tests/support/small_run.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

using namespace gassan;
using namespace gassan::test;

namespace {

/// features.tsv of a run under a setting.
std::string table_of(const Start& start, const std::string& file, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"detect", "-q", file};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = run_gassan(start, words);
    CHECK(outcome.exit_code == 0);
    return outcome.out;
}

}  // namespace

TEST_CASE("bytes: are the same for one thread and four", "[cli]") {
    const TempFolder here;
    write_small_run(here / "run.mzML");
    const std::string table = table_of({.folder = here.path()}, "run.mzML", {"-j", "1"});
    CHECK(table.find("\nF2\t") != std::string::npos);
    for (const std::string threads : {"2", "4", "7"})
        CHECK(table_of({.folder = here.path()}, "run.mzML", {"-j", threads}) == table);
}

TEST_CASE("bytes: are the same for plain and gzip, compressed arrays and not, index and none", "[cli]") {
    const TempFolder here;
    write_small_run(here / "run.mzML");
    MzmlWriteOptions packed, bare;
    packed.gzip = true;
    bare.zlib = bare.indexed = false;
    write_small_run(here / "gzip.mzML", packed);
    write_small_run(here / "bare.mzML", bare);
    const std::string table = table_of({.folder = here.path()}, "run.mzML");
    CHECK(table_of({.folder = here.path()}, "gzip.mzML") == table);
    CHECK(table_of({.folder = here.path()}, "bare.mzML") == table);
    CHECK(text_of(here / "gzip.mzML") != text_of(here / "run.mzML"));
}

TEST_CASE("bytes: are the same for scan times in seconds and in minutes", "[cli]") {
    const TempFolder here;
    write_small_run(here / "run.mzML");
    MzmlWriteOptions minutes;
    minutes.time_in_minutes = true;
    write_small_run(here / "minutes.mzML", minutes);
    CHECK(table_of({.folder = here.path()}, "minutes.mzML") == table_of({.folder = here.path()}, "run.mzML"));
}

TEST_CASE("bytes: are the same in a German locale, made here", "[cli]") {
    const TempFolder here;
    const Start plain{.folder = here.path()};
    if (program(plain, {"localedef", "--version"}).exit_code != 0)
        return skipped("bytes: German locale", "localedef is not installed");
    const std::string made = (here / "de_DE.UTF-8").string();
    if (program(plain, {"localedef", "-i", "de_DE", "-f", "UTF-8", made}).exit_code != 0)
        return skipped("bytes: German locale", "localedef has no sources of de_DE (package locales)");
    const Start german{.folder = here.path(), .setting = {{"LOCPATH", here.path()}, {"LC_ALL", "de_DE.UTF-8"}}};
    // Without this the test could pass in a locale that never came to be.
    CHECK(program(german, {"locale", "decimal_point"}).out == ",\n");

    write_small_run(here / "run.mzML");
    put_text(here / "study.toml", "[read]\nmax_points_per_spectrum = 1000\n");
    CHECK(table_of(german, "run.mzML") == table_of(plain, "run.mzML"));
    CHECK(table_of(german, "run.mzML", {"--study", "study.toml"}) == table_of(plain, "run.mzML"));
    CHECK(run_gassan(german, {"docs", "parameters"}).out == run_gassan(plain, {"docs", "parameters"}).out);
    CHECK(run_gassan(german, {"check", "run.mzML"}).out == run_gassan(plain, {"check", "run.mzML"}).out);
}

TEST_CASE("bytes: are the same in any time zone and working folder", "[cli]") {
    const TempFolder here, there;
    write_small_run(here / "run.mzML");
    const std::string table = table_of({.folder = here.path()}, "run.mzML");
    CHECK(table_of({.folder = here.path(), .setting = {{"TZ", "Asia/Tokyo"}}}, "run.mzML") == table);
    CHECK(table_of({.folder = there.path()}, (here / "run.mzML").string()) == table);
}

TEST_CASE("bytes: the mode of a result follows the umask, its bytes do not", "[cli]") {
    const TempFolder here;
    write_small_run(here / "run.mzML");
    const std::string table = table_of({.folder = here.path()}, "run.mzML");
    for (const int mask : {0022, 0077}) {
        const std::string name = "x" + std::to_string(mask) + ".tsv";
        CHECK(run_gassan({.folder = here.path(), .mask = mask}, {"detect", "run.mzML", "-o", name}).exit_code == 0);
        CHECK(text_of(here / name) == table);
        struct stat status {};
        REQUIRE(stat((here / name).c_str(), &status) == 0);
        CHECK(int(status.st_mode & 0777) == (0666 & ~mask));
    }
}
