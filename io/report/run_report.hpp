#pragma once

#include "core/model/run_result.hpp"
#include "io/read_run.hpp"

#include <string>

namespace gassan {

/// What the foot of a report says about where its numbers come from.
struct ReportProvenance {
    std::string program;     ///< "gassan 0.1.0"; may be empty
    std::string parameters;  ///< the effective parameters as the user would write them, one a line; may be empty
};

/// report.html of one run: one self-contained page (no network, no script) with the facts of the run, its notes, the
/// feature map (m/z against migration time), the total ion electropherogram and the twelve strongest electropherograms
/// as SVG, each peak shaded between its bounds, and a table of the features (the strongest 2,000 of more).
/// How to read it: docs/methods/report.md. UTF-8, well-formed XML, the same bytes in every locale.
/// Names that may be personal (source_name, sample_name of the summary) are not used.
/// \param title shown as heading, usually the file's name; it and every other text is escaped.
/// \param summary of the file that was read.
[[nodiscard]] std::string run_report_html(const std::string& title, const RunSummary& summary, const RunResult& result,
                                          const ReportProvenance& provenance = {});

}  // namespace gassan
