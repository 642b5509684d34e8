#include "core/stats/batch_effect.hpp"

#include "core/base/parallel.hpp"
#include "core/base/robust.hpp"
#include "core/model/spectrum.hpp"
#include "core/stats/batch_fit.hpp"

#include <boost/math/distributions/fisher_f.hpp>

#include <cassert>
#include <cmath>
#include <numeric>

namespace gassan {

BatchesRemoved remove_batches(std::span<const double> values, const Labels& batches,
                              std::span<const DesignColumn> covariates, int threads) {
    const BatchDesign design = batch_design(batches, {covariates.begin(), covariates.end()});
    const std::size_t samples = batches.of.size(), variables = values.size() / samples;
    BatchesRemoved removed{{values.begin(), values.end()}, std::vector<std::string>(variables)};
    parallel_for(variables, threads, [&](std::size_t v) {
        const BatchFit fit = fit_batches(design, values.subspan(v * samples, samples));
        removed.reasons[v] = fit.reason;
        if (!fit.reason.empty()) return;
        const double middle = std::accumulate(fit.levels.begin(), fit.levels.end(), 0.0) / double(fit.levels.size());
        for (std::size_t i = 0; i < samples; ++i) removed.values[v * samples + i] -= fit.levels[batches.of[i]] - middle;
    });
    return removed;
}

BatchTest test_batches(std::span<const double> values, const Labels& batches) {
    assert(values.size() == batches.of.size());
    std::vector<double> means(batches.names.size(), 0.0), counts(batches.names.size(), 0.0);
    double grand = 0.0, count = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isnan(values[i])) continue;
        means[batches.of[i]] += values[i];
        counts[batches.of[i]] += 1.0;
        grand += values[i];
        count += 1.0;
    }
    grand /= count;
    BatchTest test{no_value, no_value, -1.0, count};
    double between = 0.0, within = 0.0;
    for (std::size_t b = 0; b < means.size(); ++b) {
        if (counts[b] == 0.0) continue;
        means[b] /= counts[b];
        between += counts[b] * (means[b] - grand) * (means[b] - grand);
        test.df_between += 1.0;
        test.df_within -= 1.0;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double off = values[i] - means[batches.of[i]];
        if (!std::isnan(off)) within += off * off;
    }
    if (test.df_between < 1.0 || test.df_within < 1.0 || !(within > 0.0)) return test;
    test.f = between / test.df_between / (within / test.df_within);
    const boost::math::fisher_f distribution(test.df_between, test.df_within);
    test.p = boost::math::cdf(boost::math::complement(distribution, test.f));
    return test;
}

std::vector<double> qc_median_ratio(std::span<const double> values, const std::vector<bool>& is_qc,
                                    const Labels& batches) {
    assert(values.size() == batches.of.size() && values.size() == is_qc.size());
    std::vector<double> all;
    std::vector<std::vector<double>> of_batch(batches.names.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!is_qc[i] || std::isnan(values[i])) continue;
        all.push_back(values[i]);
        of_batch[batches.of[i]].push_back(values[i]);
    }
    const double level = median(all);
    std::vector<double> factors;
    for (std::vector<double>& qcs : of_batch) {
        const double own = median(std::move(qcs));
        factors.push_back(own > 0.0 && level > 0.0 ? level / own : no_value);
    }
    std::vector<double> corrected(values.begin(), values.end());
    for (std::size_t i = 0; i < corrected.size(); ++i) corrected[i] *= factors[batches.of[i]];
    return corrected;
}

}  // namespace gassan
