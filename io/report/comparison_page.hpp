#pragma once

/// \file
/// One page on two methods: what is said of each variable, both methods against each other with the line of Passing and
/// Bablok, and their differences after Bland and Altman.

#include "core/model/method_comparison.hpp"
#include "io/base/phrases.hpp"

#include <string>

namespace gassan::report {

/// Self-contained, without scripts; the same tables give the same bytes. At most 60 variables are drawn.
[[nodiscard]] std::string comparison_page(const ComparedTables& tables, Language language);

}  // namespace gassan::report
