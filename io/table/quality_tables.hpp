#pragma once

/// \file
/// quality.tsv and quality_runs.tsv (docs/formats.md). Each looks at its arguments when it is walked: they must outlive
/// it.

#include "core/model/quality.hpp"
#include "io/table/study_tables.hpp"

namespace gassan {

/// \param table that the quality was told of
[[nodiscard]] StudyTable quality_variables_table(const ValueTable& table, const StudyQuality& quality);
[[nodiscard]] StudyTable quality_runs_table(const ValueTable& table, const StudyQuality& quality);

/// The statistics that a run exceeds: "T2;SPE"; empty for none.
[[nodiscard]] std::string outlying_statistics(const RunQuality& run);

/// "good", "fair", "poor" by the bounds; empty where there is none.
[[nodiscard]] std::string_view icc_word(double icc, const QualityParams& params);

}  // namespace gassan
