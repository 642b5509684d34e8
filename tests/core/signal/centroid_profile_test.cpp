#include "core/signal/centroid_profile.hpp"

#include "core/base/random.hpp"
#include "core/simulate/conditions.hpp"
#include "core/simulate/profile.hpp"
#include "core/simulate/species.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double step = 1.4e-4, first_root = 7.0;  // sqrt(Th): a digitizer of 4 GHz, from m/z 49 on
constexpr double fwhm = 7.3 * step;
constexpr double sd = fwhm / 2.3548200450309493;

struct Ion {
    double mz, height;
};

/// Ions on a dense grid, exactly Gaussian in sqrt(m/z), above a level.
Spectrum profile_of(const std::vector<Ion>& ions, double level = 0.0, std::size_t samples = 45000) {
    Spectrum spectrum;
    spectrum.representation = Representation::profile;
    for (std::size_t i = 0; i < samples; ++i) {
        const double root = first_root + step * double(i);
        double counts = level;
        for (const Ion& ion : ions) {
            const double away = (root - std::sqrt(ion.mz)) / sd;
            if (std::fabs(away) < 8.0) counts += ion.height * std::exp(-0.5 * away * away);
        }
        spectrum.mz.push_back(root * root);
        spectrum.intensity.push_back(float(counts));
    }
    return spectrum;
}

/// Without the zeros beyond one beside each row, as instruments write it.
Spectrum sparse(const Spectrum& dense, float least) {
    Spectrum kept;
    kept.representation = Representation::profile;
    const auto above = [&](std::size_t i) { return i < dense.mz.size() && dense.intensity[i] > least; };
    for (std::size_t i = 0; i < dense.mz.size(); ++i) {
        if (!above(i) && !above(i + 1) && !(i > 0 && above(i - 1))) continue;
        kept.mz.push_back(dense.mz[i]);
        kept.intensity.push_back(above(i) ? dense.intensity[i] : 0.0f);
    }
    return kept;
}

std::vector<Ion> twenty_ions() {
    std::vector<Ion> ions;
    for (int k = 0; k < 20; ++k) ions.push_back({52.0 + 6.0371 * k + 0.00913 * k * k, 2e4 + 1e3 * k});
    return ions;
}

Spectrum centroided(Spectrum spectrum, double min_snr = 3.0) {
    ProfileWidth width;
    centroid_profile(spectrum, {.min_snr = min_snr}, width);
    return spectrum;
}

double away_in_fwhm(double mz, double true_mz) {
    return (std::sqrt(mz) - std::sqrt(true_mz)) / fwhm;
}

}  // namespace

TEST_CASE("centroids of a profile: place and height of lone ions are theirs, wherever they fall between the samples",
          "[centroid_profile]") {
    const auto ions = twenty_ions();
    for (const Spectrum& profile : {profile_of(ions), sparse(profile_of(ions), 10.0f)}) {
        const Spectrum found = centroided(profile);
        REQUIRE(found.mz.size() == ions.size());
        CHECK(found.representation == Representation::centroid);
        for (std::size_t k = 0; k < ions.size(); ++k) {
            CHECK_THAT(away_in_fwhm(found.mz[k], ions[k].mz), WithinAbs(0.0, 1e-3));
            CHECK_THAT(found.intensity[k], WithinRel(ions[k].height, 0.02));
        }
    }
}

TEST_CASE("centroids of a profile: ions scatter hardly more than counting ions allows", "[centroid_profile]") {
    SimulateParams params;
    const Detector detector{.params = params, .gain = 20.0, .threshold = 40.0, .profile = true};
    std::vector<Hit> hits;
    constexpr float counts = 4000.0f;  // 200 ions
    for (int k = 0; k < 40; ++k) hits.push_back({60.0 + 20.123 * k, counts});
    Profile simulated(detector);
    ProfileWidth width;
    double square = 0.0, sum = 0.0, heights = 0.0, found = 0.0;
    for (std::uint32_t scan = 0; scan < 60; ++scan) {
        Spectrum spectrum;
        spectrum.representation = Representation::profile;
        simulated.add_ions(hits);
        simulated.record({11, 0, scan}, spectrum.mz, spectrum.intensity);
        centroid_profile(spectrum, {}, width);
        for (const Hit& hit : hits) {
            const double sd_mz = mass_width(params, hit.mz) / 2.3548;
            for (std::size_t i = 0; i < spectrum.mz.size(); ++i) {
                if (std::fabs(spectrum.mz[i] - hit.mz) > 3.0 * sd_mz) continue;
                const double error = (spectrum.mz[i] - hit.mz) / sd_mz;
                square += error * error;
                sum += error;
                heights += spectrum.intensity[i] / counts;
                ++found;
            }
        }
    }
    CHECK(found == 40 * 60);  // each once
    const double limit = 1.0 / std::sqrt(200.0);
    CHECK(std::sqrt(square / found) < 1.3 * limit);
    CHECK(std::fabs(sum / found) < 0.1 * limit);
    CHECK_THAT(heights / found, WithinAbs(1.0, 0.03));
}

