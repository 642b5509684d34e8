#include "io/base/faults.hpp"

#include <cerrno>
#include <system_error>

namespace gassan {
namespace {

constexpr std::size_t longest_text = 80;  // characters of a foreign name that a message may show

std::string joined(const std::filesystem::path& file, const std::string& place, const std::string& cause,
                   const std::string& remedy) {
    std::string line = quoted_path(file);
    if (!place.empty()) line += ": " + place;
    line += ": " + cause;
    if (!remedy.empty()) line += ". " + remedy;
    return line;
}

void append_escaped(std::string& out, unsigned char byte) {
    constexpr char hex[] = "0123456789abcdef";
    switch (byte) {
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        case '\\':
            out += "\\\\";
            return;
        default:
            break;
    }
    if (byte < 0x20 || byte == 0x7f)
        out += {'\\', 'x', hex[byte >> 4], hex[byte & 15]};
    else
        out += static_cast<char>(byte);
}

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) append_escaped(out, static_cast<unsigned char>(c));
    return out;
}

// The first bytes of text that make at most `characters` characters of UTF-8.
std::string_view first_characters(std::string_view text, std::size_t characters) {
    std::size_t seen = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool starts_character = (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80;
        if (starts_character && seen++ == characters) return text.substr(0, i);
        if (i > 4 * characters) return text.substr(0, i);  // not UTF-8: never longer than its bytes allow
    }
    return text;
}

}  // namespace

InputError::InputError(const std::filesystem::path& file, const std::string& place, const std::string& cause,
                       const std::string& remedy)
    : Error(joined(file, place, cause, remedy)) {}

std::string quoted_path(const std::filesystem::path& path) {
    return escaped(path.native());
}

std::string quoted_text(std::string_view text) {
    const auto shown = first_characters(text, longest_text);
    return escaped(shown) + (shown.size() < text.size() ? "..." : "");
}

void throw_file_error(const std::filesystem::path& path, const std::string& what, int error_number) {
    const std::string text = "cannot " + what + ": " + std::generic_category().message(error_number);
    switch (error_number) {
        case ENOENT:
        case ENOTDIR:
            throw InputError(path, "", text, "Check the spelling and that the file still exists.");
        case ELOOP:
            throw InputError(path, "", text, "The link leads back to itself: give the file itself.");
        case ENAMETOOLONG:
        case EINVAL:
            throw InputError(path, "", text, "");
        case ENXIO:
        case ENODEV:
            throw InputError(path, "", text, "Give a regular file.");
        default:
            throw EnvironmentError(quoted_path(path) + ": " + text);
    }
}

}  // namespace gassan
