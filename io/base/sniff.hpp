#pragma once

#include <string>
#include <string_view>

namespace gassan {

/// What the first bytes of a file look like.
struct Looks {
    bool xml = false;    ///< may be an XML document: go on and see
    std::string like;    ///< else: "a zip archive", "an HTML page (a login or error page?)", ...
    std::string remedy;  ///< what to do about it
};

/// Judges by content only, never by name. \param head the first bytes, gzip already taken off.
[[nodiscard]] Looks look_at(std::string_view head, bool inside_gzip);

}  // namespace gassan
