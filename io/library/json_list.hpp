#pragma once

#include "io/library/import_fields.hpp"

#include <filesystem>
#include <string_view>
#include <vector>

namespace gassan {

/// The objects of a JSON array, each with its texts and numbers under guessed headers; objects inside an object count
/// as parts of it. No tree of the document is made. \throws InputError with the place where it is no such JSON
[[nodiscard]] std::vector<std::vector<ImportText>> json_records(const std::filesystem::path& path,
                                                                std::string_view text);

}  // namespace gassan
