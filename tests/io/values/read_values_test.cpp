#include "io/values/read_values.hpp"

#include "io/values/value_cell.hpp"
#include "tests/support/program.hpp"
#include "tests/support/zip_text.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

namespace {

/// What reading came to; places without the folder.
struct Read {
    ValueTable table;
    Lines faults, notes;

    [[nodiscard]] std::string kinds(std::size_t v) const {
        std::string letters;
        for (const CellKind kind : table.row_kinds(v)) letters += "MFBNX"[std::size_t(kind)];
        return letters;
    }
};

struct Folder {
    TempFolder here;

    [[nodiscard]] fs::path put(const std::string& name, const std::string& text) const {
        put_text(here / name, text);
        return here / name;
    }
    [[nodiscard]] Read read(const std::vector<fs::path>& inputs, const ReadValuesRequest& request = {}) const {
        FaultBook faults;
        NoteBook notes;
        Read result{read_values(inputs, request, faults, notes), faults.lines(), {}};
        for (const Note& note : notes.notes()) result.notes.push_back(note.where + ": " + note.text);
        for (Lines* lines : {&result.faults, &result.notes})
            for (std::string& line : *lines)
                for (std::size_t at = 0; (at = line.find(here.path().string() + "/")) != std::string::npos;)
                    line.erase(at, here.path().string().size() + 1);
        return result;
    }
};

const std::string sheet_text =
    "sample_id\ttype\tinjection_order\tage\nS1\tsample\t2\t30\nS2\tsample\t3\t40\nQ1\tqc\t1\t\n";

}  // namespace

TEST_CASE("value cell: what people write for values that are not there", "[values]") {
    for (const char* text : {"", "NA", "N.A.", "n/a", "NaN", "null", "-"}) {
        INFO(text);
        REQUIRE(value_cell(text));
        CHECK(value_cell(text)->kind == CellKind::not_measured);
    }
    for (const char* text : {"ND", "n.d.", "<LOD", "BLQ", "below_limit", "<0.35", "< 0.35"}) {
        INFO(text);
        REQUIRE(value_cell(text));
        CHECK(value_cell(text)->kind == CellKind::below_limit);
    }
    CHECK(value_cell("<0.35")->limit == 0.35);
    CHECK(std::isnan(value_cell("ND")->limit));
    CHECK(value_cell("failed")->kind == CellKind::failed);
    for (const char* text : {"1,5", "2024-03-05", "5 uM", "0x10", "+5", "inf", "12:30", "<0,35", "<", "<a", "n d"})
        CHECK_FALSE(value_cell(text));
}

TEST_CASE("value cell: states come back from their text", "[values]") {
    for (const CellKind kind :
         {CellKind::measured, CellKind::filled, CellKind::below_limit, CellKind::not_measured, CellKind::failed}) {
        const auto cell = state_cell(state_text(kind, no_value));
        REQUIRE(cell);
        CHECK(cell->kind == kind);
    }
    CHECK(state_text(CellKind::below_limit, 0.1 + 0.2) == "<0.30000000000000004");
    CHECK(state_cell("<0.30000000000000004")->limit == 0.1 + 0.2);
    CHECK(state_text(CellKind::filled, 3.0) == "filled");
    CHECK_FALSE(state_cell("5"));
}

TEST_CASE("read values: samples in columns and samples in rows are one table", "[values]") {
    const Folder folder;
    const fs::path sheet = folder.put("sheet.tsv", sheet_text);
    const fs::path columns = folder.put("a.tsv", "name\tS2\tQ1\tS1\nAla\t1.5\t2\tND\nGly\t-4\t\t<0.35\n");
    const fs::path rows = folder.put("b.csv", "x,Ala,Gly\nS2,1.5,-4\nQ1,2,\nS1,ND,<0.35\n");
    for (const fs::path& table : {columns, rows}) {
        const Read read = folder.read({table, sheet});
        REQUIRE(read.faults == Lines{});
        REQUIRE(read.table.variables.size() == 2);
        CHECK(read.table.variables[1].id == "Gly");
        CHECK(read.kinds(0) == "BMM");
        CHECK(read.kinds(1) == "BMN");
        CHECK(read.table.row(0)[1] == 1.5);
        CHECK(read.table.row(1)[1] == -4.0);
        CHECK(read.table.row_limits(1)[0] == 0.35);
        CHECK(read.table.study.samples[2].type == SampleType::qc);
        CHECK(read.table.study.samples[1].covariates == Lines{"40"});
        CHECK(read.notes.size() == 2);
        CHECK_THAT(read.notes[0], Contains(table == rows ? "samples in its rows" : "samples in its columns"));
        CHECK_THAT(read.notes[1], Contains("1 value is negative and kept as told"));
    }
    CHECK(folder.read({sheet, rows}).faults == Lines{});
    CHECK(folder.read({rows}, {.samples = sheet}).faults == Lines{});
}

