#include "core/normalise/combat_batches.hpp"

#include "core/base/error.hpp"
#include "core/base/fields.hpp"
#include "core/stats/combat.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

std::vector<std::size_t> samples_of(const Study& study) {
    std::vector<std::size_t> samples;
    std::vector<std::string> without;
    for (std::size_t i = 0; i < study.samples.size(); ++i) {
        if (study.samples[i].type != SampleType::sample) continue;
        samples.push_back(i);
        if (study.samples[i].batch.empty()) without.push_back(study.samples[i].sample_id);
    }
    require(!samples.empty(), "ComBat works on samples: there is none");
    require(without.empty(), "ComBat needs the batch of every sample: column batch is empty for " +
                                 std::to_string(without.size()) +
                                 " (first: " + (without.empty() ? "" : without.front()) + ")");
    return samples;
}

std::vector<std::string> cells_of(const Study& study, const std::string& name, const std::vector<std::size_t>& of) {
    const auto column = std::find(study.covariates.begin(), study.covariates.end(), name);
    std::vector<std::string> known{"group", "visit"};
    known.insert(known.end(), study.covariates.begin(), study.covariates.end());
    require(name == "group" || name == "visit" || column != study.covariates.end(),
            "the sample sheet has no column " + name + did_you_mean(name, known));
    std::vector<std::string> cells;
    for (const std::size_t i : of) {
        const Sample& sample = study.samples[i];
        const auto c = std::size_t(column - study.covariates.begin());
        cells.push_back(name == "group"                ? sample.group
                        : name == "visit"              ? sample.visit
                        : c < sample.covariates.size() ? sample.covariates[c]
                                                       : "");
    }
    return cells;
}

bool is_linear(const ValueTable& table) {
    return table.scale == ValueScale::linear;
}

}  // namespace

CombatBatches combat_batches(ValueTable table, const std::vector<std::string>& covariates, int threads) {
    require(
        table.scale != ValueScale::glog && table.scale != ValueScale::scaled,
        "ComBat works on logarithms; these values are on a " + std::string(value_scale_name(table.scale)) + " scale");
    const std::vector<std::size_t> of = samples_of(table.study);
    std::vector<std::string> batch_cells;
    for (const std::size_t i : of) batch_cells.push_back(table.study.samples[i].batch);
    std::vector<DesignColumn> columns;
    for (const std::string& name : covariates)
        for (DesignColumn& column : design_columns(name, cells_of(table.study, name, of)))
            columns.push_back(std::move(column));

    const auto in = [&](double value) { return !is_linear(table) ? value : value > 0.0 ? std::log(value) : no_value; };
    std::vector<double> values, limits;
    for (std::size_t v = 0; v < table.variables.size(); ++v)
        for (const std::size_t i : of) {
            values.push_back(has_measurement(table.row_kinds(v)[i]) ? in(table.row(v)[i]) : no_value);
            limits.push_back(in(table.row_limits(v)[i]));
        }
    const Combat done = combat(values, labels_of(batch_cells), columns, {}, threads, limits);

    CombatBatches result{std::move(table), done.reasons, 0, {}};
    for (std::size_t v = 0; v < result.reasons.size(); ++v) {
        if (!result.reasons[v].empty()) {
            result.notes.push_back(
                {"combat-left", result.table.variables[v].id, "stays as it is: " + result.reasons[v]});
            continue;
        }
        ++result.adjusted;
        for (std::size_t k = 0; k < of.size(); ++k) {
            const double value = done.values[v * of.size() + k], limit = done.along[v * of.size() + k];
            if (!std::isnan(value)) result.table.row(v)[of[k]] = is_linear(result.table) ? std::exp(value) : value;
            if (!std::isnan(limit))
                result.table.row_limits(v)[of[k]] = is_linear(result.table) ? std::exp(limit) : limit;
        }
    }
    if (!done.single.empty())
        result.notes.push_back({"combat-mean-only", done.single.front(),
                                "a batch with one sample has no scatter: ComBat brought batches to one level only"});
    return result;
}

std::vector<std::string> kept_covariates(const Study& study, std::string_view keep) {
    std::vector<std::string> kept;
    const auto keep_told = [&](std::string_view name, std::string Sample::*column) {
        if (keep != name && keep != "both") return;
        const auto is_told = [&](const Sample& sample) {
            return sample.type == SampleType::sample && !(sample.*column).empty();
        };
        if (std::any_of(study.samples.begin(), study.samples.end(), is_told)) kept.emplace_back(name);
    };
    keep_told("group", &Sample::group);
    keep_told("visit", &Sample::visit);
    return kept;
}

}  // namespace gassan
