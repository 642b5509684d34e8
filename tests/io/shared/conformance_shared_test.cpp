/// \file
/// Every mzML file of the shared folders has its row: it is read, with these counts and notes and with the values that
/// a plain reader of the whole document finds, or it is refused with these words. A file without a row is a failure.

#include "io/base/faults.hpp"
#include "io/read_run.hpp"
#include "tests/support/naive_mzml.hpp"
#include "tests/support/read_spectra.hpp"
#include "tests/support/shared_data.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

struct Expected {
    std::size_t spectra, ms1, ms2, points, profile;
    std::string codes;    // of notes
    std::string refusal;  // "" or words of it; the counts are then not looked at
};

Expected refused(const std::string& words) {
    return {0, 0, 0, 0, 0, "", words};
}

const std::string no_spectra = "holds no spectra", chromatograms = "holds only chromatograms";

// Points are those kept: of tiny.pwiz.1.1.mzML and what was made of it the first spectrum has one at m/z 0.
const std::map<std::string, Expected> expected{
    {"mzml_conformance/mzdata/read_index_of.mzML", {48, 14, 34, 279870, 14, "time-gap", ""}},
    {"mzml_conformance/mzdata/small.mzML", {48, 14, 34, 279869, 14, "time-gap", ""}},
    {"mzml_conformance/mzdata/small.mzML.gz", {48, 14, 34, 279870, 14, "time-gap", ""}},
    {"mzml_conformance/mzdata/three_test_scans.mzML", {3, 1, 2, 27826, 1, "", ""}},
    {"mzml_conformance/pwiz_hupo/tiny.pwiz.1.1.mzML", {4, 3, 1, 28, 0, "zero-mz time-missing times-unordered", ""}},
    {"mzml_conformance/pymzml/example.mzML", {11, 11, 0, 11979, 0, "spectrum-count", ""}},
    {"mzml_conformance/pymzml/example.mzML.gz", {11, 11, 0, 11979, 0, "spectrum-count", ""}},
    {"mzml_conformance/pymzml/example_no_obo_version.mzML", {11, 11, 0, 11979, 0, "spectrum-count", ""}},
    {"mzml_conformance/pymzml/mini.chrom.mzML", refused(chromatograms)},
    {"mzml_conformance/pymzml/mini.chrom.mzML.gz", refused(chromatograms)},
    {"mzml_conformance/pyteomics/test.mzML", {2, 2, 0, 39828, 2, "", ""}},
    {"mzml_conformance/pyteomics/tiny.pwiz.1.1.mzML", {4, 3, 1, 28, 0, "zero-mz time-missing times-unordered", ""}},
    {"openms/class_tests/Deisotoper_test_in.mzML", {1, 1, 0, 5407, 0, "", ""}},
    {"openms/class_tests/Deisotoper_test_out.mzML", {1, 1, 0, 104, 0, "", ""}},
    {"openms/class_tests/ElutionPeakDetection_input1.mzML", {333, 333, 0, 333, 0, "", ""}},
    {"openms/class_tests/IndexedmzMLFile_1.mzML", {2, 2, 0, 39714, 2, "", ""}},
    {"openms/class_tests/IndexedmzMLFile_2_broken.mzML", refused(no_spectra)},
    {"openms/class_tests/IndexedmzMLFile_3_broken.mzML", refused(no_spectra)},
    {"openms/class_tests/MassTraceDetection_input1.mzML", {133, 133, 0, 1539, 0, "", ""}},
    {"openms/class_tests/MzMLFile_1.mzML", {4, 3, 1, 28, 1, "zero-mz", ""}},
    {"openms/class_tests/MzMLFile_2_minimal.mzML", refused(no_spectra)},
    {"openms/class_tests/MzMLFile_3_invalid.mzML", {4, 3, 1, 28, 1, "zero-mz id-twice", ""}},
    {"openms/class_tests/MzMLFile_4_indexed.mzML", {4, 3, 1, 28, 1, "zero-mz", ""}},
    {"openms/class_tests/MzMLFile_xsd-ranges.mzML", refused(no_spectra)},
    {"openms/class_tests/PeakPickerHiRes_ftms.mzML", {2, 2, 0, 3436, 2, "id-twice", ""}},
    {"openms/class_tests/PeakPickerHiRes_ftms_ppmax.mzML", {2, 2, 0, 103068, 2, "id-twice", ""}},
    {"openms/class_tests/PeakPickerHiRes_ftms_sn0_out.mzML", {2, 2, 0, 18743, 0, "id-twice", ""}},
    {"openms/class_tests/PeakPickerHiRes_ftms_sn1_out.mzML", {2, 2, 0, 26, 0, "id-twice", ""}},
    {"openms/class_tests/PeakPickerHiRes_ftms_sn4_out.mzML", {2, 2, 0, 8, 0, "id-twice", ""}},
    {"openms/class_tests/PeakPickerHiRes_ftms_sn4_out_ppmax.mzML", {2, 2, 0, 839, 0, "id-twice", ""}},
    {"openms/class_tests/PeakPickerHiRes_orbitrap.mzML", {3, 3, 0, 4141, 3, "label-missing", ""}},
    {"openms/class_tests/PeakPickerHiRes_orbitrap_ppmax.mzML", {3, 3, 0, 30925, 3, "label-missing", ""}},
    {"openms/class_tests/PeakPickerHiRes_orbitrap_sn0_out.mzML", refused("scan start time \"-1\" is negative")},
    {"openms/class_tests/PeakPickerHiRes_orbitrap_sn1_out.mzML", {3, 3, 0, 202, 0, "", ""}},
    {"openms/class_tests/PeakPickerHiRes_orbitrap_sn4_out.mzML", {3, 3, 0, 55, 0, "", ""}},
    {"openms/class_tests/PeakPickerHiRes_orbitrap_sn4_out_ppmax.mzML", {3, 3, 0, 198, 0, "", ""}},
    {"openms/class_tests/PeakPickerHiRes_spectrum_selection.mzML", {16, 1, 15, 3238, 1, "label-wrong", ""}},
    {"openms/topp/FeatureFinderCentroided_1_input.mzML", {112, 112, 0, 3084, 0, "label-missing", ""}},
    {"openms/topp/FeatureFinderMetabo_1_input.mzML", {279, 279, 0, 25418, 0, "", ""}},
    {"openms/topp/FeatureFinderMetabo_2_input.mzML", {57, 57, 0, 716, 0, "", ""}},
    {"openms/topp/FeatureFinderMetabo_3_chrom_output.mzML", refused(chromatograms)},
    {"openms/topp/FeatureFinderMetabo_4_chrom_output.mzML", refused(chromatograms)},
    {"openms/topp/FileConverter_19_output.mzML", {10, 4, 6, 3118, 0, "label-missing", ""}},
    {"openms/topp/FileConverter_23_input.mzML", {4, 3, 1, 14, 1, "encoded-length array-length zero-mz", ""}},
    {"openms/topp/FileConverter_23_output.mzML", {4, 3, 1, 14, 1, "zero-mz", ""}},
    {"openms/topp/FileConverter_24_output.mzML", {10, 4, 6, 3118, 0, "label-missing", ""}},
    {"openms/topp/FileConverter_28_input.mzML", refused(chromatograms)},
    {"openms/topp/FileConverter_28_output.mzML", refused(chromatograms)},
    {"openms/topp/FileConverter_30_input.mzML", {8, 4, 4, 400, 0, "label-missing", ""}},
    {"openms/topp/FileConverter_30_output.mzML", {236, 4, 232, 400, 0, "label-missing id-twice", ""}},
    {"openms/topp/FileConverter_31_output.mzML", {8, 4, 4, 400, 0, "label-missing", ""}},
    {"openms/topp/FileConverter_4_output.mzML", {20, 14, 6, 6392, 0, "label-missing", ""}},
    {"openms/topp/FileConverter_5_input.mzML", {20, 14, 6, 6392, 0, "label-missing", ""}},
    {"openms/topp/FileInfo_11_input.mzML", {4, 3, 1, 28, 0, "zero-mz", ""}},
    {"openms/topp/FileInfo_12_input.mzML", {3, 2, 1, 28, 0, "zero-mz", ""}},
    {"openms/topp/FileInfo_9_input.mzML", {4, 3, 1, 28, 0, "zero-mz", ""}},
    {"openms/topp/FileMerger_10_output.mzML", {4, 2, 2, 0, 0, "all-empty", ""}},
    {"openms/topp/FileMerger_3_output.mzML", refused("'<' inside a tag")},
    {"openms/topp/FileMerger_4_output.mzML", refused("'<' inside a tag")},
    {"openms/topp/FileMerger_5_output.mzML", refused("'<' inside a tag")},
    {"openms/topp/FileMerger_6_input1.mzML", {1, 1, 0, 14, 0, "zero-mz", ""}},
    {"openms/topp/FileMerger_6_input2.mzML", {2, 1, 1, 0, 0, "all-empty", ""}},
    {"openms/topp/FileMerger_6_output.mzML", {3, 2, 1, 14, 0, "zero-mz", ""}},
    {"openms/topp/MapAlignerPoseClustering_2_input1.mzML", {143, 143, 0, 144, 0, "label-missing time-gap", ""}},
    {"openms/topp/MapAlignerPoseClustering_2_input2.mzML", {143, 143, 0, 144, 0, "label-missing time-gap", ""}},
    {"openms/topp/MapAlignerPoseClustering_2_input3.mzML", {143, 143, 0, 144, 0, "label-missing time-gap", ""}},
    {"openms/topp/MapAlignerPoseClustering_2_output1.mzML", {143, 143, 0, 144, 0, "label-missing time-gap", ""}},
    {"openms/topp/MapAlignerPoseClustering_2_output2.mzML", {143, 143, 0, 144, 0, "label-missing time-gap", ""}},
    {"openms/topp/MapAlignerPoseClustering_2_output3.mzML", {143, 143, 0, 144, 0, "label-missing time-gap", ""}},
    {"openms/topp/MassTraceExtractor_1_input.mzML", {279, 279, 0, 25418, 0, "", ""}},
    {"openms/topp/PeakPickerHiRes_input.mzML", {5, 2, 3, 23976, 2, "label-missing", ""}},
    {"openms/topp/PeakPickerHiRes_output.mzML", {5, 2, 3, 451, 0, "", ""}},
    {"openms/topp/PeakPickerHiRes_output_lowMem.mzML", {5, 2, 3, 451, 0, "", ""}},
};

