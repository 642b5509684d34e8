#include "io/base/sniff.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gassan {
namespace {

using namespace std::string_view_literals;

constexpr const char* convert =
    "Convert it to mzML, e.g. with ProteoWizard: msconvert --mzML --filter \"peakPicking vendor msLevel=1-\".";
constexpr const char* fetch = "Fetch the file itself again.";
constexpr const char* unpack = "Unpack it first (only gzip and bzip2 are read directly).";
constexpr const char* unpack_binary =
    "Unpack it first (gunzip, bunzip2): only text formats are read out of packed files.";

struct Magic {
    std::string_view bytes;
    const char* like;
    const char* remedy;
    FileKind kind = FileKind::other;
};

constexpr std::array magics{
    Magic{"PK\x03\x04"sv, "a zip archive", unpack},
    Magic{"PK\x05\x06"sv, "an empty zip archive", unpack},
    Magic{"\x89HDF\r\n\x1a\n"sv, "an HDF5 file (mzMLb, mz5 or netCDF-4)", convert, FileKind::hdf5},
    Magic{"CDF\x01"sv, "a netCDF file (ANDI-MS)", convert, FileKind::netcdf},
    Magic{"CDF\x02"sv, "a netCDF file (ANDI-MS)", convert, FileKind::netcdf},
    Magic{"CDF\x05"sv, "a netCDF file (ANDI-MS)", convert, FileKind::netcdf},
    Magic{"version https://git-lfs"sv, "a git LFS pointer, not the data",
          "Run git lfs pull in the repository it came from."},
    Magic{"BZh"sv, "a bzip2 file", "Take one layer of packing off."},
    Magic{"\xfd"
          "7zXZ\0"sv,
          "an xz archive", unpack},
    Magic{"7z\xbc\xaf\x27\x1c"sv, "a 7-Zip archive", unpack},
    Magic{"\x28\xb5\x2f\xfd"sv, "a zstd archive", unpack},
    Magic{"\x1f\x8b"sv, "a gzip file", "Take one layer of packing off."},
    Magic{"\x01\xa1"
          "F\0i\0n\0n\0i\0g\0a\0n\0"sv,
          "a Thermo raw file", convert},
    Magic{"SQLite format 3"sv, "an SQLite database", convert},
    Magic{"%PDF"sv, "a PDF document", fetch},
    Magic{"\xd0\xcf\x11\xe0"sv, "an old Office document or a vendor's raw file", convert},
};

bool starts_with_any_case(std::string_view text, std::string_view word) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return text.size() >= word.size() &&
           std::equal(word.begin(), word.end(), text.begin(), [&](char a, char b) { return a == lower(b); });
}

// The text as bytes, UTF-16 thinned out: enough to recognise words of ASCII.
std::string plain(std::string_view head) {
    std::string text;
    for (const char c : head)
        if (c != '\0') text += c;
    const auto skip = [&](std::string_view mark) {
        if (std::string_view(text).substr(0, mark.size()) == mark) text.erase(0, mark.size());
    };
    skip("\xef\xbb\xbf");
    skip("\xff\xfe");
    skip("\xfe\xff");
    return text;
}

// Past white space, XML declaration, comments and processing instructions.
std::string_view first_element(std::string_view text) {
    while (true) {
        const auto begin = text.find_first_not_of(" \t\r\n");
        if (begin == std::string_view::npos) return {};
        text.remove_prefix(begin);
        const bool comment = text.substr(0, 4) == "<!--", instruction = text.substr(0, 2) == "<?";
        if (!comment && !instruction) return text;
        const auto end = text.find(comment ? "-->" : "?>");
        if (end == std::string_view::npos) return text;
        text.remove_prefix(end + (comment ? 3 : 2));
    }
}

}  // namespace

Looks look_at(std::string_view head, std::string_view packing) {
    const std::string where = packing.empty() ? "" : " (inside " + std::string(packing) + ")";
    const std::string inside = packing.empty() ? "" : " inside a " + std::string(packing) + " file";
    const auto other = [](std::string like, std::string remedy) {
        return Looks{FileKind::other, std::move(like), std::move(remedy)};
    };
    if (head.empty())
        return other(packing.empty() ? "an empty file (0 bytes)" : "an empty " + std::string(packing) + " file",
                     "Copy or convert it again.");
    for (const auto& magic : magics) {
        if (head.substr(0, magic.bytes.size()) != magic.bytes) continue;
        if (magic.kind != FileKind::other && packing.empty()) return {magic.kind, magic.like, magic.remedy};
        return other(magic.like + inside, magic.kind == FileKind::other ? magic.remedy : unpack_binary);
    }
    if (std::all_of(head.begin(), head.end(), [](char c) { return c == '\0'; }))
        return other("a block of zero bytes from byte 0 on",
                     "The copy was interrupted: copy it again and compare SHA-256.");

    const std::string text = plain(head);
    const auto element = first_element(text);
    for (const auto* html : {"<!doctype html", "<html", "<head", "<body"})
        if (starts_with_any_case(element, html))
            return other("an HTML page (a login or error page?)" + where,
                         "Log in where it came from and download it again.");
    for (const auto* mzxml : {"<mzxml", "<msrun"})
        if (starts_with_any_case(element, mzxml)) return {FileKind::mzxml, "an mzXML file" + where, ""};
    if (starts_with_any_case(element, "<mzdata")) return other("an mzData file" + where, convert);
    if (!element.empty() && element[0] == '<') return {FileKind::xml, "", ""};
    if (element.empty() && first_element(text.substr(0, 1)).empty() && text.find('<') == std::string::npos)
        return other("a file of white space" + where, fetch);
    if (element.empty()) return {FileKind::xml, "", ""};
    const bool binary = std::any_of(head.begin(), head.end(), [](char c) { return static_cast<unsigned char>(c) < 9; });
    return other((binary ? "a binary file of unknown kind" : "a text file") + where, convert);
}

}  // namespace gassan
