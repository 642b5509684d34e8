#pragma once

#include "core/model/quality.hpp"

#include <string>

namespace gassan {

/// quality.html: one self-contained page that answers whether the numbers of a table can be trusted, and shows why.
/// \param title of the study; \param version of the program; \param language "en" or "ja"
[[nodiscard]] std::string quality_page_html(const ValueTable& table, const StudyQuality& quality,
                                            const std::string& title, const std::string& version,
                                            const std::string& language);

}  // namespace gassan
