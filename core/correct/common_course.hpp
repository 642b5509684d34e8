#pragma once

/// \file
/// The course that all variables of a unit share. What changes the sensitivity of an instrument, a capillary's age or a
/// spray, changes it for all compounds at once, each a little differently: of many variables together few QCs tell that
/// course well, where each alone would tell it badly.

#include "core/correct/drift_curve.hpp"
#include "core/correct/qc_table.hpp"

#include <cstddef>
#include <vector>

namespace gassan {

/// QCs of a unit that a fit may not see, as positions in the unit.
struct LeftOut {
    static constexpr std::size_t none = std::size_t(-1);
    std::size_t first = none, second = none;
    std::size_t stride = 0;  ///< not 0: first, first + stride, ... are left out together

    [[nodiscard]] bool holds(std::size_t position) const {
        if (first == none) return false;
        return position == first || position == second ||
               (stride != 0 && position >= first && (position - first) % stride == 0);
    }
};

/// In large units QCs are left out in so many turns, each every 40th: neighbours stay, and so does the question asked.
constexpr std::size_t most_turns = 40;

/// Up to so many QCs of a unit are also left out by pairs: the way is then chosen without any trace of the QC that
/// judges it. In larger units one QC more or less moves no choice (MTBLS79 as one unit of 38: 11.78 % either way).
constexpr std::size_t most_paired_qcs = 16;

/// The course of one unit with each QC, and with each pair of QCs, left out.
struct CommonCourse {
    std::size_t qcs = 0;            ///< of the unit
    std::vector<DriftCurve> all{};  ///< one, through all QCs; empty where too few variables were measured throughout
    double offset = 0.0;            ///< its mean at the unit's QCs
    /// At the unit's QCs, mean 0 over those seen: turns x qcs, and (first < second) x qcs.
    std::vector<std::vector<double>> whole{}, left_out{}, pairs{};

    [[nodiscard]] bool known() const { return !all.empty(); }
    [[nodiscard]] double at(double place) const { return all.front().at(place) - offset; }
    [[nodiscard]] const std::vector<double>& at_qcs(const LeftOut& out) const;
};

/// Of n QCs left out in turn: how many turns, and who is left out in each.
[[nodiscard]] std::size_t turns_of(std::size_t qcs);
[[nodiscard]] LeftOut turn(std::size_t qcs, std::size_t index);

/// How courses of the other units go, for one with too few QCs for a curve: its slope is drawn to theirs.
struct UsualSlope {
    double slope = 0.0;
    double weight = 0.0;  ///< in sums of squared places; 0: nobody knows
};

/// One a unit, of all the others: least squares over units that have too few QCs for a curve, weighted by how much
/// slopes differ between units beyond their errors (a random effect, by moments).
[[nodiscard]] std::vector<UsualSlope> usual_slopes(const QcTable& table, const CurveRule& rule);

/// \param rule for the course itself: as for a variable
[[nodiscard]] CommonCourse common_course(const QcTable& table, const QcUnit& unit, const CurveRule& rule,
                                         const UsualSlope& usual);

}  // namespace gassan
