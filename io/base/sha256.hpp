#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

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

/// One hash for several files under names of their own: of "NAME\nSIZE\n" and the bytes of each in turn, so that no
/// byte can go from one to the next unseen. \throws EnvironmentError if one cannot be read.
struct NamedFile {
    std::string name;
    std::filesystem::path path;
};
[[nodiscard]] FileHash hash_files(const std::vector<NamedFile>& files);

}  // namespace gassan
