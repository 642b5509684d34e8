#include "io/table/read_features.hpp"

#include "core/base/random.hpp"
#include "io/table/write_features.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;

namespace {

/// Features with nothing symmetric in them, from very weak to very strong; some with gaps.
std::vector<Feature> made_features(std::size_t count) {
    std::vector<Feature> features;
    for (std::size_t i = 0; i < count; ++i) {
        RandomStream dice(20261122, 1, 0, std::uint32_t(i));
        Feature f;
        f.feature_id = "F" + std::to_string(i + 1);
        f.mz = 50.0 + 700.0 * (double(i) + dice.uniform()) / double(count);
        f.mt_s = dice.uniform(0, 2400);
        if (i % 3) f.mobility_tu = dice.uniform(-60, 80);
        f.charge = int(i % 5) - 2;
        f.ion = i % 4 == 0 ? "[M+H]+" : i % 4 == 1 ? "M+1 of F" + std::to_string(i) : "";
        f.area = draw_log_uniform(dice, 1e-8, 1e17);
        f.height = draw_log_uniform(dice, 1, 1e9);
        f.snr = draw_log_uniform(dice, 0.1, 1e5);
        f.fwhm_s = draw_log_uniform(dice, 0.5, 90);
        f.asymmetry = draw_log_uniform(dice, 0.1, 10);
        f.begin_s = std::fmax(0.0, f.mt_s - 2 * f.fwhm_s);
        f.end_s = f.mt_s + 3 * f.fwhm_s;
        if (i % 7) f.area_se = f.area * dice.uniform();
        if (i % 11) f.quality = dice.uniform();
        f.flags = FeatureFlag(dice.bits32() % 1024);
        features.push_back(f);
    }
    return features;
}

PeakList read_text(const std::string& text) {
    const TempFolder here;
    put_text(here / "peaks.tsv", text);
    return read_features(here / "peaks.tsv");
}

std::vector<std::string> faults_of(const std::string& text) {
    const TempFolder here;
    put_text(here / "peaks.tsv", text);
    FaultBook faults;
    static_cast<void>(read_features(here / "peaks.tsv", faults));
    std::vector<std::string> lines;
    for (const std::string& line : faults.lines())
        lines.push_back(line.substr((here / "peaks.tsv").string().size() + 2));
    return lines;
}

}  // namespace

TEST_CASE("peak list: what write_features writes reads back to the same bytes and the same features", "[peak_list]") {
    const auto features = made_features(500);
    const std::string table = features_tsv(features);
    const PeakList list = read_text(table);
    REQUIRE(list.features.size() == features.size());
    CHECK(features_tsv(list.features) == table);
    for (std::size_t i = 0; i < features.size(); ++i) {
        const Feature &was = features[i], &is = list.features[i];
        CHECK(is.feature_id == was.feature_id);
        CHECK(is.ion == was.ion);
        CHECK(is.charge == was.charge);
        CHECK(is.flags == was.flags);
        CHECK(std::abs(is.mz - was.mz) <= 0.5001e-6);
        CHECK(std::abs(is.mt_s - was.mt_s) <= 0.5001e-3);
        CHECK(is.area == Approx(was.area).epsilon(5.1e-6));
        CHECK(std::isnan(is.mobility_tu) == std::isnan(was.mobility_tu));
        CHECK(std::isnan(is.area_se) == std::isnan(was.area_se));
        CHECK(std::isnan(is.quality) == std::isnan(was.quality));
    }
    REQUIRE(list.notes.size() == 1);
    CHECK(list.notes[0].code == "no-centroids");
    CHECK(list.notes[0].text == "a peak list: gaps cannot be filled from it");
}

TEST_CASE("peak list: m/z, time and area are enough, in any order, case and separator, and rows come by m/z",
          "[peak_list]") {
    for (const std::string text :
         {"area\tMZ\tmt_s\n10\t300.5\t12\n2e3\t100.25\t700.5\n", "Area;mz;mt_s\r\n10;300.5;12\r\n2e3;100.25;700.5\r\n",
          "\xef\xbb\xbf"
          "area,mz,mt_s\n10,300.5,12\n2e3,100.25,700.5"}) {
        const PeakList list = read_text(text);
        REQUIRE(list.features.size() == 2);
        const Feature& first = list.features[0];
        CHECK(first.feature_id == "F2");
        CHECK(first.mz == 100.25);
        CHECK(first.mt_s == 700.5);
        CHECK(first.area == 2000.0);
        for (const double untold : {first.mobility_tu, first.height, first.snr, first.fwhm_s, first.asymmetry,
                                    first.begin_s, first.end_s, first.area_se, first.quality})
            CHECK(std::isnan(untold));
        CHECK(first.charge == 0);
        CHECK(first.flags == FeatureFlag::none);
    }
}

