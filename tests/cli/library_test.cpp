#include "tests/support/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace gassan::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("library list: a table on stdout, by mode, class and text, in Japanese where asked", "[cli][library]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    const Outcome all = run_gassan(start, {"library", "list"});
    CHECK(all.exit_code == 0);
    CHECK(std::count(all.out.begin(), all.out.end(), '\n') == 1620);
    CHECK_THAT(all.out, StartsWith("id\tname\tformula\t"));
    CHECK_THAT(all.err, Contains("1,619 rows"));
    const Outcome one = run_gassan(start, {"library", "list", "--find", "C00123", "-q"});
    CHECK_THAT(one.out, Contains("\nleucine\tLeucine\tC6H13NO2\t0\t132.10191\t130.08735\tcation\tamino_acid\tC00123"));
    CHECK(std::count(one.out.begin(), one.out.end(), '\n') == 2);
    CHECK_THAT(run_gassan(start, {"library", "list", "--find", "2OG", "--lang", "ja"}).out,
               Contains("\t2-オキソグルタル酸\t"));
    const Outcome anions = run_gassan(start, {"library", "list", "--mode", "anion", "--class", "sugar_phosphate"});
    CHECK_THAT(anions.out, Contains("\nglucose-6-phosphate\t") && !Contains("\nleucine\t"));
    const auto json = nlohmann::json::parse(
        run_gassan(start, {"library", "list", "--table", "standards", "--find", "sulfone", "--json"}).out);
    REQUIRE(json.size() == 1);
    CHECK(json[0]["mz"] == "182.04816");
    CHECK_THAT(run_gassan(start, {"library", "list", "--table", "adducts", "--mode", "anion"}).out,
               Contains("[M-H]-\tanion\t-1\t1\t0\t-1.007276\tmain") && !Contains("[M+H]+"));
    CHECK_THAT(run_gassan(start, {"library", "list", "--table", "lock_masses"}).out, Contains("622.028961"));
}

TEST_CASE("library: wrong words are refused in one line that names the right ones", "[cli][library]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    for (const auto& [words, line] : std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{"library"}, "needs one of list, check, import, predict"},
             {{"library", "lst"}, "did you mean list?"},
             {{"library", "list", "--mode", "up"}, "--mode up: must be one of anion, both, cation, neutral"},
             {{"library", "list", "--class", "x"}, "amino_acid"},
             {{"library", "import"}, "needs a file"},
             {{"library", "import", "a.tsv", "--ion", "M+H"}, "--ion M+H"},
             {{"library", "predict", "unobtainium"}, "no compound of the library"},
             {{"library", "predict", "leucine", "--ph", "99"}, "--ph 99: must be a number from -2 to 16"},
             {{"library", "predict", "leucine", "--mode", "x"}, "cation or anion"}}) {
        const Outcome refused = run_gassan(start, words);
        CAPTURE(line);
        CHECK(refused.exit_code == 2);
        CHECK(refused.out.empty());
        CHECK_THAT(refused.err, Contains(line));
        CHECK(std::count(refused.err.begin(), refused.err.end(), '\n') == 1);
    }
}

TEST_CASE("library: the page of the group is those of its commands", "[cli][library]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    const Outcome page = run_gassan(start, {"library", "--help"});
    CHECK(page.exit_code == 0);
    CHECK(page.out == run_gassan(start, {"help", "library"}).out);
    for (const std::string member : {"list", "check", "import", "predict"}) {
        const Outcome one = run_gassan(start, {"help", "library", member});
        CHECK_THAT(page.out, Contains(one.out));
        CHECK(one.out == run_gassan(start, {"library", member, "--help"}).out);
    }
}

