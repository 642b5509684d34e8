#include "core/normalise/dilution_links.hpp"

#include "core/base/student_t.hpp"
#include "core/stats/batch_effect.hpp"

#include <charconv>
#include <cmath>
#include <optional>

namespace gassan {
namespace {

constexpr double least_samples = 6;
constexpr double chance = 0.05;

/// A column of the design beside ln factor, where both are told.
struct Pairs {
    std::vector<std::string> cells;
    std::vector<double> ln_factors;
};

template <class Cell>
Pairs pairs_of(const Study& study, const Dilution& dilution, const Cell& cell) {
    Pairs pairs;
    for (std::size_t i = 0; i < study.samples.size(); ++i) {
        const double factor = dilution.samples[i].factor;
        const std::string& text = cell(study.samples[i]);
        if (study.samples[i].type != SampleType::sample || std::isnan(factor) || is_unknown(text)) continue;
        pairs.cells.push_back(text);
        pairs.ln_factors.push_back(std::log(factor));
    }
    return pairs;
}

std::optional<std::vector<double>> numbers_of(const std::vector<std::string>& cells) {
    std::vector<double> numbers;
    for (const std::string& cell : cells) {
        double value = 0.0;
        const auto [stop, fault] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        if (fault != std::errc{} || stop != cell.data() + cell.size()) return std::nullopt;
        numbers.push_back(value);
    }
    return numbers;
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
    const double n = double(x.size());
    double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        mx += x[i] / n;
        my += y[i] / n;
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - mx) * (x[i] - mx);
        yy += (y[i] - my) * (y[i] - my);
        xy += (x[i] - mx) * (y[i] - my);
    }
    return xy / std::sqrt(xx * yy);
}

std::optional<DilutionLink> link_of(const std::string& with, const Pairs& pairs) {
    const Labels labels = labels_of(pairs.cells);
    const double n = double(pairs.cells.size());
    if (n < least_samples || labels.names.size() < 2) return std::nullopt;
    DilutionLink link;
    link.with = with;
    link.samples = pairs.cells.size();
    if (const auto numbers = numbers_of(pairs.cells); numbers && labels.names.size() > 2) {
        link.strength = correlation(*numbers, pairs.ln_factors);
        const double t = link.strength * std::sqrt((n - 2.0) / (1.0 - link.strength * link.strength));
        link.p = 2.0 * student_t_cdf(-std::fabs(t), n - 2.0);
    } else {
        const BatchTest test = test_batches(pairs.ln_factors, labels);
        link.classes = true;
        link.p = test.p;
        link.strength = test.f * test.df_between / (test.f * test.df_between + test.df_within);
    }
    return std::isfinite(link.p) ? std::optional(link) : std::nullopt;
}

}  // namespace

std::vector<DilutionLink> dilution_links(const Study& study, const Dilution& dilution) {
    std::vector<DilutionLink> links;
    const auto ask = [&](const std::string& with, const auto& cell) {
        if (std::optional<DilutionLink> link = link_of(with, pairs_of(study, dilution, cell)))
            links.push_back(std::move(*link));
    };
    ask("group", [](const Sample& sample) -> const std::string& { return sample.group; });
    ask("visit", [](const Sample& sample) -> const std::string& { return sample.visit; });
    for (std::size_t c = 0; c < study.covariates.size(); ++c) {
        if (study.covariates[c] == dilution.column) continue;
        static const std::string nothing;
        ask(study.covariates[c], [c](const Sample& sample) -> const std::string& {
            return c < sample.covariates.size() ? sample.covariates[c] : nothing;
        });
    }
    for (DilutionLink& link : links) link.notable = link.p < chance / double(links.size());
    return links;
}

}  // namespace gassan
