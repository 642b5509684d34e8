#pragma once

/// \file
/// Tables as people make them: TSV, CSV or XLSX, out of a text editor, a script or a spreadsheet.
///
/// The content decides, not the name. What can be read surely is accepted (byte order mark, CRLF, CR, quotes after RFC
/// 4180, blank lines, empty columns at the end, no last line end); what cannot is refused with its place, and all of it
/// at once.

#include "io/base/fault_book.hpp"
#include "io/base/note_book.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// Header and rows of text cells, each with its place. Cells have no blanks around them (quoted cells keep theirs), no
/// control characters, and are UTF-8.
struct UserTable {
    enum class Format { tsv, csv, semicolon_csv, xlsx };
    struct Row {
        std::size_t line = 0;            ///< from 1, as an editor or a spreadsheet counts
        std::vector<std::string> cells;  ///< as many as the header has
    };

    std::filesystem::path path;
    Format format = Format::tsv;
    std::size_t header_line = 0;
    std::vector<std::string> header;  ///< names as told; none twice, none empty
    std::vector<Row> rows;            ///< those that have a cell

    /// Index of a column, its name in any case (ASCII); nothing if it is not there.
    [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
    /// "line 3", or "row 3" of a spreadsheet.
    [[nodiscard]] std::string place(const Row& row) const;
    /// "line 3, column dilution", or "cell D3, column dilution".
    [[nodiscard]] std::string place(const Row& row, std::size_t column) const;
};

/// "TSV", "CSV", "CSV with semicolons", "XLSX".
[[nodiscard]] std::string_view format_name(UserTable::Format format);

/// Reads a table. \param known names of columns that the caller can use: they tell the separator, and title lines above
/// the header. Faults go to the book; cells that are faulty come back empty. \return nothing where not even a header
/// was found. \throws EnvironmentError when the machine fails
[[nodiscard]] std::optional<UserTable> read_user_table(const std::filesystem::path& path,
                                                       std::span<const std::string_view> known, FaultBook& faults,
                                                       NoteBook& notes);

/// The same of bytes that are in memory already, e.g. inflated ones. \param path names them in what is said.
[[nodiscard]] std::optional<UserTable> user_table_of(const std::filesystem::path& path, std::string bytes,
                                                     std::span<const std::string_view> known, FaultBook& faults,
                                                     NoteBook& notes);

/// The cells of the first line of a text, in small letters, whatever parts them: a quick look, before it is known what
/// a file is. A byte order mark, quotes and blanks are left out.
[[nodiscard]] std::vector<std::string> first_cells(std::string_view head);

/// ASCII letters small, all else as it is.
[[nodiscard]] std::string small_letters(std::string_view text);

}  // namespace gassan
