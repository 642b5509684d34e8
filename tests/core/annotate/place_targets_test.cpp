#include "core/annotate/place_targets.hpp"

#include "core/annotate/annotate.hpp"
#include "tests/support/feature_rows.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace gassan;
using gassan::test::FeatureRows;

namespace {

const std::vector<SampleType> design(6, SampleType::sample);
const std::vector<double> areas{400, 410, 390, 405, 400, 500};
constexpr double leucine_mz = 132.10191, citrate_mz = 191.01973, hexose_phosphate_mz = 259.02244;

FeatureRows rows_with_background(Polarity polarity) {
    FeatureRows rows(design, polarity);
    const double sign = polarity == Polarity::negative ? -1.0 : 1.0;
    for (int i = 0; i < 40; ++i) rows.add(60.47 + 9.613 * i, sign * (10.0 + 1.1 * i), areas);
    return rows;
}

std::vector<Compound> named(const std::vector<std::string>& ids, const std::string& formula) {
    std::vector<Compound> user;
    for (const std::string& id : ids) user.push_back({.compound_id = id, .name = id, .formula = formula});
    return user;
}

StudyAnnotation annotated(const FeatureRows& rows, const std::vector<Compound>& user, bool library = false) {
    StudyResult result;
    result.tables = {rows.table};
    AnnotateParams params;
    params.library = library;
    return annotate(result, rows.study, user, {}, {}, params);
}

std::vector<std::string> sorted(std::vector<std::string> ids) {
    std::sort(ids.begin(), ids.end());
    return ids;
}

}  // namespace

TEST_CASE("targets: leucine and isoleucine without places are told by their order, by any of their names",
          "[annotate]") {
    FeatureRows rows = rows_with_background(Polarity::positive);
    const auto slower = rows.add(leucine_mz, 20.7, areas), faster = rows.add(leucine_mz, 21.2, areas);
    for (const auto& ids :
         {std::vector<std::string>{"leucine", "isoleucine"}, {"L-Leucine", "L-Isoleucine"}, {"Leu", "Ile"}}) {
        const auto names = annotated(rows, named(ids, "C6H13NO2"));
        CHECK(names.targets[0].feature == slower);
        CHECK(names.targets[1].feature == faster);
        CHECK(names.targets[0].isomers.empty());
        CHECK(names.targets[1].isomers.empty());
    }
}

TEST_CASE("targets: one feature that may be leucine or isoleucine is both, as a set", "[annotate]") {
    FeatureRows rows = rows_with_background(Polarity::positive);
    const auto only = rows.add(leucine_mz, 20.9, areas);
    const auto names = annotated(rows, named({"leucine", "isoleucine"}, "C6H13NO2"));
    for (const TargetPlace& target : names.targets) {
        CHECK(target.feature == only);
        CHECK(sorted(target.isomers) == std::vector<std::string>{"isoleucine", "leucine"});
    }
    CHECK(names.tables[0].features[only].isomer_set);
    CHECK(names.tables[0].features[only].level == "3");
}

TEST_CASE("targets: citrate is the slower anion, isocitrate the faster, in their order", "[annotate]") {
    FeatureRows rows = rows_with_background(Polarity::negative);
    const auto citrate = rows.add(citrate_mz, -49.1, areas), isocitrate = rows.add(citrate_mz, -50.2, areas);
    const auto names = annotated(rows, named({"Citrate", "Isocitrate"}, "C6H8O7"));
    CHECK(names.targets[0].feature == citrate);
    CHECK(names.targets[1].feature == isocitrate);
    CHECK(names.targets[0].isomers.empty());
    CHECK(names.targets[1].isomers.empty());
}

TEST_CASE("targets: hexose phosphates without places are a set, told places part them", "[annotate]") {
    FeatureRows rows = rows_with_background(Polarity::negative);
    const auto first = rows.add(hexose_phosphate_mz, -26.6, areas),
               second = rows.add(hexose_phosphate_mz, -28.0, areas);
    const std::vector<std::string> ids{"glucose-6-phosphate", "fructose-6-phosphate", "glucose-1-phosphate"};
    auto user = named(ids, "C6H13O9P");
    const auto untold = annotated(rows, user);
    REQUIRE(untold.targets.size() == 3);
    for (const TargetPlace& target : untold.targets) {
        REQUIRE(target.feature);
        CHECK((target.feature == first || target.feature == second));
        CHECK(target.isomers.size() >= 2);
        CHECK(std::count(target.isomers.begin(), target.isomers.end(), ids[target.compound]) == 1);
    }
    CHECK(untold.tables[0].features[first].level == "3");

    user[0].mobility_tu = -26.6;
    user[1].mobility_tu = -28.0;
    user[2].mobility_tu = -30.0;
    const auto told = annotated(rows, user);
    CHECK(told.targets[0].feature == first);
    CHECK(told.targets[1].feature == second);
    CHECK_FALSE(told.targets[2].feature);
    for (const TargetPlace& target : told.targets) CHECK(target.isomers.empty());
}

TEST_CASE("targets: an isomer of the library that may be the feature is told with the user's compound", "[annotate]") {
    FeatureRows rows = rows_with_background(Polarity::negative);
    const auto only = rows.add(hexose_phosphate_mz, -26.6, areas);
    const auto names = annotated(rows, named({"glucose-6-phosphate"}, "C6H13O9P"), true);
    REQUIRE(names.targets.size() == 1);
    CHECK(names.targets[0].feature == only);
    CHECK(names.targets[0].isomers.size() >= 3);
    CHECK(std::count(names.targets[0].isomers.begin(), names.targets[0].isomers.end(), "glucose-6-phosphate") == 1);
}
