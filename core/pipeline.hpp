#pragma once

/// \file
/// The road of one run, written down once: calls only, and the only place in core with threads.

#include "core/model/mobility.hpp"
#include "core/model/run.hpp"
#include "core/model/run_result.hpp"
#include "core/params.hpp"

#include <cstddef>
#include <optional>

namespace gassan {

struct RunRequest {
    int threads = 1;
    std::size_t electropherograms = 0;                  ///< for how many features to keep them
    std::optional<SeparationSettings> separation = {};  ///< where it is known, features get mobilities
};

/// Features of one run. The same bytes for any number of threads.
/// \throws Error if the run has too few scans to be looked at; ParameterError for parameters out of their domain.
[[nodiscard]] RunResult process_run(const Run& run, const Params& params, const RunRequest& request = {});

}  // namespace gassan
