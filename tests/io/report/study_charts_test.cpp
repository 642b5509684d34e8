/// The drawings of a study's report, measured with the ruler of their tick labels.

#include "io/report/study_report.hpp"

#include "tests/io/report/drawn_study.hpp"
#include "tests/io/report/read_page.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;
using Catch::Matchers::WithinAbs;

namespace {

constexpr MadePolarity cations{.polarity = Polarity::positive, .runs = 6, .features = 12};
constexpr MadePolarity anions{.polarity = Polarity::negative, .runs = 4, .features = 5, .qcs = false};

pugi::xml_node figure_drawing(const Page& page, const std::string& id) {
    const auto svg = page.tree.select_node(("//figure[@id='" + id + "']/svg").c_str()).node();
    REQUIRE(svg);
    return svg;
}

pugi::xml_node titled_path(const pugi::xml_node& svg, const std::string& kind, const std::string& title) {
    return svg
        .select_node((".//path[starts-with(@class, '" + kind + " ') and starts-with(title, '" + title + "')]").c_str())
        .node();
}

}  // namespace

TEST_CASE("study report: anchors stand where their times say, before and after", "[report]") {
    const auto made = drawn_study({cations, anions});
    const Page page(made.page());
    const auto befores = page.tree.select_nodes("//svg[@class='wide before']");
    const auto afters = page.tree.select_nodes("//svg[@class='wide after']");
    REQUIRE(befores.size() == 2);
    REQUIRE(afters.size() == 2);
    for (std::size_t t = 0; t < 2; ++t)
        for (const auto& run : made.result.tables[t].runs) {
            const auto before = befores[t].node(), after = afters[t].node();
            const Ruler min(before, "x-ticks"), difference(before, "y-ticks", "y");
            const Ruler min_after(after, "x-ticks"), residual(after, "y-ticks", "y");
            CHECK(min.first_px == min_after.first_px);  // one x axis
            CHECK(min.per_px == min_after.per_px);
            const auto dots = outline(titled_path(before, "dots", run.sample_id).attribute("d").value());
            const auto left = outline(titled_path(after, "dots", run.sample_id).attribute("d").value());
            std::vector<Anchor> kept;
            for (const auto& anchor : run.alignment.anchors)
                if (anchor.weight > 0.0) kept.push_back(anchor);
            REQUIRE(dots.x.size() == kept.size());
            REQUIRE(left.x.size() == kept.size());
            for (std::size_t i = 0; i < kept.size(); ++i) {
                CHECK_THAT(min.value(dots.x[i]) * 60, WithinAbs(kept[i].frame_time_s, 0.5));
                CHECK_THAT(difference.value(dots.y[i]),
                           WithinAbs(kept[i].time_s - kept[i].frame_time_s, 0.06 * std::abs(difference.per_px)));
                CHECK_THAT(min_after.value(left.x[i]) * 60, WithinAbs(kept[i].frame_time_s, 0.5));
                CHECK_THAT(residual.value(left.y[i]), WithinAbs(kept[i].residual_s, 0.06 * std::abs(residual.per_px)));
            }
        }
}

TEST_CASE("study report: a run's residuals show rejected anchors open and extrapolated times grey", "[report]") {
    auto made = drawn_study({cations});
    // Anchors at 40 and 50 % of the frame's times only: both ends of this run are extrapolated.
    auto& alignment = made.result.tables[0].runs[2].alignment;
    alignment.first_anchor_s = 330.0, alignment.last_anchor_s = 380.0;
    warn_run(made, 4, "too few ions");
    const Page page(made.page());
    const auto svg = figure_drawing(page, "align-3");
    const Ruler min(svg, "x-ticks"), residual(svg, "y-ticks", "y");
    const auto& frame = made.result.tables[0].frame;
    const auto zone = outline(svg.select_node("path[@class='zone']").node().attribute("d").value());
    const std::string data = svg.select_node("path[@class='zone']").node().attribute("d").value();
    REQUIRE(zone.x.size() == 2);  // one before, one behind
    const double first_end = std::strtod(data.c_str() + data.find('H') + 1, nullptr);
    const auto frame_min = [&](double run_s) { return frame.clock.time_s(alignment.warp.place(run_s)) / 60.0; };
    CHECK_THAT(min.value(first_end), WithinAbs(frame_min(330.0 * 0.9), 1.01 * min.per_px));
    CHECK_THAT(min.value(zone.x[1]), WithinAbs(frame_min(380.0 * 1.1), 1.01 * min.per_px));

    const auto rejected = outline(svg.select_node("path[@class='rejected']").node().attribute("d").value());
    REQUIRE(rejected.x.size() == 1);
    const auto& anchors = alignment.anchors;
    const auto out = std::find_if(anchors.begin(), anchors.end(), [](const Anchor& one) { return one.weight == 0.0; });
    CHECK_THAT(min.value(rejected.x[0]) * 60, WithinAbs(out->frame_time_s, 0.06 * 60 * min.per_px));
    CHECK(residual.value(rejected.y[0]) < 25.0);  // beyond the scale: at the border
    CHECK(rejected.y[0] > 0.0);
    const auto dots = outline(titled_path(svg, "dots", "P3").attribute("d").value());
    CHECK(dots.x.size() == std::size_t(alignment.n_anchors));

    const auto unaligned = figure_drawing(page, "align-5");
    CHECK(unaligned.select_nodes("path[starts-with(@class, 'dots')]").empty());
    CHECK_THAT(page.attribute("//figure[@id='align-5']/@class"), Contains("warned"));
    CHECK_THAT(std::string(unaligned.select_node("text[@class='big']").node().text().get()), Contains("not aligned"));
}

