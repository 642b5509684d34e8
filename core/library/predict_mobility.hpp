#pragma once

/// \file
/// What a compound is expected to move at, with an error that was measured on tables it was not fitted to
/// (docs/methods/library.md). It ranks candidates; it never proves one.

#include "core/library/library_mobility.hpp"
#include "core/model/compound.hpp"

#include <string>

namespace gassan {

struct PredictedMobility {
    std::string name;  ///< of the library, else as told
    std::string formula;
    const LibraryCompound* compound = nullptr;  ///< of the library; null: estimated from the formula alone
    LibraryMobility mobility = {};
    double sd_tu = no_value;  ///< scaled so that a normal of this width holds 90 % of the errors seen
    double low90_tu = no_value, high90_tu = no_value;
};

/// Half the width that held 90 % of the errors of this kind of prediction in tables of real runs.
[[nodiscard]] double mobility_error90_tu(MobilityBasis basis, Polarity polarity);

/// \param polarity what the mass spectrometer sees
[[nodiscard]] PredictedMobility predict_mobility(const LibraryCompound& compound, const Electrolyte& electrolyte,
                                                 Polarity polarity);

/// A compound of the user's table: by its name, else its KEGG or HMDB id, where the formula agrees or none is told;
/// else from the mass of its formula and its charge (told, or +-1 by polarity). \throws Error if neither the library
/// knows it nor a formula is told
[[nodiscard]] PredictedMobility predict_mobility(const Compound& compound, const Electrolyte& electrolyte,
                                                 Polarity polarity);

}  // namespace gassan
