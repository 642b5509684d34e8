#pragma once

/// \file
/// The first screen of a study's report: what it is, how it came out, what to look at first, and all its runs.

#include "io/report/study_rows.hpp"
#include "io/report/study_view.hpp"

#include <string>
#include <vector>

namespace gassan::report {

/// The sections a page has, for the links at its top.
struct Sections {
    bool alignment = false, strongest = false, doubtful = false, table = false;
    bool concentrations = false, names = false, curves = false, standards = false, correction = false;
};

[[nodiscard]] std::string study_head_html(const StudyView& view, const Sections& sections);

/// Runs by status and type, features by polarity, cells by kind.
[[nodiscard]] std::string facts_html(const StudyView& view);

/// Every failed and every warned run with its reason, and runs whose total ion is far from the others.
[[nodiscard]] std::string look_first_html(const StudyView& view, const Sections& sections);

[[nodiscard]] std::string runs_section_html(const StudyView& view, const std::vector<RunCharts>& charts);

}  // namespace gassan::report
