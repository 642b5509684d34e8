#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace gassan::test {

/// A cell as the workbook's XML has it.
struct SheetCell {
    std::string text;  ///< of a string, or the digits of a number
    bool is_number = false;
    std::string fill;  ///< background, "FFBFE0F5"; empty for none
};

struct Sheet {
    std::string name;
    std::map<std::pair<int, int>, SheetCell> cells;  ///< by row and column from 0; only those that hold something
    std::string frozen, filtered;                    ///< first cell that scrolls; range of the filter
};

/// A part of the zip. \throws std::runtime_error if it is not there, or damaged.
[[nodiscard]] std::string workbook_part(const std::filesystem::path& workbook, const std::string& name);

/// The sheets in their order, read with libzip and pugixml after ECMA-376: nothing of the writer is used.
[[nodiscard]] std::vector<Sheet> sheets_of(const std::filesystem::path& workbook);

}  // namespace gassan::test
