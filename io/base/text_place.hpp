#pragma once

#include "io/base/faults.hpp"
#include "io/base/regular_file.hpp"
#include "io/base/text_window.hpp"

#include <string>

namespace gassan {

/// Where in a file of text a fault lies: "byte 1234, line 56", "byte 99 of the gzip file", ... Lines cost a second look
/// over the text up to there.
[[nodiscard]] std::string text_place(const RegularFile& file, const TextWindow& window, const Fault& fault);

}  // namespace gassan