TEST_CASE("centroids of a profile: near ions are told apart from 1.5 widths on, and nearer ones are one at their mean",
          "[centroid_profile]") {
    const double root = std::sqrt(150.0);
    const auto pair = [&](double distance, double second) {
        auto ions = twenty_ions();
        const double other = root + distance * fwhm;
        ions.push_back({150.0, 1e4});
        ions.push_back({other * other, second * 1e4});
        Spectrum found = centroided(profile_of(ions));
        std::vector<Ion> near;
        for (std::size_t i = 0; i < found.mz.size(); ++i)
            if (std::fabs(away_in_fwhm(found.mz[i], 150.0)) < distance + 1.0)
                near.push_back({found.mz[i], found.intensity[i]});
        return near;
    };
    const auto two = pair(1.5, 1.0);
    REQUIRE(two.size() == 2);
    CHECK_THAT(away_in_fwhm(two[0].mz, 150.0), WithinAbs(0.0, 0.05));
    CHECK_THAT(away_in_fwhm(two[1].mz, 150.0), WithinAbs(1.5, 0.05));
    CHECK_THAT(two[1].height, WithinRel(1e4, 0.03));
    const auto uneven = pair(2.0, 0.2);
    REQUIRE(uneven.size() == 2);
    CHECK_THAT(away_in_fwhm(uneven[0].mz, 150.0), WithinAbs(0.0, 0.01));
    CHECK_THAT(away_in_fwhm(uneven[1].mz, 150.0), WithinAbs(2.0, 0.05));
    CHECK_THAT(uneven[1].height, WithinRel(2e3, 0.1));
    const auto one = pair(0.5, 1.0);
    REQUIRE(one.size() == 1);
    CHECK_THAT(away_in_fwhm(one[0].mz, 150.0), WithinAbs(0.25, 0.02));
}

TEST_CASE("centroids of a profile: a saturated ion keeps its place and the ceiling's height", "[centroid_profile]") {
    auto ions = twenty_ions();
    ions.push_back({171.3, 3e6});
    Spectrum profile = profile_of(ions);
    for (float& counts : profile.intensity) counts = std::min(counts, 4e5f);
    const Spectrum found = centroided(profile);
    const auto at = std::max_element(found.intensity.begin(), found.intensity.end()) - found.intensity.begin();
    CHECK_THAT(found.intensity[std::size_t(at)], WithinRel(4e5f, 1e-3f));
    CHECK_THAT(away_in_fwhm(found.mz[std::size_t(at)], 171.3), WithinAbs(0.0, 0.02));
    CHECK(found.mz.size() == ions.size());
}

TEST_CASE("centroids of a profile: recorded noise makes few centroids, on a level that is not zero too",
          "[centroid_profile]") {
    for (const double level : {0.0, 300.0}) {
        INFO(level);
        auto ions = twenty_ions();
        ions.push_back({140.7, 120.0});  // 6 sd of the noise
        Spectrum profile = profile_of(ions, level);
        RandomStream random(5, 1, 2, 3, 4);
        for (float& counts : profile.intensity) counts += float(20.0 * normal_quantile(random.uniform32()));
        const Spectrum all = centroided(profile, 0.0), clear = centroided(profile);
        CHECK(all.mz.size() > 2000);  // so many maxima 45,000 samples of noise have
        CHECK(clear.mz.size() < 150);
        const auto near = std::find_if(clear.mz.begin(), clear.mz.end(),
                                       [](double mz) { return std::fabs(away_in_fwhm(mz, 140.7)) < 0.4; });
        REQUIRE(near != clear.mz.end());
        CHECK_THAT(clear.intensity[std::size_t(near - clear.mz.begin())], WithinAbs(120.0, 50.0));
        for (const Ion& ion : twenty_ions())
            CHECK(std::any_of(clear.mz.begin(), clear.mz.end(),
                              [&](double mz) { return std::fabs(away_in_fwhm(mz, ion.mz)) < 0.02; }));
    }
}

TEST_CASE("centroids of a profile: the last peak of a spectrum keeps its height, however long the spectrum is",
          "[centroid_profile]") {
    for (const std::size_t samples : {8172u, 8202u, 8208u, 8250u}) {
        INFO(samples);
        const double last = first_root + step * double(samples - 9);
        Spectrum profile = profile_of({{last * last, 5000.0}, {60.0, 5000.0}}, 50.0, samples);
        RandomStream random(7, 1, 2, 3, 4);
        for (float& counts : profile.intensity) counts += float(3.0 * normal_quantile(random.uniform32()));
        const Spectrum found = centroided(profile);
        REQUIRE(!found.mz.empty());
        CHECK_THAT(away_in_fwhm(found.mz.back(), last * last), WithinAbs(0.0, 0.02));
        CHECK_THAT(found.intensity.back(), WithinRel(5000.0f, 0.03f));
    }
}

