#pragma once

/// \file
/// What the provenance of a run and of a study write alike.

#include "core/base/note.hpp"
#include "core/model/mobility.hpp"
#include "core/params.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace gassan::provenance {

using Json = nlohmann::ordered_json;

/// null for a value that is not finite.
[[nodiscard]] Json number(double value);

/// Every parameter of every stage, defaults written out.
[[nodiscard]] Json parameters(const Params& params);

/// null where none was described.
[[nodiscard]] Json separation(const Separations& separations);

/// The document as text, with LF at its end. Names of files may hold bytes that are no UTF-8; they are shown with
/// U+FFFD, the hash tells the file.
[[nodiscard]] std::string text_of(const Json& document);

}  // namespace gassan::provenance
