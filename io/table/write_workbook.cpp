#include "io/table/write_workbook.hpp"

#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"
#include "io/base/temporary_files.hpp"
#include "io/base/text_encoding.hpp"
#include "io/table/workbook_cells.hpp"

#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <clocale>
#include <fstream>
#include <system_error>

namespace gassan {
namespace {

// Excel's own limits.
constexpr std::size_t most_rows = 1'048'576, most_columns = 16'384, most_characters = 32'767;

constexpr std::time_t constant_time = 946'684'800;  // 2000-01-01T00:00:00Z: the same tables give the same bytes

/// The library prints numbers with snprintf: this thread's decimals are '.' for as long as this lives.
class PlainNumbers {
public:
    PlainNumbers() : plain_(::newlocale(LC_NUMERIC_MASK, "C", nullptr)) {
        if (plain_) before_ = ::uselocale(plain_);
    }
    ~PlainNumbers() {
        if (!plain_) return;
        ::uselocale(before_);
        ::freelocale(plain_);
    }
    PlainNumbers(const PlainNumbers&) = delete;
    PlainNumbers& operator=(const PlainNumbers&) = delete;

private:
    locale_t plain_, before_{};
};

/// A name beside the workbook for the library to write to; gone with this.
class WorkFile {
public:
    explicit WorkFile(const std::filesystem::path& beside) {
        static std::atomic<unsigned> count{0};
        folder = beside.has_parent_path() ? beside.parent_path() : std::filesystem::path(".");
        path = folder / (".gassan-" + std::to_string(::getpid()) + "-" + std::to_string(count++) + ".xlsx.tmp");
        ticket_ = remember_temporary(path);
    }
    ~WorkFile() {
        ::unlink(path.c_str());
        forget_temporary(ticket_);
    }
    WorkFile(const WorkFile&) = delete;
    WorkFile& operator=(const WorkFile&) = delete;

    std::filesystem::path folder, path;

private:
    int ticket_ = -1;
};

// ---- text -------------------------------------------------------------------------------------------------------

bool is_escape(std::string_view text) {
    const auto is_hex = [](char c) {
        return std::string_view("0123456789abcdefABCDEF").find(c) != std::string_view::npos;
    };
    return text.size() >= 7 && text.starts_with("_x") && text[6] == '_' &&
           std::all_of(text.begin() + 2, text.begin() + 6, is_hex);
}

/// Text that a spreadsheet shows as it stands here: bytes that are no UTF-8 as U+FFFD, what would be read as an escape
/// (ECMA-376 part 1, 22.9.2.19: _x0041_ is "A") with its underscore escaped, and no longer than a cell may be.
std::string sheet_text(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t good = std::min(first_bad_utf8(text), text.size());
        for (std::size_t i = 0; i < good; ++i) {
            if (text[i] == '_' && is_escape(text.substr(i, good - i))) out += "_x005F";
            out += text[i];
        }
        if (good == text.size()) break;
        append_utf8(out, U'\uFFFD');
        text.remove_prefix(good + 1);
    }
    if (out.size() <= most_characters) return out;
    constexpr std::string_view more = "...";
    std::size_t end = most_characters - more.size();
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80) --end;
    return out.substr(0, end).append(more);
}

// ---- one sheet --------------------------------------------------------------------------------------------------

struct KindColour {
    CellKind kind;
    lxw_color_t colour;  ///< 0 = none
    const char* meaning;
};
// Tints of a palette that colour-blind readers can tell apart (Okabe and Ito 2008).
constexpr std::array<KindColour, 5> kind_colours{{
    {CellKind::measured, 0, "a peak was found in the run by itself (no colour)"},
    {CellKind::filled, 0xBFE0F5, "below detection by itself; integrated at the predicted place, where a peak stands"},
    {CellKind::below_limit, 0xE3E3E3, "nothing stands at the predicted place; sheet cells has the limit"},
    {CellKind::not_measured, 0xFBF3A0, "the run does not tell: its clock ends before, or scans are missing"},
    {CellKind::failed, 0xF3C3A3, "the run failed; sheet runs has the reason"},
}};

