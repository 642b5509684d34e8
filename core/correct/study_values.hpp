#pragma once

/// \file
/// A study's cells as tables of values, and corrected values as cells again.
///
/// What is corrected of a compound is what its concentration is made of: the ratio of its area to that of its internal
/// standard, which knows nothing of the injected volume and of what all ions share; plain areas without one
/// (docs/decisions/0034).

#include "core/model/quantity.hpp"
#include "core/model/study_correction.hpp"
#include "core/quantify/quantify_params.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// Areas of features: ids and m/z of the features, kinds and limits of the cells.
/// \param samples rows of the sheet that belong to the table's polarity; those without a column failed
[[nodiscard]] ValueTable area_values(const Study& study, const FeatureTable& table,
                                     std::span<const std::size_t> samples);

/// Responses of the analytes of one polarity.
struct ResponseValues {
    ValueTable table;
    std::vector<std::size_t> rows;        ///< parallel to the variables: which CompoundRow
    std::vector<std::string> divided_by;  ///< likewise: compound_id of the internal standard that quantify() takes, or
                                          ///< empty: plain areas
};

/// As quantify() will take them: divided by the internal standard that stands first. A cell whose internal standard
/// failed there is not_measured. Limits are areas over the internal standard's area.
/// \param rows as they were measured
[[nodiscard]] ResponseValues response_values(const Study& study, std::span<const Compound> compounds,
                                             std::span<const CompoundRow> rows, Polarity polarity,
                                             std::span<const std::size_t> samples, const QuantifyParams& params);

/// What a cell was multiplied by: corrected over measured, or, where nothing was measured, what its place in the order
/// asks for; 1 where nothing was corrected. \param before the table that was given
[[nodiscard]] double correction_factor(const Correction& correction, const ValueTable& before, std::size_t variable,
                                       std::size_t sample);

/// The rows with which quantify() gets corrected responses: area, area_se and limit of analytes times the factors of
/// their cells; internal standards as they were measured. Height, S/N and all else stay as measured.
/// \param before of response_values, parallel to correction.responses
void apply_correction(const StudyCorrection& correction, const ResponseValues& before, std::vector<CompoundRow>& rows);

/// Adds the flag "outside_qcs" to concentrations of corrected rows in runs injected before the first QC of their unit
/// or after its last: no QC stands on their other side, and they got the factor of the nearest.
void flag_outside(const StudyCorrection& correction, std::vector<Concentration>& concentrations);

}  // namespace gassan
