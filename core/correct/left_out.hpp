#pragma once

/// \file
/// Ways to correct a variable, each judged by QCs that it has not seen.

#include "core/correct/common_course.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace gassan {

/// A way to correct one variable in all its units; from the plainest on.
enum class Way : std::uint8_t {
    none,
    level,   ///< each unit its level
    common,  ///< the course that all variables share, to this variable's power, at its level
    half,    ///< half way between common and own, in ln
    own,     ///< its own curve
    both,    ///< the common course, and its own curve through what is left
};
constexpr std::size_t way_count = 6;

[[nodiscard]] constexpr bool takes_common(Way way) {
    return way == Way::common || way == Way::half || way == Way::both;
}

/// What all variables share.
struct CorrectionGround {
    QcTable table{};
    std::vector<CommonCourse> courses{};  ///< parallel to table.units; empty: ways with a common course are not taken
    CurveRule rule{};
    std::vector<Way> ways{};   ///< to choose from, `none` among them
    double steadiness = 0.0;   ///< how much a variable's own exponent of the common course is drawn to 1
    bool levels_by_qc = true;  ///< false: units keep their levels, and only their drift goes
    double least_gain = 0.2;   ///< ln of mean squares: what a correction must gain over none
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

/// The curve of one unit, in ln: the course to a power, and a curve on what is left; of Way::half the mean of two such.
struct UnitFit {
    struct Part {
        double exponent = 0.0;  ///< 0: without the course
        DriftCurve rest;
    };
    std::vector<Part> parts;

    /// \param course of the unit at the place, mean 0 over its QCs; not looked at where no part takes it
    [[nodiscard]] double at(double place, double course) const;
};
/// \param shapes of the places of the QCs that are seen
[[nodiscard]] UnitFit fit_unit(const CorrectionGround& ground, const UnitSeries& series, Way way, double own_exponent,
                               const LeftOut& out, const SplineShapes& shapes);
[[nodiscard]] SplineShapes shapes_of(const CorrectionGround& ground, const UnitSeries& series, const LeftOut& out);

using WaySums = std::array<double, way_count>;

/// One QC of a variable, left out.
struct LeftOutQc {
    double ln = no_value;
    WaySums errors{};   ///< of each way: ln less what it expects
    WaySums without{};  ///< sums of squares over the other QCs, where none has seen this one
    bool inside = false;
};

/// All ways of one variable.
struct WayTable {
    std::vector<LeftOutQc> qcs;
    WaySums whole{};  ///< sums of squares over the QCs that count: those inside their units, or all where too few are
};

/// Every QC is left out in turn, and with each, every other of its unit.
[[nodiscard]] WayTable judge_ways(const CorrectionGround& ground, const std::vector<UnitSeries>& series);

/// Which ways did well with all variables: mean ln of sum of squares over that of `none`.
[[nodiscard]] WaySums usual_success(std::span<const WayTable> tables);

/// What was decided for a variable, and what that is worth.
struct WayChoice {
    Way way = Way::none;
    LeftOutError inside{}, all{};
};

/// The plainest of the best ways. What is reported is the error of the ways that would have been chosen without the QC
/// in question.
[[nodiscard]] WayChoice choose_way(const CorrectionGround& ground, const WayTable& table, const WaySums& usual);

/// 100 sqrt(exp(s^2) - 1) of errors in ln; NaN for fewer than two.
[[nodiscard]] double log_cv_percent(std::span<const double> errors);

}  // namespace gassan
