#include "io/study/limits_table.hpp"

#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

struct Read {
    std::vector<IntegrationLimits> rows;
    std::vector<std::string> faults;
    Notes notes;
};

Read limits(const std::string& text) {
    const TempFolder here;
    put_text(here / "limits.tsv", text);
    FaultBook faults;
    NoteBook notes;
    Read result;
    if (const auto table = read_user_table(here / "limits.tsv", limit_columns(), faults, notes))
        result.rows = limits_of(*table, faults, notes);
    result.faults = faults.lines();
    for (std::string& fault : result.faults) fault.erase(0, here.path().string().size() + 1);
    result.notes = notes.notes();
    return result;
}

std::string only_fault(const std::string& text) {
    const auto result = limits(text);
    CAPTURE(result.faults);
    REQUIRE(result.faults.size() == 1);
    return result.faults.front();
}

}  // namespace

TEST_CASE("limits table: every column comes to its place, in seconds or minutes", "[limits]") {
    const auto [rows, faults, notes] = limits(
        "by\tsample_id\tfeature_id\tcompound_id\tbegin_s\tend_s\tbegin_min\tend_min\treason\n"
        "KT\tS1\tF0012\t\t412.5\t430\t\t\tshoulder of Ile\n"
        "\tS2\t\tleucine\t\t440\t7\t\t\n");
    REQUIRE(faults.empty());
    CHECK(notes.empty());
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].sample_id == "S1");
    CHECK(rows[0].feature_id == "F0012");
    CHECK(rows[0].compound_id.empty());
    CHECK(rows[0].begin_s == 412.5);
    CHECK(rows[0].end_s == 430.0);
    CHECK(rows[0].reason == "shoulder of Ile");
    CHECK(rows[0].by == "KT");
    CHECK(rows[1].compound_id == "leucine");
    CHECK(rows[1].begin_s == 420.0);
    CHECK(rows[1].end_s == 440.0);
}

TEST_CASE("limits table: one that lost all its rows is well", "[limits]") {
    CHECK(limits("sample_id\tfeature_id\tbegin_s\tend_s\n").faults.empty());
}

TEST_CASE("limits table: a column within two letters of a known name is noted", "[limits]") {
    const auto result = limits("sample_id\tfeature_id\tbegin_s\tend_s\treasn\nS1\tF1\t1\t2\tx\n");
    CHECK(result.faults.empty());
    REQUIRE(result.notes.size() == 1);
    CHECK_THAT(result.notes[0].text, Contains("reason"));
}

TEST_CASE("limits table: each fault is one line with its place, cause and remedy", "[limits]") {
    const std::string head = "sample_id\tfeature_id\tcompound_id\tbegin_s\tend_s\n";
    CHECK_THAT(only_fault("sample\tfeature_id\tbegin_s\tend_s\nS1\tF1\t1\t2\n"), Contains("sample_id"));
    CHECK_THAT(only_fault("sample_id\tbegin_s\tend_s\nS1\t1\t2\n"),
               Contains("limits.tsv") && Contains("neither a column feature_id nor a column compound_id"));
    CHECK_THAT(only_fault("sample_id\tfeature_id\tbegin_s\nS1\tF1\t1\n"), Contains("end_s") && Contains("end_min"));
    CHECK_THAT(only_fault(head + "\tF1\t\t1\t2\n"), Contains("line 2") && Contains("names its sample"));
    CHECK_THAT(only_fault(head + "S1\t\t\t1\t2\n"), Contains("neither a feature nor a compound"));
    CHECK_THAT(only_fault(head + "S1\tF1\tleu\t1\t2\n"), Contains("a feature and a compound"));
    CHECK_THAT(only_fault(head + "S1\tF1\t\t1\t\n"), Contains("end is not told"));
    CHECK_THAT(only_fault(head + "S1\tF1\t\t1,5\t2\n"), Contains("1,5"));
    CHECK_THAT(only_fault(head + "S1\tF1\t\t430\t420\n"), Contains("420 s") && Contains("430 s"));
    CHECK_THAT(only_fault(head + "S1\tF1\t\t430\t430\n"), Contains("does not come after"));
    CHECK_THAT(only_fault(head + "S1\tF1\t\t1\t2\nS2\tF1\t\t1\t2\nS1\tF1\t\t3\t4\n"),
               Contains("line 4") && Contains("stands twice") && Contains("line 2"));
    CHECK_THAT(only_fault("sample_id\tfeature_id\tbegin_s\tbegin_min\tend_s\nS1\tF1\t60\t1\t90\n"),
               Contains("in seconds and in minutes"));
}
