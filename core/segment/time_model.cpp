#include "core/segment/time_model.hpp"

#include "core/base/error.hpp"
#include "core/base/fields.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using Indices = std::vector<Eigen::Index>;

// Of log time: speed of the clock; its offset over the mean time; what another flow does. All wide: the data tell.
constexpr double scale_sd = 0.3, offset_sd = 0.3, flow_sd = 0.1;
constexpr double degrees = 6.0;  // of freedom of the t distribution: an odd injection loses its weight
constexpr int rounds = 12;       // of EM; with few times missing two would do

/// Log times of one injection, and which compounds have one.
struct LogTimes {
    VectorXd value;  // NaN where not seen
    Indices seen, unseen;
};

LogTimes log_times(std::span<const double> injection) {
    LogTimes result;
    result.value.resize(Eigen::Index(injection.size()));
    for (std::size_t k = 0; k < injection.size(); ++k) {
        const bool seen = std::isfinite(injection[k]);
        result.value[Eigen::Index(k)] = seen ? std::log(injection[k]) : no_value;
        (seen ? result.seen : result.unseen).push_back(Eigen::Index(k));
    }
    return result;
}

void require_usable(std::span<const InjectionTimes> injections) {
    for (const InjectionTimes& injection : injections) {
        require(injection.size() == injections.front().size(), "injections of a time model differ in their compounds");
        for (const double time_s : injection)
            require(std::isnan(time_s) || (time_s > 0.0 && std::isfinite(time_s)),
                    "a migration time of " + number_text(time_s) + " s is not above 0");
    }
}

/// Of each compound over the injections that have it; NaN for one never seen. Where injections miss compounds, an
/// early plug's mean must not be compared with a late one's: each injection is first moved to the others' level by the
/// compounds they share.
VectorXd first_mean(const std::vector<LogTimes>& data, Eigen::Index compounds) {
    VectorXd mean = VectorXd::Constant(compounds, no_value);
    std::vector<double> level(data.size(), 0.0);
    for (int round = 0; round < 10; ++round) {
        for (Eigen::Index k = 0; k < compounds; ++k) {
            double sum = 0.0, count = 0.0;
            for (std::size_t n = 0; n < data.size(); ++n)
                if (std::isfinite(data[n].value[k])) sum += data[n].value[k] - level[n], count += 1.0;
            if (count > 0.0) mean[k] = sum / count;
        }
        double of_all = 0.0;
        for (std::size_t n = 0; n < data.size(); ++n) {
            double sum = 0.0;
            for (const Eigen::Index k : data[n].seen) sum += data[n].value[k] - mean[k];
            level[n] = sum / double(data[n].seen.size());
            of_all += level[n] / double(data.size());
        }
        for (double& one : level) one -= of_all;
    }
    return mean;
}

/// C0 of the file's head. Compounds never seen stand apart, at the mean time.
MatrixXd prior_covariance(const VectorXd& mean, const SegmentParams& params) {
    double middle = 0.0, count = 0.0;
    for (const double one : mean)
        if (std::isfinite(one)) middle += one, count += 1.0;
    middle /= std::max(count, 1.0);
    MatrixXd laws(mean.size(), 3);
    for (Eigen::Index k = 0; k < mean.size(); ++k) {
        const double away = std::isfinite(mean[k]) ? mean[k] - middle : 0.0;
        laws.row(k) << scale_sd, offset_sd * (std::exp(-away) - 1.0), flow_sd * (std::exp(away) - 1.0);
    }
    return laws * laws.transpose() + params.own_sd * params.own_sd * MatrixXd::Identity(mean.size(), mean.size());
}

/// What the compounds seen say of the others.
struct Conditional {
    VectorXd value;       // of all compounds: as seen, else expected
    MatrixXd covariance;  // of the unseen among themselves
    double distance2;     // of what was seen from the mean
};

