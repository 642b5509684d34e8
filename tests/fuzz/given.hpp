#pragma once

/// \file
/// What the targets of libFuzzer share: bytes as a file, and what a reader may answer.

#include "io/base/faults.hpp"
#include "io/read_run.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace gassan::fuzz {

/// A file without a disk.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view bytes) : descriptor_(::memfd_create("given", 0)) {
        if (descriptor_ < 0 || ::write(descriptor_, bytes.data(), bytes.size()) != ssize_t(bytes.size())) std::abort();
    }
    ~MemoryFile() { ::close(descriptor_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    [[nodiscard]] std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

/// One line for the user, or the target fails.
inline void require_line(std::string_view line) {
    if (line.empty() || line.find('\n') != std::string_view::npos) std::abort();
}

/// A spectrum is what Spectrum promises, or the target fails.
inline void require_spectrum(const Spectrum& spectrum) {
    if (spectrum.mz.size() != spectrum.intensity.size() || !std::isfinite(spectrum.time_s)) std::abort();
    double before = 0.0;
    for (const double mz : spectrum.mz) {
        if (!(mz >= before && mz <= 1e6)) std::abort();
        before = mz;
    }
    for (const float intensity : spectrum.intensity)
        if (!std::isfinite(intensity)) std::abort();
}

/// Values or one line: any other end of reading is a fault of ours.
inline void read_any(const std::filesystem::path& path) {
    try {
        const RunSummary summary = for_each_spectrum(path, {}, require_spectrum);
        for (const Note& note : summary.notes) require_line(note.text);
    } catch (const InputError& error) {
        require_line(error.what());
    }
}

}  // namespace gassan::fuzz
