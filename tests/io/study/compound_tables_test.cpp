#include "io/study/compound_tables.hpp"

#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

template <class Row>
struct Read {
    std::vector<Row> rows;
    std::vector<std::string> faults;
    Notes notes;
};

template <class Row, class Reader>
Read<Row> read(const std::string& text, std::span<const std::string_view> columns, Reader&& reader) {
    const TempFolder here;
    put_text(here / "t.tsv", text);
    FaultBook faults;
    NoteBook notes;
    Read<Row> result;
    const auto table = read_user_table(here / "t.tsv", columns, faults, notes);
    if (table) result.rows = reader(*table, faults, notes);
    result.faults = faults.lines();
    for (std::string& fault : result.faults) fault.erase(0, here.path().string().size() + 1);
    result.notes = notes.notes();
    return result;
}

Read<Compound> compounds(const std::string& text) {
    return read<Compound>(text, compound_columns(), compounds_of);
}

Read<StandardLevel> standards(const std::string& text) {
    return read<StandardLevel>(text, standard_columns(), standards_of);
}

std::string only_fault(const std::string& text) {
    const auto result = compounds(text);
    REQUIRE(result.faults.size() == 1);
    return result.faults.front();
}

std::string only_note(const std::string& text) {
    const auto result = compounds(text);
    CHECK(result.faults.empty());
    REQUIRE(result.notes.size() == 1);
    return result.notes.front().where + ": " + result.notes.front().text;
}

}  // namespace

TEST_CASE("compound table: every column comes to its place", "[compounds]") {
    const auto [rows, faults, notes] = compounds(
        "kegg\tname\tformula\tion\tcharge\tmz\tcompound_id\tmobility_tu\tmt_min\trole\tinternal_standard\thmdb\tnote\n"
        "C00047\tLysine\tC6H14N2O2\t[M+H]+\t1\t147.1128\tlys\t26.25\t7.5\tAnalyte\tMetSO\tHMDB0000182\tx\n"
        "\tMetSO\t\t\t\t182.048\tmso\t\t\tinternal_standard\t\t\t\n");
    REQUIRE(faults.empty());
    CHECK(notes.empty());
    const Compound& lysine = rows.at(0);
    CHECK(lysine.compound_id == "lys");
    CHECK(lysine.name == "Lysine");
    CHECK(lysine.formula == "C6H14N2O2");
    CHECK(lysine.ion == "[M+H]+");
    CHECK(lysine.charge == 1);
    CHECK(lysine.mz == 147.1128);
    CHECK(lysine.mobility_tu == 26.25);
    CHECK(lysine.mt_s == 450.0);
    CHECK(lysine.role == CompoundRole::analyte);
    CHECK(lysine.internal_standard == "mso");
    CHECK(lysine.kegg == "C00047");
    CHECK(lysine.hmdb == "HMDB0000182");
    CHECK(rows.at(1).role == CompoundRole::internal_standard);
    CHECK(rows.at(1).charge == 0);
    CHECK(std::isnan(rows.at(1).mt_s));
}

TEST_CASE("compound table: without ids the names are the ids", "[compounds]") {
    CHECK(compounds("name\tmz\nA\t100\n").rows.at(0).compound_id == "A");
    CHECK_THAT(only_fault("name\tmz\nA\t100\na\t200\n"),
               Contains("line 3, column name: a stands twice, first in line 2"));
}

TEST_CASE("compound table: a compound may stand as a cation and as an anion, once each", "[compounds]") {
    const std::string rows =
        "compound_id\tname\tformula\tion\tmobility_tu\nglu\tGlutamate\tC5H9NO4\t[M+H]+\t20.6\n"
        "glu\tGlutamate\tC5H9NO4\t[M-H]-\t-26.9\n";
    const auto both = compounds(rows);
    CHECK(both.faults.empty());
    REQUIRE(both.rows.size() == 2);
    CHECK(both.rows[1].mobility_tu == -26.9);
    CHECK_THAT(only_fault(rows + "glu\tGlutamate\tC5H9NO4\t[M+Na-2H]-\t-26\n"),
               Contains("line 4, column compound_id: glu stands twice, first in line 3") && Contains("of either sign"));
    CHECK_THAT(only_fault(rows + "glu\tGlutamate\tC5H9NO4\t\t\n"),
               Contains("line 4, column compound_id: glu stands twice, first in line 2"));
}

