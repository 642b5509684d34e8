#pragma once

#include "io/base/inflate.hpp"

#include <cstddef>
#include <string_view>

struct ZSTD_DCtx_s;

namespace gassan {

/// Unpacks whole Zstandard frames (RFC 8878), one after the other, into a reused buffer.
class ZstdReader {
public:
    ZstdReader();
    ~ZstdReader();
    ZstdReader(const ZstdReader&) = delete;
    ZstdReader& operator=(const ZstdReader&) = delete;

    /// \param most bytes that out may grow to: frames that hold more are not unpacked further. What they declare of
    /// their size takes no memory. InflateResult::fault is in the library's words.
    [[nodiscard]] InflateResult unpack(std::string_view frames, ByteBuffer& out, std::size_t most);

private:
    ZSTD_DCtx_s* context_;
};

}  // namespace gassan
