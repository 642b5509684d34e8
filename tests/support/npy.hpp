#pragma once

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace gassan::test {

/// The numbers of a NumPy .npy file (format 1.0), one after the other, if it holds little-endian floats in C order.
inline std::vector<double> npy_values(const std::string& bytes) {
    if (bytes.substr(0, 6) != "\x93NUMPY" || bytes[6] != 1) throw std::runtime_error("not an .npy file of format 1");
    const auto head_size = static_cast<unsigned char>(bytes[8]) + 256u * static_cast<unsigned char>(bytes[9]);
    const std::string head = bytes.substr(10, head_size);
    const bool wide = head.find("'<f8'") != std::string::npos;
    if (!wide && head.find("'<f4'") == std::string::npos) throw std::runtime_error("not floats: " + head);
    if (head.find("'fortran_order': False") == std::string::npos) throw std::runtime_error("not in C order");
    std::vector<double> values;
    const std::size_t width = wide ? 8 : 4;
    for (std::size_t at = 10 + head_size; at + width <= bytes.size(); at += width) {
        double value = 0;
        float narrow = 0;
        if (wide)
            std::memcpy(&value, bytes.data() + at, width);
        else
            std::memcpy(&narrow, bytes.data() + at, width);
        values.push_back(wide ? value : double(narrow));
    }
    return values;
}

}  // namespace gassan::test
