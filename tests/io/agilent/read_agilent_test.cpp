#include "io/agilent/read_agilent.hpp"

#include "io/run_input.hpp"
#include "tests/support/agilent_folder.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;
namespace fs = std::filesystem;

namespace {

std::string notes_of(const RunSummary& summary) {
    std::string all;
    for (const Note& note : summary.notes) all += note.where + ": " + note.text + "\n";
    return all;
}

struct ReadBack {
    std::vector<Spectrum> spectra;
    RunSummary summary;
    [[nodiscard]] std::string notes() const { return notes_of(summary); }
    [[nodiscard]] bool has_note(const std::string& code) const {
        for (const Note& note : summary.notes)
            if (note.code == code) return true;
        return false;
    }
};

ReadBack read_back(const fs::path& path, const std::string& kind = "auto", const std::string& polarity = "") {
    ReadBack read;
    ReadParams params;
    params.agilent_spectra = kind;
    params.polarity = polarity;
    read.summary = for_each_spectrum(path, params, [&](const Spectrum& s) { read.spectra.push_back(s); });
    return read;
}

std::vector<double> numbers_of(const AgilentScan& scan, const AgilentFolderOptions& options) {
    if (scan.calibration) return *scan.calibration;
    std::vector<double> numbers = options.traditional;
    numbers.insert(numbers.end(), options.polynomial.begin(), options.polynomial.end());
    return numbers;
}

/// What was written is what was read; m/z by the formula, here and now.
void check_profile(const Spectrum& spectrum, const AgilentScan& scan, const AgilentFolderOptions& options) {
    CHECK(spectrum.representation == Representation::profile);
    REQUIRE(spectrum.mz.size() == scan.counts.size());
    for (std::size_t i = 0; i < scan.counts.size(); ++i) {
        const double mz = flight_mz(numbers_of(scan, options), options.flags, scan.start_ns + double(i) * scan.step_ns);
        REQUIRE(std::abs(spectrum.mz[i] - mz) < 1e-12 * mz);
        REQUIRE(spectrum.intensity[i] == float(scan.counts[i]));
    }
}

void check_peaks(const Spectrum& spectrum, const AgilentScan& scan, const AgilentFolderOptions& options) {
    CHECK(spectrum.representation == Representation::centroid);
    REQUIRE(spectrum.mz.size() == scan.peak_x.size());
    for (std::size_t i = 0; i < scan.peak_x.size(); ++i) {
        const double x = scan.peak_x[i];
        const double mz = options.generation == 2 ? x : flight_mz(numbers_of(scan, options), options.flags, x);
        REQUIRE(std::abs(spectrum.mz[i] - mz) < 1e-12 * mz);
        REQUIRE(spectrum.intensity[i] == float(scan.peak_y[i]));
    }
}

const std::vector<double> own_numbers{5.7003e-4, 1001.25, 20000.0, 50150.0, 2e-12, -3e-17, 1e-21, -2e-31, 0, 0};

}  // namespace

TEST_CASE("agilent: profiles come back in every layout, packing and number of blocks", "[agilent]") {
    const TempFolder here;
    auto scans = small_agilent_run();
    scans[1].calibration = own_numbers;
    scans[2].calibration = own_numbers;
    (*scans[2].calibration)[1] += 0.5;
    for (const int generation : {4, 6})
        for (const auto packing : {AgilentPacking::plain, AgilentPacking::lzf, AgilentPacking::run_length})
            for (const bool peaks : {false, true})
                for (const std::uint32_t flags : {0u, 92u, 15u}) {
                    AgilentFolderOptions options{.generation = generation, .peaks = peaks, .packing = packing};
                    options.flags = flags;
                    options.polynomial = {20000.0, 51000.0, 1e-12, -2e-17, 1e-21, -1e-31, 0, 0};
                    const auto path = here.path() / "run.d";
                    fs::remove_all(path);
                    write_agilent_folder(path, scans, options);
                    const std::size_t stride = (generation == 4 ? 128 : 156) + (peaks ? 128 : 64);
                    CHECK(fs::file_size(path / "AcqData/MSScan.bin") == 228 + 3 * stride);
                    const ReadBack read = read_back(path, "profile");
                    REQUIRE(read.spectra.size() == 3);
                    for (std::size_t i = 0; i < 3; ++i) check_profile(read.spectra[i], scans[i], options);
                    CHECK(read.notes() == "");
                }
}

