#pragma once

/// \file
/// Which ions are there all the run: clusters of sheath and electrolyte, reference ions, and what no one can name.

#include "core/simulate/geometry.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gassan {

/// An ion that is there all the run, or whenever its salt is.
struct BackgroundIon {
    double mz = 0.0;
    double level = 0.0;                 ///< counts before the first front
    double steps[3] = {1.0, 1.0, 1.0};  ///< factors at the fronts of both salts and of the EOF
    double salt_counts = 0.0;           ///< counts more in the middle of the inner salt zone: its clusters
    std::string name = {};              ///< "Na(HCOONa)3", "hexakis(2,2-difluoroethoxy)phosphazene"; or empty
    int isotope = 0;                    ///< nucleons above the monoisotopic line of name
};

/// count constant ions (the clusters of the solvents among them), and over and above them the clusters of the sample's
/// salt and the reference ions of this polarity.
/// \return by m/z
[[nodiscard]] std::vector<BackgroundIon> draw_background_ions(const SimulateParams& params, const Geometry& geometry,
                                                              std::size_t count, std::uint64_t seed);

}  // namespace gassan
