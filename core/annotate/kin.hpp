#pragma once

/// \file
/// Rows that may be no compound of their own: rows into which one compound fell apart, and ions of another row whose
/// amounts did not prove it (core/group/study_ions asks for that). docs/methods/annotation.md

#include "core/library/library.hpp"
#include "core/model/feature_table.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace gassan {

/// For each row the row that it is a part of, if any: the same m/z (8 ppm), less than two widths away, more runs with a
/// peak, and never a run that shows both. An overloaded compound moves its apex by widths, and its highest levels make
/// a row of their own; of isomers most runs show both. Ions of another row are left as they are.
[[nodiscard]] std::vector<std::optional<std::size_t>> parts_of_rows(const FeatureTable& table);

/// The table with the cells of parts in the row they belong to, where that one has no peak.
[[nodiscard]] FeatureTable with_parts(FeatureTable table, std::span<const std::optional<std::size_t>> part_of);

/// A row's cell in a run, or that of the first of its parts that has a peak where the row has none: an overloaded
/// compound moves its apex, and its highest levels may stand in a row of their own. What a person set stays.
[[nodiscard]] const Cell& cell_with_parts(const FeatureTable& table, std::size_t row,
                                          std::span<const std::size_t> parts, std::size_t run);

/// At each row the density in which ions of other rows are to be expected.
struct KinDensity {
    std::vector<double> mz;        ///< per ppm
    std::vector<double> mz_place;  ///< per ppm and unit of place
};

/// The adducts, dimers and fragments of ion_kinds(), what the compounds of the library lose, and isotopes, of every
/// row that is stronger in the runs that show both, and comes together with it there; and pieces of rows that stand
/// some widths beside the whole, in few runs and mostly not in its own.
[[nodiscard]] KinDensity kin_density(const FeatureTable& table, std::span<const LibraryCompound> library);

/// Was it measured or filled, with an area?
[[nodiscard]] bool has_area(const Cell& cell);

/// Is the row told to be an ion of another ("M+1 of F0012")?
[[nodiscard]] bool is_ion_of_another(const ConsensusFeature& feature);

}  // namespace gassan
