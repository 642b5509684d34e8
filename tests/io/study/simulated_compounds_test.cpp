#include "io/study/simulated_compounds.hpp"

#include "core/base/error.hpp"
#include "io/base/fault_list.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

struct Read {
    std::vector<SimulatedCompound> rows;
    Notes notes;
};

Read read(const std::string& text, const Electrolyte& electrolyte = formic_acid_1m,
          Polarity polarity = Polarity::positive) {
    const TempFolder here;
    put_text(here / "mine.tsv", text);
    NoteBook notes;
    auto rows = read_simulated_compounds(here / "mine.tsv", electrolyte, polarity, notes);
    return {std::move(rows), notes.notes()};
}

Read read_anions(const std::string& text) {
    return read(text, ammonium_acetate_50mm, Polarity::negative);
}

std::vector<std::string> faults(const std::string& text, Polarity polarity = Polarity::positive) {
    try {
        static_cast<void>(read(text, formic_acid_1m, polarity));
    } catch (const FaultList& list) {
        return list.lines;
    }
    return {};
}

std::string only_fault(const std::string& text, Polarity polarity = Polarity::positive) {
    const auto lines = faults(text, polarity);
    REQUIRE(lines.size() == 1);
    return lines.front();
}

}  // namespace

// ---- known answers ---------------------------------------------------------------------------------------

TEST_CASE("simulated compound table: every column comes to its place", "[simulated]") {
    const auto [rows, notes] = read(
        "name\tformula\tcompound_id\tpermanent_charge\tmobility_tu\tconcentration_um\ttreated_um\tlog_sd\tabsent_"
        "share\t"
        "role\tlosses\tdouble_charge\tsource\n"
        "Choline\tC5H14NO\tchol\t1\t40\t9\t12\t0.25\t0.1\tinternal_standard\tC3H9N; H2O\tyes\tours\n");
    CHECK(notes.empty());
    const auto& one = rows.at(0);
    CHECK(one.compound_id == "chol");
    CHECK(one.name == "Choline");
    CHECK(one.formula == "C5H14NO");
    CHECK(one.permanent_charge == 1);
    CHECK(one.main_charge == 1);
    CHECK(one.mobility_tu == 40.0);
    CHECK(one.concentration_um == 9.0);
    CHECK(one.treated_um == 12.0);
    CHECK(one.log_sd == 0.25);
    CHECK(one.absent_share == 0.1);
    CHECK(one.role == "internal_standard");
    CHECK(one.losses == std::vector<std::string>{"C3H9N", "H2O"});
    CHECK(one.double_charge);
    CHECK(one.source == "ours");
}

TEST_CASE("simulated compound table: name and formula are enough", "[simulated]") {
    const auto [rows, notes] = read("name,formula\nLeucine,C6H13NO2\n");
    const auto& one = rows.at(0);
    CHECK(one.compound_id == "Leucine");
    CHECK_THAT(one.mobility_tu, WithinAbs(20.7, 0.05));
    CHECK(one.concentration_um == 10.0);
    CHECK(one.treated_um == 10.0);
    CHECK(one.log_sd == 0.3);
    CHECK(one.role == "analyte");
    CHECK_FALSE(one.double_charge);
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].code == "mobility-library");
    CHECK(notes[0].where == "line 2, column name");
    CHECK_THAT(notes[0].text, Contains("Leucine gets the mobility 20.68 TU") && Contains("(pH 1.875, 0 mM)") &&
                                  Contains("that of Leucine in the library, from pKa and limiting mobility"));
    CHECK_THAT(one.source, Contains("mobility: that of Leucine in the library"));
}

TEST_CASE("simulated compound table: anions get the mobility of their electrolyte", "[simulated]") {
    const auto rows = read_anions("name\tformula\nlactic acid\tC3H6O3\nCitric acid\tC6H8O7\n").rows;
    CHECK(rows.at(0).main_charge == -1);
    CHECK_THAT(rows[0].mobility_tu, WithinRel(-29.9, 0.01));
    CHECK_THAT(rows[1].mobility_tu, WithinRel(-49.1, 0.06));
}

TEST_CASE("simulated compound table: a compound is found by id, by Japanese name and by formula", "[simulated]") {
    const auto by_id = read("name\tcompound_id\tformula\nmine\tisoleucine\tC6H13NO2\n");
    CHECK_THAT(by_id.rows.at(0).mobility_tu, WithinAbs(21.2, 0.05));
    CHECK_THAT(read("name\tformula\nロイシン\tC6H13NO2\n").rows.at(0).mobility_tu, WithinAbs(20.7, 0.05));
    // Leucine (KEGG C00123) before isoleucine (C00407); norleucine has no mobility of its own.
    const auto by_formula = read("name\tformula\nunheard of\tH13C6NO2\n");
    CHECK_THAT(by_formula.notes.at(0).text, Contains("its isomer Leucine in the library, from pKa"));
}

TEST_CASE("simulated compound table: the formula decides where the name says something else", "[simulated]") {
    const auto [rows, notes] = read("name\tformula\nLeucine\tC5H11NO2\n");
    CHECK_THAT(rows.at(0).mobility_tu, WithinAbs(21.1, 0.05));
    CHECK_THAT(notes.at(0).text, Contains("its isomer Valine"));
}

