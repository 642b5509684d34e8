#pragma once

/// \file
/// Student's distribution, for intervals whose standard deviation was itself estimated.

namespace gassan {

/// P(T <= t) with dof > 0 degrees of freedom, not necessarily whole; the normal distribution where dof is infinite.
[[nodiscard]] double student_t_cdf(double t, double dof);

/// The t below which the share p of (0, 1) lies: 2.2281 for p = 0.975 and 10 degrees of freedom. Relative error below
/// 1e-9. By the incomplete beta function's continued fraction (Abramowitz and Stegun 1964, 26.5.8 and 26.7.1).
[[nodiscard]] double student_t_quantile(double p, double dof);

/// d/dx ln gamma(x) and its derivative, x > 0; absolute error below 1e-12 (recurrence, then the asymptotic series
/// 6.3.18 and 6.4.12 of the same tables).
[[nodiscard]] double digamma(double x);
[[nodiscard]] double trigamma(double x);

}  // namespace gassan
