#pragma once

/// \file
/// Effective mobility from migration time, and back.
///
/// Migration times move with the electroosmotic flow, a few per cent from run to run and more between capillaries. The
/// effective mobility belongs to the ion and the electrolyte and stays. So compounds are compared by mobility.
///
/// The field is constant after a linear ramp. An ion that arrives at t was moved as if by the full voltage for
/// t - ramp / 2, so that with u = 1 / (t - ramp / 2)
///
///     mobility = gain u + offset          gain = length^2 / voltage          -offset = mobility of the flow
///
/// One marker and the field fix the line, two markers fix it alone, more are met by least squares.
///
/// Source: Gonzalez-Ruiz et al., Electrophoresis 39 (2018) 1222, doi:10.1002/elps.201700427. Derivation and limits:
/// docs/methods/mobility.md

#include "core/model/mobility.hpp"

#include <span>

namespace gassan {

/// A marker where it was seen.
struct MarkerPoint {
    double time_s;       ///< apex of its peak
    double mobility_tu;  ///< 0 for a neutral one, > 0 for cations, < 0 for anions
};

/// The scale fixed by the field and one marker.
/// \throws ParameterError for a voltage of 0 or none, a length not above 0, a negative ramp; for a marker that is not
/// finite or lies inside the ramp.
[[nodiscard]] MobilityScale mobility_scale(double voltage_kv, double total_length_mm, double ramp_s,
                                           const MarkerPoint& marker);

/// The scale fixed by two or more markers, by least squares of mobility on u; exact for two. The field need not be
/// known, and a constant error in voltage, length or temperature is absorbed.
/// \throws ParameterError for fewer than two; if all share one time, or the line is flat (one mobility); for a negative
/// ramp, a marker that is not finite or lies inside the ramp.
[[nodiscard]] MobilityScale mobility_scale(std::span<const MarkerPoint> markers, double ramp_s);

/// Effective mobility of an ion that arrives at time_s; NaN before the ramp is over, and at times that are not above 0.
[[nodiscard]] double to_mobility_tu(const MobilityScale& scale, double time_s);

/// When an ion of this mobility arrives; infinity if on this scale it never does.
[[nodiscard]] double to_time_s(const MobilityScale& scale, double mobility_tu);

}  // namespace gassan
