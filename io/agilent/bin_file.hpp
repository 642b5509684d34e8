#pragma once

#include "io/base/inflate.hpp"
#include "io/base/regular_file.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

namespace gassan {

static_assert(std::endian::native == std::endian::little, "MassHunter files are little-endian and taken as they lie");

/// A number out of bytes that are known to be there.
template <class Number>
[[nodiscard]] Number number_at(const unsigned char* bytes) {
    Number number;
    std::memcpy(&number, bytes, sizeof number);
    return number;
}

/// One of the .bin files: every read is checked against the size of the file before memory is taken for it.
class BinFile {
public:
    /// \throws as RegularFile
    explicit BinFile(const std::filesystem::path& path) : file_(path) {}

    [[nodiscard]] std::uint64_t size() const { return file_.size(); }
    [[nodiscard]] const RegularFile& file() const { return file_; }

    /// Do these bytes lie inside the file? Any numbers may be asked for.
    [[nodiscard]] bool holds(std::uint64_t offset, std::uint64_t count) const {
        return count <= size() && offset <= size() - count;
    }

    /// Bytes that holds() has said to be there, in room that is used again.
    /// \throws InputError where the file has become shorter since it was opened; EnvironmentError
    [[nodiscard]] std::span<const unsigned char> read(std::uint64_t offset, std::uint64_t count,
                                                      ByteBuffer& room) const;

    /// A number at a place that holds() has said to be there. \throws as read
    template <class Number>
    [[nodiscard]] Number at(std::uint64_t offset) const {
        unsigned char bytes[sizeof(Number)];
        read_whole(offset, bytes, sizeof bytes);
        return number_at<Number>(bytes);
    }

private:
    RegularFile file_;

    void read_whole(std::uint64_t offset, unsigned char* to, std::size_t count) const;
};

}  // namespace gassan