TEST_CASE("centroids of a profile: what an instrument recorded without its noise is kept to the last ion",
          "[centroid_profile]") {
    auto ions = twenty_ions();
    for (int k = 0; k < 30; ++k) ions.push_back({54.7 + 4.1 * k, 45.0});
    const Spectrum found = centroided(sparse(profile_of(ions), 20.0f));
    CHECK(found.mz.size() == ions.size());
}

TEST_CASE("centroids of a profile: odd spectra come out finite and in order", "[centroid_profile]") {
    const auto made = [](std::vector<double> mz, std::vector<float> intensity) {
        Spectrum spectrum;
        spectrum.representation = Representation::profile;
        spectrum.mz = std::move(mz);
        spectrum.intensity = std::move(intensity);
        return centroided(spectrum);
    };
    CHECK(made({}, {}).mz.empty());
    CHECK(made({100.0}, {7.0f}).mz.size() == 1);
    CHECK(made({100.0, 100.01}, {0.0f, 0.0f}).mz.empty());
    CHECK(made({100.0, 100.01, 100.02}, {-5.0f, -1.0f, -4.0f}).mz.empty());
    CHECK(made({100.0, 100.0, 100.0}, {1.0f, 2.0f, 1.0f}).mz.size() <= 3);
    const Spectrum far = made({50.0, 50.01, 900.0}, {5.0f, 9.0f, 4.0f});
    REQUIRE(far.mz.size() == 2);
    CHECK(far.mz[1] == Approx(900.0));
    const Spectrum flat = made(std::vector<double>{100.0, 100.01, 100.02, 100.03, 100.04}, std::vector<float>(5, 8.0f));
    REQUIRE(flat.mz.size() == 1);
    CHECK_THAT(flat.mz[0], WithinAbs(100.02, 1e-3));
    for (const Spectrum& spectrum : {far, flat})
        for (std::size_t i = 0; i < spectrum.mz.size(); ++i)
            CHECK((std::isfinite(spectrum.mz[i]) && std::isfinite(spectrum.intensity[i])));
}

TEST_CASE("centroids of a profile: a spectrum of centroids is left as it is", "[centroid_profile]") {
    Spectrum spectrum = profile_of(twenty_ions());
    spectrum.representation = Representation::centroid;
    const Spectrum after = centroided(spectrum);
    CHECK(after.mz == spectrum.mz);
    CHECK(after.intensity == spectrum.intensity);
}

TEST_CASE("width of mass peaks: the law of an analyser whose peaks widen along the spectrum is learnt",
          "[centroid_profile]") {
    // R ~ 1 / sqrt(m/z), as in ion traps of frequency: in sqrt(m/z) widths grow with the square.
    constexpr double at_ten = 8e-4;
    std::vector<double> roots;
    std::vector<float> counts;
    for (double root = 9.0; root < 25.0; root += 1e-6 * root * root) {
        roots.push_back(root);
        double sum = 0.0;
        const double centre = std::round(root * 4.0) / 4.0, wide = at_ten * centre * centre / 100.0;
        const double away = (root - centre) * 2.3548200450309493 / wide;
        if (std::fabs(away) < 6.0) sum = 1e5 * std::exp(-0.5 * away * away);
        counts.push_back(float(sum < 1.0 ? 0.0 : sum));
    }
    ProfileWidth width;
    const auto rows = profile_rows(roots);
    for (int again = 0; again < 8; ++again) learn_profile_width(roots, counts, rows, 1.0, width);
    REQUIRE(width.known());
    CHECK_THAT(width.slope, WithinAbs(2.0, 0.05));
    CHECK_THAT(width.fwhm_root(10.0, 1e-4), WithinRel(at_ten, 0.02));
    CHECK_THAT(width.fwhm_root(20.0, 4e-4), WithinRel(4.0 * at_ten, 0.02));
}

TEST_CASE("rows of a profile: a gap ends one, and steps that grow slowly do not", "[centroid_profile]") {
    std::vector<double> roots;
    for (int i = 0; i < 50; ++i) roots.push_back(10.0 + 1e-3 * i);
    for (int i = 0; i < 50; ++i) roots.push_back(10.052 + 1e-3 * i);  // one sample and its neighbour left out
    const auto rows = profile_rows(roots);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].last == 50);
    CHECK(rows[1].first == 50);
    CHECK(rows[1].root_step == Approx(1e-3));
    std::vector<double> growing{10.0};
    for (int i = 0; i < 2000; ++i) growing.push_back(growing.back() + 1e-4 * std::pow(1.001, i));
    CHECK(profile_rows(growing).size() == 1);
}
