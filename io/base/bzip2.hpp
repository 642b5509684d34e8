#pragma once

#include "io/base/text_encoding.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace gassan {

/// Do these first bytes begin a bzip2 stream? (The magic counts, never the file name.)
[[nodiscard]] bool is_bzip2(std::string_view head);

/// Unpacks bzip2 of any number of streams, as pbzip2 writes them, in constant memory (at most 4 MB, set by the stream's
/// block size of at most 900 kB); the checksums of each block and stream are checked. Bytes after the last stream are
/// left alone and counted.
class Bzip2Reader {
public:
    explicit Bzip2Reader(Pull compressed);
    ~Bzip2Reader();
    Bzip2Reader(const Bzip2Reader&) = delete;
    Bzip2Reader& operator=(const Bzip2Reader&) = delete;

    /// As Pull. \throws Fault (container) with the compressed byte, for damage and for a stream that is cut.
    [[nodiscard]] std::size_t read(char* to, std::size_t count);

    /// Bytes of the compressed stream consumed so far.
    [[nodiscard]] std::uint64_t consumed() const;
    /// Bytes after the last stream; known once read() has returned 0.
    [[nodiscard]] std::uint64_t tail_bytes() const { return tail_bytes_; }

private:
    struct State;
    Pull compressed_;
    std::unique_ptr<State> state_;
    std::unique_ptr<char[]> input_;
    std::uint64_t input_read_ = 0, tail_bytes_ = 0;
    bool between_streams_ = true, at_end_ = false;

    bool refill();
    bool begin_stream();
    void count_tail();
    [[noreturn]] void refuse(const std::string& cause) const;
};

}  // namespace gassan
