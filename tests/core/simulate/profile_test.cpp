#include "core/simulate/profile.hpp"

#include "quiet.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

struct Recorded {
    std::vector<double> mz;
    std::vector<float> intensity;

    [[nodiscard]] std::size_t apex() const {
        return std::size_t(std::max_element(intensity.begin(), intensity.end()) - intensity.begin());
    }
};

Detector quiet_detector() {
    return {.params = quiet_params(), .gain = 20.0, .threshold = 0.0, .profile = true};
}

/// Its centre of gravity in flight time, where the points are equidistant.
double centre(const Recorded& scan) {
    double sum = 0.0, weighted = 0.0;
    for (std::size_t i = 0; i < scan.mz.size(); ++i) {
        // A point stands for a stretch of m/z that grows with its root.
        const double weight = double(scan.intensity[i]) * std::sqrt(scan.mz[i]);
        sum += weight;
        weighted += weight * scan.mz[i];
    }
    return weighted / sum;
}

double area(const Recorded& scan, double root_step) {
    double sum = 0.0;
    for (std::size_t i = 0; i < scan.mz.size(); ++i)
        sum += double(scan.intensity[i]) * 2.0 * std::sqrt(scan.mz[i]) * root_step;
    return sum;
}

Recorded recorded(Profile& profile, std::uint32_t scan = 0) {
    Recorded out;
    profile.record({7, 0, scan}, out.mz, out.intensity);
    return out;
}

constexpr double root_step = 5.73e-4 * 0.25;

}  // namespace

TEST_CASE("profile: points are equidistant in flight time", "[profile]") {
    const auto detector = quiet_detector();
    Profile profile(detector);
    profile.add_ions(std::vector<Hit>{{118.0863, 1e4f}, {622.029, 1e4f}});
    const auto scan = recorded(profile);
    REQUIRE(scan.mz.size() > 20);
    for (const double mz : scan.mz) {
        const double steps = std::sqrt(mz) / root_step;
        CHECK_THAT(steps - std::round(steps), WithinAbs(0.0, 1e-5));
    }
    // 4 GHz: 3.1 mDa at m/z 118 and 7.1 mDa at 622.
    CHECK_THAT(scan.mz[2] - scan.mz[1], WithinAbs(3.11e-3, 2e-5));
    CHECK_THAT(scan.mz.back() - scan.mz[scan.mz.size() - 2], WithinAbs(7.14e-3, 2e-5));
}

TEST_CASE("profile: a lone ion is a Gaussian of the instrument's width, as high as its centroid", "[profile]") {
    const auto detector = quiet_detector();
    const double mz = GENERATE(66.063, 118.0863, 622.029);
    Profile profile(detector);
    profile.add_ions(std::vector<Hit>{{mz, 1e4f}});
    const auto scan = recorded(profile);
    const double width = mz / std::max(5000.0, 12000.0 * std::sqrt(mz / 622.0));
    const double sigma = width / 2.354820045;
    for (std::size_t i = 0; i < scan.mz.size(); ++i) {
        const double z = (scan.mz[i] - mz) / sigma;
        CHECK_THAT(double(scan.intensity[i]), WithinAbs(1e4 * std::exp(-0.5 * z * z), 0.3));
    }
    CHECK_THAT(area(scan, root_step), WithinRel(1e4 * sigma * std::sqrt(2.0 * M_PI), 1e-4));
    CHECK_THAT(centre(scan), WithinAbs(mz, 1e-6 * mz));
    CHECK(double(scan.intensity[scan.apex()]) >
          1e4 * std::exp(-0.5 * std::pow(0.25 * root_step * 4.0 * std::sqrt(mz) / sigma, 2.0)));
}

