#pragma once

/// \file
/// How the readers of study.toml and simulation.toml name a place in it and refuse what does not belong there.

#include "core/param_table.hpp"
#include "io/base/fault_book.hpp"

#include <toml++/toml.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// "study.toml: line 5: "
[[nodiscard]] std::string toml_place(const std::filesystem::path& path, const toml::source_region& source);

/// A text without what would break the line.
[[nodiscard]] std::string one_line(std::string_view text);

/// A TOML value as a parameter takes it; nothing for tables, arrays and dates.
[[nodiscard]] std::optional<ParamValue> param_value(const toml::node& node);

/// The value as the file writes it, or what kind of thing stands there instead.
[[nodiscard]] std::string shown_value(const toml::node& node);

/// One TOML file that is read, and where its faults go.
struct TomlReader {
    const std::filesystem::path& path;
    FaultBook& faults;

    /// The whole file; nothing, and a fault, for what cannot be read or is no TOML. \param kind "a study.toml"
    [[nodiscard]] std::optional<toml::table> parsed(const std::string& kind) const;

    void refuse(const toml::source_region& source, const std::string& what) const;

    /// Is key one of names? A fault if not: "unknown parameter [read] polarty (did you mean polarity?)"
    bool knows(const toml::key& key, const std::string& what, const std::vector<std::string>& names) const;
};

}  // namespace gassan
