#pragma once

/// \file
/// Amounts on a common basis: samples that are more or less dilute, brought to one.

#include "core/base/note.hpp"
#include "core/model/value_table.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// What tells how dilute a sample is.
enum class DilutionBy : std::uint8_t {
    none,
    creatinine,        ///< amounts per creatinine of the same sample
    specific_gravity,  ///< (reference - 1) / (SG - 1)
    osmolality,        ///< over the median
    pqn,               ///< median quotient to the QCs' medians (Dieterle 2006, Anal Chem 78:4281)
    sum,               ///< sum of all values, over the median of the sums
    dry_matter,        ///< 1 - water content: per fresh weight to per dry matter
    column,            ///< any column of the sheet, over its median
};

/// "none", "creatinine", ...; the word of [normalise] by.
[[nodiscard]] std::string_view dilution_name(DilutionBy by);
[[nodiscard]] DilutionBy dilution_of(std::string_view name);

struct DilutionRequest {
    DilutionBy by = DilutionBy::none;
    std::string
        column;        ///< of the sheet, or of creatinine a variable; "": the name of the way ("water" for dry_matter)
    std::string unit;  ///< of that column: of creatinine as units.hpp has them, of water "%" or "1"; "" = not told
    double sg_reference = 1.020;
};

/// One sample.
struct SampleDilution {
    double told = no_value;    ///< what the sheet says, or the sum, or the quotient
    double factor = no_value;  ///< values times this are normalised; NaN = there is none
    std::string reason;        ///< why there is none
};

/// The factor goes with something of the design: then so does what is normalised by it.
struct DilutionLink {
    std::string with;            ///< "group", or the covariate
    std::size_t samples = 0;     ///< that tell both
    double strength = no_value;  ///< correlation with ln factor; of classes eta^2
    bool classes = false;
    double p = no_value;
    bool notable = false;  ///< p below 0.05 over the number of links
};

struct Dilution {
    DilutionBy by = DilutionBy::none;
    std::string source;                   ///< "column osmolality", "variable C0012", "medians of 26 QCs"
    std::string column;                   ///< of the sheet that told it; "" = something else did
    std::optional<std::size_t> variable;  ///< that told it: it is not divided by itself
    bool per_creatinine = false;          ///< factors are per mmol/L of creatinine, not about 1
    std::vector<SampleDilution> samples;  ///< parallel to Study::samples
    std::vector<DilutionLink> links;
    Notes notes;
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
