/// \file
/// MassHunter folders that are damaged, cut, or of others: one clear line each, and never a wrong value in silence.

#include "tests/support/damaged_agilent.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

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
    const DamagedFolder icp;
    icp.set("MSScan_XSpecific.bin", "");
    CHECK_THAT(icp.refusal(), Contains("ICP-MS data (MSScan_XSpecific.bin): not supported"));
    const DamagedFolder mobility;
    mobility.set("MSScan.xsd",
                 "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><xs:complexType name=\"ScanRecordType\">"
                 "<xs:sequence><xs:element name=\"FrameID\" type=\"xs:int\"/><xs:element name=\"DriftBin\" "
                 "type=\"xs:int\"/></xs:sequence></xs:complexType></xs:schema>");
    CHECK_THAT(mobility.refusal(), Contains("ion-mobility data: not supported"));
    const DamagedFolder quadrupole;
    quadrupole.patch("MSScan.bin", 0x48, std::int32_t(5));
    CHECK_THAT(quadrupole.refusal(), Contains("triple-quadrupole (QqQ) profile data: not supported"));
}

TEST_CASE("agilent damage: the header of MSScan.bin", "[agilent]") {
    const auto with = [](const std::function<void(const DamagedFolder&)>& damage) {
        const DamagedFolder made;
        damage(made);
        return made.refusal();
    };
    CHECK_THAT(with([](const DamagedFolder& m) { m.cut("MSScan.bin", 91); }),
               Contains("MSScan.bin: 91 bytes, shorter than its 92-byte header"));
    CHECK_THAT(with([](const DamagedFolder& m) { m.patch("MSScan.bin", 0, std::uint16_t(0x0109)); }),
               Contains("MSScan.bin: tag 0x0109, expected 0x0101"));
    CHECK_THAT(with([](const DamagedFolder& m) { m.patch("MSScan.bin", 0x4c, std::int32_t(0)); }),
               Contains("MSScan.bin: implausible block count B at 0x4C"));
    CHECK_THAT(with([](const DamagedFolder& m) { m.patch("MSScan.bin", 0x50, std::int32_t(17)); }),
               Contains("MSScan.bin: implausible format count"));
    CHECK_THAT(with([](const DamagedFolder& m) { m.patch("MSScan.bin", 0x5c + 16, std::int32_t(-1)); }),
               Contains("MSScan.bin: implausible axis count"));
    for (const std::int32_t bad : {91, -1, 5000})
        CHECK_THAT(with([&](const DamagedFolder& m) { m.patch("MSScan.bin", 0x58, bad); }),
                   Contains("MSScan.bin: first record offset " + std::to_string(bad) + " outside the file (size 804)"));
    CHECK_THAT(with([](const DamagedFolder& m) { m.cut("MSScan.bin", record); }),
               Contains("MSScan.bin: no scan records"));
}

