#pragma once

#include "core/base/fields.hpp"

namespace gassan {

/// How runs are laid onto the frame of the study.
struct AlignParams {
    int strong_ions = 400;
    double mz_tolerance_ppm = 15.0;
    double search_share = 0.30;
    double gain_sd = 0.10, offset_sd = 0.15, bend_sd = 0.02;
    int min_anchors = 3;
    double rms_limit_share = 0.003;
    double rms_limit_ratio = 4.0;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        using Row = FieldNote;
        visit("strong_ions", self.strong_ions,
              Row{"1", 10, 5000, "so many of the strongest ions of a run seek their twins"});
        visit("mz_tolerance_ppm", self.mz_tolerance_ppm,
              Row{"ppm", 0.1, 200, "m/z of an ion in two runs, at most, before their common shift is known"});
        visit("search_share", self.search_share,
              Row{"1", 0.01, 1, "how far, relative to its time, a twin is looked for at first"});
        visit("gain_sd", self.gain_sd,
              Row{"1", 0.001, 1, "prior of A (length, voltage, viscosity): relative sd about the frame's"});
        visit("offset_sd", self.offset_sd,
              Row{"1", 0.001, 2,
                  "prior of B (electroosmotic flow): sd relative to the flow, or to 1/t where none is known"});
        visit("bend_sd", self.bend_sd,
              Row{"1", 0, 1, "prior of C (drift of the flow within a run): sd relative to B, per 1000 s"});
        visit("min_anchors", self.min_anchors,
              Row{"1", 2, 100, "a run with fewer anchors is not aligned and warned of"});
        visit("rms_limit_share", self.rms_limit_share,
              Row{"1", 0, 1, "a run is warned of when its anchors scatter by more than this share of their place ..."});
        visit("rms_limit_ratio", self.rms_limit_ratio,
              Row{"1", 1, 100, "... and more than this many times the study's median"});
    }
};

}  // namespace gassan
