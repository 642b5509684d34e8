#include "core/normalise/fill_values.hpp"

#include "core/base/error.hpp"
#include "core/base/fields.hpp"
#include "core/base/parallel.hpp"
#include "core/stats/knn_impute.hpp"
#include "core/stats/tobit.hpp"

#include <cmath>
#include <optional>

namespace gassan {
namespace {

bool is_specimen(const Sample& sample) {
    return sample.type == SampleType::sample || sample.type == SampleType::qc;
}

/// How many ln one unit of the scale is; linear values are taken to ln themselves.
double ln_per_unit(ValueScale scale) {
    if (scale == ValueScale::log2) return std::log(2.0);
    if (scale == ValueScale::log10) return std::log(10.0);
    return 1.0;
}
double to_ln(double value, ValueScale scale) {
    if (scale == ValueScale::linear) return value > 0.0 ? std::log(value) : no_value;
    return value * ln_per_unit(scale);
}
double from_ln(double value, ValueScale scale) {
    return scale == ValueScale::linear ? std::exp(value) : value / ln_per_unit(scale);
}

/// A variable, its numbers in ln.
struct LnRow {
    std::vector<double> values, limits;  ///< NaN = none
};

LnRow ln_row(const ValueTable& table, std::size_t v) {
    LnRow row{std::vector<double>(table.samples(), no_value), std::vector<double>(table.samples(), no_value)};
    double least = no_value;
    for (std::size_t i = 0; i < table.samples(); ++i) {
        if (!has_measurement(table.row_kinds(v)[i])) continue;
        row.values[i] = to_ln(table.row(v)[i], table.scale);
        if (is_specimen(table.study.samples[i])) least = std::fmin(least, row.values[i]);
    }
    for (std::size_t i = 0; i < table.samples(); ++i) {
        if (table.row_kinds(v)[i] != CellKind::below_limit) continue;
        const double told = to_ln(table.row_limits(v)[i], table.scale);
        row.limits[i] = std::isnan(told) ? least : told;
    }
    return row;
}

VariableFill count(const ValueTable& table, std::size_t v) {
    VariableFill fill;
    double samples = 0.0, below = 0.0, missing = 0.0, told = 0.0;
    for (std::size_t i = 0; i < table.samples(); ++i) {
        const CellKind kind = table.row_kinds(v)[i];
        if (!is_specimen(table.study.samples[i]) || kind == CellKind::failed) continue;
        fill.measured += has_measurement(kind);
        fill.below += kind == CellKind::below_limit;
        fill.not_measured += kind == CellKind::not_measured;
        if (table.study.samples[i].type != SampleType::sample) continue;
        samples += 1.0;
        below += kind == CellKind::below_limit;
        missing += kind == CellKind::not_measured;
        told += kind != CellKind::not_measured;
    }
    fill.below_share = told > 0.0 ? below / told : 0.0;
    fill.missing_share = samples > 0.0 ? missing / samples : 0.0;
    return fill;
}

std::string percent(double share) {
    return number_text(std::round(share * 1000.0) / 10.0) + " %";
}

/// Which way for cells below their limits, and why.
void choose(const FillRequest& request, VariableFill& fill) {
    if (request.method == "half" && fill.below > 0) {
        fill.below_by = FillBy::half_limit;
        fill.reason =
            "half the limit, as asked (" + percent(fill.below_share) + " below it): for figures, not for models";
    } else if (request.method == "tobit" && fill.below > 0) {
        fill.below_by = FillBy::mean_below_limit;
        fill.reason = "mean below the limit, as asked (" + percent(fill.below_share) + " below it)";
    } else if (request.method == "auto" && fill.below > 0) {
        const std::string share = percent(fill.below_share) + " of samples below the limit";
        if (fill.below_share > request.most_below_share) {
            fill.reason = share + ": tells detected or not detected alone, not filled";
        } else if (fill.below_share < request.least_below_share) {
            fill.below_by = FillBy::half_limit;
            fill.reason = share + ": half the limit moves nothing";
        } else {
            fill.below_by = FillBy::mean_below_limit;
            fill.reason = share +
                          ": mean below the limit of a left-censored lognormal; models had better take the cells "
                          "as censored";
        }
    } else if (fill.below > 0) {
        fill.reason = percent(fill.below_share) + " of samples below the limit: left";
    }
    if ((request.method == "auto" || request.method == "knn") && fill.not_measured > 0) {
        const std::string share = percent(fill.missing_share) + " not measured";
        const bool few = fill.missing_share <= request.most_missing_share &&
                         fill.below_share <= request.most_below_share && fill.measured > 0;
        if (few) fill.missing_by = FillBy::neighbours;
        fill.reason +=
            (fill.reason.empty() ? "" : "; ") + share + (few ? ": told by neighbours" : ": too many to fill");
    }
}

/// The censored lognormal of the samples; where there is none, half the limit will have to do.
void fit_below(const ValueTable& table, const LnRow& row, VariableFill& fill) {
    std::vector<double> values;
    std::vector<bool> below;
    for (std::size_t i = 0; i < table.samples(); ++i) {
        if (table.study.samples[i].type != SampleType::sample) continue;
        const bool under = !std::isnan(row.limits[i]);
        values.push_back(under ? row.limits[i] : row.values[i]);
        below.push_back(under);
    }
    const Tobit tobit = fit_tobit(values, below);
    if (tobit.estimated()) {
        fill.ln_mean = tobit.terms[0].estimate;
        fill.ln_sd = tobit.sigma;
    } else if (fill.below_by == FillBy::mean_below_limit) {
        fill.below_by = FillBy::half_limit;
        fill.reason += "; no lognormal can be fitted (" + tobit.reason + "): half the limit";
    }
}

void fill_below(ValueTable& table, std::size_t v, const LnRow& row, VariableFill& fill) {
    if (fill.below_by == FillBy::nothing) return;
    for (std::size_t i = 0; i < table.samples(); ++i) {
        if (!is_specimen(table.study.samples[i]) || std::isnan(row.limits[i])) continue;
        const double ln = fill.below_by == FillBy::half_limit ? row.limits[i] - std::log(2.0)
                                                              : mean_below(row.limits[i], fill.ln_mean, fill.ln_sd);
        table.row(v)[i] = from_ln(ln, table.scale);
        ++fill.filled_below;
    }
}

/// What was not measured, by the variables that go along; all in ln.
void fill_missing(const FillRequest& request, int threads, Filled& filled) {
    ValueTable& table = filled.table;
    std::vector<std::size_t> columns, rows;
    for (std::size_t i = 0; i < table.samples(); ++i)
        if (is_specimen(table.study.samples[i])) columns.push_back(i);
    for (std::size_t v = 0; v < table.variables.size(); ++v)
        if (filled.variables[v].missing_share <= request.most_missing_share &&
            filled.variables[v].below_share <= request.most_below_share)
            rows.push_back(v);
    std::vector<double> values;
    for (const std::size_t v : rows)
        for (const std::size_t i : columns) values.push_back(to_ln(table.row(v)[i], table.scale));
    if (values.empty()) return;
    // A row with more gaps than it may have is left out already, a sample with many gaps is told by the share it has.
    const KnnFilled told = knn_impute(values, columns.size(), {request.neighbours, 1.0, 1.0}, threads);
    std::vector<bool> by_mean(values.size(), false);
    for (const std::size_t cell : told.by_mean) by_mean[cell] = true;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        VariableFill& fill = filled.variables[rows[r]];
        if (fill.missing_by != FillBy::neighbours) continue;
        for (std::size_t c = 0; c < columns.size(); ++c) {
            if (table.row_kinds(rows[r])[columns[c]] != CellKind::not_measured) continue;
            const double ln = told.values[r * columns.size() + c];
            // Where no neighbour has a value the mean over other variables says nothing of this one.
            if (by_mean[r * columns.size() + c] || std::isnan(ln)) continue;
            table.row(rows[r])[columns[c]] = from_ln(ln, table.scale);
            ++fill.filled_missing;
        }
    }
}

}  // namespace

