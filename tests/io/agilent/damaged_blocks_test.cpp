/// \file
/// Blocks of spectra and their calibrations, damaged: one clear line each, and never a wrong value in silence.

#include "tests/support/damaged_agilent.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;
TEST_CASE("agilent damage: peak lists", "[agilent]") {
    const DamagedFolder made({.profile = false, .peaks = true});
    made.patch_scan(1, point_count, 4);
    CHECK_THAT(made.refusal(), Contains("MSPeak.bin: scan 1: 36 bytes for 4 points of 12 bytes"));
    made.patch_scan(1, point_count, 3);
    made.patch("MSPeak.bin", 68 + 36 + 8, 50000.0);
    CHECK_THAT(made.refusal(), Contains("scan 1: calibration gives non-increasing m/z at bin 1"));
    const DamagedFolder other({.profile = false, .peaks = true});
    other.patch("MSScan.bin", 0x5c + 68 + 8, std::int32_t(512));
    CHECK_THAT(other.refusal(), Contains("MSPeak.bin: scan 0: unsupported spectrum format (storage 3, packing 512, "
                                         "quantity 7)"));
    other.patch("MSScan.bin", 0x5c + 68 + 4, std::int32_t(4));
    CHECK_THAT(other.refusal(), Contains("unsupported spectrum format (storage 4, packing 512, quantity 7)"));
}

TEST_CASE("agilent damage: packed profiles", "[agilent]") {
    const DamagedFolder lzf({.packing = AgilentPacking::lzf});
    lzf.patch_scan(1, uncompressed, 9);
    CHECK_THAT(lzf.refusal(), Contains("MSProfile.bin: scan 1: uncompressed size 9, expected 16+4*601"));
    lzf.patch_scan(1, point_count, 0x7fffff0);
    lzf.patch_scan(1, uncompressed, 16 + 4 * 0x7fffff0);
    CHECK_THAT(lzf.refusal(), Contains("MSProfile.bin: scan 1: ") && Contains("points are more than the limit"));
    lzf.patch_scan(1, point_count, 1000000);
    lzf.patch_scan(1, uncompressed, 4000016);
    CHECK_THAT(lzf.refusal(), Contains("MSProfile.bin: scan 1: uncompressed size 4000016"));
    const DamagedFolder broken({.packing = AgilentPacking::lzf});
    broken.patch("MSProfile.bin", 68, std::uint8_t(0xff));
    CHECK_THAT(broken.refusal(), Contains("MSProfile.bin: scan 0: corrupt LZF data at input byte 0 (distance"));

    const DamagedFolder runs;
    runs.patch("MSProfile.bin", 68 + 16 + 3, std::uint8_t(0x91));
    CHECK_THAT(runs.refusal(), Contains("MSProfile.bin: scan 0: run-length header word 0x91000258, expected 0x90 and "
                                        "600 points"));
    runs.patch("MSProfile.bin", 68 + 16 + 3, std::uint8_t(0x90));
    runs.patch("MSProfile.bin", 68 + 20, std::int32_t(1));
    CHECK_THAT(runs.refusal(),
               Contains("MSProfile.bin: scan 0: corrupt run-length data at byte 20 (a positive number"));
    const DamagedFolder axis;
    axis.patch("MSProfile.bin", 68 + 8, 0.0);
    CHECK_THAT(axis.refusal(), Contains("MSProfile.bin: scan 0: bad flight-time axis (start 50000, step 0)"));
    const DamagedFolder tiny;
    tiny.patch_scan(0, byte_count, 23);
    CHECK_THAT(tiny.refusal(), Contains("MSProfile.bin: scan 0: run-length block of 23 bytes"));
    const DamagedFolder huge;
    huge.patch_scan(0, point_count, 16000000);
    CHECK_THAT(huge.refusal(), Contains("MSProfile.bin: scan 0: 16000000 points in ") && Contains("not plausible"));
    const DamagedFolder format;
    format.patch("MSScan.bin", 0x5c + 8, std::int32_t(0x2000));
    CHECK_THAT(format.refusal(),
               Contains("MSProfile.bin: scan 0: unsupported spectrum format (storage 2, packing 8192, quantity 7)"));
}

