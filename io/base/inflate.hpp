#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct libdeflate_decompressor;

namespace gassan {

/// A growing block of raw bytes that is used again and again, and is never cleared: for decoded arrays.
class ByteBuffer {
public:
    /// At least size bytes; what was in it may be lost.
    [[nodiscard]] unsigned char* room(std::size_t size);
    [[nodiscard]] unsigned char* data() const { return bytes_.get(); }
    [[nodiscard]] std::size_t capacity() const { return capacity_; }

private:
    std::unique_ptr<unsigned char[]> bytes_;
    std::size_t capacity_ = 0;
};

struct InflateResult {
    std::size_t size = 0;      ///< bytes inflated
    std::size_t consumed = 0;  ///< bytes of the input that belong to the stream; what follows is not part of it
    std::string fault;         ///< "" or what is wrong in zlib's words, e.g. "incorrect data check"
    bool too_long = false;     ///< the stream holds more than was allowed
};

/// Inflates whole zlib streams (RFC 1950) into a reused buffer, checksum checked.
class Inflater {
public:
    Inflater();
    ~Inflater();
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// \param most bytes that out may grow to: a stream that holds more is not inflated further.
    [[nodiscard]] InflateResult inflate(std::string_view stream, ByteBuffer& out, std::size_t most);

    /// The same into fixed room, if the stream is whole and ends within it; else nothing, and out holds anything.
    [[nodiscard]] std::optional<InflateResult> inflate_within(std::string_view stream, unsigned char* out,
                                                              std::size_t room);

private:
    libdeflate_decompressor* decompressor_;
};

}  // namespace gassan