TEST_CASE("read values: other programs' names of columns and words for types", "[values]") {
    const Folder folder;
    const fs::path sheet = folder.put("m.tsv",
                                      "sampleMetadata\tinjectionOrder\tbatch\tsampleType\tclass\tsubject\n"
                                      "S1\t2\t1\tbiological\tcase\tP1\nS2\t3\t1\tsample\tcontrol\tP2\n"
                                      "Q1\t1\t1\tpool\t\t\nB1\t4\t2\tBlank\t\t\nT1\t5\t2\tStd\t\t\nQ2\t6\t2\tQ\t\t\n");
    const fs::path table = folder.put("d.tsv", "dataMatrix\tS1\tS2\tQ1\tB1\tT1\tQ2\nM1\t1\t2\t3\tNA\t5\t6\n");
    const Read read = folder.read({table, sheet});
    REQUIRE(read.faults == Lines{});
    const auto& samples = read.table.study.samples;
    CHECK(samples[2].type == SampleType::qc);
    CHECK(samples[3].type == SampleType::blank);
    CHECK(samples[4].type == SampleType::standard);
    CHECK(samples[5].type == SampleType::qc);
    CHECK(samples[0].injection_order == 2);
    CHECK(samples[0].group == "case");
    CHECK(samples[1].person == "P2");
    CHECK(samples[5].batch == "2");
    CHECK(read.table.study.covariates.empty());
    CHECK(read.kinds(0) == "MMMNMM");
}

TEST_CASE("read values: zeros are below a limit or values, as is asked, and counted once", "[values]") {
    const Folder folder;
    const fs::path sheet = folder.put("sheet.tsv", sheet_text);
    const fs::path table = folder.put("a.tsv", "v\tS1\tS2\tQ1\nAla\t0\t0.0\t3\n");
    const Read below = folder.read({table, sheet});
    CHECK(below.kinds(0) == "BBM");
    CHECK(std::isnan(below.table.row(0)[0]));
    CHECK_THAT(below.notes.back(), Contains("2 cells are 0, taken as below a limit that is not told"));
    const Read value = folder.read({table, sheet}, {.zero = ZeroMeans::value});
    CHECK(value.kinds(0) == "MMM");
    CHECK(value.table.row(0)[0] == 0.0);
    const Read logs = folder.read({table, sheet}, {.scale = ValueScale::log2});
    CHECK(logs.kinds(0) == "MMM");
    CHECK(logs.table.scale == ValueScale::log2);
}

TEST_CASE("read values: everything that does not match is told at once, with its place", "[values]") {
    const Folder folder;
    const fs::path sheet = folder.put("sheet.tsv", sheet_text);
    const fs::path table = folder.put("a.tsv",
                                      "v\tS1\tS3\tS1\nAla\t1\t1\t1\nAla\t1,5\t1\t1\n\t2\t5 uM\t2024-03-05\n"
                                      "Gly\t1\t1\n");
    CHECK(
        folder.read({table, sheet}).faults ==
        Lines{"a.tsv: line 5: 3 cells, and the header has 4 columns. Add the missing cells (an empty cell needs its "
              "separator, too).",
              "a.tsv: line 1, column 3: the sample sheet has no sample S3 (did you mean S1?). Add it to the sheet, or "
              "take it out of the table.",
              "a.tsv: line 1, column 4: the sample S1 stands twice, first in line 1, column 2. Every sample has one "
              "column: take one away.",
              "a.tsv: the sample S2 of the sheet has no column. Add it (with empty cells if nothing was measured), or "
              "take it out of the sheet.",
              "a.tsv: the sample Q1 of the sheet has no column. Add it (with empty cells if nothing was measured), or "
              "take it out of the sheet.",
              "a.tsv: line 3, column v: the variable Ala stands twice, first in line 2, column v. Every variable needs "
              "a name of its own.",
              "a.tsv: line 4, column v: a variable without a name. Every variable needs one of its own.",
              "a.tsv: line 3, column S1: \"1,5\" is neither a number nor a word for a missing one. Write 1.5 (a point, "
              "not a comma)."});
    const fs::path twins = folder.put("t.tsv", "sample_id\ttype\nS1\tsample\ns1\tsample\n");
    CHECK_THAT(folder.read({folder.put("b.tsv", "v\tS1\ts1\nAla\t1\t2\n"), twins}).faults.at(0),
               Contains("differ only in case"));
}

