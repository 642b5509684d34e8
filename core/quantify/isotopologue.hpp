#pragma once

/// \file
/// The amount of an ion that fills the detector, by a rarer isotopologue of it that does not.
///
/// The share of M+1, M+2, ... in the monoisotopic area follows from the formula. Lines of one nominal mass that the
/// instrument does not part (13C and 15N, 34S and 13C2) count together, at their common centroid.

#include "core/chem/ion.hpp"
#include "core/match/fill_gap.hpp"
#include "core/model/feature_table.hpp"

#include <optional>

namespace gassan {

/// One isotopologue beside the monoisotopic ion.
struct Isotopologue {
    int nucleons = 1;           ///< 1 for M+1
    double mz_step = no_value;  ///< Th above the monoisotopic ion
    double share = no_value;    ///< its area over the monoisotopic ion's
};

/// The strongest line of M+nucleons. \param resolving_power m/z over full width at half height: lines nearer than 0.8
/// widths are one. Nothing where the pattern has no such line above 1e-5.
/// \throws Error if the molecule has not the atoms that the ion loses; ParameterError unless resolving_power > 0.
[[nodiscard]] std::optional<Isotopologue> isotopologue_of(const Formula& molecule, const IonSpecies& ion, int nucleons,
                                                          double resolving_power = 15000.0);

/// A cell measured on an isotopologue.
struct IsotopologueCell {
    Isotopologue isotopologue;
    Cell cell;  ///< of the isotopologue itself, extracted at the place of the monoisotopic one

    /// What the monoisotopic area would have been.
    [[nodiscard]] double mono_area() const { return cell.area / isotopologue.share; }
    [[nodiscard]] double mono_area_se() const { return cell.area_se / isotopologue.share; }
};

/// Measures one isotopologue where the monoisotopic ion stands.
/// \param mono a measured cell with its bounds; saturated, its apex may lie anywhere on its flat top.
/// \param mono_mz of the monoisotopic ion on the run's drift-free axis, not bent by the ceiling: as predicted.
[[nodiscard]] IsotopologueCell measure_isotopologue(const RunArchive& archive, const Cell& mono, double mono_mz,
                                                    const Isotopologue& isotopologue, const TraceParams& trace_params,
                                                    const PeakParams& peak_params, const MatchParams& match_params);

/// Which isotopologues are asked: M+1 to M+3.
constexpr int most_nucleons = 3;

/// M+1 where it stays below a fifth of the detector's ceiling (a soft ceiling takes less than a tenth there), else
/// M+2, else M+3 (sulphur's M+2 is nearly as strong as its M+1); nothing where none was found so.
[[nodiscard]] std::optional<IsotopologueCell> unsaturated_isotopologue(
    const RunArchive& archive, const Cell& mono, double mono_mz, const Formula& molecule, const IonSpecies& ion,
    const TraceParams& trace_params, const PeakParams& peak_params, const MatchParams& match_params);

}  // namespace gassan