TEST_CASE("agilent: peak lists come back, of flight times and of m/z", "[agilent]") {
    const TempFolder here;
    auto scans = small_agilent_run();
    scans[0].calibration = own_numbers;
    for (const int generation : {4, 6, 2})
        for (const bool profile : {false, true})
            for (const bool single : {false, true}) {
                AgilentFolderOptions options{.generation = generation, .profile = profile, .peaks = true};
                options.single_precision_peaks = single;
                options.flags = 92;
                options.polynomial = {20000.0, 51000.0, 1e-12, -2e-17, 1e-21, -1e-31, 0, 0};
                if (generation == 2) scans[0].calibration.reset();
                auto written = scans;
                if (generation == 2)
                    for (AgilentScan& scan : written)
                        for (double& x : scan.peak_x) x /= 500.0;
                const auto path = here.path() / "run.d";
                fs::remove_all(path);
                write_agilent_folder(path, written, options);
                const ReadBack read = read_back(path, "centroid");
                REQUIRE(read.spectra.size() == 3);
                for (std::size_t i = 0; i < 3; ++i) check_peaks(read.spectra[i], written[i], options);
                CHECK(read.notes() == "");
                if (generation == 2) scans[0].calibration = own_numbers;
            }
}

TEST_CASE("agilent: single quadrupole records have the length of their description", "[agilent]") {
    const TempFolder here;
    write_agilent_folder(here.path() / "gc.d", small_agilent_run(), {.generation = 2});
    CHECK(fs::file_size(here.path() / "gc.d/AcqData/MSScan.bin") == 160 + 3 * 184);
}

TEST_CASE("agilent: ids, times, levels and polarities are those of the records", "[agilent]") {
    const TempFolder here;
    auto scans = small_agilent_run();
    scans[1].ms_level = 2;
    scans[2].polarity = 1;
    write_agilent_folder(here.path() / "run.d", scans, {});
    const ReadBack read = read_back(here.path() / "run.d");
    REQUIRE(read.spectra.size() == 2);
    CHECK(read.spectra[0].id == "scanId=2460");
    CHECK(read.spectra[0].time_s == 3.75);
    CHECK(read.spectra[0].polarity == Polarity::positive);
    CHECK(read.spectra[1].id == "scanId=3458");
    CHECK(read.spectra[1].time_s == 11.25);
    CHECK(read.spectra[1].polarity == Polarity::negative);
    CHECK(read.summary.ms2 == 1);
    CHECK(read_back(here.path() / "run.d", "auto", "negative").spectra.size() == 1);
}

TEST_CASE("agilent: of a folder with both kinds the one that was asked for is taken", "[agilent]") {
    const TempFolder here;
    const auto scans = small_agilent_run();
    write_agilent_folder(here.path() / "both.d", scans, {.peaks = true});
    CHECK(read_back(here.path() / "both.d", "profile").summary.profile == 3);
    CHECK(read_back(here.path() / "both.d", "centroid").summary.centroid == 3);
    CHECK(read_back(here.path() / "both.d").spectra.size() == 3);
    write_agilent_folder(here.path() / "profile.d", scans, {});
    CHECK(read_back(here.path() / "profile.d").summary.profile == 3);
    CHECK_THROWS_WITH(read_back(here.path() / "profile.d", "centroid"),
                      Catch::Contains("holds no peak lists, only profile spectra. Take these: --read.agilent_spectra"));
    write_agilent_folder(here.path() / "peaks.d", scans, {.profile = false, .peaks = true});
    CHECK(read_back(here.path() / "peaks.d").summary.centroid == 3);
    CHECK_THROWS_WITH(read_back(here.path() / "peaks.d", "profile"), Catch::Contains("holds no profile spectra"));
}

TEST_CASE("agilent: peak lists of a folder are centroids that detection can use", "[agilent]") {
    const TempFolder here;
    write_agilent_folder(here.path() / "run.d", small_agilent_run(), {.peaks = true});
    ReadParams params;
    params.agilent_spectra = "centroid";
    const ReadRun read = read_run(here.path() / "run.d", params);
    CHECK(read.run.scans() == 3);
    CHECK(read.run.mz.size() == 9);
    CHECK(read.run.polarity == Polarity::positive);
}

