#pragma once

#include <pugixml.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// The parts of a workbook that hold its first visible sheet.
struct XlsxParts {
    std::string sheet_name;
    int other_sheets = 0;                       ///< visible ones that are not read
    bool from_1904 = false;                     ///< dates count from 1904-01-01
    pugi::xml_document sheet, strings, styles;  ///< the last two may be empty
    std::string sheet_text;                     ///< of a large sheet, instead of its document: see for_each_row_text
};

/// Takes a workbook apart. \param most_inflated each part may inflate to: 32 MiB are a sheet of half a million cells;
/// more is taken for an attack. \param sheet by name; empty: the first visible one
/// \throws Fault for what is no workbook, is encrypted, damaged or too large.
[[nodiscard]] XlsxParts read_xlsx_parts(const std::string& bytes, std::size_t most_inflated,
                                        const std::string& sheet = {});

/// The rows of a large sheet one by one, each as XML of its own: a document of millions of cells takes twenty times the
/// memory of their numbers. \throws Fault where a row has no end
void for_each_row_text(std::string_view sheet, const std::function<void(std::string_view row)>& sink);

/// A sheet as the workbook lists it.
struct XlsxSheet {
    std::string name;
    bool hidden = false;
};
/// \throws as read_xlsx_parts
[[nodiscard]] std::vector<XlsxSheet> xlsx_sheets(const std::string& bytes);

}  // namespace gassan