struct Formats {
    lxw_format* header;
    std::array<lxw_format*, kind_colours.size()> kind{};  ///< by CellKind; null = none
};

Formats add_formats(lxw_workbook* book) {
    Formats formats{workbook_add_format(book), {}};
    format_set_bold(formats.header);
    format_set_bottom(formats.header, LXW_BORDER_THIN);
    for (const KindColour& row : kind_colours) {
        if (row.colour == 0) continue;
        lxw_format* format = formats.kind[std::size_t(row.kind)] = workbook_add_format(book);
        format_set_bg_color(format, row.colour);
    }
    return formats;
}

/// A sheet that counts what went into it, so that what came out can be compared.
struct SheetWriter {
    lxw_worksheet* sheet;
    std::size_t cells = 0;

    SheetWriter(lxw_workbook* book, const std::string& name) : sheet(workbook_add_worksheet(book, name.c_str())) {
        // The name is one of ours, so only the temporary file that the library makes for a sheet can be the cause.
        if (!sheet) throw EnvironmentError("cannot create a temporary file: " + std::generic_category().message(errno));
    }

    void text(std::size_t row, std::size_t column, const std::string& text, lxw_format* format) {
        if (text.empty() && !format) return;
        ++cells;
        if (text.empty())
            worksheet_write_blank(sheet, lxw_row_t(row), lxw_col_t(column), format);
        else
            worksheet_write_string(sheet, lxw_row_t(row), lxw_col_t(column), sheet_text(text).c_str(), format);
    }

    void number(std::size_t row, std::size_t column, const std::string& digits, lxw_format* format) {
        double value = 0.0;
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (read.ec != std::errc() || read.ptr != digits.data() + digits.size())
            return text(row, column, digits, format);
        ++cells;
        worksheet_write_number(sheet, lxw_row_t(row), lxw_col_t(column), value, format);
    }
};

double width_of(const StudyColumn& column) {
    const double usual = column.name == "reason" ? 48.0 : column.is_number ? 11.0 : 16.0;
    return std::clamp(double(column.name.size()) + 4.0, usual, 48.0);
}

void tell_where_it_is(SheetWriter& to, const StudyTable& table) {
    worksheet_set_column(to.sheet, 0, 0, 100, nullptr);
    to.text(0, 0,
            "This table has " + std::to_string(table.rows) + " rows and " + std::to_string(table.columns.size()) +
                " columns, more than a sheet can hold. It is in " + table.name + ".tsv.",
            nullptr);
}

/// One sheet for a table: the header stands still and filters, and so do the columns that say what a row is.
/// \return how many cells it has
std::size_t add_sheet(lxw_workbook* book, const Formats& formats, const StudyTable& table, std::size_t fixed_columns,
                      bool hidden) {
    SheetWriter to(book, table.name);
    if (hidden) worksheet_hide(to.sheet);
    if (!fits_a_sheet(table)) {
        tell_where_it_is(to, table);
        return to.cells;
    }
    // Before the first row: in constant memory a row is on its way to the disk when the next one begins.
    worksheet_freeze_panes(to.sheet, 1, lxw_col_t(fixed_columns));
    worksheet_autofilter(to.sheet, 0, 0, lxw_row_t(table.rows), lxw_col_t(table.columns.size() - 1));
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        worksheet_set_column(to.sheet, lxw_col_t(i), lxw_col_t(i), width_of(table.columns[i]), nullptr);

    for (std::size_t i = 0; i < table.columns.size(); ++i) to.text(0, i, table.columns[i].name, formats.header);
    std::size_t number = 0;
    table.for_each_row([&](const StudyRow& row) {
        ++number;
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const bool has_kind = i < row.kinds.size() && row.kinds[i];
            lxw_format* format = has_kind ? formats.kind[std::size_t(*row.kinds[i])] : nullptr;
            if (table.columns[i].is_number)
                to.number(number, i, row.cells[i], format);
            else
                to.text(number, i, row.cells[i], format);
        }
    });
    return to.cells;
}

