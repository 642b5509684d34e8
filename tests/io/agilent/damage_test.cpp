/// \file
/// MassHunter folders that are damaged, cut, or of others: one clear line each, and never a wrong value in silence.

#include "io/base/faults.hpp"
#include "io/read_run.hpp"
#include "tests/support/agilent_folder.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <optional>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

// Layout 4 with one block: records of 192 bytes from 228 on.
constexpr std::size_t record = 228, stride = 192, block = 128;
constexpr std::size_t scan_time = 12, ms_level = 20, calibration_id = 52, mass_cal_offset = 108;
constexpr std::size_t format_id = block, offset = block + 4, byte_count = block + 12, point_count = block + 16,
                      uncompressed = block + 20;

class Made {
public:
    explicit Made(const AgilentFolderOptions& options = {},
                  const std::vector<AgilentScan>& scans = small_agilent_run()) {
        write_agilent_folder(path(), scans, options);
    }
    [[nodiscard]] fs::path path() const { return here_.path() / "run.d"; }
    [[nodiscard]] std::string bytes(const std::string& name) const { return bytes_of(path() / "AcqData" / name); }
    void set(const std::string& name, const std::string& bytes) const {
        static_cast<void>(here_.file("run.d/AcqData/" + name, bytes));
    }
    void remove(const std::string& name) const { fs::remove(path() / "AcqData" / name); }
    void cut(const std::string& name, std::size_t size) const { set(name, bytes(name).substr(0, size)); }

    template <class Number>
    void patch(const std::string& name, std::size_t at, Number value) const {
        std::string text = bytes(name);
        REQUIRE(at + sizeof value <= text.size());
        std::memcpy(text.data() + at, &value, sizeof value);
        set(name, text);
    }
    void replace(const std::string& name, const std::string& from, const std::string& to) const {
        std::string text = bytes(name);
        const auto at = text.find(from);
        REQUIRE(at != std::string::npos);
        set(name, text.replace(at, from.size(), to));
    }
    void patch_scan(std::size_t scan, std::size_t field, std::int32_t value) const {
        patch("MSScan.bin", record + scan * stride + field, value);
    }

    /// The message, without the folder's name; "none" where the run can be read.
    [[nodiscard]] std::string refusal(const std::string& kind = "auto") const {
        try {
            ReadParams params;
            params.agilent_spectra = kind;
            static_cast<void>(for_each_spectrum(path(), params, [](const Spectrum&) {}));
        } catch (const InputError& error) {
            const std::string line = error.what(), name = path().string() + ": ";
            CHECK(line.find('\n') == std::string::npos);
            REQUIRE(line.starts_with(name));
            return line.substr(name.size());
        }
        return "none";
    }
    /// "PLACE: text" of the notes of a run that can be read.
    [[nodiscard]] std::string notes(std::size_t* spectra = nullptr) const {
        std::string all;
        std::size_t count = 0;
        const RunSummary summary = for_each_spectrum(path(), {}, [&](const Spectrum&) { ++count; });
        for (const Note& note : summary.notes) all += note.where + ": " + note.text + "\n";
        if (spectra) *spectra = count;
        return all;
    }

private:
    TempFolder here_;
};

std::vector<AgilentScan> calibrated_run() {
    auto scans = small_agilent_run();
    for (std::size_t i = 0; i < scans.size(); ++i)
        scans[i].calibration = {5.7e-4 + 1e-8 * double(i), 1000.0, 20000, 60000, 1e-12, 1e-17, 0, 0, 0, 0};
    return scans;
}

}  // namespace

