#include "core/quality/compare_tables.hpp"

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace gassan {

namespace {

using Columns = std::map<std::string, std::vector<std::size_t>>;

void require_linear(const ValueTable& table, const char* which) {
    require(table.scale == ValueScale::linear, std::string(which) + " has values on the scale " +
                                                   std::string(value_scale_name(table.scale)) +
                                                   "; a comparison takes them as they were measured (linear)");
}

Columns columns_of(const ValueTable& table, std::string Sample::*name) {
    Columns columns;
    for (std::size_t s = 0; s < table.samples(); ++s) {
        const Sample& sample = table.study.samples[s];
        if (sample.type == SampleType::sample && !(sample.*name).empty()) columns[sample.*name].push_back(s);
    }
    return columns;
}

/// A sample of both tables.
struct SamplePair {
    std::string name;
    std::vector<std::size_t> x, y;
};

std::vector<SamplePair> pairs_by(const ValueTable& x, const ValueTable& y, std::string Sample::*name) {
    const Columns in_x = columns_of(x, name), in_y = columns_of(y, name);
    std::vector<SamplePair> pairs;
    std::set<std::string> seen;
    for (const Sample& sample : x.study.samples) {
        const auto here = in_x.find(sample.*name), there = in_y.find(sample.*name);
        if (here == in_x.end() || there == in_y.end() || !seen.insert(sample.*name).second) continue;
        pairs.push_back({sample.*name, here->second, there->second});
    }
    return pairs;
}

/// Row in y of every variable of x; nothing where y has none.
std::vector<std::optional<std::size_t>> rows_in(const ValueTable& x, const ValueTable& y) {
    std::map<std::string, std::size_t> ids, names;
    for (std::size_t v = 0; v < y.variables.size(); ++v) {
        ids.emplace(y.variables[v].id, v);
        if (!y.variables[v].name.empty()) names.emplace(y.variables[v].name, v);
    }
    std::vector<std::optional<std::size_t>> rows;
    for (const Variable& variable : x.variables) {
        const auto same_id = ids.find(variable.id), same_name = names.find(variable.name);
        rows.emplace_back();
        if (same_id != ids.end())
            rows.back() = same_id->second;
        else if (same_name != names.end())
            rows.back() = same_name->second;
    }
    return rows;
}

double mean_of(const ValueTable& table, std::size_t variable, const std::vector<std::size_t>& samples) {
    double sum = 0.0;
    int count = 0;
    for (const std::size_t s : samples) {
        if (!has_measurement(table.row_kinds(variable)[s])) continue;
        sum += table.row(variable)[s];
        ++count;
    }
    return count > 0 ? sum / count : std::nan("");
}

ComparedVariable compare_rows(const ValueTable& x, std::size_t row_x, const ValueTable& y, std::size_t row_y,
                              const std::vector<SamplePair>& pairs, const ComparisonParams& params) {
    const Variable &of_x = x.variables[row_x], &of_y = y.variables[row_y];
    const bool units_differ = !of_x.unit.empty() && !of_y.unit.empty() && of_x.unit != of_y.unit;
    std::vector<std::string> names;
    std::vector<double> values_x, values_y;
    for (const SamplePair& pair : pairs) {
        if (units_differ) break;
        names.push_back(pair.name);
        values_x.push_back(mean_of(x, row_x, pair.x));
        values_y.push_back(mean_of(y, row_y, pair.y));
    }
    ComparedVariable compared = compare_columns(of_x.id, std::move(names), values_x, values_y, params);
    compared.name = of_x.name.empty() ? of_y.name : of_x.name;
    compared.unit = of_x.unit.empty() ? of_y.unit : of_x.unit;
    if (units_differ) {
        compared.other_unit = of_y.unit;
        compared.verdict = ComparisonVerdict::units_differ;
    }
    return compared;
}

}  // namespace

ComparedVariable compare_columns(std::string id, std::vector<std::string> samples, std::span<const double> x,
                                 std::span<const double> y, const ComparisonParams& params) {
    ComparedVariable compared;
    compared.id = std::move(id);
    compared.result = compare_methods(x, y, params);
    compared.verdict = comparison_verdict(compared.result);
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!std::isfinite(x[i]) || !std::isfinite(y[i])) continue;
        compared.samples.push_back(samples[i]);
        compared.x.push_back(x[i]);
        compared.y.push_back(y[i]);
    }
    return compared;
}

ComparedTables compare_tables(const ValueTable& x, const ValueTable& y, const ComparisonParams& params, int threads) {
    require_linear(x, "the first table");
    require_linear(y, "the second table");
    ComparedTables compared;
    compared.confidence = params.confidence;
    compared.deming_ratio = params.deming_ratio;
    auto pairs = pairs_by(x, y, &Sample::sample_id);
    compared.by_specimen = pairs.empty();
    if (compared.by_specimen) pairs = pairs_by(x, y, &Sample::specimen_id);
    require(!pairs.empty(), "the tables have no sample in common, neither by sample_id nor by specimen_id");
    compared.samples = pairs.size();
    for (const SamplePair& pair : pairs) compared.averaged += pair.x.size() > 1 || pair.y.size() > 1;

    const auto rows = rows_in(x, y);
    std::vector<std::size_t> shared;
    std::vector<bool> found(y.variables.size(), false);
    for (std::size_t v = 0; v < rows.size(); ++v) {
        if (rows[v]) {
            shared.push_back(v);
            found[*rows[v]] = true;
        } else {
            compared.only_x.push_back(x.variables[v].id);
        }
    }
    for (std::size_t v = 0; v < found.size(); ++v)
        if (!found[v]) compared.only_y.push_back(y.variables[v].id);
    require(!shared.empty(), "the tables have no variable in common, neither by id nor by name");
    compared.variables.resize(shared.size());
    parallel_for(shared.size(), threads, [&](std::size_t i) {
        compared.variables[i] = compare_rows(x, shared[i], y, *rows[shared[i]], pairs, params);
    });
    return compared;
}

}  // namespace gassan
