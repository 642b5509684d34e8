/// \file
/// Real LC-MS runs that were not made for us: how much of another program's list is found with defaults. The lists are
/// guides, not truth; why what is missing is missing stands in docs/methods/real_runs.md. Bounds are a little below
/// what is reached today, so that a fall shows.

#include "core/pipeline.hpp"
#include "io/read_run.hpp"
#include "tests/support/shared_data.hpp"

#include <catch2/catch.hpp>
#include <pugixml.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

struct Listed {
    double mz = 0, time_s = 0, area = 0;
};

/// Rows of the legacy list of one file, largest area first.
std::vector<Listed> legacy_list(const std::filesystem::path& path, const std::string& file) {
    std::ifstream stream(path);
    std::vector<Listed> list;
    for (std::string line; std::getline(stream, line);) {
        if (line.find('"' + file + '"') == std::string::npos) continue;
        std::replace(line.begin(), line.end(), ',', ' ');
        std::istringstream cells(line);
        double skipped = 0;
        Listed row;
        cells >> row.mz >> skipped >> skipped >> row.time_s >> skipped >> skipped >> row.area;
        list.push_back(row);
    }
    std::sort(list.begin(), list.end(), [](const Listed& a, const Listed& b) { return a.area > b.area; });
    return list;
}

std::vector<Listed> feature_xml_list(const std::filesystem::path& path) {
    pugi::xml_document document;
    REQUIRE(document.load_file(path.c_str()));
    std::vector<Listed> list;
    for (const auto& feature : document.child("featureMap").child("featureList").children("feature")) {
        Listed row{.area = feature.child("intensity").text().as_double()};
        for (const auto& position : feature.children("position"))
            (position.attribute("dim").as_int() == 0 ? row.time_s : row.mz) = position.text().as_double();
        list.push_back(row);
    }
    std::sort(list.begin(), list.end(), [](const Listed& a, const Listed& b) { return a.area > b.area; });
    return list;
}

bool lies_at(const Feature& feature, const Listed& row, double mz_window, double time_window_s) {
    return std::abs(feature.mz - row.mz) <= mz_window && std::abs(feature.mt_s - row.time_s) <= time_window_s;
}

/// Share of the first `count` rows that have a feature.
double share_found(const std::vector<Listed>& list, std::size_t count, const std::vector<Feature>& features,
                   double mz_window, double time_window_s) {
    const auto found = std::count_if(list.begin(), list.begin() + std::ptrdiff_t(count), [&](const Listed& row) {
        return std::any_of(features.begin(), features.end(),
                           [&](const Feature& feature) { return lies_at(feature, row, mz_window, time_window_s); });
    });
    return double(found) / double(count);
}

}  // namespace

TEST_CASE("shared: of the larger half of a legacy list of four LC-MS runs the stated share is found", "[shared]") {
    const auto folder = shared_data("faahKO", "data/faahKO");
    double worst = 1.0, sum = 0.0;
    for (const std::string name : {"KO/ko15", "KO/ko16", "WT/wt15", "WT/wt16"}) {
        const Run run = read_run(folder / "inst/cdf" / (name + ".CDF")).run;
        CHECK(run.scans() == 1278);
        const auto list = legacy_list(folder / "faahko_xcmsSet_peaks.csv", name.substr(3) + ".CDF");
        REQUIRE(list.size() > 400);
        const RunResult result = process_run(run, {});
        const double share = share_found(list, list.size() / 2, result.features, 0.25, 10.0);
        std::printf("faahKO %s: %zu of %zu listed are the larger half; %.3f found; %zu features\n", name.c_str(),
                    list.size() / 2, list.size(), share, result.features.size());
        worst = std::min(worst, share);
        sum += share / 4.0;
    }
    CHECK(worst >= 0.45);
    CHECK(sum >= 0.48);
}

TEST_CASE("shared: what is found in a proteome run of an Orbitrap is what OpenMS finds, and little of it", "[shared]") {
    const auto folder = shared_data("openms", "data/openms/topp");
    const Run run = read_run(folder / "FeatureFinderMetabo_1_input.mzML").run;
    const auto list = feature_xml_list(folder / "FeatureFinderMetabo_1_output.featureXML");
    REQUIRE(list.size() == 190);
    const RunResult result = process_run(run, {});
    REQUIRE(result.features.size() >= 8);
    std::size_t theirs = 0;
    for (const Feature& feature : result.features)
        theirs += std::any_of(list.begin(), list.end(),
                              [&](const Listed& row) { return lies_at(feature, row, 20e-6 * row.mz, 10.0); });
    std::printf("FeatureFinderMetabo_1: %zu features, %zu of them among the 190\n", result.features.size(), theirs);
    CHECK(double(theirs) >= 0.9 * double(result.features.size()));
}

TEST_CASE("shared: a minute of lasting ions has no peaks, though OpenMS lists 13 traces there", "[shared]") {
    const auto folder = shared_data("openms", "data/openms/topp");
    const Run run = read_run(folder / "FeatureFinderMetabo_2_input.mzML").run;
    CHECK(feature_xml_list(folder / "FeatureFinderMetabo_2_noEPD_output.featureXML").size() == 13);
    CHECK(process_run(run, {}).features.empty());
}
