#pragma once

#include "core/base/fields.hpp"

#include <string>

namespace gassan {

/// From cells to concentrations.
struct QuantifyParams {
    std::string unit = "umol/L";
    std::string model = "auto";
    std::string weight = "auto";
    double max_error_percent = 15.0;
    double max_lloq_error_percent = 20.0;
    double min_level_share = 0.75;
    int min_levels = 4;
    double outlier_sd = 5.0;
    std::string limit_by = "auto";
    double max_loq_rsd_percent = 10.0;
    std::string failed_standard = "leave";
    double standard_outlier_sd = 5.0;
    double standard_least_change = 1.5;
    std::string saturated = "flag";
    double reconstitution_ul = 0.0;
    double recovered_share = 1.0;
    std::string per = "sample";
    std::string specimen_polarity = "smaller_error";

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("unit", self.unit,
              FieldNote{.text = "unit of calibration curves and of concentrations in liquids; masses need a formula",
                        .choices = "nmol/L|umol/L|mmol/L|mol/L|ug/L|mg/L|g/L|ug/mL"});
        visit("model", self.model,
              FieldNote{.text = "shape of calibration curves; auto: the one whose back-calculated standards are right",
                        .choices = "auto|linear|through_zero|quadratic|single_point"});
        visit("weight", self.weight,
              FieldNote{.text = "weight of a standard on its curve; auto: 1/x unless another back-calculates better",
                        .choices = "auto|1|1/x|1/x2"});
        visit("max_error_percent", self.max_error_percent,
              FieldNote{"%", 0.1, 100, "back-calculated error of a level that counts as right"});
        visit("max_lloq_error_percent", self.max_lloq_error_percent,
              FieldNote{"%", 0.1, 100, "the same of the lowest level of a curve"});
        visit("min_level_share", self.min_level_share,
              FieldNote{"1", 0.5, 1, "share of a curve's levels that must be right"});
        visit("min_levels", self.min_levels,
              FieldNote{"1", 3, 100, "levels that a line with an intercept needs; fewer: through zero"});
        visit("outlier_sd", self.outlier_sd,
              FieldNote{"1", 2, 100, "a standard this many robust standard deviations off its neighbours is left out"});
        visit("limit_by", self.limit_by,
              FieldNote{.text = "what tells LOD and LOQ: the scatter of blanks, that of responses at the lowest "
                                "levels, or S/N of 3 and 10; auto: the first that the data allow",
                        .choices = "auto|blank|residual|snr"});
        visit("max_loq_rsd_percent", self.max_loq_rsd_percent,
              FieldNote{"%", 1, 100, "relative standard error that amounts have at the LOQ at most"});
        visit("failed_standard", self.failed_standard,
              FieldNote{.text = "where an internal standard failed in a run: leave its compounds without a value, or "
                                "replace it by the next best, and say so",
                        .choices = "leave|replace"});
        visit("standard_outlier_sd", self.standard_outlier_sd,
              FieldNote{"1", 2, 100,
                        "an internal standard this many robust standard deviations off its usual area failed"});
        visit("standard_least_change", self.standard_least_change,
              FieldNote{"1", 1, 100, "and at least by this factor, up or down"});
        visit("saturated", self.saturated,
              FieldNote{.text = "what becomes of saturated ions: a flag, or their area by an isotope that is not",
                        .choices = "flag|isotope"});
        visit("reconstitution_ul", self.reconstitution_ul,
              FieldNote{"uL", 0, 1e9,
                        "volume into which the extract of a sample's amount was taken up; 0: not told, "
                        "and amounts are not used"});
        visit("recovered_share", self.recovered_share,
              FieldNote{"1", 1e-6, 1, "share of the extract that was taken up"});
        visit("per", self.per,
              FieldNote{.text = "what concentrations refer to: the sample as taken, creatinine, or dry matter",
                        .choices = "sample|creatinine|dry_matter"});
        visit("specimen_polarity", self.specimen_polarity,
              FieldNote{.text = "whose value stands for a specimen that was run in both polarities",
                        .choices = "smaller_error|positive|negative"});
    }
};

}  // namespace gassan
