#include "core/simulate/detector.hpp"

#include "core/simulate/conditions.hpp"
#include "core/simulate/emission.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

constexpr double width_over_sigma = 2.3548200450309493;

void record_centroid(const Detector& detector, double mz, double counts, double noise, std::vector<double>& mz_out,
                     std::vector<float>& intensity_out) {
    const SimulateParams& params = detector.params;
    double seen = counts;
    if (counts > 1e-6 * params.mass.saturation) {
        seen = saturated(params, counts);
        mz *= 1.0 + 1e-6 * params.mass.saturation_shift_ppm * (1.0 - seen / counts);
    }
    seen += noise;
    if (seen <= detector.threshold || mz < params.mass.mz_low || mz > params.mass.mz_high) return;
    mz_out.push_back(mz);
    intensity_out.push_back(float(seen));
}

}  // namespace

double one_ion_ppm(const SimulateParams& params, double mz) {
    return mass_width(params, mz) / width_over_sigma / mz * 1e6;
}

void count_ions(const Detector& detector, RandomStream random, double mz, double calibration_ppm, double scatter_ppm,
                double expected, std::vector<Hit>& hits) {
    const SimulateParams& params = detector.params;
    if (!params.noise.ion_statistics) {
        if (expected > 0.0) hits.push_back({mz * (1.0 + 1e-6 * calibration_ppm), float(expected), 0.0f});
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

void record_scan(const Detector& detector, const std::vector<Hit>& hits, std::vector<double>& mz_out,
                 std::vector<float>& intensity_out) {
    for (std::size_t i = 0; i < hits.size();) {
        double mz = hits[i].mz, counts = hits[i].counts;
        std::size_t strongest = i;
        const double reach = detector.params.mass.merge_fwhm * mass_width(detector.params, mz);
        for (++i; i < hits.size() && hits[i].mz - mz < reach; ++i) {
            counts += hits[i].counts;
            mz += (hits[i].mz - mz) * (hits[i].counts / counts);
            if (hits[i].counts > hits[strongest].counts) strongest = i;
        }
        record_centroid(detector, mz, counts, hits[strongest].noise, mz_out, intensity_out);
    }
}

}  // namespace gassan