TEST_CASE("agilent damage: folders of others are refused by name", "[agilent]") {
    const TempFolder here;
    const auto refusal = [&](const fs::path& path) -> std::string {
        try {
            static_cast<void>(for_each_spectrum(path, {}, [](const Spectrum&) {}));
        } catch (const InputError& error) {
            return error.what();
        }
        return "none";
    };
    for (const char* name : {"empty.d", "bruker.d", "chem.D", "half.d/AcqData", "plain"})
        fs::create_directories(here.path() / name);
    static_cast<void>(here.file("bruker.d/analysis.tdf", ""));
    static_cast<void>(here.file("chem.D/data.ms", ""));
    CHECK_THAT(refusal(here.path() / "empty.d"), Contains("not an Agilent MassHunter folder: AcqData/ missing"));
    CHECK_THAT(refusal(here.path() / "bruker.d"), Contains("this .d is a Bruker folder (analysis.*), not Agilent"));
    CHECK_THAT(refusal(here.path() / "chem.D"),
               Contains("ChemStation folder (data.ms): not supported; MassHunter AcqData/MSScan.bin missing"));
    CHECK_THAT(refusal(here.path() / "half.d"), Contains("AcqData/MSScan.bin missing"));
    CHECK_THAT(refusal(here.path() / "plain"), Contains("is a directory"));
    const Made icp;
    icp.set("MSScan_XSpecific.bin", "");
    CHECK_THAT(icp.refusal(), Contains("ICP-MS data (MSScan_XSpecific.bin): not supported"));
    const Made mobility;
    mobility.set("MSScan.xsd",
                 "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><xs:complexType name=\"ScanRecordType\">"
                 "<xs:sequence><xs:element name=\"FrameID\" type=\"xs:int\"/><xs:element name=\"DriftBin\" "
                 "type=\"xs:int\"/></xs:sequence></xs:complexType></xs:schema>");
    CHECK_THAT(mobility.refusal(), Contains("ion-mobility data: not supported"));
    const Made quadrupole;
    quadrupole.patch("MSScan.bin", 0x48, std::int32_t(5));
    CHECK_THAT(quadrupole.refusal(), Contains("triple-quadrupole (QqQ) profile data: not supported"));
}

TEST_CASE("agilent damage: the header of MSScan.bin", "[agilent]") {
    const auto with = [](const std::function<void(const Made&)>& damage) {
        const Made made;
        damage(made);
        return made.refusal();
    };
    CHECK_THAT(with([](const Made& m) { m.cut("MSScan.bin", 91); }),
               Contains("MSScan.bin: 91 bytes, shorter than its 92-byte header"));
    CHECK_THAT(with([](const Made& m) { m.patch("MSScan.bin", 0, std::uint16_t(0x0109)); }),
               Contains("MSScan.bin: tag 0x0109, expected 0x0101"));
    CHECK_THAT(with([](const Made& m) { m.patch("MSScan.bin", 0x4c, std::int32_t(0)); }),
               Contains("MSScan.bin: implausible block count B at 0x4C"));
    CHECK_THAT(with([](const Made& m) { m.patch("MSScan.bin", 0x50, std::int32_t(17)); }),
               Contains("MSScan.bin: implausible format count"));
    CHECK_THAT(with([](const Made& m) { m.patch("MSScan.bin", 0x5c + 16, std::int32_t(-1)); }),
               Contains("MSScan.bin: implausible axis count"));
    for (const std::int32_t bad : {91, -1, 5000})
        CHECK_THAT(with([&](const Made& m) { m.patch("MSScan.bin", 0x58, bad); }),
                   Contains("MSScan.bin: first record offset " + std::to_string(bad) + " outside the file (size 804)"));
    CHECK_THAT(with([](const Made& m) { m.cut("MSScan.bin", record); }), Contains("MSScan.bin: no scan records"));
}