TEST_CASE("profile: the centroid of n ions scatters as the width of their arrival over the root of n", "[profile]") {
    auto detector = quiet_detector();
    detector.params.mass.pulse_ns = GENERATE(0.0, 0.5, 1.2);
    detector.params.noise.ion_statistics = true;
    const double mz = 311.17, ions = GENERATE(30.0, 1000.0);
    const double sigma = mz / (12000.0 * std::sqrt(mz / 622.0)) / 2.354820045;
    Profile profile(detector);
    constexpr int n = 3000;
    double sum = 0.0, squares = 0.0, areas = 0.0, area_squares = 0.0;
    bool ascending = true;
    for (std::uint32_t i = 0; i < n; ++i) {
        profile.add_ions(std::vector<Hit>{{mz, float(ions * detector.gain)}});
        const auto scan = recorded(profile, i);
        // A lone point without ions is the zero of the rows on both its sides, once.
        ascending =
            ascending && std::adjacent_find(scan.mz.begin(), scan.mz.end(), std::greater_equal<>()) == scan.mz.end();
        const double off = (centre(scan) - mz) / sigma;
        const double counted = area(scan, root_step) / (sigma * std::sqrt(2.0 * M_PI)) / detector.gain;
        sum += off;
        squares += off * off;
        areas += counted;
        area_squares += counted * counted;
    }
    CHECK(ascending);
    const double mean = sum / n, sd = std::sqrt(squares / n - mean * mean);
    // E(1/n) is a little above 1/E(n): by 1/n of it, 3 % at 30 ions. The relative sd of a sd is 1/sqrt(2 n).
    // Of the whole width (FWHM in ns: twice the time over R) the pulse is not scatter.
    const double flight_ns = std::sqrt(mz) / 5.73e-4, whole_ns = flight_ns / 2.0 / (12000.0 * std::sqrt(mz / 622.0));
    const double arrival = std::sqrt(1.0 - std::pow(detector.params.mass.pulse_ns / whole_ns, 2.0));
    const double expected = arrival * std::sqrt((1.0 + 1.0 / ions) / ions);
    CHECK_THAT(mean, WithinAbs(0.0, 5.0 * expected / std::sqrt(n)));
    CHECK_THAT(sd, WithinRel(expected, 5.0 / std::sqrt(2.0 * n)));
    // As many ions as in the centroid, Poisson.
    CHECK_THAT(areas / n, WithinRel(ions, 5.0 / std::sqrt(ions * n)));
    const double variance = area_squares / n - (areas / n) * (areas / n);
    CHECK_THAT(variance, WithinRel(ions, 5.0 * std::sqrt(2.0 / n + 1.0 / (ions * n))));
}

TEST_CASE("profile: two near ions blend into one peak between them, two far ones stay two", "[profile]") {
    const auto detector = quiet_detector();
    const double width = mass_width(detector.params, 200.0);
    Profile profile(detector);
    const auto peaks = [&](double apart) {
        profile.add_ions(std::vector<Hit>{{200.0, 3000.0f}, {200.0 + apart * width, 1000.0f}});
        const auto scan = recorded(profile);
        int tops = 0;
        for (std::size_t i = 1; i + 1 < scan.mz.size(); ++i)
            tops += scan.intensity[i] > scan.intensity[i - 1] && scan.intensity[i] >= scan.intensity[i + 1];
        CHECK_THAT(centre(scan), WithinAbs(200.0 + 0.25 * apart * width, 1e-5));
        return tops;
    };
    CHECK(peaks(0.6) == 1);
    CHECK(peaks(1.6) == 2);
}

TEST_CASE("profile: the ceiling cuts points and shifts the ion; it rings behind", "[profile]") {
    auto detector = quiet_detector();
    detector.params.mass.saturation = 3e6;
    detector.params.mass.ringing_counts = 1e5;
    detector.threshold = 1.0;
    Profile profile(detector);
    profile.add_ions(std::vector<Hit>{{472.0, 9e6f}});
    const auto scan = recorded(profile);
    const double seen = 3e6 * (1.0 - std::exp(-3.0));
    const auto bell = [](double mz, double middle) {
        const double sigma = middle / (12000.0 * std::sqrt(middle / 622.0)) / 2.354820045;
        return std::exp(-0.5 * std::pow((mz - middle) / sigma, 2.0));
    };
    const double shifted = 472.0 * (1.0 + 8e-6 * (1.0 - seen / 9e6));
    REQUIRE(scan.mz.size() > 20);
    for (std::size_t i = 1; i + 1 < scan.mz.size(); ++i) {
        const double mz = scan.mz[i], cut = 3e6 * (1.0 - std::exp(-3.0 * bell(mz, shifted)));
        const double rings = 0.015 * seen * bell(mz, 472.08) + 0.005 * seen * bell(mz, 472.18);
        CHECK_THAT(double(scan.intensity[i]), WithinRel(cut + rings, 1e-3) || WithinAbs(cut + rings, 40.0));
    }
    CHECK(scan.mz.back() > 472.22);

    profile.add_ions(std::vector<Hit>{{472.0, 1.0e5f}});  // the ceiling leaves 9.8e4
    const auto calm = recorded(profile);
    CHECK(calm.mz.back() < 472.12);
}

