#include "io/report/run_report.hpp"

#include "io/report/charts.hpp"
#include "tests/io/report/read_page.hpp"

#include <catch2/catch.hpp>
#include <pugixml.hpp>

#include <algorithm>
#include <clocale>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <locale>
#include <set>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

/// A Gauss peak of 4 s standard deviation on a run of 900 scans, 1 s apart.
struct Peak {
    double mz, time_s, height;
};

double gauss(const Peak& peak, double time_s) {
    const double z = (time_s - peak.time_s) / 4.0;
    return peak.height * std::exp(-z * z / 2);
}

Electropherogram drawn(const std::vector<Peak>& peaks, double background) {
    Electropherogram curve{.mz = peaks.front().mz, .time_s = {}, .intensity = {}};
    for (int scan = 0; scan < 900; ++scan) {
        double intensity = background;
        for (const auto& peak : peaks) intensity += gauss(peak, 0.3 + scan);
        curve.time_s.push_back(0.3 + scan);
        curve.intensity.push_back(intensity < 0.5 ? 0.0F : float(intensity));
    }
    return curve;
}

Feature feature_of(const Peak& peak, int number) {
    Feature feature;
    feature.feature_id = "F" + std::to_string(number);
    feature.mz = peak.mz;
    feature.mt_s = peak.time_s;
    feature.height = peak.height;
    feature.area = peak.height * 4.0 * std::sqrt(2 * std::acos(-1.0));
    feature.area_se = feature.area * 0.01;
    feature.snr = peak.height / 10;
    feature.fwhm_s = 9.42;
    feature.asymmetry = 1.0;
    feature.begin_s = peak.time_s - 14.25;  // not on scans: asymmetric on purpose
    feature.end_s = peak.time_s + 17.5;
    feature.quality = 0.1 * (number % 11);
    return feature;
}

/// Peaks one after the other, each higher than the one before; every fourth followed by its isotope line.
RunResult made_run(int peaks, double background = 0.0) {
    RunResult result;
    for (int i = 0; i < peaks; ++i) {
        const Peak peak{80.0 + 7.5 * i, 100.0 + 30.0 * i, 1000.0 * (i + 1)};
        result.features.push_back(feature_of(peak, int(result.features.size()) + 1));
        result.electropherograms.push_back(drawn({peak}, background));
        if (i % 4 != 0) continue;
        const Peak isotope{peak.mz + 1.00335, peak.time_s, peak.height * 0.1};
        result.features.push_back(feature_of(isotope, int(result.features.size()) + 1));
        result.features.back().ion = "M+1 of F" + std::to_string(result.features.size() - 1);
        result.electropherograms.push_back(drawn({isotope}, 0.0));
    }
    result.total_ion = drawn({{0.0, 400.0, 5e6}}, 1e5);
    return result;
}

RunSummary made_summary() {
    RunSummary summary;
    summary.format = "mzML 1.1.0";
    summary.ms1 = summary.centroid = summary.positive = 900;
    summary.points = 123456;
    summary.first_time_s = 0.3;
    summary.last_time_s = 899.3;
    summary.min_mz = 50.0;
    summary.max_mz = 1000.0;
    return summary;
}

}  // namespace

// ---- what is drawn -----------------------------------------------------------------------------------------

TEST_CASE("run report: one circle a feature, isotopes hollow, each in its place", "[report]") {
    const auto run = made_run(17);
    const Page page(run_report_html("a.mzML", made_summary(), run));
    CHECK(page.count("//circle") == run.features.size());
    CHECK(page.count("//circle[contains(@class, 'iso')]") == 5);
    CHECK(page.count("//table/tbody/tr") == run.features.size());

    // Measured with the ruler of the tick labels: half a pixel is 0.5 s and 0.4 Th here.
    const auto map = page.tree.select_node("//svg[contains(@class, 'map')]").node();
    const Ruler minutes(map, "x-ticks"), seconds(map, "s-ticks"), mz(map, "y-ticks", "y");
    for (const auto& feature : run.features) {
        const auto xpath = "//circle[starts-with(title, '" + feature.feature_id + ":')]";
        const auto circle = page.tree.select_node(xpath.c_str()).node();
        const double cx = circle.attribute("cx").as_double();
        CHECK_THAT(mz.value(circle.attribute("cy").as_double()), WithinAbs(feature.mz, 0.4));
        CHECK_THAT(minutes.value(cx) * 60.0, WithinAbs(feature.mt_s, 0.5));
        CHECK_THAT(seconds.value(cx), WithinAbs(feature.mt_s, 0.5));
    }
}

