#include "tests/support/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>

using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

/// 24 samples; of y Ala reads 10 % more, Val 2 more, and Leu has nothing to do with x.
void put_tables(const TempFolder& here) {
    std::string x = "compound", y = "compound", sheet = "sample_id\ttype\n";
    std::string rows_x[3] = {"Ala", "Val", "Leu"}, rows_y[3] = {"Ala", "Val", "Leu"};
    for (int i = 0; i < 24; ++i) {
        const double truth = 10.0 + 3.0 * i, wave = 0.2 * std::sin(5.0 * i);
        x += "\ts" + std::to_string(i);
        y += "\ts" + std::to_string(i);
        sheet += "s" + std::to_string(i) + "\tsample\n";
        const double other[3] = {1.1 * truth, truth + 2.0, 30.0 + 10.0 * std::cos(7.0 * i)};
        for (int v = 0; v < 3; ++v) {
            rows_x[v] += "\t" + std::to_string(truth + wave);
            rows_y[v] += i == 5 && v == 0 ? std::string("\t") : "\t" + std::to_string(other[v] - wave);
        }
    }
    x += "\n", y += "\n";
    for (int v = 0; v < 3; ++v) x += rows_x[v] + "\n", y += rows_y[v] + "\n";
    put_text(here / "clinic.tsv", x);
    put_text(here / "ours.tsv", y);
    put_text(here / "sheet.tsv", sheet);
}

}  // namespace

TEST_CASE("compare: two tables give a row a variable with a verdict, a page and JSON", "[cli][compare]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_tables(here);
    const Outcome told =
        run_gassan(start, {"compare", "clinic.tsv", "ours.tsv", "--samples", "sheet.tsv", "--page", "page.html"});
    CHECK(told.exit_code == 0);
    CAPTURE(told.err);
    CHECK_THAT(told.out, Contains("\nAla\t") && Contains("proportional difference 9.9 % (9.2 to 10.4)") &&
                             Contains("constant difference ") && Contains("< 0.9: no slope is quoted\n"));
    CHECK_THAT(told.out, Contains("\nAla\t\t\t23\t1\t0\t"));
    CHECK_THAT(told.err, Contains("3 variables compared in 24 samples: 2 differ"));
    const std::string page = text_of(here / "page.html");
    CHECK_THAT(page, Contains("Bland-Altman") && Contains("class=\"fit\"") && Contains("</html>"));
    CHECK_THAT(page, !Contains("<script") && !Contains("nan"));

    const auto json = nlohmann::json::parse(
        run_gassan(start, {"compare", "clinic.tsv", "ours.tsv", "--samples", "sheet.tsv", "--json", "-q"}).out);
    REQUIRE(json["variables"].size() == 3);
    CHECK(std::abs(json["variables"][0]["passing_bablok_slope"].get<double>() - 1.1) < 0.01);
    CHECK(std::abs(json["variables"][1]["mean_difference"].get<double>() - 2.0) < 0.1);
    CHECK_THAT(run_gassan(start, {"compare", "clinic.tsv", "ours.tsv", "--samples", "sheet.tsv", "--page", "ja.html",
                                  "--lang", "ja"})
                   .err,
               Contains("比較しました"));
    CHECK_THAT(text_of(here / "ja.html"), Contains("比例誤差"));
}

TEST_CASE("compare: two columns of one table, and -o", "[cli][compare]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    std::string csv = "sample_id,enzymatic,ce_ms\n";
    for (int i = 1; i < 20; ++i)
        csv += "p" + std::to_string(i) + "," + std::to_string(i) + "," + (i == 3 ? "ND" : std::to_string(2 * i)) + "\n";
    put_text(here / "creatinine.csv", csv);
    const Outcome told =
        run_gassan(start, {"compare", "creatinine.csv", "--x", "enzymatic", "--y", "ce_ms", "-o", "out.tsv"});
    CHECK(told.exit_code == 0);
    CAPTURE(told.err);
    CHECK(told.out.empty());
    CHECK_THAT(text_of(here / "out.tsv"), Contains("ce_ms : enzymatic\t\t\t18\t1\t0\t1\t19\t2\t2\t2\t0\t0\t0\t") &&
                                              Contains("proportional difference 100 % (100 to 100)"));
}

TEST_CASE("compare: what cannot be compared is refused in a line that says why", "[cli][compare]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_tables(here);
    put_text(here / "two.csv", "sample_id,a,b\np1,1,2\np2,one,3\n");
    for (const auto& [words, line] : std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{"compare", "ours.tsv"}, "two tables are needed"},
             {{"compare", "two.csv", "--x", "a"}, "both are needed"},
             {{"compare", "two.csv", "--x", "a", "--y", "c"}, "there is no column c"},
             {{"compare", "two.csv", "--x", "a", "--y", "b"}, "line 3, column a: \"one\" is no number"},
             {{"compare", "two.csv", "--x", "a", "--y", "b", "--confidence", "2"}, "confidence"},
             {{"compare", "two.csv", "--x", "a", "--y", "b", "-o", "two.csv"}, "two.csv"}}) {
        const Outcome refused = run_gassan(start, words);
        CAPTURE(line, refused.err);
        CHECK(refused.exit_code == 2);
        CHECK(refused.out.empty());
        CHECK_THAT(refused.err, Contains(line));
    }
}
