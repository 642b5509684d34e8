#pragma once

/// \file
/// What a compound is called in the language of a report.

#include "io/report/words.hpp"

#include <string>
#include <string_view>

namespace gassan::report {

/// In Japanese the Japanese name that the built-in library has for the name (else, where there is no name, for the id);
/// where it has none, and in English, the name as it is, else the id. Not escaped.
[[nodiscard]] std::string compound_name(Language language, std::string_view id, std::string_view name);

/// The same of a set of isomers, "leucine|isoleucine": joined by " | ". \param ids, names with as many parts
[[nodiscard]] std::string compound_names(Language language, std::string_view ids, std::string_view names);

}  // namespace gassan::report
