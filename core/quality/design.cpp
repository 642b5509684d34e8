#include "core/quality/design.hpp"

#include "core/stats/association.hpp"
#include "core/stats/joined_sets.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace gassan {
namespace {

using Kind = QualityFindingKind;

void add(StudyQuality& out, Kind kind, std::vector<std::string> names, std::vector<double> numbers) {
    out.findings.push_back({kind, std::move(names), std::move(numbers)});
}

bool counts_for_order(const Sample& sample) {
    return sample.type == SampleType::sample || sample.type == SampleType::qc;
}

void look_at_qcs(const QualityView& view, StudyQuality& out) {
    const double least = view.params.least_qcs;
    if (view.all_qcs == 0)
        add(out, Kind::no_qcs, {}, {least});
    else if (double(view.qcs.size()) < least)
        add(out, Kind::few_qcs, {}, {double(view.qcs.size()), least});
    if (view.pool) add(out, Kind::several_pools, {*view.pool}, {double(view.qcs.size()), double(view.all_qcs)});
    if (view.blanks.empty()) add(out, Kind::no_blanks, {}, {});
    if (view.groups.empty()) add(out, Kind::no_groups, {}, {});
}

/// Two runs of one order in one batch and polarity: one of them is wrong.
void look_at_orders(const QualityView& view, StudyQuality& out) {
    std::size_t runs = 0, without = 0;
    std::map<std::tuple<std::string, Polarity, long>, std::vector<std::string>> at;
    for (const Sample& sample : view.table.study.samples) {
        if (!counts_for_order(sample)) continue;
        ++runs;
        without += sample.injection_order ? 0 : 1;
        if (sample.injection_order)
            at[{sample.batch, sample.polarity, *sample.injection_order}].push_back(sample.sample_id);
    }
    if (without > 0) add(out, Kind::no_order, {}, {double(without), double(runs)});
    if (out.orders_restart) add(out, Kind::order_restarts, {}, {});
    std::vector<std::string> twice;
    for (const auto& [place, names] : at)
        if (names.size() > 1) twice.insert(twice.end(), names.begin(), names.end());
    if (!twice.empty()) {
        const double count = double(twice.size());
        add(out, Kind::order_twice, std::move(twice), {count});
    }
}

void look_at_units(const QualityView& view, StudyQuality& out) {
    for (const QualityUnit& unit : out.units) {
        if (unit.samples == 0 || view.all_qcs == 0) continue;
        const std::vector<std::string> names{unit.batch, unit.capillary};
        if (unit.qcs == 0) {
            add(out, Kind::unit_without_qc, names, {double(unit.samples)});
            continue;
        }
        if (unit.before_first + unit.after_last > 0)
            add(out, Kind::not_bracketed, names, {double(unit.before_first), double(unit.after_last)});
        if (unit.widest_gap > std::size_t(view.params.max_qc_gap))
            add(out, Kind::wide_gap, names, {double(unit.widest_gap), double(view.params.max_qc_gap)});
    }
}

/// Of each part by itself: its batches, and its groups.
std::vector<std::string> parts_in_words(const QualityView& view, const std::vector<std::size_t>& batches,
                                        const std::vector<std::size_t>& groups, const std::vector<std::size_t>& part) {
    std::map<std::size_t, std::pair<std::set<std::string>, std::set<std::string>>> parts;
    for (std::size_t i = 0; i < batches.size(); ++i) {
        auto& [names, holds] = parts[part[batches[i]]];
        names.insert(view.batches[batches[i]]);
        holds.insert(view.groups[groups[i]]);
    }
    std::vector<std::string> words;
    const auto joined = [](const std::set<std::string>& names) {
        std::string text;
        for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
        return text;
    };
    for (const auto& [number, both] : parts) words.push_back(joined(both.first) + " (" + joined(both.second) + ")");
    return words;
}

void look_at_groups(const QualityView& view, StudyQuality& out) {
    std::vector<double> orders;
    std::vector<std::size_t> ordered_groups, batches, groups;
    for (const std::size_t s : view.samples) {
        if (view.group_of[s] == view.groups.size()) continue;
        batches.push_back(view.batch_of[s]);
        groups.push_back(view.group_of[s]);
        if (const auto order = view.table.study.samples[s].injection_order) {
            orders.push_back(double(*order));
            ordered_groups.push_back(view.group_of[s]);
        }
    }
    const double r = order_association(orders, ordered_groups);
    if (r > view.params.max_order_correlation)
        add(out, Kind::order_with_group, {}, {r, view.params.max_order_correlation});
    const auto part = connected_batches(batches, groups, view.batches.size(), view.groups.size());
    auto words = parts_in_words(view, batches, groups, part);
    const double v = cramers_v(batches, groups);
    const double parts = double(words.size());
    if (parts > 1.0)
        add(out, Kind::batch_apart, std::move(words), {parts});
    else if (v > view.params.max_batch_association)
        add(out, Kind::batch_with_group, {}, {v, view.params.max_batch_association});
}

void look_at_cells(const QualityView& view, StudyQuality& out) {
    std::size_t not_positive = 0;
    std::vector<std::string> failed;
    const std::size_t variables = view.table.variables.size();
    for (std::size_t s = 0; s < view.table.samples(); ++s) {
        std::size_t gone = 0;
        for (std::size_t v = 0; v < variables; ++v) {
            const CellKind kind = view.table.row_kinds(v)[s];
            gone += kind == CellKind::failed ? 1 : 0;
            not_positive += has_measurement(kind) && !(view.table.row(v)[s] > 0.0) ? 1 : 0;
        }
        if (variables > 0 && gone == variables) failed.push_back(view.table.study.samples[s].sample_id);
    }
    if (not_positive > 0) add(out, Kind::not_positive_values, {}, {double(not_positive)});
    if (!failed.empty()) {
        const double count = double(failed.size());
        add(out, Kind::failed_runs, std::move(failed), {count});
    }
}

}  // namespace

std::vector<std::size_t> connected_batches(std::span<const std::size_t> batches, std::span<const std::size_t> groups,
                                           std::size_t batch_count, std::size_t group_count) {
    JoinedSets sets(batch_count + group_count);
    for (std::size_t i = 0; i < batches.size(); ++i) sets.join(batches[i], batch_count + groups[i]);
    std::map<std::size_t, std::size_t> numbers;
    std::vector<std::size_t> out;
    for (std::size_t b = 0; b < batch_count; ++b)
        out.push_back(numbers.try_emplace(sets.root(b), numbers.size()).first->second);
    return out;
}

void find_design_faults(const QualityView& view, StudyQuality& out) {
    look_at_qcs(view, out);
    look_at_orders(view, out);
    look_at_units(view, out);
    look_at_groups(view, out);
    look_at_cells(view, out);
}

}  // namespace gassan
