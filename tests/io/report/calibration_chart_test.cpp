#include "io/report/calibration_chart.hpp"

#include "io/report/calibration_figures.hpp"
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

/// A reader with a ruler on logarithmic paper: two labels give the scale. \param y in the upper or lower plot
struct LogRuler {
    double first_log, first_px, per_px;

    LogRuler(const pugi::xml_node& svg, const char* group, const char* coordinate) {
        const auto labels = svg.select_nodes(("(g[@class='" + std::string(group) + "'])[1]/text").c_str());
        REQUIRE(labels.size() >= 2);
        const auto first = labels.begin()->node(), last = (labels.end() - 1)->node();
        first_log = std::log10(std::strtod(first.text().get(), nullptr));
        first_px = first.attribute(coordinate).as_double();
        per_px = (std::log10(std::strtod(last.text().get(), nullptr)) - first_log) /
                 (last.attribute(coordinate).as_double() - first_px);
    }
    [[nodiscard]] double value(double px) const { return std::pow(10.0, first_log + (px - first_px) * per_px); }
};

struct Drawn {
    DrawnStudy made = quantified_study();
    StudyView view = view_of(made.study, made.result, made.total_ion, Language::en);
    CalibrationCurve& curve = made.result.quantities.curves[0];
    [[nodiscard]] Page page() const { return Page(calibration_svg(view, curve)); }
};

}  // namespace

TEST_CASE("calibration chart: dots stand at their levels and responses as the axes tell them", "[report]") {
    const Drawn drawn;
    const Page page = drawn.page();
    const auto svg = page.tree.child("svg");
    const LogRuler x(svg, "x-ticks", "x"), y(svg, "y-ticks", "y");
    const auto dots = svg.select_nodes("g[@class='standards']/circle[@class='used']");
    REQUIRE(dots.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        const auto dot = dots[i].node();
        const CurvePoint& point = drawn.curve.points[i];
        CHECK_THAT(x.value(dot.attribute("cx").as_double()) / point.concentration, WithinAbs(1.0, 0.01));
        CHECK_THAT(y.value(dot.attribute("cy").as_double()) / point.response, WithinAbs(1.0, 0.01));
        CHECK_THAT(dot.child("title").text().get(), StartsWith(point.sample_id + ": "));
    }
}

TEST_CASE("calibration chart: what was left out is drawn too, without a response at the foot, and says why",
          "[report]") {
    const Drawn drawn;
    const Page page = drawn.page();
    const auto svg = page.tree.child("svg");
    const auto left = svg.select_nodes("g[@class='standards']/path[@class='unused']");
    REQUIRE(left.size() == 2);
    CHECK_THAT(left[0].node().child("title").text().get(), Contains("left out: below the LLOQ"));
    CHECK_THAT(left[1].node().child("title").text().get(),
               StartsWith("S<->: 5 umol/L") && Contains("left out: internal standard failed"));
    const LogRuler x(svg, "x-ticks", "x"), y(svg, "y-ticks", "y");
    const auto of_low = outline(left[0].node().attribute("d").value());
    CHECK_THAT(x.value(of_low.x[0]) / 0.5, WithinAbs(1.0, 0.01));
    CHECK_THAT(y.value(of_low.y[0] + 4.0) / 0.0021, WithinAbs(1.0, 0.01));  // the triangle's tip is above its place
    const auto of_none = outline(left[1].node().attribute("d").value());
    CHECK_THAT(x.value(of_none.x[0]) / 5.0, WithinAbs(1.0, 0.01));
    const auto frame = std::string(page.attribute("(//path[@class='frame'])[1]/@d"));
    CHECK_THAT(of_none.y[0] + 4.0, WithinAbs(std::strtod(frame.c_str() + frame.rfind('V') + 1, nullptr), 0.1));
}

TEST_CASE("calibration chart: the line is the curve, and the band what 95 % of responses keep to", "[report]") {
    const Drawn drawn;
    const Page page = drawn.page();
    const auto svg = page.tree.child("svg");
    const LogRuler x(svg, "x-ticks", "x"), y(svg, "y-ticks", "y");
    const auto line = outline(page.attribute("//path[@class='curve']/@d"));
    REQUIRE(line.x.size() > 10);
    CHECK_THAT(x.value(line.x.front()), WithinAbs(1.0, 0.01));
    CHECK_THAT(x.value(line.x.back()), WithinAbs(1000.0, 10.0));
    for (std::size_t i = 0; i < line.x.size(); ++i)
        CHECK_THAT(y.value(line.y[i]) / (0.01 * x.value(line.x[i])), WithinAbs(1.0, 0.015));
    // Relative everywhere alike: 2 sqrt(0.05^2 + 0.01^2), of a slope of 0.01 with an sd of 0.0001.
    const double half = 2.0 * std::hypot(0.05, 0.01);
    const auto band = outline(page.attribute("//path[@class='band']/@d"));
    REQUIRE(band.x.size() == 2 * line.x.size());
    for (std::size_t i = 0; i < line.x.size(); ++i) {
        CHECK_THAT(y.value(band.y[i]) / y.value(line.y[i]), WithinAbs(1.0 + half, 0.015));
        CHECK_THAT(y.value(band.y[band.y.size() - 1 - i]) / y.value(line.y[i]), WithinAbs(1.0 - half, 0.015));
    }
}