TEST_CASE("agilent damage: the schema", "[agilent]") {
    const auto with = [](const std::function<void(const Made&)>& damage) {
        const Made made;
        damage(made);
        return made.refusal();
    };
    const auto changed = [&](const char* from, const char* to) {
        return with([&](const Made& m) { m.replace("MSScan.xsd", from, to); });
    };
    const std::string begin = Made().bytes("MSScan.xsd").substr(0, 600);
    CHECK_THAT(with([&](const Made& m) { m.set("MSScan.xsd", begin); }),
               Contains("MSScan.xsd: not well-formed XML at line " +
                        std::to_string(1 + std::count(begin.begin(), begin.end(), '\n')) + "."));
    CHECK_THAT(changed("\"ScanTime\"", "\"ScanTimes\""), Contains("MSScan.xsd: missing element 'ScanTime'"));
    for (const char* name : {"SpectrumFormatID", "SpectrumOffset", "ByteCount", "PointCount"})
        CHECK_THAT(changed(("\"" + std::string(name) + "\"").c_str(), "\"Other\""),
                   Contains("MSScan.xsd: missing element '" + std::string(name) + "'"));
    CHECK_THAT(changed("xs:long", "xs:decimal"), Contains("MSScan.xsd: unknown type 'xs:decimal'"));
    CHECK_THAT(changed("xs:long", "mstns:Absent"), Contains("MSScan.xsd: unknown type 'mstns:Absent'"));
    CHECK_THAT(changed("xs:long", "mstns:SpectrumParamsType"), !Contains("recursive"));
    CHECK_THAT(changed("name=\"MinX\" type=\"xs:double\"", "name=\"MinX\" type=\"SpectrumParamsType\""),
               Contains("MSScan.xsd: recursive type 'SpectrumParamsType'"));
    CHECK_THAT(changed("minOccurs=\"0\" name=\"ScanID\"", "maxOccurs=\"9\" name=\"ScanID\""),
               Contains("MSScan.xsd: repeated element 'ScanID'"));
    CHECK_THAT(
        with([](const Made& m) { m.set("MSScan.xsd", "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"/>"); }),
        Contains("MSScan.xsd: no complexType 'ScanRecordType'"));
    CHECK_THAT(with([](const Made& m) {
                   m.remove("MSScan.xsd");
                   m.patch("MSScan.bin", 0x48, std::int32_t(7));
               }),
               Contains("MSScan.xsd: missing"));
    CHECK_THAT(with([](const Made& m) {  // of another layout than the generation says
                   m.remove("MSScan.xsd");
                   m.patch("MSScan.bin", 0x48, std::int32_t(6));
               }),
               Contains("MSScan.xsd: missing"));
}

TEST_CASE("agilent damage: types of types without an end take no time and no memory", "[agilent]") {
    std::string xml = "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">";
    for (int level = 0; level < 8; ++level) {
        xml += "<xs:complexType name=\"" + (level == 0 ? std::string("ScanRecordType") : "T" + std::to_string(level)) +
               "\"><xs:sequence>";
        for (int i = 0; i < 60; ++i)
            xml +=
                "<xs:element name=\"e\" type=\"" + (level == 7 ? "xs:int" : "T" + std::to_string(level + 1)) + "\"/>";
        xml += "</xs:sequence></xs:complexType>";
    }
    const Made made;
    made.set("MSScan.xsd", xml + "</xs:schema>");
    CHECK_THAT(made.refusal(), Contains("MSScan.xsd: too many fields, from 'e'"));
}

TEST_CASE("agilent damage: records", "[agilent]") {
    const auto with = [](const std::function<void(const Made&)>& damage) {
        const Made made;
        damage(made);
        return made.refusal();
    };
    CHECK_THAT(with([](const Made& m) { m.patch("MSScan.bin", record + stride + scan_time, 0.01); }),
               Contains("MSScan.bin: scan 1: ScanTime 0.01 (previous 0.0625)"));
    CHECK_THAT(with([](const Made& m) { m.patch("MSScan.bin", record + scan_time, -1.0); }),
               Contains("MSScan.bin: scan 0: ScanTime -1"));
    CHECK_THAT(with([](const Made& m) { m.patch("MSScan.bin", record + 2 * stride + scan_time, no_value); }),
               Contains("MSScan.bin: scan 2: ScanTime nan"));
    CHECK_THAT(with([](const Made& m) { m.patch_scan(1, ms_level, 3); }),
               Contains("MSScan.bin: scan 1: MSLevel 3, expected 1 or 2"));
    CHECK_THAT(with([](const Made& m) { m.patch_scan(1, format_id, 3); }),
               Contains("MSScan.bin: scan 1 block 0: unknown SpectrumFormatID 3"));
    CHECK_THAT(with([](const Made& m) { m.patch_scan(1, offset + 4, -1); }),
               Contains("MSScan.bin: scan 1: negative SpectrumOffset"));
    CHECK_THAT(with([](const Made& m) { m.patch_scan(1, byte_count, -1); }),
               Contains("MSScan.bin: scan 1: negative ByteCount"));
    CHECK_THAT(with([](const Made& m) { m.patch_scan(1, point_count, -1); }),
               Contains("MSScan.bin: scan 1: negative PointCount"));
    CHECK_THAT(
        with([](const Made& m) {
            m.cut("MSScan.bin", record + 2 * stride + 7);
            m.patch_scan(1, ms_level, 0);
        }),
        Contains("MSScan.bin: 391 bytes of records are not a multiple of the record length 192 (2 whole records, "
                 "7 bytes left)"));
    const Made cut;
    cut.cut("MSScan.bin", record + 2 * stride + 7);
    std::size_t spectra = 0;
    CHECK_THAT(
        cut.notes(&spectra),
        Contains("MSScan.bin: 391 bytes of records are not a multiple of the record length 192 (2 whole records, "
                 "7 bytes left)"));
    CHECK(spectra == 2);
}

TEST_CASE("agilent damage: an interrupted acquisition keeps its complete scans", "[agilent]") {
    const Made made;
    const std::size_t whole = made.bytes("MSProfile.bin").size();
    made.cut("MSProfile.bin", whole - 1);
    std::size_t spectra = 0;
    CHECK_THAT(made.notes(&spectra), Contains("MSProfile.bin: scan 2 needs bytes ") &&
                                         Contains(".." + std::to_string(whole) + ", file has " +
                                                  std::to_string(whole - 1) + " (acquisition interrupted?)") &&
                                         Contains("1 of 3 scans are incomplete and were dropped"));
    CHECK(spectra == 2);
    made.cut("MSProfile.bin", 80);
    CHECK_THAT(made.refusal(), Contains("MSProfile.bin: scan 0 needs bytes 68..") &&
                                   Contains("(acquisition interrupted?): no spectrum is complete"));
    made.remove("MSProfile.bin");
    CHECK_THAT(made.refusal(), Contains("MSProfile.bin: scan 0 needs bytes"));
    const Made hole;
    hole.patch_scan(1, offset + 4, 1);
    CHECK_THAT(hole.refusal(), Contains("MSProfile.bin: scan 1 needs bytes") && Contains("but scan 2 behind it"));
}

TEST_CASE("agilent damage: a scan may be complete in one of two files", "[agilent]") {
    const Made made({.peaks = true});
    made.cut("MSProfile.bin", 80);
    std::size_t spectra = 0;
    static_cast<void>(made.notes(&spectra));
    CHECK(spectra == 3);
    CHECK_THAT(made.refusal("profile"), Contains("MSProfile.bin: scan 0 needs bytes"));
    CHECK(made.refusal("centroid") == "none");
    made.cut("MSPeak.bin", 100);
    CHECK_THAT(made.refusal("centroid"), Contains("MSPeak.bin: scan 0 needs bytes 68..104, file has 100"));
}

namespace {

// Layout 4 with both kinds: records of 256 bytes, the second block 64 bytes behind the first.
constexpr std::size_t two_stride = 256, block_size = 64;

/// A folder with both kinds, in which the last `scans` scans have a profile alone: twice the same block.
void without_peaks(const Made& made, std::size_t scans) {
    std::string bytes = made.bytes("MSScan.bin");
    for (std::size_t scan = 3 - scans; scan < 3; ++scan) {
        const std::size_t at = record + scan * two_stride + block;
        bytes.replace(at + block_size, block_size, bytes.substr(at, block_size));
    }
    made.set("MSScan.bin", bytes);
}

}  // namespace

TEST_CASE("agilent damage: a scan that is dropped is told with its own file and the reason", "[agilent]") {
    const Made made({.peaks = true});
    without_peaks(made, 2);
    made.cut("MSProfile.bin", 80);  // no profile is whole: peak lists are taken, which scans 1 and 2 have not
    std::size_t spectra = 0;
    const std::string notes = made.notes(&spectra);
    CHECK(spectra == 1);
    CHECK_THAT(notes, Contains("MSProfile.bin: scan 1 needs bytes ") &&
                          Contains(", file has 80 (acquisition interrupted?); 2 of 3 scans are incomplete and were "
                                   "dropped"));
    CHECK_THAT(notes, !Contains("MSPeak.bin:  ("));
}

TEST_CASE("agilent damage: of the scans that are dropped those count that were wanted", "[agilent]") {
    auto scans = small_agilent_run();
    scans[2].ms_level = 2;
    const Made made({}, scans);
    made.cut("MSProfile.bin", made.bytes("MSProfile.bin").size() - 1);
    std::size_t spectra = 0;
    CHECK(made.notes(&spectra) == "");
    CHECK(spectra == 2);
    CHECK(for_each_spectrum(made.path(), {}, [](const Spectrum&) {}).ms2 == 1);

    scans = small_agilent_run();
    scans[1].ms_level = 2;
    const Made both({.peaks = true}, scans);
    std::string bytes = both.bytes("MSScan.bin");  // scans 1 and 2 have a peak list alone
    for (std::size_t scan = 1; scan < 3; ++scan) {
        const std::size_t at = record + scan * two_stride + block;
        bytes.replace(at, block_size, bytes.substr(at + block_size, block_size));
    }
    both.set("MSScan.bin", bytes);
    ReadParams params;
    params.agilent_spectra = "profile";
    const RunSummary read = for_each_spectrum(both.path(), params, [](const Spectrum&) {});
    CHECK(read.ms1 == 1);
    CHECK(read.ms2 == 1);
    REQUIRE(read.notes.size() == 2);
    CHECK(read.notes[1].code == "agilent-other-kind");
    CHECK(read.notes[1].text == "1 of 3 scans have no profile and were skipped");
}

TEST_CASE("agilent damage: a hole in either file is refused where spectra are taken from it", "[agilent]") {
    // Scan 0 has a peak list alone, whose place lies behind its file; those of scans 1 and 2 do not.
    const Made made({.peaks = true});
    made.patch("MSScan.bin", record + offset + block_size + 4, std::int32_t(1));
    CHECK(made.refusal() == "none");  // profiles alone are taken
    std::string bytes = made.bytes("MSScan.bin");
    bytes.replace(record + block, block_size, bytes.substr(record + block + block_size, block_size));
    made.set("MSScan.bin", bytes);
    CHECK_THAT(made.refusal(), Contains("MSPeak.bin: scan 0 needs bytes") && Contains("but scan 1 behind it is there"));
    CHECK(made.refusal("profile") == "none");
}

TEST_CASE("agilent damage: an acquisition that did not end, and another number of scans, are told", "[agilent]") {
    AgilentFolderOptions options;
    options.contents = "<Contents><AcqStatus>1</AcqStatus></Contents>";
    options.time_segments = "<TimeSegments><TimeSegment><NumOfScans>9</NumOfScans></TimeSegment></TimeSegments>";
    options.devices = "<Devices><Device>";
    CHECK_THAT(Made(options).notes(), Contains("Contents.xml: AcqStatus 1 instead of 2: the acquisition did not end") &&
                                          Contains("MSTS.xml: tells 9 scans, MSScan.bin has 3") &&
                                          Contains("Devices.xml: not well-formed XML"));
}

TEST_CASE("agilent damage: peak lists", "[agilent]") {
    const Made made({.profile = false, .peaks = true});
    made.patch_scan(1, point_count, 4);
    CHECK_THAT(made.refusal(), Contains("MSPeak.bin: scan 1: 36 bytes for 4 points of 12 bytes"));
    made.patch_scan(1, point_count, 3);
    made.patch("MSPeak.bin", 68 + 36 + 8, 50000.0);
    CHECK_THAT(made.refusal(), Contains("scan 1: calibration gives non-increasing m/z at bin 1"));
    const Made other({.profile = false, .peaks = true});
    other.patch("MSScan.bin", 0x5c + 68 + 8, std::int32_t(512));
    CHECK_THAT(other.refusal(), Contains("MSPeak.bin: scan 0: unsupported spectrum format (storage 3, packing 512, "
                                         "quantity 7)"));
    other.patch("MSScan.bin", 0x5c + 68 + 4, std::int32_t(4));
    CHECK_THAT(other.refusal(), Contains("unsupported spectrum format (storage 4, packing 512, quantity 7)"));
}

TEST_CASE("agilent damage: packed profiles", "[agilent]") {
    const Made lzf({.packing = AgilentPacking::lzf});
    lzf.patch_scan(1, uncompressed, 9);
    CHECK_THAT(lzf.refusal(), Contains("MSProfile.bin: scan 1: uncompressed size 9, expected 16+4*601"));
    lzf.patch_scan(1, point_count, 0x7fffff0);
    lzf.patch_scan(1, uncompressed, 16 + 4 * 0x7fffff0);
    CHECK_THAT(lzf.refusal(), Contains("MSProfile.bin: scan 1: ") && Contains("points are more than the limit"));
    lzf.patch_scan(1, point_count, 1000000);
    lzf.patch_scan(1, uncompressed, 4000016);
    CHECK_THAT(lzf.refusal(), Contains("MSProfile.bin: scan 1: uncompressed size 4000016"));
    const Made broken({.packing = AgilentPacking::lzf});
    broken.patch("MSProfile.bin", 68, std::uint8_t(0xff));
    CHECK_THAT(broken.refusal(), Contains("MSProfile.bin: scan 0: corrupt LZF data at input byte 0 (distance"));

    const Made runs;
    runs.patch("MSProfile.bin", 68 + 16 + 3, std::uint8_t(0x91));
    CHECK_THAT(runs.refusal(), Contains("MSProfile.bin: scan 0: run-length header word 0x91000258, expected 0x90 and "
                                        "600 points"));
    runs.patch("MSProfile.bin", 68 + 16 + 3, std::uint8_t(0x90));
    runs.patch("MSProfile.bin", 68 + 20, std::int32_t(1));
    CHECK_THAT(runs.refusal(),
               Contains("MSProfile.bin: scan 0: corrupt run-length data at byte 20 (a positive number"));
    const Made axis;
    axis.patch("MSProfile.bin", 68 + 8, 0.0);
    CHECK_THAT(axis.refusal(), Contains("MSProfile.bin: scan 0: bad flight-time axis (start 50000, step 0)"));
    const Made tiny;
    tiny.patch_scan(0, byte_count, 23);
    CHECK_THAT(tiny.refusal(), Contains("MSProfile.bin: scan 0: run-length block of 23 bytes"));
    const Made huge;
    huge.patch_scan(0, point_count, 16000000);
    CHECK_THAT(huge.refusal(), Contains("MSProfile.bin: scan 0: 16000000 points in ") && Contains("not plausible"));
    const Made format;
    format.patch("MSScan.bin", 0x5c + 8, std::int32_t(0x2000));
    CHECK_THAT(format.refusal(),
               Contains("MSProfile.bin: scan 0: unsupported spectrum format (storage 2, packing 8192, quantity 7)"));
}

TEST_CASE("agilent damage: calibrations", "[agilent]") {
    const auto with = [](const AgilentFolderOptions& options, const std::function<void(const Made&)>& damage) {
        const Made made(options);
        damage(made);
        return made.refusal();
    };
    const auto nothing = [](const Made&) {};
    AgilentFolderOptions options;
    options.default_calibration = false;
    CHECK_THAT(with(options, nothing), Contains("DefaultMassCal.xml missing: flight times cannot be converted to m/z"));
    CHECK_THAT(with({}, [](const Made& m) { m.patch_scan(1, calibration_id, 9); }),
               Contains("DefaultMassCal.xml: no calibration with id 9 (scan 1)"));
    options = {};
    options.flags = 0x7f;
    CHECK_THAT(with(options, nothing), Contains("DefaultMassCal.xml: calibration 1: more than 6 bits set"));
    options = {};
    options.traditional = {5.7e-4, 1000, 3};
    CHECK_THAT(with(options, nothing), Contains("DefaultMassCal.xml: calibration 1: 3 values in the Traditional step"));
    CHECK_THAT(with({}, [](const Made& m) { m.replace("DefaultMassCal.xml", ">1000<", ">1e999<"); }),
               Contains("DefaultMassCal.xml: calibration 1: a value is not a finite number"));
    CHECK_THAT(with({}, [](const Made& m) { m.cut("DefaultMassCal.xml", 200); }),
               Contains("DefaultMassCal.xml: not well-formed XML"));
    options = {};
    options.traditional = {5.7e-4, 60000};
    CHECK_THAT(with(options, nothing), Contains("scan 0: calibration gives non-increasing m/z at bin 0"));
}

TEST_CASE("agilent damage: calibrations of single scans", "[agilent]") {
    const Made made({}, calibrated_run());
    made.patch("MSMassCal.bin", 72 + 84, std::int32_t(9));
    CHECK_THAT(made.refusal(), Contains("MSMassCal.bin: scan 1: count 9, expected 10"));
    made.cut("MSMassCal.bin", 72 + 84);
    CHECK_THAT(made.refusal(), Contains("MSMassCal.bin: scan 1: record at offset 156 outside the file"));
    made.patch("MSMassCal.bin", 0, std::uint16_t(0x0101));
    CHECK_THAT(made.refusal(), Contains("MSMassCal.bin: tag 0x0101, expected 0x0104"));
    made.remove("MSMassCal.bin");
    CHECK_THAT(made.notes(), Contains("MSMassCal.bin: missing, though scan 0 refers to it"));

    const Made moved({}, calibrated_run());
    for (int scan = 0; scan < 3; ++scan) moved.patch_scan(std::size_t(scan), mass_cal_offset, 100000 + 84 * scan);
    CHECK_THAT(moved.notes(), Contains("MSMassCal.bin: scan 2: record at offset 100168 outside the file; row 2 of the "
                                       "file was taken"));
    AgilentFolderOptions options;
    options.default_calibration = false;
    CHECK_THAT(Made(options, calibrated_run()).notes(),
               Contains("DefaultMassCal.xml: missing: m/z are without their polynomial correction"));
}

TEST_CASE("agilent damage: spectra that share bytes, and bytes of no spectrum, are told", "[agilent]") {
    const Made made;
    std::int32_t first = 0;
    std::memcpy(&first, made.bytes("MSScan.bin").data() + record + byte_count, 4);
    made.patch("MSScan.bin", record + stride + offset, std::int64_t(68));
    made.patch_scan(1, byte_count, first);
    made.patch_scan(1, point_count, 600);
    CHECK_THAT(made.notes(), Contains("MSProfile.bin: the spectrum of scan 1 begins inside an earlier one (1 do)"));
    const Made longer;
    longer.set("MSProfile.bin", longer.bytes("MSProfile.bin") + "abc");
    CHECK_THAT(longer.notes(), Contains("MSProfile.bin: 3 bytes behind the last spectrum"));
}

TEST_CASE("agilent damage: flight times that are called m/z are refused", "[agilent]") {
    const Made made({.profile = false, .peaks = true});
    made.patch("MSScan.bin", 0x5c + 68 + 24, std::int32_t(5));
    CHECK_THAT(made.refusal(), Contains("MSPeak.bin: scan 0: the base peak lies at 50152.5 and its record says m/z ") &&
                                   Contains("flight times without a calibration"));
}

TEST_CASE("agilent damage: a block that is not the one that was written is told", "[agilent]") {
    const Made made;
    made.patch("MSScan.bin", record + block + 48, 5.0);
    CHECK_THAT(made.notes(), Contains("MSProfile.bin: the largest intensity of scan 0 is 72100, its record says 5"));
}

namespace {

using Values = std::map<std::string, Spectrum>;

struct Attempt {
    Values values;
    bool refused = false, told = false;
    std::string line;  ///< of the refusal
};

// Every failure must be an Error with one line; anything else fails the test.
Attempt attempt(const fs::path& path, const std::string& kind) {
    Attempt made;
    ReadParams params;
    params.agilent_spectra = kind;
    try {
        const RunSummary summary = for_each_spectrum(path, params, [&](const Spectrum& s) { made.values[s.id] = s; });
        made.told = !summary.notes.empty();
    } catch (const InputError& error) {
        made.refused = true;
        made.line = error.what();
        if (made.line.find('\n') != std::string::npos) FAIL("more than one line: " << made.line);
    }
    return made;
}

bool equal(const Values& a, const Values& b) {
    if (a.size() != b.size()) return false;
    for (const auto& [id, spectrum] : a) {
        const auto other = b.find(id);
        if (other == b.end() || other->second.mz != spectrum.mz || other->second.intensity != spectrum.intensity)
            return false;
    }
    return true;
}

struct Victim {
    const char* kind;
    AgilentFolderOptions options;
};
const Victim victims[] = {
    {"profile", {.packing = AgilentPacking::run_length}},
    {"profile", {.packing = AgilentPacking::lzf}},
    {"profile", {.generation = 6, .peaks = true, .packing = AgilentPacking::plain}},
    {"centroid", {.profile = false, .peaks = true}},
    {"centroid", {.generation = 2, .single_precision_peaks = false}},
};

/// The XML files are the same for all victims: one is enough.
bool is_worth(const std::string& name, const Victim& victim) {
    return name.ends_with(".bin") || &victim == &victims[0];
}

std::vector<AgilentScan> victim_scans(int generation) {
    auto scans = calibrated_run();
    for (AgilentScan& scan : scans) {
        scan.counts.resize(430);
        if (generation == 2) scan.calibration.reset();
        if (generation == 2)
            for (double& x : scan.peak_x) x /= 500.0;
    }
    return scans;
}

}  // namespace

TEST_CASE("agilent damage: files cut at every byte give a clear line or right values", "[agilent]") {
    for (const Victim& victim : victims) {
        const auto& [kind, options] = victim;
        const Made made(options, victim_scans(options.generation));
        const Values right = attempt(made.path(), kind).values;
        REQUIRE(right.size() == 3);
        for (const auto& entry : fs::directory_iterator(made.path() / "AcqData")) {
            const std::string name = entry.path().filename().string(), whole = made.bytes(name);
            if (!is_worth(name, victim)) continue;
            for (std::size_t size = 0; size < whole.size(); ++size) {
                made.set(name, whole.substr(0, size));
                const Attempt cut = attempt(made.path(), kind);
                bool fine = cut.refused || cut.told || equal(cut.values, right);
                for (const auto& [id, spectrum] : cut.values) fine = fine && right.contains(id);
                if (!fine) FAIL(name << " cut to " << size << " bytes gives other values without a word");
            }
            made.set(name, whole);
        }
    }
}

TEST_CASE("agilent damage: lengths and offsets with any bit changed give a clear line or right values", "[agilent]") {
    for (const auto& [kind, options] : victims) {
        const Made made(options, victim_scans(options.generation));
        const Values right = attempt(made.path(), kind).values;
        const std::string whole = made.bytes("MSScan.bin");
        std::int32_t first = 0;
        std::memcpy(&first, whole.data() + 0x58, 4);
        const std::size_t length = (whole.size() - std::size_t(first)) / 3;
        const std::size_t blocks = options.generation == 6 ? 156 : options.generation == 2 ? 132 : 128;
        std::vector<std::size_t> fields;
        for (std::size_t at = 0x4c; at < std::size_t(first); at += 4) fields.push_back(at);
        for (std::size_t scan = 0; scan < 3; ++scan) {
            const std::size_t begin = std::size_t(first) + scan * length;
            for (std::size_t at = blocks; at < blocks + (options.generation == 2 ? 20 : 24); at += 4)
                fields.push_back(begin + at);
            if (options.generation != 2) fields.push_back(begin + (options.generation == 6 ? 124 : 108));
        }
        std::size_t refused = 0;
        for (const std::size_t field : fields)
            for (std::size_t bit = 0; bit < 32; ++bit) {
                std::string flipped = whole;
                flipped[field + bit / 8] = char(flipped[field + bit / 8] ^ (1 << bit % 8));
                made.set("MSScan.bin", flipped);
                const Attempt read = attempt(made.path(), kind);
                refused += read.refused;
                if (!read.refused && !read.told && !equal(read.values, right))
                    FAIL("bit " << bit << " at " << field << " gives other values without a word");
            }
        CHECK(refused > fields.size());
    }
}

TEST_CASE("agilent damage: any byte changed in any file gives values or one line that names the folder", "[agilent]") {
    constexpr unsigned changes[] = {0x01, 0x80, 0xff, 0x20};
    for (const Victim& victim : victims) {
        const auto& [kind, options] = victim;
        const Made made(options, victim_scans(options.generation));
        std::size_t attempts = 0, bytes = 0, refused = 0, read = 0;
        for (const auto& entry : fs::directory_iterator(made.path() / "AcqData")) {
            const std::string name = entry.path().filename().string(), whole = made.bytes(name);
            if (!is_worth(name, victim)) continue;
            bytes += whole.size();
            for (std::size_t at = 0; at < whole.size(); ++at) {
                std::string other = whole;
                other[at] = char(static_cast<unsigned char>(other[at]) ^ changes[at % 4]);
                made.set(name, other);
                const Attempt result = attempt(made.path(), kind);
                ++attempts;
                refused += result.refused;
                read += !result.refused && !result.values.empty();
                if (result.refused && !result.line.starts_with(made.path().string() + ": "))
                    FAIL(name << " changed at " << at << " is refused without the folder's name: " << result.line);
            }
            made.set(name, whole);
        }
        CHECK(attempts == bytes);
        CHECK(refused + read == attempts);
        CHECK(refused > 0);
        CHECK(read > 0);
    }
}

TEST_CASE("agilent damage: calibrations whose places are lost are taken row by row", "[agilent]") {
    const Made made({}, calibrated_run());
    const Values right = attempt(made.path(), "profile").values;
    for (int scan = 0; scan < 3; ++scan) made.patch_scan(std::size_t(scan), mass_cal_offset, 100000 + 84 * scan);
    const Attempt moved = attempt(made.path(), "profile");
    CHECK(moved.told);
    CHECK(right.size() == 3);
    CHECK(equal(moved.values, right));
}
