#include "core/library/predict_mobility.hpp"

#include "core/base/error.hpp"
#include "core/chem/formula.hpp"
#include "core/library/charge_groups.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <map>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

double charge_at(const char* id, double ph) {
    const auto* groups = charge_groups_of(id);
    REQUIRE(groups);
    const auto* compound = find_in_library(id);
    return effective_mobility(acid_base_of_groups(*groups, compound->compound_class == "peptide"),
                              compound->monoisotopic_mass_da, {.ph = ph})
        .charge;
}

}  // namespace

TEST_CASE("charge groups: the charge of well-known ions where every group is on one side of its pKa",
          "[library][charge_groups]") {
    struct Row {
        const char* id;
        double ph, charge;
    };
    // Textbook charges: carboxyl and phosphate lost, amines and guanidines kept.
    const auto row =
        GENERATE(Row{"citric-acid", 7.4, -3}, Row{"succinic-acid", 7.4, -2}, Row{"atp", 8.5, -4}, Row{"amp", 8.5, -2},
                 Row{"camp", 8.5, -1}, Row{"coenzyme-a", 8.5, -4}, Row{"glucose-6-phosphate", 8.5, -2},
                 Row{"nad-plus", 7.0, -1}, Row{"choline", 8.5, 1}, Row{"spermidine", 4.0, 3}, Row{"arginine", 7.0, 1},
                 Row{"glutamic-acid", 7.0, -1}, Row{"glycine", 6.0, 0}, Row{"carnitine", 7.0, 0},
                 Row{"glycerophosphocholine", 7.0, 0}, Row{"taurine", 5.0, 0}, Row{"indoxyl-sulfate", 2.0, -1},
                 Row{"caffeine", 5.0, 0}, Row{"uridine", 5.0, 0}, Row{"s-adenosylmethionine", 6.0, 1});
    CAPTURE(row.id);
    CHECK_THAT(charge_at(row.id, row.ph), WithinAbs(row.charge, 0.1));
}

TEST_CASE("charge groups: every row is of the library, and has the atoms for its groups", "[library][charge_groups]") {
    CHECK(charge_groups().size() == 1392);
    for (const ChargeGroups& one : charge_groups()) {
        CAPTURE(std::string(one.id));
        const auto* compound = find_in_library(one.id);
        REQUIRE(compound);
        std::map<std::string, int> atoms{{"N", 0}, {"O", 0}, {"P", 0}, {"S", 0}};
        for (const FormulaTerm& term : parse_formula(compound->formula))
            atoms[hill_text({{term.element, 1}})] = term.count;
        CHECK(one.amine + 2 * one.guanidine + 2 * one.imidazole + one.pyridine <= atoms["N"]);
        CHECK(one.quaternary <= atoms["N"] + atoms["S"]);
        CHECK(2 * one.carboxyl + one.phosphate <= atoms["O"]);
        CHECK(one.phosphate <= atoms["P"]);
        CHECK(one.sulfonate <= atoms["S"]);
        CHECK(one.second <= one.phosphate);
        CHECK(one.alpha <= one.carboxyl + one.amine + one.quaternary);
        CHECK_FALSE(one.source.empty());
        // Steps follow each other from the most positive charge on.
        const auto steps = acid_base_of_groups(one, false).steps;
        for (std::size_t i = 1; i < steps.size(); ++i) {
            CHECK(steps[i].from == steps[i - 1].to);
            CHECK(steps[i].pka >= steps[i - 1].pka);
        }
    }
}

TEST_CASE("predict mobility: the interval is that of its basis and holds the value", "[library][predict]") {
    const auto known = predict_mobility(*find_in_library("lysine"), formic_acid_1m, Polarity::positive);
    CHECK(known.mobility.basis == MobilityBasis::tabulated);
    CHECK_THAT(known.mobility.mobility_tu, WithinAbs(40.6, 0.05));
    CHECK_THAT(known.high90_tu - known.mobility.mobility_tu,
               WithinAbs(mobility_error90_tu(MobilityBasis::tabulated, Polarity::positive), 1e-9));
    CHECK_THAT(known.sd_tu, WithinRel((known.high90_tu - known.low90_tu) / 2.0 / 1.6449, 1e-9));
    for (const Polarity polarity : {Polarity::positive, Polarity::negative}) {
        CHECK(mobility_error90_tu(MobilityBasis::tabulated, polarity) <
              mobility_error90_tu(MobilityBasis::estimated_mobility, polarity));
        CHECK(mobility_error90_tu(MobilityBasis::estimated_mobility, polarity) <=
              mobility_error90_tu(MobilityBasis::estimated_charge, polarity));
    }
}

TEST_CASE("predict mobility: a user's compound is looked up, and taken for none where the formula differs",
          "[library][predict]") {
    const auto predict = [](const char* name, const char* formula, const char* kegg = "") {
        return predict_mobility(Compound{.name = name, .formula = formula, .kegg = kegg}, formic_acid_1m,
                                Polarity::positive);
    };
    REQUIRE(predict("L-Leucine", "").compound);
    CHECK(predict("L-Leucine", "").compound->id == "leucine");
    CHECK(predict("peak 7", "C6H13NO2", "C00123").compound->id == "leucine");
    const auto other = predict("Leucine", "C7H15NO2");
    CHECK(other.compound == nullptr);
    CHECK(other.mobility.basis == MobilityBasis::estimated_charge);
    CHECK_THAT(other.mobility.mobility_tu, WithinRel(34.7 * std::pow(1.451, -0.43), 1e-3));
    CHECK_THROWS_AS(predict("peak 7", ""), Error);
    const Compound twice{.name = "x", .formula = "C10H26N4", .charge = 2};
    CHECK(predict_mobility(twice, formic_acid_1m, Polarity::positive).mobility.charge == 2.0);
}

TEST_CASE("predict mobility: pH moves what has a pKa near it, and salt slows", "[library][predict]") {
    const auto lactate = [](double ph, double mm) {
        return predict_mobility(*find_in_library("lactic-acid"), {.ph = ph, .ionic_strength_mm = mm},
                                Polarity::negative)
            .mobility.mobility_tu;
    };
    CHECK_THAT(lactate(3.86, 0.0), WithinRel(lactate(8.5, 0.0) / 2.0, 0.02));  // half of it is charged at its pKa
    CHECK(std::abs(lactate(8.5, 50.0)) < 0.85 * std::abs(lactate(8.5, 0.0)));
}