TEST_CASE("read values: without a sheet, with two, or without values there is one line", "[values]") {
    const Folder folder;
    const fs::path sheet = folder.put("sheet.tsv", sheet_text);
    const fs::path table = folder.put("a.tsv", "v\tS1\tS2\tQ1\nAla\t1\t2\t3\n");
    CHECK_THAT(folder.read({table}).faults.at(0), Contains("a.tsv: no table tells of the samples"));
    CHECK_THAT(folder.read({sheet}).faults.at(0), Contains("is the sample sheet, and no table of values is given"));
    CHECK_THAT(folder.read({table, sheet, folder.put("s2.tsv", sheet_text)}).faults.at(0),
               Contains("two tables or more could be the sample sheet: sheet.tsv; s2.tsv"));
    CHECK_THAT(folder.read({table, sheet, folder.put("b.tsv", "v\tS1\tS2\tQ1\nGly\t1\t2\t3\n")}).faults.at(0),
               Contains("two tables or more have values: a.tsv; b.tsv"));
    const Read other = folder.read({folder.put("o.tsv", "v\tX1\tX2\nAla\t1\t2\n"), sheet});
    CHECK_THAT(other.faults.at(0), Contains("o.tsv: neither its header nor its first columns name a sample"));
    CHECK(folder.read({folder.here / "absent.tsv", sheet}).faults.size() >= 1);
}

TEST_CASE("read values: columns in front of the samples tell of variables, one behind is a sample without a sheet",
          "[values]") {
    const Folder folder;
    const fs::path sheet = folder.put("sheet.tsv", sheet_text);
    const Read read = folder.read(
        {folder.put("a.tsv",
                    "compound_id\tcompound\tunit\tmz\tKEGG\tS1\tS2\tQ1\nala\tAlanine\tuM\t90.055\tC00041\t1\t2\t3\n"),
         sheet});
    REQUIRE(read.faults == Lines{});
    CHECK(read.table.variables[0].name == "Alanine");
    CHECK(read.table.variables[0].unit == "uM");
    CHECK(read.table.facts == Lines{"mz", "KEGG"});
    CHECK(read.table.variables[0].facts == Lines{"90.055", "C00041"});
    CHECK(folder.read({folder.put("b.tsv", "v\tS0\tS1\tS2\tQ1\nala\t1\t1\t2\t3\n"), sheet}).faults.size() == 1);
    CHECK(folder.read({folder.put("c.tsv", "v\tS1\tS2\tQ1\tnote\nala\t1\t2\t3\tx\n"), sheet}).faults.size() == 1);
}

TEST_CASE("read values: a long table in units that are one is in the first, others are refused", "[values]") {
    const Folder folder;
    const fs::path sheet = folder.put("sheet.tsv", sheet_text);
    const std::string head = "sample_id\tcompound_id\tvalue\tunit\tkind\tlimit\n";
    const Read read = folder.read({folder.put("l.tsv", head + "S1\tala\t1500\tnM\t\t\nS2\tala\t2\tuM\tmeasured\t\n"
                                                              "Q1\tala\t\tumol/L\tbelow_limit\t0.5\n"
                                                              "S1\tgly\tND\tmg/L\t\t\nS2\tgly\t0\tmg/L\t\t\n"),
                                   sheet});
    REQUIRE(read.faults == Lines{});
    CHECK(read.table.variables[0].unit == "nM");
    CHECK(read.table.row(0)[0] == 1500.0);
    CHECK(read.table.row(0)[1] == Approx(2000.0));
    CHECK(read.table.row_limits(0)[2] == Approx(500.0));
    CHECK(read.kinds(0) == "MMB");
    CHECK(read.kinds(1) == "BBN");
    CHECK_THAT(read.notes.back(), Contains("1 variable and sample has no row; taken as not_measured"));

    const Read bad =
        folder.read({folder.put("m.tsv", head + "S1\tala\t1\tuM\t\t\nS2\tala\t2\tnmol/g\t\t\n"
                                                "Q1\tala\t3\tuM\tseen\t\nS1\tala\t2\tuM\t\t\nX\tala\t2\tuM\t\t\n"),
                     sheet});
    REQUIRE(bad.faults.size() == 4);
    CHECK_THAT(bad.faults[0], Contains("m.tsv: line 3, column unit: nmol/g cannot be made uM"));
    CHECK_THAT(bad.faults[1], Contains("m.tsv: line 4, column kind: the state \"seen\" is not known"));
    CHECK_THAT(bad.faults[2], Contains("ala in S1 stands twice, first in line 2"));
    CHECK_THAT(bad.faults[3], Contains("the sample sheet has no sample X"));
}

