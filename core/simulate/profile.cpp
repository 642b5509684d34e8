#include "core/simulate/profile.hpp"

#include "core/peak/shapes.hpp"
#include "core/simulate/conditions.hpp"
#include "core/simulate/emission.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace gassan {
namespace {

double sigma_mz(const SimulateParams& params, double mz) {
    return mass_width(params, mz) / fwhm_over_sigma;
}

/// Gaussian from its middle out, both sides together 1.
std::vector<double> pulse_shape(double sigma_points) {
    std::vector<double> shape{1.0};
    double sum = 1.0;
    for (double i = 1.0; i <= 4.0 * sigma_points; ++i) {
        shape.push_back(std::exp(-0.5 * (i / sigma_points) * (i / sigma_points)));
        sum += 2.0 * shape.back();
    }
    for (double& value : shape) value /= sum;
    return shape;
}

/// A uniform number for each point of a scan: four points share a block of dice.
class PointDice {
public:
    PointDice(const ProfileAddress& address, Dice purpose) : address_(address), purpose_(std::uint32_t(purpose)) {}

    [[nodiscard]] double uniform(std::size_t point) {
        if (const std::size_t block = point / words_.size(); block != block_) {
            block_ = block;
            RandomStream random(address_.seed, purpose_, address_.run, std::uint32_t(block), address_.scan);
            for (double& word : words_) word = random.uniform32();
        }
        return words_[point % words_.size()];
    }

private:
    ProfileAddress address_;
    std::uint32_t purpose_;
    std::size_t block_ = std::size_t(-1);
    std::array<double, 4> words_{};
};

/// Poisson by inversion of u; for means below some tens.
double poisson_quantile(double u, double mean) {
    if (u <= 1.0 - mean) return 0.0;  // below exp(-mean)
    double rest = u, probability = std::exp(-mean), k = 0.0;
    while (rest > probability && k < 200.0) {
        rest -= probability;
        probability *= mean / ++k;
    }
    return k;
}

/// Ions at a point. The dice are the point's own: what arrives elsewhere in the spectrum does not move them.
double count_point(const ProfileAddress& address, PointDice& dice, std::size_t point, double mean) {
    if (mean < 12.0) return poisson_quantile(dice.uniform(point), mean);
    constexpr std::uint32_t crowded = 0x80000000u;  // an address that no block has
    RandomStream random(address.seed, std::uint32_t(Dice::profile), address.run, crowded | std::uint32_t(point),
                        address.scan);
    return draw_poisson(random, mean);
}

}  // namespace

Profile::Profile(const Detector& detector)
    : detector_(detector),
      root_step_(detector.params.mass.flight_constant * detector.params.mass.flight_step_ns),
      pulse_(pulse_shape(detector.params.mass.pulse_ns / detector.params.mass.flight_step_ns / fwhm_over_sigma)) {
    const MassParams& params = detector.params.mass;
    const auto first = std::int64_t(std::ceil(std::sqrt(params.mz_low) / root_step_));
    const auto last = std::int64_t(std::floor(std::sqrt(params.mz_high) / root_step_));
    first_root_ = double(first) * root_step_;
    for (std::int64_t i = first; i <= last; ++i) {
        const double root = double(i) * root_step_, mz = root * root;
        // What of an ion's mass peak the point at its apex holds.
        const double apex_share =
            2.0 * root * root_step_ / (sigma_mz(detector.params, mz) * std::sqrt(2.0 * std::numbers::pi));
        mz_.push_back(mz);
        ion_counts_.push_back(float(detector.gain / apex_share));
    }
    for (auto* values : {&ions_, &heights_, &other_pulses_}) values->assign(mz_.size(), 0.0f);
}

