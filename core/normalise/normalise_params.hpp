#pragma once

#include "core/base/fields.hpp"
#include "core/correct/correct_params.hpp"

#include <string>

namespace gassan {

/// What is done to values once drift and batches are out.
struct NormaliseParams {
    std::string by = "none";
    double sg_reference = 1.020;
    std::string fill = "none";
    double least_below_share = 0.05;
    double most_below_share = 0.60;
    int neighbours = 10;
    double most_missing_share = 0.5;
    std::string transform = "none";
    double glog_lambda = 1e6;
    std::string scale = "none";

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("by", self.by,
              FieldNote{.text = "what tells how dilute a sample is: a column of the sheet (creatinine, "
                                "specific_gravity, osmolality, water for dry_matter, or any), or its values together "
                                "(pqn, sum)",
                        .choices = "none|creatinine|specific_gravity|osmolality|pqn|sum|dry_matter|column"});
        visit("sg_reference", self.sg_reference,
              FieldNote{"1", 1.001, 1.1, "specific gravity that all samples are brought to"});
        visit("fill", self.fill,
              FieldNote{.text = "numbers for cells without one: half the limit, the mean below the limit of a "
                                "left-censored lognormal, neighbours for what was not measured; auto: each where the "
                                "share below the limit says so",
                        .choices = "none|auto|half|tobit|knn"});
        visit("least_below_share", self.least_below_share,
              FieldNote{"1", 0, 1, "auto: below this share of samples under the limit, half the limit will do"});
        visit("most_below_share", self.most_below_share,
              FieldNote{"1", 0, 1, "auto: above it a variable tells detected or not alone, and is not filled"});
        visit("neighbours", self.neighbours, FieldNote{"1", 1, 1000, "variables that tell a cell not measured"});
        visit("most_missing_share", self.most_missing_share,
              FieldNote{"1", 0, 1, "neighbours fill no variable that misses more of its cells"});
        visit("transform", self.transform,
              FieldNote{.text = "scale of the result; glog: log2((x + sqrt(x^2 + lambda)) / 2), which takes zeros",
                        .choices = "none|ln|log2|log10|glog"});
        visit("glog_lambda", self.glog_lambda,
              FieldNote{"1", 0, 1e30, "lambda of glog, in squared units of the values: about the noise squared"});
        visit("scale", self.scale,
              FieldNote{.text = "each variable less its mean, over nothing (center), its standard deviation (auto) or "
                                "the root of it (pareto); of samples, not QCs",
                        .choices = "none|center|auto|pareto"});
    }
};

/// The parameters of a table's road (core/param_table): flags `--correct.min_qcs 6`, `--normalise.glog_lambda 100`.
struct NormaliseStages {
    CorrectParams correct;
    NormaliseParams normalise;

    template <class Self, class Visit>
    static void stages(Self& self, Visit&& visit) {
        visit("correct", self.correct, "What is done about drift and batches.");
        visit("normalise", self.normalise, "How values get a common basis, numbers for gaps and a scale.");
    }
};

}  // namespace gassan