Filled fill_values(ValueTable table, const FillRequest& request, int threads) {
    Filled filled{std::move(table), {}, {}};
    const std::size_t variables = filled.table.variables.size();
    require(request.method == "none" ||
                (filled.table.scale != ValueScale::glog && filled.table.scale != ValueScale::scaled),
            "cells are filled on a linear or logarithmic scale; these values are on a " +
                std::string(value_scale_name(filled.table.scale)) + " scale");
    filled.variables.resize(variables);
    parallel_for(variables, threads, [&](std::size_t v) {
        VariableFill& fill = filled.variables[v];
        fill = count(filled.table, v);
        choose(request, fill);
        if (filled.table.scale == ValueScale::glog || filled.table.scale == ValueScale::scaled || fill.below == 0)
            return;
        const LnRow row = ln_row(filled.table, v);
        fit_below(filled.table, row, fill);
        fill_below(filled.table, v, row, fill);
    });
    for (std::size_t v = 0; v < variables; ++v)
        if (filled.variables[v].below_share > request.most_below_share && request.method == "auto")
            filled.notes.push_back({"mostly-below-limit", filled.table.variables[v].id, filled.variables[v].reason});
    bool wanted = false;
    for (const VariableFill& fill : filled.variables) wanted = wanted || fill.missing_by == FillBy::neighbours;
    if (wanted) fill_missing(request, threads, filled);
    return filled;
}

}  // namespace gassan
