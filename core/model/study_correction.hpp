#pragma once

/// \file
/// What was done about drift and batches in a study, polarity by polarity.

#include "core/model/correction.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace gassan {

/// One polarity: its runs have an order and QCs of their own.
struct StudyCorrection {
    Polarity polarity = Polarity::unknown;
    std::vector<std::size_t> samples;     ///< columns of the tables below: indices into Study::samples
    Correction areas;                     ///< variables parallel to FeatureTable::features
    Correction responses;                 ///< of the analytes of the compound table: what concentrations rest on; no
                                          ///< variables where there are none
    std::vector<std::size_t> rows;        ///< parallel to responses.variables: indices into Quantities::rows
    std::vector<std::string> divided_by;  ///< likewise: compound_id of the internal standard; empty: plain areas
    std::string reason;  ///< why nothing could be corrected, one line; the tables are empty then. "" where it could
};

/// Was anything of the study corrected?
[[nodiscard]] inline bool is_corrected(const std::vector<StudyCorrection>& corrections) {
    return std::any_of(corrections.begin(), corrections.end(),
                       [](const StudyCorrection& correction) { return correction.reason.empty(); });
}

}  // namespace gassan
