#include "io/table/user_table.hpp"
#include "tests/support/program.hpp"
#include "tests/support/zip_text.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;
using Cells = std::vector<std::string>;

namespace {

constexpr std::array<std::string_view, 3> known{"file", "sample_id", "dilution"};

struct Read {
    std::optional<UserTable> table;
    std::vector<std::string> faults;
    Notes notes;
};

Read read(const std::string& bytes) {
    const TempFolder here;
    put_text(here / "t.xlsx", bytes);
    FaultBook faults;
    NoteBook notes;
    Read result{read_user_table(here / "t.xlsx", known, faults, notes), faults.lines(), notes.notes()};
    for (std::string& fault : result.faults) fault.erase(0, here.path().string().size() + 1);
    return result;
}

std::string inline_cell(const std::string& place, const std::string& text) {
    return "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
}

const std::string header = "<row r=\"1\">" + inline_cell("A1", "file") + inline_cell("B1", "sample_id") +
                           inline_cell("C1", "dilution") + "</row>";

/// Cell C2 of a table, as it comes out; or the one fault.
std::string c2(const std::string& cell) {
    const Read result =
        read(xlsx_bytes(header + "<row r=\"2\">" + inline_cell("A2", "a") + inline_cell("B2", "b") + cell + "</row>"));
    if (!result.faults.empty()) return result.faults.front();
    return result.table->rows.at(0).cells.at(2);
}

}  // namespace

TEST_CASE("xlsx: shared, rich and inline strings, numbers and empty cells make the table", "[table]") {
    const std::string strings =
        "<si><t>file</t></si><si><t>sample_id</t></si><si><r><t>dilu</t></r><r><rPr><b/></rPr><t>tion</t></r></si>"
        "<si><t xml:space=\"preserve\"> \xe8\xa9\xa6\xe6\x96\x99</t><rPh sb=\"0\" "
        "eb=\"2\"><t>\xe3\x82\xb7</t></rPh></si>";
    const std::string rows =
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" "
        "t=\"s\"><v>2</v></c></row>"
        "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>3</v></c><c r=\"C3\"><v>0.28999999999999998</v></c></row>"
        "<row r=\"4\"><c r=\"B4\" t=\"inlineStr\"><is><t>x &amp; y</t></is></c><c r=\"C4\" t=\"b\"><v>1</v></c></row>"
        "<row r=\"5\"><c r=\"A5\" s=\"1\"/></row>";
    const Read result = read(xlsx_bytes(rows, strings));
    REQUIRE(result.faults.empty());
    CHECK(result.notes.empty());
    CHECK(result.table->format == UserTable::Format::xlsx);
    CHECK(result.table->header == Cells{"file", "sample_id", "dilution"});
    REQUIRE(result.table->rows.size() == 2);
    CHECK(result.table->rows[0].cells == Cells{"\xe8\xa9\xa6\xe6\x96\x99", "", "0.29"});
    CHECK(result.table->rows[1].cells == Cells{"", "x & y", "TRUE"});
    CHECK(result.table->place(result.table->rows[0], 2) == "cell C3, column dilution");
    CHECK(result.table->place(result.table->rows[1]) == "row 4");
}

TEST_CASE("xlsx: numbers are those that were typed", "[table]") {
    CHECK(c2("<c r=\"C2\"><v>12</v></c>") == "12");
    CHECK(c2("<c r=\"C2\"><v>1E-3</v></c>") == "0.001");
    CHECK(c2("<c r=\"C2\"><v>0.10000000000000001</v></c>") == "0.1");
    CHECK(c2("<c r=\"C2\"><f>A1*2</f><v>4.5</v></c>") == "4.5");
    CHECK(c2("<c r=\"C2\" t=\"str\"><f>A1</f><v>word</v></c>") == "word");
    CHECK(c2("<c r=\"C2\" s=\"3\"><v>44000.5</v></c>") == "44000.5");
}

TEST_CASE("xlsx: dates come as ISO text, which no number column takes", "[table]") {
    // Serial numbers and dates as Excel's own documentation has them: 39448 is 2008-01-01.
    CHECK(c2("<c r=\"C2\" s=\"1\"><v>39448</v></c>") == "2008-01-01");
    CHECK(c2("<c r=\"C2\" s=\"2\"><v>39448.75</v></c>") == "2008-01-01 18:00:00");
    CHECK(c2("<c r=\"C2\" s=\"1\"><v>1</v></c>") == "1900-01-01");
    CHECK(c2("<c r=\"C2\" s=\"1\"><v>61</v></c>") == "1900-03-01");
    CHECK(c2("<c r=\"C2\" s=\"1\"><v>45351</v></c>") == "2024-02-29");
    CHECK(c2("<c r=\"C2\" s=\"1\"><v>0.21666666666666667</v></c>") == "05:12:00");
}

