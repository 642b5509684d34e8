#include "io/report/study_report.hpp"

#include "io/report/study_view.hpp"
#include "tests/io/report/drawn_study.hpp"
#include "tests/io/report/quantified_study.hpp"
#include "tests/io/report/read_page.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;
using Catch::Matchers::WithinAbs;

namespace {

constexpr MadePolarity cations{.polarity = Polarity::positive, .runs = 6, .features = 12};
constexpr MadePolarity anions{.polarity = Polarity::negative, .runs = 4, .features = 5, .qcs = false};

/// Cells of a row by the names of their columns, as the page shows them.
std::map<std::string, std::string> row(const Page& page, const std::string& id) {
    const auto tr = page.tree.select_node(("//tr[@id='" + id + "']").c_str()).node();
    REQUIRE(tr);
    std::vector<std::string> names;
    for (const auto& head : tr.select_nodes("../../thead/tr/th")) {
        std::string name;  // pieces around the places where it may break
        for (const auto& text : head.node().select_nodes("text()")) name += text.node().value();
        names.push_back(name);
    }
    std::map<std::string, std::string> cells;
    std::size_t i = 0;
    for (const auto& cell : tr.children()) {
        std::string text;
        for (const auto& piece : cell.select_nodes(".//text()")) text += piece.node().value();
        cells[names.at(i++)] = text;
    }
    REQUIRE(i == names.size());
    return cells;
}

double number(const std::string& text) {
    return text.empty() ? no_value : std::strtod(text.c_str(), nullptr);
}

void check_links(const Page& page) {
    std::set<std::string> ids;
    for (const auto& node : page.tree.select_nodes("//@id")) CHECK(ids.insert(node.attribute().value()).second);
    for (const auto& node : page.tree.select_nodes("//a/@href")) {
        const std::string href = node.attribute().value();
        INFO(href);
        REQUIRE(href.starts_with("#"));
        CHECK(ids.count(href.substr(1)) == 1);
    }
    CHECK(page.count("//script") == 0);
    CHECK(page.count("//@src") == 0);
    CHECK(page.text.find("http:") == std::string::npos);
    CHECK(page.text.find("https:") == std::string::npos);
    CHECK(page.text.find("nan") == std::string::npos);
}

}  // namespace

// ---- the page as a whole -----------------------------------------------------------------------------------

TEST_CASE("study report: every page is well formed and every link has its target", "[report]") {
    auto failed = drawn_study({cations, anions});
    fail_run(failed, 1, "P2.mzML: not an mzML file");
    warn_run(failed, 3, "too few ions");
    auto all_failed = drawn_study({{Polarity::positive, 2, 3}});
    fail_run(all_failed, 0, "gone"), fail_run(all_failed, 1, "gone too");
    all_failed.result.tables.clear();
    const DrawnStudy cases[] = {failed,
                                drawn_study({cations}),
                                drawn_study({anions}),
                                drawn_study({{Polarity::positive, 1, 4}}),
                                drawn_study({{Polarity::positive, 3, 0}}),
                                all_failed,
                                DrawnStudy{}};
    for (const auto& made : cases)
        for (const auto* language : {"en", "ja"}) check_links(Page(made.page(language)));
}

TEST_CASE("study report: failed and warned runs stand on the first screen with their reasons", "[report]") {
    auto made = drawn_study({cations});
    fail_run(made, 1, "P2.mzML: the file ends inside a spectrum");
    warn_run(made, 3, "2 of 9 ions were found");
    const Page page(made.page());
    const auto items = page.tree.select_nodes("//section[@class='notes']/ul/li");
    REQUIRE(items.size() == 2);
    std::vector<std::string> texts;
    for (const auto& item : items) {
        std::string text;
        for (const auto& piece : item.node().select_nodes(".//text()")) text += piece.node().value();
        texts.push_back(text);
    }
    CHECK_THAT(texts[0], Contains("failed") && Contains("P2") && Contains("the file ends inside a spectrum"));
    CHECK_THAT(texts[1], Contains("warned") && Contains("P4") && Contains("2 of 9 ions were found"));
    CHECK_THAT(page.words(), Contains("4 of 6 ok, 1 warned, 1 failed"));
    CHECK(page.count("//figure[@id='tie-2']/svg") == 0);
    CHECK_THAT(page.attribute("//figure[@id='tie-2']/@class"), Contains("failed"));

    const Page calm(drawn_study({cations}).page());
    CHECK(calm.count("//section[@class='notes']") == 0);
    CHECK_THAT(calm.words(), Contains("No run failed, and none is warned of."));
}

