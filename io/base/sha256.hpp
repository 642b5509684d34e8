#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace gassan {

/// SHA-256 (FIPS 180-4) in lower-case hexadecimal.
[[nodiscard]] std::string sha256(std::string_view bytes);

/// Size and SHA-256 of a file, read in blocks.
struct FileHash {
    std::uint64_t bytes = 0;
    std::string sha256;
};

/// \throws EnvironmentError if the file cannot be read.
[[nodiscard]] FileHash hash_file(const std::filesystem::path& path);

}  // namespace gassan
