#pragma once

/// \file
/// How far the centroids of one ion scatter in m/z, learnt from the run itself.
///
/// The centre of an ion's signal is known as well as its ions are many: sd = FWHM / 2.355 / sqrt(ions) (counting
/// statistics), down to a floor set by the instrument. A weak point of a TOF lies tens of ppm from its ion, a strong
/// one within one or two, so no single tolerance serves both: a narrow one cuts the flanks off every peak (and with
/// them 20 % of its area), a wide one joins neighbours. Here sd is taken as
///
///     sd_ppm(m/z, I)^2 = floor_ppm^2 + counts_ppm2(octave of m/z) / I
///
/// from the m/z differences of neighbours in adjacent scans. Differences to strangers are uniform within the search
/// range and are subtracted as a level.
///
/// Limits: ions whose centroids are missing every second scan give no pairs; a run with fewer than 50 usable pairs
/// keeps the defaults.

#include "core/model/run_archive.hpp"
#include "core/model/run_laws.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace gassan {

/// Half-width in ppm within which neighbours in time are looked for: wide enough for the weakest centroids.
[[nodiscard]] constexpr double search_ppm(double mz) {
    return std::max(25.0, 3.0e3 / mz);
}

/// MzScatter within one octave of m/z, ready for many intensities.
struct ScatterHere {
    double floor_ppm2, counts_ppm2;

    [[nodiscard]] double variance_ppm2(double intensity) const {
        return floor_ppm2 + counts_ppm2 / std::max(intensity, 1.0);
    }
};
[[nodiscard]] ScatterHere scatter_of_octave(const MzScatter& scatter, int octave);
[[nodiscard]] ScatterHere scatter_at(const MzScatter& scatter, double mz);

/// What the neighbourhood in time says of every centroid of a run.
struct CentroidSupport {
    MzScatter scatter;
    std::vector<std::uint8_t> neighbours;  ///< parallel to the centroids: in how many of the 6 nearest scans is the ion
};

/// \param centroids of a run in order of m/z, from ion_cache. \param scans how many the run has.
[[nodiscard]] CentroidSupport centroid_support(const IonCache& centroids, std::size_t scans);

/// The octave of MzScatter for keys that come in ascending order.
class OctaveWalk {
public:
    OctaveWalk();
    [[nodiscard]] int at(std::int32_t key) {
        while (key >= end_[octave_]) ++octave_;
        return octave_;
    }

private:
    std::array<std::int32_t, MzScatter::octaves> end_;
    int octave_ = 0;
};

}  // namespace gassan
