#pragma once

#include "io/library/import_fields.hpp"

#include <string_view>
#include <vector>

namespace gassan {

/// Does the text begin as a spectral library in MSP does: "NAME: ..."?
[[nodiscard]] bool looks_like_msp(std::string_view text);

/// The records of MSP text (MS-DIAL, NIST): "KEY: value" lines up to "Num Peaks: n", then peaks, which are passed over.
struct MspRecord {
    std::size_t line = 0;  ///< of its name, from 1
    std::vector<ImportText> texts;
};
[[nodiscard]] std::vector<MspRecord> msp_records(std::string_view text);

}  // namespace gassan
