#include "io/study/sample_sheet.hpp"

#include "io/study/name_key.hpp"
#include "tests/support/program.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

/// A folder with the files a.mzML, b.mzML, c.mzML and d.mzML and a sheet.
struct Sheet {
    TempFolder here;
    Study study;
    std::vector<std::string> faults;
    Notes notes;

    explicit Sheet(const std::string& text) {
        for (const char* name : {"a.mzML", "b.mzML", "c.mzML", "d.mzML"}) put_text(here / name, "<mzML>");
        ::mkfifo((here / "pipe").c_str(), 0600);
        put_text(here / "samples.tsv", text);
        FaultBook book;
        NoteBook told;
        const auto table = read_user_table(here / "samples.tsv", sample_columns(), book, told);
        if (table) study = samples_of(*table, book, told);
        faults = book.lines();
        for (std::string& fault : faults)
            for (std::size_t at = 0; (at = fault.find(here.path().string() + "/")) != std::string::npos;)
                fault.erase(at, here.path().string().size() + 1);
        notes = told.notes();
    }
};

std::string only_fault(const std::string& text) {
    const Sheet sheet(text);
    REQUIRE(sheet.faults.size() == 1);
    return sheet.faults.front();
}

std::string only_note(const std::string& text) {
    const Sheet sheet(text);
    CHECK(sheet.faults.empty());
    REQUIRE(sheet.notes.size() == 1);
    return sheet.notes.front().where + ": " + sheet.notes.front().text;
}

const std::string head = "file\tsample_id\ttype\n";

}  // namespace

TEST_CASE("sample sheet: every column comes to its place, and others are covariates", "[sheet]") {
    const Sheet sheet(
        "age\tsample_id\tfile\tTYPE\tspecimen_id\tbatch\tinjection_order\tgroup\tpolarity\tdilution\tamount\tamount_"
        "unit\t"
        "capillary\tsegment\tlevel\tlevel_unit\tSex\tPerson\tvisit\tlot\tpool\n"
        "63\tS1\ta.mzML\tStandard\tP1\tB2\t17\tcase\tNEG\t20\t0.05\tmL\tc3\t4\t12.5\tmicromol/L\tf\tT. Abe\tV2\tL7\tnew\n"
        "\tS2\tb.mzML\tQC\t\t\t\t\t+\t\t\t\t\t\t\t\t\t\t\t\t\n");
    REQUIRE(sheet.faults.empty());
    CHECK(sheet.notes.empty());
    CHECK(sheet.study.covariates == std::vector<std::string>{"age", "Sex"});
    const Sample &one = sheet.study.samples.at(0), &two = sheet.study.samples.at(1);
    CHECK(one.sample_id == "S1");
    CHECK(one.file_as_told == "a.mzML");
    CHECK(one.file == (sheet.here / "a.mzML").string());
    CHECK(one.type == SampleType::standard);
    CHECK(one.specimen_id == "P1");
    CHECK(one.batch == "B2");
    CHECK(one.injection_order == 17L);
    CHECK(one.group == "case");
    CHECK(one.polarity == Polarity::negative);
    CHECK(one.dilution == 20.0);
    CHECK(one.amount == 0.05);
    CHECK(one.amount_unit == "mL");
    CHECK(one.capillary == "c3");
    CHECK(one.segment == 4);
    CHECK(one.level == 12.5);
    CHECK(one.level_unit == "micromol/L");
    CHECK(one.person == "T. Abe");
    CHECK(one.visit == "V2");
    CHECK(one.lot == "L7");
    CHECK(one.pool == "new");
    CHECK(two.person + two.visit + two.lot + two.pool == "");
    CHECK(one.covariates == std::vector<std::string>{"63", "f"});
    CHECK(two.type == SampleType::qc);
    CHECK(two.specimen_id == "S2");
    CHECK(two.polarity == Polarity::positive);
    CHECK(two.dilution == 1.0);
    CHECK(std::isnan(two.amount));
    CHECK(std::isnan(two.level));
    CHECK(!two.injection_order);
    CHECK(!two.segment);
    CHECK(two.covariates == std::vector<std::string>{"", ""});
}

TEST_CASE("sample sheet: all faults are told at once, with their lines", "[sheet]") {
    const Sheet sheet(
        "file\tsample_id\tdilution\na.mzML\tS1\t0,5\nabsent.mzML\tS1\t-1\n\tS3\t1\n.\tS4\t\npipe\tS5\t\n");
    CHECK(sheet.faults.size() == 8);
    const std::string all = [&] {
        std::string text;
        for (const auto& fault : sheet.faults) text += fault + "\n";
        return text;
    }();
    for (const char* part :
         {"samples.tsv: line 1: the header has no column type.", "line 2, column dilution: \"0,5\" is not a number",
          "line 3, column file: absent.mzML: cannot open the file: No such file",
          "line 3, column dilution: -1: must be", "line 3, column sample_id: S1 stands twice, first in line 2",
          "line 4, column file: the cell is empty", "line 6, column file: pipe: is a pipe (FIFO)"})
        CHECK_THAT(all, Contains(part));
}

TEST_CASE("sample sheet: a folder in place of a run is a fault", "[sheet]") {
    CHECK_THAT(only_fault(head + ".\tS1\tqc\n"), Contains("line 2, column file: ") && Contains("is a directory"));
}

