/// \file
/// Tables of users as sample sheets: text of any kind, and workbooks (what begins as a zip).

#include "io/base/fault_book.hpp"
#include "io/base/note_book.hpp"
#include "io/study/sample_sheet.hpp"
#include "io/table/user_table.hpp"
#include "tests/fuzz/given.hpp"

#include <cstddef>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace gassan;
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    const std::filesystem::path name = bytes.starts_with("PK") ? "samples.xlsx" : "samples.tsv";
    FaultBook faults;
    NoteBook notes;
    const auto table = user_table_of(name, bytes, sample_columns(), faults, notes);
    if (table) static_cast<void>(samples_of(*table, faults, notes));
    for (const std::string& line : faults.lines()) fuzz::require_line(line);
    for (const Note& note : notes.notes()) fuzz::require_line(note.text);
    return 0;
}
