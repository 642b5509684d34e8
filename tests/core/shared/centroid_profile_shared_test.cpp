/// \file
/// Profile spectra of an Orbitrap and of an FT-ICR against the lists that another program picks in them.

#include "core/signal/centroid_profile.hpp"
#include "io/read_run.hpp"
#include "tests/support/shared_data.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;

namespace {

std::vector<Spectrum> spectra_of(const std::filesystem::path& path, const char* representation) {
    std::vector<Spectrum> spectra;
    ReadParams params;
    params.representation = representation;
    (void)for_each_spectrum(path, params, [&](const Spectrum& spectrum) { spectra.push_back(spectrum); });
    return spectra;
}

struct Agreement {
    std::size_t listed = 0, found = 0;
    std::vector<double> ppm, heights;
};

Agreement agreement(const std::filesystem::path& folder, const std::string& input, const std::string& list) {
    const auto profiles = spectra_of(folder / ("PeakPickerHiRes_" + input + ".mzML"), "profile");
    const auto lists = spectra_of(folder / ("PeakPickerHiRes_" + list + ".mzML"), "centroid");
    REQUIRE(profiles.size() == lists.size());
    Agreement result;
    const auto centroid = profile_centroider({});
    for (std::size_t k = 0; k < profiles.size(); ++k) {
        Spectrum ours = profiles[k];
        centroid(ours);
        for (std::size_t i = 0; i < lists[k].mz.size(); ++i) {
            const double mz = lists[k].mz[i];
            ++result.listed;
            const auto nearest = std::min_element(ours.mz.begin(), ours.mz.end(), [&](double a, double b) {
                return std::fabs(a - mz) < std::fabs(b - mz);
            });
            const double ppm = std::fabs(*nearest / mz - 1.0) * 1e6;
            if (ppm > 10.0) continue;
            ++result.found;
            result.ppm.push_back(ppm);
            result.heights.push_back(ours.intensity[std::size_t(nearest - ours.mz.begin())] / lists[k].intensity[i]);
        }
    }
    for (auto* values : {&result.ppm, &result.heights}) std::sort(values->begin(), values->end());
    return result;
}

}  // namespace

TEST_CASE("centroids of a profile: what another program picks in real Orbitrap spectra is there, at the same place",
          "[shared][centroid_profile]") {
    const auto folder = gassan::test::shared_data(
        "centroids of a profile: what another program picks in real Orbitrap spectra is there, at the same place",
        "data/openms/class_tests");
    for (const auto& [input, list] :
         {std::pair("orbitrap_ppmax", "orbitrap_sn4_out_ppmax"), std::pair("orbitrap", "orbitrap_sn4_out")}) {
        INFO(list);
        const Agreement seen = agreement(folder, input, list);
        CHECK(seen.listed >= 55);
        CHECK(seen.found == seen.listed);
        CHECK(seen.ppm[seen.ppm.size() / 2] < 0.15);
        CHECK(seen.ppm[seen.ppm.size() * 9 / 10] < 1.0);
        CHECK(std::fabs(seen.heights[seen.heights.size() / 2] - 1.0) < 0.03);
    }
}

TEST_CASE("centroids of a profile: of a dense FT-ICR spectrum with its noise nine in ten picked peaks are there",
          "[shared][centroid_profile]") {
    const auto folder = gassan::test::shared_data(
        "centroids of a profile: of a dense FT-ICR spectrum with its noise nine in ten picked peaks are there",
        "data/openms/class_tests");
    const Agreement seen = agreement(folder, "ftms_ppmax", "ftms_sn4_out_ppmax");
    CHECK(seen.listed == 839);
    CHECK(double(seen.found) > 0.93 * double(seen.listed));
    CHECK(seen.ppm[seen.ppm.size() / 2] < 0.2);
}

TEST_CASE("centroids of a profile: what MassHunter picked in a real time-of-flight spectrum is there, as high",
          "[shared][centroid_profile]") {
    const auto folder = gassan::test::shared_data(
        "centroids of a profile: what MassHunter picked in a real time-of-flight spectrum is there, as high",
        "agilent_d/gold.D");
    const auto spectra = [&](const char* kind) {
        std::vector<Spectrum> read;
        ReadParams params;
        params.agilent_spectra = kind;
        (void)for_each_spectrum(folder, params, [&](const Spectrum& spectrum) { read.push_back(spectrum); });
        return read;
    };
    const auto profiles = spectra("profile"), picked = spectra("centroid");
    REQUIRE(profiles.size() == picked.size());
    const auto centroid = profile_centroider({});
    std::size_t listed = 0;
    std::vector<double> heights;
    for (std::size_t k = 0; k < profiles.size(); ++k) {
        Spectrum ours = profiles[k];
        centroid(ours);
        for (std::size_t i = 0; i < picked[k].mz.size(); ++i, ++listed)
            for (std::size_t j = 0; j < ours.mz.size(); ++j)
                if (std::fabs(ours.mz[j] / picked[k].mz[i] - 1.0) < 15e-6)
                    heights.push_back(ours.intensity[j] / picked[k].intensity[i]);
    }
    CHECK(listed == 112);
    CHECK(heights.size() == listed);  // each once
    std::sort(heights.begin(), heights.end());
    CHECK(std::fabs(heights[heights.size() / 2] - 1.0) < 0.03);
    CHECK(heights[heights.size() / 10] > 0.85);
}