TEST_CASE("agilent: the metadata of the folder are told, personal names are not", "[agilent]") {
    const TempFolder here;
    AgilentFolderOptions options;
    options.contents =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><Contents><AcquiredTime>2024-03-05T10:20:30.1234567+09:00"
        "</AcquiredTime><InstrumentName>Instrument 1</InstrumentName><AcqSoftwareVersion>10.1 "
        "\xC2\xA9</AcqSoftwareVersion>"
        "<SeparationTechnique>4</SeparationTechnique><AcqStatus>2</AcqStatus></Contents>";
    options.devices =
        "<Devices><Device DeviceID=\"1\"><Name>TOF</Name><ModelNumber>G6230B</ModelNumber>"
        "<SerialNumber>SG1234</SerialNumber><Type>4</Type></Device><Device><Name>CE</Name></Device></Devices>";
    options.sample_info =
        "<SampleInfo><Field><Name>OperatorName</Name><Value>A. Person</Value></Field><Field>"
        "<Name>Sample Name</Name><Value> QC 3 </Value></Field><Field><Name>Data File</Name>"
        "<Value>D:\\Data\\qc3.d</Value></Field></SampleInfo>";
    options.time_segments = "<TimeSegments><TimeSegment><NumOfScans>3</NumOfScans></TimeSegment></TimeSegments>";
    write_agilent_folder(here.path() / "run.d", small_agilent_run(), options);
    const RunSummary summary = read_back(here.path() / "run.d").summary;
    CHECK(summary.format == "Agilent MassHunter .d, layout 4, profile, CE");
    CHECK(summary.instrument == "TOF G6230B, serial SG1234");
    CHECK(summary.start_time == "2024-03-05T10:20:30.1234567+09:00");
    CHECK(summary.software == std::vector<std::string>{"MassHunter acquisition 10.1 \xC2\xA9"});
    CHECK(summary.sample_name == "QC 3");
    CHECK(summary.source_name == "qc3.d");
    CHECK(notes_of(summary) == "");
}

TEST_CASE("agilent: the unit of times and the instrument's peak picking are told", "[agilent]") {
    const TempFolder here;
    write_agilent_folder(here.path() / "run.d", small_agilent_run(), {.peaks = true});
    const RunSummary profile = read_back(here.path() / "run.d", "profile").summary;
    CHECK(profile.time_unit == "minute");
    CHECK(profile.processing.empty());
    CHECK(profile.traces.empty());
    CHECK(read_back(here.path() / "run.d", "centroid").summary.processing ==
          std::vector<std::string>{"MassHunter peak picking"});
    write_agilent_folder(here.path() / "gc.d", small_agilent_run(), {.generation = 2});
    CHECK(read_back(here.path() / "gc.d").summary.processing == std::vector<std::string>{"peak picking"});
}

TEST_CASE("agilent: AcqData itself, a trailing slash and names in any case name the same run", "[agilent]") {
    const TempFolder here;
    const auto path = here.path() / "run.d";
    write_agilent_folder(path, small_agilent_run(), {});
    const FileHash hash = hash_input(path);
    CHECK(read_back(path / "AcqData").spectra.size() == 3);
    CHECK(read_back(path / "").spectra.size() == 3);
    fs::rename(path / "AcqData", path / "acqdata");
    fs::rename(path / "acqdata/MSScan.bin", path / "acqdata/msscan.BIN");
    fs::rename(path / "acqdata/DefaultMassCal.xml", path / "acqdata/defaultmasscal.xml");
    CHECK(read_back(path).spectra.size() == 3);
    CHECK(hash_input(path).sha256 == hash.sha256);
    fs::rename(path, here.path() / "renamed");
    CHECK(read_back(here.path() / "renamed").spectra.size() == 3);
}