TEST_CASE("study report: hostile names stay text", "[report]") {
    const std::string hostile = "\"'><script>alert(1)</script>&amp;\xE2\x80\xAE\xFF";
    auto made = drawn_study({cations});
    made.study.name = hostile;
    for (auto& sample : made.study.samples) sample.group = sample.batch = hostile;
    made.study.samples[0].sample_id = made.result.tables[0].runs[0].sample_id = made.result.runs[0].sample_id = hostile;
    made.result.tables[0].frame.founded_on = hostile;
    made.result.tables[0].features[0].feature_id = made.result.tables[0].features[0].ion = hostile;
    made.result.runs[0].notes.push_back({hostile, hostile, hostile});
    warn_run(made, 0, hostile);
    const Page page(made.page());
    check_links(page);
    const std::string shown = "\"'><script>alert(1)</script>&amp;\\u202e\\xFF";
    CHECK(std::string(page.tree.select_node("//h1").node().text().get()) == shown);
    CHECK(row(page, "run-1")["sample_id"] == shown);
    CHECK(row(page, "run-1")["reason"] == shown);
    CHECK(row(page, "row-1-1")["ion"] == shown);
}

TEST_CASE("study report: the same bytes in a locale of decimal commas", "[report]") {
    const auto made = drawn_study({cations, anions});
    const auto plain = made.page();
    const GermanNumbers commas;
    CHECK(made.page() == plain);
}

TEST_CASE("study report: Japanese changes words, never numbers, columns or drawings", "[report]") {
    auto made = drawn_study({cations, anions});
    fail_run(made, 1, "gone");
    const Page english(made.page("en")), japanese(made.page("ja"));
    CHECK(japanese.attribute("/html/@lang") == "ja");
    CHECK_THAT(japanese.words(), Contains("測定一覧") && !Contains("Look at this first"));
    CHECK(!std::any_of(english.text.begin() + long(english.text.find("<body>")), english.text.end(),
                       [](char letter) { return static_cast<unsigned char>(letter) == 0xE3; }));  // no kana in English
    const auto same = [&](const char* xpath) {
        const auto left = english.tree.select_nodes(xpath), right = japanese.tree.select_nodes(xpath);
        REQUIRE(left.size() == right.size());
        REQUIRE(left.size() > 0);
        for (std::size_t i = 0; i < left.size(); ++i)
            CHECK(std::string(left[i].node() ? left[i].node().value() : left[i].attribute().value()) ==
                  std::string(right[i].node() ? right[i].node().value() : right[i].attribute().value()));
    };
    same("//path/@d");
    same("//th/text()");
    same("//td[not(@class)]//text()");
}

// ---- numbers -----------------------------------------------------------------------------------------------

TEST_CASE("study report: a run's row counts its cells and tells its alignment", "[report]") {
    auto made = drawn_study({cations, anions});
    fail_run(made, 1, "gone");
    const Page page(made.page());
    for (const auto& table : made.result.tables)
        for (std::size_t column = 0; column < table.runs.size(); ++column) {
            const auto& run = table.runs[column];
            const auto at = std::find_if(made.result.runs.begin(), made.result.runs.end(),
                                         [&](const RunRecord& record) { return record.sample_id == run.sample_id; });
            auto cells = row(page, "run-" + std::to_string(at - made.result.runs.begin() + 1));
            for (const auto kind :
                 {CellKind::measured, CellKind::filled, CellKind::below_limit, CellKind::not_measured}) {
                std::size_t count = 0;
                for (std::size_t f = 0; f < table.features.size(); ++f) count += table.cell(f, column).kind == kind;
                CHECK(cells[std::string(cell_kind_name(kind))] == std::to_string(count));
            }
            CHECK(cells["sample_id"] == run.sample_id);
            CHECK(cells["n_anchors"] == std::to_string(run.alignment.n_anchors));
            CHECK_THAT(number(cells["rms_s"]), WithinAbs(run.alignment.rms_s, 0.0005));
            CHECK_THAT(number(cells["A"]), WithinAbs(run.alignment.warp.a, 0.05));
            CHECK_THAT(number(cells["B"]), WithinAbs(run.alignment.warp.b, 5e-5));
            CHECK_THAT(number(cells["C"]), WithinAbs(run.alignment.warp.c, 5e-9));
            CHECK_THAT(number(cells["mz_shift_ppm"]), WithinAbs(run.alignment.mz_shift_ppm, 0.0005));
            CHECK(cells["features"] == std::to_string(at->features));
        }
    auto failed = row(page, "run-2");
    CHECK_THAT(failed["status"], Contains("failed"));
    CHECK(failed["reason"] == "gone");
    CHECK(failed["measured"].empty());
    CHECK(failed["total_ion_ratio"].empty());
}