TEST_CASE("xlsx: cells with an error, or a formula that was never calculated, are refused with their place",
          "[table]") {
    CHECK(c2("<c r=\"C2\" t=\"e\"><f>A9</f><v>#REF!</v></c>") ==
          "t.xlsx: cell C2: holds the error #REF!. Mend its formula, or leave the cell empty.");
    CHECK_THAT(c2("<c r=\"C2\"><f>A1+1</f></c>"), Contains("cell C2: holds a formula without a value"));
    CHECK_THAT(c2("<c r=\"C2\" t=\"s\"><v>7</v></c>"), Contains("cell C2: refers to a text"));
    CHECK_THAT(c2("<c r=\"XFE2\"><v>7</v></c>"), Contains("row 2: a cell without a place"));
}

TEST_CASE("xlsx: a cell beyond the header is refused with its row, and one with a line break with its cell",
          "[table]") {
    CHECK_THAT(c2("<c r=\"E2\"><v>7</v></c>"), Contains("row 2: 5 cells, and the header has 3 columns"));
    CHECK_THAT(c2(inline_cell("C2", "a&#10;b")),
               Contains("cell C2, column dilution: the cell a\\nb holds a line break"));
}

TEST_CASE("xlsx: the first visible sheet is read, and it is said that there are others and hidden rows", "[table]") {
    const std::string workbook =
        "<x:workbook xmlns:x=\"m\" xmlns:q=\"r\"><x:sheets><x:sheet name=\"old\" sheetId=\"1\" state=\"hidden\" "
        "q:id=\"rId3\"/>"
        "<x:sheet name=\"runs\" sheetId=\"2\" q:id=\"rId7\"/><x:sheet name=\"notes\" sheetId=\"3\" q:id=\"rId9\"/>"
        "</x:sheets></x:workbook>";
    const Read result = read(xlsx_bytes(header + "<row r=\"2\" hidden=\"1\">" + inline_cell("A2", "a") + "</row>", "",
                                        {{"xl/workbook.xml", workbook}}));
    REQUIRE(result.faults.empty());
    CHECK(result.table->rows.size() == 1);
    REQUIRE(result.notes.size() == 2);
    CHECK_THAT(result.notes[0].text, Contains("\"runs\" is read; 1 others"));
    CHECK_THAT(result.notes[1].text, Contains("1 hidden row of the sheet is read"));
}

TEST_CASE("xlsx: archives that are no workbook, damaged or hostile are refused in one line", "[table]") {
    const std::string good = xlsx_bytes(header);
    const auto fault = [](const std::string& bytes) {
        const Read result = read(bytes);
        REQUIRE(result.faults.size() == 1);
        CHECK(!result.table);
        return result.faults.front();
    };
    CHECK_THAT(fault(zip_bytes({{"readme.txt", "x"}})), Contains("a zip archive, but no workbook"));
    CHECK_THAT(fault(good.substr(0, good.size() - 30)), Contains("the zip archive is damaged"));
    CHECK_THAT(fault(xlsx_bytes(header, "", {{"xl/worksheets/sheet3.xml", "<worksheet><sheetData>"}})),
               Contains("xl/worksheets/sheet3.xml, byte"));
    CHECK_THAT(
        fault(xlsx_bytes(header, "", {{"xl/worksheets/sheet3.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet/>"}})),
        Contains("has a DTD"));
    // 200 MB of blanks pack into 200 kB.
    CHECK_THAT(fault(xlsx_bytes(header, "", {{"xl/worksheets/sheet3.xml", std::string(200u << 20, ' ')}})),
               Contains("inflates to more than 32 MiB"));
    std::string flipped = good;
    flipped[flipped.find("sheet3.xml") + 40] ^= 0x10;
    CHECK_THAT(fault(flipped), Contains("xl/worksheets/sheet3.xml"));
}

TEST_CASE("xlsx: cut at any byte it is refused", "[table]") {
    const std::string good = xlsx_bytes(header);
    for (std::size_t size = 4; size < good.size(); size += 7) {
        const Read result = read(std::string(good.data(), size));
        CHECK(!result.table);
        CHECK(result.faults.size() == 1);
    }
}
