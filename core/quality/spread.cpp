#include "core/quality/spread.hpp"

#include "core/base/robust.hpp"
#include "core/quality/grades.hpp"
#include "core/quality/qc_metrics.hpp"
#include "core/stats/moments.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace gassan {
namespace {

std::vector<int> batches_of(const QualityView& view, const Numbers& qcs) {
    std::vector<int> batches;
    for (const std::size_t s : qcs.samples) {
        const std::size_t batch = view.batch_of[s];
        batches.push_back(view.batches[batch].empty() ? -1 : int(batch));
    }
    return batches;
}

/// Samples of a variable by group; those without one are a group of their own.
std::vector<std::vector<double>> by_group(const QualityView& view, const Numbers& samples,
                                          const std::vector<double>& values) {
    std::vector<std::vector<double>> groups(view.groups.size() + 1);
    for (std::size_t i = 0; i < values.size(); ++i) groups[view.group_of[samples.samples[i]]].push_back(values[i]);
    return groups;
}

/// Standard deviation about the means of groups; NaN for one group or where nothing repeats.
double sd_within(const std::vector<std::vector<double>>& groups) {
    double squares = 0.0, freedom = 0.0;
    for (const auto& group : groups)
        if (group.size() > 1) {
            squares += double(group.size() - 1) * variance(group);
            freedom += double(group.size() - 1);
        }
    return std::sqrt(squares / freedom);
}

double robust_sd_within(const std::vector<std::vector<double>>& groups) {
    std::vector<double> distances;
    for (const auto& group : groups) {
        if (group.empty()) continue;
        const double middle = median(group);
        for (const double value : group) distances.push_back(std::abs(value - middle));
    }
    return mad_to_sd * median(distances);
}

bool has_groups(const std::vector<std::vector<double>>& groups) {
    return std::count_if(groups.begin(), groups.end(), [](const auto& group) { return group.size() > 1; }) > 1;
}

void ratios_within_groups(const QualityView& view, const Numbers& qcs, const Numbers& samples, VariableQuality& out) {
    const auto groups = by_group(view, samples, samples.values);
    if (!has_groups(groups)) return;
    out.within_groups = true;
    out.d_ratio_percent = 100.0 * standard_deviation(qcs.values) / sd_within(groups);
    out.d_ratio_robust_percent = 100.0 * robust_sd(qcs.values) / robust_sd_within(groups);
    if (!qcs.logarithms.empty() && !samples.logarithms.empty())
        out.d_ratio_log_percent =
            100.0 * standard_deviation(qcs.logarithms) / sd_within(by_group(view, samples, samples.logarithms));
}

/// Standard deviation of the means of batches over the grand mean; NaN for one batch, or where one is not told.
double cv_of_batch_means(const Numbers& qcs, const std::vector<int>& batches) {
    std::map<int, std::vector<double>> by_batch;
    for (std::size_t i = 0; i < batches.size(); ++i) by_batch[batches[i]].push_back(qcs.values[i]);
    if (by_batch.size() < 2 || by_batch.begin()->first < 0) return no_value;
    std::vector<double> means;
    for (const auto& [batch, values] : by_batch) means.push_back(mean(values));
    return 100.0 * standard_deviation(means) / mean(qcs.values);
}

/// A ratio to samples that do not spread tells nothing.
double finite_or_nothing(double value) {
    return std::isfinite(value) ? value : no_value;
}

}  // namespace

void judge_spread(const QualityView& view, std::size_t variable, VariableQuality& out) {
    const Numbers qcs = numbers_of(view, variable, view.qcs);
    const Numbers samples = numbers_of(view, variable, view.samples);
    const std::vector<int> batches = batches_of(view, qcs);
    const QcMetrics metrics = qc_metrics(qcs.values, batches, samples.values);
    out.qc.n = metrics.n_qc;
    out.qc.mean = metrics.mean_qc;
    out.qc.median = median(qcs.values);
    out.rsd_samples_percent = metrics.rsd_sample;
    if (out.qc.n < std::size_t(view.params.least_qcs)) return;
    out.outlying_qcs = outlying_qcs(qcs, view.params.outlying_qc_sd);
    out.qc.rsd_percent = metrics.rsd_qc;
    out.qc.robust_rsd_percent = metrics.robust_rsd_qc;
    out.qc.log_cv_percent = metrics.log_cv_qc;
    out.cv_within_batch_percent = metrics.cv_within_batch_qc;
    out.cv_between_batch_percent = metrics.cv_between_batch_qc;
    out.icc_raw = finite_or_nothing(metrics.icc_tech_sample_qc);
    out.icc_log = finite_or_nothing(metrics.icc_tech_log);
    out.d_ratio_percent = metrics.d_ratio;
    out.d_ratio_robust_percent = metrics.d_ratio_robust;
    out.d_ratio_log_percent = metrics.d_ratio_log;
    ratios_within_groups(view, qcs, samples, out);
    for (double* ratio : {&out.d_ratio_percent, &out.d_ratio_robust_percent, &out.d_ratio_log_percent})
        *ratio = finite_or_nothing(*ratio);
    out.cv_batch_means_percent = cv_of_batch_means(qcs, batches);
}

}  // namespace gassan
