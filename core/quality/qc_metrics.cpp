#include "core/quality/qc_metrics.hpp"

#include "core/base/robust.hpp"
#include "core/stats/moments.hpp"
#include "core/stats/variance_components.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <vector>

namespace gassan {

namespace {

/// The four digits that everyone prints and R multiplies by, so that the numbers can be compared.
constexpr double printed_mad_to_sd = 1.4826;

struct Values {
    std::vector<double> plain, logs;
    std::size_t not_positive = 0;
    double mean = 0.0, sd = 0.0, log_sd = 0.0;  ///< log_sd is NaN where a value has no logarithm
    double median = 0.0, mad = 0.0;             ///< mad made the size of a standard deviation
};

Values values_of(std::span<const double> cells) {
    Values values;
    for (const double cell : cells) {
        if (std::isnan(cell)) continue;
        values.plain.push_back(cell);
        values.logs.push_back(cell > 0.0 ? std::log(cell) : std::nan(""));
        values.not_positive += !(cell > 0.0);
    }
    values.mean = mean(values.plain);
    values.sd = standard_deviation(values.plain);
    values.log_sd = standard_deviation(values.logs);
    values.median = median(values.plain);
    values.mad = robust_sd(values.plain) / mad_to_sd * printed_mad_to_sd;
    return values;
}

double share(std::size_t part, std::size_t whole) {
    return whole == 0 ? std::nan("") : double(part) / double(whole);
}

/// What is more than the technical variance; NaN stays NaN.
double technical_icc(double sd_qc, double sd_sample) {
    const double icc = 1.0 - (sd_qc * sd_qc) / (sd_sample * sd_sample);
    return icc < 0.0 ? 0.0 : icc;
}

void add_batches(QcMetrics& metrics, std::span<const double> qc, std::span<const int> batches) {
    std::vector<double> values;
    std::vector<int> groups;
    for (std::size_t i = 0; i < qc.size(); ++i) {
        if (std::isnan(qc[i])) continue;
        if (batches[i] < 0) {
            ++metrics.n_qc_without_batch;
            continue;
        }
        values.push_back(qc[i]);
        groups.push_back(batches[i]);
    }
    const VarianceComponents parts = variance_components(values, groups);
    const double unknown = metrics.n_qc_without_batch > 0 ? std::nan("") : 1.0;
    metrics.qc_batches = parts.groups;
    metrics.cv_within_batch_qc = unknown * 100.0 * std::sqrt(parts.within) / metrics.mean_qc;
    metrics.cv_between_batch_qc = unknown * 100.0 * std::sqrt(parts.between) / metrics.mean_qc;
}

}  // namespace

QcMetrics qc_metrics(std::span<const double> qc, std::span<const int> qc_batches, std::span<const double> samples) {
    assert(qc.size() == qc_batches.size());
    const Values of_qc = values_of(qc), of_samples = values_of(samples);
    QcMetrics metrics;
    metrics.n_qc = of_qc.plain.size();
    metrics.n_sample = of_samples.plain.size();
    metrics.detect_qc = share(metrics.n_qc, qc.size());
    metrics.detect_sample = share(metrics.n_sample, samples.size());
    metrics.mean_qc = of_qc.mean;
    metrics.sd_qc = of_qc.sd;
    metrics.rsd_qc = 100.0 * of_qc.sd / of_qc.mean;
    metrics.robust_rsd_qc = 100.0 * of_qc.mad / std::abs(of_qc.median);
    metrics.log_cv_qc = 100.0 * std::sqrt(std::expm1(of_qc.log_sd * of_qc.log_sd));
    metrics.rsd_sample = 100.0 * of_samples.sd / of_samples.mean;
    metrics.d_ratio = 100.0 * of_qc.sd / of_samples.sd;
    metrics.d_ratio_robust = 100.0 * of_qc.mad / of_samples.mad;
    metrics.d_ratio_log = 100.0 * of_qc.log_sd / of_samples.log_sd;
    metrics.icc_tech_sample_qc = technical_icc(of_qc.sd, of_samples.sd);
    metrics.icc_tech_log = technical_icc(of_qc.log_sd, of_samples.log_sd);
    metrics.n_qc_not_positive = of_qc.not_positive;
    metrics.n_sample_not_positive = of_samples.not_positive;
    add_batches(metrics, qc, qc_batches);
    return metrics;
}

std::string_view metric_gap_text(MetricGap gap) {
    constexpr std::array<std::string_view, 9> texts{"",
                                                    "fewer than two QCs have a value",
                                                    "fewer than two samples have a value",
                                                    "zero and negative values have no logarithm",
                                                    "the mean is zero",
                                                    "all samples have the same value",
                                                    "a QC is of no batch",
                                                    "all QCs are of one batch",
                                                    "no batch has two QCs"};
    return texts.at(std::size_t(gap));
}

MetricGap rsd_gap(const QcMetrics& metrics) {
    if (metrics.n_qc < 2) return MetricGap::too_few_qc;
    return metrics.mean_qc == 0.0 ? MetricGap::zero_mean : MetricGap::none;
}

MetricGap log_cv_gap(const QcMetrics& metrics) {
    if (metrics.n_qc < 2) return MetricGap::too_few_qc;
    return metrics.n_qc_not_positive > 0 ? MetricGap::not_positive : MetricGap::none;
}

MetricGap d_ratio_gap(const QcMetrics& metrics) {
    if (metrics.n_qc < 2) return MetricGap::too_few_qc;
    if (metrics.n_sample < 2) return MetricGap::too_few_samples;
    return std::isfinite(metrics.d_ratio) ? MetricGap::none : MetricGap::no_spread;
}

MetricGap log_ratio_gap(const QcMetrics& metrics) {
    if (const MetricGap gap = d_ratio_gap(metrics); gap != MetricGap::none) return gap;
    return metrics.n_qc_not_positive + metrics.n_sample_not_positive > 0 ? MetricGap::not_positive : MetricGap::none;
}

MetricGap batch_gap(const QcMetrics& metrics) {
    if (metrics.n_qc < 2) return MetricGap::too_few_qc;
    if (metrics.n_qc_without_batch > 0) return MetricGap::batch_unknown;
    if (metrics.qc_batches < 2) return MetricGap::one_batch;
    if (metrics.qc_batches == metrics.n_qc) return MetricGap::no_replicates;
    return metrics.mean_qc == 0.0 ? MetricGap::zero_mean : MetricGap::none;
}

}  // namespace gassan