TEST_CASE("run report: the circle of a higher m/z stands higher, of a larger area is larger", "[report]") {
    const Page page(run_report_html("a.mzML", made_summary(), made_run(9)));
    const auto number = [&](const char* id, const char* name) {
        const auto xpath = "//circle[starts-with(title, '" + std::string(id) + ":')]";
        return page.tree.select_node(xpath.c_str()).node().attribute(name).as_double();
    };
    CHECK(number("F1", "cy") > number("F11", "cy"));
    CHECK(number("F1", "r") < number("F11", "r"));
}

TEST_CASE("run report: the twelve strongest monoisotopic features are charted, highest first", "[report]") {
    const auto run = made_run(17);
    const Page page(run_report_html("a.mzML", made_summary(), run));
    CHECK(page.count("//figure/svg") == 12);
    std::vector<std::string> drawn_ids;
    for (const auto& figure : page.tree.select_nodes("//figure"))
        drawn_ids.push_back(figure.node().attribute("id").value());
    // 22 features, the isotope lines being 2, 7, 12, 17 and 22: counted down by hand.
    const std::vector<std::string> expected{"peak-21", "peak-20", "peak-19", "peak-18", "peak-16", "peak-15",
                                            "peak-14", "peak-13", "peak-11", "peak-10", "peak-9",  "peak-8"};
    CHECK(drawn_ids == expected);
}

TEST_CASE("run report: fewer features give fewer charts", "[report]") {
    const Page page(run_report_html("a.mzML", made_summary(), made_run(3)));
    CHECK(page.count("//figure/svg") == 3);
}

TEST_CASE("run report: the shading runs from begin_s to end_s", "[report]") {
    const auto run = made_run(17);
    const Page page(run_report_html("a.mzML", made_summary(), run));
    for (const auto& found : page.tree.select_nodes("//figure")) {
        const auto figure = found.node();
        const auto index = std::size_t(std::atoi(figure.attribute("id").value() + 5)) - 1;
        const auto& feature = run.features.at(index);
        const Ruler seconds(figure.child("svg"), "x-ticks");
        const auto x = outline(figure.select_node("svg/path[@class='shade']/@d").attribute().value()).x;
        CAPTURE(feature.feature_id);
        REQUIRE(x.size() > 10);
        CHECK_THAT(seconds.value(*std::min_element(x.begin(), x.end())), WithinAbs(feature.begin_s, 0.02));
        CHECK_THAT(seconds.value(*std::max_element(x.begin(), x.end())), WithinAbs(feature.end_s, 0.02));
    }
}

TEST_CASE("run report: a peak on a background is shaded above the background", "[report]") {
    const auto run = made_run(3, 700.0);
    // 31.75 s of background lie under each peak; the area of the feature is the Gauss alone.
    CHECK_THAT(report::area_level(run.electropherograms[2], run.features[2]).value(), WithinRel(700.0, 0.01));

    // F4 is the strongest: 3,000 counts on 700. Read at the axis, which is in 10^3 counts; a pixel is 28 counts.
    const Page page(run_report_html("a.mzML", made_summary(), run));
    const auto svg = page.tree.select_node("//figure[@id='peak-4']/svg").node();
    CHECK(svg.select_node("text[@class='unit']").node().text().get() == std::string("10³ counts"));
    const Ruler counts(svg, "y-ticks", "y");
    const auto y = outline(svg.select_node("path[@class='shade']/@d").attribute().value()).y;
    CHECK_THAT(1e3 * counts.value(y.front()), WithinAbs(700.0, 10.0));
    CHECK_THAT(1e3 * counts.value(*std::min_element(y.begin(), y.end())), WithinAbs(3700.0, 30.0));
}

TEST_CASE("run report: an area no level explains gets no dashed line", "[report]") {
    auto run = made_run(1);
    run.features[0].area *= 0.5;
    CHECK_FALSE(report::area_level(run.electropherograms[0], run.features[0]).has_value());
    const Page page(run_report_html("a.mzML", made_summary(), run));
    CHECK(page.count("//path[@class='level']") == 0);
    CHECK(page.count("//path[@class='shade']") == 1);
}

TEST_CASE("run report: a neighbour in the same electropherogram is shaded lighter, an ion beside it is not",
          "[report]") {
    RunResult run;
    const Peak first{150.0, 400.0, 9000.0}, second{150.0003, 440.0, 5000.0}, stranger{150.004, 420.0, 7000.0};
    for (const auto& peak : {first, second, stranger}) run.features.push_back(feature_of(peak, 1));
    run.electropherograms = {drawn({first, second}, 0.0), drawn({first, second}, 0.0), drawn({stranger}, 0.0)};
    run.total_ion = drawn({first}, 0.0);
    const Page page(run_report_html("a.mzML", made_summary(), run));
    CHECK(page.count("//figure[@id='peak-1']//path[@class='shade-near']") == 1);
    CHECK(page.count("//figure[@id='peak-2']//path[@class='shade-near']") == 1);
    CHECK(page.count("//figure[@id='peak-3']//path[@class='shade-near']") == 0);
}