bool is_mzml(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    return name.ends_with(".mzML") || name.ends_with(".mzML.gz");
}

std::vector<std::string> files_under(const std::filesystem::path& root, const std::string& folder) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder))
        if (entry.is_regular_file() && is_mzml(entry.path()))
            files.push_back(std::filesystem::relative(entry.path(), root).string());
    std::sort(files.begin(), files.end());
    return files;
}

std::string codes_of(const Notes& notes) {
    std::string codes;
    for (const auto& note : notes)
        if (codes.find(note.code) == std::string::npos) codes += (codes.empty() ? "" : " ") + note.code;
    return codes;
}

// Points that hold no ion go, as docs/methods/reading.md says; a spectrum with neither points nor a time goes.
std::vector<NaiveSpectrum> what_is_kept(std::vector<NaiveSpectrum> spectra) {
    for (auto& spectrum : spectra) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < spectrum.mz.size(); ++i) {
            if (spectrum.mz[i] == 0) continue;
            spectrum.mz[kept] = spectrum.mz[i];
            spectrum.intensity[kept++] = spectrum.intensity[i];
        }
        spectrum.mz.resize(kept);
        spectrum.intensity.resize(kept);
    }
    std::erase_if(spectra, [](const auto& spectrum) { return spectrum.mz.empty() && spectrum.time_unit.empty(); });
    return spectra;
}

