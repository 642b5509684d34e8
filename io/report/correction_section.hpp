#pragma once

#include "io/report/study_view.hpp"

#include <string>
#include <string_view>

namespace gassan::report {

/// "Drift and batch correction": its title.
[[nodiscard]] std::string_view correction_title(Language language);

/// What became of drift and batches: first how many compounds repeat how well, before and with left-out QCs; then the
/// curves that changed most, and what was left alone and why. Where no correction was asked for and QCs are there, one
/// line how to ask; without QCs nothing.
[[nodiscard]] std::string correction_section_html(const StudyView& view);

}  // namespace gassan::report
