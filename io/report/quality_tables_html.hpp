#pragma once

/// \file
/// Tables of a quality page.

#include "io/report/quality_view.hpp"

namespace gassan::report {

/// The letter on its colour; "–" for what is not estimable.
[[nodiscard]] std::string grade_mark(Grade grade);

/// Runs outside a limit, with the statistics they exceed and the variables that put them there.
[[nodiscard]] std::string outlying_section(const QualityPage& page);

/// Every variable with its grade and reason, at most 2,000, worst grade first.
[[nodiscard]] std::string grades_section(const QualityPage& page);

/// Variables that a group does not have; empty where there are none.
[[nodiscard]] std::string absent_section(const QualityPage& page);

/// The numbers that reports of quality control give, with their bounds.
[[nodiscard]] std::string qc_table_section(const QualityPage& page);

}  // namespace gassan::report
