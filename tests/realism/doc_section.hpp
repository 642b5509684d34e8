#pragma once

/// \file
/// Parts of a document that a program writes, between `<!-- NAME -->` and `<!-- end of NAME -->`.

#include <string>
#include <string_view>

namespace gassan::realism {

/// What stands between the marks of that name, without the marks' own lines.
/// \throws std::runtime_error naming the mark that is not there
[[nodiscard]] std::string section(std::string_view document, std::string_view name);

/// The document with another text there. \throws std::runtime_error likewise
[[nodiscard]] std::string with_section(std::string_view document, std::string_view name, std::string_view text);

}  // namespace gassan::realism
