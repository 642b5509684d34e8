#pragma once

#include "core/model/quality.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace gassan {

/// Who asked for it, and of what.
struct QualitySource {
    std::string version;                        ///< of the program
    std::string written_utc;                    ///< "2026-11-21T22:00:00Z"
    std::vector<std::filesystem::path> inputs;  ///< as typed
};

/// quality.json (docs/formats.md): everything that quality.tsv and quality_runs.tsv hold under the same names, with the
/// bounds, what limits the answer, the units and their trends, and the principal components. Without written_utc where
/// it is empty.
[[nodiscard]] std::string quality_json(const ValueTable& table, const StudyQuality& quality,
                                       const QualitySource& source);

/// quality.mzqc: mzQC 1.0.0 of what the PSI-MS vocabulary 4.2.5 has a term for: the number of quantities found in each
/// run (MS:4000102), and of areas the principal components (MS:4000092 where variables are named, else MS:4000093). Its
/// description says that RSDs, D-ratios and grades have no term and stand in quality.tsv.
[[nodiscard]] std::string mzqc_json(const ValueTable& table, const StudyQuality& quality, const QualitySource& source);

}  // namespace gassan
