#include "io/table/cell_reader.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>

using namespace gassan;
using Catch::Matchers::Contains;

namespace {

UserTable table_of(const std::string& cell) {
    UserTable table;
    table.path = "samples.tsv";
    table.header_line = 1;
    table.header = {"file", "dilution"};
    table.rows = {{3, {"a", cell}}};
    return table;
}

constexpr FieldNote any{.unit = "1", .low = -1e300, .high = 1e300};

/// What is said of a cell that should be a number; empty if it is one.
std::string refusal(const std::string& cell, const FieldNote& note = any) {
    const UserTable table = table_of(cell);
    FaultBook faults;
    const double value = CellReader{table, faults}.number(table.rows[0], 1, note);
    if (faults.empty()) return "";
    CHECK(std::isnan(value));
    REQUIRE(faults.count() == 1);
    return faults.lines().front();
}

double number(const std::string& cell) {
    const UserTable table = table_of(cell);
    FaultBook faults;
    const double value = CellReader{table, faults}.number(table.rows[0], 1, any);
    CHECK(faults.empty());
    return value;
}

}  // namespace

TEST_CASE("cells: numbers are read whole, with a point", "[table]") {
    CHECK(number("0.5") == 0.5);
    CHECK(number("-12") == -12.0);
    CHECK(number("1e-3") == 0.001);
    CHECK(number("1E+3") == 1000.0);
    CHECK(number(".5") == 0.5);
    CHECK(std::isnan(number("")));
}

TEST_CASE("cells: what strtod would read by half is refused with line, column, cell and what to write", "[table]") {
    CHECK(refusal("0,5") ==
          "samples.tsv: line 3, column dilution: \"0,5\" is not a number. Write 0.5 (a point, not a comma).");
    struct Row {
        const char *cell, *remedy;
    };
    const auto row = GENERATE(
        Row{"1,024", "thousands or decimals"}, Row{"12,345,678", "thousands or decimals"},
        Row{"1.234,5", "without commas"}, Row{"0,125", "Write 0.125"}, Row{"\xef\xbc\x91\xef\xbc\x92", "write 12."},
        Row{"\xef\xbc\x90\xef\xbc\x8e\xef\xbc\x95", "write 0.5."}, Row{"2-Jan", "a date or a time"},
        Row{"5:12", "a date or a time"}, Row{"2024/3/5", "a date or a time"}, Row{"0x10", "decimal digits"},
        Row{"nan", "Leave the cell empty"}, Row{"NA", "Leave the cell empty"}, Row{"inf", "Leave the cell empty"},
        Row{"-", "Leave the cell empty"}, Row{"90.05 Da", "90.05."}, Row{"5%", "without unit or sign behind it: 5."},
        Row{"#REF!", "error of the spreadsheet"}, Row{"#DIV/0!", "error of the spreadsheet"}, Row{"+5", "Write 5"},
        Row{"1e400", "too large"}, Row{"five", "Write a number"}, Row{"1 000", "1."}, Row{"--5", "Write a number"});
    INFO(row.cell);
    CHECK_THAT(refusal(row.cell),
               Contains("line 3, column dilution: \"") && Contains("is not a number. ") && Contains(row.remedy));
}

TEST_CASE("cells: numbers outside their range are refused with the range", "[table]") {
    const FieldNote positive{.unit = "s", .low = 1, .high = 600};
    CHECK(refusal("0", positive) == "samples.tsv: line 3, column dilution: 0: must be a number from 1 to 600 s");
    CHECK(refusal("600.5", positive).find("600.5: must be") != std::string::npos);
    CHECK(refusal("600", positive).empty());
}

TEST_CASE("cells: a count with decimals is refused, one written with a zero decimal is taken", "[table]") {
    const UserTable half = table_of("2.5"), whole = table_of("2.0"), empty = table_of("");
    FaultBook faults;
    const FieldNote note{.unit = "1", .low = 0, .high = 10};
    CHECK(CellReader{whole, faults}.whole(whole.rows[0], 1, note) == 2L);
    CHECK(!CellReader{empty, faults}.whole(empty.rows[0], 1, note));
    CHECK(!CellReader{whole, faults}.whole(whole.rows[0], std::nullopt, note));
    CHECK(faults.empty());
    CHECK(!CellReader{half, faults}.whole(half.rows[0], 1, note));
    CHECK(faults.lines() ==
          std::vector<std::string>{"samples.tsv: line 3, column dilution: 2.5: must be a whole number from 0 to 10"});
}

TEST_CASE("cells: words are known in any case, others are refused with the list", "[table]") {
    constexpr std::array<std::string_view, 3> words{"sample", "qc", "blank"};
    const UserTable capital = table_of("QC"), slip = table_of("balnk");
    FaultBook faults;
    CHECK(CellReader{capital, faults}.word(capital.rows[0], 1, words) == std::size_t{1});
    CHECK(faults.empty());
    CHECK(!CellReader{slip, faults}.word(slip.rows[0], 1, words));
    CHECK_THAT(faults.lines().front(), Contains("one of: sample, qc, blank (did you mean blank?)"));
}

TEST_CASE("cells: a further column within two letters of a known one gets a note", "[table]") {
    constexpr std::array<std::string_view, 3> columns{"file", "type", "dilution"};
    UserTable table = table_of("1");
    table.header = {"file", "dillutoin", "tpye", "time", "dose"};
    NoteBook notes;
    CHECK(further_columns(table, columns, notes) == std::vector<std::size_t>{1, 2, 3, 4});
    REQUIRE(notes.notes().size() == 2);
    CHECK_THAT(notes.notes()[0].text, Contains("dillutoin") && Contains("if dilution was meant"));
    CHECK_THAT(notes.notes()[1].text, Contains("tpye") && Contains("if type was meant"));
}

TEST_CASE("cells: a near name for a missing column stands in one line, whatever it holds", "[table]") {
    UserTable table = table_of("1");
    table.header = {"fi\nle", "dilution"};
    FaultBook faults;
    CHECK_FALSE(needed_column(table, "file", faults));
    REQUIRE(faults.count() == 1);
    CHECK_THAT(faults.lines().front(), Contains("did you mean fi\\nle?"));
    CHECK(faults.lines().front().find('\n') == std::string::npos);
}