TEST_CASE("sample sheet: names that cannot stand in paths, links and spreadsheets are refused", "[sheet]") {
    for (const std::string name :
         {"a/b", "a\\b", "<b>", "a:b", "a|b", "a?", "a*", "=cmd", "+1", "-1", "@x", "..", "\" a\""}) {
        INFO(name);
        CHECK_THAT(only_fault(head + "a.mzML\t" + name + "\tqc\n"), Contains("line 2, column sample_id: the name \""));
    }
    CHECK_THAT(only_fault(head + "a.mzML\t\"a\"\"b\"\tqc\n"), Contains("holds '\"'"));
    CHECK_THAT(only_fault("file\tsample_id\ttype\tspecimen_id\na.mzML\tS1\tqc\t=x\n"),
               Contains("column specimen_id: the name \"=x\" begins with '='"));
    CHECK(Sheet(head + "a.mzML\tS-1 (a)_b.c+\tqc\nb.mzML\t\xe8\xa9\xa6\xe6\x96\x99 1\tqc\n").faults.empty());
}

TEST_CASE("sample sheet: twins by case or by the spelling of accents are refused with both lines", "[sheet]") {
    CHECK_THAT(only_fault(head + "a.mzML\ts1\tqc\nb.mzML\tS1\tqc\n"),
               Contains("line 3, column sample_id: S1 and s1 of line 2 differ only in case"));
    // "e with acute" and "ga" as one character and as two.
    CHECK_THAT(only_fault(head + "a.mzML\tcaf\xc3\xa9\tqc\nb.mzML\tcafe\xcc\x81\tqc\n"), Contains("differ only"));
    CHECK_THAT(only_fault(head + "a.mzML\t\xe3\x81\x8c\tqc\nb.mzML\t\xe3\x81\x8b\xe3\x82\x99\tqc\n"),
               Contains("differ only"));
}

TEST_CASE("name key: letters of other shapes stay apart", "[sheet]") {
    // U+30D1 pa and U+30D0 ba; U+30D1 is U+30CF U+309A. U+D55C is U+1112 U+1161 U+11AB (UAX #15).
    CHECK(name_key("\xe3\x83\x91") == "\xe3\x83\x8f\xe3\x82\x9a");
    CHECK(name_key("\xe3\x83\x90") == "\xe3\x83\x8f\xe3\x82\x99");
    CHECK(name_key("\xe3\x83\x85") == "\xe3\x83\x84\xe3\x82\x99");              // du
    CHECK(name_key("\xe3\x83\xb4") == "\xe3\x82\xa6\xe3\x82\x99");              // vu
    CHECK(name_key("\xe3\x81\xaa\xe3\x83\x83") == "\xe3\x81\xaa\xe3\x83\x83");  // na, small tu: of one piece
    CHECK(name_key("\xed\x95\x9c") == "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab");
    CHECK(name_key("\xc3\x85Z") == "a\xcc\x8az");
    CHECK(name_key("\xf0\xa0\xae\xb7") == "\xf0\xa0\xae\xb7");
    CHECK(name_key("S1") != name_key("S2"));
}

TEST_CASE("sample sheet: words of type and polarity are told with what they may be", "[sheet]") {
    CHECK_THAT(only_fault(head + "a.mzML\tS1\tsampel\n"),
               Contains("one of: sample, qc, blank, standard (did you mean sample?)"));
    CHECK_THAT(only_fault("file\tsample_id\ttype\tpolarity\na.mzML\tS1\tqc\tup\n"),
               Contains("positive, negative, pos"));
}

TEST_CASE("sample sheet: what may be a slip is a note", "[sheet]") {
    CHECK_THAT(only_note("file\tsample_id\ttype\tgruop\na.mzML\tS1\tqc\tx\n"), Contains("if group was meant"));
    CHECK_THAT(only_note(head + "a.mzML\tS1\tqc\n./a.mzML\tS2\tqc\n"),
               Contains("line 3, column file: ./a.mzML is the file of line 2, too"));
    CHECK_THAT(only_note("file\tsample_id\ttype\tinjection_order\na.mzML\tS1\tqc\t3\nb.mzML\tS2\tqc\t3\n"),
               Contains("line 3, column injection_order: the injection order 3 stands in line 2, too"));
    CHECK_THAT(only_note("file\tsample_id\ttype\tlevel\na.mzML\tS1\tqc\t5\n"), Contains("a level is told of a qc"));
    // The two polarities of one run that switches are two rows.
    CHECK(Sheet("file\tsample_id\ttype\tpolarity\na.mzML\tS1\tqc\tpos\na.mzML\tS2\tqc\tneg\n").notes.empty());
}

TEST_CASE("sample sheet: segments of a file are samples of one run, however the sheet writes its name", "[sheet]") {
    const std::string of_segments = "file\tsample_id\ttype\tsegment\n";
    const Sheet sheet(of_segments + "a.mzML\tA1\tsample\t1\n./a.mzML\tA3\tsample\t3\nb.mzML\tB1\tsample\t1\n");
    CHECK(sheet.faults.empty());
    CHECK(sheet.notes.empty());
    REQUIRE(sheet.study.samples.size() == 3);
    CHECK(sheet.study.samples[0].file == sheet.study.samples[1].file);
    CHECK(sheet.study.samples[1].file_as_told == "./a.mzML");
    CHECK(sheet.study.samples[1].segment == 3);
    CHECK(
        only_fault(of_segments + "a.mzML\tA1\tsample\t2\n./a.mzML\tA2\tsample\t2\n") ==
        "samples.tsv: line 3, column segment: segment 2 of ./a.mzML stands twice, first in line 2. Every segment of a "
        "run is one sample.");
    CHECK_THAT(only_fault(of_segments + "a.mzML\tA1\tsample\t2\na.mzML\tA2\tsample\t\n"),
               Contains("line 3, column segment: a.mzML is the file of line 2, too, and one of the two rows has no "
                        "segment"));
}

TEST_CASE("sample sheet: a header alone is no study", "[sheet]") {
    CHECK_THAT(only_fault(head), Contains("no row below the header"));
}
