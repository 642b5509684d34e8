#pragma once

/// \file
/// All spectra of a run in memory, as the one door delivers them.

#include "io/base/faults.hpp"
#include "io/read_run.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace gassan::test {

/// \throws as for_each_spectrum
inline std::vector<Spectrum> spectra_of(const std::filesystem::path& path, RunSummary* summary = nullptr,
                                        const ReadParams& params = {}) {
    std::vector<Spectrum> all;
    auto read = for_each_spectrum(path, params, [&](const Spectrum& spectrum) { all.push_back(spectrum); });
    if (summary) *summary = std::move(read);
    return all;
}

/// All that can be seen of a file; where it is refused, the spectra before the fault.
struct Seen {
    std::vector<Spectrum> spectra;
    RunSummary summary;
    std::string refusal;  ///< the line, or empty
};

inline Seen seen(const std::filesystem::path& path, int threads) {
    Seen all;
    try {
        all.summary = for_each_spectrum(path, {.threads = threads},
                                        [&](const Spectrum& spectrum) { all.spectra.push_back(spectrum); });
    } catch (const InputError& error) {
        all.refusal = error.what();
    }
    return all;
}

}  // namespace gassan::test
