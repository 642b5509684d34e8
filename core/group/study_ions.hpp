#pragma once

/// \file
/// Which rows of a study are one compound: its isotopes, adducts, fragments of the source, dimers and ions of more
/// charges.
///
/// Ions of one compound share the capillary: in every run they come at one time with one profile, their m/z differ as
/// chemistry says, and their amounts go together from run to run. Two compounds that happen to come together do the
/// first, hardly ever the second, and not the last. All must hold. docs/methods/matching.md

#include "core/group/group_params.hpp"
#include "core/model/feature_table.hpp"
#include "core/model/run_archive.hpp"
#include "core/trace/trace_params.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace gassan {

/// A relation that m/z and place allow between two rows.
struct IonPair {
    std::size_t parent = 0, child = 0;  ///< rows
    std::size_t kind = 0;               ///< of ion_kinds(), or an isotope: kinds + n for M+n
};

/// The ions a compound may give beside [M+H]+ or [M-H]-, as chemists write them; what runs in CE-MS show of them.
[[nodiscard]] std::span<const std::string_view> ion_kinds(Polarity polarity);

/// All pairs of rows that lie together on the frame and at one of the distances in m/z. By parent, then child.
[[nodiscard]] std::vector<IonPair> ion_pairs(std::span<const ConsensusFeature> features, Polarity polarity);

/// Pearson's correlation of two electropherograms over the stronger peak, scan by scan; NaN where either has no peak.
[[nodiscard]] double profile_correlation(const RunArchive& archive, const Cell& parent, const Cell& child,
                                         const TraceParams& params);

/// Names the rows that are ions of another, "[M+Na]+ of F0012", "M+1 of F0012", and what they are ions of, "[M+H]+".
/// Rows before first_fresh keep what they are called. The strongest parents choose first.
/// \param profiles a run, each parallel to pairs: profile_correlation, NaN where it was not looked at.
/// \param spacing_s usual time between scans: no apex is known better.
void name_ions(std::span<const IonPair> pairs, std::span<const std::vector<double>> profiles, std::size_t first_fresh,
               double spacing_s, const GroupParams& params, FeatureTable& table);

}  // namespace gassan