TEST_CASE("profile: rows of points above the threshold stand between single zeros", "[profile]") {
    auto detector = quiet_detector();
    detector.threshold = 50.0;
    Profile profile(detector);
    profile.add_pulses(std::vector<Hit>{{100.0, 1000.0f}, {300.0, 49.0f}, {500.0, 1000.0f}});
    const auto scan = recorded(profile);
    REQUIRE(scan.mz.size() > 10);
    CHECK(std::is_sorted(scan.mz.begin(), scan.mz.end()));
    std::vector<std::size_t> zeros;
    for (std::size_t i = 0; i < scan.intensity.size(); ++i) {
        if (scan.intensity[i] == 0.0f)
            zeros.push_back(i);
        else
            CHECK(scan.intensity[i] > 50.0f);
    }
    REQUIRE(zeros.size() == 4);
    CHECK((zeros[0] == 0 && zeros[2] == zeros[1] + 1 && zeros[3] == scan.mz.size() - 1));
    for (std::size_t i = 1; i <= zeros[1]; ++i)
        CHECK_THAT(std::sqrt(scan.mz[i]) - std::sqrt(scan.mz[i - 1]), WithinAbs(root_step, 1e-9));
    CHECK(recorded(profile).mz.empty());  // a scan leaves nothing to the next
}

TEST_CASE("profile: points of an ion do not depend on what else arrives", "[profile]") {
    auto detector = quiet_detector();
    detector.params.noise.ion_statistics = true;
    Profile profile(detector);
    profile.add_ions(std::vector<Hit>{{400.0, 3e4f}});
    const auto alone = recorded(profile, 3);
    profile.add_ions(std::vector<Hit>{{100.0, 1e5f}, {400.0, 3e4f}});
    const auto both = recorded(profile, 3);
    REQUIRE(both.mz.size() > alone.mz.size());
    CHECK(std::equal(alone.mz.rbegin(), alone.mz.rend(), both.mz.rbegin()));
    CHECK(std::equal(alone.intensity.rbegin(), alone.intensity.rend(), both.intensity.rbegin()));
}

TEST_CASE("profile: a run of profiles holds the peaks of the same run of centroids", "[profile]") {
    auto preset = simulate_preset("tiny");
    auto params = quiet_params();
    params.noise.ion_statistics = true;
    params.noise.threshold_low = params.noise.threshold_high = 30.0;
    params.noise.electronic_sd = 10.0;
    params.mass.drift_sd_ppm = 3.0;
    const auto centroids = simulate_run(params, preset.compounds, 21, 0);
    params.mass.spectra = "profile";
    const auto profiles = simulate_run(params, preset.compounds, 21, 0);
    REQUIRE(centroids.truth.size() == profiles.truth.size());
    REQUIRE(centroids.run.scan_time_s == profiles.run.scan_time_s);
    int compared = 0;
    for (const TrueIon& ion : centroids.truth) {
        if (ion.height < 2e4 || ion.kind != "M0") continue;
        const bool crowded = std::any_of(centroids.truth.begin(), centroids.truth.end(), [&](const TrueIon& other) {
            return &other != &ion && std::fabs(other.mz - ion.mz) < 0.2 &&
                   std::fabs(other.mt_s - ion.mt_s) < 10.0 * ion.fwhm_s;
        });
        if (crowded) continue;
        const auto& times = centroids.run.scan_time_s;
        const auto scan = std::size_t(std::lower_bound(times.begin(), times.end(), ion.mt_s) - times.begin());
        const auto peak_of = [&](const Run& run) {
            Recorded part;
            for (std::size_t i = 0; i < run.scan_mz(scan).size(); ++i)
                if (std::fabs(run.scan_mz(scan)[i] - ion.mz) < 0.1) {
                    part.mz.push_back(run.scan_mz(scan)[i]);
                    part.intensity.push_back(run.scan_intensity(scan)[i]);
                }
            return part;
        };
        const auto point = peak_of(centroids.run), profile = peak_of(profiles.run);
        REQUIRE(!point.mz.empty());
        REQUIRE(!profile.mz.empty());
        const double counts = double(point.intensity[point.apex()]);
        const double sigma = mass_width(params, ion.mz) / 2.354820045, ions = counts / 20.0;
        const double scatter = std::hypot(sigma / std::sqrt(ions), 0.7e-6 * ion.mz);
        CAPTURE(ion.compound_id, ion.mz, counts, ions);
        CHECK_THAT(centre(profile), WithinAbs(point.mz[point.apex()], 5.0 * std::sqrt(2.0) * scatter + 2e-4));
        const double height = area(profile, root_step) / (sigma * std::sqrt(2.0 * M_PI));
        CHECK_THAT(height, WithinRel(counts, 6.0 * std::sqrt(2.0 * 30.0 / counts)));
        ++compared;
    }
    CHECK(compared >= 5);
}
