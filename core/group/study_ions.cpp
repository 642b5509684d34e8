#include "core/group/study_ions.hpp"

#include "core/base/robust.hpp"
#include "core/chem/elements.hpp"
#include "core/chem/ion.hpp"
#include "core/trace/ion_cache.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>

namespace gassan {
namespace {

// Adducts of the background electrolyte and of salt, losses that amines and acids make in the source, dimers at high
// concentration, second protons of polyamines and peptides. Soga et al., J. Proteome Res. 2 (2003) 488; Keller et al.,
// Anal. Chim. Acta 627 (2008) 71.
constexpr std::array<std::string_view, 14> cation_kinds{
    "[M+Na]+",    "[M+K]+",       "[M+NH4]+",     "[M+CH3OH+H]+", "[M-H+2Na]+",    "[M+H-H2O]+", "[M+H-NH3]+",
    "[M+H-CO2]+", "[M+H-CH2O2]+", "[M+H-H3PO4]+", "[M+H-C3H9N]+", "[M+H-C5H8O4]+", "[2M+H]+",    "[M+2H]2+"};
constexpr std::array<std::string_view, 10> anion_kinds{"[M-2H+Na]-", "[M-2H+K]-",  "[M+CH2O2-H]-", "[M+C2H4O2-H]-",
                                                       "[M-H-CO2]-", "[M-H-H2O]-", "[M-H-HPO3]-",  "[M-H-H3PO4]-",
                                                       "[2M-H]-",    "[M-2H]2-"};
constexpr int most_isotope = 2;

/// Where the n-th isotope lies above the monoisotopic ion, Da: from the nuclide that adds least (15N, 34S) to the one
/// that adds most (13C).
constexpr std::array<std::array<double, 2>, most_isotope> isotope_steps{
    {{0.9970349, 1.0033548}, {1.9957958, 2.0067096}}};

double tolerance_of(double mz) {
    return std::max(1e-3, 5e-6 * mz);
}

std::string_view main_ion(Polarity polarity) {
    return polarity == Polarity::negative ? "[M-H]-" : "[M+H]+";
}

/// What an ion weighs beside its molecules, Da.
double change_of(const IonSpecies& ion) {
    double change = -double(ion.charge) * electron_mass_da;
    for (const FormulaTerm& term : ion.change) change += double(term.count) * monoisotopic_mass_da({{term.element, 1}});
    return change;
}

double mz_of(const IonSpecies& ion, double molecule_da) {
    return (double(ion.molecules) * molecule_da + change_of(ion)) / std::abs(double(ion.charge));
}

/// The amounts of two rows over the runs that have both.
struct Together {
    std::vector<double> parent, child;  ///< ln of areas
    std::vector<double> away_s;         ///< between the apexes
    double noise = 0.0;                 ///< median sd of ln(child / parent) by their own standard errors
    double orphans = 0.0;               ///< runs where only the child stands
    double snr = 0.0;                   ///< median of the child's
};

bool has_number(const Cell& cell) {
    return (cell.kind == CellKind::measured || cell.kind == CellKind::filled) && cell.area > 0.0;
}

Together together(const FeatureTable& table, const IonPair& pair) {
    Together both;
    std::vector<double> noises, snrs;
    for (std::size_t run = 0; run < table.runs.size(); ++run) {
        const Cell &parent = table.cell(pair.parent, run), &child = table.cell(pair.child, run);
        if (!has_number(child)) continue;
        if (!has_number(parent)) {
            both.orphans += parent.kind == CellKind::below_limit;
            continue;
        }
        both.parent.push_back(std::log(parent.area));
        both.child.push_back(std::log(child.area));
        both.away_s.push_back(std::abs(parent.mt_s - child.mt_s));
        if (parent.area_se > 0.0 && child.area_se > 0.0)
            noises.push_back(std::hypot(parent.area_se / parent.area, child.area_se / child.area));
        if (child.snr > 0.0) snrs.push_back(child.snr);
    }
    both.noise = noises.empty() ? 0.0 : median(std::move(noises));
    both.snr = snrs.empty() ? 0.0 : median(std::move(snrs));
    return both;
}

/// Do they come together in every run that has both? A weak peak's apex is known to a part of its width.
bool come_together(const Together& both, const ConsensusFeature& parent, const ConsensusFeature& child,
                   double spacing_s) {
    const double width_s = std::min(parent.fwhm_s, child.fwhm_s);
    const double noise_s = both.snr > 0.0 ? 0.5 * child.fwhm_s / both.snr : 0.0;
    return median(both.away_s) <= std::max(spacing_s, 0.1 * width_s) + noise_s;
}

/// Do their amounts go together? Their ratio must be nearly constant, and more constant than it would be were the two
/// independent: half of that is a correlation of 0.75.
bool vary_together(const Together& both, double slope) {
    constexpr double most_ratio_sd = 0.34;  // a coefficient of variation of 40 %
    constexpr double least_noise = 0.05;
    std::vector<double> ratio;
    for (std::size_t i = 0; i < both.parent.size(); ++i) ratio.push_back(both.child[i] - slope * both.parent[i]);
    const double sd = robust_sd(ratio);
    const double apart = std::hypot(slope * robust_sd(both.parent), robust_sd(both.child));
    const double noise = std::hypot(both.noise, least_noise);
    return sd <= std::hypot(most_ratio_sd, noise) && sd <= std::max(1.5 * noise, 0.5 * apart);
}

/// May it be an isotope by its share of the monoisotopic ion?
bool is_isotope_share(const Together& both, double mz, int isotope) {
    std::vector<double> ratio;
    for (std::size_t i = 0; i < both.parent.size(); ++i) ratio.push_back(both.child[i] - both.parent[i]);
    const double carbons = mz / 12.0;
    return std::exp(median(std::move(ratio))) <= (isotope == 1 ? 1.3 * carbons * 0.0108 + 0.02 : 1.0);
}

bool same_profile(std::size_t index, std::span<const std::vector<double>> profiles, double snr,
                  const GroupParams& params) {
    std::vector<double> known;
    for (const auto& run : profiles)
        if (index < run.size() && std::isfinite(run[index])) known.push_back(run[index]);
    // Noise keeps even a perfect companion's correlation below 1.
    return known.empty() || median(std::move(known)) >= params.min_profile_correlation * snr / (snr + 2.0);
}

double typical_area(const FeatureTable& table, std::size_t feature) {
    std::vector<double> areas;
    for (std::size_t run = 0; run < table.runs.size(); ++run)
        if (has_number(table.cell(feature, run))) areas.push_back(table.cell(feature, run).area);
    return areas.empty() ? 0.0 : median(std::move(areas));
}

}  // namespace

std::span<const std::string_view> ion_kinds(Polarity polarity) {
    if (polarity == Polarity::negative) return anion_kinds;
    return cation_kinds;
}

std::vector<IonPair> ion_pairs(std::span<const ConsensusFeature> features, Polarity polarity) {
    constexpr double near_fwhm = 0.5;
    std::vector<std::size_t> by_mz(features.size());
    std::iota(by_mz.begin(), by_mz.end(), 0);
    std::sort(by_mz.begin(), by_mz.end(), [&](std::size_t a, std::size_t b) {
        return features[a].mz != features[b].mz ? features[a].mz < features[b].mz : a < b;
    });
    const auto below = [&](std::size_t row, double mz) { return features[row].mz < mz; };
    const IonSpecies main = parse_ion(main_ion(polarity));
    std::vector<IonSpecies> kinds;
    for (const std::string_view name : ion_kinds(polarity)) kinds.push_back(parse_ion(name));

    std::vector<IonPair> pairs;
    for (std::size_t parent = 0; parent < features.size(); ++parent) {
        const ConsensusFeature& whole = features[parent];
        const auto offer = [&](double low, double high, std::size_t kind, int charge) {
            for (auto at = std::lower_bound(by_mz.begin(), by_mz.end(), low - tolerance_of(low), below);
                 at != by_mz.end() && features[*at].mz <= high + tolerance_of(high); ++at) {
                const ConsensusFeature& part = features[*at];
                const bool near = std::abs(part.mt_s - whole.mt_s) <= near_fwhm * std::max(part.fwhm_s, whole.fwhm_s);
                const bool may = charge == 0 || part.charge == 0 || std::abs(part.charge) == charge;
                if (*at != parent && near && may) pairs.push_back({parent, *at, kind});
            }
        };
        const double molecule_da = whole.mz - change_of(main);
        for (std::size_t kind = 0; kind < kinds.size() && std::abs(whole.charge) <= 1; ++kind) {
            const double mz = mz_of(kinds[kind], molecule_da);
            if (mz > 0.0) offer(mz, mz, kind, std::abs(kinds[kind].charge));
        }
        const double charge = std::max(1, std::abs(whole.charge));
        for (int isotope = 1; isotope <= most_isotope; ++isotope) {
            const auto& step = isotope_steps[std::size_t(isotope - 1)];
            offer(whole.mz + step[0] / charge, whole.mz + step[1] / charge, kinds.size() + std::size_t(isotope), 0);
        }
    }
    std::sort(pairs.begin(), pairs.end(), [](const IonPair& a, const IonPair& b) {
        return a.parent != b.parent ? a.parent < b.parent : a.child != b.child ? a.child < b.child : a.kind < b.kind;
    });
    return pairs;
}

double profile_correlation(const RunArchive& archive, const Cell& parent, const Cell& child,
                           const TraceParams& params) {
    if (!has_number(parent) || !has_number(child)) return no_value;
    const Electropherogram strong = extract_electropherogram(archive, parent.mz, parent.begin_s, parent.end_s, params);
    const Electropherogram weak = extract_electropherogram(archive, child.mz, parent.begin_s, parent.end_s, params);
    double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    for (std::size_t i = 0; i < strong.intensity.size(); ++i) {
        const double x = double(strong.intensity[i]), y = double(weak.intensity[i]);
        if (!std::isfinite(x) || !std::isfinite(y)) continue;
        ++n;
        sx += x;
        sy += y;
        sxx += x * x;
        syy += y * y;
        sxy += x * y;
    }
    const double spread = (sxx - sx * sx / n) * (syy - sy * sy / n);
    return spread > 0.0 ? (sxy - sx * sy / n) / std::sqrt(spread) : no_value;
}

void name_ions(std::span<const IonPair> pairs, std::span<const std::vector<double>> profiles, std::size_t first_fresh,
               double spacing_s, const GroupParams& params, FeatureTable& table) {
    constexpr std::size_t fewest_runs = 3;
    constexpr double most_orphans = 0.1;
    const auto kinds = ion_kinds(table.frame.polarity);
    std::vector<double> areas(table.features.size());
    for (std::size_t row = 0; row < areas.size(); ++row) areas[row] = typical_area(table, row);

    std::vector<IonPair> true_pairs;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const IonPair& pair = pairs[i];
        const bool isotope = pair.kind >= kinds.size();
        const IonSpecies species = parse_ion(isotope ? main_ion(table.frame.polarity) : kinds[pair.kind]);
        const Together both = together(table, pair);
        const double runs = double(both.parent.size());
        if (pair.child < first_fresh || both.parent.size() < fewest_runs ||
            both.orphans > most_orphans * (runs + both.orphans))
            continue;
        if (isotope && !is_isotope_share(both, table.features[pair.parent].mz, int(pair.kind - kinds.size()))) continue;
        if (come_together(both, table.features[pair.parent], table.features[pair.child], spacing_s) &&
            vary_together(both, double(species.molecules)) && same_profile(i, profiles, both.snr, params))
            true_pairs.push_back(pair);
    }
    // Isotopes first: they are nobody's parents. Then whoever has the strongest parent.
    std::stable_sort(true_pairs.begin(), true_pairs.end(), [&](const IonPair& a, const IonPair& b) {
        const bool a_isotope = a.kind >= kinds.size(), b_isotope = b.kind >= kinds.size();
        return a_isotope != b_isotope ? a_isotope : areas[a.parent] > areas[b.parent];
    });
    std::vector<bool> is_child(table.features.size(), false), is_parent(table.features.size(), false);
    for (const IonPair& pair : true_pairs) {
        ConsensusFeature &parent = table.features[pair.parent], &child = table.features[pair.child];
        const bool isotope = pair.kind >= kinds.size();
        if (is_child[pair.child] || is_parent[pair.child] || (!isotope && is_child[pair.parent])) continue;
        is_child[pair.child] = true;
        child.ion = (isotope ? "M+" + std::to_string(pair.kind - kinds.size()) : std::string(kinds[pair.kind])) +
                    " of " + parent.feature_id;
        if (isotope) continue;
        is_parent[pair.parent] = true;
        child.charge = parse_ion(kinds[pair.kind]).charge;
        if (pair.parent < first_fresh && !parent.ion.empty()) continue;
        parent.ion = main_ion(table.frame.polarity);
        if (parent.charge == 0) parent.charge = parse_ion(main_ion(table.frame.polarity)).charge;
    }
}

}  // namespace gassan
