#include "core/quality/quality_table.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

namespace gassan {
namespace {

double unscaled(double value, ValueScale scale) {
    switch (scale) {
        case ValueScale::ln:
            return std::exp(value);
        case ValueScale::log2:
            return std::exp2(value);
        case ValueScale::log10:
            return std::pow(10.0, value);
        default:
            return value;
    }
}

std::vector<std::size_t> injection_order(const Study& study) {
    std::vector<std::size_t> order(study.samples.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const bool restart = orders_restart(study);
    const auto key = [&](std::size_t s) {
        const Sample& sample = study.samples[s];
        return std::tuple(!sample.injection_order, restart ? std::string_view(sample.batch) : std::string_view(),
                          sample.injection_order.value_or(0),
                          sample.injection_order ? std::string_view(sample.sample_id) : std::string_view());
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    return order;
}

}  // namespace

bool orders_restart(const Study& study) {
    std::map<std::pair<Polarity, long>, std::string_view> batch_at;
    for (const Sample& sample : study.samples) {
        if (!sample.injection_order) continue;
        const auto [at, is_new] = batch_at.try_emplace({sample.polarity, *sample.injection_order}, sample.batch);
        if (!is_new && at->second != sample.batch) return true;
    }
    return false;
}

ValueTable quality_table(const ValueTable& table) {
    require(table.scale != ValueScale::glog && table.scale != ValueScale::scaled,
            "the table is on the scale " + std::string(value_scale_name(table.scale)) +
                ", from which no CV can be told; give the values before that transform");
    const auto order = injection_order(table.study);
    ValueTable out = table;
    out.scale = ValueScale::linear;
    for (std::size_t i = 0; i < order.size(); ++i) out.study.samples[i] = table.study.samples[order[i]];
    for (std::size_t v = 0; v < table.variables.size(); ++v)
        for (std::size_t i = 0; i < order.size(); ++i) {
            out.row(v)[i] = unscaled(table.row(v)[order[i]], table.scale);
            out.row_limits(v)[i] = unscaled(table.row_limits(v)[order[i]], table.scale);
            out.row_kinds(v)[i] = table.row_kinds(v)[order[i]];
        }
    return out;
}

}  // namespace gassan
