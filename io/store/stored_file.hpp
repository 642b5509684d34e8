#pragma once

/// \file
/// What the files of the store share: how they come to their names, and when they are believed.

#include "io/store/hdf5_file.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace gassan {

/// Writes a file of the store: temporary name in the same folder, closed, reopened and compared, synced, renamed.
/// Readable by its owner alone.
/// \param about_to_appear called with the SHA-256 when the content is on disk, before the file gets its name; may
/// throw. \return the SHA-256. \throws EnvironmentError
std::string write_stored_file(const std::filesystem::path& path, const std::function<void(hdf5::Writer&)>& write,
                              const std::function<void(const std::string& sha256)>& about_to_appear = {});

/// \throws InputError unless the file's SHA-256 is this; an empty one is not looked at.
void require_content(const std::filesystem::path& path, const std::string& sha256);

}  // namespace gassan
