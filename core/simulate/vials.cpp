#include "core/simulate/vials.hpp"

#include "core/base/random.hpp"
#include "core/simulate/conditions.hpp"

#include <cmath>
#include <string>

namespace gassan {
namespace {

/// Water and solvents against plasma, and stock solutions of acids and their salts between them.
constexpr double salt_of_blank = 0.05, salt_of_standard = 0.2;
constexpr double contaminant_log_sd = 0.5;

bool is_added(const SimulatedCompound& compound) {
    return compound.role != "analyte";
}

/// 5.1794 -> 5.18
double three_digits(double value) {
    const double unit = std::pow(10.0, std::floor(std::log10(value)) - 2.0);
    return unit < 1.0 ? std::round(value / unit) / std::round(1.0 / unit) : std::round(value / unit) * unit;
}

}  // namespace

SimulatedSample draw_specimen(std::span<const SimulatedCompound> compounds, std::uint64_t seed, std::size_t number) {
    const bool treated = number % 2 == 1;
    SimulatedSample specimen{.specimen_id = (treated ? "T" : "C") + std::to_string(number / 2 + 1),
                             .type = SampleType::sample,
                             .group = treated ? "treated" : "control",
                             .concentration_um = {}};
    for (std::size_t k = 0; k < compounds.size(); ++k) {
        const SimulatedCompound& compound = compounds[k];
        RandomStream own(seed, std::uint32_t(Dice::specimen), std::uint32_t(number),
                         compound_key(compound.compound_id));
        const double median = treated ? compound.treated_um : compound.concentration_um;
        const double drawn = median * draw_log_normal(own, 0.0, compound.log_sd);
        const bool absent = own.uniform() < compound.absent_share;
        specimen.concentration_um.push_back(is_added(compound) ? compound.concentration_um : absent ? 0.0 : drawn);
    }
    return specimen;
}

SimulatedSample pool_of(std::span<const SimulatedSample> specimens) {
    SimulatedSample pool{.specimen_id = "pool", .type = SampleType::qc, .group = "", .concentration_um = {}};
    pool.concentration_um.assign(specimens.front().concentration_um.size(), 0.0);
    for (const SimulatedSample& specimen : specimens)
        for (std::size_t k = 0; k < pool.concentration_um.size(); ++k)
            pool.concentration_um[k] += specimen.concentration_um[k] / double(specimens.size());
    return pool;
}

SimulatedSample clean_blank(std::span<const SimulatedCompound> compounds) {
    SimulatedSample blank{.specimen_id = "blank", .type = SampleType::blank, .group = "", .concentration_um = {}};
    for (const SimulatedCompound& compound : compounds)
        blank.concentration_um.push_back(is_added(compound) ? compound.concentration_um : 0.0);
    return blank;
}

SimulatedSample draw_blank(const DesignParams& params, std::span<const SimulatedCompound> compounds,
                           std::uint64_t seed) {
    SimulatedSample blank = clean_blank(compounds);
    blank.salt = salt_of_blank;
    for (std::size_t k = 0; k < compounds.size(); ++k) {
        const SimulatedCompound& compound = compounds[k];
        RandomStream own(seed, std::uint32_t(Dice::contaminant), 0, compound_key(compound.compound_id));
        const bool contaminant = own.uniform() < params.contaminant_share;
        const double factor = params.contaminant_level * draw_log_normal(own, 0.0, contaminant_log_sd);
        const double median = compound.concentration_um > 0.0 ? compound.concentration_um : compound.treated_um;
        if (contaminant && !is_added(compound)) blank.concentration_um[k] = factor * median;
    }
    return blank;
}

std::vector<double> calibration_levels(const DesignParams& params, std::size_t count) {
    const double steps = count > 1 ? double(count - 1) : 1.0;
    const double ratio = params.calibration_low_um / params.calibration_high_um;
    std::vector<double> levels;
    for (std::size_t i = 0; i < count; ++i)
        levels.push_back(three_digits(params.calibration_high_um * std::pow(ratio, double(count - 1 - i) / steps)));
    return levels;
}

SimulatedSample standard_of(std::span<const SimulatedCompound> compounds, double level_um, std::size_t number) {
    SimulatedSample standard{.specimen_id = "level_" + std::to_string(number),
                             .type = SampleType::standard,
                             .level_um = level_um,
                             .salt = salt_of_standard};
    for (const SimulatedCompound& compound : compounds)
        standard.concentration_um.push_back(is_added(compound) ? compound.concentration_um : level_um);
    return standard;
}

}  // namespace gassan
