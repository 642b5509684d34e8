#include "core/simulate/emission.hpp"

#include "core/peak/shapes.hpp"
#include "core/simulate/outline.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gassan {
namespace {

/// Nernst-Einstein for a single charge at 25 C: k T / e = 25.69 mV, so 1 TU is 0.02569e-9 m2/s = 2.569e-5 mm2/s.
/// An effective mobility is less than the ion's own where it is half protonated, hence the limits (domain of small
/// molecules in water).
double diffusion_mm2_per_s(double mobility_tu) {
    return std::clamp(std::fabs(mobility_tu) * 2.569e-5, 0.6e-3, 1.2e-3);
}

double sigma_s(const SimulateParams& params, const RunConditions& run, double mobility_tu, double time_s) {
    const double stacking = mobility_tu == 0.0 ? 1.0 : params.shape.stacking;
    const double plug = params.shape.injection_plug_mm / stacking, outside = run.external_sigma_mm;
    const double variance = 2.0 * diffusion_mm2_per_s(mobility_tu) * time_s + plug * plug / 12.0 + outside * outside;
    return std::sqrt(variance) * time_s / params.separation.total_length_mm;
}

/// The salt of the sample slows its neighbours: mu (1 - shift h exp(-((mu - mu_salt) / 6 TU)^2 / 2)).
double mobility_in_matrix(const SimulateParams& params, const RunConditions& run, double mobility_tu) {
    constexpr double reach_tu = 6.0;
    const double z = (mobility_tu - geometry(params.separation.geometry).salts_tu[1]) / reach_tu;
    return mobility_tu * (1.0 - params.separation.matrix_shift * run.salt_factor * std::exp(-0.5 * z * z));
}

/// Cumulative share of the peak on the raster, after the sheath. The exponential of a piecewise linear inflow is
/// exact: G' = (F - G) / tau.
std::vector<double> mixed_cdf(const HvlShape& shape, double tau_s, double begin_s, double step_s, std::size_t size) {
    std::vector<double> cdf = hvl_cdf(shape, begin_s, step_s, size);
    if (tau_s <= 0.0) return cdf;
    const double keep = std::exp(-step_s / tau_s);
    double before = cdf[0], out = cdf[0];
    for (std::size_t i = 1; i < size; ++i) {
        const double lag = (cdf[i] - before) / step_s * tau_s;
        out = cdf[i] - lag + (out - before + lag) * keep;
        before = cdf[i];
        cdf[i] = out;
    }
    return cdf;
}

/// Share of the signal that is left beside a load of zones and what the sample sends through the spray.
double left_by(const SuppressionParams& params, double zones, const SprayLoad& load, double time_s) {
    double crowd = 0.0;
    if (!load.counts.empty() && time_s >= 0.0) {
        const double place = std::max(0.0, time_s / load.step_s - 0.5);
        const std::size_t i = std::min(std::size_t(place), load.counts.size() - 1);
        const std::size_t next = std::min(i + 1, load.counts.size() - 1);
        crowd = std::lerp(load.counts[i], load.counts[next], std::min(1.0, place - double(i)));
    }
    return std::max(params.least_signal, 1.0 / (1.0 + zones + crowd / params.crowding_counts));
}

/// Standard deviation of what a scan would hold at an m/z without the ion.
double noise_beside(const SimulateParams& params, const StudyConditions& study, const RunConditions& run, double mz,
                    double time_s) {
    const double level = background_level(params, study, background_moment(params, run, {}, time_s), mz);
    return std::sqrt(params.noise.electronic_sd * params.noise.electronic_sd + study.gain * level);
}

/// The satellites of the last line in ions: on its high side, at distances that grow with its flight time.
void add_ringing(const SimulateParams& params, const StudyConditions& study, const RunConditions& run,
                 double ringing_area, std::vector<TrueIon>& ions) {
    const TrueIon parent = ions.back();
    for (const RingingSatellite& satellite : ringing_satellites(params.mass, parent.mz)) {
        if (satellite.share <= 0.0 || satellite.mz > params.mass.mz_high) continue;
        TrueIon ring = parent;
        ring.ion = "ringing of " + parent.ion;
        ring.kind = "ringing";
        ring.mz = satellite.mz;
        ring.area = ring.area_emitted = satellite.share * ringing_area;
        ring.height = ring.height_emitted = satellite.share * parent.height;
        ring.snr = ring.height / noise_beside(params, study, run, ring.mz, ring.mt_s);
        ions.push_back(ring);
    }
}

}  // namespace

