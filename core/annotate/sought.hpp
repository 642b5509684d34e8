#pragma once

/// \file
/// What is looked for among the features of a table: an ion of each compound of the user's table and of the library.

#include "core/annotate/compete.hpp"
#include "core/annotate/expected_place.hpp"
#include "core/library/library.hpp"
#include "core/model/compound.hpp"
#include "core/model/mobility.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// How likely a compound is there before anything was looked at; the shares are learnt from the study itself.
enum class SoughtClass : std::uint8_t { user, measured_by_ce, listed, neutral };
inline constexpr std::size_t sought_classes = 4;

/// One compound as one ion.
struct SoughtIon {
    std::string compound_id, name;
    std::string ion;          ///< "[M+H]+"; empty where only an m/z is told
    std::string ion_formula;  ///< atoms of the ion; empty where it is not known
    double mz = no_value;
    ExpectedPlace place = {};
    SoughtClass likely = SoughtClass::listed;
    std::optional<std::size_t> user = {};  ///< index into the user's table
    /// A sugar phosphate: isomers come within half a minute of each other, in an order that no source settles.
    bool sugar_phosphate = false;
};

/// The ions of the user's compounds that this polarity shows: that which the table tells, else [M+H]+ or [M-H]-; what
/// has neither formula nor ion is looked for at its m/z where the sign of its charge does not contradict. Where the
/// table tells no place, that of the library's compound of the same id, name or KEGG number is predicted. By m/z.
/// \throws Error naming the compound if its formula or ion cannot be read
[[nodiscard]] std::vector<SoughtIon> sought_of_user(std::span<const Compound> user,
                                                    std::span<const LibraryCompound> library, const Frame& frame,
                                                    const AnnotateParams& params);

/// The same of the library; what the user's table holds (by id, name, KEGG or HMDB number) is left out, and so is what
/// gives no ion of this polarity.
[[nodiscard]] std::vector<SoughtIon> sought_of_library(std::span<const LibraryCompound> library,
                                                       std::span<const Compound> user, const Frame& frame,
                                                       const AnnotateParams& params);

/// Both, by m/z, then user's first, then id.
[[nodiscard]] std::vector<SoughtIon> merged(std::vector<SoughtIon> one, std::vector<SoughtIon> other);

/// Isomers whose order is known though nothing told or computed is as exact (core/library/isomer_order): by place on
/// this frame, where the frame itself or the direction of the field says which way mobility runs. Compounds go by their
/// ids, names and synonyms.
[[nodiscard]] std::vector<KnownOrder> known_orders(std::span<const SoughtIon> sought, const Frame& frame,
                                                   const std::optional<SeparationSettings>& separation);

inline constexpr double same_mz_da = 1e-4;

/// Do both have the same atoms (where a table tells m/z alone: the same m/z)?
[[nodiscard]] bool are_isomers(const SoughtIon& a, const SoughtIon& b);

/// Those that an m/z may be. \param sought by m/z
[[nodiscard]] std::span<const SoughtIon> sought_near(std::span<const SoughtIon> sought, double mz,
                                                     const AnnotateParams& params);

/// How far an m/z may be off.
[[nodiscard]] double mz_tolerance_da(double mz, const AnnotateParams& params);

}  // namespace gassan
