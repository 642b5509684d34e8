#pragma once

/// \file
/// A workbook for Excel, written sheet by sheet in constant memory; the same tables give the same bytes.

#include "io/table/study_tables.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

/// A line of a sheet that explains: two texts, and the look of the first.
struct LegendLine {
    std::string left, right;
    bool is_head = false;
    std::optional<CellKind> kind;  ///< coloured as cells of this kind
};

/// What a kind of cell means, as a line of the legend.
[[nodiscard]] LegendLine legend_of(CellKind kind);

/// Appears under its name with close(), or not at all.
class WorkbookFile {
public:
    /// \throws EnvironmentError where nothing can be written
    explicit WorkbookFile(const std::filesystem::path& path);
    ~WorkbookFile();
    WorkbookFile(const WorkbookFile&) = delete;
    WorkbookFile& operator=(const WorkbookFile&) = delete;

    /// A sheet of the table's name: the header stands still and filters, and so do the first columns. A table that is
    /// too large for a sheet has a sheet that says where it is.
    void add(const StudyTable& table, std::size_t fixed_columns, bool hidden = false);
    void add_legend(const std::string& name, const std::vector<LegendLine>& lines);
    /// Every cell is counted again in what was written. \throws EnvironmentError
    void close();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// Has a sheet room for the table?
[[nodiscard]] bool fits_a_sheet(const StudyTable& table);

}  // namespace gassan
