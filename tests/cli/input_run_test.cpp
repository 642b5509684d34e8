#include "cli/input_run.hpp"

#include "tests/support/small_run.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;
using namespace gassan::test;

namespace {

/// Spectra of three peaks of 11 samples at 0.01 Th, this high above their feet of 1.
std::vector<Spectrum> profile_run(double height) {
    std::vector<Spectrum> spectra(20);
    for (std::size_t i = 0; i < spectra.size(); ++i) {
        Spectrum& spectrum = spectra[i];
        spectrum.index = i;
        spectrum.ms_level = 1;
        spectrum.time_s = double(i);
        spectrum.polarity = Polarity::positive;
        spectrum.representation = Representation::profile;
        for (const double centre : {100.0, 200.0, 300.0})
            for (int k = -5; k <= 5; ++k) {
                spectrum.mz.push_back(centre + 0.01 * k);
                spectrum.intensity.push_back(float(1.0 + height * std::exp(-0.25 * k * k)));
            }
    }
    return spectra;
}

bool is_width_unknown(const std::filesystem::path& file) {
    const Notes notes = input_run(file, {}).summary.notes;
    return std::any_of(notes.begin(), notes.end(),
                       [](const Note& note) { return note.code == "profile-width-unknown"; });
}

}  // namespace

TEST_CASE("input_run: says so where no peak of a profile run tells how wide mass peaks are", "[cli]") {
    const TempFolder here;
    write_spectra(here.path() / "faint.mzML", profile_run(3.0));
    write_spectra(here.path() / "clear.mzML", profile_run(3000.0));
    auto centroids = profile_run(3.0), empty = centroids;
    for (Spectrum& spectrum : centroids) spectrum.representation = Representation::centroid;
    for (Spectrum& spectrum : empty) spectrum.mz.clear(), spectrum.intensity.clear();
    write_spectra(here.path() / "centroids.mzML", centroids);
    write_spectra(here.path() / "empty.mzML", empty);
    CHECK(is_width_unknown(here.path() / "faint.mzML"));
    CHECK_FALSE(is_width_unknown(here.path() / "clear.mzML"));
    CHECK_FALSE(is_width_unknown(here.path() / "centroids.mzML"));
    CHECK_FALSE(is_width_unknown(here.path() / "empty.mzML"));
}
