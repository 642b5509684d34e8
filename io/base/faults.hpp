#pragma once

#include "core/base/error.hpp"

#include <filesystem>
#include <string>

namespace gassan {

/// An input file cannot be used. what() is the whole line for the user, in this order:
/// FILE: place: cause. What to do.
class InputError : public Error {
public:
    InputError(const std::filesystem::path& file, const std::string& place, const std::string& cause,
               const std::string& remedy);
};

/// The machine failed us, not the input: disk full, no permission, I/O error. Ends the work with exit code 4.
class EnvironmentError : public Error {
public:
    using Error::Error;
};

/// A path as it may stand in a message or a log: control characters as C escapes, other bytes kept.
[[nodiscard]] std::string quoted_path(const std::filesystem::path& path);

}  // namespace gassan
