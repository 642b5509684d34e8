#pragma once

#include "core/base/fields.hpp"

#include <string>

namespace gassan {

/// By which bounds the numbers of a study are judged. Sources of the defaults: docs/methods/quality.md.
struct QualityParams {
    std::string rule = "untargeted";
    double grade_a_percent = 15.0, grade_b_percent = 20.0, grade_c_percent = 30.0;
    int least_qcs = 5;
    double outlying_qc_sd = 5.0;
    double max_d_ratio_percent = 50.0;
    double least_detected_qc_percent = 70.0, least_detected_group_percent = 80.0;
    double least_blank_ratio = 3.0, strict_blank_ratio = 5.0;
    double icc_good = 0.75, icc_fair = 0.4;
    int max_qc_gap = 20;
    double max_order_correlation = 0.3;
    double max_batch_association = 0.5;
    double trend_alpha = 0.01;
    int components = 5;
    double outlier_alpha = 0.05;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("rule", self.rule,
              FieldNote{.text = "untargeted: grades A, B, C and D; targeted: no C, what is above B is D",
                        .choices = "untargeted|targeted"});
        visit("grade_a_percent", self.grade_a_percent, FieldNote{"%", 0.1, 1000, "RSD of QCs up to which it is A"});
        visit("grade_b_percent", self.grade_b_percent, FieldNote{"%", 0.1, 1000, "up to which it is B"});
        visit("grade_c_percent", self.grade_c_percent, FieldNote{"%", 0.1, 1000, "up to which it is C; above: D"});
        visit("least_qcs", self.least_qcs,
              FieldNote{"1", 3, 1000, "numbers in QCs that a spread needs; with fewer it is not estimable"});
        visit("outlying_qc_sd", self.outlying_qc_sd,
              FieldNote{"1", 2, 100,
                        "a QC this many robust standard deviations off the median of QCs (of logarithms) is outlying"});
        visit("max_d_ratio_percent", self.max_d_ratio_percent,
              FieldNote{"%", 1, 1000, "spread of QCs over spread of samples above which is warned"});
        visit("least_detected_qc_percent", self.least_detected_qc_percent,
              FieldNote{"%", 0, 100, "share of QCs with a number below which is warned"});
        visit("least_detected_group_percent", self.least_detected_group_percent,
              FieldNote{"%", 0, 100, "share of samples with a number that at least one group should reach"});
        visit("least_blank_ratio", self.least_blank_ratio,
              FieldNote{"1", 1, 1e6, "median of QCs over median of blanks below which is warned"});
        visit("strict_blank_ratio", self.strict_blank_ratio,
              FieldNote{"1", 1, 1e6, "the same for those who are strict: up to here it is told as near"});
        visit("icc_good", self.icc_good, FieldNote{"1", 0, 1, "technical ICC from which it is called good"});
        visit("icc_fair", self.icc_fair, FieldNote{"1", 0, 1, "from which it is called fair; below: poor"});
        visit("max_qc_gap", self.max_qc_gap,
              FieldNote{"1", 1, 10000, "samples between two QCs of a unit above which is warned"});
        visit("max_order_correlation", self.max_order_correlation,
              FieldNote{"1", 0, 1, "correlation of injection order with group above which is warned"});
        visit("max_batch_association", self.max_batch_association,
              FieldNote{"1", 0, 1, "association of batch with group (Cramer's V) above which is warned"});
        visit("trend_alpha", self.trend_alpha,
              FieldNote{"1", 1e-12, 0.5, "a trend of QCs with a smaller p is told as one"});
        visit(
            "components", self.components,
            FieldNote{"1", 1, 50, "principal components for outlying runs at most; never above a quarter of the runs"});
        visit("outlier_alpha", self.outlier_alpha,
              FieldNote{"1", 1e-12, 0.5,
                        "chance that a clean study shows one outlying run or more, for each of T2, SPE and DModX"});
    }
};

/// As a table of parameters of its own (core/param_table): flags `--quality.grade_a_percent 10`.
struct QualityStages {
    QualityParams quality;

    template <class Self, class Visit>
    static void stages(Self& self, Visit&& visit) {
        visit("quality", self.quality, "By which bounds numbers are judged.");
    }
};

}  // namespace gassan
