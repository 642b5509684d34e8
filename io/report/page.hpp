#pragma once

#include <string>
#include <string_view>

namespace gassan::report {

/// From the doctype to <body>: the style sheet inside, and a policy that forbids scripts and connections.
/// \param title is escaped; \param more_css of ours, behind report.css.
[[nodiscard]] std::string page_head(const std::string& title, std::string_view language,
                                    std::string_view more_css = {});

/// The effective parameters, escaped, a line each.
[[nodiscard]] std::string parameter_lines(std::string_view parameters);

}  // namespace gassan::report
