/// \file
/// Each reader is given every beginning of a small file, and the file with every byte changed. What it may answer:
/// values, or one line for the user. Under the sanitizers (preset asan) nothing else can pass for that.

#include "core/base/error.hpp"
#include "io/base/faults.hpp"
#include "io/read_run.hpp"
#include "tests/support/formats.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/temp_folder.hpp"

#include <sys/mman.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

std::vector<Spectrum> little(bool one_polarity) {
    std::vector<Spectrum> spectra;
    for (const auto& spectrum : nasty_run())
        if (!one_polarity || (spectrum.ms_level == 1 && spectrum.polarity == Polarity::positive))
            spectra.push_back(spectrum);
    return spectra;
}

// A file without a disk: some hundred thousand are tried.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view bytes) : descriptor_(::memfd_create("attack", 0)) {
        if (descriptor_ < 0 || ::write(descriptor_, bytes.data(), bytes.size()) != ssize_t(bytes.size()))
            throw std::runtime_error("no memory for a file");
    }
    ~MemoryFile() { ::close(descriptor_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    [[nodiscard]] std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

// What came of a file: values, or the line for the user. Anything but an InputError goes through and fails the test.
struct Answer {
    std::string line;
    std::vector<double> values;
};

Answer answer(std::string_view bytes) {
    const MemoryFile file(bytes);
    Answer answer;
    try {
        for_each_spectrum(file.path(), {}, [&](const Spectrum& spectrum) {
            if (spectrum.mz.size() != spectrum.intensity.size()) throw std::logic_error("points without partners");
            answer.values.push_back(spectrum.time_s);
            answer.values.insert(answer.values.end(), spectrum.mz.begin(), spectrum.mz.end());
            answer.values.insert(answer.values.end(), spectrum.intensity.begin(), spectrum.intensity.end());
        });
    } catch (const InputError& error) {
        answer.line = error.what();
        if (answer.line.empty() || answer.line.find('\n') != std::string::npos)
            throw std::logic_error("no line: " + answer.line);
    }
    if (answer.values.size() > 100000) throw std::logic_error("points out of nothing");
    return answer;
}

struct Outcome {
    std::size_t refused = 0, taken = 0;
    std::size_t changed = 0;  ///< of those taken: with other values than the whole file has
};

void count(const Answer& answer, const std::vector<double>& whole, Outcome& outcome) {
    ++(answer.line.empty() ? outcome.taken : outcome.refused);
    outcome.changed += answer.line.empty() && answer.values != whole;
}

Outcome cut_everywhere(const std::string& bytes) {
    Outcome outcome;
    const auto whole = answer(bytes).values;
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CAPTURE(size);
        count(answer(std::string_view(bytes).substr(0, size)), whole, outcome);
    }
    return outcome;
}

Outcome flipped_everywhere(const std::string& bytes, const std::vector<int>& masks = {0x01, 0x80, 0xff}) {
    Outcome outcome;
    const auto whole = answer(bytes).values;
    for (std::size_t at = 0; at < bytes.size(); ++at)
        for (const int mask : masks) {
            CAPTURE(at, mask);
            std::string damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ mask);
            count(answer(damaged), whole, outcome);
        }
    return outcome;
}

std::string made(const std::function<void(const std::filesystem::path&)>& write) {
    const TempFolder folder;
    write(folder.path() / "made");
    return bytes_of(folder.path() / "made");
}

}  // namespace

TEST_CASE("attack: mzXML cut or changed anywhere gives values or one line", "[attack]") {
    const auto options = GENERATE(TextOptions{.wide = false, .nested = true}, TextOptions{.zlib = true});
    const std::string bytes = mzxml_text(little(false), options);
    const auto cut = cut_everywhere(bytes);
    CHECK(cut.taken == bytes.size() - bytes.find("</msRun>") - std::string("</msRun>").size());
    const auto flipped = flipped_everywhere(bytes);
    CHECK(flipped.refused > bytes.size() / 2);
}

TEST_CASE("attack: netCDF cut anywhere is refused, and changed anywhere gives values or one line", "[attack]") {
    const auto [wide, records, version] =
        GENERATE(table<bool, bool, int>({{false, false, 1}, {true, true, 1}, {true, false, 2}, {true, true, 5}}));
    CAPTURE(wide, records, version);
    const std::string bytes = andi_text(little(true), wide, records, version).bytes();
    const auto cut = cut_everywhere(bytes);
    CHECK(cut.taken <= 3);  // of the name at the end only the filling is gone
    const auto flipped = flipped_everywhere(bytes);
    CHECK(flipped.refused > 100);
    CHECK(flipped.taken > 100);
}

TEST_CASE("attack: bzip2 cut or changed anywhere is refused", "[attack]") {
    const std::string bytes = bzip2_bytes(mzxml_text(little(false), {.wide = false}));
    CHECK(cut_everywhere(bytes).taken == 0);
    const auto flipped = flipped_everywhere(bytes);
    CHECK(flipped.changed == 0);
    CHECK(flipped.taken <= 20);  // bits that the stream does not use
}

TEST_CASE("attack: mzMLb and netCDF-4 cut anywhere are refused", "[attack]") {
    const auto packed = GENERATE(true, false);
    const std::string mzmlb = made(
        [&](const auto& path) { write_mzmlb(path, little(false), {.deflated = packed, .chunk = packed ? 256u : 0u}); });
    CHECK(cut_everywhere(mzmlb).taken == 0);
    const std::string netcdf = made([](const auto& path) { write_netcdf4(path, andi_text(little(true))); });
    CHECK(cut_everywhere(netcdf).taken == 0);
}

TEST_CASE("attack: mzMLb and netCDF-4 changed anywhere give values or one line", "[attack]") {
    for (const bool packed : {true, false}) {
        const std::string mzmlb = made([&](const auto& path) {
            write_mzmlb(path, little(false), {.deflated = packed, .chunk = packed ? 256u : 0u});
        });
        CHECK(flipped_everywhere(mzmlb, {0x81}).refused > 100);
    }
    const std::string netcdf = made([](const auto& path) { write_netcdf4(path, andi_text(little(true))); });
    CHECK(flipped_everywhere(netcdf, {0x81}).refused > 100);
}