std::size_t add_lines(lxw_workbook* book, const Formats& formats, const std::string& name,
                      const std::vector<LegendLine>& lines) {
    SheetWriter to(book, name);
    worksheet_set_column(to.sheet, 0, 0, 20, nullptr);
    worksheet_set_column(to.sheet, 1, 1, 90, nullptr);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        lxw_format* const look = lines[i].is_head ? formats.header
                                 : lines[i].kind  ? formats.kind[std::size_t(*lines[i].kind)]
                                                  : nullptr;
        to.text(i, 0, lines[i].left, look);
        to.text(i, 1, lines[i].right, nullptr);
    }
    return to.cells;
}

/// The library does not look whether its temporary files took all rows: on a disk that is full for a moment it makes a
/// workbook with a cut sheet and calls it good.
void require_whole(const WorkFile& work, const std::filesystem::path& path, const std::vector<std::size_t>& cells) {
    if (cells_in_workbook(work.path) != cells)
        throw EnvironmentError(quoted_path(path) +
                               ": cannot write the workbook: cells were lost on the way. Is the disk full?");
}

void copy_to(AtomicFile& file, const WorkFile& work) {
    std::ifstream stream(work.path, std::ios::binary);
    std::string block(1u << 20, '\0');
    while (stream.read(block.data(), std::streamsize(block.size())) || stream.gcount() > 0)
        file.write({block.data(), std::size_t(stream.gcount())});
    if (!stream.eof()) throw EnvironmentError(quoted_path(work.path) + ": cannot read back what was written");
}

using Book = std::unique_ptr<lxw_workbook, lxw_error (*)(lxw_workbook*)>;

Book new_book(const WorkFile& to) {
    std::string folder = to.folder.native();
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = folder.data();  // never elsewhere: the rows are the user's data
    errno = 0;
    Book book(workbook_new_opt(to.path.c_str(), &options), workbook_close);
    lxw_doc_properties properties{};
    properties.created = constant_time;
    workbook_set_properties(book.get(), &properties);
    return book;
}

}  // namespace

struct WorkbookFile::Parts {
    AtomicFile file;  // first: where it cannot be written, the work need not begin
    WorkFile work;
    PlainNumbers plain{};
    Book book;
    Formats formats;
    std::vector<std::size_t> cells{};  ///< of each sheet

    explicit Parts(const std::filesystem::path& path)
        : file(path), work(path), book(new_book(work)), formats(add_formats(book.get())) {}
};

LegendLine legend_of(CellKind kind) {
    return {std::string(cell_kind_name(kind)), kind_colours[std::size_t(kind)].meaning, false, kind};
}

bool fits_a_sheet(const StudyTable& table) {
    return table.rows < most_rows && table.columns.size() <= most_columns;
}

WorkbookFile::WorkbookFile(const std::filesystem::path& path) : parts_(std::make_unique<Parts>(path)) {}

WorkbookFile::~WorkbookFile() = default;

void WorkbookFile::add(const StudyTable& table, std::size_t fixed_columns, bool hidden) {
    parts_->cells.push_back(add_sheet(parts_->book.get(), parts_->formats, table, fixed_columns, hidden));
}

void WorkbookFile::add_legend(const std::string& name, const std::vector<LegendLine>& lines) {
    parts_->cells.push_back(add_lines(parts_->book.get(), parts_->formats, name, lines));
}

void WorkbookFile::close() {
    const std::filesystem::path& path = parts_->file.path();
    if (const lxw_error error = workbook_close(parts_->book.release()); error != LXW_NO_ERROR)
        throw EnvironmentError(quoted_path(path) + ": cannot write the workbook: " +
                               (errno != 0 ? std::generic_category().message(errno) : lxw_strerror(error)));
    require_whole(parts_->work, path, parts_->cells);
    copy_to(parts_->file, parts_->work);
    parts_->file.commit();
}

}  // namespace gassan
