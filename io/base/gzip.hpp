#pragma once

#include "io/base/text_encoding.hpp"

#include <cstdint>
#include <memory>

struct z_stream_s;

namespace gassan {

/// Do these first bytes begin a gzip stream? (The magic counts, never the file name.)
[[nodiscard]] bool is_gzip(std::string_view head);

/// Inflates a gzip stream (RFC 1952) of any number of members in constant memory; the checksum and length of each
/// are checked. Bytes after the last member are left alone and counted.
class GzipReader {
public:
    explicit GzipReader(Pull compressed);
    ~GzipReader();
    GzipReader(const GzipReader&) = delete;
    GzipReader& operator=(const GzipReader&) = delete;

    /// As Pull. \throws Fault (container) with the compressed byte, for damage and for a stream that is cut.
    [[nodiscard]] std::size_t read(char* to, std::size_t count);

    /// Bytes of the compressed stream consumed so far.
    [[nodiscard]] std::uint64_t consumed() const;
    /// Bytes after the last member; known once read() has returned 0.
    [[nodiscard]] std::uint64_t tail_bytes() const { return tail_bytes_; }

private:
    Pull compressed_;
    std::unique_ptr<z_stream_s> state_;
    std::unique_ptr<unsigned char[]> input_;
    std::uint64_t input_read_ = 0, tail_bytes_ = 0;
    bool between_members_ = true, first_member_ = true, at_end_ = false;

    bool refill();
    bool begin_member();
    void count_tail();
    [[noreturn]] void refuse(const std::string& cause) const;
};

}  // namespace gassan
