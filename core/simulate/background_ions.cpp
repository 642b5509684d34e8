#include "core/simulate/background_ions.hpp"

#include "core/base/random.hpp"
#include "core/chem/formula.hpp"
#include "core/chem/isotopes.hpp"
#include "core/simulate/conditions.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace gassan {
namespace {

constexpr int longest_cluster = 14;
constexpr double longer_cluster = 0.7788007830714049;  // exp(-1/4): how much less of it for each unit more
constexpr double rarest_line = 0.01;                   // of the lightest

/// A family of cluster ions: n units and what gives them their charge, as formulas.
struct Series {
    std::string_view unit, carrier;
};

/// What a polarity has of its own. Reference ions: Soga et al. 2009 (Anal Chem 81:6165).
struct Chemistry {
    std::vector<Series> solvents;
    Series salt;
    std::string_view dimer, dimer_name;          ///< of the sheath's solvent; its 13C line is the light reference ion
    std::string_view reference, reference_name;  ///< the heavy one
};

const Chemistry& chemistry(Polarity polarity) {
    static const Chemistry positive{.solvents = {{"CH3OH", "H"}, {"HCOOH", "H"}},
                                    .salt = {"HCOONa", "Na"},
                                    .dimer = "C2H9O2",
                                    .dimer_name = "(CH3OH)2H",
                                    .reference = "C12H19F12N3O6P3",
                                    .reference_name = "hexakis(2,2-difluoroethoxy)phosphazene"};
    static const Chemistry negative{.solvents = {{"CH3COOH", "CH3COO"}},
                                    .salt = {"CH3COONa", "CH3COO"},
                                    .dimer = "C4H7O4",
                                    .dimer_name = "(CH3COOH)CH3COO",
                                    .reference = "C14H21F12N3O8P3",
                                    .reference_name = "hexakis(2,2-difluoroethoxy)phosphazene"};
    return polarity == Polarity::negative ? negative : positive;
}

/// "(CH3OH)2H" or, salts being written from the metal, "Na(HCOONa)2".
std::string cluster_name(const Series& series, int n) {
    std::string units = "(" + std::string(series.unit) + ")";
    if (n > 1) units.append(std::to_string(n));
    const std::string carrier(series.carrier);
    return carrier == "Na" ? carrier + units : units + carrier;
}

bool recorded(const SimulateParams& params, double mz) {
    return mz >= params.mass.mz_low && mz <= params.mass.mz_high;
}

/// The lines of one ion that this instrument parts; level and salt_counts of the model are those of its lightest.
void add_lines(std::vector<BackgroundIon>& ions, const SimulateParams& params, const Formula& formula, int charge,
               const BackgroundIon& model) {
    const double mz = ion_mz(formula, charge);
    const double merge_da = params.mass.merge_fwhm * mass_width(params, mz);
    double lightest = 0.0;
    for (const IsotopeLine& line : isotope_pattern(formula, merge_da)) {
        if (line.shift == 0) lightest = line.abundance;
        if (line.abundance < rarest_line * lightest || lightest <= 0.0) continue;
        BackgroundIon ion = model;
        ion.mz = line.shift == 0 ? mz : ion_mz(line.mass_da, charge);
        ion.isotope = line.shift;
        ion.level *= line.abundance / lightest;
        ion.salt_counts *= line.abundance / lightest;
        if (recorded(params, ion.mz)) ions.push_back(std::move(ion));
    }
}

/// The reference ions of the sheath liquid. The light one is the dimer with one 13C and nothing else heavy, the line
/// that calibrations go by; the dimer itself saturates.
void add_references(std::vector<BackgroundIon>& ions, const SimulateParams& params, const Chemistry& here, int sign) {
    if (params.background.lock_mass_counts <= 0.0) return;
    const Formula dimer = parse_formula(here.dimer);
    const double mz = ion_mz(dimer, sign);
    BackgroundIon helper{.mz = mz, .level = params.background.lock_helper_counts, .name = std::string(here.dimer_name)};
    constexpr double carbon_13_da = 1.0033548351;  // over 12C, AME2012
    BackgroundIon light{
        .mz = mz + carbon_13_da, .level = params.background.lock_mass_counts, .name = helper.name, .isotope = 1};
    if (helper.level > 0.0 && recorded(params, helper.mz)) ions.push_back(std::move(helper));
    if (recorded(params, light.mz)) ions.push_back(std::move(light));
    add_lines(ions, params, parse_formula(here.reference), sign,
              {.level = params.background.lock_mass_counts, .name = std::string(here.reference_name)});
}

void add_salt_clusters(std::vector<BackgroundIon>& ions, const SimulateParams& params, const Chemistry& here,
                       int sign) {
    double counts = params.background.salt_cluster_counts;
    if (counts <= 0.0) return;
    for (int n = 1; n <= longest_cluster; ++n, counts *= longer_cluster) {
        std::string name = cluster_name(here.salt, n);
        const Formula formula = parse_formula(name);
        add_lines(ions, params, formula, sign, {.salt_counts = counts, .name = std::move(name)});
    }
}

/// Solvent clusters, lightest first; the dimer is not among them where it is there as a reference ion.
std::vector<BackgroundIon> solvent_clusters(const SimulateParams& params, const Chemistry& here, int sign) {
    std::vector<BackgroundIon> clusters;
    for (const Series& series : here.solvents)
        for (int n = 1; n <= longest_cluster; ++n) {
            BackgroundIon ion{.name = cluster_name(series, n)};
            ion.mz = ion_mz(parse_formula(ion.name), sign);
            const bool named_already = params.background.lock_mass_counts > 0.0 && ion.name == here.dimer_name;
            if (recorded(params, ion.mz) && !named_already) clusters.push_back(std::move(ion));
        }
    std::sort(clusters.begin(), clusters.end(),
              [](const BackgroundIon& a, const BackgroundIon& b) { return a.mz < b.mz; });
    return clusters;
}

/// Small molecules crowd above the whole numbers: of 1,608 metabolites' protonated ions the median excess is
/// 4.4e-4 m; its sd grows from 0.03 at m/z 130 to 0.05 at 245.
double draw_crowded_mz(const MassParams& params, RandomStream& random) {
    const double nominal = std::round(random.uniform(params.mz_low, params.mz_high));
    const double excess = 4.4e-4 * nominal + (0.015 + 1.3e-4 * nominal) * draw_normal(random);
    return std::clamp(nominal + excess, params.mz_low, params.mz_high);
}

}  // namespace

std::vector<BackgroundIon> draw_background_ions(const SimulateParams& params, const Geometry& geometry,
                                                std::size_t count, std::uint64_t seed) {
    const Chemistry& here = chemistry(geometry.polarity);
    std::vector<BackgroundIon> ions = solvent_clusters(params, here, geometry.sign());
    const std::size_t clusters = ions.size();
    ions.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        RandomStream random(seed, std::uint32_t(Dice::background_ion), 0, std::uint32_t(i));
        ions[i].level = draw_log_normal(random, std::log(params.background.median), params.background.log_sd);
        for (double& step : ions[i].steps)
            step = draw_log_uniform(random, 1.0 / params.background.front_step_high, params.background.front_step_high);
        if (i >= clusters) ions[i].mz = draw_crowded_mz(params.mass, random);
    }
    add_salt_clusters(ions, params, here, geometry.sign());
    add_references(ions, params, here, geometry.sign());
    std::sort(ions.begin(), ions.end(), [](const BackgroundIon& a, const BackgroundIon& b) { return a.mz < b.mz; });
    return ions;
}

}  // namespace gassan
