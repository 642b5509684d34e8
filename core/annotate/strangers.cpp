#include "core/annotate/strangers.hpp"

#include "core/annotate/expected_place.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gassan {
namespace {

constexpr double beside_isomers = 0.75;
constexpr double width_ln_mz = 0.25;  // compounds of about the same mass
constexpr std::ptrdiff_t most_looked_at = 500;
constexpr double least_sd_share = 0.12, least_sd_tu = 1.0;

double gaussian(double value, double sd) {
    return std::exp(-0.5 * value * value / (sd * sd)) / (sd * std::sqrt(2.0 * std::numbers::pi));
}

/// A told place is exact, and says no more than a prediction does where another compound comes.
double isomer_density(const ExpectedPlace& isomer, double place) {
    const double sd = std::max(isomer.sd, std::hypot(least_sd_tu, least_sd_share * std::abs(isomer.place)));
    return gaussian(place - isomer.place, sd);
}

/// Ions of one formula stand together: by m/z they are neighbours.
bool same_formula(const SoughtIon& a, const SoughtIon& b) {
    if (!a.ion_formula.empty() && !b.ion_formula.empty()) return a.ion_formula == b.ion_formula;
    return std::abs(a.mz - b.mz) < 1e-4;
}

/// Density of compounds of about this mass at a place; of a long list a part tells it as well.
double density_of_mass(std::span<const SoughtIon> sought, double mz, double place) {
    const auto begin = std::lower_bound(sought.begin(), sought.end(), mz * std::exp(-width_ln_mz),
                                        [](const SoughtIon& ion, double low) { return ion.mz < low; });
    const auto end = std::upper_bound(begin, sought.end(), mz * std::exp(width_ln_mz),
                                      [](double high, const SoughtIon& ion) { return high < ion.mz; });
    const std::ptrdiff_t step = 1 + (end - begin) / most_looked_at;
    double sum = 0.0, all = 0.0;
    for (auto ion = begin; end - ion > 0; ion += std::min(step, end - ion)) {
        if (!std::isfinite(ion->place.place)) continue;
        sum += isomer_density(ion->place, place);
        all += 1.0;
    }
    return all > 0.0 ? sum / all : no_value;
}

}  // namespace

Strangers strangers_of(const FeatureTable& table, const std::vector<bool>& free, std::span<const SoughtIon> sought,
                       const AnnotateParams& params) {
    Strangers strangers;
    std::vector<std::size_t> formula(sought.size());
    for (std::size_t i = 0; i < sought.size(); ++i) {
        std::size_t same = i;
        while (same > 0 && sought[i].mz - sought[same - 1].mz < 1e-4 && !same_formula(sought[i], sought[same - 1]))
            --same;
        const bool known = same > 0 && sought[i].mz - sought[same - 1].mz < 1e-4;
        formula[i] = known ? formula[same - 1] : strangers.formulas.size();
        if (!known) strangers.formulas.emplace_back();
        ++strangers.formulas[formula[i]][std::size_t(sought[i].likely)];
    }
    for (std::size_t row = 0; row < table.features.size(); ++row) {
        if (!free[row]) continue;
        const ConsensusFeature& feature = table.features[row];
        const double widest = mz_tolerance_da(feature.mz, params) * (1.0 + 1e-4);
        const auto begin = std::lower_bound(sought.begin(), sought.end(), feature.mz - widest,
                                            [](const SoughtIon& ion, double mz) { return ion.mz < mz; });
        const auto end = std::upper_bound(begin, sought.end(), feature.mz + widest,
                                          [](double mz, const SoughtIon& ion) { return mz < ion.mz; });
        std::vector<std::size_t> seen;
        for (auto ion = begin; ion != end; ++ion) {
            const std::size_t which = formula[std::size_t(ion - sought.begin())];
            if (std::find(seen.begin(), seen.end(), which) != seen.end() ||
                std::abs(feature.mz - ion->mz) > mz_tolerance_da(ion->mz, params))
                continue;
            seen.push_back(which);
            double sum = 0.0, places = 0.0;
            for (auto other = begin; other != end; ++other)
                if (formula[std::size_t(other - sought.begin())] == which && std::isfinite(other->place.place)) {
                    sum += isomer_density(other->place, centre_place(feature));
                    places += 1.0;
                }
            const double anywhere = density_of_mass(sought, feature.mz, centre_place(feature));
            const double density =
                places > 0.0 ? beside_isomers * sum / places + (1.0 - beside_isomers) * anywhere : anywhere;
            strangers.at.push_back({row, which, ion->mz, (feature.mz / ion->mz - 1.0) * 1e6, density});
        }
    }
    return strangers;
}

}  // namespace gassan
