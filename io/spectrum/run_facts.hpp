#pragma once

#include "io/base/note_book.hpp"
#include "io/read_run.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

/// What can be said of a run only when all of it has passed: order and gaps of times, ids that occur twice.
/// 20 bytes a spectrum are all that a reader keeps of the spectra behind it.
struct RunFacts {
    std::vector<double> time_s;          ///< of the MS1 spectra, in file order
    std::vector<std::uint64_t> id_hash;  ///< of all spectra

    std::vector<float> lowest;  ///< positive intensity of each MS1 spectrum that has one

    void note_id(const std::string& id) { id_hash.push_back(std::hash<std::string>()(id)); }

    /// Takes the lowest positive intensity of a spectrum.
    void note_intensities(const std::vector<float>& intensity);

    /// Notes times that are out of order, equal, or more than 10 median steps apart; and ids that occur twice.
    void report(RunSummary& summary, NoteBook& notes) const;
};

}  // namespace gassan
