#include "core/stats/combat.hpp"

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/stats/batch_fit.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>

namespace gassan {
namespace {

constexpr double stop_change = 1e-4;  // sva's
constexpr int most_rounds = 100000;   // sva has no end; tens are usual

/// Of values that are not NaN.
struct Moments {
    double count = 0.0, mean = 0.0, squares = 0.0;  ///< squares: sum of (value - mean)^2

    [[nodiscard]] double variance() const { return squares / (count - 1.0); }
};

/// In two passes; value(i) of i in [0, count).
template <class Value>
Moments moments_of(std::size_t count, const Value& value) {
    Moments moments;
    for (std::size_t i = 0; i < count; ++i) {
        const double x = value(i);
        if (std::isnan(x)) continue;
        moments.count += 1.0;
        moments.mean += x;
    }
    moments.mean /= moments.count;
    for (std::size_t i = 0; i < count; ++i) {
        const double x = value(i);
        if (!std::isnan(x)) moments.squares += (x - moments.mean) * (x - moments.mean);
    }
    return moments;
}

/// Which samples a batch has.
std::vector<std::vector<std::size_t>> members_of(const Labels& batches) {
    std::vector<std::vector<std::size_t>> members(batches.names.size());
    for (std::size_t i = 0; i < batches.of.size(); ++i) members[batches.of[i]].push_back(i);
    return members;
}

/// A variable as the model sees it: what stands over from the grand level and the covariates, in units of its scatter.
struct Standardised {
    std::string reason;           ///< why it cannot be adjusted
    double scatter = 0.0;         ///< standard deviation over batches
    std::vector<double> places;   ///< of each sample: grand level and covariates
    std::vector<Moments> inside;  ///< of the standardised values of each batch
};

struct Model {
    const BatchDesign& design;
    const std::vector<std::vector<std::size_t>>& members;
    std::optional<std::size_t> reference;
};

/// Empty, or which batch holds one value for all its samples.
std::string constant_batch(const Model& model, std::span<const double> row) {
    for (std::size_t b = 0; b < model.members.size(); ++b) {
        const std::vector<std::size_t>& members = model.members[b];
        if (members.size() < 2) continue;
        bool varies = false, missing = false;
        for (const std::size_t i : members) {
            missing = missing || std::isnan(row[i]);
            varies = varies || row[i] != row[members.front()];
        }
        // A gap makes sva's variance unknown, and an unknown variance is not 0: such a batch counts as varying.
        if (!varies && !missing) return "constant in batch " + model.design.batches.names[b];
    }
    return "";
}

/// Variance about the fit. Of complete rows divided by their number, of others by one less and about their mean: so
/// does sva. With a reference its samples alone count.
double pooled_variance(const Model& model, const BatchFit& fit, std::span<const double> row, bool missing) {
    const std::size_t count = model.reference ? model.members[*model.reference].size() : row.size();
    const auto residual = [&](std::size_t k) {
        const std::size_t i = model.reference ? model.members[*model.reference][k] : k;
        return row[i] - fit.levels[model.design.batches.of[i]] - covariate_part(model.design, fit, i);
    };
    if (missing) return moments_of(count, residual).variance();
    double squares = 0.0;
    for (std::size_t k = 0; k < count; ++k) squares += residual(k) * residual(k);
    return squares / double(count);
}

Standardised standardise(const Model& model, std::span<const double> row, bool missing, bool mean_only) {
    Standardised one;
    const BatchFit fit = fit_batches(model.design, row);
    one.reason = fit.reason;
    if (!one.reason.empty()) return one;

    double grand = 0.0;
    if (model.reference)
        grand = fit.levels[*model.reference];
    else
        for (std::size_t b = 0; b < fit.levels.size(); ++b)
            grand += fit.levels[b] * double(model.members[b].size()) / double(row.size());
    one.scatter = std::sqrt(pooled_variance(model, fit, row, missing));
    if (!(one.scatter > 0.0)) {
        one.reason = "nothing scatters about batches and covariates";
        return one;
    }
    one.places.resize(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) one.places[i] = grand + covariate_part(model.design, fit, i);
    for (std::size_t b = 0; b < model.members.size(); ++b) {
        const std::vector<std::size_t>& members = model.members[b];
        one.inside.push_back(moments_of(
            members.size(), [&](std::size_t k) { return (row[members[k]] - one.places[members[k]]) / one.scatter; }));
        if (!mean_only && one.inside[b].count < 2.0)
            one.reason = "one value alone in batch " + model.design.batches.names[b];
    }
    return one;
}

/// What a batch does to one variable: by how much it is shifted, and how much wider it scatters.
struct BatchEffect {
    double shift = 0.0, variance = 1.0;
};

/// What a batch does to all variables: a normal distribution of shifts, an inverse gamma distribution of variances.
struct Priors {
    double mean = 0.0, spread = 0.0, shape = 1.0, rate = 1.0;
};

Priors priors_of(const std::vector<BatchEffect>& effects) {
    const Moments shifts = moments_of(effects.size(), [&](std::size_t v) { return effects[v].shift; });
    const Moments variances = moments_of(effects.size(), [&](std::size_t v) { return effects[v].variance; });
    const double m = variances.mean, s2 = variances.variance();
    return {shifts.mean, shifts.variance(), (2.0 * s2 + m * m) / s2, (m * s2 + m * m * m) / s2};
}

double posterior_shift(double shift, const Priors& priors, double count, double variance) {
    return (priors.spread * count * shift + variance * priors.mean) / (priors.spread * count + variance);
}

/// Posterior shifts and variances, each given the other, in turn until they stand (Johnson 2007, equations 3.1).
/// \param inside of the batch, a variable each
std::vector<BatchEffect> settle(const std::vector<BatchEffect>& seen, const std::vector<const Moments*>& inside,
                                const Priors& priors) {
    std::vector<BatchEffect> now = seen;
    for (int round = 0; round < most_rounds; ++round) {
        double change = -HUGE_VAL;
        for (std::size_t v = 0; v < now.size(); ++v) {
            const Moments& there = *inside[v];
            const double shift = posterior_shift(seen[v].shift, priors, there.count, now[v].variance);
            const double off = there.mean - shift;
            const double squares = there.squares + there.count * off * off;
            const double variance = (0.5 * squares + priors.rate) / (there.count / 2.0 + priors.shape - 1.0);
            change = std::fmax(change, std::fabs(shift - now[v].shift) / now[v].shift);
            change = std::fmax(change, std::fabs(variance - now[v].variance) / now[v].variance);
            now[v] = {shift, variance};
        }
        if (!(change > stop_change)) break;
    }
    return now;
}

/// The effects of one batch on all variables that can be adjusted.
std::vector<BatchEffect> effects_of(const std::vector<Standardised>& all, const std::vector<std::size_t>& able,
                                    std::size_t batch, std::optional<std::size_t> reference, bool mean_only) {
    std::vector<BatchEffect> seen;
    std::vector<const Moments*> inside;
    for (const std::size_t v : able) {
        const Moments& there = all[v].inside[batch];
        double shift = there.mean;
        if (reference && *reference != batch) shift -= all[v].inside[*reference].mean;
        seen.push_back({shift, mean_only ? 1.0 : there.variance()});
        inside.push_back(&there);
    }
    const Priors priors = priors_of(seen);
    if (!mean_only) return settle(seen, inside, priors);
    for (BatchEffect& effect : seen) effect.shift = posterior_shift(effect.shift, priors, 1.0, 1.0);
    return seen;
}

std::vector<std::string> single_batches(const Labels& batches) {
    std::vector<std::string> single;
    const std::vector<std::size_t> counts = batches.counts();
    for (std::size_t b = 0; b < counts.size(); ++b)
        if (counts[b] == 1) single.push_back(batches.names[b]);
    return single;
}

}  // namespace

Combat combat(std::span<const double> values, const Labels& batches, std::span<const DesignColumn> covariates,
              const CombatSettings& settings, int threads, std::span<const double> along) {
    const std::size_t samples = batches.of.size();
    require(batches.names.size() >= 2,
            "ComBat needs two batches or more: there is " + std::to_string(batches.names.size()));
    assert(values.size() % samples == 0);
    const std::size_t variables = values.size() / samples;
    const BatchDesign design = batch_design(batches, {covariates.begin(), covariates.end()});
    const std::vector<std::vector<std::size_t>> members = members_of(batches);
    Combat result{{values.begin(), values.end()},
                  {along.begin(), along.end()},
                  std::vector<std::string>(variables),
                  settings.mean_only,
                  single_batches(batches)};
    result.mean_only = result.mean_only || !result.single.empty();

    const Model model{design, members, settings.reference};
    std::vector<Standardised> all(variables);
    bool missing = false;
    for (std::size_t v = 0; v < variables; ++v) {
        const std::span<const double> row = values.subspan(v * samples, samples);
        all[v].reason = constant_batch(model, row);
        if (all[v].reason.empty())
            missing = missing || std::any_of(row.begin(), row.end(), [](double value) { return std::isnan(value); });
    }
    parallel_for(variables, threads, [&](std::size_t v) {
        if (all[v].reason.empty())
            all[v] = standardise(model, values.subspan(v * samples, samples), missing, result.mean_only);
    });
    std::vector<std::size_t> able;
    for (std::size_t v = 0; v < variables; ++v) {
        result.reasons[v] = all[v].reason;
        if (all[v].reason.empty()) able.push_back(v);
    }
    require(able.size() >= 2, "ComBat learns from many variables what a batch does: only " +
                                  std::to_string(able.size()) + " of " + std::to_string(variables) +
                                  " can be adjusted");

    parallel_for(members.size(), threads, [&](std::size_t b) {
        if (settings.reference == b) return;
        const std::vector<BatchEffect> effects = effects_of(all, able, b, settings.reference, result.mean_only);
        for (std::size_t k = 0; k < able.size(); ++k) {
            const Standardised& one = all[able[k]];
            const double narrowed = std::sqrt(effects[k].variance);
            const auto move = [&](double& value, std::size_t i) {
                const double standardised = (value - one.places[i]) / one.scatter;
                value = (standardised - effects[k].shift) / narrowed * one.scatter + one.places[i];
            };
            for (const std::size_t i : members[b]) {
                move(result.values[able[k] * samples + i], i);
                if (!along.empty()) move(result.along[able[k] * samples + i], i);
            }
        }
    });
    return result;
}

}  // namespace gassan
