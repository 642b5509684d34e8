#pragma once

/// \file
/// From cells to concentrations in the original sample, with what they are worth. docs/methods/quantification.md

#include "core/model/quantity.hpp"
#include "core/quantify/quantify_params.hpp"

#include <span>
#include <vector>

namespace gassan {

/// Concentrations of every row in every sample. A compound is quantified where standards tell a level of it (an analyte
/// by a row of levels or by Sample::level of all; what is no analyte by a row of levels alone). Without a curve a cell
/// has no value and the flag "no_curve". Never a zero, and nothing divided by an internal standard that failed.
/// Flags: ">ULOQ", "<LLOQ", "negative", "imprecise", "poor_curve" (core/quantify/invert); "is_failed: REASON" (no
/// value), or "is_replaced: ID"; "saturated", "isotope M+1" (Cell::isotope); "cut_at_start", "cut_at_end", "blended",
/// "overlap", "shoulder", "few_points", "dropout", "curated", "comigrating" of the cell; "no_amount", "no_creatinine",
/// "no_dry_matter" (core/quantify/back_calculation).
/// \param rows cells parallel to study.samples
/// \throws ParameterError for parameters outside their domain, units that do not fit (naming sample and compound), and
/// rows that are not parallel to the sheet.
[[nodiscard]] Quantities quantify(const Study& study, std::span<const Compound> compounds,
                                  std::span<const StandardLevel> levels, std::vector<CompoundRow> rows,
                                  const QuantifyParams& params);

}  // namespace gassan
