#include "io/library/import_compounds.hpp"

#include "io/base/faults.hpp"
#include "io/library/import_fields.hpp"
#include "io/study/compound_tables.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using Catch::Matchers::Contains;
using Catch::Matchers::WithinAbs;

namespace {

struct Imported {
    ImportedList list;
    Notes notes;
    std::vector<std::string> faults;

    [[nodiscard]] bool noted(const std::string& code) const {
        return std::any_of(notes.begin(), notes.end(), [&](const Note& note) { return note.code == code; });
    }
};

Imported import_text(const std::string& name, const std::string& text, const ImportOptions& options = {}) {
    const test::TempFolder here;
    FaultBook faults;
    NoteBook notes;
    Imported result;
    result.list = import_compounds(here.file(name, text), options, faults, notes);
    result.notes = notes.notes();
    result.faults = faults.lines();
    return result;
}

}  // namespace

TEST_CASE("import: headers of the field mean what they say, with their units", "[io][import]") {
    using Field = ImportField;
    const auto is = [](const char* header, Field field, const std::string& unit) {
        const auto guessed = guess_header(header);
        CAPTURE(header);
        REQUIRE(guessed);
        CHECK(guessed->field == field);
        CHECK(guessed->unit == unit);
    };
    is("Metabolite name", Field::name, "");
    is("化合物名", Field::name, "");
    is("m/z", Field::mz, "");
    is("RT (min)", Field::time, "min");
    is("mt_s", Field::time, "s");
    is("MT[sec]", Field::time, "s");
    is("移動時間 (分)", Field::time, "min");
    is("濃度（uM）", Field::level, "uM");
    is("RETENTIONTIME", Field::time, "");
    is("EFF_MOB (mm2 kV-1 min-1)", Field::mobility, "mm2/kv/min");
    is("mobility_tu", Field::mobility, "tu");
    is("Adduct type", Field::ion, "");
    is("conc (uM)", Field::level, "uM");
    is("HMDB_ID", Field::hmdb, "");
    is("MONOISOTOPIC_MASS", Field::mass, "");
    for (const char* other : {"", "Comment", "SAMPLE", "m/z tolerance", "name of operator"})
        CHECK_FALSE(guess_header(other));
}

TEST_CASE("import: a table of standards, minutes to seconds, adducts in every spelling", "[io][import]") {
    const auto got = import_text("standards.csv",
                                 "Compound,Formula,m/z,MT (min),Adduct,Level (uM),KEGG\n"
                                 "Leucine,C6H13NO2,132.1019,10.2,M+H,50,C00123\n"
                                 "Citrate,C6H8O7,191.0197,26.9,[M-H]1-,20,-\n"
                                 "Choline,C5H14NO,104.107,6.3,[M]+,5,\n");
    CHECK(got.faults.empty());
    CHECK(got.list.format == "CSV");
    REQUIRE(got.list.compounds.size() == 3);
    const auto& leucine = got.list.compounds[0];
    CHECK_THAT(leucine.compound.mt_s, WithinAbs(612.0, 1e-9));
    CHECK(leucine.compound.ion == "[M+H]+");
    CHECK(leucine.compound.charge == 1);
    CHECK(leucine.level == 50.0);
    CHECK(leucine.level_unit == "uM");
    CHECK(leucine.source == "standards.csv, line 2");
    CHECK(got.list.compounds[1].compound.ion == "[M-H]-");
    CHECK(got.list.compounds[1].compound.kegg.empty());
    CHECK_FALSE(got.noted("import-time-unit"));
}

