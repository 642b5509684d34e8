#include "core/annotate/expected_place.hpp"

#include "core/annotate/sought.hpp"
#include "core/base/error.hpp"
#include "tests/support/feature_rows.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using gassan::test::FeatureRows;

namespace {
const Frame frame = FeatureRows({}).table.frame;
Frame clock_alone() {
    Frame bare = frame;
    bare.in_tu = false;
    bare.clock = {1.0, 0.0, 0.0, 9.0};
    return bare;
}
}  // namespace

TEST_CASE("expected place: a told mobility is met within 0.15 TU or 0.7 %", "[annotate]") {
    const AnnotateParams params;
    CHECK(expected_place(Compound{.mobility_tu = 10.0}, frame, params).sd == Approx(0.15));
    const ExpectedPlace fast = expected_place(Compound{.mobility_tu = -50.0}, frame, params);
    CHECK(fast.place == -50.0);
    CHECK(fast.sd == Approx(0.35));
    CHECK(fast.evidence == PlaceEvidence::told);
}

TEST_CASE("expected place: a told time is one of the apex on the frame's clock", "[annotate]") {
    const AnnotateParams params;
    for (const Frame& one : {frame, clock_alone()}) {
        const ExpectedPlace told = expected_place(Compound{.mt_s = 500.0}, one, params);
        CHECK(told.of_apex);
        CHECK(one.clock.time_s(told.place) == Approx(500.0));
        // Ten seconds later lies one sd away, to the curvature of 1/t.
        CHECK(std::abs(one.clock.place(510.0) - told.place) / told.sd == Approx(1.0).epsilon(0.03));
    }
}

TEST_CASE("expected place: without a mobility scale a mobility tells nothing", "[annotate]") {
    CHECK(expected_place(Compound{.mobility_tu = 20.0}, clock_alone(), {}).evidence == PlaceEvidence::none);
    CHECK(expected_place(*find_in_library("leucine"), clock_alone(), {}).evidence == PlaceEvidence::none);
}

TEST_CASE("expected place: isoleucine is predicted before leucine, both within 12 % and 1 TU", "[annotate]") {
    const ExpectedPlace leucine = expected_place(*find_in_library("leucine"), frame, {});
    const ExpectedPlace isoleucine = expected_place(*find_in_library("isoleucine"), frame, {});
    CHECK(leucine.evidence == PlaceEvidence::predicted);
    CHECK(isoleucine.place > leucine.place);
    CHECK(leucine.place == Approx(20.7).margin(0.3));
    CHECK(leucine.sd == Approx(std::hypot(1.0, 0.12 * leucine.place)));
}

TEST_CASE("sought: a user's compound without a place has that of the library's", "[annotate]") {
    const std::vector<Compound> user{{.compound_id = "x", .name = "Leucine", .formula = "C6H13NO2"},
                                     {.compound_id = "y", .name = "Something", .formula = "C6H13NO2"}};
    const auto sought = sought_of_user(user, library(), frame, {});
    REQUIRE(sought.size() == 2);
    CHECK(sought[0].place.evidence == PlaceEvidence::predicted);
    CHECK(sought[1].place.evidence == PlaceEvidence::none);
}

TEST_CASE("sought: what the user's table holds is not looked for twice", "[annotate]") {
    const std::vector<Compound> user{{.compound_id = "LEU", .name = "Leucine", .formula = "C6H13NO2"},
                                     {.compound_id = "ile", .name = "my own", .formula = "C6H13NO2", .kegg = "C00407"}};
    for (const SoughtIon& ion : sought_of_library(library(), user, frame, {})) {
        CHECK(ion.compound_id != "leucine");
        CHECK(ion.compound_id != "isoleucine");
    }
}

TEST_CASE("sought: an anion is not looked for among cations", "[annotate]") {
    const std::vector<Compound> user{{.compound_id = "a", .formula = "C3H6O3", .ion = "[M-H]-"},
                                     {.compound_id = "b", .charge = -1, .mz = 89.0244},
                                     {.compound_id = "c", .charge = 1, .mz = 90.0550}};
    const auto sought = sought_of_user(user, {}, frame, {});
    REQUIRE(sought.size() == 1);
    CHECK(sought.front().compound_id == "c");
}

TEST_CASE("sought: a formula that is none names its compound", "[annotate]") {
    const std::vector<Compound> user{{.compound_id = "oops", .formula = "C6H13X9"}};
    CHECK_THROWS_WITH(sought_of_user(user, {}, frame, {}), Catch::Contains("compound 'oops'"));
}

TEST_CASE("sought: known orders follow the direction of the field where the frame has no scale", "[annotate]") {
    std::vector<SoughtIon> sought(2);
    sought[0].compound_id = "citric-acid";
    sought[1].compound_id = "isocitric-acid";
    Frame bare = clock_alone();
    bare.polarity = Polarity::negative;
    CHECK(known_orders(sought, bare, {}).empty());
    // Against the flow isocitrate comes last: the smaller 1/t. With the field turned it comes first.
    const auto silica = known_orders(sought, bare, SeparationSettings{.voltage_kv = 30.0});
    const auto coated = known_orders(sought, bare, SeparationSettings{.voltage_kv = -30.0});
    REQUIRE(silica.size() == 1);
    REQUIRE(coated.size() == 1);
    CHECK(silica.front().lower == 1);
    CHECK(coated.front().lower == 0);
}
