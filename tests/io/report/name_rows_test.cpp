#include "io/report/name_rows.hpp"

#include "tests/io/report/quantified_study.hpp"
#include "tests/io/report/read_page.hpp"

#include <map>

using namespace gassan;
using namespace gassan::test;
using namespace gassan::report;
using Catch::Matchers::Contains;

namespace {

struct Names {
    DrawnStudy made = quantified_study();
    [[nodiscard]] Page page(Language language = Language::en) const {
        const auto view = view_of(made.study, made.result, made.total_ion, language);
        return Page("<main>" + names_section_html(view, {std::vector<bool>(12, true)}) + "</main>");
    }
};

/// Cells of a row by the names of their columns.
std::map<std::string, std::string> cells(const Page& page, const pugi::xml_node& row) {
    std::vector<std::string> names;
    for (const auto& head : page.tree.select_nodes("//thead/tr/th")) {
        std::string name;
        for (const auto& text : head.node().select_nodes("text()")) name += text.node().value();
        names.push_back(name);
    }
    std::map<std::string, std::string> out;
    std::size_t i = 0;
    for (const auto& cell : row.children()) out[names.at(i++)] = text_of(cell);
    REQUIRE(i == names.size());
    return out;
}

}  // namespace

TEST_CASE("name rows: each candidate tells its errors, its expected place and where that comes from", "[report]") {
    const Names names;
    const Page page = names.page();
    const auto row = page.tree.select_node("//tr[@id='name-1-1']").node();
    auto named = cells(page, row);
    const auto& feature = names.made.result.tables[0].features[0];
    CHECK(named["feature_id"] == feature.feature_id);
    CHECK(named["name"] == "Leucine");
    CHECK(named["level"] == "1-MT");
    CHECK(named["probability"] == "0.970");
    CHECK(std::abs(std::strtod(named["mz"].c_str(), nullptr) - feature.mz) < 1e-5);
    CHECK(named["family"] == "M+1 " + names.made.result.tables[0].features[3].feature_id);
    auto first = cells(page, row.next_sibling("tr"));
    CHECK(first["name"] == "Leucine compound table");
    CHECK(first["mz_error_ppm"] == "-1.23 (±15)");
    CHECK(first["mobility_tu"] == "9.00 ± 0.25");
    // The frame's clock: 10000 / (t - 3) - 10 = 9, and dt = 0.25 (t - 3)^2 / 10000.
    CHECK(first["mt_s"] == "529.3 ± 6.9");
    CHECK(first["place_error_sd"] == "+1.60");
    CHECK(first["evidence"] == "standard run");
    CHECK(first["isotope_score"] == "0.87");
    auto second = cells(page, row.next_sibling("tr").next_sibling("tr"));
    CHECK(second["name"] == "Isoleucine library");
    CHECK(second["evidence"] == "predicted");
    CHECK(second["probability"] == "0.020");
}

TEST_CASE("name rows: isomers that nothing tells apart are named together, and it is said", "[report]") {
    const Names names;
    const Page page = names.page();
    const auto row = page.tree.select_node("//tr[@id='name-1-2']").node();
    CHECK_THAT(cells(page, row)["name"],
               Contains("Leucine | Isoleucine") && Contains("isomers that nothing here tells apart"));
    auto candidate = cells(page, row.next_sibling("tr"));
    CHECK(candidate["mobility_tu"].empty());
    CHECK(candidate["mt_s"].empty());
    CHECK(candidate["place_error_sd"].empty());
    CHECK(candidate["evidence"] == "m/z alone");
}

TEST_CASE("name rows: a feature without a name gets none, though it has candidates", "[report]") {
    const Names names;
    const Page page = names.page();
    auto row = cells(page, page.tree.select_node("//tr[@id='name-1-3']").node());
    CHECK(row["name"] == "no name");
    CHECK(row["level"] == "4");
    CHECK(row["probability"].empty());
    CHECK(page.count("//tr[starts-with(@id, 'name-')]") == 3);  // what has not even a candidate is not in this table
    const Page whole(names.made.page());
    CHECK(text_of(whole.tree.select_node("//tr[@id='row-1-3']/td[6]").node()) == "–");
    CHECK(text_of(whole.tree.select_node("//tr[@id='row-1-5']/td[6]").node()) == "–");
    CHECK(text_of(whole.tree.select_node("//tr[@id='row-1-1']/td[6]").node()) == "Leucine");
    CHECK(whole.count("//tr[@id='row-1-1']/td[6]/a[@href='#name-1-1']") == 1);
}

TEST_CASE("name rows: the estimate of wrong names comes with the decoys it rests on", "[report]") {
    Names names;
    const auto text = text_of(names.page().tree);
    CHECK_THAT(text, Contains("2 of 12 rows have a name of their own (1-MT: 1, 3: 1); 1 more are told"));
    CHECK_THAT(text, Contains("1.2 % are wrong, as estimated (FDR)") &&
                         Contains("21 as probable as these names in 20 rounds, 1.1 a round"));
    names.made.result.annotation.tables[0].estimated_fdr = no_value;
    CHECK_THAT(text_of(names.page().tree), Contains("No name was given"));
}

TEST_CASE("name rows: Japanese names in Japanese reports alone", "[report]") {
    const Names names;
    CHECK_THAT(names.page(Language::ja).text, Contains("ロイシン | イソロイシン") && Contains("バリン"));
    CHECK_THAT(names.page().text, !Contains("ロイシン"));
}

TEST_CASE("name rows: names of any kind stay text, and many candidates are counted", "[report]") {
    Names names;
    auto& feature = names.made.result.annotation.tables[0].features[2];
    feature.candidates.resize(9, feature.candidates[0]);
    for (auto& one : feature.candidates) one.name = one.ion = hostile_name;
    const Page page = names.page();
    CHECK(page.count("//td[b]") == 0);
    CHECK_THAT(text_of(page.tree), Contains(hostile_name) && Contains("and 3 more, less probable"));
}
