#include "io/base/gzip.hpp"

#include "io/base/faults.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t input_size = 256 * 1024;
constexpr int gzip_window = 15 + 16;  // zlib's manual: 32 KiB window, gzip wrapper expected and checked

}  // namespace

bool is_gzip(std::string_view head) {
    return head.size() >= 2 && head[0] == '\x1f' && head[1] == '\x8b';
}

GzipReader::GzipReader(Pull compressed)
    : compressed_(std::move(compressed)), state_(new z_stream{}), input_(new unsigned char[input_size]) {
    if (::inflateInit2(state_.get(), gzip_window) != Z_OK) throw std::bad_alloc();
}

GzipReader::~GzipReader() {
    ::inflateEnd(state_.get());
}

std::uint64_t GzipReader::consumed() const {
    return input_read_ - state_->avail_in;
}

void GzipReader::refuse(const std::string& cause) const {
    throw Fault{.byte = consumed(), .cause = cause, .remedy = "", .container = true};
}

// Keeps what is left of the input and adds to it. False if nothing came.
bool GzipReader::refill() {
    if (state_->avail_in > 0) std::memmove(input_.get(), state_->next_in, state_->avail_in);
    const auto got =
        compressed_(reinterpret_cast<char*>(input_.get()) + state_->avail_in, input_size - state_->avail_in);
    state_->next_in = input_.get();
    state_->avail_in += static_cast<uInt>(got);
    input_read_ += got;
    return got > 0;
}

void GzipReader::count_tail() {
    do {
        tail_bytes_ += state_->avail_in;
        state_->avail_in = 0;
    } while (refill());
}

// False at the end of the stream: no more bytes, or bytes that begin no member.
bool GzipReader::begin_member() {
    while (state_->avail_in < 2 && refill()) {
    }
    const bool magic = state_->avail_in >= 2 && state_->next_in[0] == 0x1f && state_->next_in[1] == 0x8b;
    if (!magic) {
        count_tail();
        at_end_ = true;
        return false;
    }
    if (!first_member_) ::inflateReset(state_.get());
    first_member_ = between_members_ = false;
    return true;
}

std::size_t GzipReader::read(char* to, std::size_t count) {
    count = std::min<std::size_t>(count, 1u << 30);  // zlib counts in 32 bits
    while (!at_end_) {
        if (between_members_ && !begin_member()) return 0;
        if (state_->avail_in == 0 && !refill()) refuse("the gzip stream is cut short (the file ends inside it)");
        state_->next_out = reinterpret_cast<Bytef*>(to);
        state_->avail_out = static_cast<uInt>(count);
        const int status = ::inflate(state_.get(), Z_NO_FLUSH);
        if (status == Z_STREAM_END)
            between_members_ = true;
        else if (status != Z_OK && status != Z_BUF_ERROR)
            refuse(std::string("gzip stream corrupt (") + (state_->msg ? state_->msg : "invalid data") + ")");
        const std::size_t got = count - state_->avail_out;
        if (got > 0) return got;
    }
    return 0;
}

}  // namespace gassan
