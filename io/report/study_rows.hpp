#pragma once

#include "io/report/doubt.hpp"
#include "io/report/study_view.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gassan::report {

/// Which charts of a run the page holds, for links from its row.
struct RunCharts {
    bool total_ion = false;  ///< #tie-N
    bool residuals = false;  ///< #align-N
};

/// The <table> of all runs in order of measurement, with the columns and numbers of runs.tsv that a reader judges a run
/// by; row N (place in the sheet + 1) has the id run-N. \param charts parallel to the samples.
[[nodiscard]] std::string run_table_html(const StudyView& view, const std::vector<RunCharts>& charts);

/// The <table> of the marked features of one table, in their order, numbers in the formats of features.tsv; feature N
/// (index + 1) of table T (index + 1) has the id row-T-N and links to #peak-T-N where has_chart, to #name-T-N where
/// has_evidence.
[[nodiscard]] std::string study_feature_table_html(const StudyView& view, std::size_t table,
                                                   const std::vector<Doubt>& doubts, const std::vector<bool>& has_row,
                                                   const std::vector<bool>& has_chart,
                                                   const std::vector<bool>& has_evidence);

}  // namespace gassan::report