TEST_CASE("library check: every contradiction with its place, warnings that --strict makes fail", "[cli][library]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_text(here / "c.tsv",
             "name\tformula\tmz\tion\trole\tkegg\n"
             "Methionine sulfone\tC5H11NO4S\t182.0482\t[M+H]+\tinternal_standard\t\n"
             "Glycine\tC2H5NO2\t76.0410\t[M+H]+\t\tC00037\n"
             "Leucine\tC6H13NO2\t132.1019\t[M+H]+\t\tC00407\n"
             "Norleucine\tC6H13NO2\t132.1019\t[M+H]+\t\t\n");
    const Outcome checked = run_gassan(start, {"library", "check", "c.tsv"});
    CHECK(checked.exit_code == 0);
    CHECK_THAT(checked.out, StartsWith("file\tplace\tcode\tcause\tremedy\n"));
    CHECK_THAT(checked.out, Contains("c.tsv\tline 3, column mz\tmz-formula\tmz 76.041 is not that of [M+H]+"));
    CHECK_THAT(checked.out, Contains("line 4, column kegg\tname-id\tC00407 is Isoleucine"));
    CHECK_THAT(checked.out, Contains("line 5, column mz\tsame-place\tNorleucine and Leucine") && Contains("(line 4)"));
    CHECK_THAT(checked.err, Contains("4 compounds, 3 doubts"));
    CHECK(run_gassan(start, {"library", "check", "c.tsv", "--strict"}).exit_code == 1);
    const auto json = nlohmann::json::parse(run_gassan(start, {"library", "check", "c.tsv", "--json"}).out);
    CHECK(json[0]["doubts"].size() == 3);
    put_text(here / "bad.tsv", "name\tformula\nx\tC2Xx\n");
    const Outcome bad = run_gassan(start, {"library", "check", "bad.tsv", "c.tsv"});
    CHECK(bad.exit_code == 2);
    CHECK_THAT(bad.err, Contains("bad.tsv: line 2, column formula"));
    CHECK_THAT(bad.out, Contains("c.tsv\tline 3"));
    CHECK(run_gassan(start, {"library", "check", "not_there.tsv"}).exit_code == 2);
}

TEST_CASE("library import: lists become one table that gassan takes", "[cli][library]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_text(here / "a.csv", "Compound,Formula,MT (min)\nLeucine,C6H13NO2,10.2\nIsoleucine,C6H13NO2,10.1\n");
    put_text(here / "b.msp", "NAME: Citric acid\nPRECURSORMZ: 191.0197\nPRECURSORTYPE: [M-H]-\nFORMULA: C6H8O7\n");
    const Outcome done = run_gassan(start, {"library", "import", "a.csv", "b.msp", "-o", "compounds.tsv"});
    CHECK(done.exit_code == 0);
    CHECK(done.out.empty());
    CHECK_THAT(done.err, Contains("3 compounds taken, 0 left out"));
    CHECK_THAT(text_of(here / "compounds.tsv"), Contains("Leucine\tLeucine\tC6H13NO2\t\t\t\t612\ta.csv, line 2\n"));
    CHECK_THAT(run_gassan(start, {"check", "compounds.tsv"}).out, Contains("ready"));
    CHECK(run_gassan(start, {"library", "import", "a.csv", "-o", "a.csv"}).exit_code == 2);
    CHECK_THAT(run_gassan(start, {"library", "import", "a.csv"}).out, StartsWith("compound_id\tname\tformula\t"));
    CHECK_THAT(run_gassan(start, {"library", "import", "a.csv", "-o", "c.tsv", "--lang", "ja"}).err,
               Contains("化合物 2 件を取り込みました"));
    put_text(here / "empty.csv", "Compound,Formula\n");
    CHECK(run_gassan(start, {"library", "import", "empty.csv"}).exit_code != 0);
    CHECK(names_in(here.path()) == std::vector<std::string>{"a.csv", "b.msp", "c.tsv", "compounds.tsv", "empty.csv"});
}

TEST_CASE("library predict: names, formulas and tables, with errors", "[cli][library]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    const Outcome two = run_gassan(start, {"library", "predict", "leucine", "citrate"});
    CHECK(two.exit_code == 0);
    CHECK_THAT(two.out, Contains("\nleucine\tLeucine\tC6H13NO2\tcation\t1.875\t0\t0.71\t20.68\t"));
    CHECK_THAT(two.out, Contains("\ncitrate\tCitric acid\tC6H8O7\tanion\t8.5\t50\t-3.00\t-51.8"));
    const auto json = nlohmann::json::parse(run_gassan(start, {"library", "predict", "C6H13NO2", "--json"}).out);
    REQUIRE(json.size() == 2);
    CHECK(json[0]["low90_tu"] < json[0]["mobility_tu"]);
    CHECK(json[0]["sd_tu"] > 0.0);
    const auto salty = nlohmann::json::parse(
        run_gassan(start, {"library", "predict", "leucine", "--ionic-strength-mm", "13", "--json"}).out);
    CHECK(salty[0]["mobility_tu"] < 20.0);
    put_text(here / "c.tsv", "name\tformula\tmz\nLysine\tC6H14N2O2\t\nmy peak\t\t200.1\n");
    const Outcome table = run_gassan(start, {"library", "predict", "c.tsv", "--mode", "cation"});
    CHECK(table.exit_code == 0);
    CHECK_THAT(table.out, Contains("\nLysine\tLysine\tC6H14N2O2\tcation\t1.875\t0\t") && Contains("\t40.56\t"));
    CHECK_THAT(table.err, Contains("warning: the library knows no compound") && Contains("my peak"));
    CHECK_THAT(run_gassan(start, {"library", "predict", "leucine", "--lang", "ja"}).out, Contains("\tロイシン\t"));
}
