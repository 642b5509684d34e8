#include "core/group/run_ions.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace gassan {
namespace {

constexpr double carbon_step = 1.0033548378;  // 13C - 12C, AME2012

bool migrate_together(const IonPeak& a, const IonPeak& b, double spacing_s, const GroupParams& params) {
    const double narrower_s = std::min(a.peak.fwhm_s, b.peak.fwhm_s);
    return std::abs(a.peak.apex_s - b.peak.apex_s) <= std::max(spacing_s, params.apex_fwhm * narrower_s);
}

/// Pearson correlation of two ions over the stronger one's upper part, scan by scan.
double profile_correlation(const RunContext& context, const IonPeak& strong, const IonPeak& weak,
                           const TraceParams& trace_params) {
    const Peak& peak = strong.peak;
    const std::vector<double> x = counts_of_ion(context, strong.aligned_mz, peak.begin, peak.end + 1, trace_params);
    const std::vector<double> y = counts_of_ion(context, weak.aligned_mz, peak.begin, peak.end + 1, trace_params);
    const auto count = double(x.size());
    double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        sx += x[i];
        sy += y[i];
        sxx += x[i] * x[i];
        syy += y[i] * y[i];
        sxy += x[i] * y[i];
    }
    const double spread = (sxx - sx * sx / count) * (syy - sy * sy / count);
    return spread > 0.0 ? (sxy - sx * sy / count) / std::sqrt(spread) : 0.0;
}

/// Noise keeps even a perfect companion's correlation below 1: to about this, for its S/N.
double attainable(const IonPeak& weak) {
    const double snr = weak.peak.snr_of_height();
    return snr / (snr + 2.0);
}

/// Peaks with aligned m/z in [low, high]; peaks are sorted by aligned_mz.
std::span<const IonPeak> between(const std::vector<IonPeak>& peaks, double low, double high) {
    const auto below = [](const IonPeak& peak, double mz) { return peak.aligned_mz < mz; };
    const auto above = [](double mz, const IonPeak& peak) { return mz < peak.aligned_mz; };
    const auto first = std::lower_bound(peaks.begin(), peaks.end(), low, below);
    const auto last = std::upper_bound(first, peaks.end(), high, above);
    return {peaks.data() + (first - peaks.begin()), std::size_t(last - first)};
}

/// Highest M+n / M0 that a compound of this mass can have: all its mass carbon for M+1 (with room for counting
/// errors), two chlorines or a carbon chain for M+2.
double highest_ratio(double mass, int isotope, double relative_error) {
    const double carbons = mass / 12.0;
    const double first = carbons * 0.0108;
    const double ratio = isotope == 1 ? first : isotope == 2 ? std::max(0.7, first * first) : first;
    return ratio * (1.3 + 3.0 * relative_error) + 0.02;
}

/// Where the n-th isotope can lie above the monoisotopic peak, in Da: from the nuclide that adds least to the one that
/// adds most; the unresolved line of a compound of several elements lies between.
struct StepRange {
    double low, high;
};

StepRange step_range(int isotope) {
    constexpr double nitrogen_step = 0.9970349;  // 15N - 14N
    constexpr double sulfur_step = 1.9957958;    // 34S - 32S; 37Cl (1.99705) and 18O (2.00425) lie above
    return {(isotope / 2) * sulfur_step + (isotope % 2) * nitrogen_step, isotope * carbon_step};
}

}  // namespace

std::vector<IonPeak> without_modulations(std::vector<IonPeak> peaks, const PeakParams& peak_params,
                                         const GroupParams& params) {
    constexpr double lasting = 0.7;
    const auto stronger_passes = [&](const IonPeak& bump) {
        return std::any_of(peaks.begin(), peaks.end(), [&](const IonPeak& other) {
            return other.peak.height >= params.modulator_ratio * bump.peak.height &&
                   std::abs(other.peak.apex_s - bump.peak.apex_s) <=
                       0.5 * std::max(other.peak.fwhm_s, bump.peak.fwhm_s);
        });
    };
    std::vector<IonPeak> kept;
    for (const IonPeak& ion : peaks) {
        const double rise = ion.peak.rise;
        const bool background = ion.peak.presence >= lasting;
        if (background && rise < peak_params.min_background_ratio) continue;
        if (background && rise < params.modulation_ratio && stronger_passes(ion)) continue;
        kept.push_back(ion);
    }
    return kept;
}

std::vector<std::optional<Relation>> relate_ions(const RunContext& context, const std::vector<IonPeak>& peaks,
                                                 const TraceParams& trace_params, const GroupParams& params) {
    const double spacing_s = context.clock.spacing_s;
    std::vector<std::optional<Relation>> relations(peaks.size());
    std::vector<std::size_t> by_height(peaks.size());
    for (std::size_t i = 0; i < peaks.size(); ++i) by_height[i] = i;
    std::sort(by_height.begin(), by_height.end(), [&](std::size_t a, std::size_t b) {
        return peaks[a].peak.height != peaks[b].peak.height ? peaks[a].peak.height > peaks[b].peak.height : a < b;
    });

    // The strongest first: what it claims cannot claim others.
    for (const std::size_t parent : by_height) {
        if (relations[parent]) continue;
        const IonPeak& strong = peaks[parent];
        const double tolerance =
            std::max(params.isotope_tolerance_mda * 1e-3, params.isotope_tolerance_ppm * 1e-6 * strong.aligned_mz);
        const auto belongs = [&](const IonPeak& weak, double correlation) {
            return weak.peak.height < strong.peak.height && migrate_together(strong, weak, spacing_s, params) &&
                   profile_correlation(context, strong, weak, trace_params) >= correlation * attainable(weak);
        };
        const auto claim_isotopes = [&](int charge) {
            bool has_first = false, has_any = false;
            for (int isotope = 1; isotope <= 3; ++isotope) {
                // At charge 2 the second isotope lies where charge 1 has its first: it needs the one between.
                if (charge > 1 && isotope > 1 && !has_first) break;
                const StepRange step = step_range(isotope);
                for (const IonPeak& weak : between(peaks, strong.aligned_mz + step.low / charge - tolerance,
                                                   strong.aligned_mz + step.high / charge + tolerance)) {
                    const auto child = std::size_t(&weak - peaks.data());
                    if (relations[child] || child == parent) continue;
                    const double ratio = weak.peak.area / strong.peak.area;
                    const double error = weak.peak.area_se / weak.peak.area;
                    if (ratio > highest_ratio(strong.aligned_mz * charge, isotope, error)) continue;
                    if (!belongs(weak, params.min_profile_correlation)) continue;
                    relations[child] = Relation{Relation::Kind::isotope, parent, isotope, charge};
                    has_first |= isotope == 1;
                    has_any = true;
                }
            }
            return has_any;
        };
        for (int charge = params.max_charge; charge >= 1; --charge)
            if (claim_isotopes(charge)) break;  // one ion has one charge
        constexpr double ringing_reach = 0.3, ringing_gap = 0.02;
        for (const IonPeak& weak :
             between(peaks, strong.aligned_mz - ringing_reach, strong.aligned_mz + ringing_reach)) {
            const auto child = std::size_t(&weak - peaks.data());
            if (relations[child] || child == parent || std::abs(weak.aligned_mz - strong.aligned_mz) < ringing_gap)
                continue;
            if (weak.peak.height > params.ringing_ratio * strong.peak.height || !belongs(weak, 0.95)) continue;
            relations[child] = Relation{Relation::Kind::ringing, parent, 0, 0};
        }
    }
    return relations;
}

}  // namespace gassan
