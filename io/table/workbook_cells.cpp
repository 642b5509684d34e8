#include "io/table/workbook_cells.hpp"

#include <zip.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gassan {
namespace {

using Archive = std::unique_ptr<zip_t, void (*)(zip_t*)>;
using Part = std::unique_ptr<zip_file_t, int (*)(zip_file_t*)>;

/// Cells are counted by their tags; text cannot look like one, its '<' is escaped. Nothing for a part that is cut.
std::optional<std::size_t> cells_in_part(zip_file_t* part) {
    constexpr std::string_view cell = "<c ", end = "</worksheet>";
    constexpr std::size_t block = 1u << 18;
    std::string text;  // the end of the block before, then a block
    std::size_t count = 0;
    for (;;) {
        const std::size_t kept = text.size();
        text.resize(kept + block);
        const zip_int64_t got = zip_fread(part, text.data() + kept, block);
        if (got < 0) return std::nullopt;
        text.resize(kept + std::size_t(got));
        if (got == 0) break;
        // A tag that the border parts is counted with the next block: what is kept holds no whole tag that was counted.
        std::size_t behind = 0;
        for (auto at = text.find(cell); at != text.npos; at = text.find(cell, behind)) {
            ++count;
            behind = at + cell.size();
        }
        text.erase(0, std::max(behind, text.size() - std::min(text.size(), end.size())));
    }
    return std::string_view(text).ends_with(end) ? std::optional(count) : std::nullopt;
}

}  // namespace

std::vector<std::size_t> cells_in_workbook(const std::filesystem::path& workbook) {
    const Archive archive(zip_open(workbook.c_str(), ZIP_RDONLY, nullptr), zip_discard);
    if (!archive) return {};
    std::vector<std::size_t> cells;
    for (;;) {
        const std::string name = "xl/worksheets/sheet" + std::to_string(cells.size() + 1) + ".xml";
        const zip_int64_t index = zip_name_locate(archive.get(), name.c_str(), 0);
        if (index < 0) return cells;
        const Part part(zip_fopen_index(archive.get(), zip_uint64_t(index), 0), zip_fclose);
        const auto count = part ? cells_in_part(part.get()) : std::nullopt;
        if (!count) return {};
        cells.push_back(*count);
    }
}

}  // namespace gassan
