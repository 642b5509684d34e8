#include "tests/support/small_run.hpp"

#include <cmath>
#include <cstdint>
#include <map>
#include <string>

namespace gassan::test {
namespace {

/// A step of a 64-bit linear congruential generator (Knuth, MMIX): scatter that no library changes.
double next(std::uint64_t& state) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return double(state >> 11) / 9007199254740992.0;
}

double gauss(double time_s, double apex_s, double sigma_s) {
    const double z = (time_s - apex_s) / sigma_s;
    return std::exp(-0.5 * z * z);
}

}  // namespace

std::vector<Spectrum> small_run() {
    std::vector<Spectrum> spectra;
    std::uint64_t state = 1;
    for (std::size_t i = 0; i < 400; ++i) {
        Spectrum spectrum;
        spectrum.index = i;
        spectrum.id = "scan=" + std::to_string(i + 1);
        spectrum.time_s = 200.0 + double(i);
        spectrum.polarity = Polarity::positive;
        spectrum.representation = Representation::centroid;
        std::map<double, double> points;
        for (int k = 0; k < 20; ++k) points[60.0 + 900.0 * next(state)] = 20.0 + 30.0 * next(state);
        points[147.1128 + 2e-4 * (next(state) - 0.5)] =
            50000.0 * gauss(spectrum.time_s, 351.5, 3.0) + 20.0 + 10.0 * next(state);
        points[205.0972 + 2e-4 * (next(state) - 0.5)] =
            9000.0 * gauss(spectrum.time_s, 470.25, 4.0) + 20.0 + 10.0 * next(state);
        for (const auto& [mz, height] : points) {
            spectrum.mz.push_back(mz);
            spectrum.intensity.push_back(float(height));
        }
        spectra.push_back(std::move(spectrum));
    }
    return spectra;
}

void write_small_run(const std::filesystem::path& path, const MzmlWriteOptions& options) {
    write_spectra(path, small_run(), options);
}

void write_spectra(const std::filesystem::path& path, const std::vector<Spectrum>& spectra,
                   const MzmlWriteOptions& options) {
    std::size_t at = 0;
    write_mzml(path, options, spectra.size(), [&](Spectrum& spectrum) {
        if (at == spectra.size()) return false;
        spectrum = spectra[at++];
        return true;
    });
}

void write_run(const std::filesystem::path& path, const Run& run, const MzmlWriteOptions& options) {
    std::size_t scan = 0;
    write_mzml(path, options, run.scans(), [&](Spectrum& spectrum) {
        if (scan == run.scans()) return false;
        const auto mz = run.scan_mz(scan);
        const auto intensity = run.scan_intensity(scan);
        spectrum = Spectrum{};
        spectrum.index = scan;
        spectrum.id = "scan=" + std::to_string(scan + 1);
        spectrum.time_s = run.scan_time_s[scan++];
        spectrum.ms_level = 1;
        spectrum.polarity = run.polarity;
        spectrum.representation = Representation::centroid;
        spectrum.mz.assign(mz.begin(), mz.end());
        spectrum.intensity.assign(intensity.begin(), intensity.end());
        return true;
    });
}

}  // namespace gassan::test
