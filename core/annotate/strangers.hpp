#pragma once

/// \file
/// Compounds that stand in no list. The isomer that nobody listed has the m/z of the listed one, and comes where
/// isomers do: no decoy of another m/z sees it. docs/methods/annotation.md, "What no list holds"

#include "core/annotate/sought.hpp"
#include "core/model/feature_table.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

/// A feature as an isomer, in no list, of the listed compounds of one formula.
struct Stranger {
    std::size_t feature = 0, formula = 0;
    double mz = no_value;  ///< of the formula
    double mz_error_ppm = no_value;
    double density_place = 0.0;  ///< of such isomers at the feature's place; NaN where no place is expected
};

/// The formulas (ions; where none is known m/z) of what is looked for, with how many compounds of each kind they have.
struct Strangers {
    std::vector<Stranger> at;  ///< by feature
    std::vector<std::array<double, sought_classes>> formulas;
};

/// An isomer comes where the listed ones do: of the library's pairs of isomers three quarters lie as their predictions
/// scatter, the others anywhere that compounds of their mass do.
/// \param sought by m/z \param free features that may be compounds
[[nodiscard]] Strangers strangers_of(const FeatureTable& table, const std::vector<bool>& free,
                                     std::span<const SoughtIon> sought, const AnnotateParams& params);

}  // namespace gassan
