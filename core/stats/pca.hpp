#pragma once

/// \file
/// Principal components, and which samples lie far out: along the components (Hotelling's T2) or beside them (the
/// squared residual Q, also called SPE, and DModX).

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

/// After the mean of each variable was taken away.
enum class PcaScaling {
    none,
    pareto,     ///< divided by the root of the standard deviation
    autoscale,  ///< divided by the standard deviation
};

struct PcaParams {
    std::size_t components = 5;
    PcaScaling scaling = PcaScaling::autoscale;
    double alpha = 0.05;  ///< share of good samples outside a limit
};

/// Limits at 1 - alpha; NaN where the model leaves no degrees of freedom.
struct PcaLimits {
    double t2_f_train = 0.0;     ///< A (n - 1) / (n - A) F(A, n - A)
    double t2_f_new = 0.0;       ///< A (n^2 - 1) / (n (n - A)) F(A, n - A): for samples the model has not seen
    double t2_beta_train = 0.0;  ///< (n - 1)^2 / n Beta(A / 2, (n - A - 1) / 2): exact for samples of the model
    double q_jackson_mudholkar = 0.0;
    double dmodx_f = 0.0;
};

/// n samples, K variables, A components.
struct Pca {
    std::size_t samples = 0, components = 0;
    std::vector<std::size_t> used;      ///< variables of the model, ascending
    std::vector<std::size_t> constant;  ///< left out: equal in all samples to 12 digits
    std::vector<double> center, scale;  ///< of each used variable
    std::vector<double> eigenvalues;    ///< of all min(n, K) components, descending: variances of the scores
    std::vector<double> r2x;            ///< their shares
    std::vector<double> scores;         ///< n x A
    std::vector<double> loadings;       ///< K x A, K the used variables; see sign rule
    std::vector<double> t2, q;          ///< of each sample
    std::vector<double> dmodx;          ///< normalised: 1 is an ordinary distance
    PcaLimits limits;
    /// Semi-axes of the ellipse of components 1 and 2 in which 1 - alpha of the samples lie; NaN with one component.
    std::array<double, 2> ellipse{};
};

/// By eigenvectors of the smaller of the two squares of the scaled matrix (K x K, or n x n where samples are few); the
/// eigenvalues are lengths of what they map to, as exact as singular values. Sign rule: of each component the loading
/// farthest from 0 is positive (the first of those equal to 10 digits).
/// T2 = sum t^2 / eigenvalue. Q: Jackson and Mudholkar 1979, Technometrics 21:341. DModX as SIMCA normalises it, with
/// s0^2 = sum Q / ((n - A - 1)(K - A)) and the correction sqrt(n / (n - A - 1)) (Eriksson et al. 2013, appendix).
/// \param values variables x samples, as in a ValueTable
/// \throws Error where a cell holds no number (fill them first, and say how), where no variable varies, and for fewer
/// samples or variables than components + 1
[[nodiscard]] Pca pca(std::span<const double> values, std::size_t samples, const PcaParams& params = {});

}  // namespace gassan
