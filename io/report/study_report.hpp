#pragma once

#include "core/model/electropherogram.hpp"
#include "core/model/study.hpp"
#include "core/model/study_result.hpp"
#include "io/report/run_report.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gassan {

/// One feature's electropherograms in many runs, to be drawn over each other.
struct FeatureOverlay {
    std::size_t table = 0, feature = 0;  ///< StudyResult::tables[table].features[feature]
    bool doubtful = false;               ///< shown because it is doubtful, not because it is strong
    struct Curve {
        std::size_t run = 0;     ///< column of the table
        Electropherogram curve;  ///< in the run's own time
    };
    std::vector<Curve> curves;
};

/// The features a report shows: of each table the strongest by median height, and the most doubtful (what makes them so
/// is told in docs/methods/report.md), each without its curves.
[[nodiscard]] std::vector<FeatureOverlay> features_to_show(const Study& study, const StudyResult& result,
                                                           std::size_t strongest, std::size_t doubtful);

/// report.html of a study: one self-contained page.
/// \param total_ion parallel to StudyResult::runs; empty curves for failed runs.
/// \param language "en" or "ja".
[[nodiscard]] std::string study_report_html(const Study& study, const StudyResult& result,
                                            const std::vector<Electropherogram>& total_ion,
                                            const std::vector<FeatureOverlay>& overlays,
                                            const ReportProvenance& provenance, const std::string& language);

}  // namespace gassan
