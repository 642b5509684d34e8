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

#include <charconv>
#include <string>
#include <string_view>
#include <type_traits>

namespace gassan {

struct FieldNote {
    std::string_view unit = {};     ///< "s", "ppm", "1" for a pure number, "" for words and switches
    double low = 0, high = 0;       ///< inclusive; unused for words and switches
    std::string_view text = {};     ///< one sentence: what it is, and when to change it
    std::string_view choices = {};  ///< for words: the allowed ones, separated by '|'
};

/// Shortest text that reads back to the same value; '.' decimals in every locale.
template <class Number>
[[nodiscard]] std::string number_text(Number value) {
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return {buffer, end};
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

/// \throws ParameterError naming table.key, the value, its unit and the allowed range, for the first field outside it.
template <class Params>
void validate(std::string_view table, const Params& params) {
    Params::fields(params, [&](std::string_view key, const auto& value, const FieldNote& note) {
        using Value = std::decay_t<decltype(value)>;
        const std::string name = std::string(table) + "." + std::string(key) + " = " + field_text(value);
        if constexpr (std::is_same_v<Value, std::string>)
            require(is_choice(note.choices, value), name + ": must be one of " + std::string(note.choices));
        else if constexpr (!std::is_same_v<Value, bool>)
            require(value >= note.low && value <= note.high, name + " " + std::string(note.unit) + ": must be in [" +
                                                                 number_text(note.low) + ", " + number_text(note.high) +
                                                                 "]");
    });
}

}  // namespace gassan
