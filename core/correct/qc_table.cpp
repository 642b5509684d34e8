#include "core/correct/qc_table.hpp"

#include "core/base/error.hpp"
#include "core/correct/units.hpp"

#include <cmath>
#include <numbers>
#include <string>

namespace gassan {
namespace {

/// ln of the base of a logarithmic scale.
double ln_base(ValueScale scale) {
    switch (scale) {
        case ValueScale::ln:
            return 1.0;
        case ValueScale::log2:
            return std::numbers::ln2;
        case ValueScale::log10:
            return std::numbers::ln10;
        default:
            throw ParameterError("correction needs values as they were measured, or their logarithms; these are " +
                                 std::string(value_scale_name(scale)));
    }
}

}  // namespace

double ln_of(double value, ValueScale scale) {
    if (scale != ValueScale::linear) return value * ln_base(scale);
    return value > 0.0 ? std::log(value) : no_value;
}

double value_of_ln(double ln, ValueScale scale) {
    return scale == ValueScale::linear ? std::exp(ln) : ln / ln_base(scale);
}

QcTable qc_table(const ValueTable& table, std::span<const CorrectionUnit> units) {
    const std::vector<double> places = injection_places(table.study);
    QcTable qcs;
    for (const CorrectionUnit& unit : units) {
        QcUnit& own = qcs.units.emplace_back();
        for (const std::size_t sample : unit.qcs) {
            own.columns.push_back(qcs.samples.size());
            own.places.push_back(places[sample]);
            qcs.samples.push_back(sample);
        }
    }
    qcs.logs.assign(table.variables.size() * qcs.columns(), no_value);
    for (std::size_t v = 0; v < table.variables.size(); ++v)
        for (std::size_t column = 0; column < qcs.columns(); ++column) {
            const std::size_t sample = qcs.samples[column];
            if (has_measurement(table.row_kinds(v)[sample]))
                qcs.row(v)[column] = ln_of(table.row(v)[sample], table.scale);
        }
    return qcs;
}

}  // namespace gassan
