#include "core/simulate/geometry.hpp"

#include <algorithm>
#include <string>

namespace gassan {
namespace {

// Chloride and phosphate in 50 mM: limiting mobilities 79.1 and 61.4 (2-) less what the ionic strength takes.
constexpr std::array<Geometry, 3> known{{
    {.name = "cation"},
    {.name = "anion_silica",
     .polarity = Polarity::negative,
     .ph = 8.5,
     .ionic_strength_mm = 50.0,
     .co_ion_tu = 42.4,
     .salts_tu = {-70.0, -45.0}},
    {.name = "anion_coated",
     .polarity = Polarity::negative,
     .ph = 8.5,
     .ionic_strength_mm = 50.0,
     .co_ion_tu = 42.4,
     .salts_tu = {-70.0, -45.0}},
}};

/// 25 nL on silica, 30 nL in the coated capillary, 1.96 nL/mm; a plug so much longer distorts more a micromole.
void lay_anions(SimulateParams& params, double plug_mm) {
    params.shape.injection_plug_mm = plug_mm;
    params.shape.distortion_low_per_um = 0.04;
    params.shape.distortion_high_per_um = 0.1;
}

}  // namespace

std::span<const Geometry> geometries() {
    return known;
}

const Geometry& geometry(std::string_view name) {
    const auto found = std::find_if(known.begin(), known.end(), [&](const Geometry& g) { return g.name == name; });
    require(found != known.end(),
            "no geometry '" + std::string(name) + "': there are cation, anion_silica and anion_coated");
    return *found;
}

void lay_geometry(SimulateParams& params, std::string_view name) {
    params.separation.geometry = std::string(geometry(name).name);
    if (name == "anion_silica") {
        params.separation.eof_tu = 62.0;
        params.separation.run_length_low_s = params.separation.run_length_high_s = 2400.0;
        lay_anions(params, 12.7);
    }
    if (name == "anion_coated") {
        params.separation.voltage_kv = -30.0;
        params.separation.total_length_mm = 1100.0;
        params.separation.eof_tu = -17.6;
        lay_anions(params, 15.3);
    }
}

}  // namespace gassan
