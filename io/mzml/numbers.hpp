#pragma once

#include "core/model/read_params.hpp"
#include "io/mzml/cv_terms.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gassan {

/// The whole text as a count, or nothing: negative, empty, other text and what 64 bits cannot hold are no counts.
[[nodiscard]] std::optional<std::uint64_t> whole_count(std::string_view text);

/// The whole text as a finite decimal number, or nothing; no hexadecimal, no comma, no NaN, no overflow.
/// White space around it and a leading '+' are legal in XML and allowed.
[[nodiscard]] std::optional<double> whole_number(std::string_view text);

/// A scan time without the noise of earlier conversions: where it lies within two units in the last place of a number
/// with at most 11 decimals, that number is meant. 290.6 s, written in minutes by one program and in seconds out of
/// these minutes by another (290.60000000000002), is 290.6 for us, so that all of them give the same results.
[[nodiscard]] double settled_seconds(double time_s);

/// The text of a time in minutes whose settled 60-fold is this very double where there is one, else its neighbour
/// (about 1 in 20 of the times that have more than 11 decimals).
[[nodiscard]] std::string seconds_as_minutes_text(double time_s);

}  // namespace gassan
