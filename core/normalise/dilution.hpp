#pragma once

/// \file
/// Amounts on a common basis: samples that are more or less dilute, brought to one.

#include "core/model/normalisation.hpp"

#include <span>
#include <string>

namespace gassan {

struct DilutionRequest {
    DilutionBy by = DilutionBy::none;
    std::string
        column;        ///< of the sheet, or of creatinine a variable; "": the name of the way ("water" for dry_matter)
    std::string unit;  ///< of that column: of creatinine as units.hpp has them, of water "%" or "1"; "" = not told
    double sg_reference = 1.020;
};

/// How dilute every sample is. Blanks and standards are diluted by nobody: they have no factor.
/// \param table on a linear scale
/// \throws ParameterError where the scale is another, the column is not there (with those that are), no sample has a
///         usable value, or a sum is of unlike units
[[nodiscard]] Dilution find_dilution(const ValueTable& table, const DilutionRequest& request);

/// Values and limits times their sample's factor, units as they then are. Cells of samples without a factor hold no
/// number any more and are not_measured: beside normalised ones theirs would mean something else. Creatinine itself,
/// where it is a variable of the table, stays as it is.
[[nodiscard]] ValueTable apply_dilution(ValueTable table, const Dilution& dilution);

/// Median over variables of value / reference; NaN = not measured. NaN where none has both.
[[nodiscard]] double quotient(std::span<const double> values, std::span<const double> reference);

}  // namespace gassan
