#pragma once

#include <pugixml.hpp>

#include <string>

namespace gassan {

/// The parts of a workbook that hold its first visible sheet.
struct XlsxParts {
    std::string sheet_name;
    int other_sheets = 0;                       ///< visible ones that are not read
    bool from_1904 = false;                     ///< dates count from 1904-01-01
    pugi::xml_document sheet, strings, styles;  ///< the last two may be empty
};

/// Takes a workbook apart. Each part may inflate to 32 MiB, which is a sheet of half a million cells: more is taken for
/// an attack. \throws Fault for what is no workbook, is encrypted, damaged or too large.
[[nodiscard]] XlsxParts read_xlsx_parts(const std::string& bytes);

}  // namespace gassan
