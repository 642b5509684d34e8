#pragma once

/// \file
/// Ways to correct a variable, each judged by QCs that it has not seen.

#include "core/correct/common_course.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace gassan {

/// A way to correct one variable in all its units; from the plainest on.
enum class Way : std::uint8_t { none, level, common, own, both };
constexpr std::size_t way_count = 5;

[[nodiscard]] constexpr bool takes_common(Way way) {
    return way == Way::common || way == Way::both;
}
[[nodiscard]] constexpr bool has_shape(Way way) {
    return way == Way::own || way == Way::both;
}

/// What all variables share.
struct CorrectionGround {
    QcTable table{};
    std::vector<CommonCourse> courses{};  ///< parallel to table.units; empty: ways with a common course are not taken
    CurveRule rule{};
    std::vector<Way> ways{};   ///< to choose from, `none` among them
    double steadiness = 0.0;   ///< how much a variable's own exponent of the common course is drawn to 1
    bool levels_by_qc = true;  ///< false: units keep their levels, and only their drift goes
    std::size_t min_qcs = 5;
};

/// A variable's QCs with a number in one unit; two at least.
struct UnitSeries {
    std::size_t unit = 0;
    std::vector<std::size_t> positions{};  ///< in the unit
    std::vector<double> x{}, y{};
};

[[nodiscard]] std::vector<UnitSeries> series_of(const CorrectionGround& ground, std::size_t variable);

/// How much a variable follows the common course: sums over its QCs of course times value and of course squared.
struct Following {
    double product = 0.0, squares = 0.0;
};
[[nodiscard]] Following following(const CorrectionGround& ground, const UnitSeries& series, const LeftOut& out);
[[nodiscard]] double exponent(const CorrectionGround& ground, const Following& sums);

/// The curve of one unit: exponent times the course, and a curve on what is left.
struct UnitFit {
    double exponent = 0.0;  ///< 0: without the course
    DriftCurve rest;
};
[[nodiscard]] UnitFit fit_unit(const CorrectionGround& ground, const UnitSeries& series, Way way, double own_exponent,
                               const LeftOut& out);

/// What was decided for a variable, and what that is worth.
struct WayChoice {
    Way way = Way::none;
    LeftOutError inside, all;
};

/// Every QC is left out in turn; the way is chosen by the mean square of the errors, and what is reported is the error
/// of the ways that would have been chosen without the QC in question.
[[nodiscard]] WayChoice choose_way(const CorrectionGround& ground, const std::vector<UnitSeries>& series);

/// 100 sqrt(exp(s^2) - 1) of errors in ln; NaN for fewer than two.
[[nodiscard]] double log_cv_percent(std::span<const double> errors);

}  // namespace gassan
