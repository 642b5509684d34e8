#pragma once

/// \file
/// A MassHunter folder in one string: for each file the number of its name, its size in 4 bytes (little-endian), and
/// its bytes. What is longer than the string ends with it.

#include "io/agilent/agilent_folder.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace gassan::fuzz {

inline std::map<std::string, std::string> unpacked_folder(std::string_view bytes) {
    const auto names = agilent_file_names();
    std::map<std::string, std::string> files;
    while (bytes.size() >= 5) {
        const auto byte = [&](std::size_t at) { return std::size_t(static_cast<unsigned char>(bytes[at])); };
        const std::size_t name = byte(0) % names.size(), size = byte(1) | byte(2) << 8 | byte(3) << 16 | byte(4) << 24;
        bytes.remove_prefix(5);
        files[std::string(names[name])] = std::string(bytes.substr(0, size));
        bytes.remove_prefix(std::min(size, bytes.size()));
    }
    return files;
}

inline std::string packed_file(std::size_t name, std::string_view bytes) {
    std::string packed(1, char(name));
    for (int shift = 0; shift < 32; shift += 8) packed += char(bytes.size() >> shift & 0xff);
    return packed.append(bytes);
}

}  // namespace gassan::fuzz
