#include "core/quality/run_map.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

namespace gassan {
namespace {

using UnitKey = std::tuple<std::string, std::string, Polarity>;

UnitKey key_of(const Sample& sample) {
    return {sample.batch, sample.capillary, sample.polarity};
}

/// In the order of their first runs: the table is in the order of injection.
void find_units(const QualityView& view, StudyQuality& out) {
    std::map<UnitKey, std::size_t> known;
    for (const Sample& sample : view.table.study.samples) {
        const auto [at, is_new] = known.try_emplace(key_of(sample), out.units.size());
        if (is_new) {
            QualityUnit unit;
            unit.batch = sample.batch, unit.capillary = sample.capillary, unit.polarity = sample.polarity;
            out.units.push_back(unit);
        }
        out.unit_of_run.push_back(at->second);
    }
}

/// Walks the runs of a unit in their order.
struct Walk {
    bool seen_qc = false;
    std::size_t since_qc = 0;

    void qc(QualityUnit& unit) {
        (seen_qc ? unit.widest_gap : unit.before_first) = std::max(seen_qc ? unit.widest_gap : 0, since_qc);
        seen_qc = true;
        since_qc = 0;
    }
    void end(QualityUnit& unit) const {
        if (seen_qc) unit.after_last = since_qc;
    }
};

void note_order(QualityUnit& unit, bool is_first, long order) {
    unit.first_order = is_first ? order : std::min(unit.first_order, order);
    unit.last_order = is_first ? order : std::max(unit.last_order, order);
}

}  // namespace

void map_units(const QualityView& view, StudyQuality& out) {
    find_units(view, out);
    std::vector<Walk> walks(out.units.size());
    std::vector<bool> ordered(out.units.size(), false);
    for (std::size_t s = 0; s < out.unit_of_run.size(); ++s) {
        const Sample& sample = view.table.study.samples[s];
        const std::size_t u = out.unit_of_run[s];
        const bool is_qc = sample.type == SampleType::qc, is_sample = sample.type == SampleType::sample;
        out.units[u].qcs += is_qc ? 1 : 0;
        out.units[u].samples += is_sample ? 1 : 0;
        if (!sample.injection_order) continue;
        note_order(out.units[u], !ordered[u], *sample.injection_order);
        ordered[u] = true;
        if (is_qc) walks[u].qc(out.units[u]);
        if (is_sample) ++walks[u].since_qc;
    }
    for (std::size_t u = 0; u < walks.size(); ++u) walks[u].end(out.units[u]);
}

void summarise_runs(const QualityView& view, StudyQuality& out) {
    const std::size_t variables = view.table.variables.size();
    std::vector<double> reference(variables, no_value);
    for (std::size_t v = 0; v < variables; ++v) {
        Numbers numbers = numbers_of(view, v, view.qcs);
        if (numbers.size() == 0) numbers = numbers_of(view, v, view.samples);
        if (numbers.size() > 0) reference[v] = median(numbers.values);
    }
    out.runs.resize(view.table.samples());
    for (std::size_t s = 0; s < out.runs.size(); ++s) {
        std::vector<double> ratios;
        for (std::size_t v = 0; v < variables; ++v) {
            if (!view.in_scope(v, s)) continue;
            const CellKind kind = view.table.row_kinds(v)[s];
            ++out.runs[s].kinds[std::size_t(kind)];
            const double ratio = has_measurement(kind) ? view.table.row(v)[s] / reference[v] : no_value;
            if (ratio > 0.0 && std::isfinite(ratio)) ratios.push_back(std::log2(ratio));
        }
        if (!ratios.empty()) out.runs[s].log2_ratio = median(std::move(ratios));
    }
}

}  // namespace gassan
