#pragma once

#include "core/base/fields.hpp"

#include <string>

namespace gassan {

/// What is done about drift and batches.
struct CorrectParams {
    std::string drift = "none";
    std::string unit = "auto";
    std::string batch = "qc";
    std::string keep = "group";
    std::string pool_change = "bridge";
    std::string confounded = "stop";
    int min_qcs = 5;
    double min_gain_percent = 10.0;
    int min_line_qcs = 4;
    int min_spline_qcs = 7;
    double max_df_share = 1.0 / 3.0;
    double line_p = 0.05;
    double loess_span = 1.0;
    int loess_degree = 1;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("drift", self.drift,
              FieldNote{.text = "how QCs tell the drift of a unit; auto: the model that predicts left-out QCs best; "
                                "none: values stay as they were measured",
                        .choices = "none|auto|median|linear|spline|loess"});
        visit("unit", self.unit,
              FieldNote{.text = "which injections share a curve; auto: each stretch of one batch on one capillary",
                        .choices = "auto|capillary|batch|none"});
        visit("batch", self.batch,
              FieldNote{.text = "what brings units to one level: their QCs, ComBat on the samples after the drift "
                                "inside units was taken out, or nothing",
                        .choices = "qc|combat|none"});
        visit(
            "keep", self.keep,
            FieldNote{.text = "effects that ComBat leaves in the samples: of groups, of visits (where the sheet tells "
                              "any), of both, or of neither",
                      .choices = "group|visit|both|none"});
        visit(
            "pool_change", self.pool_change,
            FieldNote{.text = "where QCs come of several pools: bridge them by units or specimens that know both, and "
                              "stop where nothing does; or leave the units of each pool apart, and say so",
                      .choices = "bridge|apart"});
        visit("confounded", self.confounded,
              FieldNote{.text = "where groups or visits cannot be told from units: stop, or go on and say so",
                        .choices = "stop|say"});
        visit("min_qcs", self.min_qcs,
              FieldNote{"1", 3, 1000, "QCs with a number that a variable needs, or its values stay"});
        visit("min_gain_percent", self.min_gain_percent,
              FieldNote{"%", 0, 90, "by which the scatter of left-out QCs must fall, or a variable's values stay"});
        visit("min_line_qcs", self.min_line_qcs,
              FieldNote{"1", 4, 1000, "QCs of a unit that a line needs; fewer: its median"});
        visit("min_spline_qcs", self.min_spline_qcs,
              FieldNote{"1", 5, 1000, "QCs of a unit that a curve needs; fewer: a line at most"});
        visit("max_df_share", self.max_df_share,
              FieldNote{"1", 0.05, 0.5, "degrees of freedom of a curve, at most this share of its QCs (but 2.5)"});
        visit("line_p", self.line_p,
              FieldNote{"1", 1e-6, 1, "a slope counts where chance alone would give it with at most this probability"});
        visit("loess_span", self.loess_span,
              FieldNote{"1", 0.2, 10, "share of a unit's QCs that each point of a loess curve is fitted to"});
        visit("loess_degree", self.loess_degree, FieldNote{"1", 0, 2, "of the polynomials of loess"});
    }
};

}  // namespace gassan
