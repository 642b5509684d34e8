#pragma once

/// \file
/// A MassHunter folder to be damaged: written whole, then changed byte by byte, and what is said of it.

#include "io/base/faults.hpp"
#include "io/read_run.hpp"
#include "tests/support/agilent_folder.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

namespace gassan::test {

// Layout 4 with one block: records of 192 bytes from 228 on.
inline constexpr std::size_t record = 228, stride = 192, block = 128;
inline constexpr std::size_t scan_time = 12, ms_level = 20, calibration_id = 52, mass_cal_offset = 108;
inline constexpr std::size_t format_id = block, offset = block + 4, byte_count = block + 12, point_count = block + 16,
                             uncompressed = block + 20;

class DamagedFolder {
public:
    explicit DamagedFolder(const AgilentFolderOptions& options = {},
                           const std::vector<AgilentScan>& scans = small_agilent_run()) {
        write_agilent_folder(path(), scans, options);
    }
    [[nodiscard]] std::filesystem::path path() const { return here_.path() / "run.d"; }
    [[nodiscard]] std::string bytes(const std::string& name) const { return bytes_of(path() / "AcqData" / name); }
    void set(const std::string& name, const std::string& bytes) const {
        static_cast<void>(here_.file("run.d/AcqData/" + name, bytes));
    }
    void remove(const std::string& name) const { std::filesystem::remove(path() / "AcqData" / name); }
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

inline std::vector<AgilentScan> calibrated_run() {
    auto scans = small_agilent_run();
    for (std::size_t i = 0; i < scans.size(); ++i)
        scans[i].calibration = {5.7e-4 + 1e-8 * double(i), 1000.0, 20000, 60000, 1e-12, 1e-17, 0, 0, 0, 0};
    return scans;
}

}  // namespace gassan::test
