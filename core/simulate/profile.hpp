#pragma once

/// \file
/// Profile spectra: what the digitizer of a time-of-flight instrument writes before anyone centroids. Points are
/// equidistant in the time of flight, sqrt(m/z) = flight_constant x time. A mass peak is the spread of the ions'
/// arrival and, over it, the pulse that each of them makes; both together have the width of the resolving power.

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
    double root_step_;                 ///< of sqrt(m/z) between two points
    double first_root_ = 0.0;          ///< sqrt(m/z) of the first point
    std::vector<double> mz_;           ///< of the points
    std::vector<float> ion_counts_;    ///< at the points: counts that one ion would make there if it filled no other
    std::vector<double> pulse_;        ///< what of that reaches the points left and right of it, from the middle out
    std::vector<float> ions_;          ///< expected where they arrive; while recording: counted
    std::vector<float> heights_;       ///< of the pulses that ions made
    std::vector<float> other_pulses_;  ///< certain heights

    void add_peak(double mz, double apex, double sigma, std::vector<float>& heights) const;
    void count(const ProfileAddress& address);
};

}  // namespace gassan
