#pragma once

/// \file
/// What devices recorded beside the spectra, as chromatograms of an mzML document.

#include "core/base/note.hpp"
#include "io/read_run.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// Marks a trace whose quantity neither its name nor its unit tells as one of a device.
constexpr std::string_view device_recording = "device recording";

/// The traces as they can be written so that they read back the same (at most 16, of at most 200,000 points, in order
/// of time, with names that XML can hold and that occur once). What cannot be is left out, with a note.
[[nodiscard]] std::vector<Trace> writable_traces(const std::vector<Trace>& traces, Notes& left_out);

[[nodiscard]] std::string trace_list_head(std::size_t traces);

/// From <chromatogram> to the start tag of its list of two arrays; begins with six blanks.
[[nodiscard]] std::string trace_head(const Trace& trace, std::size_t index);

constexpr std::string_view trace_tail = "        </binaryDataArrayList>\n      </chromatogram>\n";
constexpr std::string_view trace_list_tail = "    </chromatogramList>\n";

/// What one of its two arrays holds, both in 64 bits, and whether its numbers are packed. Times are in seconds.
[[nodiscard]] std::string trace_array_terms(const Trace& trace, bool is_time, bool zlib);

}  // namespace gassan
