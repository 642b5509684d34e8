#include "tests/oracle/drift_groups.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gassan {

DriftData drift_data(const OracleCase& given) {
    const OracleTable samples = given.table("in_samples.tsv");
    const std::string by = given.setting("by"), qc = given.setting("qc");
    const std::vector<std::string> types = samples.texts("sampleType");
    const std::vector<std::string> groups =
        by == "none" ? std::vector<std::string>(types.size(), "all") : samples.texts(by);
    DriftData data{.matrix = given.matrix("in_matrix.tsv"), .orders = samples.numbers("injectionOrder")};
    for (std::size_t s = 0; s < types.size(); ++s) {
        auto group = std::find_if(data.groups.begin(), data.groups.end(),
                                  [&](const DriftGroup& one) { return one.name == groups[s]; });
        if (group == data.groups.end()) group = data.groups.insert(group, {.name = groups[s]});
        group->samples.push_back(s);
        if (types[s] != qc) continue;
        group->qcs.push_back(s);
        data.qcs.push_back(s);
    }
    return data;
}

std::vector<double> orders_of(const DriftData& data, const std::vector<std::size_t>& samples) {
    std::vector<double> orders;
    for (const std::size_t sample : samples) orders.push_back(data.orders[sample]);
    return orders;
}

std::vector<double> clamped_orders(const DriftData& data, const DriftGroup& group) {
    const std::vector<double> qcs = orders_of(data, group.qcs);
    const auto [first, last] = std::minmax_element(qcs.begin(), qcs.end());
    std::vector<double> orders = orders_of(data, group.samples);
    for (double& order : orders) order = std::clamp(order, *first, *last);
    return orders;
}

std::vector<double> values_of(const DriftData& data, const std::vector<std::size_t>& samples, std::size_t variable) {
    std::vector<double> values;
    for (const std::size_t sample : samples)
        values.push_back(data.matrix.values[sample * data.matrix.columns.size() + variable]);
    return values;
}

std::vector<double> qc_values(const DriftData& data, const OracleMatrix& matrix, std::size_t variable) {
    std::vector<double> values;
    for (const std::size_t sample : data.qcs)
        values.push_back(matrix.values[sample * matrix.columns.size() + variable]);
    return values;
}

std::vector<double> qc_references(const DriftData& data) {
    std::vector<double> references;
    for (std::size_t v = 0; v < data.matrix.columns.size(); ++v) {
        const std::vector<double> values = qc_values(data, data.matrix, v);
        const bool whole = std::none_of(values.begin(), values.end(), [](double value) { return std::isnan(value); });
        references.push_back(whole ? median(values) : std::numeric_limits<double>::quiet_NaN());
    }
    return references;
}

}  // namespace gassan