TEST_CASE("study report: total_ion_ratio is the area over the median of samples and QCs", "[report]") {
    auto made = drawn_study({{Polarity::positive, 4, 2, false}});
    // Trapezoids by hand: 5 x 1/2 + 3 x (5 + 1)/2 = 23/2 times 100, 300, 500 and 20.
    const double levels[] = {100.0, 300.0, 500.0, 20.0};
    for (std::size_t i = 0; i < 4; ++i) {
        const auto level = float(levels[i]);
        made.total_ion[i] = {0.0, {0.0, 1.0, 4.0}, {0.0F, 5.0F * level, level}};
    }
    made.total_ion[0] = {0.0, {0.0, 2.0, 4.0}, {0.0F, float(no_value), 575.0F}};  // bridged: 4 x 575/2 = 1150
    made.study.samples[3].type = SampleType::blank;
    const Page page(made.page());
    const char* expected[] = {"0.333", "1.000", "1.667", "0.067"};
    for (int i = 0; i < 4; ++i) CHECK(row(page, "run-" + std::to_string(i + 1))["total_ion_ratio"] == expected[i]);
    // A third of the median is odd in a sample, a fifteenth is not in a blank.
    CHECK(page.count("//section[@class='notes']/ul/li") == 1);
    CHECK(page.count("//section[@class='notes']//a[@href='#run-1']") == 1);
}

TEST_CASE("study report: a feature's row has the numbers of its table", "[report]") {
    const auto made = drawn_study({cations, anions});
    const Page page(made.page());
    for (std::size_t t = 0; t < made.result.tables.size(); ++t) {
        const auto& table = made.result.tables[t];
        for (std::size_t f = 0; f < table.features.size(); ++f) {
            auto cells = row(page, "row-" + std::to_string(t + 1) + "-" + std::to_string(f + 1));
            const auto& feature = table.features[f];
            std::vector<double> heights;
            std::size_t filled = 0;
            for (std::size_t r = 0; r < table.runs.size(); ++r) {
                if (table.cell(f, r).kind == CellKind::measured) heights.push_back(table.cell(f, r).height);
                filled += table.cell(f, r).kind == CellKind::filled;
            }
            std::sort(heights.begin(), heights.end());
            const double middle =
                heights.empty() ? no_value : (heights[(heights.size() - 1) / 2] + heights[heights.size() / 2]) / 2;
            CHECK(cells["feature_id"] == feature.feature_id);
            CHECK_THAT(number(cells["mz"]), WithinAbs(feature.mz, 5.1e-7));
            CHECK_THAT(number(cells["mt_s"]), WithinAbs(feature.mt_s, 5.1e-4));
            CHECK(cells["mobility_tu"].empty() == (t == 1));  // the frame of the anions is in 1/t
            CHECK(cells["n_runs"] == std::to_string(table.runs.size()));
            CHECK(cells["n_detected"] == std::to_string(heights.size()));
            CHECK(cells["n_filled"] == std::to_string(filled));
            if (!heights.empty()) CHECK_THAT(number(cells["height"]), WithinAbs(middle, 1e-5 * middle));
        }
    }
}

TEST_CASE("study report: runs stand in order of measurement, batch by batch", "[report]") {
    auto made = drawn_study({{Polarity::positive, 6, 3, false}});
    const char* batches[] = {"B", "A", "B", "A", "A", "B"};
    const std::optional<long> orders[] = {9, 2, 8, std::nullopt, 1, 7};
    for (std::size_t i = 0; i < 6; ++i)
        made.study.samples[i].batch = batches[i], made.study.samples[i].injection_order = orders[i];
    const Page page(made.page());
    std::vector<std::string> rows, drawn;
    for (const auto& node : page.tree.select_nodes("//table[@class='runs']/tbody/tr/th/a"))
        rows.push_back(node.node().text().get());
    for (const auto& node : page.tree.select_nodes("//figure[starts-with(@id, 'tie-')]//a"))
        drawn.push_back(node.node().text().get());
    CHECK(rows == std::vector<std::string>{"P5", "P2", "P6", "P3", "P1", "P4"});
    CHECK(drawn == rows);
}

TEST_CASE("study report: a run's row has the lock masses that set its m/z right, where any run has some", "[report]") {
    auto made = drawn_study({cations});
    CHECK(row(Page(made.page()), "run-1").count("lock_masses") == 0);
    made.result.runs[1].lock_masses = "66.0631;622.0290";
    made.result.runs[1].lock_ppm = "1.24;-0.31";
    const Page page(made.page());
    CHECK(row(page, "run-2")["lock_masses"] == "66.0631; 622.0290");
    CHECK(row(page, "run-2")["lock_ppm"] == "1.24; -0.31");
    CHECK(row(page, "run-1")["lock_masses"].empty());
}

