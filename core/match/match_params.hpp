#pragma once

#include "core/base/fields.hpp"

namespace gassan {

/// Which peaks of many runs are one feature, and what is done where a run has none.
struct MatchParams {
    double mz_tolerance_ppm = 10.0;
    double place_sd = 5.0;
    int min_runs = 2;
    double min_share = 0.2;
    double single_min_snr = 10.0;
    double fill_min_snr = 3.0;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        using Row = FieldNote;
        visit("mz_tolerance_ppm", self.mz_tolerance_ppm,
              Row{"ppm", 0.1, 200, "m/z of one feature in two runs, at most"});
        visit("place_sd", self.place_sd,
              Row{"1", 1, 20, "a peak belongs to a feature within so many sd of the study's own scatter of places"});
        visit("min_runs", self.min_runs,
              Row{"1", 1, 100000,
                  "a feature is founded where so many runs have its peak; a study of fewer runs asks for as many as it "
                  "has"});
        visit("min_share", self.min_share, Row{"1", 0, 1, "... and this share of the runs of one group or type"});
        visit("single_min_snr", self.single_min_snr,
              Row{"1", 0, 1e6,
                  "or one run whose peak stands this high over its noise and has no fault; 0 switches this off"});
        visit("fill_min_snr", self.fill_min_snr,
              Row{"1", 0, 100,
                  "what stands at a predicted place with at least this signal to noise is filled, less is below the "
                  "limit"});
    }
};

}  // namespace gassan