std::array<RingingSatellite, 2> ringing_satellites(const MassParams& params, double mz) {
    const double scale = std::sqrt(mz / 118.0);
    return {{{mz + params.ringing_near_th * scale, params.ringing_near_share},
             {mz + params.ringing_far_th * scale, params.ringing_far_share}}};
}

double saturated(const SimulateParams& params, double intensity) {
    // Far below the ceiling the first two terms are exact to 2e-9, at a tenth of the price.
    const double full = intensity / params.mass.saturation;
    if (full < saturation_is_square) return intensity * (1.0 - 0.5 * full);
    return -params.mass.saturation * std::expm1(-intensity / params.mass.saturation);
}

Passage passage(const SimulateParams& params, const StudyConditions& study, const RunConditions& run,
                const SimulatedCompound& compound, std::size_t k) {
    Passage passage;
    const double concentration = run.concentration_um[k], counts_s = concentration * run.sensitivity[k];
    const double arrival = arrival_s(run.separation, mobility_in_matrix(params, run, compound.mobility_tu));
    if (!std::isfinite(arrival) || counts_s <= 0.0) return passage;
    const double limit = params.shape.distortion_limit;
    const double distortion = std::clamp(study.compounds[k].distortion_per_um * concentration, -limit, limit);
    const HvlShape shape{arrival + run.trigger_offset_s, sigma_s(params, run, compound.mobility_tu, arrival),
                         distortion};
    constexpr double outside = 1e-9, bins_per_sigma = 64.0;
    passage.a1_s = shape.a1_s;
    passage.distortion = distortion;
    passage.step_s = shape.sigma_s / bins_per_sigma;
    passage.begin_s = hvl_quantile(shape, outside) - passage.step_s;
    const double end_s = hvl_quantile(shape, 1.0 - outside) + 20.0 * run.sheath_tau_s;
    const auto size = std::size_t((end_s - passage.begin_s) / passage.step_s) + 2;
    passage.plain = mixed_cdf(shape, run.sheath_tau_s, passage.begin_s, passage.step_s, size);
    const double before = passage.plain.front();
    for (double& value : passage.plain) value = counts_s * (value - before);
    passage.salty = passage.plain;
    return passage;
}

double share_in_run(const EmittedLine& line, double concentration_um) {
    return line.dimer ? line.share * concentration_um / 1000.0 : line.share;
}

SprayLoad spray_load(const StudyConditions& study, const RunConditions& run, std::span<const Passage> passages) {
    SprayLoad load;
    load.counts.assign(std::size_t(study.run_length_s / load.step_s) + 2, 0.0);
    for (std::size_t k = 0; k < passages.size(); ++k) {
        const Passage& one = passages[k];
        if (one.plain.empty()) continue;
        double shares = 0.0;
        for (const EmittedLine& line : study.compounds[k].species)
            shares += share_in_run(line, run.concentration_um[k]);
        const double end_s = one.step_begin_s(one.plain.size());
        const auto first = std::size_t(std::max(0.0, one.begin_s / load.step_s));
        for (std::size_t i = first; i < load.counts.size() && double(i) * load.step_s < end_s; ++i) {
            const double from = double(i) * load.step_s;
            load.counts[i] += shares * passed(one.plain, one, from, from + load.step_s) / load.step_s;
        }
    }
    return load;
}

double suppression(const SuppressionParams& params, std::span<const Zone> zones, const SprayLoad& load, double time_s) {
    return left_by(params, zone_effect(zones, time_s).load, load, time_s);
}

void suppress(const SimulateParams& params, const RunConditions& run, const SprayLoad& load, Passage& passage) {
    double before = passage.plain.empty() ? 0.0 : passage.plain.front();
    for (std::size_t i = 0; i + 1 < passage.plain.size(); ++i) {
        const double time_s = passage.step_begin_s(i) + 0.5 * passage.step_s;
        const double arriving = passage.plain[i + 1] - before;
        before = passage.plain[i + 1];
        const ZoneEffect zones = zone_effect(run.zones, time_s);
        const double left = arriving * left_by(params.suppression, zones.load, load, time_s);
        const double more = 1.0 + (params.ions.sodium_salt_gain - 1.0) * zones.salt_weight;
        passage.plain[i + 1] = passage.plain[i] + left;
        passage.salty[i + 1] = passage.salty[i] + left * more;
    }
}

