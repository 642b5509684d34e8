/// \file
/// Do stated 95 % intervals hold the truth in 95 % of cases? Whole studies are made up and quantified.

#include "core/base/random.hpp"
#include "core/quantify/quantify.hpp"
#include "tests/core/quantify/made_cells.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

/// How a made-up laboratory errs.
struct Errors {
    double relative = 0.05;         ///< of an area beyond what area_se tells; compounds differ by
    double compounds_differ = 0.2;  ///< sd of ln
    double noise = 40.0;            ///< counts x s
    double told_share = 1.0;        ///< of the truth in area_se
    double injection = 0.15;        ///< of a run, which the internal standard takes away
    double offset = 0.0;            ///< counts x s of contamination in every vial
};

struct Shares {
    double low = 0.0, high = 0.0;  ///< of the intervals of truths below and above 10 umol/L
    double n_low = 0.0, n_high = 0.0;
    double error = 0.0, right = 0.0;  ///< mean relative error; share within 15 % (20 % at the lower end)
};

/// Area of an amount: 200 counts x s a umol/L times the compound's own response.
struct Maker {
    Errors errors;
    RandomStream random;
    std::vector<double> response, relative;

    Maker(std::size_t compounds, const Errors& how, std::uint64_t seed) : errors(how), random(seed, 909) {
        for (std::size_t c = 0; c < compounds; ++c) {
            response.push_back(200.0 * std::exp(0.7 * draw_normal(random)));
            relative.push_back(how.relative * std::exp(how.compounds_differ * draw_normal(random)));
        }
    }
    Cell area(std::size_t compound, double amount, double injection) {
        const double counting = 0.01;  // of the area: what the peak's own counts tell
        const double truth = (errors.offset + response[compound] * amount) * injection;
        const double told = std::hypot(errors.noise, counting * truth);
        const double area = truth * (1.0 + relative[compound] * draw_normal(random)) + told * draw_normal(random);
        return area > 3.0 * errors.noise ? cell_of(area, errors.told_share * told) : below(3.0 * errors.noise);
    }
};

/// Eight levels once each, then samples of all amounts.
void add_study(std::size_t compounds, std::size_t samples, const Errors& errors, std::uint64_t seed, Shares& shares) {
    MadeStudy made;
    for (std::size_t c = 0; c < compounds; ++c) made.add_compound(compound_of("c" + std::to_string(c)));
    const std::size_t standard = made.add_compound(compound_of("is", CompoundRole::internal_standard));
    Maker maker(compounds, errors, seed);
    std::vector<std::vector<double>> truth;
    for (std::size_t s = 0; s < 8 + samples; ++s) {
        const double level = s < 8 ? 0.3 * std::pow(3000.0, double(s) / 7.0) : no_value;
        made.add_sample(s < 8 ? SampleType::standard : SampleType::sample, level);
        const double injection = std::exp(errors.injection * draw_normal(maker.random));
        truth.emplace_back();
        for (std::size_t c = 0; c < compounds; ++c) {
            truth.back().push_back(s < 8 ? level : draw_log_uniform(maker.random, 0.7, 300.0));
            made.cell(c, s) = maker.area(c, truth.back().back(), injection);
        }
        const double area = 1e5 * injection;
        made.cell(standard, s) = cell_of(area * (1.0 + 0.02 * draw_normal(maker.random)), 0.02 * area);
    }
    const Quantities quantities = quantify(made.study, made.compounds, {}, made.rows, {});
    for (const Concentration& found : quantities.concentrations) {
        if (found.sample < 8 || found.row == standard || !found.flags.empty() || !std::isfinite(found.value)) continue;
        const double amount = truth[found.sample][found.row];
        const bool covered = found.low95 <= amount && amount <= found.high95;
        (amount < 10.0 ? shares.low : shares.high) += covered ? 1.0 : 0.0;
        (amount < 10.0 ? shares.n_low : shares.n_high) += 1.0;
        shares.error += found.value / amount - 1.0;
        shares.right += std::abs(found.value / amount - 1.0) < 0.15 ? 1.0 : 0.0;
    }
}

Shares shares_of(std::size_t compounds, std::size_t samples, int studies, const Errors& errors) {
    Shares shares;
    for (int study = 0; study < studies; ++study)
        add_study(compounds, samples, errors, 100 + std::uint64_t(study), shares);
    shares.error /= shares.n_low + shares.n_high;
    shares.right /= shares.n_low + shares.n_high;
    shares.low /= shares.n_low;
    shares.high /= shares.n_high;
    return shares;
}

void check_coverage(const Shares& shares) {
    CAPTURE(shares.low, shares.n_low, shares.high, shares.n_high, shares.error, shares.right);
    CHECK(shares.n_low >= 2000.0);
    CHECK(shares.n_high >= 2000.0);
    CHECK(shares.low > 0.93);
    CHECK(shares.low < 0.97);
    CHECK(shares.high > 0.93);
    CHECK(shares.high < 0.97);
}

}  // namespace

TEST_CASE("coverage: 95 % intervals hold 93 to 97 % of the truths, at low and high levels", "[coverage]") {
    SECTION("errors as told") {
        const Shares shares = shares_of(30, 20, 20, {});
        check_coverage(shares);
        CHECK(std::abs(shares.error) < 0.03);
        CHECK(shares.right > 0.9);
    }
    SECTION("areas tell half of their noise") {
        check_coverage(shares_of(30, 20, 20, {.told_share = 0.5}));
    }
    SECTION("areas tell twice their noise, contamination in every vial") {
        check_coverage(shares_of(30, 20, 20, {.told_share = 2.0, .offset = 30.0}));
    }
    SECTION("compounds that differ by a factor of 1.6") {
        check_coverage(shares_of(30, 20, 20, {.relative = 0.04, .compounds_differ = 0.5}));
    }
    SECTION("three compounds alone") {
        check_coverage(shares_of(3, 20, 200, {}));
    }
}
