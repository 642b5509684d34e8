#pragma once

/// \file
/// What is known of a separation beforehand, and the mobility scale that a run's markers gave.
///
/// Units: times in s from the start of the voltage, lengths in mm, voltages in kV, mobilities in TU
/// (1 TU = 1e-9 m2/(V s) = 60 mm2/(kV min)). With these mm x mm / kV is TU s, and no factor appears anywhere.

#include "core/base/fields.hpp"
#include "core/model/spectrum.hpp"

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

/// The scale of one run: mobility_tu = gain_tu_s / (time_s - delay_s) + offset_tu. Made by mobility_scale() alone;
/// gain_tu_s is never 0. An ion of mobility offset_tu would stand still: -offset_tu is the mobility of the flow.
struct MobilityScale {
    double gain_tu_s;
    double offset_tu;
    double delay_s;  ///< half the voltage ramp
};

/// A compound that is in every run and whose mobility is known.
struct MarkerSettings {
    std::string name;
    double mz = no_value;                                       ///< of its ion
    double mobility_tu = no_value;                              ///< 0 for a neutral one, which marks the flow
    double begin_s = -std::numeric_limits<double>::infinity();  ///< where its apex is looked for
    double end_s = std::numeric_limits<double>::infinity();
};

/// The separation as it was set on the instrument: [separation] of study.toml.
struct SeparationSettings {
    double voltage_kv = no_value;       ///< inlet minus outlet, negative in reversed polarity; NaN = not told
    double total_length_mm = no_value;  ///< of the capillary; in CE-MS also the way to the detector; NaN = not told
    double ramp_s = 0.0;                ///< the voltage rises linearly for so long
    std::vector<MarkerSettings> markers;

    [[nodiscard]] bool has_field() const { return voltage_kv == voltage_kv && total_length_mm == total_length_mm; }

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        using Row = FieldNote;
        visit("voltage_kv", self.voltage_kv, Row{"kV", -100, 100, "inlet minus outlet; negative in reversed polarity"});
        visit("total_length_mm", self.total_length_mm, Row{"mm", 1, 10000, "length of the capillary"});
        visit("ramp_s", self.ramp_s, Row{"s", 0, 600, "how long the voltage rises at the start"});
    }
};

/// The separations of a study: one for all its runs, or one of each polarity, since cations and anions are seldom
/// separated in the same way.
struct Separations {
    std::optional<SeparationSettings> both, positive, negative;

    [[nodiscard]] const std::optional<SeparationSettings>& of(Polarity polarity) const {
        return both ? both : polarity == Polarity::negative ? negative : positive;
    }
    [[nodiscard]] bool told() const { return both || positive || negative; }
};

/// A marker and the peak that was taken for it.
struct FoundMarker {
    MarkerSettings marker;
    std::string feature_id;
    double time_s;           ///< its centre: centre_s(feature)
    double residual_tu;      ///< its known mobility less what the scale says; 0 up to rounding for one or two markers
    double time_sd_s = 0.0;  ///< how badly its centre is known: centre_sd_s(feature)
};

}  // namespace gassan