TEST_CASE("read values: states beside the numbers are found, and must be of the same table", "[values]") {
    const Folder folder;
    const fs::path sheet = folder.put("sheet.tsv", sheet_text);
    const fs::path table = folder.put("a.tsv", "v\tS1\tS2\tQ1\nAla\t0\t0.2\t\nGly\t7\t\t-1\n");
    const fs::path states =
        folder.put("a.states.tsv", "v\tQ1\tS1\tS2\nGly\t\tfilled\tfailed\nAla\tnot_measured\t\t<0.35\n");
    const Read read = folder.read({table, sheet});
    REQUIRE(read.faults == Lines{});
    CHECK(read.kinds(0) == "MBN");
    CHECK(read.kinds(1) == "FXM");
    CHECK(read.table.row(0)[0] == 0.0);
    CHECK(read.table.row(0)[1] == 0.2);
    CHECK(read.table.row_limits(0)[1] == 0.35);
    CHECK_THAT(read.notes.front(), Contains("a.states.tsv: stands beside the numbers and is read with them"));

    put_text(states, "v\tQ1\tS1\tS2\nGly\tfilled\tfilled\tfilled\nAla\tseen\t\t<0.35\n");
    const Read bad = folder.read({table, sheet});
    REQUIRE(bad.faults.size() == 2);
    CHECK_THAT(bad.faults[0], Contains("a.states.tsv: line 3, column Q1: the state \"seen\" is not known"));
    CHECK_THAT(bad.faults[1],
               Contains("a.states.tsv: line 2, column S2: the state \"filled\" cannot be: its cell has no number"));
    put_text(states, "v\tQ1\tS1\tS2\nGly\t\tfilled\tfailed\n");
    CHECK_THAT(folder.read({table, sheet}).faults.at(0),
               Contains("does not hold the variables and samples of the table"));
}

TEST_CASE("read values: a header of R, one short, stands above its columns", "[values]") {
    const Folder folder;
    const fs::path sheet = folder.put("sheet.tsv", sheet_text);
    const Read read = folder.read({folder.put("r.tsv", "S1\tS2\tQ1\nala\t1\t2\t3\ngly\t4\t5\t6\n"), sheet});
    REQUIRE(read.faults == Lines{});
    CHECK(read.table.row(1)[0] == 4.0);
}

TEST_CASE("read values: names with commas and semicolons do not part cells", "[values]") {
    const Folder folder;
    const fs::path sheet = folder.put("sheet.tsv", "sample_id\ttype\na,1,2,3\tsample\nb,1,2,3\tsample\n");
    const Read tabs = folder.read({folder.put("t.tsv", "v\ta,1,2,3\tb,1,2,3\nx,y,z\t1\t2\n"), sheet});
    REQUIRE(tabs.faults == Lines{});
    CHECK(tabs.table.variables[0].id == "x,y,z");
    const fs::path other = folder.put("sheet.csv", "sample_id,type\n\"a;1;2\",sample\n\"b;1;2\",sample\n");
    const Read commas = folder.read({folder.put("c.csv", "v,\"a;1;2\",\"b;1;2\"\n\"x;y\",1,2\n"), other});
    REQUIRE(commas.faults == Lines{});
    CHECK(commas.table.row(0)[1] == 2.0);
    const Read semicolons = folder.read({folder.put("s.csv", "v;a,1,2,3;b,1,2,3\nx,y;1;2\n"), sheet});
    REQUIRE(semicolons.faults == Lines{});
    CHECK(semicolons.table.variables[0].id == "x,y");
}

