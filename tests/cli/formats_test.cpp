// The same run in every format that is read gives the same table, byte by byte.
#include "tests/support/formats.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_run.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <string>

using namespace gassan;
using namespace gassan::test;

namespace {

std::string table_of(const TempFolder& here, const std::string& file) {
    const Outcome outcome = run_gassan({.folder = here.path()}, {"detect", "-q", file});
    CHECK(outcome.err == "");
    CHECK(outcome.exit_code == 0);
    return outcome.out;
}

}  // namespace

TEST_CASE("formats: the same run gives the same features in all that carry its bits", "[cli]") {
    const bool wide = GENERATE(true, false);
    CAPTURE(wide);
    const TempFolder here;
    const auto spectra = small_run();
    const std::string mzml = mzml_text(spectra, {.wide = wide});
    put_text(here / "run.mzML", mzml);
    put_text(here / "run.mzML.gz", gzip_bytes(mzml));
    put_text(here / "run.mzML.bz2", bzip2_bytes(mzml));
    put_text(here / "minutes.mzML", mzml_text(spectra, {.wide = wide, .zlib = true, .minutes = true}));
    put_text(here / "run.mzXML", mzxml_text(spectra, {.wide = wide, .zlib = true}));
    put_text(here / "run.mzXML.bz2", bzip2_bytes(mzxml_text(spectra, {.wide = wide})));
    put_text(here / "run.cdf", andi_text(spectra, wide).bytes());
    put_text(here / "records.cdf", andi_text(spectra, wide, true, 2).bytes());
    write_netcdf4(here / "run4.cdf", andi_text(spectra, wide));
    write_mzmlb(here / "run.mzMLb", spectra, {.wide = wide});

    const std::string table = table_of(here, "run.mzML");
    CHECK(table.find("\nF2\t") != std::string::npos);
    for (const std::string file : {"run.mzML.gz", "run.mzML.bz2", "minutes.mzML", "run.mzXML", "run.mzXML.bz2",
                                   "run.cdf", "records.cdf", "run4.cdf", "run.mzMLb"}) {
        CAPTURE(file);
        CHECK(table_of(here, file) == table);
    }
}

TEST_CASE("formats: init finds runs of all kinds by their names", "[cli]") {
    const TempFolder here;
    const auto spectra = small_run();
    std::filesystem::create_directory(here / "runs");
    put_text(here / "runs/S1.mzXML", mzxml_text(spectra));
    put_text(here / "runs/S2.CDF", andi_text(spectra).bytes());
    put_text(here / "runs/S3.nc", andi_text(spectra).bytes());
    put_text(here / "runs/S4.mzML.bz2", bzip2_bytes(mzml_text(spectra)));
    put_text(here / "runs/S5.mzXML.gz", gzip_bytes(mzxml_text(spectra)));
    write_mzmlb(here / "runs/S6.mzMLb", spectra);
    const Outcome outcome = run_gassan({.folder = here.path()}, {"init", "."});
    INFO(outcome.err);
    CHECK(outcome.exit_code == 0);
    const std::string sheet = text_of(here / "samples.tsv");
    for (const std::string name : {"S1", "S2", "S3", "S4", "S5", "S6"}) {
        CAPTURE(name);
        CHECK(sheet.find("\t" + name + "\t") + sheet.find("\n" + name + "\t") != 2 * std::string::npos);
    }
}
