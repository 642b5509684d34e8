#pragma once

#include "core/base/fields.hpp"

namespace gassan {

/// How profile spectra become centroids.
struct ProfileParams {
    double min_snr = 3.0;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("min_snr", self.min_snr,
              FieldNote{"1", 0, 100,
                        "a centroid stands so many times out of the noise of its spectrum, where the instrument "
                        "recorded noise; 0 keeps every maximum"});
    }
};

}  // namespace gassan
