/// \file
/// Pitfalls of giving names.

#include "core/annotate/annotate.hpp"
#include "core/base/random.hpp"
#include "core/chem/elements.hpp"
#include "core/chem/formula.hpp"
#include "tests/support/feature_rows.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace gassan;
using gassan::test::FeatureRows;

namespace {

const std::vector<SampleType> samples(8, SampleType::sample);
const std::vector<double> strong{40000, 52000, 61000, 35000, 44000, 70000, 38000, 57000};

std::vector<double> times(double factor, std::vector<double> areas = strong) {
    for (double& area : areas) area *= factor;
    return areas;
}

FeatureRows with_background() {
    FeatureRows rows(samples);
    for (int i = 0; i < 60; ++i) rows.add(60.47 + 11.613 * i, 3.0 + 0.9 * i, times(0.01));
    return rows;
}

StudyAnnotation annotated(const FeatureRows& rows, const std::vector<Compound>& user,
                          const AnnotateParams& params = {}) {
    StudyResult result;
    result.tables = {rows.table};
    return annotate(result, rows.study, user, {}, {}, params);
}

std::set<std::string> names_of(const StudyAnnotation& annotation) {
    std::set<std::string> names;
    for (const auto& feature : annotation.tables[0].features)
        if (!feature.compound_id.empty()) names.insert(feature.compound_id);
    return names;
}

}  // namespace

TEST_CASE("Pitfall 16: a name's tolerance is in mDa for light ions and in ppm for heavy ones") {
    FeatureRows rows = with_background();
    const auto off = [](double mz) { return mz + 0.0012 + 5e-6 * mz; };
    const auto light = rows.add(off(61.03964), 0.2, strong), heavy = rows.add(off(808.11850), 30.0, strong);
    const auto neighbour = rows.add(133.0607 * (1.0 + 181e-6), 25.0, strong);
    const std::vector<Compound> user{{.compound_id = "light", .charge = 1, .mz = 61.03964, .mobility_tu = 0.2},
                                     {.compound_id = "heavy", .charge = 1, .mz = 808.11850, .mobility_tu = 30.0},
                                     {.compound_id = "other", .charge = 1, .mz = 133.0607, .mobility_tu = 25.0}};
    AnnotateParams params;
    params.library = false;
    const auto annotation = annotated(rows, user, params);
    CHECK(annotation.targets[0].feature == light);
    CHECK(annotation.targets[1].feature == heavy);
    CHECK_FALSE(annotation.targets[2].feature);
    CHECK(annotation.tables[0].features[neighbour].candidates.empty());
}

TEST_CASE("Pitfall 17: compounds are looked for at published m/z, the electron reckoned with") {
    struct Published {
        const char *formula, *ion;
        double mz;
    };
    const auto mz_of = [](const Published& one, Polarity polarity) {
        const Frame frame = FeatureRows({}, polarity).table.frame;
        const std::vector<Compound> user{{.compound_id = "x", .formula = one.formula, .ion = one.ion}};
        return sought_of_user(user, {}, frame, {}).at(0).mz;
    };
    for (const Published& one : {Published{"CH4N2O", "[M+H]+", 61.03964}, Published{"C5H14NO", "[M]+", 104.10699},
                                 Published{"C6H13NO2", "", 132.10191}, Published{"C11H12N2O2", "", 205.09715}})
        CHECK(mz_of(one, Polarity::positive) == Approx(one.mz).margin(1e-5));
    for (const Published& one : {Published{"C3H4O3", "", 87.00877}, Published{"C6H8O7", "[M-H]-", 191.01973},
                                 Published{"C10H16N5O13P3", "[M-2H]2-", 252.49060}})
        CHECK(mz_of(one, Polarity::negative) == Approx(one.mz).margin(1e-5));
}

