#pragma once

#include <string>
#include <string_view>

namespace gassan {

/// What can be read. xml may be an XML document of any kind: go on and see.
enum class FileKind { other, xml, mzxml, netcdf, hdf5 };

/// What the first bytes of a file look like.
struct Looks {
    FileKind kind = FileKind::other;
    std::string like;    ///< "a zip archive", "an HTML page (a login or error page?)", ...; "" for XML
    std::string remedy;  ///< what to do about what cannot be read
};

/// Judges by content only, never by name. \param head the first bytes, packing already taken off.
/// \param packing that was taken off: "gzip", "bzip2" or "". Binary formats are not read out of it.
[[nodiscard]] Looks look_at(std::string_view head, std::string_view packing);

}  // namespace gassan
