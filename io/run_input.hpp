#pragma once

/// \file
/// What lies on disk for one run: a file, or a folder of an instrument as the files of it that are read.

#include "io/base/sha256.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace gassan {

/// Refuses what no run can be read from, before it is read. \throws InputError, EnvironmentError
void require_run_input(const std::filesystem::path& path);

/// Bytes of the file, or of the files of the folder that are read; 0 where they are not known.
[[nodiscard]] std::uint64_t input_bytes(const std::filesystem::path& path);

/// Size and SHA-256: of the bytes of a file, or of the names, sizes and bytes of a folder's files in a fixed order
/// (hash_files), so that a copy has the same and other files in the folder do not count.
/// \throws InputError for a folder that cannot be read; EnvironmentError
[[nodiscard]] FileHash hash_input(const std::filesystem::path& path);

/// Tells one state of an input from another while it is read.
struct FileState {
    std::int64_t size = 0, seconds = 0, nanoseconds = 0;
    bool operator==(const FileState&) const = default;
};

/// One entry a file. \throws InputError, EnvironmentError
[[nodiscard]] std::vector<FileState> input_state(const std::filesystem::path& path);

}  // namespace gassan
