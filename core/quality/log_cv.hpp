#pragma once

#include <cmath>

namespace gassan {

/// The CV in percent of what is lognormal: from the variance of natural logarithms.
[[nodiscard]] inline double log_cv_percent(double ln_variance) {
    return 100.0 * std::sqrt(std::expm1(ln_variance));
}

}  // namespace gassan