TEST_CASE("agilent: the hash of a folder is that of the files that are read", "[agilent]") {
    const TempFolder here;
    const auto path = here.path() / "run.d";
    write_agilent_folder(path, small_agilent_run(), {.peaks = true});
    const FileHash hash = hash_input(path);
    CHECK(hash.bytes == input_bytes(path));
    CHECK(hash.bytes == read_back(path).summary.file_bytes);
    const auto state = input_state(path);
    static_cast<void>(here.file("run.d/AcqData/Pump1.cd", "pressure"));
    CHECK(hash_input(path).sha256 == hash.sha256);
    // A byte that goes from one file to the next makes another run.
    const auto peaks = bytes_of(path / "AcqData/MSPeak.bin"), profile = bytes_of(path / "AcqData/MSProfile.bin");
    static_cast<void>(here.file("run.d/AcqData/MSPeak.bin", profile.substr(profile.size() - 1) + peaks));
    static_cast<void>(here.file("run.d/AcqData/MSProfile.bin", profile.substr(0, profile.size() - 1)));
    CHECK(hash_input(path).sha256 != hash.sha256);
    CHECK(hash_input(path).bytes == hash.bytes);
    CHECK_FALSE(input_state(path) == state);
}

TEST_CASE("agilent: a schema that calls ChromScaleFactor a double is seen through", "[agilent]") {
    const TempFolder here;
    const AgilentFolderOptions options{.generation = 6, .chrom_scale_lie = true};
    const auto scans = small_agilent_run();
    write_agilent_folder(here.path() / "run.d", scans, options);
    const ReadBack read = read_back(here.path() / "run.d");
    REQUIRE(read.spectra.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) check_profile(read.spectra[i], scans[i], options);
    CHECK(read.has_note("agilent-schema-wrong"));
}

TEST_CASE("agilent: without a schema the layouts that are known are tried", "[agilent]") {
    const TempFolder here;
    for (const int generation : {2, 4, 6}) {
        AgilentFolderOptions options{.generation = generation, .schema = false};
        auto scans = small_agilent_run();
        if (generation == 2)
            for (AgilentScan& scan : scans)
                for (double& x : scan.peak_x) x /= 500.0;
        const auto path = here.path() / ("run" + std::to_string(generation) + ".d");
        write_agilent_folder(path, scans, options);
        const ReadBack read = read_back(path);
        REQUIRE(read.spectra.size() == 3);
        for (std::size_t i = 0; i < 3; ++i)
            generation == 2 ? check_peaks(read.spectra[i], scans[i], options)
                            : check_profile(read.spectra[i], scans[i], options);
        CHECK(read.has_note("agilent-schema-missing"));
    }
}

TEST_CASE("agilent: where the format table cannot be read, the blocks tell how they are packed", "[agilent]") {
    const TempFolder here;
    const auto scans = small_agilent_run();
    for (const auto packing : {AgilentPacking::plain, AgilentPacking::lzf, AgilentPacking::run_length})
        for (const char* kind : {"profile", "centroid"}) {
            const AgilentFolderOptions options{.peaks = true, .packing = packing, .format_table_off = true};
            const auto path = here.path() / "run.d";
            fs::remove_all(path);
            write_agilent_folder(path, scans, options);
            const ReadBack read = read_back(path, kind);
            REQUIRE(read.spectra.size() == 3);
            for (std::size_t i = 0; i < 3; ++i)
                std::string(kind) == "profile" ? check_profile(read.spectra[i], scans[i], options)
                                               : check_peaks(read.spectra[i], scans[i], options);
            REQUIRE(read.summary.notes.size() == 1);
            CHECK(read.summary.notes[0].text == "format table ends at 228, records start at 232; using defaults");
        }
}

TEST_CASE("agilent: empty spectra are empty, and a run may begin with them", "[agilent]") {
    const TempFolder here;
    auto scans = small_agilent_run();
    scans[0].counts.clear();
    write_agilent_folder(here.path() / "run.d", scans, {});
    const ReadBack read = read_back(here.path() / "run.d");
    REQUIRE(read.spectra.size() == 3);
    CHECK(read.spectra[0].mz.empty());
    CHECK(read.summary.ms1_empty == 1);
}

TEST_CASE("agilent: collision energies that alternate are told", "[agilent]") {
    const TempFolder here;
    auto scans = small_agilent_run();
    scans[1].collision_energy_v = -20.0;
    write_agilent_folder(here.path() / "run.d", scans, {});
    const ReadBack read = read_back(here.path() / "run.d");
    REQUIRE(read.summary.notes.size() == 1);
    CHECK(read.summary.notes[0].text ==
          "1 MS1 scans have another collision energy than the first (0 V): fragments of all ions may be among them");
}
