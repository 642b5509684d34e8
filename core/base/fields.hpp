#pragma once

/// \file
/// One table per parameter struct, from which everything else is read: TOML keys, command-line flags, --help,
/// docs/parameters.md, validation and the provenance written beside every result.
///
/// A parameter struct is a plain struct with defaults at its members and one static function
///
///     template <class Self, class Visit>
///     static void fields(Self& self, Visit&& visit) {
///         visit("min_snr", self.min_snr, FieldNote{"1", 0, 1e6, "apex height over local noise"});
///     }
///
/// Members are double, int, bool or std::string (a word out of FieldNote::choices).

#include "core/base/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace gassan {

struct FieldNote {
    std::string_view unit = {};     ///< "s", "ppm", "1" for a pure number, "" for words and switches
    double low = 0, high = 0;       ///< inclusive; unused for words and switches
    std::string_view text = {};     ///< one sentence: what it is, and when to change it
    std::string_view choices = {};  ///< for words: the allowed ones, separated by '|'
};

/// Shortest text that reads back to the same value; '.' decimals in every locale; plain digits (no exponent) as long as
/// the value is neither huge nor tiny.
[[nodiscard]] std::string number_text(double value);
[[nodiscard]] inline std::string number_text(int value) {
    return std::to_string(value);
}

[[nodiscard]] inline std::string field_text(double value) {
    return number_text(value);
}
[[nodiscard]] inline std::string field_text(int value) {
    return number_text(value);
}
[[nodiscard]] inline std::string field_text(bool value) {
    return value ? "true" : "false";
}
[[nodiscard]] inline std::string field_text(const std::string& value) {
    return '"' + value + '"';
}

/// Is word one of the '|'-separated choices? The empty choice is written as nothing between two bars.
[[nodiscard]] bool is_choice(std::string_view choices, std::string_view word);

/// Edits between two words, a swap of neighbours counted as one (optimal string alignment distance; Damerau 1964).
[[nodiscard]] std::size_t letter_edits(std::string_view a, std::string_view b);

/// The word of names that is typed most like word; empty if none is near enough to be meant.
[[nodiscard]] std::string nearest_name(std::string_view word, const std::vector<std::string>& names);

/// " (did you mean min_snr?)" or, where nothing is near, nothing.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string>& names);

/// What must hold for a field, as the end of a message: "must be a number from 0 to 600 s".
[[nodiscard]] std::string demand(const FieldNote& note, bool whole);

/// What is wrong with a value: empty, or demand() in the words of study.toml.
template <class Value>
[[nodiscard]] std::string fault_of(const Value& value, const FieldNote& note) {
    if constexpr (std::is_same_v<Value, std::string>)
        return is_choice(note.choices, value) ? "" : demand(note, false);
    else if constexpr (std::is_same_v<Value, bool>)
        return "";
    else
        return value >= note.low && value <= note.high ? "" : demand(note, std::is_same_v<Value, int>);
}

/// \throws ParameterError naming table, key, value and what is allowed, for the first field outside it.
template <class Params>
void validate(std::string_view table, const Params& params) {
    Params::fields(params, [&](std::string_view key, const auto& value, const FieldNote& note) {
        const std::string fault = fault_of(value, note);
        require(fault.empty(),
                "[" + std::string(table) + "] " + std::string(key) + " = " + field_text(value) + ": " + fault);
    });
}

}  // namespace gassan
