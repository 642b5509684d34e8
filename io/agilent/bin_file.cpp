#include "io/agilent/bin_file.hpp"

#include "io/base/faults.hpp"

namespace gassan {

void BinFile::read_whole(std::uint64_t offset, unsigned char* to, std::size_t count) const {
    if (file_.read_at(offset, reinterpret_cast<char*>(to), count) == count) return;
    file_.check_unchanged();
    throw InputError(file_.path(), "byte " + std::to_string(offset), "the file ends too early", "Copy it again.");
}

std::span<const unsigned char> BinFile::read(std::uint64_t offset, std::uint64_t count, ByteBuffer& room) const {
    const auto size = static_cast<std::size_t>(count);
    unsigned char* const bytes = room.room(size);
    read_whole(offset, bytes, size);
    return {bytes, size};
}

}  // namespace gassan