TEST_CASE("simulated compound table: an unknown compound is estimated from its mass", "[simulated]") {
    const auto [rows, notes] = read("name\tformula\nX\tC7H15N3O9S2\n");
    const double mass_da = 349.0250;
    CHECK_THAT(rows.at(0).mobility_tu, WithinAbs(34.7 * std::pow(mass_da / 100.0, -0.43), 0.001));
    CHECK(notes.at(0).code == "mobility-estimated");
    CHECK_THAT(notes[0].text, Contains("estimated from its mass and charge +1; the library has no C7H15N3O9S2"));
    const auto anions = read_anions("name\tformula\nX\tC7H15N3O9S2\n");
    CHECK((anions.rows.at(0).mobility_tu < -10.0 && anions.rows[0].mobility_tu > -20.0));
    const auto charged = read("name\tformula\tpermanent_charge\nX\tC7H15N3O9S2\t2\n").rows;
    CHECK(charged.at(0).main_charge == 2);
    CHECK_THAT(charged[0].mobility_tu, WithinRel(rows[0].mobility_tu * std::pow(2.0, 0.91), 1e-9));
}

TEST_CASE("simulated compound table: of many notes three are told in full", "[simulated]") {
    const auto notes = read(
                           "name\tformula\nGlycine\tC2H5NO2\nAlanine\tC3H7NO2\nSerine\tC3H7NO3\nValine\tC5H11NO2\n"
                           "Lysine\tC6H14N2O2\n")
                           .notes;
    REQUIRE(notes.size() == 4);
    CHECK_THAT(notes.back().text, Contains("2 more"));
}

TEST_CASE("simulated compound table: what is spiked is the same in every vial", "[simulated]") {
    CHECK(read("name\tformula\trole\nX\tC5H11NO4S\tinternal_standard\n").rows.at(0).log_sd == 0.0);
}

// ---- refusals --------------------------------------------------------------------------------------------

TEST_CASE("simulated compound table: each kind of fault has its place and its words", "[simulated]") {
    CHECK_THAT(only_fault("name\tfromula\nA\tC2H6\n"), Contains("no column formula (did you mean fromula?)"));
    CHECK_THAT(only_fault("name\tformula\nA\t\n"), Contains("line 2, column formula: the cell is empty"));
    CHECK_THAT(only_fault("name\tformula\nA\tC6Xx\n"), Contains("line 2, column formula: formula 'C6Xx'"));
    CHECK_THAT(only_fault("name\tformula\tconcentration_um\nA\tC2H6\t-1\n"), Contains("column concentration_um"));
    CHECK_THAT(only_fault("name\tformula\tabsent_share\nA\tC2H6\t1.5\n"), Contains("column absent_share"));
    CHECK_THAT(only_fault("name\tformula\tpermanent_charge\nA\tC2H6\t9\n"), Contains("column permanent_charge"));
    CHECK_THAT(only_fault("name\tformula\trole\nA\tC2H6\tIS\n"), Contains("one of: analyte, internal_standard"));
    CHECK_THAT(only_fault("name\tformula\tdouble_charge\nA\tC2H6\tmaybe\n"), Contains("one of: no, yes"));
    CHECK_THAT(only_fault("name\tformula\tlosses\nA\tC2H7NO\tH2O;SO3\n"),
               Contains("column losses: the ion of C2H7NO cannot lose SO3"));
    // The protonated ion of formic acid can lose all of it, the deprotonated one cannot; of an ion something is left.
    const std::string formic = "name\tformula\tlosses\nA\tCH2O2\tCH2O2\n";
    CHECK(faults(formic).empty());
    CHECK_THAT(only_fault(formic, Polarity::negative), Contains("the ion of CH2O2 cannot lose CH2O2: too few atoms"));
    CHECK_THAT(only_fault("name\tformula\tpermanent_charge\tlosses\nA\tC3H9S\t1\tC3H9S\n"),
               Contains("cannot lose C3H9S"));
    CHECK_THAT(only_fault("name\tformula\tlosses\nA\tC2H7NO\twater\n"), Contains("column losses: formula 'water'"));
    CHECK_THAT(only_fault("name\tformula\nA\tC2H6\na\tC2H6O\n"), Contains("a stands twice, first in line 2"));
    CHECK_THAT(only_fault("name\tformula\tpermanent_charge\nA\tC2H6N\t1\n", Polarity::negative),
               Contains("permanent positive charge is not seen among anions"));
    CHECK_THAT(only_fault("name\tformula\n"), Contains("no row below the header"));
}

TEST_CASE("simulated compound table: all faults are told at once, each in its line", "[simulated]") {
    const auto lines = faults("name\tformula\tlog_sd\nA\tC2H6\tx\n\tC2H6O\t1\nB\t?\t1\n");
    REQUIRE(lines.size() == 3);
    CHECK_THAT(lines[0], Contains("mine.tsv: line 2, column log_sd"));
    CHECK_THAT(lines[1], Contains("mine.tsv: line 3, column name"));
    CHECK_THAT(lines[2], Contains("mine.tsv: line 4, column formula"));
}

TEST_CASE("simulated compound table: an impossible electrolyte is refused", "[simulated]") {
    CHECK_THROWS_AS(read("name\tformula\nA\tC2H6\n", {.ph = 20.0}), ParameterError);
    CHECK_THROWS_AS(read("name\tformula\nA\tC2H6\n", formic_acid_1m, Polarity::unknown), ParameterError);
}