void compare_values(const std::vector<Spectrum>& ours, const std::vector<NaiveSpectrum>& theirs) {
    REQUIRE(ours.size() == theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
        const double factor = theirs[i].time_unit == "minute" ? 60.0 : 1.0;
        REQUIRE(ours[i].id == theirs[i].id);
        REQUIRE(std::abs(ours[i].time_s - factor * theirs[i].time) <= 1e-12 * ours[i].time_s);
        REQUIRE(ours[i].mz == theirs[i].mz);
        REQUIRE(ours[i].intensity == std::vector<float>(theirs[i].intensity.begin(), theirs[i].intensity.end()));
    }
}

void check_file(const std::filesystem::path& path, const std::string& name) {
    INFO(name);
    const auto row = expected.find(name);
    if (row == expected.end()) {
        FAIL_CHECK("has no row in this test");
        return;
    }
    const Expected& wanted = row->second;
    const Seen found = seen(path, 1);
    INFO(found.refusal);
    for (const int threads : {2, 4}) {
        const Seen together = seen(path, threads);
        CHECK(together.refusal == found.refusal);
        CHECK(together.summary.points == found.summary.points);
        CHECK(codes_of(together.summary.notes) == codes_of(found.summary.notes));
    }
    if (!wanted.refusal.empty()) {
        CHECK(found.refusal.find(wanted.refusal) != std::string::npos);
        return;
    }
    REQUIRE(found.refusal.empty());
    CHECK(found.summary.spectra == wanted.spectra);
    CHECK(found.summary.ms1 == wanted.ms1);
    CHECK(found.summary.ms2 == wanted.ms2);
    CHECK(found.summary.points == wanted.points);
    CHECK(found.summary.profile == wanted.profile);
    CHECK(codes_of(found.summary.notes) == wanted.codes);
    const bool numpress = name == "openms/topp/FileConverter_24_output.mzML";  // compared with its origin below
    if (!numpress) compare_values(found.spectra, what_is_kept(naive_mzml(path)));
}

}  // namespace