TEST_CASE("agilent damage: the schema", "[agilent]") {
    const auto with = [](const std::function<void(const DamagedFolder&)>& damage) {
        const DamagedFolder made;
        damage(made);
        return made.refusal();
    };
    const auto changed = [&](const char* from, const char* to) {
        return with([&](const DamagedFolder& m) { m.replace("MSScan.xsd", from, to); });
    };
    const std::string begin = DamagedFolder().bytes("MSScan.xsd").substr(0, 600);
    CHECK_THAT(with([&](const DamagedFolder& m) { m.set("MSScan.xsd", begin); }),
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
    CHECK_THAT(with([](const DamagedFolder& m) {
                   m.set("MSScan.xsd", "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"/>");
               }),
               Contains("MSScan.xsd: no complexType 'ScanRecordType'"));
    CHECK_THAT(with([](const DamagedFolder& m) {
                   m.remove("MSScan.xsd");
                   m.patch("MSScan.bin", 0x48, std::int32_t(7));
               }),
               Contains("MSScan.xsd: missing"));
    CHECK_THAT(with([](const DamagedFolder& m) {  // of another layout than the generation says
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
    const DamagedFolder made;
    made.set("MSScan.xsd", xml + "</xs:schema>");
    CHECK_THAT(made.refusal(), Contains("MSScan.xsd: too many fields, from 'e'"));
}

TEST_CASE("agilent damage: records", "[agilent]") {
    const auto with = [](const std::function<void(const DamagedFolder&)>& damage) {
        const DamagedFolder made;
        damage(made);
        return made.refusal();
    };
    CHECK_THAT(with([](const DamagedFolder& m) { m.patch("MSScan.bin", record + stride + scan_time, 0.01); }),
               Contains("MSScan.bin: scan 1: ScanTime 0.01 (previous 0.0625)"));
    CHECK_THAT(with([](const DamagedFolder& m) { m.patch("MSScan.bin", record + scan_time, -1.0); }),
               Contains("MSScan.bin: scan 0: ScanTime -1"));
    CHECK_THAT(with([](const DamagedFolder& m) { m.patch("MSScan.bin", record + 2 * stride + scan_time, no_value); }),
               Contains("MSScan.bin: scan 2: ScanTime nan"));
    CHECK_THAT(with([](const DamagedFolder& m) { m.patch_scan(1, ms_level, 3); }),
               Contains("MSScan.bin: scan 1: MSLevel 3, expected 1 or 2"));
    CHECK_THAT(with([](const DamagedFolder& m) { m.patch_scan(1, format_id, 3); }),
               Contains("MSScan.bin: scan 1 block 0: unknown SpectrumFormatID 3"));
    CHECK_THAT(with([](const DamagedFolder& m) { m.patch_scan(1, offset + 4, -1); }),
               Contains("MSScan.bin: scan 1: negative SpectrumOffset"));
    CHECK_THAT(with([](const DamagedFolder& m) { m.patch_scan(1, byte_count, -1); }),
               Contains("MSScan.bin: scan 1: negative ByteCount"));
    CHECK_THAT(with([](const DamagedFolder& m) { m.patch_scan(1, point_count, -1); }),
               Contains("MSScan.bin: scan 1: negative PointCount"));
    CHECK_THAT(
        with([](const DamagedFolder& m) {
            m.cut("MSScan.bin", record + 2 * stride + 7);
            m.patch_scan(1, ms_level, 0);
        }),
        Contains("MSScan.bin: 391 bytes of records are not a multiple of the record length 192 (2 whole records, "
                 "7 bytes left)"));
    const DamagedFolder cut;
    cut.cut("MSScan.bin", record + 2 * stride + 7);
    std::size_t spectra = 0;
    CHECK_THAT(
        cut.notes(&spectra),
        Contains("MSScan.bin: 391 bytes of records are not a multiple of the record length 192 (2 whole records, "
                 "7 bytes left)"));
    CHECK(spectra == 2);
}

TEST_CASE("agilent damage: an interrupted acquisition keeps its complete scans", "[agilent]") {
    const DamagedFolder made;
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
    const DamagedFolder hole;
    hole.patch_scan(1, offset + 4, 1);
    CHECK_THAT(hole.refusal(), Contains("MSProfile.bin: scan 1 needs bytes") && Contains("but scan 2 behind it"));
}

TEST_CASE("agilent damage: a scan may be complete in one of two files", "[agilent]") {
    const DamagedFolder made({.peaks = true});
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
void without_peaks(const DamagedFolder& made, std::size_t scans) {
    std::string bytes = made.bytes("MSScan.bin");
    for (std::size_t scan = 3 - scans; scan < 3; ++scan) {
        const std::size_t at = record + scan * two_stride + block;
        bytes.replace(at + block_size, block_size, bytes.substr(at, block_size));
    }
    made.set("MSScan.bin", bytes);
}

}  // namespace

TEST_CASE("agilent damage: a scan that is dropped is told with its own file and the reason", "[agilent]") {
    const DamagedFolder made({.peaks = true});
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
    const DamagedFolder made({}, scans);
    made.cut("MSProfile.bin", made.bytes("MSProfile.bin").size() - 1);
    std::size_t spectra = 0;
    CHECK(made.notes(&spectra) == "");
    CHECK(spectra == 2);
    CHECK(for_each_spectrum(made.path(), {}, [](const Spectrum&) {}).ms2 == 1);

    scans = small_agilent_run();
    scans[1].ms_level = 2;
    const DamagedFolder both({.peaks = true}, scans);
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
    const DamagedFolder made({.peaks = true});
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
    CHECK_THAT(DamagedFolder(options).notes(),
               Contains("Contents.xml: AcqStatus 1 instead of 2: the acquisition did not end") &&
                   Contains("MSTS.xml: tells 9 scans, MSScan.bin has 3") &&
                   Contains("Devices.xml: not well-formed XML"));
}