TEST_CASE("peak list: packed by gzip it is the same; a damaged packing is one fault", "[peak_list]") {
    const TempFolder here;
    const std::string table = features_tsv(made_features(300));
    put_text(here / "peaks.tsv", table);
    REQUIRE(program({.folder = here.path()}, {"gzip", "-k", "peaks.tsv"}).exit_code == 0);
    CHECK(is_peak_list(here / "peaks.tsv.gz"));
    const PeakList list = read_features(here / "peaks.tsv.gz");
    CHECK(list.gzip);
    CHECK(features_tsv(list.features) == table);
    const std::string packed = text_of(here / "peaks.tsv.gz");
    put_text(here / "cut.tsv.gz", packed.substr(0, packed.size() / 2));
    FaultBook faults;
    static_cast<void>(read_features(here / "cut.tsv.gz", faults));
    CHECK(faults.count() == 1);
}

TEST_CASE("peak list: is known by its first line, not by its name", "[peak_list]") {
    for (const char* yes : {"mz\tmt_s\tarea\n", "feature_id\tmz\tmt_s\tmobility_tu\tcharge\tion\tarea",
                            "MZ, MT_S ,Area\n", "\xef\xbb\xbf\"mz\";\"mt_s\";\"area\"\r\n", "mz\tmt_s\tAreaOfIt\n"})
        CHECK(looks_like_peak_list(yes));
    for (const char* no : {"", "\n", "<?xml version=\"1.0\"?>\n", "file\tsample_id\ttype\n", "mz\tintensity\n",
                           "name\tmz\tmt_s\n", "compound\n1\tmz\tmt_s\tarea\n"})
        CHECK_FALSE(looks_like_peak_list(no));
}

TEST_CASE("peak list: every fault is told at once, with line and column and what to do", "[peak_list]") {
    const auto faults = faults_of(
        "feature_id\tmz\tmt_s\tarea\theight\tbegin_s\tend_s\tquality\tcharge\n"
        "a\t0\t100\t5\t\t\t\t\t\n"
        "b\t-3\t-1\t5\t\t\t\t\t\n"
        "a\t100\tNaN\t0\t0\t\t\t\t\n"
        "c\t100\t50\t\t3\t60\t70\t1.2\t0.5\n"
        "\t100\t50\t1,5\t3\t\t49\t\t\n");
    const std::vector<std::string> expected{
        "line 2, column mz: 0: must be above 0. Take rows without a peak away.",
        "line 3, column mz: -3: must be a number from 0 to 100000 Th",
        "line 3, column mt_s: -1: must be a number from 0 to 1000000 s",
        "line 4, column mt_s: \"NaN\" is not a number. Leave the cell empty where there is no value.",
        "line 4, column area: 0: must be above 0. Take rows without a peak away.",
        "line 4, column height: 0: must be above 0. Leave the cell empty where it is not known.",
        "line 4, column feature_id: a stands in line 2 already. A peak has one row, and one name in its run.",
        "line 5, column area: is empty. Every peak needs it; take rows without a peak away.",
        "line 5, column quality: 1.2: must be a number from 0 to 1",
        "line 5, column charge: 0.5: must be a whole number from -1000 to 1000",
        "line 5, column mt_s: the apex does not lie between begin_s and end_s. All three are seconds of the run's own "
        "clock.",
        "line 6, column area: \"1,5\" is not a number. Write 1.5 (a point, not a comma).",
        "line 6, column mt_s: the apex does not lie between begin_s and end_s. All three are seconds of the run's own "
        "clock.",
        "line 6, column feature_id: is empty. Name every peak, or take the column away.",
    };
    CHECK(faults == expected);
}

TEST_CASE("peak list: a table of many runs and a missing column are refused by name", "[peak_list]") {
    CHECK(faults_of("feature_id\tsample_id\tmz\tmt_s\tarea\nF1\ts\t100\t5\t1\n") ==
          std::vector<std::string>{
              "line 1: the header has a column sample_id: this is a table of many runs. Give one run a file."});
    CHECK(faults_of("mz\tmt_s\tArea_\n100\t5\t1\n").front().find("no column area") != std::string::npos);
    CHECK_THROWS_WITH(read_text("mz\tmt_s\tarea\n0\t1\t1\n-1\t1\t1\n"),
                      Catch::Contains("line 2, column mz: 0: must be above 0") &&
                          Catch::EndsWith("(and 1 more; gassan check tells all of them)"));
}

TEST_CASE("peak list: further columns and flags of others are left alone, and that is said", "[peak_list]") {
    const PeakList list =
        read_text("mz\tmt_s\tarea\tflags\tvendor score\n100\t5\t1\toverlap;odd;spike\t7\n101\t5\t1\t\t8\n");
    CHECK(list.features[0].flags == (FeatureFlag::overlap | FeatureFlag::spike));
    REQUIRE(list.notes.size() == 3);
    CHECK(list.notes[1].text == "not used of this peak list: vendor score");
    CHECK(list.notes[2].where == "line 2, column flags");
}