void Profile::add_peak(double mz, double apex, double sigma, std::vector<float>& heights) const {
    constexpr double least_counts = 0.1;  // some 1e-3 of an ion: what lies farther out is not worth its dice
    if (apex <= least_counts || mz_.empty()) return;
    const double reach = std::sqrt(2.0 * std::log(apex / least_counts));
    const double from = std::max(mz_.front(), mz - reach * sigma);
    for (auto i = std::size_t((std::sqrt(from) - first_root_) / root_step_ + 0.999999); i < mz_.size(); ++i) {
        const double z = (mz_[i] - mz) / sigma;
        if (z > reach) break;
        heights[i] += float(apex * std::exp(-0.5 * z * z));
    }
}

void Profile::add_ions(std::span<const Hit> hits) {
    const SimulateParams& params = detector_.params;
    const double pulse_root = params.mass.pulse_ns / fwhm_over_sigma * params.mass.flight_constant;
    for (const Hit& hit : hits) {
        const double seen = saturated(params, hit.counts);
        const double shift_ppm = params.mass.saturation_shift_ppm * (1.0 - seen / hit.counts);
        // The pulse widens what arrives to the whole; it cannot be wider than that.
        const double whole = sigma_mz(params, hit.mz), pulse = 2.0 * std::sqrt(hit.mz) * pulse_root;
        const double arrival = std::sqrt(std::max(0.1 * whole * whole, whole * whole - pulse * pulse));
        add_peak(hit.mz * (1.0 + 1e-6 * shift_ppm), hit.counts * whole / arrival, arrival, ions_);
        if (seen <= params.mass.ringing_counts) continue;
        for (const RingingSatellite& satellite : ringing_satellites(params.mass, hit.mz))
            add_peak(satellite.mz, satellite.share * seen, sigma_mz(params, satellite.mz), other_pulses_);
    }
}

void Profile::add_pulses(std::span<const Hit> hits) {
    for (const Hit& hit : hits) add_peak(hit.mz, hit.counts, sigma_mz(detector_.params, hit.mz), other_pulses_);
}

void Profile::count(const ProfileAddress& address) {
    const bool statistics = detector_.params.noise.ion_statistics;
    PointDice dice(address, Dice::profile);
    for (std::size_t i = 0; i < mz_.size(); ++i) {
        if (ions_[i] <= 0.0f) continue;
        double counts = ions_[i];
        if (statistics) {
            const double one = ion_counts_[i];
            counts = one * count_point(address, dice, i, counts / one);
        }
        if (counts <= 0.0) continue;
        heights_[i] += float(pulse_[0] * counts);
        for (std::size_t k = 1; k < pulse_.size(); ++k) {
            if (i >= k) heights_[i - k] += float(pulse_[k] * counts);
            if (i + k < mz_.size()) heights_[i + k] += float(pulse_[k] * counts);
        }
    }
}

void Profile::record(const ProfileAddress& address, std::vector<double>& mz_out, std::vector<float>& intensity_out) {
    count(address);
    const NoiseParams& noise = detector_.params.noise;
    const double sd = noise.ion_statistics ? noise.electronic_sd : 0.0;
    PointDice dice(address, Dice::profile_noise);
    const auto seen = [&](std::size_t point) {
        const double counts = saturated(detector_.params, heights_[point]) + other_pulses_[point];
        return sd > 0.0 ? counts + sd * normal_quantile(dice.uniform(point)) : counts;
    };
    const auto put = [&](std::size_t point, double counts) {
        mz_out.push_back(mz_[point]);
        intensity_out.push_back(float(counts));
    };
    std::size_t next = 0;  // the first point that is not written yet
    bool open = false;     // a row of points awaits its zero
    for (std::size_t i = 0; i < mz_.size(); ++i) {
        const bool touched = heights_[i] > 0.0f || other_pulses_[i] > 0.0f;
        const double counts = touched ? seen(i) : 0.0;
        const bool kept = counts > detector_.threshold;
        if (!kept && !open) continue;
        if (kept && !open && i > next) put(i - 1, 0.0);
        put(i, kept ? counts : 0.0);
        next = i + 1;
        open = kept;
    }
    for (auto* values : {&ions_, &heights_, &other_pulses_}) std::fill(values->begin(), values->end(), 0.0f);
}

}  // namespace gassan
