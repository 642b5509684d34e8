#include "core/quantify/matrix_shift.hpp"

#include "core/quantify/standard_trends.hpp"
#include "tests/core/quantify/made_cells.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;

namespace {

/// Three internal standards in eight standards and twelve samples; in samples each is less by its own share.
struct Made : MadeStudy {
    std::vector<std::size_t> standards;

    explicit Made(const std::vector<double>& ln_shifts) {
        for (std::size_t i = 0; i < ln_shifts.size(); ++i)
            standards.push_back(add_compound(
                compound_of("IS" + std::to_string(i), CompoundRole::internal_standard, 10.0 + 5.0 * double(i))));
        for (std::size_t s = 0; s < 20; ++s) {
            add_sample(s < 8 ? SampleType::standard : SampleType::sample, s < 8 ? 1.0 : no_value);
            for (std::size_t i = 0; i < ln_shifts.size(); ++i)
                cell(standards[i], s) = cell_of(1000.0 * std::exp(s < 8 ? 0.0 : ln_shifts[i]));
        }
    }
    [[nodiscard]] double sd(Polarity polarity = Polarity::positive) const {
        return matrix_shift_sd(polarity, study, compounds, rows, standard_trends(study, compounds, rows, {}));
    }
};

}  // namespace

TEST_CASE("matrix shift: is what internal standards disagree about, by hand", "[matrix_shift]") {
    // Mean 0.1, squares 0.01 + 0 + 0.01 over two degrees of freedom: 0.01; a ratio has two ions.
    CHECK(Made({0.0, 0.1, 0.2}).sd() == Approx(std::sqrt(0.02)));
    // All of them less by a third: the ratio does not know.
    CHECK(Made({-0.4, -0.4, -0.4}).sd() == Approx(0.0).margin(1e-12));
    CHECK(Made({0.3}).sd() == 0.0);
    CHECK(Made({0.0, 0.2}).sd(Polarity::negative) == 0.0);
}

TEST_CASE("matrix shift: what single runs scatter by is no disagreement", "[matrix_shift]") {
    Made made({0.0, 0.02, -0.02});
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t s = 0; s < 20; ++s) made.cell(made.standards[i], s).area *= s % 2 == 0 ? 1.1 : 1.0 / 1.1;
    CHECK(made.sd() == 0.0);
    made = Made({0.0, 0.3, -0.3});
    for (std::size_t s = 8; s < 20; ++s) made.cell(made.standards[2], s) = below(5.0);  // tells nothing of samples
    CHECK(made.sd() == Approx(0.3));
}
