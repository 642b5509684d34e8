#include "io/agilent/run_length.hpp"

#include "io/agilent/bin_file.hpp"
#include "io/base/faults.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

namespace gassan {
namespace {

constexpr std::size_t head_size = 8;

class Decoder {
public:
    Decoder(std::span<const unsigned char> stream, std::size_t first_byte, std::span<std::uint32_t> counts)
        : stream_(stream), first_byte_(first_byte), counts_(counts) {}

    void decode() {
        take_head();
        std::size_t width = 4;
        while (at_ < stream_.size()) {
            if (stream_.size() - at_ < width) corrupt("the block ends inside a number");
            if (width == 1)
                width = take<std::int8_t>();
            else if (width == 2)
                width = take<std::int16_t>();
            else if (width == 4)
                width = take<std::int32_t>();
            else
                width = take<std::int64_t>();
        }
    }

private:
    std::span<const unsigned char> stream_;
    std::size_t first_byte_;
    std::span<std::uint32_t> counts_;
    std::size_t at_ = 0, bin_ = 0;

    [[noreturn]] void corrupt(const char* reason) const {
        throw Fault{.byte = first_byte_ + at_,
                    .cause = fmt::format("corrupt run-length data at byte {} ({})", first_byte_ + at_, reason)};
    }

    void take_head() {
        const std::uint32_t expected = run_length_word(counts_.size());
        const auto word = stream_.size() < head_size ? 0 : number_at<std::uint32_t>(stream_.data());
        if (word != expected)
            throw Fault{.byte = first_byte_,
                        .cause = fmt::format("run-length header word 0x{:08x}, expected 0x90 and {} points", word,
                                             counts_.size())};
        at_ = 4;
        const std::int64_t zeros = -std::int64_t(number_at<std::int32_t>(stream_.data() + at_));
        if (zeros < 0) corrupt("a positive number of zeros at the begin");
        if (std::uint64_t(zeros) > counts_.size()) corrupt("more zeros at the begin than points");
        bin_ = std::size_t(zeros);
        at_ = head_size;
        std::fill(counts_.begin(), counts_.end(), 0u);
    }

    /// Counts of one width up to a number that tells another. \return the next width
    template <class Number>
    std::size_t take() {
        constexpr std::size_t width = sizeof(Number);
        const std::size_t points = counts_.size();
        std::uint32_t* const counts = counts_.data();
        std::size_t bin = bin_;
        while (stream_.size() - at_ >= width) {
            const Number number = number_at<Number>(stream_.data() + at_);
            if (number >= 0) {
                if (bin >= points) corrupt("more counts than points");
                if constexpr (width == 8)
                    if (number > std::int64_t(std::numeric_limits<std::uint32_t>::max()))
                        corrupt("a count above 2^32-1");
                counts[bin++] = static_cast<std::uint32_t>(number);
                at_ += width;
                continue;
            }
            const auto token = static_cast<std::uint64_t>(-(std::int64_t(number) + 1));
            if (token / 4 > points - bin) corrupt("skips past the last point");
            bin += std::size_t(token / 4);
            at_ += width;
            if (const std::size_t next = std::size_t(1) << (token % 4); next != width) {
                bin_ = bin;
                return next;
            }
        }
        bin_ = bin;
        return width;
    }
};

}  // namespace

std::uint32_t run_length_word(std::size_t points) {
    return 0x90000000u | (static_cast<std::uint32_t>(points) & 0xffffffu);
}

void decode_run_length(std::span<const unsigned char> stream, std::size_t first_byte, std::span<std::uint32_t> counts) {
    Decoder(stream, first_byte, counts).decode();
}

}  // namespace gassan
