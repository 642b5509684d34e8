#include "tests/support/packed_arrays.hpp"

#include <zstd.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <set>
#include <stdexcept>

namespace gassan::test {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

std::string little_endian(std::uint64_t value, std::size_t size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(value >> 8 * i & 255);
    return bytes;
}

std::string fixed_point_bytes(double value) {
    std::string bytes(reinterpret_cast<const char*>(&value), sizeof value);
    std::reverse(bytes.begin(), bytes.end());
    return bytes;
}

// The number in hexadecimal, its leading zeros or fs counted away (never all of the fs), the rest from the end.
std::string packed_integer(std::uint32_t value) {
    std::string digits;
    for (int shift = 28; shift >= 0; shift -= 4) digits += hex_digits[value >> shift & 15];
    const char lead = digits[0] == 'f' ? 'f' : '0';
    std::size_t left_out = std::min(digits.find_first_not_of(lead), digits.size());
    if (lead == 'f') left_out = std::min<std::size_t>(left_out, 7);
    std::string text(1, hex_digits[left_out + (lead == 'f' ? 8 : 0)]);
    text.append(digits.rbegin(), digits.rend() - std::ptrdiff_t(left_out));
    return text;
}

std::string from_hex(std::string text) {
    if (text.size() % 2 != 0) text += '0';
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2)
        bytes += static_cast<char>(hex_digits.find(text[i]) * 16 + hex_digits.find(text[i + 1]));
    return bytes;
}

}  // namespace

std::string numpress_linear(const std::vector<double>& values, double fixed_point) {
    std::string bytes = fixed_point_bytes(fixed_point), halves;
    std::vector<long long> scaled;
    for (const double value : values) scaled.push_back(static_cast<long long>(value * fixed_point + 0.5));
    for (std::size_t i = 0; i < scaled.size(); ++i) {
        if (i < 2)
            bytes += little_endian(static_cast<std::uint64_t>(scaled[i]), 4);
        else
            halves += packed_integer(static_cast<std::uint32_t>(scaled[i] - (2 * scaled[i - 1] - scaled[i - 2])));
    }
    return bytes + from_hex(halves);
}

std::string numpress_pic(const std::vector<double>& values) {
    std::string halves;
    for (const double value : values) halves += packed_integer(static_cast<std::uint32_t>(value + 0.5));
    return from_hex(halves);
}

std::string numpress_slof(const std::vector<double>& values, double fixed_point) {
    std::string bytes = fixed_point_bytes(fixed_point);
    for (const double value : values)
        bytes += little_endian(static_cast<std::uint64_t>(std::log(value + 1) * fixed_point + 0.5), 2);
    return bytes;
}

std::string zstd_frame(std::string_view bytes) {
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    const auto size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3);
    if (ZSTD_isError(size)) throw std::runtime_error(ZSTD_getErrorName(size));
    out.resize(size);
    return out;
}

std::string shuffled(std::string_view bytes, std::size_t width) {
    std::string out;
    for (std::size_t byte = 0; byte < width; ++byte)
        for (std::size_t at = byte; at < bytes.size(); at += width) out += bytes[at];
    return out;
}

std::string dictionary(const std::vector<double>& values) {
    const std::set<double> distinct(values.begin(), values.end());
    const std::vector<double> sorted(distinct.begin(), distinct.end());
    const std::size_t width = sorted.size() < 256 ? 1 : 2;
    std::string places;
    for (const double value : values)
        places += little_endian(
            static_cast<std::uint64_t>(std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin()), width);
    const std::string_view numbers(reinterpret_cast<const char*>(sorted.data()), 8 * sorted.size());
    return little_endian(16 + numbers.size(), 8) + little_endian(sorted.size(), 8) + shuffled(numbers, 8) +
           shuffled(places, width);
}

}  // namespace gassan::test
