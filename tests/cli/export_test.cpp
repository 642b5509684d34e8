#include "io/values/read_values.hpp"
#include "io/values/write_values.hpp"
#include "tests/support/made_values.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

ValueTable read_back(const fs::path& path) {
    FaultBook faults;
    NoteBook notes;
    const std::vector<fs::path> inputs{path};
    ValueTable table = read_values(inputs, {}, faults, notes);
    REQUIRE(faults.lines() == std::vector<std::string>{});
    return table;
}

const std::string sheet = "sample_id\ttype\nS1\tsample\nQ1\tqc\n";
const std::string table = "v\tS1\tQ1\nAla\t0\t2\nGly\tND\t4.5\n";

}  // namespace

TEST_CASE("export: a table goes through every format and comes back the same", "[cli]") {
    const TempFolder here;
    const ValueTable made = made_values(11);
    write_values(here / "0.tsv", made, ValuesFormat::tsv);
    std::string before = "0.tsv";
    for (const auto& [to, name] : std::vector<std::pair<std::string, std::string>>{
             {"xlsx", "1.xlsx"}, {"w4m", "2"}, {"long", "3.tsv"}, {"csv", "4.csv"}, {"tsv", "5.tsv"}}) {
        const Outcome done = run_gassan({.folder = here.path()}, {"export", before, "--to", to, "-o", name});
        INFO(done.err);
        REQUIRE(done.exit_code == 0);
        before = name;
    }
    CHECK(difference(made, read_back(here / "5.tsv")) == "");
    CHECK(text_of(here / "0.tsv") == text_of(here / "5.tsv"));
    CHECK(text_of(here / "0.states.tsv") == text_of(here / "5.states.tsv"));
}

TEST_CASE("export: says what was read, what became of zeros, and how many cells know what", "[cli]") {
    const TempFolder here;
    put_text(here / "sheet.tsv", sheet);
    put_text(here / "a.tsv", table);
    const Outcome done =
        run_gassan({.folder = here.path()}, {"export", "a.tsv", "sheet.tsv", "--to", "tsv", "-o", "b.tsv", "--json"});
    CHECK(done.exit_code == 0);
    CHECK(text_of(here / "b.tsv") == "variable\tS1\tQ1\nAla\t\t2\nGly\t\t4.5\n");
    CHECK(text_of(here / "b.states.tsv") == "variable\tS1\tQ1\nAla\tbelow_limit\t\nGly\tbelow_limit\t\n");
    const auto json = nlohmann::json::parse(done.out);
    CHECK(json.at("cells").at("below_limit") == 2);
    CHECK(json.at("cells").at("measured") == 2);
    CHECK_THAT(done.err, Contains("1 cell is 0, taken as below a limit that is not told"));
    CHECK_THAT(done.err, Contains("samples in its columns: 2 variables, 2 samples"));
    CHECK(
        run_gassan({.folder = here.path()}, {"export", "a.tsv", "sheet.tsv", "--to", "tsv", "-o", "c.tsv", "--strict"})
            .exit_code == 1);
    CHECK(run_gassan({.folder = here.path()},
                     {"export", "a.tsv", "sheet.tsv", "--to", "tsv", "-o", "d.tsv", "--zero", "value", "--lang", "ja"})
              .exit_code == 0);
    CHECK(text_of(here / "d.tsv") == "variable\tS1\tQ1\nAla\t0\t2\nGly\t\t4.5\n");
}

TEST_CASE("export: bad tables, formats and names are refused before anything is written", "[cli]") {
    const TempFolder here;
    put_text(here / "sheet.tsv", sheet);
    put_text(here / "a.tsv", "v\tS1\tS2\nAla\t1,5\t2\n");
    const auto refused = [&](std::vector<std::string> words, const std::string& text) {
        words.insert(words.begin(), "export");
        const Outcome done = run_gassan({.folder = here.path()}, words);
        INFO(done.err);
        CHECK(done.exit_code == 2);
        CHECK_THAT(done.err, Contains(text));
        CHECK(names_in(here.path()) == std::vector<std::string>{"a.tsv", "sheet.tsv"});
    };
    refused({"a.tsv", "sheet.tsv", "--to", "tsv", "-o", "b.tsv"}, "1,5");
    refused({"a.tsv", "sheet.tsv", "--to", "tsv", "-o", "b.tsv"}, "the sample Q1 of the sheet has no column");
    refused({"a.tsv", "sheet.tsv", "--to", "mztab", "-o", "b"}, "must be one of tsv, csv, long, xlsx, w4m");
    refused({"a.tsv", "sheet.tsv", "-o", "b"}, "export needs --to FORMAT");
    refused({"a.tsv", "sheet.tsv", "--to", "csv"}, "export needs -o FILE");
    refused({"a.tsv", "sheet.tsv", "--to", "tsv", "-o", "sheet.tsv"}, "sheet.tsv");
    refused({"a.tsv", "sheet.tsv", "--to", "tsv", "-o", "b.tsv", "--values", "area"}, "did you mean areas?");
}
