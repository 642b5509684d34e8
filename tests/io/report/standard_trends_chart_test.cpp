#include "io/report/standard_trends_chart.hpp"

#include "tests/io/report/quantified_study.hpp"
#include "tests/io/report/read_page.hpp"

#include <cmath>

using namespace gassan;
using namespace gassan::test;
using namespace gassan::report;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using Catch::Matchers::WithinAbs;

namespace {

Page page_of(const DrawnStudy& made, Language language = Language::en) {
    const auto view = view_of(made.study, made.result, made.total_ion, language);
    return Page("<main>" + standards_section_html(view) + "</main>");
}

}  // namespace

TEST_CASE("standard trends chart: runs stand in order of measurement, not of the sheet", "[report]") {
    const auto made = quantified_study();  // injected against the order of the sheet
    const auto view = view_of(made.study, made.result, made.total_ion, Language::en);
    CHECK(trend_in_order(view, 1) == std::vector<std::size_t>{5, 4, 3, 2, 1, 0});
    const Page page = page_of(made);
    const auto svg = page.tree.select_node("//svg").node();
    const Ruler x(svg, "x-ticks");
    const auto dots = svg.select_nodes("circle");
    REQUIRE(dots.size() == 4);
    const char* names[] = {"P4: ", "P3: ", "P2: ", "P1: "};
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK_THAT(x.value(dots[i].node().attribute("cx").as_double()), WithinAbs(3.0 + double(i), 0.01));
        CHECK_THAT(dots[i].node().child("title").text().get(), StartsWith(names[i]));
    }
}

TEST_CASE("standard trends chart: areas between their bounds, and a run that failed outside or at the foot",
          "[report]") {
    const auto made = quantified_study();
    const Page page = page_of(made);
    const auto svg = page.tree.select_node("//svg").node();
    // Bounds are 500 and 2000: two levels on the drawing from which all others follow.
    const auto bounds = svg.select_nodes("path[@class='allowed']");
    REQUIRE(bounds.size() == 2);
    const double low_px = outline(bounds[0].node().attribute("d").value()).y[0];
    const double high_px = outline(bounds[1].node().attribute("d").value()).y[0];
    const auto area_at = [&](double px) { return 500.0 * std::pow(4.0, (px - low_px) / (high_px - low_px)); };
    const double areas[] = {1050.0, 900.0, 1100.0, 1000.0};
    const auto dots = svg.select_nodes("circle");
    for (std::size_t i = 0; i < 4; ++i)
        CHECK_THAT(area_at(dots[i].node().attribute("cy").as_double()) / areas[i], WithinAbs(1.0, 0.01));
    const auto failed = svg.select_nodes("path[@class='unused']");
    REQUIRE(failed.size() == 2);
    CHECK_THAT(failed[0].node().child("title").text().get(), Contains("P6: not measured"));
    CHECK_THAT(failed[1].node().child("title").text().get(), Contains("P5: 5 times <below"));
    const double tip_px = outline(failed[1].node().attribute("d").value()).y[0] + 5.0;
    CHECK_THAT(area_at(tip_px) / 200.0, WithinAbs(1.0, 0.01));
    CHECK(page.text.find("nan") == std::string::npos);
    CHECK_THAT(page.words() + text_of(page.tree), Contains("6 runs, failed in 2"));
    CHECK(page.count("//details//li/a[@href='#run-6']") == 1);
}

TEST_CASE("standard trends chart: without bounds and areas there is still a drawing", "[report]") {
    auto made = quantified_study();
    for (auto& trend : made.result.quantities.trends) {
        trend.low = trend.high = no_value;
        made.result.quantities.rows[1].cells[trend.sample].area = no_value;
        trend.failed = true;
    }
    const Page page = page_of(made);
    CHECK(page.count("//svg/path[@class='unused']") == 6);
    CHECK(page.text.find("nan") == std::string::npos);
    made.result.quantities.trends.clear();
    const auto view = view_of(made.study, made.result, made.total_ion, Language::en);
    CHECK(standards_section_html(view).empty());
}

TEST_CASE("standard trends chart: internal standards have their Japanese names", "[report]") {
    const auto made = quantified_study();
    CHECK_THAT(page_of(made, Language::ja).text, Contains("メチオニンスルホン"));
    CHECK_THAT(page_of(made).text, Contains("Methionine sulfone") && !Contains("メチオニンスルホン"));
}
