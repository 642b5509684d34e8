#pragma once

/// \file
/// Profile spectra: what the digitizer of a time-of-flight instrument writes before anyone centroids. Points are
/// equidistant in the time of flight, sqrt(m/z) = flight_constant x time.

#include "core/simulate/detector.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace gassan {

/// Where the dice of one scan's points are found.
struct ProfileAddress {
    std::uint64_t seed = 0;
    std::uint32_t run = 0, scan = 0;
};

/// Gathers what arrives in a scan and records it point by point. The scale is that of centroids: the apex of an ion
/// that has no neighbour reads what its centroid would, on average.
class Profile {
public:
    explicit Profile(const Detector& detector);

    /// Ions: hits hold their expected counts. They are counted point by point, so that m/z and height scatter by
    /// themselves; strong ones shift at the ceiling and ring.
    void add_ions(std::span<const Hit> hits);
    /// Pulses that are no ions: they are as high as they are.
    void add_pulses(std::span<const Hit> hits);
    /// Appends the points above the threshold, by m/z, with one zero beside each row of them, and forgets the scan.
    void record(const ProfileAddress& address, std::vector<double>& mz_out, std::vector<float>& intensity_out);

private:
    const Detector& detector_;
    double root_step_;                  ///< of sqrt(m/z) between two points
    std::vector<double> mz_;            ///< of the points
    std::vector<float> ion_counts_;     ///< at the points: counts that one ion there makes
    std::vector<float> ions_, pulses_;  ///< expected counts and certain ones, as heights

    void add_peak(double mz, double counts, std::vector<float>& heights) const;
    [[nodiscard]] double seen(const ProfileAddress& address, std::size_t point) const;
};

}  // namespace gassan
