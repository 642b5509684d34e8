#pragma once

/// \file
/// What the tags of a spectrum mean. Each function throws a Fault (byte 0) for what has no meaning.

#include "core/model/read_params.hpp"
#include "core/model/spectrum.hpp"
#include "io/mzml/header.hpp"

#include <string>
#include <string_view>

namespace gassan {

enum class TimeUnit { unknown, second, minute, millisecond };

/// By the accession; where there is none, by the name in its usual spellings ("minute", "minutes", "min").
[[nodiscard]] TimeUnit time_unit(const UnitText& unit);

/// time must be finite and its unit known. Settled (numbers.hpp).
[[nodiscard]] double in_seconds(double time, TimeUnit unit);

/// "the unit number 32; known are second (UO:0000010), ...": of a unit that is not known.
[[nodiscard]] std::string unknown_unit_text(const UnitText& unit);

/// What must be done about times without a unit: "--read.time_unit second (or minute, millisecond)".
constexpr const char* time_unit_flag = "--read.time_unit second (or minute, millisecond)";

/// 1 and up; 0 for what is no mass spectrum (light absorption and the like).
[[nodiscard]] int ms_level_of(const SpectrumHeader& header);

/// Seconds, settled (numbers.hpp). header.time must be there; its unit is the file's, or that of params where it names
/// none.
[[nodiscard]] double scan_time_of(const SpectrumHeader& header, const ReadParams& params);

/// "second", "minute" or "millisecond": the unit that scan_time_of takes; "" for an unknown one.
[[nodiscard]] std::string_view time_unit_of(const SpectrumHeader& header, const ReadParams& params);

[[nodiscard]] Polarity polarity_of(const SpectrumHeader& header);

/// What the file calls the points; unknown where it calls them nothing, or both.
[[nodiscard]] Representation label_of(const SpectrumHeader& header);

}  // namespace gassan
