#include "io/agilent/spectrum_format.hpp"

#include "io/base/faults.hpp"

#include <fmt/core.h>

namespace gassan {
namespace {

constexpr std::uint64_t header_size = 0x5c, format_size = 20, axis_size = 24;
constexpr std::int32_t most = 16;  // blocks, formats, axes

std::size_t plausible(std::int32_t count, const std::string& what) {
    if (count < 1 || count > most) throw Fault{.cause = "implausible " + what + ", found " + std::to_string(count)};
    return std::size_t(count);
}

/// One entry of the table. \return where the next one begins, 0 if this one does not lie before the first record
std::uint64_t read_format(const BinFile& file, std::uint64_t at, std::uint64_t end, SpectrumFormat& format) {
    if (end - at < format_size) return 0;
    format.id = file.at<std::int32_t>(at);
    format.storage = file.at<std::int32_t>(at + 4);
    format.packing = file.at<std::int32_t>(at + 8);
    const std::size_t axes = plausible(file.at<std::int32_t>(at + 16), "axis count in the format table");
    at += format_size;
    if (end - at < axes * axis_size) return 0;
    for (std::size_t i = 0; i < axes; ++i, at += axis_size)
        format.axes.push_back({file.at<std::int32_t>(at + 4), file.at<std::int32_t>(at + 16)});
    return at;
}

}  // namespace

std::string SpectrumFormat::unsupported() const {
    return fmt::format("unsupported spectrum format (storage {}, packing {}, quantity {})", storage, packing,
                       axes.empty() ? 0 : axes.front().quantity);
}

std::size_t stored_size(std::int32_t type) {
    return type == SpectrumFormat::f64 ? 8 : type == SpectrumFormat::f32 || type == SpectrumFormat::i32 ? 4 : 0;
}

std::string wrong_tag(const BinFile& file, std::uint16_t expected) {
    const auto tag = file.at<std::uint16_t>(0);
    return tag == expected ? "" : fmt::format("tag 0x{:04x}, expected 0x{:04x}", tag, expected);
}

ScanHeader read_scan_header(const BinFile& file) {
    if (file.size() < header_size)
        throw Fault{.cause = std::to_string(file.size()) + " bytes, shorter than its 92-byte header"};
    if (const std::string wrong = wrong_tag(file, 0x0101); !wrong.empty()) throw Fault{.cause = wrong};
    ScanHeader header;
    header.generation = file.at<std::int32_t>(0x48);
    header.blocks = plausible(file.at<std::int32_t>(0x4c), "block count B at 0x4C");
    const std::size_t formats = plausible(file.at<std::int32_t>(0x50), "format count F at 0x50");
    const auto first = file.at<std::int32_t>(0x58);
    if (first < std::int32_t(header_size) || std::uint64_t(first) > file.size())
        throw Fault{.cause = fmt::format("first record offset {} outside the file (size {})", first, file.size())};
    header.first_record = std::uint64_t(first);

    std::uint64_t at = header_size;
    for (std::size_t i = 0; i < formats && at != 0; ++i) {
        SpectrumFormat format;
        at = read_format(file, at, header.first_record, format);
        header.formats.push_back(std::move(format));
        if (at != 0) header.table_end = at;
    }
    if (at != header.first_record) header.formats.clear();
    return header;
}

}  // namespace gassan