double passed(const std::vector<double>& cumulative, const Passage& passage, double from_s, double to_s) {
    const double last = double(cumulative.size()) - 1.0;
    const auto value = [&](double time_s) {
        const double place = (time_s - passage.begin_s) / passage.step_s;
        if (place <= 0.0) return 0.0;
        if (place >= last) return cumulative.back();
        const auto i = std::size_t(place);
        return std::lerp(cumulative[i], cumulative[i + 1], place - double(i));
    };
    return value(to_s) - value(from_s);
}

BackgroundMoment background_moment(const SimulateParams& params, const RunConditions& run, const SprayLoad& load,
                                   double time_s) {
    BackgroundMoment moment;
    for (std::size_t front = 0; front < 3; ++front)
        moment.risen[front] =
            std::clamp((time_s - run.zones[front].centre_s) / params.background.front_rise_s + 0.5, 0.0, 1.0);
    moment.left =
        std::pow(suppression(params.suppression, run.zones, load, time_s), params.suppression.background_share);
    const auto inside = [&](Zone zone) {
        zone.strength = 1.0;
        return zone_effect({&zone, 1}, time_s).load;
    };
    moment.hump = 1.0 + params.background.neutral_hump * inside(run.zones[2]);
    moment.salt = run.salt_factor * inside(run.zones[1]);
    return moment;
}

double background_counts(const BackgroundIon& ion, const BackgroundMoment& moment, double drift) {
    double level = ion.level * moment.left * drift;
    for (std::size_t front = 0; front < 3; ++front) level *= 1.0 + moment.risen[front] * (ion.steps[front] - 1.0);
    if (ion.name.empty()) level *= moment.hump;
    return level + ion.salt_counts * moment.salt;
}

double background_level(const SimulateParams& params, const StudyConditions& study, const BackgroundMoment& moment,
                        double mz) {
    const double reach = params.mass.merge_fwhm * mass_width(params, mz);
    auto ion = std::lower_bound(study.background.begin(), study.background.end(), mz - reach,
                                [](const BackgroundIon& a, double limit) { return a.mz < limit; });
    double level = 0.0;
    for (; ion != study.background.end() && ion->mz <= mz + reach; ++ion) level += background_counts(*ion, moment);
    return level;
}

std::vector<TrueIon> true_ions(const SimulateParams& params, const StudyConditions& study, const RunConditions& run,
                               const SimulatedCompound& compound, std::size_t k, const Passage& passage) {
    std::vector<TrueIon> ions;
    if (passage.plain.size() < 3) return ions;
    const double concentration = run.concentration_um[k];
    const Silhouette plain = silhouette(params, study, passage, passage.plain);
    const Silhouette salty = silhouette(params, study, passage, passage.salty);
    for (const EmittedLine& species : study.compounds[k].species) {
        const Silhouette& shape = species.loves_salt ? salty : plain;
        const double share = share_in_run(species, concentration), height_emitted = share * shape.height;
        const IonArea area = ion_area(params, shape, share);
        const bool recorded = shape.apex_s >= params.separation.recording_start_s && shape.apex_s <= study.run_length_s;
        if (!recorded || area.seen <= 0.0) continue;
        ions.push_back({.compound_id = compound.compound_id,
                        .ion = species.ion,
                        .kind = species.kind,
                        .isotope = species.isotope,
                        .mz = species.mz,
                        .mt_s = shape.apex_s,
                        .area = area.seen,
                        .height = saturated(params, height_emitted),
                        .mobility_tu = compound.mobility_tu,
                        .snr = height_emitted / noise_beside(params, study, run, species.mz, shape.apex_s),
                        .a1_s = passage.a1_s,
                        .fwhm_s = shape.fwhm_s,
                        .area_emitted = area.emitted,
                        .height_emitted = height_emitted,
                        .distortion = passage.distortion,
                        .concentration_um = concentration});
        if (area.ringing > 0.0) add_ringing(params, study, run, area.ringing, ions);
    }
    return ions;
}

}  // namespace gassan