Conditional given_seen(const LogTimes& data, const VectorXd& mean, const MatrixXd& covariance) {
    const VectorXd away = data.value(data.seen) - mean(data.seen);
    const Eigen::LDLT<MatrixXd> seen(covariance(data.seen, data.seen));
    const VectorXd pull = seen.solve(away);
    Conditional result{data.value, {}, away.dot(pull)};
    if (data.unseen.empty()) return result;
    const MatrixXd cross = covariance(data.unseen, data.seen);
    result.value(data.unseen) = mean(data.unseen) + cross * pull;
    result.covariance = covariance(data.unseen, data.unseen) - cross * seen.solve(cross.transpose());
    return result;
}

/// One round of EM: mean and covariance from the injections as the last ones complete them.
void improve(const std::vector<LogTimes>& data, const MatrixXd& prior, const SegmentParams& params, VectorXd& mean,
             MatrixXd& covariance) {
    std::vector<Conditional> complete;
    std::vector<double> weight;
    VectorXd sum = VectorXd::Zero(mean.size());
    double weights = 0.0;
    for (const LogTimes& one : data) {
        complete.push_back(given_seen(one, mean, covariance));
        const double size = double(one.seen.size());
        weight.push_back((degrees + size) / (degrees + complete.back().distance2));
        sum += weight.back() * complete.back().value;
        weights += weight.back();
    }
    mean = sum / weights;
    MatrixXd scatter = params.prior_weight * prior;
    for (std::size_t n = 0; n < data.size(); ++n) {
        const VectorXd away = complete[n].value - mean;
        scatter += weight[n] * away * away.transpose();
        if (!data[n].unseen.empty()) scatter(data[n].unseen, data[n].unseen) += complete[n].covariance;
    }
    covariance = scatter / (params.prior_weight + double(data.size()));
}

}  // namespace

TimeModel learn_times(std::span<const InjectionTimes> injections, const SegmentParams& params) {
    require_usable(injections);
    std::vector<LogTimes> data;
    for (const InjectionTimes& injection : injections) {
        LogTimes one = log_times(injection);
        if (!one.seen.empty()) data.push_back(std::move(one));
    }
    TimeModel model;
    if (data.empty()) return model;
    const Eigen::Index compounds = data.front().value.size();
    const VectorXd first = first_mean(data, compounds);
    const MatrixXd prior = prior_covariance(first, params);
    // A compound never seen takes part with a number of no meaning, which nothing pulls, and ends as NaN.
    VectorXd mean = first.unaryExpr([](double one) { return std::isfinite(one) ? one : 0.0; });
    MatrixXd covariance = prior;
    for (int round = 0; round < rounds; ++round) improve(data, prior, params, mean, covariance);
    for (Eigen::Index k = 0; k < compounds; ++k)
        if (!std::isfinite(first[k])) mean[k] = no_value;
    model.mean.assign(mean.begin(), mean.end());
    model.covariance.assign(covariance.data(), covariance.data() + covariance.size());  // symmetric
    model.injections = data.size();
    return model;
}

PredictedTime predict_time(const TimeModel& model, std::span<const double> injection, std::size_t compound) {
    PredictedTime result;
    require(model.mean.empty() || injection.size() == model.mean.size(),
            "an injection differs from its time model in its compounds");
    if (model.mean.empty() || !std::isfinite(model.mean[compound])) return result;
    std::vector<double> others(injection.begin(), injection.end());
    others[compound] = no_value;
    for (std::size_t k = 0; k < others.size(); ++k)
        if (!std::isfinite(model.mean[k])) others[k] = no_value;
    LogTimes data = log_times(others);
    if (data.seen.empty()) return result;
    data.unseen = {Eigen::Index(compound)};  // of a list of hundreds this one alone is asked for
    const auto size = Eigen::Index(model.mean.size());
    const VectorXd mean = Eigen::Map<const VectorXd>(model.mean.data(), size);
    const MatrixXd covariance = Eigen::Map<const MatrixXd>(model.covariance.data(), size, size);
    const Conditional told = given_seen(data, mean, covariance);
    result.time_s = std::exp(told.value[Eigen::Index(compound)]);
    const double of_mean = 1.0 + 1.0 / double(model.injections);
    result.sd_s = result.time_s * std::sqrt(std::max(0.0, told.covariance(0, 0)) * of_mean);
    result.told_by = data.seen.size();
    return result;
}

}  // namespace gassan
