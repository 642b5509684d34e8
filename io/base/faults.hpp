#pragma once

#include "core/base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace gassan {

/// An input file cannot be used. what() is the whole line for the user, in this order:
/// FILE: place: cause. What to do.
class InputError : public Error {
public:
    /// \param place "" if the file as a whole is meant; \param remedy one sentence or more, with full stop; may be "".
    InputError(const std::filesystem::path& file, const std::string& place, const std::string& cause,
               const std::string& remedy);
};

/// The machine failed us, not the input: disk full, no permission, I/O error. Ends the work with exit code 4.
class EnvironmentError : public Error {
public:
    using Error::Error;
};

/// How a layer of a reader that knows the byte, but neither file nor spectrum, says what is wrong.
/// Never leaves io: the reader of the format turns it into an InputError.
struct Fault {
    std::uint64_t byte = 0;    ///< place in the text as it is parsed (for gzip: after decompression)
    std::string cause = {};    ///< "base64 text holds the character '!'"
    std::string remedy = {};   ///< "" = the reader's general advice
    bool container = false;    ///< the bytes themselves cannot be had (gzip, encoding); byte counts the file then
    bool end_of_file = false;  ///< the text stops where more was due
};

/// A path as it may stand in a message or a log: control characters as C escapes, other bytes kept.
[[nodiscard]] std::string quoted_path(const std::filesystem::path& path);

/// Text out of a file as it may stand in a message: as quoted_path, cut at 80 characters (of UTF-8).
[[nodiscard]] std::string quoted_text(std::string_view text);

/// "PATH: cannot WHAT: text of errno", as an EnvironmentError, or as an InputError where the path itself is wrong
/// (not there, loop of links, name too long).
[[noreturn]] void throw_file_error(const std::filesystem::path& path, const std::string& what, int error_number);

}  // namespace gassan
