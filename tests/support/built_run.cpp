#include "tests/support/built_run.hpp"

#include "core/base/random.hpp"
#include "core/trace/ion_cache.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace gassan::test {
namespace {

enum Purpose : std::uint32_t { counting = 1, mass = 2, strays = 3 };

}  // namespace

double gauss_area(double height, double fwhm_s) {
    return height * fwhm_s / fwhm_per_sigma * std::sqrt(2.0 * std::numbers::pi);
}

RunArchive archive_of(const Run& run, double fwhm_s, double flicker) {
    RunArchive archive;
    archive.scan_time_s = run.scan_time_s;
    archive.dropout.assign(run.scans(), 0);
    archive.scatter = {.floor_ppm = 1.0, .counts_ppm2 = {4.8e4, 4.8e4, 4.8e4, 4.8e4, 4.8e4, 4.8e4}};
    archive.noise = {.gain = 20.0, .relative = flicker, .threshold = 40.0};
    archive.width_law = {.fwhm_ref_s = fwhm_s, .time_ref_s = 300.0, .power = 0.0};
    archive.centroids = ion_cache(run, std::vector<double>(run.scans(), 0.0));
    return archive;
}

BuiltRun& BuiltRun::scans(std::size_t count, double spacing_s, double first_s) {
    count_ = count;
    spacing_s_ = spacing_s;
    first_s_ = first_s;
    return *this;
}
BuiltRun& BuiltRun::gain(double counts_per_ion) {
    gain_ = counts_per_ion;
    return *this;
}
BuiltRun& BuiltRun::scatter(double floor_ppm, double counts_ppm2) {
    floor_ppm_ = floor_ppm;
    counts_ppm2_ = [counts_ppm2](double) { return counts_ppm2; };
    return *this;
}
BuiltRun& BuiltRun::scatter(double floor_ppm, std::function<double(double)> counts_ppm2) {
    floor_ppm_ = floor_ppm;
    counts_ppm2_ = std::move(counts_ppm2);
    return *this;
}
BuiltRun& BuiltRun::flicker(double relative) {
    flicker_ = relative;
    return *this;
}
BuiltRun& BuiltRun::drift(std::function<double(double)> ppm) {
    drift_ppm_ = std::move(ppm);
    return *this;
}
BuiltRun& BuiltRun::threshold(double counts) {
    threshold_ = counts;
    return *this;
}
BuiltRun& BuiltRun::seed(std::uint64_t value) {
    seed_ = value;
    return *this;
}

BuiltRun& BuiltRun::with_ion(double mz, double apex_s, double height, double fwhm_s) {
    const double area = gauss_area(height, fwhm_s), sigma_s = fwhm_s / fwhm_per_sigma;
    ions_.push_back({mz, [=](double begin_s, double end_s) {
                         return area * (gauss_cdf(apex_s, sigma_s, end_s) - gauss_cdf(apex_s, sigma_s, begin_s)) /
                                (end_s - begin_s);
                     }});
    return *this;
}
BuiltRun& BuiltRun::with_hvl(double mz, const HvlShape& shape, double area) {
    ions_.push_back({mz, [=](double begin_s, double end_s) {
                         return area * (hvl_cdf(shape, end_s) - hvl_cdf(shape, begin_s)) / (end_s - begin_s);
                     }});
    return *this;
}
BuiltRun& BuiltRun::with_profile(double mz, std::function<double(double)> counts) {
    ions_.push_back(
        {mz, [counts = std::move(counts)](double begin_s, double end_s) { return counts(0.5 * (begin_s + end_s)); }});
    return *this;
}
BuiltRun& BuiltRun::with_background(std::size_t count, double low_counts, double high_counts) {
    for (std::size_t i = 0; i < count; ++i) {
        const double part = count > 1 ? double(i) / double(count - 1) : 0.5;
        const double level = low_counts * std::pow(high_counts / low_counts, part);
        with_profile(52.31 + 11.16 * double(i), [level](double) { return level; });
    }
    return *this;
}
BuiltRun& BuiltRun::with_singletons(double per_scan, double least_counts) {
    singletons_ = per_scan;
    singleton_least_ = least_counts;
    return *this;
}
BuiltRun& BuiltRun::with_dropout(std::size_t first, std::size_t count, double share) {
    dropouts_.push_back({first, count, share});
    return *this;
}
BuiltRun& BuiltRun::with_spike(double mz, std::size_t scan, double counts) {
    spikes_.push_back({mz, scan, counts});
    return *this;
}

Run BuiltRun::build() const {
    Run run;
    run.polarity = Polarity::positive;
    run.scan_begin.push_back(0);
    for (std::size_t scan = 0; scan < count_; ++scan) {
        const double time_s = first_s_ + spacing_s_ * double(scan);
        double share = 1.0;
        for (const Dropout& dropout : dropouts_)
            if (scan >= dropout.first && scan < dropout.first + dropout.count) share = dropout.share;
        std::vector<std::pair<double, double>> points;
        for (std::size_t i = 0; i < ions_.size(); ++i) {
            RandomStream random(seed_, counting, 0, std::uint32_t(i), std::uint32_t(scan));
            double counts = share * ions_[i].counts(time_s - 0.5 * spacing_s_, time_s + 0.5 * spacing_s_);
            if (gain_ > 0.0) counts = gain_ * draw_poisson(random, std::max(counts, 0.0) / gain_);
            if (flicker_ > 0.0) counts *= 1.0 + flicker_ * draw_normal(random);
            if (counts < threshold_ || counts <= 0.0) continue;
            RandomStream aside(seed_, mass, 0, std::uint32_t(i), std::uint32_t(scan));
            const double sd_ppm =
                std::sqrt(floor_ppm_ * floor_ppm_ + (counts_ppm2_ ? counts_ppm2_(ions_[i].mz) : 5e4) / counts);
            const double drift_ppm = drift_ppm_ ? drift_ppm_(time_s) : 0.0;
            points.emplace_back(ions_[i].mz * (1.0 + 1e-6 * (drift_ppm + sd_ppm * draw_normal(aside))), counts);
        }
        RandomStream random(seed_, strays, 0, 0, std::uint32_t(scan));
        const auto singles = singletons_ > 0.0 ? std::size_t(draw_poisson(random, singletons_)) : 0;
        for (std::size_t i = 0; i < singles; ++i) {
            const double mz = random.uniform(50.0, 1000.0);
            points.emplace_back(mz, draw_pareto(random, 2.2, singleton_least_));
        }
        for (const Spike& spike : spikes_)
            if (spike.scan == scan) points.emplace_back(spike.mz, spike.counts);
        std::sort(points.begin(), points.end());
        run.scan_time_s.push_back(time_s);
        for (const auto& [mz, counts] : points) {
            run.mz.push_back(mz);
            run.intensity.push_back(float(counts));
        }
        run.scan_begin.push_back(run.mz.size());
    }
    return run;
}

}  // namespace gassan::test
