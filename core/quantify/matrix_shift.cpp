#include "core/quantify/matrix_shift.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace gassan {
namespace {

constexpr std::size_t least_runs = 3;

/// ln areas of an internal standard.
struct Areas {
    std::vector<double> standards, samples;
};

/// A shift, and the variance that the scatter of single runs gives it.
struct Shift {
    double ln = 0.0, variance = 0.0;
};

/// Of a median: pi / 2 times that of a mean, for many Gaussian values.
double variance_of_median(const std::vector<double>& values) {
    const double sd = robust_sd(values);
    return 1.5707963267948966 * sd * sd / double(values.size());
}

}  // namespace

double matrix_shift_sd(Polarity polarity, const Study& study, std::span<const Compound> compounds,
                       std::span<const CompoundRow> rows, std::span<const StandardTrend> trends) {
    std::map<std::size_t, Areas> areas;
    for (const StandardTrend& trend : trends) {
        const CompoundRow& row = rows[trend.row];
        const double area = row.cells[trend.sample].area;
        if (trend.failed || row.polarity != polarity || !(area > 0.0) ||
            compounds[row.compound].role != CompoundRole::internal_standard)
            continue;
        const SampleType type = study.samples[trend.sample].type;
        if (type == SampleType::standard) areas[trend.row].standards.push_back(std::log(area));
        if (type == SampleType::sample || type == SampleType::qc) areas[trend.row].samples.push_back(std::log(area));
    }

    std::vector<Shift> shifts;
    for (const auto& [row, of] : areas)
        if (of.standards.size() >= least_runs && of.samples.size() >= least_runs)
            shifts.push_back({median(of.samples) - median(of.standards),
                              variance_of_median(of.samples) + variance_of_median(of.standards)});
    if (shifts.size() < 2) return 0.0;
    const double n = double(shifts.size());
    double mean = 0.0, squares = 0.0, explained = 0.0;
    for (const Shift& shift : shifts) mean += shift.ln / n;
    for (const Shift& shift : shifts) {
        squares += (shift.ln - mean) * (shift.ln - mean) / (n - 1.0);
        explained += shift.variance / n;
    }
    return std::sqrt(2.0 * std::max(0.0, squares - explained));
}

}  // namespace gassan
