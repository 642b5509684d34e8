#pragma once

/// \file
/// How doubtful a feature is: five doubts, each from 0 (none) to 1, told apart so that the reader sees why.
/// What each rests on, and its limits: docs/methods/report.md.

#include "core/model/feature_table.hpp"
#include "core/model/study.hpp"

#include <vector>

namespace gassan::report {

struct Doubt {
    double quality = 0.0;    ///< 1 - quality of the peaks; 1 where none is known
    double scatter = 0.0;    ///< of places: 0 up to the scatter usual on this frame, 1 from four times of it
    double split = 0.0;      ///< 4 p (1 - p) of the group whose share p of runs it was found in is nearest to a half
    double filled = 0.0;     ///< filled cells over measured and filled ones
    double neighbour = 0.0;  ///< 1 where a feature of the same m/z, found in one run only, stands within two widths

    [[nodiscard]] double score() const { return quality + scatter + split + filled + neighbour; }
};

/// One a feature. Samples give the groups; runs that the sheet does not know belong to none.
[[nodiscard]] std::vector<Doubt> doubts(const Study& study, const FeatureTable& table);

}  // namespace gassan::report
