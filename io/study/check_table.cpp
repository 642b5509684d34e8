#include "io/study/check_table.hpp"

#include "io/base/regular_file.hpp"
#include "io/study/compound_tables.hpp"
#include "io/study/sample_sheet.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

namespace gassan {
namespace {

using Names = std::span<const std::string_view>;

std::array<Names, 3> columns_of_kinds() {
    return {sample_columns(), compound_columns(), standard_columns()};
}

/// The kind of which the header has most columns; nothing where it has none of any.
std::optional<TableKind> kind_of(const UserTable& table) {
    std::optional<TableKind> best;
    std::ptrdiff_t most = 0;
    const auto kinds = columns_of_kinds();
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
        const auto count = std::count_if(kinds[kind].begin(), kinds[kind].end(),
                                         [&](std::string_view name) { return table.column(name).has_value(); });
        if (count <= most) continue;
        most = count;
        best = TableKind(kind);
    }
    return best;
}

/// A zip archive whose first file is one that workbooks begin with.
bool is_workbook(std::string_view head) {
    if (!head.starts_with("PK\x03\x04")) return false;
    const std::string_view first = head.substr(std::min<std::size_t>(head.size(), 30), 64);
    for (const char* name : {"[Content_Types].xml", "_rels/", "docProps/", "xl/"})
        if (first.starts_with(name)) return true;
    return false;
}

}  // namespace

bool looks_like_user_table(const std::filesystem::path& path) {
    const RegularFile file(path);
    std::string head(4096, '\0');
    head.resize(file.read_at(0, head.data(), head.size()));
    if (is_workbook(head)) return true;
    const std::vector<std::string> cells = first_cells(head);
    const auto kinds = columns_of_kinds();
    return std::any_of(kinds.begin(), kinds.end(), [&](const Names& names) {
        return std::count_if(names.begin(), names.end(), [&](std::string_view name) {
                   return std::find(cells.begin(), cells.end(), name) != cells.end();
               }) >= 2;
    });
}

CheckedTable check_table(const std::filesystem::path& path, FaultBook& faults) {
    std::vector<std::string_view> known;
    for (const Names names : columns_of_kinds()) known.insert(known.end(), names.begin(), names.end());
    NoteBook notes;
    CheckedTable checked;
    if (const auto table = read_user_table(path, known, faults, notes)) {
        checked.format = table->format;
        const auto kind = kind_of(*table);
        if (!kind)
            faults.add(path, table->place({table->header_line, {}}), "the header has no column that gassan knows",
                       "A sample sheet has file, sample_id and type; a compound table name and formula or mz; a "
                       "standards table sample_id, compound_id, concentration and unit.");
        checked.kind = kind.value_or(TableKind::samples);
        if (kind == TableKind::samples) checked.study = samples_of(*table, faults, notes);
        if (kind == TableKind::compounds) checked.compounds = compounds_of(*table, faults, notes);
        if (kind == TableKind::standards) checked.levels = standards_of(*table, faults, notes);
    }
    checked.notes = notes.notes();
    return checked;
}

}  // namespace gassan
