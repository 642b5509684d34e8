#pragma once

#include "core/base/fields.hpp"

#include <string>

namespace gassan {

/// How lock masses are looked for, and when they are believed.
struct LockParams {
    std::string use = "auto";
    double max_mda = 3.0;
    double max_ppm = 20.0;
    double agree_mda = 1.0;
    double agree_ppm = 5.0;
    double window_s = 40.0;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("use", self.use,
              FieldNote{.text = "auto: the m/z axis is set right by the lock masses that a run shows; off: left as "
                                "the file has it",
                        .choices = "auto|off"});
        visit("max_mda", self.max_mda,
              FieldNote{"mTh", 0, 100, "a lock mass is looked for this far from its m/z, or max_ppm if that is more"});
        visit("max_ppm", self.max_ppm, FieldNote{"ppm", 0, 500, "see max_mda"});
        visit("agree_mda", self.agree_mda,
              FieldNote{"mTh", 0, 100,
                        "lock masses that differ by more than this, or agree_ppm if that is more, do not agree"});
        visit("agree_ppm", self.agree_ppm, FieldNote{"ppm", 0, 500, "see agree_mda"});
        visit("window_s", self.window_s,
              FieldNote{"s", 5, 600, "the axis is told by the medians over windows of this length"});
    }
};

}  // namespace gassan
