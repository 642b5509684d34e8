/// \file
/// Real files of many converters against what others say of them.

#include "io/base/faults.hpp"
#include "io/mzml/read_mzml.hpp"
#include "io/mzml/write_mzml.hpp"
#include "io/read_run.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/npy.hpp"
#include "tests/support/read_spectra.hpp"
#include "tests/support/shared_data.hpp"
#include "tests/support/table_rows.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

TEST_CASE("shared: arrays of pyteomics' test.mzML equal its NumPy arrays", "[shared]") {
    const auto folder = shared_data("arrays of pyteomics' test.mzML", "data/mzml_conformance/pyteomics");
    const auto spectra = spectra_of(folder / "test.mzML");
    REQUIRE(spectra.size() == 2);
    CHECK(spectra[0].mz == npy_values(bytes_of(folder / "test_mzml_mz.npy")));
    const auto intensity = npy_values(bytes_of(folder / "test_mzml_intensity.npy"));
    CHECK(std::vector<double>(spectra[0].intensity.begin(), spectra[0].intensity.end()) == intensity);
}

TEST_CASE("shared: a real CE-MS run has the spectra, points and times that its description says", "[shared]") {
    const auto path = shared_data("a real CE-MS run", "data/MobilityTransformR_cems/CEMS_10ppm.mzML");
    const auto [run, summary] = read_run(path);
    CHECK(summary.ms1 == 982);
    CHECK(summary.points == 13564);
    CHECK(run.scan_time_s.front() == 400.341);
    CHECK(run.scan_time_s.back() == 899.883);
    CHECK(run.polarity == Polarity::positive);
    CHECK(summary.notes.empty());
    const auto checksum = mzml_checksum(path);
    CHECK(checksum.stated == checksum.computed);
}

TEST_CASE("shared: a real CE-MS run is the same in minutes and seconds, gzip and plain", "[shared]") {
    const auto spectra = spectra_of(shared_data("minutes and seconds", "data/MobilityTransformR_cems/CEMS_10ppm.mzML"));
    const TempFolder folder;
    for (const bool minutes : {false, true})
        for (const bool gzip : {false, true}) {
            std::size_t next = 0;
            write_mzml(folder.path() / "run", {.gzip = gzip, .time_in_minutes = minutes}, spectra.size(),
                       [&](Spectrum& s) {
                           if (next == spectra.size()) return false;
                           s = spectra[next++];
                           return true;
                       });
            const auto read = spectra_of(folder.path() / "run");
            REQUIRE(read.size() == spectra.size());
            for (std::size_t i = 0; i < read.size(); ++i) {
                REQUIRE(read[i].time_s == spectra[i].time_s);
                REQUIRE(read[i].mz == spectra[i].mz);
                REQUIRE(read[i].intensity == spectra[i].intensity);
            }
        }
}

TEST_CASE("shared: counts of files by other converters are what their makers say", "[shared]") {
    struct Row {
        const char* file;
        std::size_t spectra, ms1, ms2;
        bool profile;
    };
    // Counts by their documentation or by counting "<spectrum " and "ms level" values in the text.
    const auto row = GENERATE(
        Row{"mzml_conformance/mzdata/small.mzML", 48, 14, 34, true},
        Row{"mzml_conformance/mzdata/small.mzML.gz", 48, 14, 34, true},
        Row{"mzml_conformance/mzdata/three_test_scans.mzML", 3, 1, 2, true},
        Row{"mzml_conformance/pymzml/example.mzML", 11, 11, 0, false},
        Row{"mzml_conformance/pymzml/example.mzML.gz", 11, 11, 0, false},
        Row{"mzml_conformance/pwiz_hupo/tiny.pwiz.1.1.mzML", 4, 3, 1, false},
        Row{"mzmine/integration_tests/workshop_dataset/171103_PMA_TK_QC_04-4to5min.mzML", 507, 126, 381, false},
        Row{"mzmine/integration_tests/workshop_dataset/171103_PMA_TK_QC_05-4to5min.mzML", 508, 127, 381, false},
        Row{"openms/topp/FeatureFinderMetabo_1_input.mzML", 279, 279, 0, false},
        Row{"openms/class_tests/PeakPickerHiRes_orbitrap.mzML", 3, 3, 0, true},
        Row{"openms/topp/PeakPickerHiRes_input.mzML", 5, 2, 3, true});
    CAPTURE(row.file);
    RunSummary summary;
    (void)spectra_of(shared_data("counts of files", std::string("data/") + row.file), &summary);
    CHECK(summary.spectra == row.spectra);
    CHECK(summary.ms1 == row.ms1);
    CHECK(summary.ms2 == row.ms2);
    CHECK((summary.profile > 0) == row.profile);
}

