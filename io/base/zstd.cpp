#include "io/base/zstd.hpp"

#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <new>

namespace gassan {
namespace {

constexpr std::size_t first_guess = 64 * 1024;

}  // namespace

ZstdReader::ZstdReader() : context_(::ZSTD_createDCtx()) {
    if (!context_) throw std::bad_alloc();
}

ZstdReader::~ZstdReader() {
    ::ZSTD_freeDCtx(context_);
}

InflateResult ZstdReader::unpack(std::string_view frames, ByteBuffer& out, std::size_t most) {
    // As Inflater::inflate: what earlier frames needed, else a small guess that doubles.
    std::size_t allowed = std::min(most, std::max(out.capacity(), first_guess));
    while (true) {
        const std::size_t size =
            ::ZSTD_decompressDCtx(context_, out.room(allowed), allowed, frames.data(), frames.size());
        if (!::ZSTD_isError(size)) return {size, frames.size(), "", false};
        if (::ZSTD_getErrorCode(size) != ZSTD_error_dstSize_tooSmall) return {0, 0, ::ZSTD_getErrorName(size), false};
        if (allowed == most) return {0, 0, "", true};
        allowed = allowed > most / 2 ? most : 2 * allowed;
    }
}

}  // namespace gassan
