/// \file
/// Every cut, bit and byte of a MassHunter folder: right values, or one clear line.

#include "tests/support/damaged_agilent.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace gassan;
using namespace gassan::test;
namespace fs = std::filesystem;

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
        const DamagedFolder made(options, victim_scans(options.generation));
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
        const DamagedFolder made(options, victim_scans(options.generation));
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
        const DamagedFolder made(options, victim_scans(options.generation));
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
    const DamagedFolder made({}, calibrated_run());
    const Values right = attempt(made.path(), "profile").values;
    for (int scan = 0; scan < 3; ++scan) made.patch_scan(std::size_t(scan), mass_cal_offset, 100000 + 84 * scan);
    const Attempt moved = attempt(made.path(), "profile");
    CHECK(moved.told);
    CHECK(right.size() == 3);
    CHECK(equal(moved.values, right));
}
