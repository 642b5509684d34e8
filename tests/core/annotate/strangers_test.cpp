#include "core/annotate/strangers.hpp"

#include "core/annotate/annotate.hpp"
#include "core/annotate/score.hpp"
#include "core/base/random.hpp"
#include "core/chem/formula.hpp"
#include "tests/support/feature_rows.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using gassan::test::FeatureRows;

namespace {

const std::vector<SampleType> design(6, SampleType::sample);
const std::vector<double> areas{400, 410, 390, 405, 400, 500};

SoughtIon ion(const std::string& id, const std::string& formula, double place) {
    return {.compound_id = id,
            .ion_formula = formula,
            .mz = ion_mz(parse_formula(formula), 1),
            .place = {.place = place, .sd = std::hypot(1.0, 0.12 * place), .evidence = PlaceEvidence::predicted},
            .likely = SoughtClass::measured_by_ce};
}

/// Forty formulas with one listed compound each, seen within its prediction's error; of the first so many another
/// isomer comes beside it, at half the mobility.
struct Made {
    FeatureRows rows{design};
    std::vector<SoughtIon> sought;

    explicit Made(int strangers) {
        RandomStream dice(7, 1);
        for (int i = 0; i < 40; ++i) {
            const std::string formula =
                "C" + std::to_string(3 + i / 2) + "H" + std::to_string(8 + i) + "NO" + (i % 2 == 0 ? "2" : "3");
            const double place = 15.0 + 0.5 * i;
            sought.push_back(ion("c" + std::to_string(i), formula, place));
            const double mz = sought.back().mz;
            rows.add(mz * (1.0 + 1e-6 * draw_normal(dice)), place * (1.0 + 0.08 * draw_normal(dice)), areas);
            if (i < strangers) rows.add(mz * (1.0 + 1e-6 * draw_normal(dice)), 0.5 * place, areas);
        }
        for (int i = 0; i < 60; ++i) rows.add(61.47 + 5.613 * i, 5.0 + 0.7 * i, areas);
        std::sort(sought.begin(), sought.end(), [](const auto& a, const auto& b) { return a.mz < b.mz; });
    }

    [[nodiscard]] Scored scored() const {
        const FeatureFacts facts = feature_facts(rows.table, rows.study, {}, {});
        return score(rows.table, facts, sought, evidence_of(rows.table, facts, sought, {}),
                     strangers_of(rows.table, facts.free, sought, {}), {});
    }
};

}  // namespace

TEST_CASE("strangers: a feature is one of a formula once, however many compounds are listed of it", "[annotate]") {
    FeatureRows rows(design);
    const double mz = ion_mz(parse_formula("C6H14NO2"), 1);
    rows.add(mz, 20.0, areas);
    rows.add(mz * (1.0 + 30e-6), 20.0, areas);
    rows.add(mz, 20.0, areas, "M+1 of F0001");
    std::vector<SoughtIon> sought{ion("leucine", "C6H14NO2", 20.7), ion("isoleucine", "C6H14NO2", 21.2)};
    const std::vector<bool> free{true, true, false};
    const Strangers strangers = strangers_of(rows.table, free, sought, {});
    REQUIRE(strangers.at.size() == 1);
    CHECK(strangers.at[0].feature == 0);
    REQUIRE(strangers.formulas.size() == 1);
    CHECK(strangers.formulas[0][std::size_t(SoughtClass::measured_by_ce)] == 2.0);
}

TEST_CASE("strangers: ions of one formula are found among those of another at nearly its m/z", "[annotate]") {
    FeatureRows rows(design);
    std::vector<SoughtIon> sought{ion("a", "C6H14NO2", 20.0), ion("b", "C6H14NO2", 20.0), ion("c", "C6H14NO2", 20.0)};
    sought[1].ion_formula = "C9H12N";
    sought[1].mz += 2e-5;
    sought[2].mz += 4e-5;
    const Strangers strangers = strangers_of(rows.table, {}, sought, {});
    REQUIRE(strangers.formulas.size() == 2);
    CHECK(strangers.formulas[0][std::size_t(SoughtClass::measured_by_ce)] == 2.0);
    CHECK(strangers.formulas[1][std::size_t(SoughtClass::measured_by_ce)] == 1.0);
}

TEST_CASE("strangers: they come where isomers do, three quarters of them within a prediction's error", "[annotate]") {
    // The density over all places is one; that beside the only isomer is its Gaussian.
    const std::vector<SoughtIon> sought{ion("a", "C6H14NO2", 20.0)};
    double all = 0.0;
    const double step = 0.25;
    for (double place = 5.0; place < 35.0; place += step) {
        FeatureRows rows(design);
        rows.add(sought[0].mz, place, areas);
        const Strangers strangers = strangers_of(rows.table, {true}, sought, {});
        REQUIRE(strangers.at.size() == 1);
        all += step * strangers.at[0].density_place;
    }
    CHECK(all == Approx(1.0).epsilon(0.01));
}

TEST_CASE("strangers: how many compounds no list holds is learnt from what the lists leave over", "[annotate]") {
    const Scored none = Made(0).scored(), many = Made(20).scored();
    CHECK(none.learnt.unlisted < 0.15);
    CHECK(many.learnt.unlisted > 0.25);
    CHECK(many.learnt.unlisted < 0.8);
    double share = 0.0;
    for (const double one : many.unlisted) share += one;
    CHECK(share == Approx(20.0).epsilon(0.35));
}

TEST_CASE("strangers: where the list has holes the names that it gives are less sure", "[annotate]") {
    const auto names = [](const Made& made) {
        AnnotateParams params;
        params.fdr = 1.0;
        return annotate_table(made.rows.table, 0, made.rows.study, {}, {}, made.sought, {}, params).table;
    };
    CHECK(names(Made(0)).estimated_fdr < 0.01);
    CHECK(names(Made(20)).estimated_fdr > names(Made(0)).estimated_fdr + 0.02);
}
