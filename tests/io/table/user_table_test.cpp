#include "io/table/user_table.hpp"

#include "tests/support/mzml_text.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace gassan;
using namespace gassan::test;
using Cells = std::vector<std::string>;

namespace {

constexpr std::array<std::string_view, 4> known{"file", "sample_id", "type", "dilution"};

struct Read {
    std::optional<UserTable> table;
    std::vector<std::string> faults;  ///< without the folder of the test
};

Read read(const std::string& bytes, const std::string& name = "t.tsv") {
    const TempFolder here;
    put_text(here / name, bytes);
    FaultBook faults;
    NoteBook notes;
    Read result{read_user_table(here / name, known, faults, notes), faults.lines()};
    for (std::string& fault : result.faults) {
        REQUIRE(fault.starts_with(here.path().string() + "/" + name + ": "));
        fault.erase(0, here.path().string().size() + 1);
        CHECK(fault.find('\n') == std::string::npos);
    }
    return result;
}

/// The one fault of a table; the test fails if there are others.
std::string fault_of_table(const std::string& bytes) {
    const Read result = read(bytes);
    REQUIRE(result.faults.size() == 1);
    return result.faults.front();
}

std::vector<Cells> cells_of(const Read& result) {
    REQUIRE(result.faults.empty());
    REQUIRE(result.table);
    std::vector<Cells> cells;
    for (const auto& row : result.table->rows) cells.push_back(row.cells);
    return cells;
}

const std::string plain = "file\tsample_id\ttype\na.mzML\tS1\tqc\nb.mzML\tS2\t\n";
const std::vector<Cells> plain_cells{{"a.mzML", "S1", "qc"}, {"b.mzML", "S2", ""}};

}  // namespace

TEST_CASE("user table: one table is the same however it was typed", "[table]") {
    const std::string no_end = plain.substr(0, plain.size() - 1);
    for (const std::string& text :
         {plain, no_end, "\xEF\xBB\xBF" + plain, replaced_all(plain, "\n", "\r\n"), replaced_all(plain, "\n", "\r"),
          "\n\n" + replaced_all(plain, "\n", "\n\n \t\t\n"), replaced_all(plain, "S1", "\"S1\""),
          replaced_all(plain, "S1", "  S1 "), replaced_all(plain, "\n", "\t\t\n"), replaced_all(plain, "\t", ","),
          replaced_all(plain, "\t", ";"), replaced_all(replaced_all(plain, "\t", ","), "S1", " \"S1\" "),
          replaced_all(plain, "sample_id", "Sample_ID")}) {
        INFO(text);
        CHECK(cells_of(read(text, "any.name")) == plain_cells);
    }
}

TEST_CASE("user table: the content tells the separator, whatever the name says", "[table]") {
    using Format = UserTable::Format;
    CHECK(read(plain, "t.csv").table->format == Format::tsv);
    CHECK(read(replaced_all(plain, "\t", ","), "t.tsv").table->format == Format::csv);
    CHECK(read(replaced_all(plain, "\t", ";"), "t.csv").table->format == Format::semicolon_csv);
    // More decimal commas than semicolons do not make it a comma table.
    const Read commas = read("file;sample_id;a;b\nx;y;0,5;1,5,2,3,4,5\n");
    CHECK(commas.table->format == Format::semicolon_csv);
    CHECK(cells_of(commas) == std::vector<Cells>{{"x", "y", "0,5", "1,5,2,3,4,5"}});
}

TEST_CASE("user table: quotes follow RFC 4180", "[table]") {
    CHECK(cells_of(read("file,sample_id\n\"a,b\",\"say \"\"x\"\"\"\n5\" disc,\" kept \"\n")) ==
          std::vector<Cells>{{"a,b", "say \"x\""}, {"5\" disc", " kept "}});
    const std::string open = fault_of_table("file\tsample_id\na\tb\n\"c\td\ne\tf\n");
    CHECK(open.starts_with("t.tsv: line 3: a cell begins with a quote that is never closed"));
    CHECK(fault_of_table("file\tsample_id\n\"a\"b\tc\n").starts_with("t.tsv: line 2: the text b stands behind"));
}

TEST_CASE("user table: places count the lines of the file, blank ones and line breaks in quotes, too", "[table]") {
    const Read result = read("\nfile\tsample_id\n\n\"a\nb\"\tc\n\nd\te\n");
    REQUIRE(result.faults.size() == 1);
    CHECK(result.faults[0].starts_with("t.tsv: line 4, column file: the cell a\\nb holds a line break"));
    REQUIRE(result.table->rows.size() == 2);
    CHECK(result.table->header_line == 2);
    CHECK(result.table->place(result.table->rows[1], 1) == "line 7, column sample_id");
}

