/// \file
/// `gassan quality` on two studies that others published, against figures told of them elsewhere.

#include "tests/support/program.hpp"
#include "tests/support/shared_data.hpp"

#include <zlib.h>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

using namespace gassan::test;

namespace {

std::vector<double> numbers(const nlohmann::json& variables, const char* key) {
    std::vector<double> out;
    for (const auto& one : variables)
        if (one[key].is_number()) out.push_back(one[key]);
    std::sort(out.begin(), out.end());
    return out;
}

double middle(const std::vector<double>& sorted) {
    return 0.5 * (sorted[(sorted.size() - 1) / 2] + sorted[sorted.size() / 2]);
}

std::size_t at_most(const std::vector<double>& values, double bound) {
    return std::size_t(std::count_if(values.begin(), values.end(), [&](double value) { return value <= bound; }));
}

std::string unpacked(const std::filesystem::path& path) {
    const gzFile file = gzopen(path.c_str(), "rb");
    REQUIRE(file);
    std::string text;
    char buffer[1 << 16];
    for (int got = 0; (got = gzread(file, buffer, sizeof buffer)) > 0;) text.append(buffer, std::size_t(got));
    gzclose(file);
    return text;
}

}  // namespace

TEST_CASE("quality: sacurine, by W4M's three tables, has the figures that R tells of it", "[quality]") {
    const auto folder = shared_data("sacurine", "data/phenomis_sacurine/W4M00001_Sacurine-statistics");
    const TempFolder here;
    const auto out =
        run_gassan({.folder = here.path()}, {"quality", (folder / "Galaxy1_dataMatrix.tabular").string(),
                                             (folder / "Galaxy2_sampleMetadata.tabular").string(),
                                             (folder / "Galaxy3_variableMetadata.tabular").string(), "--json", "-q"});
    REQUIRE(out.exit_code == 0);
    const auto json = nlohmann::json::parse(out.out);
    const auto& variables = json["variables"];
    REQUIRE(variables.size() == 113);
    CHECK(json["counts"]["runs"] == 210);
    CHECK(middle(numbers(variables, "rsd_percent")) == Approx(36.0923).epsilon(1e-5));
    CHECK(middle(numbers(variables, "log_cv_percent")) == Approx(40.5274).epsilon(1e-5));
    CHECK(middle(numbers(variables, "icc_log")) == Approx(0.851621).epsilon(1e-5));
    CHECK(middle(numbers(variables, "d_ratio_percent")) == Approx(41.7651).epsilon(1e-5));
    CHECK(at_most(numbers(variables, "rsd_percent"), 20.0) == 0);
    CHECK(at_most(numbers(variables, "rsd_percent"), 30.0) == 25);
    CHECK(numbers(variables, "trend_p").front() < 1e-9);  // the sensitivity fell through both batches
    bool restarts = false;
    for (const auto& finding : json["findings"]) restarts |= finding["code"] == "order-restarts";
    CHECK(restarts);
}

TEST_CASE("quality: MTBLS79 has the RSD of QCs that is told of its raw data", "[quality]") {
    const auto folder = shared_data("MTBLS79", "data/pmp_MTBLS79");
    const TempFolder here;
    std::ofstream(here.path() / "matrix.csv") << unpacked(folder / "MTBLS79_samples_x_features.csv.gz");
    std::ifstream given(folder / "MTBLS79_sample_metadata.csv");
    std::ofstream sheet(here.path() / "samples.tsv");
    sheet << "sample_id\ttype\tbatch\tinjection_order\tgroup\n";
    std::string line;
    std::getline(given, line);
    for (int order = 1; std::getline(given, line); ++order) {
        line.erase(std::remove(line.begin(), line.end(), '"'), line.end());
        std::vector<std::string> cells(1);
        for (const char letter : line) letter == ',' ? cells.push_back({}) : cells.back().push_back(letter);
        const bool qc = cells[3] == "QC";
        sheet << cells[0] << '\t' << (qc ? "qc" : "sample") << '\t' << cells[1] << '\t' << order << '\t'
              << (qc ? "" : cells[3]) << '\n';
    }
    sheet.close();
    const auto out =
        run_gassan({.folder = here.path()}, {"quality", "matrix.csv", "--samples", "samples.tsv", "--json", "-q"});
    REQUIRE(out.exit_code == 0);
    const auto variables = nlohmann::json::parse(out.out)["variables"];
    std::vector<double> steady;
    for (const auto& one : variables)
        if (one["rsd_percent"].is_number() && one["detected_qc_percent"] >= 80.0) steady.push_back(one["rsd_percent"]);
    std::sort(steady.begin(), steady.end());
    CHECK(middle(steady) == Approx(23.9).margin(0.05));
}
