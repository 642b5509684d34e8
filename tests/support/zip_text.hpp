#pragma once

#include <map>
#include <string>
#include <string_view>

namespace gassan::test {

/// A zip archive made by hand (APPNOTE.TXT 4.3), its entries deflated by zlib: independent of the library under test.
[[nodiscard]] std::string zip_bytes(const std::map<std::string, std::string>& entries);

/// A workbook of one sheet, minimal after ISO/IEC 29500. \param sheet_data what stands inside <sheetData>
/// \param strings what stands inside <sst>; \param parts further entries, or others in place of these
[[nodiscard]] std::string xlsx_bytes(std::string_view sheet_data, std::string_view strings = "",
                                     const std::map<std::string, std::string>& parts = {});

}  // namespace gassan::test
