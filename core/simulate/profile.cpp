#include "core/simulate/profile.hpp"

#include "core/simulate/conditions.hpp"
#include "core/simulate/emission.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gassan {
namespace {

const double width_over_sigma = 2.0 * std::sqrt(2.0 * std::numbers::ln2);

}  // namespace

Profile::Profile(const Detector& detector)
    : detector_(detector), root_step_(detector.params.mass.flight_constant * detector.params.mass.flight_step_ns) {
    const MassParams& params = detector.params.mass;
    const auto first = std::int64_t(std::ceil(std::sqrt(params.mz_low) / root_step_));
    const auto last = std::int64_t(std::floor(std::sqrt(params.mz_high) / root_step_));
    for (std::int64_t i = first; i <= last; ++i) {
        const double root = double(i) * root_step_, mz = root * root;
        const double sigma = mass_width(detector.params, mz) / width_over_sigma;
        // The share of an ion's mass peak that the point at its apex holds.
        const double apex_share = 2.0 * root * root_step_ / (sigma * std::sqrt(2.0 * std::numbers::pi));
        mz_.push_back(mz);
        ion_counts_.push_back(float(detector.gain / apex_share));
    }
    ions_.assign(mz_.size(), 0.0f);
    pulses_.assign(mz_.size(), 0.0f);
}

void Profile::add_peak(double mz, double counts, std::vector<float>& heights) const {
    constexpr double reach = 5.0;  // sigma: 4e-6 of the apex
    if (mz_.empty() || mz <= 0.0) return;
    const double sigma = mass_width(detector_.params, mz) / width_over_sigma;
    const double before_first = mz_.front() - mz, from = std::max(mz_.front(), mz - reach * sigma);
    if (before_first > reach * sigma) return;
    const double first_root = std::sqrt(mz_.front());
    for (auto i = std::size_t(std::ceil((std::sqrt(from) - first_root) / root_step_ - 1e-6)); i < mz_.size(); ++i) {
        const double z = (mz_[i] - mz) / sigma;
        if (z > reach) break;
        heights[i] += float(counts * std::exp(-0.5 * z * z));
    }
}

void Profile::add_ions(std::span<const Hit> hits) {
    const SimulateParams& params = detector_.params;
    for (const Hit& hit : hits) {
        const double seen = saturated(params, hit.counts);
        const double shift_ppm = params.mass.saturation_shift_ppm * (1.0 - seen / hit.counts);
        add_peak(hit.mz * (1.0 + 1e-6 * shift_ppm), hit.counts, ions_);
        if (seen <= params.mass.ringing_counts) continue;
        for (const RingingSatellite& satellite : ringing_satellites(params.mass, hit.mz))
            add_peak(satellite.mz, satellite.share * seen, pulses_);
    }
}

void Profile::add_pulses(std::span<const Hit> hits) {
    for (const Hit& hit : hits) add_peak(hit.mz, hit.counts, pulses_);
}

/// The dice of a point are its own: what arrives elsewhere in the spectrum does not move them.
double Profile::seen(const ProfileAddress& address, std::size_t point) const {
    const SimulateParams& params = detector_.params;
    const double expected = ions_[point], pulse = pulses_[point];
    if (!params.noise.ion_statistics) return saturated(params, expected) + pulse;
    RandomStream random(address.seed, std::uint32_t(Dice::profile), address.run, std::uint32_t(point), address.scan);
    const double one = ion_counts_[point], arrived = one * draw_poisson(random, expected / one);
    if (arrived + pulse <= 0.0) return 0.0;
    return saturated(params, arrived) + pulse + params.noise.electronic_sd * draw_normal(random);
}

void Profile::record(const ProfileAddress& address, std::vector<double>& mz_out, std::vector<float>& intensity_out) {
    const auto put = [&](std::size_t point, double counts) {
        mz_out.push_back(mz_[point]);
        intensity_out.push_back(float(counts));
    };
    std::size_t next = 0;  // the first point that is not written yet
    bool open = false;     // a row of points awaits its zero
    for (std::size_t i = 0; i < mz_.size(); ++i) {
        const bool touched = ions_[i] > 0.0f || pulses_[i] > 0.0f;
        const double counts = touched ? seen(address, i) : 0.0;
        const bool kept = counts > detector_.threshold;
        if (!kept && !open) continue;
        if (kept && !open && i > next) put(i - 1, 0.0);
        put(i, kept ? counts : 0.0);
        next = i + 1;
        open = kept;
    }
    std::fill(ions_.begin(), ions_.end(), 0.0f);
    std::fill(pulses_.begin(), pulses_.end(), 0.0f);
}

}  // namespace gassan
