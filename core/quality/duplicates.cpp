#include "core/quality/duplicates.hpp"

#include "core/quality/log_cv.hpp"
#include "core/stats/moments.hpp"
#include "core/stats/variance_components.hpp"

#include <map>
#include <utility>

namespace gassan {

void judge_duplicates(const QualityView& view, std::size_t variable, VariableQuality& out) {
    const Numbers numbers = numbers_of(view, variable, view.samples);
    if (numbers.logarithms.empty()) return;
    std::map<std::pair<std::string, double>, std::vector<double>> specimens;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const Sample& sample = view.table.study.samples[numbers.samples[i]];
        specimens[{sample.specimen_id, sample.dilution}].push_back(numbers.logarithms[i]);
    }
    std::vector<double> values;
    std::vector<int> whose;
    double squares = 0.0, freedom = 0.0;
    for (const auto& [key, repeats] : specimens) {
        if (repeats.size() < 2) continue;
        const double dof = double(repeats.size()) - 1.0;
        squares += dof * variance(repeats);
        freedom += dof;
        for (const double value : repeats) {
            values.push_back(value);
            whose.push_back(int(out.repeated_specimens));
        }
        ++out.repeated_specimens;
    }
    if (out.repeated_specimens == 0) return;
    out.repeat_cv_percent = log_cv_percent(squares / freedom);
    const VarianceComponents parts = variance_components(values, whose);
    if (parts.between + parts.within > 0.0) out.repeat_icc = parts.between / (parts.between + parts.within);
}

}  // namespace gassan
