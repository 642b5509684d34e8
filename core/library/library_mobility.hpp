#pragma once

/// \file
/// What a compound of the library moves at in an electrolyte, and how well that is known.

#include "core/library/library.hpp"
#include "core/model/spectrum.hpp"

#include <cstdint>
#include <string_view>

namespace gassan {

enum class MobilityBasis : std::uint8_t {
    tabulated,           ///< pKa and limiting mobility are in the library (or its charge is permanent)
    estimated_mobility,  ///< the limiting mobility is estimated from charge and mass
    estimated_charge,    ///< its charge is that of groups or of a rule, too
};

/// "from pKa and limiting mobility", "limiting mobility estimated from charge and mass", "charge by rule, ...".
[[nodiscard]] std::string_view mobility_basis_text(MobilityBasis basis);

struct LibraryMobility {
    double mobility_tu = 0.0;  ///< effective, signed
    double charge = 0.0;       ///< mean, signed
    MobilityBasis basis = MobilityBasis::tabulated;
};

/// The acid-base properties to reckon with: those of the library, else of the groups counted in its structure
/// (charge_groups.hpp), else by rule from class, mode and phosphorus: amino acids pKa 2.2 and 9.5, peptides 3.2 and 8.1
/// (those seen as cations or as both); sugar phosphates and nucleotides one charge more than phosphorus atoms, other
/// phosphates as many, all other acids -1 (with their charge at pH 8.5); all other bases +1; nothing for a compound
/// whose mode is that of the other polarity, or neutral. \param polarity positive or negative: what the mass
/// spectrometer sees
struct ReckonedAcidBase {
    AcidBase acid_base;
    bool by_rule = false;
};
[[nodiscard]] ReckonedAcidBase acid_base_of(const LibraryCompound& compound, Polarity polarity);

[[nodiscard]] LibraryMobility mobility_in(const LibraryCompound& compound, const Electrolyte& electrolyte,
                                          Polarity polarity);

}  // namespace gassan
