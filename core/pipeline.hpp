#pragma once

/// \file
/// The road of one run, written down once: calls only, and the only place in core with threads.

#include "core/base/note.hpp"
#include "core/model/electropherogram.hpp"
#include "core/model/feature.hpp"
#include "core/model/run.hpp"
#include "core/params.hpp"

#include <vector>

namespace gassan {

/// What one run says: its features, and what a report draws around them.
struct RunResult {
    std::vector<Feature> features;                    ///< by m/z, then migration time; feature_id F1, F2, ...
    std::vector<Electropherogram> electropherograms;  ///< parallel to features: the ion over the whole run
    Electropherogram total_ion;                       ///< sum of all centroids, scan by scan
    Notes notes;
};

/// Features of one run. The same bytes for any number of threads.
/// \param threads at least 1
/// \throws Error if the run has too few scans to be looked at; ParameterError for parameters out of their domain.
[[nodiscard]] RunResult process_run(const Run& run, const Params& params, int threads = 1);

}  // namespace gassan
