#pragma once

/// \file
/// What was done about drift and batches, and what it was worth: judged on QCs that the curves had not seen.

#include "core/base/note.hpp"
#include "core/model/value_table.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// What tells how high a QC would have been at each injection of a unit.
enum class DriftModel : std::uint8_t {
    none,    ///< nothing: the values of this variable stay in this unit
    level,   ///< one level: the median of the unit's QCs
    line,    ///< a line in ln over injection order
    spline,  ///< natural cubic smoothing spline in ln, its degrees of freedom capped
    loess,   ///< local regression in ln
    common,  ///< the course that all variables of the unit share, at this variable's own level
};

/// "none", "level", "line", "spline", "loess", "common".
[[nodiscard]] std::string_view drift_model_name(DriftModel model);

/// Injections that one curve may describe: a stretch of one batch on one capillary, by default.
struct CorrectionUnit {
    std::string name{};  ///< "B1", "B1/C2", "B1/C2 (2)": for people, unique
    std::string batch{}, capillary{};
    Polarity polarity = Polarity::unknown;
    std::vector<std::size_t> samples{};  ///< indices into Study::samples, in order of injection
    std::vector<std::size_t> qcs{};      ///< those that are QCs
    std::size_t outside = 0;             ///< samples injected before its first QC or after its last: nothing brackets
                                         ///< them, the curve stands still there
};

/// One variable in one unit.
struct UnitCurve {
    std::size_t unit = 0;  ///< index into Correction::units
    DriftModel model = DriftModel::none;
    bool common = false;             ///< the course that all variables share is part of it
    std::size_t qcs = 0;             ///< with a number: what the model was made of
    double degrees = no_value;       ///< of freedom of the curve: 1 for a level, 2 for a line; NaN without one
    double change_ratio = no_value;  ///< last over first value of the curve: 0.7 fell by 30 %
    std::string reason{};            ///< why this model: one line
};

/// Scatter of QCs as a log CV, 100 sqrt(exp(s^2) - 1); s^2 is the mean square of ln(value / expected) about its mean,
/// where what is expected of a QC comes from the others alone.
struct LeftOutError {
    double before_percent = no_value;  ///< expected: one level for all
    double after_percent = no_value;   ///< expected: the curves, models chosen anew without that QC
    std::size_t qcs = 0;               ///< left out in turn
};

/// One variable.
struct VariableCorrection {
    bool corrected = false;         ///< false: its values are what they were
    double reference = no_value;    ///< median of its QCs before, on the table's scale: the level all units now have
    std::size_t qcs = 0;            ///< with a number
    LeftOutError inside;            ///< QCs with others of their unit on both sides: what the result is judged by
    LeftOutError all;               ///< the first and the last of each unit as well
    std::string reason;             ///< what was decided and why: one line
    std::vector<UnitCurve> curves;  ///< of the units in which it was measured
};

/// Two pools of QCs, and how much higher one is than the other.
struct PoolBridge {
    std::size_t variable = 0;    ///< index into ValueTable::variables
    std::string pool, onto;      ///< values of units that know `pool` alone were brought onto the level of `onto`
    double ln_ratio = no_value;  ///< ln(pool / onto)
    double se = no_value;        ///< of ln_ratio
    std::size_t pairs = 0;       ///< units, or bridging specimens, that tell it
    std::string by;              ///< "overlap" or "specimens"
};

/// What in the design may be taken for drift or batch.
struct Confounding {
    std::string what;            ///< "group", "visit", or the covariate: what units or order go with
    std::string with;            ///< "unit" or "order"
    double strength = no_value;  ///< Cramer's V with units; correlation with order
    bool inseparable = false;    ///< no sample connects some of the units with the others
    std::string text;            ///< one sentence
};

/// A table, corrected, and the account of it.
struct Correction {
    ValueTable table;                           ///< as it was given, values and limits corrected, kinds as they were
    std::vector<CorrectionUnit> units;          ///< in order of injection
    std::vector<VariableCorrection> variables;  ///< parallel to ValueTable::variables
    std::vector<double> curves;  ///< variables x samples, on the table's scale: what a QC would have had there; NaN
                                 ///< where nothing was corrected. corrected = value * reference / curve
    std::vector<PoolBridge> bridges;
    std::vector<Confounding> confounding;
    Notes notes;
};

}  // namespace gassan