TEST_CASE("shared: every mzML file is read with its values, or refused in the words of its row", "[shared]") {
    const auto root = shared_data("every mzML file", "data/mzml_conformance").parent_path();
    std::set<std::string> met;
    for (const auto* folder : {"mzml_conformance", "openms"})
        for (const auto& name : files_under(root, folder)) {
            check_file(root / name, name);
            met.insert(name);
        }
    for (const auto& [name, row] : expected) {
        INFO(name);
        CHECK(met.count(name) == 1);
    }
}

TEST_CASE("shared: a file that OpenMS packed with numpress has the values of the file it came from", "[shared]") {
    const auto folder = shared_data("a file that OpenMS packed with numpress", "data/openms/topp");
    const auto packed = seen(folder / "FileConverter_24_output.mzML", 1).spectra;
    const auto plain = seen(folder / "FileConverter_19_output.mzML", 1).spectra;
    REQUIRE(packed.size() == plain.size());
    std::size_t points = 0;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        REQUIRE(packed[i].mz.size() == plain[i].mz.size());
        for (std::size_t k = 0; k < plain[i].mz.size(); ++k, ++points) {
            REQUIRE(std::abs(packed[i].mz[k] - plain[i].mz[k]) <= 1e-4);
            REQUIRE(std::abs(packed[i].intensity[k] - plain[i].intensity[k]) <= 2e-3f * plain[i].intensity[k] + 1e-3f);
        }
    }
    CHECK(points == 3118);
}

TEST_CASE("shared: files that hold the same run give the same values", "[shared]") {
    const auto root = shared_data("pairs of files that hold the same", "data/mzml_conformance").parent_path();
    const auto same = [&](const char* a, const char* b) {
        INFO(a << " and " << b);
        const auto first = seen(root / a, 1).spectra, second = seen(root / b, 1).spectra;
        REQUIRE(first.size() == second.size());
        for (std::size_t i = 0; i < first.size(); ++i) {
            CHECK(first[i].mz == second[i].mz);
            CHECK(first[i].intensity == second[i].intensity);
        }
    };
    same("mzml_conformance/pymzml/example.mzML", "mzml_conformance/pymzml/example.mzML.gz");
    same("mzml_conformance/pymzml/example.mzML", "mzml_conformance/pymzml/example_no_obo_version.mzML");
    same("mzml_conformance/pwiz_hupo/tiny.pwiz.1.1.mzML", "mzml_conformance/pyteomics/tiny.pwiz.1.1.mzML");
    same("openms/class_tests/MzMLFile_1.mzML", "openms/class_tests/MzMLFile_4_indexed.mzML");
    same("openms/topp/FeatureFinderMetabo_1_input.mzML", "openms/topp/MassTraceExtractor_1_input.mzML");
    same("openms/topp/FileConverter_4_output.mzML", "openms/topp/FileConverter_5_input.mzML");
    same("openms/topp/PeakPickerHiRes_output.mzML", "openms/topp/PeakPickerHiRes_output_lowMem.mzML");
}
