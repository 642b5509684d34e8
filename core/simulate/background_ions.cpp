#include "core/simulate/background_ions.hpp"

#include "core/base/random.hpp"
#include "core/chem/formula.hpp"
#include "core/simulate/conditions.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

/// Cluster ions of sheath and electrolyte: Na(HCOONa)n, (CH3OH)n H+, (HCOOH)n H+, n from 1.
std::vector<double> cluster_series(double mz_low, double mz_high) {
    const double formate = monoisotopic_mass_da(parse_formula("HCOONa"));
    const double methanol = monoisotopic_mass_da(parse_formula("CH3OH"));
    const double acid = monoisotopic_mass_da(parse_formula("HCOOH"));
    const double sodium = ion_mz(parse_formula("Na"), 1), proton = ion_mz(parse_formula("H"), 1);
    std::vector<double> mz;
    for (int n = 1; n <= 14; ++n)
        for (const double candidate : {sodium + n * formate, proton + n * methanol, proton + n * acid})
            if (candidate >= mz_low && candidate <= mz_high) mz.push_back(candidate);
    std::sort(mz.begin(), mz.end());
    return mz;
}

}  // namespace

std::vector<BackgroundIon> draw_background_ions(const SimulateParams& params, const Geometry&, std::size_t count,
                                                std::uint64_t seed) {
    const auto clusters = cluster_series(params.mass.mz_low, params.mass.mz_high);
    std::vector<BackgroundIon> ions(count);
    for (std::size_t i = 0; i < count; ++i) {
        RandomStream random(seed, std::uint32_t(Dice::background_ion), 0, std::uint32_t(i));
        ions[i].mz = i < clusters.size() ? clusters[i] : random.uniform(params.mass.mz_low, params.mass.mz_high);
        ions[i].level = draw_log_normal(random, std::log(params.background.median), params.background.log_sd);
        for (double& step : ions[i].steps)
            step = draw_log_uniform(random, 1.0 / params.background.front_step_high, params.background.front_step_high);
    }
    std::sort(ions.begin(), ions.end(), [](const BackgroundIon& a, const BackgroundIon& b) { return a.mz < b.mz; });
    return ions;
}

}  // namespace gassan