TEST_CASE("read values: a sheet of variables and columns of the table tell together, and the scale is heeded",
          "[values]") {
    const Folder folder;
    const fs::path sheet = folder.put("sheet.tsv", sheet_text);
    const fs::path table = folder.put(
        "a.tsv", "v\tname\tKEGG\tS1\tS2\tQ1\nala\tAlanine\tC00041\t0\t-2\t3\ngly\tGlycine\tC00037\t1\t2\t3\n");
    const fs::path variables = folder.put("vars.csv", "variable,unit,class,scale\ngly,uM,AA,log2\nser,uM,AA,log2\n");
    const Read read = folder.read({table, variables, sheet});
    REQUIRE(read.faults == Lines{});
    CHECK(read.table.scale == ValueScale::log2);
    CHECK(read.kinds(0) == "MMM");
    CHECK(read.table.facts == Lines{"class", "KEGG"});
    CHECK(read.table.variables[0].facts == Lines{"", "C00041"});
    CHECK(read.table.variables[1].facts == Lines{"AA", "C00037"});
    CHECK(read.table.variables[0].name == "Alanine");
    CHECK(read.table.variables[1].unit == "uM");
    CHECK_THAT(read.notes.back(), Contains("tells of 1 variable that the table does not have"));
}

TEST_CASE("read values: a sample that is written in another case is found, and said", "[values]") {
    const Folder folder;
    const fs::path sheet = folder.put("sheet.tsv", sheet_text);
    const Read read = folder.read({folder.put("a.tsv", "v\ts1\tS2\tQ1\nAla\t1\t2\t3\n"), sheet});
    REQUIRE(read.faults == Lines{});
    CHECK_THAT(read.notes.front(), Contains("s1 is taken for the sample S1 of the sheet"));
}

TEST_CASE("read values: what is asked of a folder of results is not asked of a table", "[values]") {
    const Folder folder;
    const fs::path sheet = folder.put("sheet.tsv", sheet_text);
    const fs::path table = folder.put("a.tsv", "v\tS1\tS2\tQ1\nAla\t1\t2\t3\n");
    CHECK_THAT(folder.read({table, sheet}, {.by_specimen = true}).faults.at(0), Contains("is no folder of results"));
    CHECK_THAT(folder.read({table, sheet}, {.values = ResultValues::areas}).faults.at(0),
               Contains("is no folder of results"));
}

TEST_CASE("read values: a workbook of a laboratory with data, samples and notes on sheets of their own", "[values]") {
    const auto text = [](const std::string& at, const std::string& value) {
        return "<c r=\"" + at + "\" t=\"inlineStr\"><is><t>" + value + "</t></is></c>";
    };
    const auto sheet = [](const std::string& rows) {
        return "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" + rows +
               "</sheetData></worksheet>";
    };
    const std::string data = "<row r=\"1\">" + text("A1", "Compound") + text("B1", "S1") + text("C1", "Q1") +
                             "</row><row r=\"2\">" + text("A2", "Ala") + "<c r=\"B2\"><v>1.5</v></c>" +
                             text("C2", "&lt;0.2") + "</row><row r=\"3\">" + text("A3", "MARCH1") +
                             "<c r=\"C3\"><v>7</v></c></row>";
    const std::string samples = "<row r=\"1\">" + text("A1", "Sample") + text("B1", "Type") + "</row><row r=\"2\">" +
                                text("A2", "S1") + text("B2", "sample") + "</row><row r=\"3\">" + text("A3", "Q1") +
                                text("B3", "QC") + "</row>";
    const std::string remarks = "<row r=\"1\">" + text("A1", "measured in spring") + "</row>";
    const std::string workbook =
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Notes\" r:id=\"a\"/><sheet name=\"Data\" r:id=\"b\"/>"
        "<sheet name=\"Samples\" r:id=\"c\"/></sheets></workbook>";
    const std::string relations =
        "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"1.xml\"/><Relationship Id=\"b\" "
        "Type=\"x/worksheet\" Target=\"2.xml\"/><Relationship Id=\"c\" Type=\"x/worksheet\" "
        "Target=\"3.xml\"/></Relationships>";
    const Folder folder;
    const fs::path file = folder.put("lab.xlsx", zip_bytes({{"[Content_Types].xml", "<Types/>"},
                                                            {"xl/workbook.xml", workbook},
                                                            {"xl/_rels/workbook.xml.rels", relations},
                                                            {"xl/1.xml", sheet(remarks)},
                                                            {"xl/2.xml", sheet(data)},
                                                            {"xl/3.xml", sheet(samples)}}));
    const Read read = folder.read({file});
    REQUIRE(read.faults == Lines{});
    CHECK(read.kinds(0) == "MB");
    CHECK(read.kinds(1) == "NM");
    CHECK(read.table.row_limits(0)[1] == 0.2);
    CHECK(read.table.variables[1].id == "MARCH1");
    CHECK(read.table.study.samples[1].type == SampleType::qc);
    CHECK_THAT(read.notes.front(), Contains("lab.xlsx, sheet Notes: is no table of values, and left alone"));
}
