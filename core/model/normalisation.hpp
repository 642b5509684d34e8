#pragma once

/// \file
/// What was done to values beside drift and batches: how dilute samples are, which cells got a number from where.

#include "core/base/note.hpp"
#include "core/model/value_table.hpp"

#include <cstdint>
#include <optional>
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
/// \throws ParameterError for another word
[[nodiscard]] DilutionBy dilution_of(std::string_view name);

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

/// Where the number of a cell came from.
enum class FillBy : std::uint8_t {
    nothing,           ///< the cells stay without a number
    half_limit,        ///< half the limit
    mean_below_limit,  ///< mean of the values below the limit, of a left-censored lognormal
    neighbours,        ///< mean of the variables that go along, in ln
};
/// "nothing", "half_limit", "mean_below_limit", "neighbours".
[[nodiscard]] std::string_view fill_name(FillBy by);

/// One variable; counts are of samples and QCs, shares of samples alone.
struct VariableFill {
    std::size_t measured = 0, below = 0, not_measured = 0;
    double below_share = 0.0;    ///< of the samples that tell
    double missing_share = 0.0;  ///< of samples not measured
    FillBy below_by = FillBy::nothing, missing_by = FillBy::nothing;
    std::size_t filled_below = 0, filled_missing = 0;
    double ln_mean = no_value, ln_sd = no_value;  ///< of the censored lognormal: what models should believe
    std::string reason;                           ///< why so
};

/// A table on a common basis, with numbers for gaps, on the scale asked for, and the account of it.
struct Normalised {
    ValueTable table;
    Dilution dilution;
    std::vector<VariableFill> fills;          ///< a variable each
    std::vector<std::size_t> not_above_zero;  ///< a variable -> measured values that have no logarithm
    Notes notes;
};

}  // namespace gassan