TEST_CASE("Pitfall 20: isotopes and fragments of asparagine, glutamine and malate get no names of their own") {
    const std::vector<std::string> absent{"aspartic-acid", "glutamic-acid", "5-oxoproline", "pyroglutamic-acid",
                                          "fumaric-acid"};
    FeatureRows cations = with_background();
    cations.add(133.06077, 20.1, strong);                        // asparagine
    cations.add(134.06412, 20.1, times(0.048));                  // its 13C: 144 ppm from aspartate
    cations.add(147.07642, 18.6, strong);                        // glutamine
    cations.add(148.07978, 18.6, times(0.059));                  // its 13C
    const auto pyro = cations.add(130.04987, 18.6, times(0.2));  // less ammonia: 5-oxoproline's m/z
    const auto positive = annotated(
        cations, {{.compound_id = "asparagine", .name = "Asparagine", .formula = "C4H8N2O3", .mobility_tu = 20.1},
                  {.compound_id = "glutamine", .name = "Glutamine", .formula = "C5H10N2O3", .mobility_tu = 18.6}});
    CHECK(names_of(positive) == std::set<std::string>{"asparagine", "glutamine"});
    CHECK(positive.tables[0].features[pyro].compound_id.empty());
    for (const auto& name : names_of(positive))
        for (const auto& wrong : absent) CHECK(name.find(wrong) == std::string::npos);

    FeatureRows anions(samples, Polarity::negative);
    for (int i = 0; i < 60; ++i) anions.add(60.47 + 11.613 * i, -1.0 - 0.8 * i, times(0.01));
    anions.add(133.01425, -46.0, strong);                            // malate
    const auto fragment = anions.add(115.00368, -46.0, times(0.3));  // less water: fumarate's m/z
    const auto negative = annotated(anions, {});
    CHECK(negative.tables[0].features[fragment].compound_id.empty());
    // Fumarate itself, at its own place, is named.
    const auto own = anions.add(115.00368, -48.6, times(0.3));
    const auto both = annotated(
        anions, {{.compound_id = "fumaric-acid", .name = "Fumaric acid", .formula = "C4H4O4", .mobility_tu = -48.6}});
    CHECK(both.targets[0].feature == own);
    CHECK(both.tables[0].features[own].compound_id == "fumaric-acid");
    CHECK(both.tables[0].features[fragment].compound_id.empty());
}

TEST_CASE("Pitfall 23: compounds that are not there are named in at most 1 %") {
    // 600 ions that are nothing of the library, 20 tolerances off compounds of it and anywhere in time.
    FeatureRows rows(samples);
    RandomStream dice(11, 1);
    const Frame frame = rows.table.frame;
    const auto sought = sought_of_library(library(), {}, frame, {});
    for (int i = 0; i < 600; ++i) {
        const SoughtIon& near = sought[std::size_t(dice.uniform() * double(sought.size()))];
        rows.add(near.mz * (1.0 + 1e-6 * dice.uniform(-300.0, 300.0)), dice.uniform(0.0, 60.0),
                 times(dice.uniform(0.01, 1.0)));
    }
    const auto named = names_of(annotated(rows, {}));
    CHECK(named.size() <= 6);

    // The same with a table that tells mobilities, all wrong by more than is allowed.
    std::vector<Compound> user;
    for (std::size_t i = 0; i < 300; ++i)
        user.push_back({.compound_id = "u" + std::to_string(i),
                        .charge = 1,
                        .mz = rows.table.features[i].mz,
                        .mobility_tu = rows.table.features[i].mobility_tu + (i % 2 == 0 ? 2.0 : -2.0)});
    AnnotateParams alone;
    alone.library = false;
    CHECK(names_of(annotated(rows, user, alone)).size() <= 3);
}

TEST_CASE("Pitfall 37: a compound whose apex moves with its amount is found by its centre") {
    FeatureRows rows = with_background();
    // The apex is 9 s late (0.7 TU, five sd); the centre, which no amount moves, is where the table says.
    const auto overloaded = rows.add(132.10191, 20.7, strong, {}, 9.0);
    const std::vector<Compound> user{
        {.compound_id = "leucine", .name = "Leucine", .formula = "C6H13NO2", .mobility_tu = 20.7}};
    const auto annotation = annotated(rows, user);
    CHECK(annotation.targets[0].feature == overloaded);
    CHECK(annotation.tables[0].features[overloaded].compound_id == "leucine");
    CHECK(std::abs(annotation.tables[0].features[overloaded].candidates.at(0).place_error_sd) < 0.1);
}
