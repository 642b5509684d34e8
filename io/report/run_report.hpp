#pragma once

#include "core/pipeline.hpp"
#include "io/read_run.hpp"

#include <string>

namespace gassan {

/// report.html of one run: one self-contained page (no network, no script needed to see it) with the feature map
/// (m/z against migration time), the total ion electropherogram and the twelve strongest electropherograms as SVG,
/// each peak shaded between its bounds, and a table of the features.
/// \param title shown as heading; \param summary of the file that was read.
[[nodiscard]] std::string run_report_html(const std::string& title, const RunSummary& summary, const RunResult& result);

}  // namespace gassan
