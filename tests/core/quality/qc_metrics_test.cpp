#include "core/quality/qc_metrics.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace gassan;

namespace {
const double none = std::nan("");
}

TEST_CASE("QC metrics: worked by hand") {
    // QCs 8, 10, 12, 14: mean 11, squares 9 + 1 + 1 + 9; samples 5, 10, 30: mean 15, squares 100 + 25 + 225.
    const QcMetrics m = qc_metrics(std::vector{8.0, 10.0, 12.0, none, 14.0}, std::vector{0, 0, 1, 1, 1},
                                   std::vector{5.0, 10.0, none, 30.0});
    CHECK(m.n_qc == 4);
    CHECK(m.n_sample == 3);
    CHECK(m.detect_qc == Approx(0.8));
    CHECK(m.detect_sample == Approx(0.75));
    CHECK(m.sd_qc == Approx(std::sqrt(20.0 / 3.0)));
    CHECK(m.rsd_qc == Approx(100.0 * std::sqrt(20.0 / 3.0) / 11.0));
    CHECK(m.robust_rsd_qc == Approx(148.26 * 2.0 / 11.0).epsilon(1e-12));
    CHECK(m.d_ratio == Approx(100.0 * std::sqrt((20.0 / 3.0) / 175.0)));
    CHECK(m.d_ratio_robust == Approx(100.0 * 2.0 / 5.0));
    CHECK(m.icc_tech_sample_qc == Approx(1.0 - (20.0 / 3.0) / 175.0));
    // Batches 8, 10 and 12, 14: MSW = (2 + 2) / 2, MSB = 2 * 4 + 2 * 4 = 16, n0 = 2.
    CHECK(m.cv_within_batch_qc == Approx(100.0 * std::sqrt(2.0) / 11.0));
    CHECK(m.cv_between_batch_qc == Approx(100.0 * std::sqrt(7.0) / 11.0));
    CHECK(rsd_gap(m) == MetricGap::none);
    CHECK(log_ratio_gap(m) == MetricGap::none);
    CHECK(batch_gap(m) == MetricGap::none);
}

TEST_CASE("QC metrics: the log CV of a lognormal variable is that of its definition") {
    const QcMetrics m = qc_metrics(std::vector{std::exp(1.0), std::exp(2.0), std::exp(3.0)}, std::vector{0, 0, 0}, {});
    CHECK(m.log_cv_qc == Approx(100.0 * std::sqrt(std::exp(1.0) - 1.0)));
}

TEST_CASE("QC metrics: what is not estimable is NaN and says why") {
    const std::vector<double> samples{1.0, 2.0, 4.0};
    const auto of = [&](std::vector<double> qc, std::vector<int> batches) { return qc_metrics(qc, batches, samples); };
    const QcMetrics one = of({5.0, none}, {0, 1});
    CHECK(std::isnan(one.rsd_qc));
    CHECK(rsd_gap(one) == MetricGap::too_few_qc);
    CHECK(metric_gap_text(rsd_gap(one)) == "fewer than two QCs have a value");
    const QcMetrics zero = of({0.0, 3.0, 4.0}, {0, 0, 1});
    CHECK(std::isnan(zero.log_cv_qc));
    CHECK(std::isnan(zero.icc_tech_log));
    CHECK(zero.rsd_qc > 0.0);
    CHECK(log_cv_gap(zero) == MetricGap::not_positive);
    CHECK(log_ratio_gap(zero) == MetricGap::not_positive);
    CHECK(d_ratio_gap(zero) == MetricGap::none);
    CHECK(batch_gap(of({1.0, 2.0}, {0, 0})) == MetricGap::one_batch);
    CHECK(batch_gap(of({1.0, 2.0}, {0, 1})) == MetricGap::no_replicates);
    CHECK(batch_gap(of({1.0, 2.0, 3.0}, {0, 1, -1})) == MetricGap::batch_unknown);
    CHECK(std::isnan(of({1.0, 2.0, 3.0}, {0, 0, -1}).cv_within_batch_qc));
    CHECK(d_ratio_gap(qc_metrics(std::vector{1.0, 2.0}, std::vector{0, 0}, std::vector{3.0})) ==
          MetricGap::too_few_samples);
    CHECK(d_ratio_gap(qc_metrics(std::vector{1.0, 2.0}, std::vector{0, 0}, std::vector{3.0, 3.0})) ==
          MetricGap::no_spread);
    CHECK(rsd_gap(qc_metrics(std::vector{-1.0, 1.0}, std::vector{0, 0}, samples)) == MetricGap::zero_mean);
    CHECK(std::isnan(qc_metrics({}, {}, {}).detect_qc));
}

TEST_CASE("QC metrics: QCs that vary more than samples have a technical ICC of 0, and batches closer than chance too") {
    const QcMetrics m = qc_metrics(std::vector{1.0, 9.0, 1.0, 9.0}, std::vector{0, 0, 1, 1}, std::vector{4.0, 5.0});
    CHECK(m.icc_tech_sample_qc == 0.0);
    CHECK(m.icc_tech_log == 0.0);
    CHECK(m.cv_between_batch_qc == 0.0);
    CHECK(m.cv_within_batch_qc > 0.0);
}
