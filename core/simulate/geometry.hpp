#pragma once

/// \file
/// The three ways in which CE-MS of metabolites is run (domain facts and their sources: docs/methods/simulator.md).

#include "core/model/spectrum.hpp"
#include "core/simulate/simulate_params.hpp"

#include <array>
#include <span>
#include <string_view>

namespace gassan {

/// What comes with the electrolyte and cannot be chosen freely of it.
struct Geometry {
    std::string_view name;
    Polarity polarity = Polarity::positive;
    double ph = 1.875, ionic_strength_mm = 13.0;
    double co_ion_tu = 362.0;  ///< magnitude, of the electrolyte's ion of the analytes' sign
    /// Effective mobilities of the sample's two salts; the first has the outer zone.
    std::array<double, 2> salts_tu{76.0, 52.0};

    [[nodiscard]] int sign() const { return polarity == Polarity::negative ? -1 : 1; }
};

/// cation: 1 M formic acid, bare silica, +. anion_silica: 50 mM ammonium acetate pH 8.5, bare silica, +, against the
/// flow. anion_coated: the same electrolyte, cationic coating, -, with the flow.
[[nodiscard]] std::span<const Geometry> geometries();

/// \throws ParameterError naming the geometries there are
[[nodiscard]] const Geometry& geometry(std::string_view name);

/// Sets [separation], [shape] and what else a laboratory would choose for this geometry; nothing where it is "cation",
/// whose values are the defaults.
void lay_geometry(SimulateParams& params, std::string_view name);

}  // namespace gassan