TEST_CASE("import: a unit that no header tells is said to be a guess, and can be told", "[io][import]") {
    const std::string text = "Name\tFormula\tMT\tEFF_MOB\nLysine\tC6H14N2O2\t6.3\t2436\nGlycine\tC2H5NO2\t7.9\t1746\n";
    const auto minutes = import_text("a.tsv", text);
    CHECK(minutes.noted("import-time-unit"));
    CHECK(minutes.noted("import-mobility-unit"));
    CHECK_THAT(minutes.list.compounds[0].compound.mt_s, WithinAbs(378.0, 1e-9));
    CHECK_THAT(minutes.list.compounds[0].compound.mobility_tu, WithinAbs(40.6, 1e-9));
    CHECK(import_text("a.tsv", text, {.minutes = false}).list.compounds[0].compound.mt_s == 6.3);
    const auto tu = import_text("b.tsv", "Name\tFormula\tmobility\nLysine\tC6H14N2O2\t40.6\n");
    CHECK(tu.list.compounds[0].compound.mobility_tu == 40.6);
}

TEST_CASE("import: MSP of MS-DIAL and of NIST, peaks passed over", "[io][import]") {
    const auto got = import_text("lib.msp",
                                 "NAME: Leucine\r\nPRECURSORMZ: 132.10191\r\nPRECURSORTYPE: [M+H]+\r\nFORMULA: "
                                 "C6H13NO2\r\nRETENTIONTIME: 10.2\r\nINCHIKEY: ROHFNLRQFUQHCH-YFKPBYRVSA-N\r\nNum "
                                 "Peaks: 2\r\n86.0964\t100\r\n132.1019\t20\r\n\r\n"
                                 "Name: Citric acid\nPrecursor_type: [M-H]-\nPrecursorMZ: 191.0197\nFormula: "
                                 "C6H8O7\nNum peaks: 2\n111.0088 999; 87.0088 50;\n85.0295 20\n");
    CHECK(got.list.format == "MSP");
    REQUIRE(got.list.compounds.size() == 2);
    CHECK(got.list.compounds[0].compound.mz == 132.10191);
    CHECK(got.list.compounds[0].compound.mt_s == 612.0);
    CHECK(got.list.compounds[0].inchikey == "ROHFNLRQFUQHCH-YFKPBYRVSA-N");
    CHECK(got.list.compounds[1].compound.name == "Citric acid");
    CHECK(got.list.compounds[1].compound.charge == -1);
    CHECK(got.list.compounds[1].source == "lib.msp, line 11");
}

TEST_CASE("import: a JSON array of objects, parts of objects too", "[io][import]") {
    const auto got =
        import_text("list.json", R"([{"primary_id": "HMDB0000687", "primary_db": "HMDB", "name": "Leucine",)"
                                 R"( "neutral_formula": "C6H13NO2", "neutral_formula_mass": 131.094628665,)"
                                 R"( "inchikey": "ROHFNLRQFUQHCH-YFKPBYRVSA-N", "other_ids": {"PubChem": "6106",)"
                                 R"( "KEGG": "C00123", "ChEBI": ""}}, {"name": "x", "neutral_formula": "Nb"}])");
    CHECK(got.list.format == "JSON");
    CHECK(got.list.records == 2);
    CHECK(got.list.left_out == 1);
    REQUIRE(got.list.compounds.size() == 1);
    const auto& leucine = got.list.compounds[0];
    CHECK(leucine.compound.hmdb == "HMDB0000687");
    CHECK(leucine.compound.kegg == "C00123");
    CHECK(leucine.pubchem_cid == "6106");
    CHECK(leucine.compound.formula == "C6H13NO2");
    CHECK(got.noted("import-formula"));
    CHECK(got.noted("import-left-out"));
    CHECK_THROWS_WITH(import_text("bad.json", "[{\"name\": "), Contains("is not valid JSON") && Contains("byte"));
}

TEST_CASE("import: a formula comes from the library where name and mass agree, and only there", "[io][import]") {
    const auto got = import_text("a.tsv", "Name\tMZ\nLeucine\t132.102\nGlycine\t500.1\nsomething\t200.1\n");
    REQUIRE(got.list.compounds.size() == 3);
    CHECK(got.list.compounds[0].compound.formula == "C6H13NO2");
    CHECK(got.list.compounds[1].compound.formula.empty());
    CHECK(got.list.compounds[2].compound.formula.empty());
    CHECK(got.noted("import-library"));
}