TEST_CASE("shared: the example damages are taken or refused as their table says", "[shared]") {
    const auto folder = shared_data("the example damages", "bad_inputs");
    const auto base = spectra_of(folder / "base.mzML");
    std::istringstream table(bytes_of(folder / "expected.tsv"));
    std::string line;
    std::getline(table, line);
    int compared = 0;
    while (std::getline(table, line)) {
        const auto cell = table_cells(line);
        if (cell.size() < 9 || cell[1] != "mzml") continue;
        INFO(cell[0]);
        ++compared;
        std::string message;
        RunSummary summary;
        std::vector<Spectrum> read;
        try {
            read = spectra_of(folder / cell[2], &summary);
        } catch (const InputError& error) {
            message = error.what();
        }
        INFO(message);
        CHECK((cell[3] == "reject-with-clear-error") == !message.empty());
        if (!message.empty()) {
            CHECK(std::regex_search(message, std::regex(cell[4], std::regex::icase)));
            CHECK(message.find((folder / cell[2]).string()) == 0);
            CHECK(message.find("byte ") != std::string::npos);
            if (cell[5] == "spectrum") CHECK(message.find("spectrum scan=68 (index 67)") != std::string::npos);
            continue;
        }
        CHECK((cell[3] == "accept-with-warning") == !summary.notes.empty());
        for (const auto& note : summary.notes)
            CHECK(std::regex_search(note.text, std::regex(cell[4], std::regex::icase)));
        REQUIRE(read.size() == base.size());
        for (std::size_t i = 0; i < read.size(); ++i) {
            REQUIRE(read[i].mz == base[i].mz);
            REQUIRE(read[i].intensity == base[i].intensity);
            REQUIRE(std::abs(read[i].time_s - base[i].time_s) <= (cell[6] == "close" ? 1e-6 : 0.0));
        }
    }
    CHECK(compared == 9);
}

TEST_CASE("shared: OpenMS finds every kind of written file valid", "[shared]") {
    if (std::system("FileInfo --help >/dev/null 2>&1") != 0) {
        std::cout << "SKIPPED: OpenMS finds every kind of written file valid: FileInfo is not installed" << std::endl;
        std::exit(77);
    }
    const TempFolder folder;
    const auto spectra = spectra_of(folder.file("small.mzML", small_mzml_run().xml()));
    for (int bits = 0; bits < 16; ++bits) {
        std::size_t next = 0;
        const auto path = folder.path() / "run.mzML";
        write_mzml(path,
                   {.zlib = bool(bits & 1),
                    .mz_64_bit = bool(bits & 2),
                    .time_in_minutes = bool(bits & 4),
                    .indexed = bool(bits & 8)},
                   spectra.size(), [&](Spectrum& s) {
                       if (next == spectra.size()) return false;
                       s = spectra[next++];
                       return true;
                   });
        CAPTURE(bits);
        const auto log = (folder.path() / "log").string();
        CHECK(std::system(("FileInfo -v -in " + path.string() + " >" + log + " 2>&1").c_str()) == 0);
        const auto text = bytes_of(log);
        INFO(text);
        CHECK(text.find("the file is valid!") != std::string::npos);
        CHECK(text.find("the file is semantically valid!") != std::string::npos);
    }
}
