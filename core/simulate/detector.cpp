#include "core/simulate/detector.hpp"

#include "core/peak/shapes.hpp"
#include "core/simulate/conditions.hpp"
#include "core/simulate/emission.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

/// Hits in order of m/z, among them the satellites of what has been recorded.
class Queue {
public:
    explicit Queue(const std::vector<Hit>& hits) : hits_(hits) {}

    [[nodiscard]] bool empty() const { return hit_ == hits_.size() && echo_ == echoes_.size(); }
    [[nodiscard]] bool echo_is_next() const {
        return echo_ < echoes_.size() && (hit_ == hits_.size() || echoes_[echo_].mz < hits_[hit_].mz);
    }
    [[nodiscard]] const Hit& next() const { return echo_is_next() ? echoes_[echo_] : hits_[hit_]; }
    void pop() { ++(echo_is_next() ? echo_ : hit_); }
    void add(const Hit& echo) {
        const auto waiting = echoes_.begin() + std::ptrdiff_t(echo_);
        echoes_.insert(
            std::upper_bound(waiting, echoes_.end(), echo, [](const Hit& a, const Hit& b) { return a.mz < b.mz; }),
            echo);
    }

private:
    const std::vector<Hit>& hits_;
    std::vector<Hit> echoes_;
    std::size_t hit_ = 0, echo_ = 0;
};

/// Neighbours that became one.
struct Joined {
    double mz = 0.0, counts = 0.0;
    double echoes = 0.0;  ///< counts of satellites among them: these come from behind the ceiling
    Hit strongest;
    bool strongest_is_echo = false;
};

Joined join_next(const Detector& detector, Queue& queue) {
    const Hit first = queue.next();
    const bool echo = queue.echo_is_next();
    Joined joined{first.mz, first.counts, echo ? first.counts : 0.0, first, echo};
    const double reach = detector.params.mass.merge_fwhm * mass_width(detector.params, first.mz);
    for (queue.pop(); !queue.empty() && queue.next().mz - joined.mz < reach; queue.pop()) {
        const Hit& hit = queue.next();
        joined.counts += hit.counts;
        joined.mz += (hit.mz - joined.mz) * (hit.counts / joined.counts);
        if (queue.echo_is_next()) joined.echoes += hit.counts;
        if (hit.counts <= joined.strongest.counts) continue;
        joined.strongest = hit;
        joined.strongest_is_echo = queue.echo_is_next();
    }
    return joined;
}

/// What the detector lets through of a centroid, and the shift of its m/z with that.
Hit through_ceiling(const SimulateParams& params, const Joined& joined) {
    const double arrived = joined.counts - joined.echoes;
    if (arrived <= 1e-6 * params.mass.saturation) return {joined.mz, float(joined.counts)};
    const double seen = saturated(params, arrived);
    const double shift_ppm = params.mass.saturation_shift_ppm * (1.0 - seen / arrived);
    return {joined.mz * (1.0 + 1e-6 * shift_ppm), float(seen + joined.echoes)};
}

}  // namespace

double one_ion_ppm(const SimulateParams& params, double mz) {
    return mass_width(params, mz) / fwhm_over_sigma / mz * 1e6;
}

void count_ions(const Detector& detector, RandomStream random, double mz, double calibration_ppm, double scatter_ppm,
                double expected, std::vector<Hit>& hits) {
    const SimulateParams& params = detector.params;
    if (detector.profile || !params.noise.ion_statistics) {
        if (expected <= 0.0) return;
        // The ions will scatter by themselves; what remains for many of them is the floor.
        const double by_itself = scatter_ppm * scatter_ppm * detector.gain / expected;
        const double floor = params.mass.floor_ppm * params.mass.floor_ppm;
        const bool jitters = params.noise.ion_statistics && floor > by_itself;
        const double error_ppm = jitters ? std::sqrt(floor - by_itself) * draw_normal(random) : 0.0;
        hits.push_back({mz * (1.0 + 1e-6 * (calibration_ppm + error_ppm)), float(expected), 0.0f});
        return;
    }
    const double ions = draw_poisson(random, expected / detector.gain);
    if (ions <= 0.0) return;
    const double error_ppm = std::max(params.mass.floor_ppm, scatter_ppm / std::sqrt(ions)) * draw_normal(random);
    const double noise = params.noise.electronic_sd * draw_normal(random);
    hits.push_back({mz * (1.0 + 1e-6 * (calibration_ppm + error_ppm)), float(ions * detector.gain), float(noise)});
}

void sort_nearly_sorted(std::vector<Hit>& hits) {
    for (std::size_t i = 1; i < hits.size(); ++i) {
        const Hit hit = hits[i];
        std::size_t place = i;
        for (; place > 0 && hits[place - 1].mz > hit.mz; --place) hits[place] = hits[place - 1];
        hits[place] = hit;
    }
}

void record_scan(const Detector& detector, const std::vector<Hit>& hits, RandomStream random,
                 std::vector<double>& mz_out, std::vector<float>& intensity_out) {
    const SimulateParams& params = detector.params;
    Queue queue(hits);
    while (!queue.empty()) {
        const Joined joined = join_next(detector, queue);
        const Hit seen = through_ceiling(params, joined);
        if (seen.counts > params.mass.ringing_counts && !joined.strongest_is_echo)
            for (const RingingSatellite& satellite : ringing_satellites(params.mass, joined.mz))
                if (satellite.share > 0.0)
                    queue.add({satellite.mz, float(satellite.share * seen.counts),
                               float(params.noise.electronic_sd * draw_normal(random))});
        const float intensity = seen.counts + joined.strongest.noise;
        if (intensity <= detector.threshold || seen.mz < params.mass.mz_low || seen.mz > params.mass.mz_high) continue;
        mz_out.push_back(seen.mz);
        intensity_out.push_back(intensity);
    }
}

}  // namespace gassan
