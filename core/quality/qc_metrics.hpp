#pragma once

/// \file
/// How well a variable repeats in quality controls, and how much of what samples show is more than that.

#include <cstddef>
#include <span>
#include <string_view>

namespace gassan {

/// What is not estimable is NaN, and its gap below says why. A ratio to a spread of 0 is infinite, 0 / 0 NaN.
struct QcMetrics {
    std::size_t n_qc = 0, n_sample = 0;           ///< with a value
    double detect_qc = 0.0, detect_sample = 0.0;  ///< shares with a value
    double mean_qc = 0.0, sd_qc = 0.0;            ///< in the unit of the values; n - 1
    double rsd_qc = 0.0;                          ///< 100 sd / mean, percent as all that follow but the icc
    double robust_rsd_qc = 0.0;                   ///< 148.26 MAD / |median|
    double log_cv_qc = 0.0;                       ///< 100 sqrt(exp(var ln x) - 1)
    double rsd_sample = 0.0;
    double d_ratio = 0.0, d_ratio_robust = 0.0;                  ///< 100 sd_qc / sd_sample; by MAD
    double d_ratio_log = 0.0;                                    ///< of ln x
    double cv_within_batch_qc = 0.0, cv_between_batch_qc = 0.0;  ///< roots of the variance components / mean_qc
    double icc_tech_sample_qc = 0.0;                             ///< 1 - var_qc / var_sample, at least 0
    double icc_tech_log = 0.0;  ///< of ln x: the one to believe where QCs have another level

    std::size_t n_qc_not_positive = 0, n_sample_not_positive = 0;  ///< values without a logarithm
    std::size_t qc_batches = 0;                                    ///< with a QC that has a value
    std::size_t n_qc_without_batch = 0;
};

/// \param qc, samples NaN where there is no value
/// \param qc_batches parallel to qc; negative: nobody knows
[[nodiscard]] QcMetrics qc_metrics(std::span<const double> qc, std::span<const int> qc_batches,
                                   std::span<const double> samples);

/// Why a metric is not there.
enum class MetricGap {
    none,
    too_few_qc,       ///< fewer than two values in QCs
    too_few_samples,  ///< fewer than two values in samples
    not_positive,     ///< zero and negative values have no logarithm
    zero_mean,
    no_spread,      ///< all samples are equal
    batch_unknown,  ///< a QC is of no batch
    one_batch,
    no_replicates,  ///< no batch has two QCs
};
/// "fewer than two QCs have a value", ...; "" for none.
[[nodiscard]] std::string_view metric_gap_text(MetricGap gap);

[[nodiscard]] MetricGap rsd_gap(const QcMetrics& metrics);        ///< of rsd_qc
[[nodiscard]] MetricGap log_cv_gap(const QcMetrics& metrics);     ///< of log_cv_qc
[[nodiscard]] MetricGap d_ratio_gap(const QcMetrics& metrics);    ///< of d_ratio and icc_tech_sample_qc
[[nodiscard]] MetricGap log_ratio_gap(const QcMetrics& metrics);  ///< of d_ratio_log and icc_tech_log
[[nodiscard]] MetricGap batch_gap(const QcMetrics& metrics);      ///< of the CVs within and between batches

}  // namespace gassan