TEST_CASE("run report: a missing scan breaks the total ion electropherogram and is counted", "[report]") {
    auto run = made_run(2);
    const auto pieces = [](const Page& page) {
        const auto line = page.attribute("//svg[contains(@class, 'tie')]/path[@class='line']/@d");
        return std::count(line.begin(), line.end(), 'M');
    };
    const Page whole(run_report_html("a.mzML", made_summary(), run));
    CHECK(pieces(whole) == 1);
    CHECK(whole.count("//svg[contains(@class, 'tie')]/path[@class='missing']") == 0);
    CHECK_THAT(whole.words(), Contains("No scan is missing"));

    run.total_ion.intensity[300] = run.total_ion.intensity[301] = run.total_ion.intensity[600] = missing;
    const Page broken(run_report_html("a.mzML", made_summary(), run));
    CHECK(pieces(broken) == 3);
    CHECK(broken.count("//svg[contains(@class, 'tie')]/path[@class='missing']") == 1);
    CHECK_THAT(broken.words(), Contains("3 of 900 scans are missing"));
}

TEST_CASE("run report: the table has the columns of features.tsv, and its numbers", "[report]") {
    const Page page(run_report_html("a.mzML", made_summary(), made_run(1)));
    std::string names;
    for (const auto& head : page.tree.select_nodes("//thead/tr/th"))
        names += std::string(head.node().text().get()) + " ";
    CHECK(names ==
          "feature_id mz mt_s mobility_tu charge ion area height snr fwhm_s asymmetry begin_s end_s area_se quality "
          "flags model a1_s ");
    std::string cells;
    for (const auto& cell : page.tree.select_nodes("//tr[@id='row-1']/td"))
        cells += std::string(cell.node().text().get()) + "|";
    CHECK(cells == "80.000000|100.000||||10026.5|1000|100|9.420|1.000|85.750|117.500|100.265|0.100||||");
}

TEST_CASE("run report: links lead to rows and charts that are there", "[report]") {
    const Page page(run_report_html("a.mzML", made_summary(), made_run(17)));
    std::set<std::string> ids;
    for (const auto& found : page.tree.select_nodes("//@id")) CHECK(ids.insert(found.attribute().value()).second);
    const auto links = page.tree.select_nodes("//@href");
    CHECK(links.size() > 30);
    for (const auto& found : links) {
        const std::string target = found.attribute().value();
        CAPTURE(target);
        REQUIRE(target.starts_with('#'));
        CHECK(ids.contains(target.substr(1)));
    }
}

TEST_CASE("run report: notes of the file and of the detection stand in a box", "[report]") {
    auto summary = made_summary();
    auto run = made_run(1);
    CHECK(Page(run_report_html("a.mzML", summary, run)).count("//section[@class='notes']") == 0);
    summary.notes.push_back({"time-unit", "", "Scan times are in minutes."});
    run.notes.push_back({"spray-dropout", "scans 3 to 5", "3 scans are missing."});
    const Page page(run_report_html("a.mzML", summary, run));
    CHECK(page.count("//section[@class='notes']//li") == 2);
    CHECK_THAT(page.words(), Contains("scans 3 to 5: 3 scans are missing."));
}

// ---- laws that hold for every page ---------------------------------------------------------------------------

TEST_CASE("run report: hostile names stay text", "[report]") {
    const std::string hostile = "<script>alert(1)</script>\"' onload='x\n=cmd|' /C calc'!A0\x1b[2J\xff";
    auto summary = made_summary();
    summary.format = summary.instrument = summary.start_time = hostile;
    summary.software = {hostile};
    summary.notes.push_back({hostile, hostile, hostile});
    auto run = made_run(2);
    run.features[0].feature_id = run.features[0].ion = hostile;
    run.notes.push_back({hostile, hostile, hostile});
    const Page page(run_report_html(hostile, summary, run, {hostile, hostile}));
    CHECK(page.count("//script") == 0);
    CHECK(page.count("//@*[starts-with(name(), 'on')]") == 0);
    CHECK(page.text.find("<script") == std::string::npos);
    CHECK_THAT(page.words(), Contains("<script>alert(1)</script>\"' onload='x\\n=cmd|' /C calc'!A0\\x1b[2J\\xFF"));
    for (const char c : page.text) REQUIRE((static_cast<unsigned char>(c) >= 0x20 || c == '\n'));
}

