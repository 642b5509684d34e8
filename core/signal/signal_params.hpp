#pragma once

#include "core/base/fields.hpp"

namespace gassan {

/// What counts as a scan lost to the spray.
struct SignalParams {
    double dropout_ratio = 0.3;
    int dropout_window_scans = 31;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("dropout_ratio", self.dropout_ratio,
              FieldNote{"1", 0, 0.9,
                        "a scan whose lasting ions fall below this fraction of their level on both sides "
                        "is missing, not zero; 0 switches this off"});
        visit("dropout_window_scans", self.dropout_window_scans,
              FieldNote{"1", 5, 1001,
                        "how many scans on either side give that level; more than twice the longest "
                        "dropout"});
    }
};

}  // namespace gassan
