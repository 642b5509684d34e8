#pragma once

/// \file
/// Internal standards and markers that laboratories add: core/library/internal_standards.tsv, with the source of each.

#include "core/library/library.hpp"

#include <span>
#include <string>
#include <string_view>

namespace gassan {

struct InternalStandard {
    std::string id;        ///< unique, small letters, digits and '-'
    std::string name;      ///< English, unique
    std::string name_ja;   ///< Japanese; "" where none is known
    std::string formula;   ///< of the molecule without its label
    std::string label;     ///< "13C6 15N2": atoms that are replaced; "" for none
    double mass_da = 0.0;  ///< with its label, electrons not removed
    std::string ion;       ///< "[M+H]+"
    double mz = 0.0;       ///< of that ion
    LibraryMode mode = LibraryMode::cation;
    std::string role;         ///< what it is added for, in words
    std::string compound_id;  ///< the compound of the library that it is, or is a labelled form of; "" for none
    std::string source;
};

/// All rows in the order of the table; parsed once.
[[nodiscard]] std::span<const InternalStandard> internal_standards();

/// By id or name in any case; null if there is none.
[[nodiscard]] const InternalStandard* find_internal_standard(std::string_view name);

/// Mass that a label adds, Da: "D3", "13C6 15N2". \throws Error naming what cannot be read, or atoms that the formula
/// has not.
[[nodiscard]] double label_mass_da(std::string_view label, std::string_view formula);

}  // namespace gassan
