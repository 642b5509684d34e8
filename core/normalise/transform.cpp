#include "core/normalise/transform.hpp"

#include "core/base/error.hpp"

#include <cmath>

namespace gassan {
namespace {

double on_scale(double x, ValueScale scale, double lambda) {
    switch (scale) {
        case ValueScale::ln:
            return std::log(x);
        case ValueScale::log2:
            return std::log2(x);
        case ValueScale::log10:
            return std::log10(x);
        case ValueScale::glog:
            return glog2(x, lambda);
        case ValueScale::linear:
        case ValueScale::scaled:
            break;
    }
    return x;
}

}  // namespace

double glog2(double x, double lambda) {
    // Below 0 the sum cancels: there x + root = lambda / (root - x).
    const double root = std::sqrt(x * x + lambda);
    return std::log2((x < 0.0 ? lambda / (root - x) : x + root) / 2.0);
}

Scaling scaling_of(std::string_view name) {
    if (name == "center") return Scaling::center;
    if (name == "auto") return Scaling::autoscale;
    if (name == "pareto") return Scaling::pareto;
    require(name == "none", "there is no scaling " + std::string(name));
    return Scaling::none;
}

Scale scale_of(std::span<const double> values, Scaling scaling) {
    Scale scale;
    double sum = 0.0, count = 0.0, squares = 0.0;
    for (const double value : values)
        if (std::isfinite(value)) {
            sum += value;
            count += 1.0;
        }
    scale.mean = sum / count;
    for (const double value : values)
        if (std::isfinite(value)) squares += (value - scale.mean) * (value - scale.mean);
    if (scaling == Scaling::none || scaling == Scaling::center) return scale;
    const double sd = std::sqrt(squares / (count - 1.0));
    scale.constant = !(sd > 0.0);
    if (!scale.constant) scale.divisor = scaling == Scaling::pareto ? std::sqrt(sd) : sd;
    return scale;
}

Transformed transform_values(ValueTable table, ValueScale scale, double glog_lambda) {
    Transformed done{std::move(table), {}, {}};
    done.lost.assign(done.table.variables.size(), 0);
    if (scale == ValueScale::linear) return done;
    require(done.table.scale == ValueScale::linear,
            "values are on a " + std::string(value_scale_name(done.table.scale)) +
                " scale already: they are transformed from the linear one alone");
    for (std::size_t v = 0; v < done.table.variables.size(); ++v) {
        for (std::size_t i = 0; i < done.table.samples(); ++i) {
            double& value = done.table.row(v)[i];
            double& limit = done.table.row_limits(v)[i];
            const bool told = value > 0.0 || std::isnan(value) || (scale == ValueScale::glog && glog_lambda > 0.0);
            if (!told && has_measurement(done.table.row_kinds(v)[i])) {
                done.table.row_kinds(v)[i] = CellKind::below_limit;
                ++done.lost[v];
            }
            value = told ? on_scale(value, scale, glog_lambda) : no_value;
            limit = limit > 0.0 ? on_scale(limit, scale, glog_lambda) : no_value;
        }
        if (done.lost[v] > 0)
            done.notes.push_back({"not-above-zero", done.table.variables[v].id,
                                  std::to_string(done.lost[v]) +
                                      " values are not above 0 and have no logarithm: they are below_limit now (glog "
                                      "takes them)"});
    }
    done.table.scale = scale;
    return done;
}

Transformed scale_values(ValueTable table, Scaling scaling) {
    Transformed done{std::move(table), {}, {}};
    done.lost.assign(done.table.variables.size(), 0);
    if (scaling == Scaling::none) return done;
    for (std::size_t v = 0; v < done.table.variables.size(); ++v) {
        std::vector<double> of_samples;
        for (std::size_t i = 0; i < done.table.samples(); ++i)
            if (done.table.study.samples[i].type == SampleType::sample) of_samples.push_back(done.table.row(v)[i]);
        const Scale scale = scale_of(of_samples, scaling);
        for (double& value : done.table.row(v)) value = (value - scale.mean) / scale.divisor;
        for (double& limit : done.table.row_limits(v)) limit = (limit - scale.mean) / scale.divisor;
        if (std::isnan(scale.mean))
            for (CellKind& kind : done.table.row_kinds(v))
                if (has_measurement(kind)) kind = CellKind::not_measured;
        if (scale.constant)
            done.notes.push_back({"constant", done.table.variables[v].id,
                                  "does not vary over samples: its mean was taken off, nothing else"});
    }
    done.table.scale = ValueScale::scaled;
    return done;
}

}  // namespace gassan
