#include "core/quantify/response.hpp"

#include "core/base/random.hpp"
#include "tests/core/quantify/made_cells.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

/// Internal standards at 15, 20 and 38 TU that scatter by 6, 4 and 5 %, in both polarities the first; 25 runs.
struct Made : MadeStudy {
    std::size_t slow, middle, fast, analyte;

    Made() {
        slow = add_compound(compound_of("slow", CompoundRole::internal_standard, 15.0));
        middle = add_compound(compound_of("middle", CompoundRole::internal_standard, 20.0));
        fast = add_compound(compound_of("fast", CompoundRole::internal_standard, 38.0));
        analyte = add_compound(compound_of("analyte", CompoundRole::analyte, 37.0));
        RandomStream random(9, 903);
        for (std::size_t s = 0; s < 25; ++s) {
            add_sample(SampleType::sample);
            cell(slow, s) = cell_of(3000.0 * std::exp(0.06 * draw_normal(random)));
            cell(middle, s) = cell_of(2000.0 * std::exp(0.04 * draw_normal(random)));
            cell(fast, s) = cell_of(1000.0 * std::exp(0.05 * draw_normal(random)));
            cell(analyte, s) = cell_of(500.0);
        }
    }
    [[nodiscard]] StandardChoice choice() const {
        return choose_standards(study, compounds, rows, standard_trends(study, compounds, rows, {}))[analyte];
    }
};

}  // namespace

TEST_CASE("choose standards: the nearest in mobility divides, the others wait in order", "[response]") {
    Made made;
    CHECK(made.choice().ranking == std::vector<std::size_t>{made.fast, made.middle, made.slow});
    CHECK_THAT(made.choice().reason, StartsWith("the nearest of 3 steady ones, 1 TU away, its area scatters by "));
    made.compounds[made.analyte].mobility_tu = 15.5;
    CHECK(made.choice().ranking.front() == made.slow);
    // What was measured counts for more than what was told.
    for (Cell& cell : made.rows[made.analyte].cells) cell.mobility_tu = 21.0;
    CHECK(made.choice().ranking.front() == made.middle);
}

TEST_CASE("choose standards: where none comes with the compound the steadiest divides", "[response]") {
    Made made;
    made.compounds[made.analyte].mobility_tu = 34.0;  // 4 TU from the fastest: more than 5 % of its mobility
    CHECK(made.choice().ranking == std::vector<std::size_t>{made.middle, made.fast, made.slow});
    CHECK_THAT(made.choice().reason, StartsWith("the steadiest, none comes with the compound, 14 TU away, "));
    made.compounds[made.analyte].mobility_tu = 36.5;
    CHECK(made.choice().ranking.front() == made.fast);
}

TEST_CASE("choose standards: one that scatters much or fails often is not chosen for being near", "[response]") {
    Made made;
    RandomStream random(2, 904);
    for (Cell& cell : made.rows[made.fast].cells) cell.area *= std::exp(0.3 * draw_normal(random));
    CHECK(made.choice().ranking == std::vector<std::size_t>{made.middle, made.slow, made.fast});
    for (std::size_t s = 0; s < 7; ++s) made.cell(made.middle, s) = below(5.0);
    CHECK(made.choice().ranking == std::vector<std::size_t>{made.slow, made.fast});
}

TEST_CASE("choose standards: the user's word goes first, in its own polarity", "[response]") {
    Made made;
    made.compounds[made.analyte].internal_standard = "slow";
    CHECK(made.choice().ranking == std::vector<std::size_t>{made.slow, made.fast, made.middle});
    CHECK(made.choice().reason == "told");
    made.rows[made.slow].polarity = Polarity::negative;
    CHECK(made.choice().ranking == std::vector<std::size_t>{made.fast, made.middle});
    CHECK_THAT(made.choice().reason, StartsWith("slow, as told, is not in this polarity; the nearest"));
}

TEST_CASE("choose standards: without mobilities time tells, without any plain areas are said", "[response]") {
    Made made;
    for (Compound& compound : made.compounds) compound.mobility_tu = no_value;
    made.compounds[made.slow].mt_s = 700.0;
    made.compounds[made.middle].mt_s = 500.0;
    made.compounds[made.fast].mt_s = 300.0;
    made.compounds[made.analyte].mt_s = 480.0;
    CHECK(made.choice().ranking.front() == made.middle);
    CHECK_THAT(made.choice().reason, Contains("20 s away"));
    for (CompoundRow& row : made.rows)
        if (row.compound != made.analyte) row.polarity = Polarity::negative;
    CHECK(made.choice().ranking.empty());
    CHECK(made.choice().reason == "no internal standard in this polarity: plain areas");
}

TEST_CASE("respond: the error of a ratio is that of both areas", "[response]") {
    const Cell standard = cell_of(600.0, 24.0);
    const Response ratio = respond(cell_of(300.0, 30.0), &standard);
    CHECK(ratio.value == Approx(0.5));
    CHECK(ratio.se == Approx(0.5 * std::sqrt(0.1 * 0.1 + 0.04 * 0.04)));
    // Against draws.
    RandomStream random(1, 905);
    double sum = 0.0, squares = 0.0;
    for (int i = 0; i < 40000; ++i) {
        const double drawn = draw_normal(random, 300.0, 30.0) / draw_normal(random, 600.0, 24.0);
        sum += drawn;
        squares += drawn * drawn;
    }
    CHECK(std::sqrt(squares / 40000 - sum * sum / 40000 / 40000) == Approx(ratio.se).epsilon(0.03));
    CHECK(respond(below(4.0), nullptr).why_not == "below the limit");
    CHECK(std::isnan(respond(below(4.0), nullptr).value));
    CHECK(respond(cell_of(300.0, 30.0), nullptr).value == 300.0);
}
