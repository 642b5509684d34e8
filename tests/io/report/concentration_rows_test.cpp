#include "io/report/concentration_rows.hpp"

#include "tests/io/report/quantified_study.hpp"
#include "tests/io/report/read_page.hpp"

using namespace gassan;
using namespace gassan::test;
using namespace gassan::report;
using Catch::Matchers::Contains;

namespace {

Page page_of(const DrawnStudy& made, Language language = Language::en) {
    const auto view = view_of(made.study, made.result, made.total_ion, language);
    return Page("<main>" + concentrations_section_html(view) + "</main>");
}

std::vector<std::string> row(const Page& page, int number) {
    std::vector<std::string> cells;
    for (const auto& cell : page.tree.select_nodes(("//tbody/tr[" + std::to_string(number) + "]/*").c_str()))
        cells.push_back(text_of(cell.node()));
    return cells;
}

}  // namespace

TEST_CASE("concentration rows: every cell is a value with what restricts it, or says why there is none", "[report]") {
    const Page page = page_of(quantified_study());
    CHECK(row(page, 1) == std::vector<std::string>{"leu", "Leucine", "umol/L", "is-1", "12.35", "(0.25)", "> 2346",
                                                   "< 0.2", "not measured", "run failed", "IS failed", "12.35"});
    CHECK(page.attribute("//tbody/tr[1]/td[4]/@title") == "measured; 11.4 – 13.4");
    CHECK_THAT(page.attribute("//tbody/tr[1]/td[6]/@title"), Contains("saturated;>ULOQ"));
    CHECK(page.attribute("//tbody/tr[1]/td[11]/@class") == "marked");
    CHECK(page.attribute("//tbody/tr[1]/td[4]/@class").empty());
    CHECK(page.count("//tbody/tr[1]/th/a[@href='#curve-1']") == 1);
}

TEST_CASE("concentration rows: a compound without a curve says so, one that is there for others is not shown",
          "[report]") {
    const Page page = page_of(quantified_study());
    CHECK(page.count("//tbody/tr") == 2);
    const auto odd = row(page, 2);
    CHECK(odd[1] == hostile_name);
    for (std::size_t i = 4; i < odd.size(); ++i) CHECK(odd[i] == "no curve");
    CHECK(page.count("//tbody/tr[2]/th/a") == 0);
}

TEST_CASE("concentration rows: below the limit without a limit there is no value, and never a zero", "[report]") {
    CHECK_THAT(concentration_cell(Language::en, {.kind = CellKind::below_limit}), Contains("no value"));
    CHECK_THAT(concentration_cell(Language::en, {.value = -0.5, .flags = "negative"}), Contains("(-0.5)"));
    CHECK_THAT(concentration_cell(Language::en, {.kind = CellKind::filled}), Contains(">no value<"));
}

TEST_CASE("concentration rows: Japanese names and states in Japanese reports alone", "[report]") {
    const auto made = quantified_study();
    CHECK_THAT(page_of(made, Language::ja).text, Contains(">ロイシン<") && Contains("測定失敗"));
    CHECK_THAT(page_of(made).text, !Contains("ロイシン") && !Contains("測定失敗"));
}

TEST_CASE("concentration rows: of very many specimens two hundred are shown, and it is said", "[report]") {
    auto made = quantified_study();
    auto& table = made.result.specimens;
    table.specimens.resize(250, "more");
    table.values.resize(3 * 250);
    const Page page = page_of(made);
    CHECK(page.count("//tbody/tr[1]/*") == 204);
    CHECK_THAT(text_of(page.tree), Contains("200 of 250 specimens are shown"));
}
