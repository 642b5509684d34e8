#include "io/base/bzip2.hpp"

#include "io/base/faults.hpp"

#include <bzlib.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t input_size = 256 * 1024;
constexpr std::size_t magic_size = 10;  // "BZh", the block size, and the six bytes of a block or of the stream's end

// A block begins with the digits of pi, the end of a stream with those of its root.
bool begins_stream(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (bytes.size() < magic_size || bytes.substr(0, 3) != "BZh" || bytes[3] < '1' || bytes[3] > '9') return false;
    const auto next = bytes.substr(4, 6);
    return next == "\x31\x41\x59\x26\x53\x59"sv || next == "\x17\x72\x45\x38\x50\x90"sv;
}

}  // namespace

struct Bzip2Reader::State {
    bz_stream stream{};
    bool open = false;
};

bool is_bzip2(std::string_view head) {
    return head.size() >= 4 && head.substr(0, 3) == "BZh" && head[3] >= '1' && head[3] <= '9';
}

Bzip2Reader::Bzip2Reader(Pull compressed)
    : compressed_(std::move(compressed)), state_(std::make_unique<State>()), input_(new char[input_size]) {}

Bzip2Reader::~Bzip2Reader() {
    if (state_->open) ::BZ2_bzDecompressEnd(&state_->stream);
}

std::uint64_t Bzip2Reader::consumed() const {
    return input_read_ - state_->stream.avail_in;
}

void Bzip2Reader::refuse(const std::string& cause) const {
    throw Fault{.byte = consumed(), .cause = cause, .remedy = "", .container = true};
}

// Keeps what is left of the input and adds to it. False if nothing came.
bool Bzip2Reader::refill() {
    auto& stream = state_->stream;
    if (stream.avail_in > 0) std::memmove(input_.get(), stream.next_in, stream.avail_in);
    const auto got = compressed_(input_.get() + stream.avail_in, input_size - stream.avail_in);
    stream.next_in = input_.get();
    stream.avail_in += static_cast<unsigned>(got);
    input_read_ += got;
    return got > 0;
}

void Bzip2Reader::count_tail() {
    do {
        tail_bytes_ += state_->stream.avail_in;
        state_->stream.avail_in = 0;
    } while (refill());
}

// False at the end: no more bytes, or bytes that begin no stream.
bool Bzip2Reader::begin_stream() {
    auto& stream = state_->stream;
    while (stream.avail_in < magic_size && refill()) {
    }
    const bool first = !state_->open && input_read_ - stream.avail_in == 0;
    const std::string_view ahead(stream.next_in, stream.avail_in);
    if (!(first ? is_bzip2(ahead) : begins_stream(ahead))) {
        count_tail();
        at_end_ = true;
        return false;
    }
    if (state_->open) {
        // A new stream wants a new state; where the input stands must outlive it.
        char* const next = stream.next_in;
        const unsigned left = stream.avail_in;
        ::BZ2_bzDecompressEnd(&stream);
        stream = bz_stream{};
        stream.next_in = next;
        stream.avail_in = left;
    }
    state_->open = ::BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK;
    if (!state_->open) throw std::bad_alloc();
    between_streams_ = false;
    return true;
}

std::size_t Bzip2Reader::read(char* to, std::size_t count) {
    count = std::min<std::size_t>(count, 1u << 30);  // libbz2 counts in 32 bits
    auto& stream = state_->stream;
    while (!at_end_) {
        if (between_streams_ && !begin_stream()) return 0;
        if (stream.avail_in == 0 && !refill()) refuse("the bzip2 stream is cut short (the file ends inside it)");
        stream.next_out = to;
        stream.avail_out = static_cast<unsigned>(count);
        const int status = ::BZ2_bzDecompress(&stream);
        if (status == BZ_STREAM_END)
            between_streams_ = true;
        else if (status == BZ_MEM_ERROR)
            throw std::bad_alloc();
        else if (status != BZ_OK)
            refuse("bzip2 stream corrupt (a checksum or the data are wrong)");
        const std::size_t got = count - stream.avail_out;
        if (got > 0) return got;
    }
    return 0;
}

}  // namespace gassan
