/// \file
/// Pitfalls of tables between programs: what cells say without a number, and text that other programs change.

#include "core/base/robust.hpp"
#include "io/values/read_values.hpp"
#include "io/values/write_values.hpp"
#include "tests/support/made_values.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>

using namespace gassan;
using namespace gassan::test;
namespace fs = std::filesystem;

namespace {

struct Format {
    ValuesFormat format;
    const char* name;
};
constexpr std::array formats{Format{ValuesFormat::tsv, "v.tsv"}, Format{ValuesFormat::csv, "v.csv"},
                             Format{ValuesFormat::long_tsv, "l.tsv"}, Format{ValuesFormat::xlsx, "v.xlsx"},
                             Format{ValuesFormat::w4m, "w4m"}};

ValueTable through(const ValueTable& table, const Format& format) {
    const TempFolder here;
    write_values(here / format.name, table, format.format);
    FaultBook faults;
    NoteBook notes;
    const std::vector<fs::path> inputs{here / format.name};
    ValueTable back = read_values(inputs, {}, faults, notes);
    REQUIRE(faults.lines() == std::vector<std::string>{});
    return back;
}

/// A table of one variable in the five kinds, a zero that was measured and a number that was put in.
ValueTable all_kinds() {
    Study study;
    for (const char* id : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
        study.samples.emplace_back().sample_id = id;
        study.samples.back().specimen_id = id;
    }
    ValueTable table = empty_values(study, {{"v", "", "umol/L", {}}});
    using enum CellKind;
    table.kinds = {measured, filled, below_limit, below_limit, below_limit, not_measured, failed, measured};
    table.values = {4.0, 2.0, no_value, no_value, 0.175, no_value, no_value, 0.0};
    table.limits = {no_value, no_value, 0.35, no_value, 0.35, no_value, no_value, no_value};
    return table;
}

std::vector<double> measurements(const ValueTable& table) {
    std::vector<double> numbers;
    for (std::size_t s = 0; s < table.samples(); ++s)
        if (has_measurement(table.row_kinds(0)[s])) numbers.push_back(table.row(0)[s]);
    return numbers;
}

}  // namespace

TEST_CASE("Pitfall 25: zero, missing and below the limit stay three things through every format and into statistics",
          "[pitfalls]") {
    const ValueTable table = all_kinds();
    for (const Format& format : formats) {
        INFO(format.name);
        const ValueTable back = through(table, format);
        CHECK(difference(table, back) == "");
        CHECK(measurements(back) == std::vector<double>{4.0, 2.0, 0.0});
        CHECK(median(measurements(back)) == 2.0);
    }
}

TEST_CASE("Pitfall 25: a table of another program without states still says which cells have no number", "[pitfalls]") {
    const TempFolder here;
    put_text(here / "s.tsv", "sample_id\ttype\na\tsample\nb\tsample\nc\tsample\nd\tsample\ne\tsample\n");
    put_text(here / "v.csv", "v,a,b,c,d,e\nAla,0,NA,<0.35,failed,7\n");
    FaultBook faults;
    NoteBook notes;
    const std::vector<fs::path> inputs{here / "v.csv", here / "s.tsv"};
    const ValueTable table = read_values(inputs, {}, faults, notes);
    REQUIRE(faults.empty());
    using enum CellKind;
    CHECK(table.kinds == std::vector<CellKind>{below_limit, not_measured, below_limit, failed, measured});
    CHECK(measurements(table) == std::vector<double>{7.0});
    CHECK(table.row_limits(0)[2] == 0.35);
}

TEST_CASE("Pitfall 35: names with commas, quotes, primes, Greek and Japanese, and MARCH1, come through every format",
          "[pitfalls]") {
    ValueTable table = all_kinds();
    const std::vector<std::string> names{
        "MARCH1", "N-アセチル-L-グルタミン酸", "2',3'-cAMP", "1,2-\"diol\"", "γ-Glu;Cys", "=1+1"};
    std::vector<Variable> variables;
    for (const std::string& name : names) variables.push_back({name, "name of " + name, "", {}});
    Study study = table.study;
    study.samples[0].sample_id = study.samples[0].specimen_id = "検体,\"1\"";
    study.samples[1].sample_id = study.samples[1].specimen_id = "SEPT2";
    study.samples[2].sample_id = study.samples[2].specimen_id = "1-2";
    table = empty_values(std::move(study), std::move(variables));
    for (std::size_t at = 0; at < table.values.size(); ++at) {
        table.values[at] = 0.1 * double(at);
        table.kinds[at] = CellKind::measured;
    }
    for (const Format& format : formats) {
        INFO(format.name);
        CHECK(difference(table, through(table, format)) == "");
    }
}

TEST_CASE("Pitfall 35: a decimal comma, a thousands comma and a date are refused with their place, never read",
          "[pitfalls]") {
    const TempFolder here;
    put_text(here / "s.tsv", "sample_id\ttype\na\tsample\nb\tsample\nc\tsample\n");
    put_text(here / "v.csv", "v;a;b;c\nAla;1,5;1.024,5;2-Jan\n");
    FaultBook faults;
    NoteBook notes;
    const std::vector<fs::path> inputs{here / "v.csv", here / "s.tsv"};
    static_cast<void>(read_values(inputs, {}, faults, notes));
    REQUIRE(faults.count() == 3);
    CHECK_THAT(faults.lines()[0], Catch::Contains("line 2, column a: \"1,5\" is neither a number nor a word"));
    CHECK_THAT(faults.lines()[0], Catch::Contains("Write 1.5 (a point, not a comma)."));
    CHECK_THAT(faults.lines()[2], Catch::Contains("line 2, column c: \"2-Jan\""));
}
