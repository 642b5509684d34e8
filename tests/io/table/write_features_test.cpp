#include "io/table/write_features.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace gassan;

namespace {

const std::string header =
    "feature_id\tmz\tmt_s\tmobility_tu\tcharge\tion\tarea\theight\tsnr\tfwhm_s\tasymmetry\tbegin_s\tend_s\tarea_se\t"
    "quality\tflags\tmodel\ta1_s\n";

/// The cell of one number in the column of areas.
std::string area_cell(double area) {
    Feature feature;
    feature.area = area;
    const std::string table = features_tsv(std::vector{feature});
    std::size_t begin = header.size();
    for (int column = 0; column < 6; ++column) begin = table.find('\t', begin) + 1;
    return table.substr(begin, table.find('\t', begin) - begin);
}

}  // namespace

TEST_CASE("features table: of no features is the header alone", "[features_tsv]") {
    CHECK(features_tsv({}) == header);
}

TEST_CASE("features table: a feature is one row in the promised order and formats", "[features_tsv]") {
    Feature feature;
    feature.feature_id = "F12";
    feature.mz = 147.11280449;
    feature.mt_s = 414.6004;
    feature.mobility_tu = 32.12346;
    feature.charge = 1;
    feature.ion = "[M+H]+";
    feature.area = 1234567.0;
    feature.height = 50000.0;
    feature.snr = 123.456789;
    feature.fwhm_s = 4.4;
    feature.asymmetry = 0.98765;
    feature.begin_s = 400.0;
    feature.end_s = 430.12345;
    feature.area_se = 0.00123456789;
    feature.quality = 1.0;
    feature.flags = FeatureFlag::overlap | FeatureFlag::few_points;
    feature.model = PeakModel::hvl;
    feature.a1_s = 415.98765;
    CHECK(features_tsv(std::vector{feature}) ==
          header +
              "F12\t147.112804\t414.600\t32.1235\t1\t[M+H]+\t1234570\t50000\t123.457\t4.400\t0.988\t400.000\t"
              "430.123\t0.00123457\t1.000\toverlap;few_points\thvl\t415.988\n");
}

TEST_CASE("features table: what is not there is an empty cell", "[features_tsv]") {
    Feature feature;
    feature.feature_id = "F1";
    CHECK(features_tsv(std::vector{feature}) == header + "F1" + std::string(17, '\t') + "\n");
    CHECK(area_cell(std::numeric_limits<double>::infinity()).empty());
}

TEST_CASE("features table: six significant digits are plain where a person writes them plain", "[features_tsv]") {
    CHECK(area_cell(0.0) == "0");
    CHECK(area_cell(-0.0) == "0");
    CHECK(area_cell(999999.4) == "999999");
    CHECK(area_cell(999999.6) == "1000000");
    CHECK(area_cell(12.5) == "12.5");
    CHECK(area_cell(-12.5) == "-12.5");
    CHECK(area_cell(1e14) == "100000000000000");
    CHECK(area_cell(1e15) == "1.00000e+15");
    CHECK(area_cell(0.1 + 0.2) == "0.3");
    CHECK(area_cell(1.5e-6) == "0.0000015");
    CHECK(area_cell(1.5e-7) == "1.50000e-07");
    CHECK(area_cell(8388609.0) == "8388610");
}
