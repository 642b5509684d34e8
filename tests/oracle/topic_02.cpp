/// \file
/// LOESS drift correction: the curve through the QCs of each group, and what is left of the values.

#include "tests/oracle/drift_groups.hpp"
#include "tests/oracle/oracle_case.hpp"

#include "core/base/robust.hpp"
#include "core/stats/loess.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gassan {
namespace {

constexpr Tolerance as_asked{.relative = 1e-7};

LoessSettings settings_of(const OracleCase& given) {
    return {std::stod(given.setting("span")), std::stoi(given.setting("degree"))};
}

/// 100 sd / mean of the QCs; NaN as soon as one is missing.
double rsd_percent(const std::vector<double>& values) {
    double sum = 0.0, squares = 0.0;
    for (const double value : values) sum += value;
    const double mean = sum / double(values.size());
    for (const double value : values) squares += (value - mean) * (value - mean);
    return 100.0 * std::sqrt(squares / double(values.size() - 1)) / mean;
}

OracleAnswer summary(const DriftData& data, const OracleMatrix& corrected, const std::vector<double>& references) {
    OracleAnswer answer{.file = "exp_summary.tsv",
                        .header = {"metabolite", "rsd_qc_before", "rsd_qc_after", "ref_median_qc"},
                        .rows = {},
                        .tolerance = as_asked};
    for (std::size_t v = 0; v < data.matrix.columns.size(); ++v)
        answer.rows.push_back({data.matrix.columns[v], oracle_number(rsd_percent(qc_values(data, data.matrix, v))),
                               oracle_number(rsd_percent(qc_values(data, corrected, v))),
                               oracle_number(references[v])});
    return answer;
}

}  // namespace

std::vector<OracleAnswer> oracle_loess(const OracleCase& given) {
    const DriftData data = drift_data(given);
    const LoessSettings settings = settings_of(given);
    const std::size_t variables = data.matrix.columns.size();
    OracleMatrix curve = data.matrix, corrected = data.matrix;
    for (const DriftGroup& group : data.groups) {
        const std::vector<double> at = clamped_orders(data, group), qc_orders = orders_of(data, group.qcs);
        for (std::size_t v = 0; v < variables; ++v) {
            const std::vector<double> fit = loess(qc_orders, values_of(data, group.qcs, v), at, settings);
            for (std::size_t i = 0; i < group.samples.size(); ++i)
                curve.values[group.samples[i] * variables + v] = fit[i];
        }
    }
    const std::vector<double> references = qc_references(data);
    for (std::size_t cell = 0; cell < corrected.values.size(); ++cell)
        corrected.values[cell] *= references[cell % variables] / curve.values[cell];
    return {answer_of("exp_drift_curve.tsv", curve, "sample", as_asked),
            answer_of("exp_corrected.tsv", corrected, "sample", as_asked), summary(data, corrected, references)};
}

}  // namespace gassan
