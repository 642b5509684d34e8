#include "io/mzml/read_mzml.hpp"

#include "io/base/faults.hpp"
#include "io/base/sha1.hpp"

#include <algorithm>

namespace gassan {
namespace {

constexpr std::string_view start_tag = "<fileChecksum>";
constexpr std::size_t digits = 40;

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

bool is_sha1(std::string_view text) {
    return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos &&
           text.find_first_not_of('0') != std::string_view::npos;
}

std::string trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return "";
    return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

}  // namespace

// The hash runs from the first byte (a byte order mark is none of the document) to the end of the start tag
// <fileChecksum> (mzML 1.1 specification, indexedmzML).
FileChecksum mzml_checksum(const std::filesystem::path& path) {
    const RegularFile file(path);
    TextWindow window(file);
    if (window.is_transcoded()) return {};
    Sha1 sha1;
    std::uint64_t at = window.begin();
    while (window.more(at)) {
        const std::string_view text(window.data(), static_cast<std::size_t>(window.end() - window.begin()));
        const auto found = text.find(start_tag);
        if (found == std::string_view::npos) {
            const auto sure = text.size() - std::min(text.size(), start_tag.size() - 1);
            sha1.add(text.substr(0, sure));
            at = window.begin() + sure;
            continue;
        }
        sha1.add(text.substr(0, found + start_tag.size()));
        at = window.begin() + found + start_tag.size();
        while (window.end() - at < 4096 && window.more(at)) {
        }
        const std::string_view rest(window.data() + (at - window.begin()), static_cast<std::size_t>(window.end() - at));
        const auto stated = trimmed(rest.substr(0, std::min(rest.find('<'), rest.size())));
        if (!is_sha1(lower(stated))) return {};
        return {stated, sha1.hex()};
    }
    return {};
}

}  // namespace gassan