TEST_CASE("calibration chart: limits stand at their amounts, errors at their percents", "[report]") {
    Drawn drawn;
    drawn.curve.points[1].error_percent = -400.0;
    const Page page = drawn.page();
    const auto svg = page.tree.child("svg");
    const LogRuler x(svg, "x-ticks", "x");
    const double limits[] = {0.2, 1.0, 1000.0};
    const auto lines = svg.select_nodes("path[@class='limit']");
    REQUIRE(lines.size() == 3);
    for (std::size_t i = 0; i < 3; ++i)
        CHECK_THAT(x.value(outline(lines[i].node().attribute("d").value()).x[0]) / limits[i], WithinAbs(1.0, 0.01));
    const auto percents = svg.select_nodes("(g[@class='y-ticks'])[2]/text");
    const auto foot = percents.begin()->node(), top = (percents.end() - 1)->node();
    const double per_px = (std::strtod(top.text().get(), nullptr) - std::strtod(foot.text().get(), nullptr)) /
                          (top.attribute("y").as_double() - foot.attribute("y").as_double());
    const auto error_at = [&](double px) {
        return std::strtod(foot.text().get(), nullptr) + (px - foot.attribute("y").as_double()) * per_px;
    };
    const auto dots = svg.select_nodes("g[@class='errors']/circle[@class='used']");
    REQUIRE(dots.size() == 3);
    CHECK_THAT(error_at(dots[0].node().attribute("cy").as_double()), WithinAbs(10.0, 0.5));
    CHECK_THAT(error_at(dots[1].node().attribute("cy").as_double()), WithinAbs(4.0, 0.5));
    CHECK(page.count("//g[@class='errors']/path[@class='beyond']") == 1);  // used, far below the drawing
    CHECK(page.count("//g[@class='errors']/path[@class='unused']") == 1);  // the other has no error
    const auto allowed = outline(page.attribute("//path[@class='allowed']/@d"));
    REQUIRE(allowed.y.size() == 4);
    const double expected[] = {15.0, 20.0, -15.0, -20.0};
    for (std::size_t i = 0; i < 4; ++i) CHECK_THAT(error_at(allowed.y[i]), WithinAbs(expected[i], 0.5));
}

TEST_CASE("calibration chart: no curve leaves a number that is none in the drawing", "[report]") {
    Drawn drawn;
    const int damage = GENERATE(range(0, 7));
    auto& curve = drawn.curve;
    if (damage == 0) curve.lod = curve.loq = curve.uloq = no_value;
    if (damage == 1) curve.relative_sd = curve.t95 = no_value;
    if (damage == 2) curve.b0 = -5.0;  // below zero at the lowest levels
    if (damage == 3) curve.points.resize(1);
    if (damage == 4) curve.points[0].concentration = 0.0, curve.points[0].response = -1.0;
    if (damage == 5)
        for (auto& point : curve.points) point.response_se = no_value, point.error_percent = no_value;
    if (damage == 6) curve.covariance.fill(1e6), curve.lod = 1e-9;
    const Page page = drawn.page();
    CHECK(page.text.find("nan") == std::string::npos);
    CHECK(page.text.find("inf") == std::string::npos);
    CHECK(page.count("//g[@class='standards']/*") == curve.points.size());
}

TEST_CASE("calibration figures: model, weight, reasons and what was left out stand below each curve", "[report]") {
    const Drawn drawn;
    const Page page("<main>" + curves_section_html(drawn.view) + "</main>");
    CHECK(page.count("//figure") == 1);
    const auto caption = text_of(page.tree.select_node("//figure[@id='curve-1']/figcaption").node());
    CHECK_THAT(caption, Contains("Leucine leu positive"));
    CHECK_THAT(caption, Contains("linear, 1/x2; y = 0.01 x") && Contains("4 of 4 levels within 15 %"));
    CHECK_THAT(caption, Contains("4 of 6 standards used"));
    CHECK_THAT(caption, Contains("Methionine sulfone: the nearest of 2 steady ones"));
    CHECK_THAT(caption, Contains("LOD 0.2 LOQ 1 ULOQ 1000 umol/L (LOD by residuals)"));
    CHECK_THAT(caption, Contains("left out: S0 (0.5): below the LLOQ; S<-> (5): internal standard failed"));
    const auto items = page.tree.select_nodes("//details//li");
    REQUIRE(items.size() == 1);  // the internal standard is not asked for
    CHECK_THAT(text_of(items[0].node()), StartsWith(hostile_name) && Contains("no standard can be used"));
}

TEST_CASE("calibration figures: coefficients carry their signs", "[report]") {
    Drawn drawn;
    drawn.curve.b0 = -0.000012345, drawn.curve.b2 = -2.5e-7;
    CHECK_THAT(
        text_of(Page("<main>" + curves_section_html(drawn.view) + "</main>").tree),
        Contains("y = −1.234·10⁻⁵ + 0.01 x − 2.5·10⁻⁷ x²") || Contains("y = −1.235·10⁻⁵ + 0.01 x − 2.5·10⁻⁷ x²"));
}
