#pragma once

/// \file
/// Gaussian models of values of which some are only known to lie below a limit (Tobin 1958, Econometrica 26:24).

#include "core/stats/design.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace gassan {

struct TobitTerm {
    std::string name;  ///< "(Intercept)", or of the design's column
    double estimate = 0.0;
    double se = 0.0;  ///< of the observed information
    double z = 0.0;
    double p = 0.0;  ///< two-sided, normal
};

struct Tobit {
    std::vector<TobitTerm> terms;  ///< the intercept first; empty where nothing can be estimated
    double sigma = 0.0;
    double log_likelihood = 0.0;
    std::size_t values = 0, censored = 0;
    std::string reason;  ///< why nothing was estimated

    [[nodiscard]] bool estimated() const { return reason.empty(); }
};

/// Maximum likelihood by Newton's method in coefficients / sigma and 1 / sigma, where the likelihood has one top alone
/// (Olsen 1978, Econometrica 46:1211). What survreg of R gives for Surv(time, type = "left"), dist = "gaussian".
/// Without censored values it is ordinary least squares with sigma^2 = RSS / n. Where all values are censored, or fewer
/// differ than there are terms, or a column is told by the others or by the censored values alone, it says so.
/// \param values   measured, or the limit below which they lie; NaN = not known at all, left out
/// \param censored does the value lie below
/// \param columns  without the intercept
[[nodiscard]] Tobit fit_tobit(std::span<const double> values, const std::vector<bool>& censored,
                              std::span<const DesignColumn> columns = {});

/// Mean of a Gaussian's values below a limit: mean - sd phi(a) / Phi(a), a = (limit - mean) / sd.
[[nodiscard]] double mean_below(double limit, double mean, double sd);

}  // namespace gassan