TEST_CASE("agilent damage: calibrations", "[agilent]") {
    const auto with = [](const AgilentFolderOptions& options, const std::function<void(const DamagedFolder&)>& damage) {
        const DamagedFolder made(options);
        damage(made);
        return made.refusal();
    };
    const auto nothing = [](const DamagedFolder&) {};
    AgilentFolderOptions options;
    options.default_calibration = false;
    CHECK_THAT(with(options, nothing), Contains("DefaultMassCal.xml missing: flight times cannot be converted to m/z"));
    CHECK_THAT(with({}, [](const DamagedFolder& m) { m.patch_scan(1, calibration_id, 9); }),
               Contains("DefaultMassCal.xml: no calibration with id 9 (scan 1)"));
    options = {};
    options.flags = 0x7f;
    CHECK_THAT(with(options, nothing), Contains("DefaultMassCal.xml: calibration 1: more than 6 bits set"));
    options = {};
    options.traditional = {5.7e-4, 1000, 3};
    CHECK_THAT(with(options, nothing), Contains("DefaultMassCal.xml: calibration 1: 3 values in the Traditional step"));
    CHECK_THAT(with({}, [](const DamagedFolder& m) { m.replace("DefaultMassCal.xml", ">1000<", ">1e999<"); }),
               Contains("DefaultMassCal.xml: calibration 1: a value is not a finite number"));
    CHECK_THAT(with({}, [](const DamagedFolder& m) { m.cut("DefaultMassCal.xml", 200); }),
               Contains("DefaultMassCal.xml: not well-formed XML"));
    options = {};
    options.traditional = {5.7e-4, 60000};
    CHECK_THAT(with(options, nothing), Contains("scan 0: calibration gives non-increasing m/z at bin 0"));
}

TEST_CASE("agilent damage: calibrations of single scans", "[agilent]") {
    const DamagedFolder made({}, calibrated_run());
    made.patch("MSMassCal.bin", 72 + 84, std::int32_t(9));
    CHECK_THAT(made.refusal(), Contains("MSMassCal.bin: scan 1: count 9, expected 10"));
    made.cut("MSMassCal.bin", 72 + 84);
    CHECK_THAT(made.refusal(), Contains("MSMassCal.bin: scan 1: record at offset 156 outside the file"));
    made.patch("MSMassCal.bin", 0, std::uint16_t(0x0101));
    CHECK_THAT(made.refusal(), Contains("MSMassCal.bin: tag 0x0101, expected 0x0104"));
    made.remove("MSMassCal.bin");
    CHECK_THAT(made.notes(), Contains("MSMassCal.bin: missing, though scan 0 refers to it"));

    const DamagedFolder moved({}, calibrated_run());
    for (int scan = 0; scan < 3; ++scan) moved.patch_scan(std::size_t(scan), mass_cal_offset, 100000 + 84 * scan);
    CHECK_THAT(moved.notes(), Contains("MSMassCal.bin: scan 2: record at offset 100168 outside the file; row 2 of the "
                                       "file was taken"));
    AgilentFolderOptions options;
    options.default_calibration = false;
    CHECK_THAT(DamagedFolder(options, calibrated_run()).notes(),
               Contains("DefaultMassCal.xml: missing: m/z are without their polynomial correction"));
}

TEST_CASE("agilent damage: spectra that share bytes, and bytes of no spectrum, are told", "[agilent]") {
    const DamagedFolder made;
    std::int32_t first = 0;
    std::memcpy(&first, made.bytes("MSScan.bin").data() + record + byte_count, 4);
    made.patch("MSScan.bin", record + stride + offset, std::int64_t(68));
    made.patch_scan(1, byte_count, first);
    made.patch_scan(1, point_count, 600);
    CHECK_THAT(made.notes(), Contains("MSProfile.bin: the spectrum of scan 1 begins inside an earlier one (1 do)"));
    const DamagedFolder longer;
    longer.set("MSProfile.bin", longer.bytes("MSProfile.bin") + "abc");
    CHECK_THAT(longer.notes(), Contains("MSProfile.bin: 3 bytes behind the last spectrum"));
}

TEST_CASE("agilent damage: flight times that are called m/z are refused", "[agilent]") {
    const DamagedFolder made({.profile = false, .peaks = true});
    made.patch("MSScan.bin", 0x5c + 68 + 24, std::int32_t(5));
    CHECK_THAT(made.refusal(), Contains("MSPeak.bin: scan 0: the base peak lies at 50152.5 and its record says m/z ") &&
                                   Contains("flight times without a calibration"));
}

TEST_CASE("agilent damage: a block that is not the one that was written is told", "[agilent]") {
    const DamagedFolder made;
    made.patch("MSScan.bin", record + block + 48, 5.0);
    CHECK_THAT(made.notes(), Contains("MSProfile.bin: the largest intensity of scan 0 is 72100, its record says 5"));
}
