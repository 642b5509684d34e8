#pragma once

/// \file
/// netCDF classic (CDF-1), with 64-bit offsets (CDF-2) and with 64-bit data (CDF-5): the header, and values of one
/// variable after another. Nothing the file declares is believed before the file is seen to hold it.
/// Unidata, "The NetCDF Classic Format Specification"; for CDF-5: PnetCDF, "CDF-5 file format".

#include "io/base/regular_file.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

enum class NetcdfType : std::uint32_t {
    int8 = 1,
    text = 2,
    int16 = 3,
    int32 = 4,
    float32 = 5,
    float64 = 6,
    uint8 = 7,
    uint16 = 8,
    uint32 = 9,
    int64 = 10,
    uint64 = 11
};

struct NetcdfAttribute {
    std::string name;
    std::string text;              ///< of a text attribute, without the NUL it may end in; at most 4096 bytes
    std::optional<double> number;  ///< the first value of any other
};

struct NetcdfVariable {
    std::string name;
    NetcdfType type = NetcdfType::int8;
    std::vector<std::uint64_t> shape;
    std::uint64_t size = 0;    ///< values in all
    std::uint64_t begin = 0;   ///< byte of the first value
    std::uint64_t in_row = 0;  ///< values that lie side by side: all of them, or those of one record
    std::uint64_t stride = 0;  ///< bytes from one row to the next
    std::vector<NetcdfAttribute> attributes;
};

class NetcdfFile {
public:
    /// Reads the header. \param file must live as long. \throws Fault with the byte
    explicit NetcdfFile(const RegularFile& file);

    [[nodiscard]] int version() const { return version_; }  ///< 1, 2 or 5
    [[nodiscard]] const std::vector<NetcdfAttribute>& attributes() const { return attributes_; }
    [[nodiscard]] const NetcdfVariable* find(std::string_view name) const;
    [[nodiscard]] const std::vector<NetcdfVariable>& variables() const { return variables_; }
    [[nodiscard]] const RegularFile& file() const { return file_; }

    /// The text attribute of this name, "" if there is none.
    [[nodiscard]] static std::string text(const std::vector<NetcdfAttribute>& attributes, std::string_view name);
    [[nodiscard]] static std::optional<double> number(const std::vector<NetcdfAttribute>& attributes,
                                                      std::string_view name);

    /// The first text of a variable of characters, without the blanks and NULs at its end.
    [[nodiscard]] std::string first_text(const NetcdfVariable& variable) const;

private:
    const RegularFile& file_;
    int version_ = 1;
    std::vector<NetcdfAttribute> attributes_;
    std::vector<NetcdfVariable> variables_;

    void settle_records(std::uint64_t records, const std::vector<bool>& in_records);
    void require_inside(const NetcdfVariable& variable) const;
};

/// The values of one variable, as doubles, through a small window: cheap where they are asked for in their order.
class NetcdfColumn {
public:
    NetcdfColumn(const NetcdfFile& file, const NetcdfVariable& variable);

    /// Values [first, first + count) in place of what was in values. \throws Fault beyond the variable's end
    void read(std::uint64_t first, std::size_t count, std::vector<double>& values);

private:
    const NetcdfFile& file_;
    const NetcdfVariable& variable_;
    std::size_t width_;
    std::unique_ptr<unsigned char[]> window_;
    std::uint64_t window_begin_ = 0;
    std::size_t window_size_ = 0, window_room_ = 0;

    const unsigned char* at(std::uint64_t byte, std::size_t count);
};

/// Bytes of one value. \throws Fault for a type that is none
[[nodiscard]] std::size_t netcdf_width(NetcdfType type);

}  // namespace gassan
