/// \file
/// Real files in formats other than mzML against what others say of them, and against the same run in mzML.

#include "io/base/faults.hpp"
#include "io/read_run.hpp"
#include "tests/support/npy.hpp"
#include "tests/support/read_spectra.hpp"
#include "tests/support/shared_data.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

using namespace gassan;
using namespace gassan::test;

TEST_CASE("shared: four netCDF files of an LC-MS study have the scans and times of their description", "[shared]") {
    const auto folder = shared_data("four netCDF files", "data/faahKO/inst/cdf");
    for (const auto& [name, points] : std::vector<std::pair<std::string, std::size_t>>{
             {"KO/ko15", 445769}, {"KO/ko16", 0}, {"WT/wt15", 0}, {"WT/wt16", 0}}) {
        CAPTURE(name);
        RunSummary summary;
        const auto spectra = spectra_of(folder / (name + ".CDF"), &summary);
        CHECK(spectra.size() == 1278);
        CHECK(spectra.front().time_s == Approx(2501.38).margin(0.005));
        CHECK(spectra.back().time_s == Approx(4499.82).margin(0.005));
        CHECK(summary.min_mz >= 200.0);
        CHECK(summary.max_mz <= 600.0);
        CHECK(summary.positive == 1278);
        CHECK(summary.centroid == 1278);
        if (points > 0) CHECK(summary.points == points);
        for (const auto& spectrum : spectra) REQUIRE(std::is_sorted(spectrum.mz.begin(), spectrum.mz.end()));
    }
}

TEST_CASE("shared: mzXML of OpenMS's own tests has the values that they assert", "[shared]") {
    const auto folder = shared_data("mzXML of OpenMS's own tests", "data/openms/class_tests");
    for (const auto* name : {"MzXMLFile_1.mzXML", "MzXMLFile_1_compressed.mzXML"}) {
        CAPTURE(name);
        RunSummary summary;
        const auto spectra = spectra_of(folder / name, &summary);
        REQUIRE(spectra.size() == 3);
        CHECK(summary.spectra == 4);
        CHECK(summary.notes.empty());
        CHECK(spectra[0].mz == std::vector<double>{120});
        CHECK(spectra[1].mz == std::vector<double>{110, 120, 130});
        CHECK(spectra[1].intensity == std::vector<float>{100, 200, 100});
        CHECK(spectra[2].mz == std::vector<double>{100, 110, 120, 130, 140});
        CHECK(spectra[2].intensity == std::vector<float>{100, 200, 300, 200, 100});
        CHECK(spectra[0].time_s == 60.0);
        CHECK(spectra[2].time_s == 180.0);
        CHECK(spectra[0].polarity == Polarity::unknown);  // "any"
    }
    const auto spectra = spectra_of(folder / "MzXMLFile_3_64bit.mzXML");
    REQUIRE(spectra.size() == 3);
    CHECK(spectra[1].mz == std::vector<double>{110, 120, 130});
    CHECK(spectra[1].time_s == 121.0);
    CHECK(spectra[2].time_s == 3661.0);
    CHECK(spectra[1].polarity == Polarity::positive);
    CHECK(spectra[2].polarity == Polarity::negative);
    CHECK_THROWS_AS(spectra_of(folder / "MzXMLFile_2_minimal.mzXML"), InputError);  // a point without a time
}

TEST_CASE("shared: runs that OpenMS converted between mzML and mzXML are the same in both", "[shared]") {
    const auto folder = shared_data("runs that OpenMS converted", "data/openms/topp");
    for (const auto& [one, other] : std::vector<std::pair<std::string, std::string>>{
             {"FileConverter_4_input.mzXML", "FileConverter_4_output.mzML"},
             {"FileConverter_5_output.mzXML", "FileConverter_5_input.mzML"}}) {
        CAPTURE(one);
        RunSummary first, second;
        const auto a = spectra_of(folder / one, &first), b = spectra_of(folder / other, &second);
        REQUIRE(a.size() == b.size());
        CHECK(first.ms1 == second.ms1);
        CHECK(first.ms2 == second.ms2);
        for (std::size_t i = 0; i < a.size(); ++i) {
            CAPTURE(i);
            CHECK(a[i].time_s == Approx(b[i].time_s).epsilon(1e-9));
            CHECK(a[i].polarity == b[i].polarity);
            CHECK(a[i].intensity == b[i].intensity);
            REQUIRE(a[i].mz.size() == b[i].mz.size());
            for (std::size_t k = 0; k < a[i].mz.size(); ++k) REQUIRE(float(a[i].mz[k]) == float(b[i].mz[k]));
        }
    }
}

TEST_CASE("shared: an ion trap's mzXML has the points that its attributes state", "[shared]") {
    const auto folder = shared_data("an ion trap's mzXML", "data/mzml_conformance/pyteomics");
    RunSummary summary;
    const auto spectra = spectra_of(folder / "test.mzXML", &summary);
    REQUIRE(spectra.size() == 1);
    CHECK(summary.ms2 == 1);
    const auto& scan = spectra[0];
    CHECK(scan.mz.size() == 1313);
    CHECK(scan.time_s == 353.43);
    const auto most = std::max_element(scan.intensity.begin(), scan.intensity.end());
    CHECK(*most == Approx(120053).margin(0.5));
    CHECK(scan.mz[std::size_t(most - scan.intensity.begin())] == Approx(445.347).margin(5e-4));
    double sum = 0.0;
    for (const float intensity : scan.intensity) sum += double(intensity);
    CHECK(sum == Approx(1.66755e7).epsilon(1e-5));
}

TEST_CASE("shared: arrays of an mzMLb equal the NumPy arrays of another reader", "[shared]") {
    const auto folder = shared_data("arrays of an mzMLb", "data/openms/class_tests");
    const auto arrays = shared_data("arrays of an mzMLb", "data/mzml_conformance/pyteomics");
    RunSummary summary;
    const auto spectra = spectra_of(folder / "test_old.mzMLb", &summary);
    REQUIRE_FALSE(spectra.empty());
    CHECK(summary.spectra == 2);
    CHECK(summary.instrument == "LTQ FT");
    CHECK(spectra[0].time_s == Approx(0.004935 * 60.0));
    // The file was made of test.mzML; the arrays called mzmlb are those of a later file that lacks its last point.
    CHECK((spectra[0].mz == npy_values(bytes_of(arrays / "test_mzml_mz.npy"))));
    const auto intensity = npy_values(bytes_of(arrays / "test_mzml_intensity.npy"));
    CHECK((std::vector<double>(spectra[0].intensity.begin(), spectra[0].intensity.end()) == intensity));
    const auto mz = npy_values(bytes_of(arrays / "test_mzmlb_mz.npy"));
    REQUIRE(mz.size() + 1 == spectra[0].mz.size());
    for (std::size_t i = 0; i < mz.size(); ++i) REQUIRE(mz[i] == Approx(spectra[0].mz[i]).epsilon(1e-15));
}
