#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gassan {

/// Resolves the five entities of XML and character references.
/// \throws Fault for any other entity and for illegal characters. \param byte of text, for the fault.
[[nodiscard]] std::string resolve_references(std::string_view text, std::uint64_t byte);

}  // namespace gassan
