#pragma once

/// \file
/// The tags of mzXML without their payloads. Text is kept as written: what it must mean is decided by the reader.

#include "core/model/spectrum.hpp"
#include "io/read_run.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gassan {

/// <scan ...> as it is written.
struct MzxmlScan {
    std::optional<std::string> num, ms_level, peaks_count, polarity, retention_time, centroided;
};

/// <peaks ...> as it is written.
struct PeaksHeader {
    std::optional<std::string> precision, byte_order, content, compression, compressed_length;
};

/// What the document says before its first scan.
struct MzxmlHead {
    std::optional<std::string> scan_count;
    bool centroided = false;  ///< a step of data processing says so
};

// \throws Fault (byte 0) for a tag that is malformed.
[[nodiscard]] MzxmlScan read_scan_tag(std::string_view tag);
[[nodiscard]] PeaksHeader read_peaks_tag(std::string_view tag);
/// \param tags from the document's element to the first scan, closed
[[nodiscard]] MzxmlHead read_mzxml_head(const std::string& tags, RunSummary& summary);

/// The seconds of an xs:duration such as "PT5M3.25S"; nothing for other text, and for years and months, which have no
/// fixed length. A negative one is a negative number.
[[nodiscard]] std::optional<double> duration_s(std::string_view text);

/// "+" and "positive", "-" and "negative"; all else ("any", nothing) is unknown.
[[nodiscard]] Polarity mzxml_polarity(const std::optional<std::string>& text);

}  // namespace gassan
