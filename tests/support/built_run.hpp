#pragma once

/// \file
/// Runs built ion by ion, for tests that need to know what is in a run because they put it there.
///
///     const Run run = a_run().with_background(40).with_ion(147.1128, 414.6, 5e4, 4.4).build();
///
/// Built from sums and closed forms alone: nothing of the simulator, nothing of the detection. Every ion draws its
/// noise from streams of its own, so that adding one ion changes no other.

#include "core/model/run.hpp"
#include "core/model/run_archive.hpp"
#include "core/peak/shapes.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace gassan::test {

class BuiltRun {
public:
    /// Scans at first_s, first_s + spacing_s, ...
    BuiltRun& scans(std::size_t count, double spacing_s, double first_s = 0.0);
    /// Counting noise in whole ions of so many counts; 0 = none at all.
    BuiltRun& gain(double counts_per_ion);
    /// m/z scatter: sd_ppm^2 = floor_ppm^2 + counts_ppm2 / intensity.
    BuiltRun& scatter(double floor_ppm, double counts_ppm2);
    BuiltRun& scatter(double floor_ppm, std::function<double(double mz)> counts_ppm2);
    /// Multiplicative noise of every point (sd), on top of counting.
    BuiltRun& flicker(double relative);
    /// Deviation of the mass axis, ppm against time.
    BuiltRun& drift(std::function<double(double time_s)> ppm);
    /// Weaker centroids are not recorded.
    BuiltRun& threshold(double counts);
    BuiltRun& seed(std::uint64_t value);

    /// Gaussian peak: height and width as an analyst reads them.
    BuiltRun& with_ion(double mz, double apex_s, double height, double fwhm_s);
    BuiltRun& with_hvl(double mz, const HvlShape& shape, double area);
    /// Any profile: expected counts against time.
    BuiltRun& with_profile(double mz, std::function<double(double time_s)> counts);
    /// Ions there all the time at m/z of their own (52.31, 63.47, ...), levels from low to high, evenly in logarithm.
    BuiltRun& with_background(std::size_t count, double low_counts = 200.0, double high_counts = 5000.0);
    /// Lone centroids anywhere between m/z 50 and 1000 as electronic noise makes them, mean number a scan.
    BuiltRun& with_singletons(double per_scan, double least_counts = 40.0);
    /// In scans [first, first + count) only this share of everything arrives.
    BuiltRun& with_dropout(std::size_t first, std::size_t count, double share = 0.05);
    /// One lone centroid.
    BuiltRun& with_spike(double mz, std::size_t scan, double counts);

    [[nodiscard]] Run build() const;

private:
    struct Ion {
        double mz;
        std::function<double(double begin_s, double end_s)> counts;  ///< mean over a scan's gathering time
    };
    struct Dropout {
        std::size_t first, count;
        double share;
    };
    struct Spike {
        double mz;
        std::size_t scan;
        double counts;
    };
    std::size_t count_ = 1200;
    double spacing_s_ = 1.0, first_s_ = 0.0;
    double gain_ = 20.0, floor_ppm_ = 1.0, flicker_ = 0.0, threshold_ = 40.0;
    double singletons_ = 0.0, singleton_least_ = 40.0;
    std::uint64_t seed_ = 1;
    std::function<double(double)> drift_ppm_, counts_ppm2_;
    std::vector<Ion> ions_;
    std::vector<Dropout> dropouts_;
    std::vector<Spike> spikes_;
};

/// 1200 scans at 1 Hz from 0 s on, 20 counts an ion, threshold 40 counts, m/z scatter 1 ppm floor and 7 ppm at
/// 1000 counts.
[[nodiscard]] inline BuiltRun a_run() {
    return {};
}

/// The archive of a run, its laws told as they are: a_run()'s, and peaks of one width at all times.
/// \param flicker as the run was built with
[[nodiscard]] RunArchive archive_of(const Run& run, double fwhm_s = 8.0, double flicker = 0.0);

/// Area of a Gaussian peak.
[[nodiscard]] double gauss_area(double height, double fwhm_s);
constexpr double fwhm_per_sigma = 2.3548200450309493;

}  // namespace gassan::test
