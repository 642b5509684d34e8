#pragma once

namespace gassan {

/// What moves the ions of one run. 1 TU x 1 kV/mm = 1 mm/s. Mobilities and voltage carry their signs: positive towards
/// the cathode, and a positive voltage puts the cathode at the detector.
struct Separation {
    double voltage_kv = 30.0, length_mm = 800.0;
    double ramp_s = 0.0;              ///< the voltage rises linearly from 0 for this long
    double eof_tu = 16.0;             ///< electroosmotic mobility at the start
    double eof_drift_tu_per_s = 0.0;  ///< its change within the run
    double field_factor = 1.0;        ///< field over viscosity against the nominal
    /// A bubble: the field falls to failure_factor between these times; none where begin == end. After the ramp.
    double failure_begin_s = 0.0, failure_end_s = 0.0, failure_factor = 1.0;
};

/// When an ion of this effective mobility has moved length_mm: the root of
/// integral of field_factor (U/L) ramp(s) (mobility + eof + drift s) ds = L, exact piece by piece.
/// Infinity if it starts away from the detector, turns back before it, or has not arrived after ten hours.
[[nodiscard]] double arrival_s(const Separation& separation, double mobility_tu);

/// Times between which an ion comes in nearly all runs of a method: 0.8 to 1.25 of its nominal time, and further where
/// a tenth of the flow, more or less, moves it further. An ion that hardly outruns the flow is spread over minutes.
struct ArrivalWindow {
    double begin_s, end_s;
};

/// \pre the nominal time is finite
[[nodiscard]] ArrivalWindow arrival_window(const Separation& nominal, double mobility_tu);

}  // namespace gassan
