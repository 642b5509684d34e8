#pragma once

#include "core/base/fields.hpp"

namespace gassan {

/// How several samples in one run are told apart, and times predicted from internal standards.
struct SegmentParams {
    double tooth_tolerance = 0.2;
    double own_sd = 0.002;
    double prior_weight = 3.0;
    double gate_sd = 4.0;
    double min_sd_s = 0.5;
    double clear_margin = 9.0;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("tooth_tolerance", self.tooth_tolerance,
              FieldNote{"1", 0.01, 0.45,
                        "how far a standard's peak may lie from where its neighbour and the spacing of the "
                        "plugs put it, in spacings"});
        visit("own_sd", self.own_sd,
              FieldNote{"1", 1e-5, 0.1,
                        "scatter of a compound's relative time beside what offset, speed and flow do to all, "
                        "before the runs have told it"});
        visit("prior_weight", self.prior_weight,
              FieldNote{"1", 0.01, 1000, "what is known of times beforehand counts as so many injections"});
        visit("gate_sd", self.gate_sd,
              FieldNote{"1", 1, 20,
                        "a peak may be a compound's if it lies within so many standard deviations of its "
                        "predicted time"});
        visit("min_sd_s", self.min_sd_s, FieldNote{"s", 0, 60, "what a peak's time itself is uncertain by"});
        visit("clear_margin", self.clear_margin,
              FieldNote{"1", 0, 1000,
                        "how much worse, in squared standard deviations, the best other assignment of a "
                        "peak must be; else it stays unassigned"});
    }
};

}  // namespace gassan