TEST_CASE("import: a neutral mass needs an ion", "[io][import]") {
    const std::string text = "Name\tExact mass\nunheard of\t131.094628665\n";
    CHECK(import_text("a.tsv", text).list.left_out == 1);
    const auto got = import_text("a.tsv", text, {.ion = "[M+H]+"});
    REQUIRE(got.list.compounds.size() == 1);
    CHECK_THAT(got.list.compounds[0].compound.mz, WithinAbs(132.101905, 2e-6));
}

TEST_CASE("import: names with quotes and control characters come back as one cell", "[io][import]") {
    std::vector<ImportedCompound> all;
    NoteBook notes;
    join_lists(all,
               import_text("a.json", R"([{"name": "\"quoted\" name", "formula": "C2H5NO2"},)"
                                     R"( {"name": "two\nlines\tand a tab", "formula": "CH4"}])")
                   .list,
               notes);
    REQUIRE(all.size() == 2);
    const test::TempFolder here;
    FaultBook faults;
    const auto table = read_user_table(here.file("c.tsv", imported_tsv(all)), compound_columns(), faults, notes);
    REQUIRE(table);
    CHECK(faults.empty());
    REQUIRE(table->rows.size() == 2);
    CHECK(table->rows[0].cells[*table->column("name")] == "\"quoted\" name");
    CHECK(table->rows[1].cells[*table->column("name")] == "two lines and a tab");
}

TEST_CASE("import: packed, foreign and nameless files are refused in one line", "[io][import][error]") {
    CHECK_THROWS_WITH(import_text("a.json.xz",
                                  "\xfd"
                                  "7zXZ and more"),
                      Contains("is packed") && Contains("xz -d"));
    const auto nameless = import_text("a.tsv", "formula\tmz\nC2H5NO2\t76.0393\n");
    REQUIRE(nameless.faults.size() == 1);
    CHECK_THAT(nameless.faults[0], Contains("no column for the name"));
    CHECK(import_text("a.tsv", "Name\tFormula\nx\tC2H5\nNaN\tC3\n\tC4\n").list.left_out == 2);
}

TEST_CASE("import: lists join without twins, contradictions are named, and gassan reads what is written",
          "[io][import]") {
    NoteBook notes;
    std::vector<ImportedCompound> all;
    join_lists(all, import_text("a.tsv", "Name\tFormula\tion\tmt_s\nLeucine\tC6H13NO2\t[M+H]+\t612\n").list, notes);
    join_lists(
        all,
        import_text("b.tsv", "Name\tFormula\tion\tmt_s\nleucine\tC6H13NO2\t[M+H]+\t650\nLeucine\tC6H13NO2\t[M-H]-\t\n")
            .list,
        notes);
    REQUIRE(all.size() == 2);
    CHECK(all[0].compound.mt_s == 612.0);
    CHECK(all[1].compound.compound_id == "Leucine-2");
    const auto told = notes.notes();
    REQUIRE(told.size() == 1);
    CHECK(told[0].code == "import-contradiction");
    CHECK_THAT(told[0].text, Contains("612.0 s against 650.0 s") && Contains("a.tsv, line 2"));

    const test::TempFolder here;
    const auto written = here.file("compounds.tsv", imported_tsv(all));
    FaultBook faults;
    NoteBook read_notes;
    const auto table = read_user_table(written, compound_columns(), faults, read_notes);
    REQUIRE(table);
    const auto compounds = compounds_of(*table, faults, read_notes);
    CHECK(faults.empty());
    REQUIRE(compounds.size() == 2);
    CHECK(compounds[0].mt_s == 612.0);
    CHECK(compounds[1].ion == "[M-H]-");
}