TEST_CASE("user table: rows with another number of cells than the header are refused with their line", "[table]") {
    CHECK(fault_of_table("file\tsample_id\ttype\na\tb\tc\nd\te\n") ==
          "t.tsv: line 3: 2 cells, and the header has 3 columns. Add the missing cells (an empty cell needs its "
          "separator, too).");
    CHECK(fault_of_table("file\tsample_id\na\tb\tc\n").starts_with("t.tsv: line 2: 3 cells, and the header has 2"));
    CHECK(read("file\tsample_id\na\nb\nc\td\te\n").faults.size() == 3);
}

TEST_CASE("user table: a header with a column twice or without a name is refused with its place", "[table]") {
    CHECK(fault_of_table("file\tsample_id\tFile\na\tb\tc\n")
              .starts_with("t.tsv: line 1, column 3: a second column File."));
    CHECK(fault_of_table("file\t\ttype\na\tb\tc\n").starts_with("t.tsv: line 1, column 2: has no name"));
}

TEST_CASE("user table: title lines and a second header are refused with their lines", "[table]") {
    CHECK(fault_of_table("My study\n\nfile\tsample_id\na\tb\n")
              .starts_with("t.tsv: line 1: holds no name of a column; the header seems to be line 3."));
    CHECK(fault_of_table("file\tsample_id\na\tb\nFile\tsample_id\nc\td\n")
              .starts_with("t.tsv: line 3: the header again"));
}

TEST_CASE("user table: text of another encoding is refused with what to do", "[table]") {
    const std::string cp932 = "file\tsample_id\na\tb\nc\t\x8c\x9f\x91\xcc\n";
    const std::string fault = fault_of_table(cp932);
    CHECK(fault.starts_with("t.tsv: line 3: byte 0x8c is not UTF-8"));
    CHECK(fault.find("CP932") != std::string::npos);
    CHECK(fault.find("iconv -f CP932 -t UTF-8") != std::string::npos);
    for (const bool big : {false, true})
        for (const bool mark : {false, true}) {
            const std::string wide = fault_of_table(utf16(plain, big, mark));
            CHECK(wide.find("UTF-16") != std::string::npos);
            CHECK(wide.find("CSV UTF-8") != std::string::npos);
        }
}

TEST_CASE("user table: what is no table says what it looks like", "[table]") {
    CHECK(fault_of_table("").find("an empty table") != std::string::npos);
    CHECK(fault_of_table("\n \n\t\n").find("an empty table") != std::string::npos);
    CHECK(fault_of_table("<!DOCTYPE html><html>\n").find("looks like an HTML page") != std::string::npos);
    CHECK(fault_of_table("<?xml version=\"1.0\"?>\n<mzML>").find("looks like XML") != std::string::npos);
    CHECK(fault_of_table("\xd0\xcf\x11\xe0\xa1\xb1").find("old Excel file") != std::string::npos);
    CHECK(fault_of_table("%PDF-1.4\n").find("a PDF document") != std::string::npos);
    CHECK(fault_of_table(gzip_bytes(plain)).find("a gzip file") != std::string::npos);
    CHECK(fault_of_table(std::string("file\tsample_id\na\t\0b\n", 21)).find("line 2: a zero byte") !=
          std::string::npos);
    const TempFolder here;
    FaultBook faults;
    NoteBook notes;
    CHECK(!read_user_table(here / "absent.tsv", known, faults, notes));
    CHECK(!read_user_table(here.path(), known, faults, notes));
    REQUIRE(faults.count() == 2);
    CHECK(faults.lines()[0].find("No such file") != std::string::npos);
    CHECK(faults.lines()[1].find("is a directory") != std::string::npos);
}

TEST_CASE("user table: cut at any byte it is read or refused, and never read past its end", "[table]") {
    const std::string whole =
        "\xEF\xBB\xBF"
        "file,sample_id,type\r\n\"a,\"\"b\",\xe8\xa9\xa6\xe6\x96\x99,qc\r\n";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string cut(whole.data(), size);  // its own memory, so that a byte too far is seen
        const Read result = read(cut);
        if (!result.table) CHECK(!result.faults.empty());
        if (result.table)
            for (const auto& row : result.table->rows) CHECK(row.cells.size() == result.table->header.size());
    }
}

TEST_CASE("fault book: tells fifty faults in full, then how many more", "[table]") {
    FaultBook faults;
    CHECK_NOTHROW(faults.throw_if_any());
    for (int i = 0; i < 50; ++i) faults.add("t.tsv", "line " + std::to_string(i), "bad", "Mend it.");
    CHECK(faults.lines().size() == 50);
    CHECK(faults.lines()[49] == "t.tsv: line 49: bad. Mend it.");
    faults.add_line("one");
    faults.add_line("two");
    REQUIRE(faults.lines().size() == 51);
    CHECK(faults.lines()[50] == "and 2 more faults");
    CHECK_THROWS_AS(faults.throw_if_any(), FaultList);
}