TEST_CASE("study report: a total ion peak stands at its time and height on the scales of its polarity", "[report]") {
    auto made = drawn_study({{Polarity::positive, 3, 2, false}});
    for (std::size_t i = 0; i < 3; ++i) {
        made.total_ion[i].time_s = {0.0, 120.0, 300.0 + 90.0 * double(i), 800.0};
        made.total_ion[i].intensity = {0, 0, 2000.0F + 1500.0F * float(i), 0};
    }
    const Page page(made.page());
    for (std::size_t i = 0; i < 3; ++i) {
        const auto svg = figure_drawing(page, "tie-" + std::to_string(i + 1));
        const Ruler min(svg, "x-ticks"), thousands(svg, "y-ticks", "y");
        const auto line = outline(svg.select_node("path[starts-with(@class, 'line')]").node().attribute("d").value());
        const auto top = std::min_element(line.y.begin(), line.y.end()) - line.y.begin();
        CHECK_THAT(min.value(line.x[std::size_t(top)]) * 60, WithinAbs(300.0 + 90.0 * double(i), 3.0));
        CHECK_THAT(thousands.value(line.y[std::size_t(top)]), WithinAbs(2.0 + 1.5 * double(i), 0.05));
        const auto labels = svg.select_nodes("g[@class='y-ticks']/text");
        CHECK(labels[labels.size() - 1].node().attribute("y").as_double() <= line.y[std::size_t(top)]);  // within
    }
}

TEST_CASE("study report: the map places features by m/z and frame time, and tones them by the share found",
          "[report]") {
    auto made = drawn_study({cations, anions});
    auto& table = made.result.tables[0];
    const CellKind kinds[] = {CellKind::measured, CellKind::filled, CellKind::below_limit};
    for (std::size_t r = 0; r < 6; ++r) {
        table.cell(0, r).kind = CellKind::measured;
        table.cell(1, r).kind = kinds[r < 1 ? 0 : 1];  // 1 of 6
        table.cell(2, r).kind = kinds[r < 3 ? 0 : 2];  // 3 of 6
        if (r < 3)
            table.cell(3, r).kind = CellKind::failed;  // 3 of 3
        else
            table.cell(3, r).kind = CellKind::measured;
    }
    const Page page(made.page());
    const auto maps = page.tree.select_nodes("//svg[contains(@class, 'map')]");
    REQUIRE(maps.size() == 2);
    for (std::size_t t = 0; t < 2; ++t) {
        const Ruler min(maps[t].node(), "x-ticks"), mz(maps[t].node(), "y-ticks", "y");
        CHECK(maps[t].node().select_nodes(".//circle").size() == made.result.tables[t].features.size());
        for (const auto& feature : made.result.tables[t].features) {
            const auto circle =
                maps[t]
                    .node()
                    .select_node((".//circle[starts-with(title, '" + feature.feature_id + ":')]").c_str())
                    .node();
            CHECK_THAT(min.value(circle.attribute("cx").as_double()) * 60, WithinAbs(feature.mt_s, 0.5));
            CHECK_THAT(mz.value(circle.attribute("cy").as_double()), WithinAbs(feature.mz, 0.2));
        }
    }
    const auto tone = [&](const char* id) {
        return page.attribute(("//circle[starts-with(title, '" + std::string(id) + ":')]/@class").c_str());
    };
    CHECK(tone("F1000") == "q4");
    CHECK(tone("F1001") == "q0");
    CHECK(tone("F1002") == "q2");
    CHECK(tone("F1003") == "q4");
}

TEST_CASE("study report: curves lie over each other on the frame's clock, bars from begin to end", "[report]") {
    const auto made = drawn_study({cations});
    const auto& table = made.result.tables[0];
    const Page page(made.page("en", 3, 0));
    CHECK(page.count("//svg[@class='overlay']") == 3);
    for (std::size_t f = 0; f < 3; ++f) {
        const auto svg = figure_drawing(page, "peak-1-" + std::to_string(f + 1));
        const Ruler s(svg, "x-ticks");
        for (std::size_t r = 0; r < table.runs.size(); ++r) {
            const auto& cell = table.cell(f, r);
            const auto& warp = table.runs[r].alignment.warp;
            // Worked out here from the warp's own formula: place = a/s + b + c s, frame time = 10000/(place + 10) + 3.
            const auto on_frame_s = [&](double run_s) {
                const double elapsed = run_s - 3.0;
                return 10000.0 / (warp.a / elapsed + warp.b + warp.c * elapsed + 10.0) + 3.0;
            };
            const auto bar = titled_path(svg, "bar", table.runs[r].sample_id);
            if (cell.kind == CellKind::below_limit) {
                CHECK_FALSE(bar);
                continue;
            }
            const std::string data = bar.attribute("d").value();
            const double begin_px = outline(data).x.at(0);
            const double end_px = std::strtod(data.c_str() + data.find('H') + 1, nullptr);
            CHECK_THAT(s.value(begin_px), WithinAbs(on_frame_s(cell.begin_s), 0.02));
            CHECK_THAT(s.value(end_px), WithinAbs(on_frame_s(cell.end_s), 0.02));
            CHECK((std::string(bar.attribute("class").value()).find(" open") != std::string::npos) ==
                  (cell.kind == CellKind::filled));
            const auto curve = outline(titled_path(svg, "line", table.runs[r].sample_id).attribute("d").value());
            const auto top = std::min_element(curve.y.begin(), curve.y.end()) - curve.y.begin();
            CHECK_THAT(s.value(curve.x.at(std::size_t(top))), WithinAbs(on_frame_s(cell.mt_s), 0.6));  // one scan
        }
        const auto place = outline(svg.select_node("path[@class='place']").node().attribute("d").value());
        CHECK_THAT(s.value(place.x[0]), WithinAbs(table.features[f].mt_s, 0.02));
    }
}
