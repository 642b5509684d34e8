#include "core/quality/quality_view.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace gassan {
namespace {

std::size_t place_of(const std::vector<std::string>& sorted, const std::string& name) {
    const auto found = std::lower_bound(sorted.begin(), sorted.end(), name);
    return found != sorted.end() && *found == name ? std::size_t(found - sorted.begin()) : sorted.size();
}

void sort_unique(std::vector<std::string>& names) {
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
}

/// QCs of two pools differ by what was pooled: one of them judges, that with the most QCs, of the first name.
std::optional<std::string> largest_pool(const Study& study) {
    std::map<std::string, std::size_t> counts;
    for (const Sample& sample : study.samples)
        if (sample.type == SampleType::qc) ++counts[sample.pool];
    if (counts.size() < 2) return {};
    return std::max_element(counts.begin(), counts.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
}

void part_by_type(QualityView& view) {
    const auto& samples = view.table.study.samples;
    view.pool = largest_pool(view.table.study);
    for (std::size_t s = 0; s < samples.size(); ++s) {
        const SampleType type = samples[s].type;
        if (type == SampleType::sample) view.samples.push_back(s);
        if (type == SampleType::blank) view.blanks.push_back(s);
        if (type != SampleType::qc) continue;
        ++view.all_qcs;
        if (!view.pool || samples[s].pool == *view.pool) view.qcs.push_back(s);
    }
}

void name_groups_and_batches(QualityView& view) {
    const auto& samples = view.table.study.samples;
    for (const Sample& sample : samples) {
        if (sample.type == SampleType::sample && !sample.group.empty()) view.groups.push_back(sample.group);
        if (sample.type == SampleType::sample || sample.type == SampleType::qc) view.batches.push_back(sample.batch);
    }
    sort_unique(view.groups);
    sort_unique(view.batches);
    for (const Sample& sample : samples) {
        const bool has_group = sample.type == SampleType::sample;
        view.group_of.push_back(has_group ? place_of(view.groups, sample.group) : view.groups.size());
        view.batch_of.push_back(place_of(view.batches, sample.batch));
    }
}

/// A run that failed tells nothing of what its polarity knows.
void find_scopes(QualityView& view) {
    const auto& samples = view.table.study.samples;
    view.knows.assign(view.table.variables.size(), {});
    for (std::size_t v = 0; v < view.knows.size(); ++v) {
        const auto kinds = view.table.row_kinds(v);
        for (std::size_t s = 0; s < samples.size(); ++s)
            if (kinds[s] != CellKind::not_measured && kinds[s] != CellKind::failed)
                view.knows[v][std::size_t(int(samples[s].polarity) + 1)] = true;
        if (view.knows[v] == std::array<bool, 3>{}) view.knows[v].fill(true);
    }
}

}  // namespace

bool QualityView::in_scope(std::size_t variable, std::size_t sample) const {
    return knows[variable][std::size_t(int(table.study.samples[sample].polarity) + 1)];
}

QualityView quality_view(const ValueTable& table, const QualityParams& params) {
    QualityView view{table, params};
    part_by_type(view);
    name_groups_and_batches(view);
    find_scopes(view);
    return view;
}

Numbers numbers_of(const QualityView& view, std::size_t variable, const std::vector<std::size_t>& runs) {
    Numbers out;
    const auto values = view.table.row(variable);
    const auto kinds = view.table.row_kinds(variable);
    for (const std::size_t s : runs)
        if (has_measurement(kinds[s])) {
            out.values.push_back(values[s]);
            out.samples.push_back(s);
        }
    if (std::all_of(out.values.begin(), out.values.end(), [](double value) { return value > 0.0; }))
        for (const double value : out.values) out.logarithms.push_back(std::log(value));
    return out;
}

}  // namespace gassan