TEST_CASE("run report: nothing is fetched and nothing runs", "[report]") {
    const Page page(run_report_html("a.mzML", made_summary(), made_run(17), {"gassan 0.1.0", "[peak]\nmin_snr = 3\n"}));
    for (const char* forbidden : {"http:", "https:", "//", "src=", "@import", "url(", "<script", "javascript:"}) {
        CAPTURE(forbidden);
        CHECK(page.text.find(forbidden) == std::string::npos);
    }
    CHECK(page.attribute("//meta[@http-equiv='Content-Security-Policy']/@content") ==
          "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
    CHECK(page.count("//meta[@charset='utf-8']") == 1);
    CHECK_THAT(page.words(), Contains("min_snr = 3") && Contains("gassan 0.1.0"));
}

TEST_CASE("run report: names of persons and samples in the file are not shown", "[report]") {
    auto summary = made_summary();
    summary.source_name = "Yamada-source";
    summary.sample_name = "Yamada-sample";
    CHECK(run_report_html("a.mzML", summary, made_run(1)).find("Yamada") == std::string::npos);
}

TEST_CASE("run report: headings carry the Japanese terms of the field", "[report]") {
    const Page page(run_report_html("a.mzML", made_summary(), made_run(2)));
    CHECK_THAT(page.words(), Contains("泳動時間") && Contains("全イオンエレクトロフェログラム") &&
                                 Contains("エレクトロフェログラム") && Contains("Total ion electropherogram"));
}

TEST_CASE("run report: the same run gives the same bytes, in every locale", "[report]") {
    const auto run = made_run(5);
    const auto page = run_report_html("a.mzML", made_summary(), run);
    CHECK(run_report_html("a.mzML", made_summary(), run) == page);

    // A stream or printf that forgets about locales would write 1.234,5 in one of these.
    const GermanNumbers german;
    if (!german.c_library) WARN("locale de_DE.UTF-8 is not installed: only the C++ streams spoke German");
    CHECK(run_report_html("a.mzML", made_summary(), run) == page);
}

TEST_CASE("run report: a long run gives a small page", "[report]") {
    RunResult run = made_run(17);
    const auto stretch = [](Electropherogram& curve) {
        Electropherogram fine{curve.mz, {}, {}};
        for (int scan = 0; scan < 36000; ++scan) {
            fine.time_s.push_back(0.3 + scan * 0.025);
            fine.intensity.push_back(curve.intensity[std::size_t(scan / 40)] + float(scan % 13));
        }
        curve = fine;
    };
    stretch(run.total_ion);
    for (auto& curve : run.electropherograms) stretch(curve);
    CHECK(run_report_html("a.mzML", made_summary(), run).size() < 300000);
}

TEST_CASE("run report: of more than 2,000 features the strongest get a row, all get a circle", "[report]") {
    RunResult run = made_run(1);
    run.features.resize(1);
    run.electropherograms.resize(1);
    for (int i = 1; i < 2500; ++i) {
        run.features.push_back(feature_of({100.0 + i * 0.1, 50.0 + (i * 37) % 800, 5000.0 - i}, i + 1));
        run.electropherograms.push_back(run.electropherograms.front());
    }
    const Page page(run_report_html("a.mzML", made_summary(), run));
    CHECK(page.count("//circle") == 2500);
    CHECK(page.count("//tbody/tr") == 2000);
    CHECK(page.count("//tr[@id='row-2001']") == 1);  // the weakest, the first, has none
    CHECK(page.count("//tr[@id='row-1']") == 0);
    CHECK_THAT(page.words(), Contains("all of them are in features.tsv"));
    CHECK(page.text.size() < 1500000);
}

// ---- edges -------------------------------------------------------------------------------------------------

TEST_CASE("run report: a run without features says so", "[report][edge]") {
    auto run = made_run(0);
    const Page page(run_report_html("a.mzML", made_summary(), run));
    CHECK_THAT(page.words(), Contains("No features were found in this run."));
    CHECK(page.count("//circle") == 0);
    CHECK(page.count("//table") == 0);
    CHECK(page.count("//figure") == 0);
    CHECK(page.count("//svg") == 1);  // the total ion electropherogram is still there
}

TEST_CASE("run report: a run of nothing at all is still a page", "[report][edge]") {
    const Page page(run_report_html("", RunSummary{}, RunResult{}));
    CHECK_THAT(page.words(), Contains("The run has no scans to draw."));
    CHECK(page.count("//svg") == 0);
}

TEST_CASE("run report: values that are not there are left out, never printed as nan", "[report][edge]") {
    RunResult run = made_run(1);
    Feature bare;
    bare.feature_id = "F9";
    bare.mz = 200.0;
    bare.mt_s = 300.0;
    run.features.push_back(bare);
    run.electropherograms.push_back(drawn({{200.0, 300.0, 50.0}}, 0.0));
    const Page page(run_report_html("a.mzML", made_summary(), run));
    CHECK(page.count("//circle[@class='qn']") == 1);
    CHECK(page.text.find("nan") == std::string::npos);
    CHECK(page.text.find("inf") == std::string::npos);
}
