#include "io/base/inflate.hpp"

#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>

namespace gassan {
namespace {

constexpr std::size_t first_guess = 64 * 1024;

// libdeflate says no more than "bad"; zlib names the fault. Only damaged streams come here.
std::string fault_in_words(std::string_view stream) {
    z_stream state{};
    if (::inflateInit(&state) != Z_OK) throw std::bad_alloc();
    std::array<unsigned char, 16 * 1024> sink;
    state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(stream.data()));
    state.avail_in = static_cast<uInt>(std::min<std::size_t>(stream.size(), 1u << 30));
    int status = Z_OK;
    while (status == Z_OK) {
        state.next_out = sink.data();
        state.avail_out = sink.size();
        status = ::inflate(&state, Z_NO_FLUSH);
    }
    std::string words = state.msg ? state.msg : "";
    ::inflateEnd(&state);
    if (!words.empty()) return words;
    if (status == Z_BUF_ERROR) return "the stream is cut short";
    if (status == Z_NEED_DICT) return "needs a preset dictionary";
    return "invalid data";
}

}  // namespace

unsigned char* ByteBuffer::room(std::size_t size) {
    if (size > capacity_) {
        // Not make_unique: it would clear what is about to be overwritten.
        bytes_.reset(new unsigned char[size]);
        capacity_ = size;
    }
    return bytes_.get();
}

Inflater::Inflater() : decompressor_(::libdeflate_alloc_decompressor()) {
    if (!decompressor_) throw std::bad_alloc();
}

Inflater::~Inflater() {
    ::libdeflate_free_decompressor(decompressor_);
}

InflateResult Inflater::inflate(std::string_view stream, ByteBuffer& out, std::size_t most) {
    // Never sized by what the file declares: what earlier streams needed, else a small guess that doubles.
    std::size_t allowed = std::min(most, std::max(out.capacity(), first_guess));
    while (true) {
        InflateResult result;
        const auto status = ::libdeflate_zlib_decompress_ex(decompressor_, stream.data(), stream.size(),
                                                            out.room(allowed), allowed, &result.consumed, &result.size);
        if (status == LIBDEFLATE_SUCCESS) return result;
        if (status != LIBDEFLATE_INSUFFICIENT_SPACE) return {0, 0, fault_in_words(stream), false};
        if (allowed == most) return {0, 0, "", true};
        allowed = allowed > most / 2 ? most : 2 * allowed;
    }
}

std::optional<InflateResult> Inflater::inflate_within(std::string_view stream, unsigned char* out, std::size_t room) {
    InflateResult result;
    const auto status = ::libdeflate_zlib_decompress_ex(decompressor_, stream.data(), stream.size(), out, room,
                                                        &result.consumed, &result.size);
    if (status != LIBDEFLATE_SUCCESS) return std::nullopt;
    return result;
}

}  // namespace gassan
