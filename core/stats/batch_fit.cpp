#include "core/stats/batch_fit.hpp"

#include "core/base/error.hpp"

#include <Eigen/QR>

#include <cassert>
#include <cmath>
#include <optional>

namespace gassan {
namespace {

/// A column that others tell but for this share of its length is told by them: R's tolerance for linear models.
constexpr double told_share = 1e-7;

/// Means of batches over the samples that count; NaN where a batch has none.
std::vector<double> batch_means(std::span<const double> values, const Labels& batches) {
    std::vector<double> sums(batches.names.size(), 0.0), counts(batches.names.size(), 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isnan(values[i])) continue;
        sums[batches.of[i]] += values[i];
        counts[batches.of[i]] += 1.0;
    }
    for (std::size_t b = 0; b < sums.size(); ++b) sums[b] /= counts[b];
    return sums;
}

/// How long a column is once its mean is taken off.
double spread_of(std::span<const double> values) {
    double mean = 0.0;
    for (const double value : values) mean += value;
    mean /= double(values.size());
    double sum = 0.0;
    for (const double value : values) sum += (value - mean) * (value - mean);
    return std::sqrt(sum);
}

/// The pseudo-inverse of columns that are independent, columns x rows; nothing where one is told by the others, whose
/// index then stands in told.
std::optional<Eigen::MatrixXd> solver_of(const Eigen::MatrixXd& columns, std::size_t& told) {
    Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(columns);
    qr.setThreshold(told_share);
    if (qr.rank() < columns.cols()) {
        told = std::size_t(qr.colsPermutation().indices()[qr.rank()]);
        return std::nullopt;
    }
    const Eigen::MatrixXd thin = qr.householderQ() * Eigen::MatrixXd::Identity(columns.rows(), columns.cols());
    const Eigen::MatrixXd upper =
        qr.matrixQR().topRows(columns.cols()).template triangularView<Eigen::Upper>().solve(thin.transpose());
    return qr.colsPermutation() * upper;
}

/// Values of a row that has gaps, on the design of the samples without one.
BatchFit fit_others(const BatchDesign& design, std::span<const double> values) {
    std::vector<double> present;
    Labels batches{design.batches.names, {}};
    std::vector<DesignColumn> covariates;
    for (const DesignColumn& column : design.covariates) covariates.push_back({column.name, {}});
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isnan(values[i])) continue;
        present.push_back(values[i]);
        batches.of.push_back(design.batches.of[i]);
        for (std::size_t c = 0; c < covariates.size(); ++c)
            covariates[c].values.push_back(design.covariates[c].values[i]);
    }
    try {
        return fit_batches(batch_design(std::move(batches), std::move(covariates)), present);
    } catch (const ParameterError& error) {
        return {{}, {}, std::string("among samples with a value, ") + error.what()};
    }
}

}  // namespace

BatchDesign batch_design(Labels batches, std::vector<DesignColumn> covariates) {
    BatchDesign design{std::move(batches), std::move(covariates), {}, {}};
    const auto samples = Eigen::Index(design.batches.of.size()), columns = Eigen::Index(design.covariates.size());
    Eigen::MatrixXd within(samples, columns);
    for (Eigen::Index c = 0; c < columns; ++c) {
        const DesignColumn& column = design.covariates[std::size_t(c)];
        assert(column.values.size() == design.batches.of.size());
        const std::vector<double> means = batch_means(column.values, design.batches);
        design.means.insert(design.means.end(), means.begin(), means.end());
        for (Eigen::Index i = 0; i < samples; ++i)
            within(i, c) = column.values[std::size_t(i)] - means[design.batches.of[std::size_t(i)]];
        require(within.col(c).norm() > told_share * spread_of(column.values),
                "covariate " + column.name +
                    " goes with batch: inside batches it does not vary, so that its effect cannot be told from "
                    "theirs; leave it out, or do not correct by samples");
    }
    if (columns == 0) return design;
    const Eigen::RowVectorXd scales = within.colwise().norm();
    within.array().rowwise() /= scales.array();
    std::size_t told = 0;
    const std::optional<Eigen::MatrixXd> solver = solver_of(within, told);
    require(solver.has_value(), "covariate " + design.covariates[told].name +
                                    " is told by batch and the other covariates together; leave one of them out");
    for (Eigen::Index c = 0; c < columns; ++c)
        for (Eigen::Index i = 0; i < samples; ++i) design.solver.push_back((*solver)(c, i) / scales(c));
    return design;
}

BatchFit fit_batches(const BatchDesign& design, std::span<const double> values) {
    assert(values.size() == design.batches.of.size());
    const std::size_t samples = values.size(), columns = design.covariates.size();
    const std::size_t batches = design.batches.names.size();
    BatchFit fit;
    fit.levels = batch_means(values, design.batches);
    for (std::size_t b = 0; b < batches; ++b)
        if (std::isnan(fit.levels[b])) return {{}, {}, "no value in batch " + design.batches.names[b]};
    if (columns == 0) return fit;

    std::vector<double> centred(samples);
    for (std::size_t i = 0; i < samples; ++i) {
        if (std::isnan(values[i])) return fit_others(design, values);
        centred[i] = values[i] - fit.levels[design.batches.of[i]];
    }
    for (std::size_t c = 0; c < columns; ++c) {
        double slope = 0.0;
        for (std::size_t i = 0; i < samples; ++i) slope += design.solver[c * samples + i] * centred[i];
        fit.slopes.push_back(slope);
        for (std::size_t b = 0; b < batches; ++b) fit.levels[b] -= slope * design.means[c * batches + b];
    }
    return fit;
}

double covariate_part(const BatchDesign& design, const BatchFit& fit, std::size_t sample) {
    double part = 0.0;
    for (std::size_t c = 0; c < fit.slopes.size(); ++c) part += fit.slopes[c] * design.covariates[c].values[sample];
    return part;
}

}  // namespace gassan
