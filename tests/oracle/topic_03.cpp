/// \file
/// Drift correction by cubic smoothing splines: the curve of leave-one-out errors over lambda, what it chooses, and
/// what is left of the values. The plain rule, without the guards of core/correct.

#include "tests/oracle/drift_groups.hpp"
#include "tests/oracle/oracle_case.hpp"

#include "core/stats/smoothing_spline.hpp"

#include <cmath>

namespace gassan {
namespace {

struct Chosen {
    std::size_t lambda = 0;
    double loo_mse = 0.0;
};

/// The whole curve of one metabolite in one group goes to cv.
Chosen choose(const std::vector<SplineSmoother>& smoothers, const std::vector<double>& logs, const std::string& group,
              const std::string& metabolite, OracleAnswer& cv) {
    Chosen best;
    for (std::size_t k = 0; k < smoothers.size(); ++k) {
        const double loo = smoothers[k].leave_one_out(logs);
        cv.rows.push_back({group, metabolite, oracle_number(smoothers[k].lambda()), oracle_number(loo),
                           oracle_number(smoothers[k].degrees())});
        if (k == 0 || loo < best.loo_mse) best = {k, loo};
    }
    return best;
}

/// Places of QCs in order of injection: the matrix may have them in any.
std::vector<SplineSmoother> smoothers_of(const std::vector<double>& orders) {
    std::vector<SplineSmoother> smoothers;
    for (const double lambda : spline_lambdas()) smoothers.emplace_back(orders, lambda);
    return smoothers;
}

}  // namespace

std::vector<OracleAnswer> oracle_spline(const OracleCase& given) {
    const DriftData data = drift_data(given);
    const std::size_t variables = data.matrix.columns.size();
    OracleAnswer cv{.file = "exp_cv_curve.tsv",
                    .keys = 3,
                    .header = {"group", "metabolite", "lambda", "loo_mse", "df"},
                    .rows = {},
                    .tolerance = {.relative = 1e-8}};
    OracleAnswer selected{.file = "exp_selected.tsv",
                          .keys = 2,
                          .header = {"group", "metabolite", "n_qc", "lambda", "df", "loo_mse"},
                          .rows = {},
                          .tolerance = {.relative = 1e-8}};
    // One rounding of a power of ten: the same point of the grid.
    selected.of_column["lambda"] = {.relative = 1e-14, .absolute = 0.0};
    selected.not_ours = {"max_dev_from_R_smooth_spline"};
    OracleMatrix corrected = data.matrix;
    const std::vector<double> references = qc_references(data);
    for (const DriftGroup& group : data.groups) {
        const std::vector<double> at = clamped_orders(data, group);
        const std::vector<SplineSmoother> smoothers = smoothers_of(orders_of(data, group.qcs));
        for (std::size_t v = 0; v < variables; ++v) {
            std::vector<double> logs = values_of(data, group.qcs, v);
            for (double& value : logs) value = std::log(value);
            const Chosen best = choose(smoothers, logs, group.name, data.matrix.columns[v], cv);
            const SplineSmoother& smoother = smoothers[best.lambda];
            selected.rows.push_back({group.name, data.matrix.columns[v], std::to_string(logs.size()),
                                     oracle_number(smoother.lambda()), oracle_number(smoother.degrees()),
                                     oracle_number(best.loo_mse)});
            const SplineCurve curve = smoother.fit(logs);
            for (std::size_t i = 0; i < at.size(); ++i) {
                double& value = corrected.values[group.samples[i] * variables + v];
                value = std::exp(std::log(value) - curve.at(at[i])) * references[v];
            }
        }
    }
    return {cv, selected, answer_of("exp_corrected.tsv", corrected, "sample", {.relative = 1e-6})};
}

}  // namespace gassan
