#include "core/model/feature.hpp"

#include <catch2/catch.hpp>

using namespace gassan;

TEST_CASE("feature: flags are named in the order of their bits", "[feature]") {
    CHECK(flag_names(FeatureFlag::none).empty());
    CHECK(flag_names(FeatureFlag::on_background | FeatureFlag::dropout) == "dropout;on_background");
    CHECK(flag_names(FeatureFlag::overlap | FeatureFlag::few_points) == "overlap;few_points");
}
