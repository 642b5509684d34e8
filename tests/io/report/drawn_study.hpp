#pragma once

/// \file
/// Studies made by hand for the tests of the report: every number follows from the run's and the feature's index.

#include "core/model/study.hpp"
#include "core/model/study_result.hpp"
#include "io/report/study_report.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gassan::test {

struct DrawnStudy {
    Study study;
    StudyResult result;
    std::vector<Electropherogram> total_ion;

    /// Electropherograms of those features, a curve for each aligned run.
    [[nodiscard]] std::vector<FeatureOverlay> with_curves(std::vector<FeatureOverlay> overlays) const;
    [[nodiscard]] std::string page(const std::string& language = "en", std::size_t strongest = 6,
                                   std::size_t doubtful = 3) const;
};

struct MadePolarity {
    Polarity polarity = Polarity::positive;
    int runs = 6, features = 12;
    bool qcs = true;  ///< every third run is a QC
};

/// Runs differ in all three coefficients of their warp, none is symmetric to another; the higher a feature's number,
/// the lower it is. Feature f is filled in run r where (3 f + r) % 7 == 0, below the limit where it is 1, else
/// measured.
[[nodiscard]] DrawnStudy drawn_study(const std::vector<MadePolarity>& polarities);

/// The run of that sample failed before it was placed: no column, no curve.
void fail_run(DrawnStudy& made, std::size_t sample, const std::string& reason);
/// The run could not be aligned.
void warn_run(DrawnStudy& made, std::size_t sample, const std::string& reason);

}  // namespace gassan::test
