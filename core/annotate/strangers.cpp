#include "core/annotate/strangers.hpp"

#include "core/annotate/expected_place.hpp"

#include <algorithm>
#include <cmath>
#include <map>
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

/// Of isomers of these, at a place.
double density_at(const std::vector<const SoughtIon*>& isomers, double place, double anywhere) {
    double sum = 0.0, places = 0.0;
    for (const SoughtIon* const isomer : isomers) {
        if (!std::isfinite(isomer->place.place)) continue;
        sum += isomer_density(isomer->place, place);
        places += 1.0;
    }
    return places > 0.0 ? beside_isomers * sum / places + (1.0 - beside_isomers) * anywhere : anywhere;
}

/// The number of the formula of each ion that is sought; ions of one formula may stand among others of nearly their
/// m/z.
std::vector<std::size_t> formulas_of(std::span<const SoughtIon> sought, Strangers& strangers) {
    std::vector<std::size_t> formula(sought.size());
    for (std::size_t i = 0; i < sought.size(); ++i) {
        std::size_t same = i;
        while (same > 0 && sought[i].mz - sought[same - 1].mz < same_mz_da && !are_isomers(sought[i], sought[same - 1]))
            --same;
        const bool known = same > 0 && sought[i].mz - sought[same - 1].mz < same_mz_da;
        formula[i] = known ? formula[same - 1] : strangers.formulas.size();
        if (!known) strangers.formulas.emplace_back();
        ++strangers.formulas[formula[i]][std::size_t(sought[i].likely)];
    }
    return formula;
}

}  // namespace

Strangers strangers_of(const FeatureTable& table, const std::vector<bool>& free, std::span<const SoughtIon> sought,
                       const AnnotateParams& params) {
    Strangers strangers;
    const auto formula = formulas_of(sought, strangers);
    for (std::size_t row = 0; row < table.features.size(); ++row) {
        if (!free[row]) continue;
        const ConsensusFeature& feature = table.features[row];
        const double here = centre_place(feature), anywhere = density_of_mass(sought, feature.mz, here);
        std::map<std::size_t, std::vector<const SoughtIon*>> near;
        for (const SoughtIon& ion : sought_near(sought, feature.mz, params))
            near[formula[std::size_t(&ion - sought.data())]].push_back(&ion);
        for (const auto& [which, ions] : near)
            strangers.at.push_back({row, which, ions.front()->mz, (feature.mz / ions.front()->mz - 1.0) * 1e6,
                                    density_at(ions, here, anywhere)});
    }
    return strangers;
}

}  // namespace gassan
