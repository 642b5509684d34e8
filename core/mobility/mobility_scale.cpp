#include "core/mobility/mobility_scale.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gassan {
namespace {

void require_usable(const MarkerPoint& marker, double ramp_s) {
    require(std::isfinite(marker.mobility_tu), "the mobility of a marker must be a finite number of TU");
    // Half the ramp is the right delay only for ions that arrive once it is over.
    require(std::isfinite(marker.time_s) && marker.time_s > 0.0 && marker.time_s >= ramp_s,
            "a marker at " + number_text(marker.time_s) + " s must come after the voltage ramp of " +
                number_text(ramp_s) + " s");
}

void require_ramp(double ramp_s) {
    require(ramp_s >= 0.0 && std::isfinite(ramp_s), "the voltage ramp must be at least 0 s");
}

double inverse_time(const MarkerPoint& marker, double delay_s) {
    return 1.0 / (marker.time_s - delay_s);
}

}  // namespace

MobilityScale mobility_scale(double voltage_kv, double total_length_mm, double ramp_s, const MarkerPoint& marker) {
    require(voltage_kv != 0.0 && std::isfinite(voltage_kv), "the voltage must be a finite number of kV, not 0");
    require(total_length_mm > 0.0 && std::isfinite(total_length_mm), "the capillary must be longer than 0 mm");
    require_ramp(ramp_s);
    require_usable(marker, ramp_s);

    const double delay_s = ramp_s / 2.0;
    const double gain_tu_s = total_length_mm * total_length_mm / voltage_kv;
    return {gain_tu_s, marker.mobility_tu - gain_tu_s * inverse_time(marker, delay_s), delay_s};
}

MobilityScale mobility_scale(std::span<const MarkerPoint> markers, double ramp_s) {
    require(markers.size() >= 2, "without the field a mobility scale needs two markers");
    require_ramp(ramp_s);
    const double delay_s = ramp_s / 2.0, count = double(markers.size());
    double mean_u = 0.0, mean_tu = 0.0;
    for (const MarkerPoint& marker : markers) {
        require_usable(marker, ramp_s);
        mean_u += inverse_time(marker, delay_s) / count;
        mean_tu += marker.mobility_tu / count;
    }
    const auto same = [&](double MarkerPoint::*member) {
        return std::all_of(markers.begin(), markers.end(),
                           [&](const MarkerPoint& marker) { return marker.*member == markers.front().*member; });
    };
    require(!same(&MarkerPoint::time_s), "the mobility markers share one migration time");
    require(!same(&MarkerPoint::mobility_tu), "the mobility markers share one mobility");

    double uu = 0.0, um = 0.0;
    for (const MarkerPoint& marker : markers) {
        const double u = inverse_time(marker, delay_s) - mean_u;
        uu += u * u;
        um += u * (marker.mobility_tu - mean_tu);
    }
    const double gain_tu_s = um / uu;
    require(std::isfinite(gain_tu_s) && gain_tu_s != 0.0,
            "the mobilities of the markers do not depend on their migration times");
    return {gain_tu_s, mean_tu - gain_tu_s * mean_u, delay_s};
}

double to_mobility_tu(const MobilityScale& scale, double time_s) {
    if (!(time_s > 0.0) || time_s < 2.0 * scale.delay_s) return no_value;
    return scale.gain_tu_s / (time_s - scale.delay_s) + scale.offset_tu;
}

double to_time_s(const MobilityScale& scale, double mobility_tu) {
    const double in_full_field_s = scale.gain_tu_s / (mobility_tu - scale.offset_tu);
    // An apparent mobility of zero stands still; one of the other sign leaves through the inlet.
    if (!(in_full_field_s > 0.0)) return std::numeric_limits<double>::infinity();
    return in_full_field_s + scale.delay_s;
}

}  // namespace gassan
