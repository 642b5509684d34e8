#pragma once

#include "core/model/study.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

/// The rows of the sheet that one run is for.
struct RunRows {
    std::vector<std::size_t> rows;  ///< one; or the samples that were injected into it, those that the sheet names
    std::size_t segments = 0;       ///< how many were injected: the highest number told; 0 where the sheet tells none
};

/// All rows, each once; runs in the order of their first rows. Rows with a segment that name one file and one polarity
/// are one run; any other row is a run of its own.
[[nodiscard]] std::vector<RunRows> run_rows(const Study& study);

/// Some rows by their runs. \param rows of the sheet, each once \return indices into rows
[[nodiscard]] std::vector<std::vector<std::size_t>> by_run(const Study& study, std::span<const std::size_t> rows);

}  // namespace gassan
