#pragma once

/// \file
/// Which compounds an m/z may be: neutral masses in order, searched once an ion. 114,202 compounds and 5,000 features
/// take a fraction of a second (bench/README.md, "mass search").

#include "core/chem/formula.hpp"
#include "core/library/adducts.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace gassan {

/// How far an m/z may be off: what is wider of the two.
struct MzWindow {
    double da = 0.002;
    double ppm = 10.0;

    [[nodiscard]] double width(double mz) const { return da > ppm * 1e-6 * mz ? da : ppm * 1e-6 * mz; }
};

/// What is searched among.
struct MassEntry {
    double mass_da = 0.0;  ///< of the atoms, electrons not removed
    int permanent_charge = 0;
    Formula formula = {};  ///< tells which losses are possible; empty: all of them
};

struct MassIndex {
    std::vector<double> masses_da;       ///< ascending; equal ones in the order of the entries
    std::vector<std::uint32_t> entries;  ///< parallel: which entry
    std::vector<std::int8_t> charges;    ///< parallel: its permanent charge
    std::vector<Formula> formulas;       ///< by entry
};

/// One way to read an m/z.
struct MassHit {
    std::uint32_t entry = 0;  ///< into what the index was built of
    std::uint32_t ion = 0;    ///< into the ions searched
    double mz = 0.0;          ///< of that ion of that compound
    double error_ppm = 0.0;   ///< (seen - this) / this
};

/// \throws ParameterError for a mass that is not a finite number above 0, or a charge beyond 100
[[nodiscard]] MassIndex mass_index(std::span<const MassEntry> entries);

/// Every entry that is seen at mz as one of the ions, within the window around the seen m/z (inclusive): an ion counts
/// for entries of its molecule_charge, and where the entry has the atoms that the ion loses. By ion, then by mass, then
/// in the order of the entries.
[[nodiscard]] std::vector<MassHit> search_mass(const MassIndex& index, std::span<const Adduct> ions, double mz,
                                               const MzWindow& window);

/// Of these hits, those whose compound moves within a share of the mobility that was seen: |theirs - seen| <= share x
/// |seen|. A compound of unknown mobility (NaN) is no match.
/// \param mobilities_tu by entry
[[nodiscard]] std::vector<MassHit> within_mobility(std::span<const MassHit> hits, std::span<const double> mobilities_tu,
                                                   double seen_tu, double share);

}  // namespace gassan
