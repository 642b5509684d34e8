#pragma once

/// \file
/// Concentrations, and all that leads to them.

#include "core/base/note.hpp"
#include "core/model/compound.hpp"
#include "core/model/feature_table.hpp"
#include "core/model/study.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// A compound of the user's table as it was measured: its cell in every row of the sample sheet.
struct CompoundRow {
    std::size_t compound = 0;  ///< index into the user's table
    Polarity polarity = Polarity::unknown;
    std::string feature_id;   ///< empty where no feature is it
    std::vector<Cell> cells;  ///< parallel to Study::samples; not_measured in runs of the other polarity
    bool isomer_set = false;  ///< its feature may be an isomer as well
};

enum class CurveModel : std::uint8_t { linear, through_zero, quadratic, single_point };
enum class CurveWeight : std::uint8_t { none, one_over_x, one_over_x2 };

/// "linear", "through_zero", "quadratic", "single_point"; "1", "1/x", "1/x2".
[[nodiscard]] std::string_view curve_model_name(CurveModel model);
[[nodiscard]] std::string_view curve_weight_name(CurveWeight weight);

/// One standard on a curve.
struct CurvePoint {
    std::string sample_id;
    double concentration = no_value;    ///< told
    double response = no_value;         ///< area, or area ratio to the internal standard
    double response_se = no_value;      ///< from area_se
    double back_calculated = no_value;  ///< by the curve
    double error_percent = no_value;    ///< of back_calculated
    bool used = false;
    std::string why_not;  ///< "saturated", "internal standard failed", ...; empty where used
};

/// response = b0 + b1 x + b2 x^2 between lloq and uloq.
struct CalibrationCurve {
    std::size_t compound = 0;
    Polarity polarity = Polarity::unknown;
    CurveModel model = CurveModel::linear;
    CurveWeight weight = CurveWeight::one_over_x;
    double b0 = 0.0, b1 = no_value, b2 = 0.0;
    double residual_sd = no_value;                           ///< of a response at weight 1
    std::array<double, 9> covariance{};                      ///< of b0, b1, b2
    double relative_sd = no_value;                           ///< how responses scatter about the curve, by themselves
    double t95 = no_value;                                   ///< so many standard deviations hold 95 % of them
    double lod = no_value, loq = no_value, uloq = no_value;  ///< in unit
    std::string unit;
    std::string internal_standard;  ///< compound_id; empty: plain areas
    std::string standard_choice;    ///< why this internal standard: one line
    std::string choice;             ///< why this model: one line
    std::string limits;             ///< how lod, loq and uloq were told: one line
    std::vector<CurvePoint> points;
};

/// One compound in one row of the sheet.
struct Concentration {
    std::size_t row = 0;      ///< index into the CompoundRows
    std::size_t sample = 0;   ///< index into Study::samples
    double value = no_value;  ///< in unit, in the original sample; NaN where there is none
    std::string unit;
    double se = no_value, low95 = no_value, high95 = no_value;
    double lod = no_value, loq = no_value;  ///< in the original sample
    std::string internal_standard;
    CellKind kind = CellKind::not_measured;
    std::string flags;  ///< ">ULOQ", "<LLOQ", "negative", "saturated", "is_failed", ...; joined by ";"
};

/// How an internal standard did in a run.
struct StandardTrend {
    std::size_t row = 0;                     ///< index into the CompoundRows
    std::size_t sample = 0;                  ///< index into Study::samples
    double ratio = no_value;                 ///< its area over its median of the study
    double low = no_value, high = no_value;  ///< areas between which it does well; NaN: too few runs to say
    bool failed = false;
    std::string reason;
};

struct Quantities {
    std::vector<CompoundRow> rows;
    std::vector<CalibrationCurve> curves;       ///< parallel to rows; points empty where there is none
    std::vector<Concentration> concentrations;  ///< by row, then sample
    std::vector<StandardTrend> trends;
    double max_error_percent = 15.0, max_lloq_error_percent = 20.0;  ///< back-calculated, that count as right
    Notes notes;
};

/// A compound in a specimen.
struct SpecimenValue {
    double value = no_value;  ///< NaN where there is none
    double se = no_value, low95 = no_value, high95 = no_value;
    double lod = no_value;  ///< of below_limit: how much would have been seen
    CellKind kind = CellKind::not_measured;
    Polarity polarity = Polarity::unknown;  ///< that the value comes from
    int runs = 0;                           ///< whose mean it is
    std::string flags;
};

struct SpecimenConcentrations {
    std::vector<std::string> specimens;  ///< samples and QCs, in the order of the sheet
    std::vector<std::size_t> compounds;  ///< indices into the user's table, in its order: those with a row
    std::vector<std::string> units;      ///< parallel to compounds
    std::vector<Polarity> polarities;    ///< parallel to compounds: that which stands for the compound
    std::vector<SpecimenValue> values;   ///< compounds x specimens
};

}  // namespace gassan