TEST_CASE("compound table: each kind of fault has its place and its words", "[compounds]") {
    CHECK_THAT(only_fault("name\trole\nA\tanalyte\n"), Contains("line 1: the header has neither a column formula nor"));
    CHECK_THAT(only_fault("name\tformula\tmz\nA\t\t\n"),
               Contains("line 2: the compound \"A\" has neither formula nor mz"));
    CHECK_THAT(only_fault("name\tmz\nA\t90.05 Da\n"),
               Contains("line 2, column mz: \"90.05 Da\" is not a number") && Contains("90.05."));
    CHECK_THAT(only_fault("name\tformula\nA\tC6H14Xx\n"), Contains("line 2, column formula: formula 'C6H14Xx'"));
    CHECK_THAT(only_fault("name\tformula\tion\nA\tC2H6\tM+H\n"), Contains("line 2, column ion: ion 'M+H'"));
    CHECK_THAT(only_fault("name\tformula\tion\tcharge\nA\tC2H6\t[M+H]+\t-1\n"),
               Contains("the charge -1 contradicts the ion [M+H]+"));
    CHECK_THAT(only_fault("name\tmz\trole\nA\t100\tIS\n"),
               Contains("one of: analyte, internal_standard, marker, lock_mass"));
    CHECK_THAT(only_fault("name\tmz\tmt_s\tmt_min\nA\t100\t600\t11\n"), Contains("11 min contradict the 600 s"));
    CHECK_THAT(only_fault("name\tmz\tinternal_standard\nA\t100\tB\n"), Contains("\"B\" is no compound of this table"));
    CHECK_THAT(only_fault("name\tmz\tinternal_standard\nA\t100\tB\nB\t200\t\n"), Contains("has the role analyte"));
    CHECK_THAT(only_fault("name\tmz\n\t100\n"), Contains("line 2, column name: the cell is empty"));
    CHECK_THAT(only_fault("nmae\tmz\nA\t100\n"), Contains("no column name (did you mean nmae?)"));
}

TEST_CASE("compound table: an m/z that its formula does not give is a note with both values", "[compounds]") {
    const std::string head = "name\tformula\tion\tcharge\tmz\n";
    CHECK_THAT(only_note(head + "Lysine\tC6H14N2O2\t[M+H]+\t\t148.1128\n"),
               Contains("line 2, column mz: mz 148.1128 is not that of [M+H]+ of C6H14N2O2, 147.1128"));
    CHECK_THAT(only_note(head + "Lysine\tC6H14N2O2\t\t\t148.1128\n"), Contains("no usual ion") && Contains("147.1128"));
    CHECK_THAT(only_note(head + "Lysine\tC6H14N2O2\t\t-1\t147.1128\n"),
               Contains("deprotonated") && Contains("145.0983"));
    // Rounded to three decimals, other usual ions, and a charge that says which.
    for (const char* row :
         {"\t\t147.113", "\t\t145.0983", "\t\t169.0947", "[M+2H]2+\t\t74.0600", "\t2\t74.0600", "\t-1\t145.0983"}) {
        INFO(row);
        const auto result = compounds(head + "Lysine\tC6H14N2O2\t" + row + "\n");
        CHECK(result.faults.empty());
        CHECK(result.notes.empty());
    }
}

TEST_CASE("compound table: compounds that neither m/z nor time tells apart are a note with both values",
          "[compounds]") {
    const std::string head = "name\tmz\tmt_s\tmobility_tu\n";
    CHECK_THAT(only_note(head + "Leu\t132.1019\t600\t\nX\t140\t600\t\nIle\t132.1021\t601\t\n"),
               Contains("line 4: Leu (600 s) and Ile (601 s) have the same m/z, 132.1019 and 132.1021"));
    CHECK_THAT(only_note(head + "Leu\t132.1019\t\t20\nIle\t132.1019\t\t20.05\n"), Contains("Leu (20 TU)"));
    CHECK(compounds(head + "Leu\t132.1019\t600\t\nIle\t132.1019\t610\t\n").notes.empty());
    CHECK(compounds(head + "Leu\t132.1019\t600\t\nY\t132.1119\t600\t\n").notes.empty());
    CHECK(compounds(head + "Leu\t132.1019\t\t\nIle\t132.1019\t\t\n").notes.empty());
}

TEST_CASE("standards table: levels are read, and every fault is told", "[compounds]") {
    const auto good = standards("unit\tconcentration\tcompound_id\tsample_id\nmicromol/L\t12.5\tlys\tSTD1\n");
    REQUIRE(good.faults.empty());
    CHECK(good.rows.at(0).sample_id == "STD1");
    CHECK(good.rows.at(0).compound_id == "lys");
    CHECK(good.rows.at(0).concentration == 12.5);
    CHECK(good.rows.at(0).unit == "micromol/L");
    const auto bad = standards("sample_id\tcompound_id\tconcentration\nSTD1\tlys\t1,5\nSTD1\tlys\t2\nSTD1\t\t-3\n");
    REQUIRE(bad.faults.size() == 5);
    CHECK_THAT(bad.faults[0], Contains("no column unit"));
    CHECK_THAT(bad.faults[1], Contains("line 2, column concentration: \"1,5\""));
    CHECK_THAT(bad.faults[2], Contains("line 3, column compound_id: lys of STD1 stands twice, first in line 2"));
    CHECK_THAT(bad.faults[3], Contains("line 4, column compound_id: the cell is empty"));
    CHECK_THAT(bad.faults[4], Contains("line 4, column concentration: -3: must be"));
}

TEST_CASE("compound table: a lock mass told by its m/z says by charge or ion of which polarity it is", "[compounds]") {
    CHECK_THAT(only_fault("name\tmz\trole\nhexakis\t622.029\tlock_mass\n"),
               Contains("line 2") && Contains("lock mass \"hexakis\"") && Contains("charge"));
    for (const char* row : {"name\tmz\trole\tcharge\nhexakis\t622.029\tlock_mass\t1\n",
                            "name\tmz\trole\tion\nhexakis\t622.029\tlock_mass\t[M+H]+\n",
                            "name\tformula\trole\npurine\tC5H4N4\tlock_mass\n", "name\tmz\nlys\t147.1128\n"})
        CHECK(compounds(row).faults.empty());
}