TEST_CASE("study report: names and amounts have their sections, links, and words in both languages", "[report]") {
    const auto made = quantified_study();
    for (const auto* language : {"en", "ja"}) {
        const Page page(made.page(language));
        check_links(page);
        for (const char* id : {"concentrations", "names", "curves", "standards"}) {
            INFO(id);
            CHECK(page.count(("//h2[@id='" + std::string(id) + "']").c_str()) == 1);
            CHECK(page.count(("//nav/a[@href='#" + std::string(id) + "']").c_str()) == 1);
        }
        const bool japanese = std::string(language) == "ja";
        CHECK((page.text.find("ロイシン") != std::string::npos) == japanese);
        CHECK((page.text.find("Calibration curves") == std::string::npos) == japanese);
    }
    CHECK_THAT(Page(made.page()).words(), Contains("An internal standard failed in 2 runs; what it divides") &&
                                              Contains("positive 2, of which 1.2 % may be wrong"));
    const Page bare(drawn_study({cations}).page());
    for (const char* id : {"concentrations", "names", "curves", "standards"})
        CHECK(bare.count(("//*[@id='" + std::string(id) + "']").c_str()) == 0);
}

TEST_CASE("study report: of many features with names the named are shown first, and the page stays small", "[report]") {
    auto made = drawn_study({{Polarity::positive, 100, 2500}});
    const auto few = quantified_study();
    made.result.compounds = few.result.compounds;
    made.result.quantities = few.result.quantities;
    for (auto& one : made.result.quantities.rows) one.cells.resize(100);
    made.result.quantities.rows.resize(200, made.result.quantities.rows[0]);
    made.result.quantities.curves.resize(200, made.result.quantities.curves[0]);
    auto& specimens = made.result.specimens;
    specimens = few.result.specimens;
    specimens.specimens.resize(100, "one more");
    specimens.compounds.assign(200, 0);
    specimens.units.assign(200, "umol/L");
    specimens.polarities.assign(200, Polarity::positive);
    specimens.values.assign(200 * 100, specimens.values[2]);
    StudyAnnotation::Table names = few.result.annotation.tables[0];
    names.features.resize(2500, names.features[2]);
    names.features.back() = names.features[0];
    made.result.annotation.tables = {names};
    const Page page(made.page("en", 24, 24));
    CHECK(page.count("//svg[@class='calibration']") == 198);
    CHECK(page.count("//tr[starts-with(@id, 'name-')]") == 1500);
    CHECK(page.count("//tr[@id='name-1-2500']") == 1);
    CHECK(page.text.size() < 13'000'000);
}

// ---- many runs ---------------------------------------------------------------------------------------------

TEST_CASE("study report: of many runs sixty are drawn, the warned ones among them, and the caption says so",
          "[report]") {
    auto made = drawn_study({{Polarity::positive, 100, 40}});
    for (const std::size_t sample : {17u, 18u, 71u}) warn_run(made, sample, "too few ions");
    const Page page(made.page("en", 2, 0));
    CHECK(page.count("//figure[starts-with(@id, 'align-')]") == 60);
    CHECK(page.count("//figure[starts-with(@id, 'tie-')]") == 60);
    for (const char* id : {"18", "19", "72"}) {
        CHECK(page.count(("//figure[@id='align-" + std::string(id) + "']").c_str()) == 1);
        CHECK(page.count(("//figure[@id='tie-" + std::string(id) + "']").c_str()) == 1);
    }
    CHECK(page.count("//table[@class='runs']/tbody/tr") == 100);
    CHECK_THAT(page.words(), Contains("60 of 100 runs are drawn"));
    CHECK_THAT(page.words(), Contains("60 of 100 runs, chosen evenly"));
    CHECK(page.count("//svg[@class='overlay'][1]//path[starts-with(@class, 'line')]") == 120);
    check_links(page);
}

TEST_CASE("study report: a study of a hundred runs and two polarities stays below 10 MB", "[report]") {
    const auto made = drawn_study({{Polarity::positive, 100, 2500}, {Polarity::negative, 100, 500, false}});
    const auto page = made.page("en", 24, 24);
    CHECK(page.size() < 10'000'000);
    CHECK_THAT(page, Contains("of 3,000 features: those with the highest median height"));
}

TEST_CASE("study report: runs are chosen evenly, both ends and those that must be seen kept", "[report]") {
    std::vector<std::size_t> items(101);
    for (std::size_t i = 0; i < items.size(); ++i) items[i] = 1000 - i;
    std::vector<bool> must(items.size(), false);
    const auto even = report::chosen_evenly(items, must, 11);
    REQUIRE(even.size() == 11);
    for (std::size_t i = 0; i < even.size(); ++i) CHECK(even[i] == 1000 - 10 * i);
    must[3] = must[4] = true;
    const auto some = report::chosen_evenly(items, must, 5);
    CHECK(some == std::vector<std::size_t>{1000, 997, 996, 949, 900});
    CHECK(report::chosen_evenly(items, std::vector<bool>(items.size(), true), 3) ==
          std::vector<std::size_t>{1000, 950, 900});
    CHECK(report::chosen_evenly(items, must, 101) == items);
}
