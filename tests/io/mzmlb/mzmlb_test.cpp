#include "io/base/faults.hpp"
#include "io/read_run.hpp"
#include "tests/support/formats.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temp_folder.hpp"

#include <hdf5.h>
#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

std::vector<Spectrum> some() {
    auto spectra = small_run();
    spectra.resize(40);
    return spectra;
}

ReadRun read(const MzmlbOptions& options) {
    const TempFolder folder;
    write_mzmlb(folder.path() / "run", some(), options);
    return read_run(folder.path() / "run");
}

std::string refusal(const std::filesystem::path& path) {
    try {
        (void)read_run(path);
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

std::string refusal(const MzmlbOptions& options) {
    const TempFolder folder;
    write_mzmlb(folder.path() / "run", some(), options);
    return refusal(folder.path() / "run");
}

}  // namespace

TEST_CASE("mzmlb: is the same in every layout that the HDF5 library writes", "[mzmlb]") {
    const TempFolder folder;
    const auto plain = read_run(folder.file("run.mzML", mzml_text(some()))).run;
    for (const bool newest : {false, true})
        for (const bool deflated : {false, true})
            for (const bool checksums : {false, true})
                for (const std::size_t chunk : {0u, 7u, 256u, 1u << 20})  // of 7 values: an index of many pages
                    for (const int more : {0, 3}) {
                        CAPTURE(newest, deflated, checksums, chunk, more);
                        const auto run = read({.deflated = deflated,
                                               .chunk = chunk,
                                               .newest = newest,
                                               .checksums = checksums && chunk > 0,
                                               .more_sets = more})
                                             .run;
                        REQUIRE(run.mz == plain.mz);
                        REQUIRE(run.intensity == plain.intensity);
                        REQUIRE(run.scan_time_s == plain.scan_time_s);
                    }
}

TEST_CASE("mzmlb: a root of hundreds of datasets is searched through its tree", "[mzmlb]") {
    CHECK(read({.more_sets = 700}).run.scans() == 40);
}

TEST_CASE("mzmlb: arrays in more datasets than are kept open are read", "[mzmlb]") {
    const TempFolder folder;
    const auto path = folder.path() / "run";
    write_mzmlb(path, some(), {.deflated = false, .chunk = 0});
    const auto plain = read_run(path).run;
    const std::string name = "spectrum_MS_1000514_float64", ends = "4ABCDE";
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    for (const char end : ends.substr(1))
        H5Lcreate_hard(file, name.c_str(), file, (name.substr(0, name.size() - 1) + end).c_str(), H5P_DEFAULT,
                       H5P_DEFAULT);
    H5Fclose(file);
    auto bytes = bytes_of(path);
    std::size_t spectra = 0;  // each names the next of six datasets
    const std::string named = "value=\"" + name;
    for (std::size_t at = bytes.find(named); at != std::string::npos; at = bytes.find(named, at + 1))
        bytes[at + named.size() - 1] = ends[spectra++ % ends.size()];
    REQUIRE(spectra == 40);
    const auto run = read_run(folder.file("six", bytes)).run;
    CHECK(run.mz == plain.mz);
    CHECK(run.intensity == plain.intensity);
}

TEST_CASE("mzmlb: a version of any length is found in its heap", "[mzmlb]") {
    CHECK(read({.long_text = true}).summary.format == "mzMLb 1.0, mzML 1.1.0");
}

TEST_CASE("mzmlb: traces of devices are read out of their datasets, or left out with the reason", "[mzmlb]") {
    const auto array = [](const std::string& terms, const std::string& dataset, std::size_t count) {
        return "<binaryDataArray>" + terms + cv("MS:1002841", "external HDF5 dataset", dataset) +
               cv("MS:1002842", "external offset", "0") +
               cv("MS:1002843", "external array length", std::to_string(count)) + "<binary/></binaryDataArray>";
    };
    // Of the first spectrum the m/z stand for times, and the intensities for a current.
    const auto first = some().front();
    const auto trace = [&](const std::string& dataset, std::size_t count) {
        return "<chromatogram id=\"CE Current\"><binaryDataArrayList>" +
               array(R"(<cvParam accession="MS:1000595" name="time array" unitAccession="UO:0000010"/>)",
                     "spectrum_MS_1000514_float64", 3) +
               array(cv("MS:1000786", "non-standard data array", "Current"), dataset, count) +
               "</binaryDataArrayList></chromatogram>";
    };
    REQUIRE(first.mz.size() >= 3);
    const auto good = read({.chromatograms = trace("spectrum_MS_1000515_float32", 3)}).summary;
    REQUIRE(good.traces.size() == 1);
    for (std::size_t i = 0; i < 3; ++i) CHECK(good.traces.front().time_s[i] == Approx(first.mz[i]).epsilon(1e-15));
    CHECK(good.traces.front().value == std::vector<double>(first.intensity.begin(), first.intensity.begin() + 3));
    CHECK(good.notes.empty());
    CHECK(good.time_unit == "second");
    const auto note_of = [&](const std::string& dataset, std::size_t count) {
        const auto summary = read({.chromatograms = trace(dataset, count)}).summary;
        CHECK(summary.traces.empty());
        REQUIRE(summary.notes.size() == 1);
        CHECK(summary.notes.front().code == "trace-unreadable");
        return summary.notes.front().text;
    };
    CHECK_THAT(note_of("elsewhere", 3), Contains("elsewhere"));
    CHECK_THAT(note_of("spectrum_MS_1000515_float32", 2), Contains("3 times and 2 values"));
    CHECK_THAT(note_of("spectrum_MS_1000515_float32", 200001), Contains("more than 200000"));
}

TEST_CASE("mzmlb: what is packed in a way that is not read is refused by its name", "[mzmlb]") {
    CHECK_THAT(refusal({.filter = 32001}), Contains("HDF5 filter 32001") && Contains("dataset 'spectrum_MS_1000514"));
    CHECK_THAT(refusal({.terms = cv("MS:1003089", "truncation, delta prediction and zlib compression")}),
               Contains("delta prediction") && Contains("spectrum scan=1 (index 0)"));
    CHECK_THAT(refusal({.terms = cv("MS:1002312", "MS-Numpress linear prediction compression")}), Contains("umpress"));
    CHECK(refusal({.terms = cv("MS:1003088", "truncation and zlib compression")}) == "accepted");
}

TEST_CASE("mzmlb: a sound file of a kind that is not read is told how to write it, a damaged one to copy it again",
          "[mzmlb]") {
    CHECK_THAT(refusal({.newest = true, .more_sets = 20}),
               Contains("dense") && Contains("earliest") && !Contains("copy it again"));
    CHECK_THAT(refusal({.filter = 32001}), Contains("deflate") && !Contains("copy it again"));
    const TempFolder folder;
    write_mzmlb(folder.path() / "run", some(), {});
    const auto bytes = bytes_of(folder.path() / "run");
    const auto half = folder.file("half", bytes.substr(0, bytes.size() / 2));
    CHECK_THAT(refusal(half),
               Contains("byte " + std::to_string(bytes.size() / 2) + ": HDF5: the file ends too early") &&
                   Contains("copy it again"));
}

TEST_CASE("mzmlb: a piece that is damaged is told with its byte in the file", "[mzmlb]") {
    const TempFolder folder;
    const auto path = folder.path() / "run";
    write_mzmlb(path, some(), {});
    const auto bytes = bytes_of(path);
    std::size_t found = 0;
    for (std::size_t at = bytes.find("\x78\x9c"); at != std::string::npos; at = bytes.find("\x78\x9c", at + 1)) {
        auto damaged = bytes;  // the first bytes of a piece that was deflated
        damaged[at] = '\0';
        const auto line = refusal(folder.file("damaged", damaged));
        if (line.find("cannot be unpacked") == std::string::npos) continue;
        ++found;
        const auto in_file = line.find("(byte ");  // behind the place in the document, where there is one
        const auto place =
            std::stoul(in_file == std::string::npos ? line.substr(line.find("byte ") + 5) : line.substr(in_file + 6));
        CAPTURE(line, at);
        CHECK(bytes.substr(place, 2) == "\x78\x9c");
        CHECK(place <= at);
        CHECK_THAT(line, Contains("copy it again"));
        // What a column lacks has a place in the document, too; what the document lacks has none.
        const bool of_document = line.find("dataset 'mzML'") != std::string::npos;
        CHECK((line.find("of the mzML text") == std::string::npos) == of_document);
    }
    CHECK(found > 3);  // of the document and of both columns
}

TEST_CASE("mzmlb: an mzML taken out of an mzMLb is refused, since its numbers are elsewhere", "[mzmlb]") {
    const TempFolder folder;
    auto run = small_mzml_run();
    run.spectra[0].arrays[0].terms += cv("MS:1002841", "external HDF5 dataset", "mz");
    CHECK_THAT(refusal(folder.file("run.mzML", run.xml())), Contains("external HDF5 dataset"));
}

TEST_CASE("mzmlb: other HDF5 files are refused by name", "[mzmlb]") {
    const TempFolder folder;
    const auto path = folder.path() / "x";
    write_hdf5(path, "format", "gassan run 2", {});
    CHECK_THAT(refusal(path), Contains("gassan store"));
    write_hdf5(path, "", "", {"SpectrumMetaData", "FileInformation"});
    CHECK_THAT(refusal(path), Contains("mz5"));
    write_hdf5(path, "", "", {"anything"});
    CHECK_THAT(refusal(path), Contains("neither mzMLb nor netCDF-4"));
    write_hdf5(path, "", "", {"mzML"});
    CHECK_THAT(refusal(path), Contains("dataset 'mzML'"));
    const auto bytes = bytes_of(path);
    CHECK_THAT(refusal(folder.file("y", gzip_bytes(bytes))), Contains("HDF5") && Contains("gunzip"));
}

TEST_CASE("mzmlb: a stretch beyond its dataset is refused", "[mzmlb]") {
    const TempFolder folder;
    const auto path = folder.path() / "x";
    write_mzmlb(path, some(), {.deflated = false, .chunk = 0});
    const auto bytes = bytes_of(path);
    const std::string offset = "name=\"external array length\" value=\"22\"";
    const auto damaged = replaced(bytes, offset, "name=\"external array length\" value=\"99\"", 79);
    CHECK_THAT(refusal(folder.file("y", damaged)), Contains("99 from value"));
}
