#pragma once

/// \file
/// The tables of a report: columns are named as those of the files, with their meaning below.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gassan::report {

struct ColumnHead {
    std::string_view name;     ///< as in the files
    std::string_view meaning;  ///< in the language of the report
    bool is_number = true;
};

/// Long names may break behind their underscores, so that a column is as wide as its numbers.
[[nodiscard]] std::string breakable(std::string_view name);

[[nodiscard]] std::string table_head(std::span<const ColumnHead> heads);

/// A row; its first cell is a heading of the row and may be a link. No id where it is empty.
/// \param cells markup, parallel to the heads.
[[nodiscard]] std::string table_row(const std::string& id, std::string_view kind, std::span<const ColumnHead> heads,
                                    const std::vector<std::string>& cells);

/// As a link to that id on the page.
[[nodiscard]] std::string linked(bool is_link, const std::string& target, const std::string& markup);

}  // namespace gassan::report
