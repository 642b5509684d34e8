#include "io/mzml/numpress.hpp"

#include "io/base/faults.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

namespace gassan {
namespace {

constexpr std::size_t fixed_point_size = 8, start_size = 4;  // bytes
// Scaled numbers beyond this are not whole any more as doubles; no m/z is so large. Below it nothing can overflow.
constexpr std::int64_t largest_scaled = std::int64_t{1} << 53;

[[noreturn]] void refuse(const std::string& cause) {
    throw Fault{.cause = "numpress data corrupt (" + cause + ")"};
}

void check_count(std::uint64_t count, std::uint64_t most_values) {
    if (count > most_values)
        throw Fault{
            .cause = "the array holds more than " + std::to_string(most_values) + " values, the limit for one array",
            .remedy = "A damaged or hostile file; if it is real, raise --read.max_points_per_spectrum."};
}

// What every scaled number is divided by: a double, its highest byte first.
double fixed_point(const unsigned char* bytes, std::size_t size) {
    if (size < fixed_point_size) refuse("no room for the fixed point");
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < fixed_point_size; ++i) bits = bits << 8 | bytes[i];
    const auto value = std::bit_cast<double>(bits);
    // Writers put 0 or infinity before arrays without values.
    if (size > fixed_point_size && !(value > 0.0 && std::isfinite(value))) refuse("impossible fixed point");
    return value;
}

std::uint32_t little_endian(const unsigned char* bytes, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8 | bytes[i];
    return value;
}

// Integers of 32 bits in half bytes, the upper half of each byte first. A head says how many of the eight half bytes,
// counted from the highest, are left out: 0 to 8 that are 0x0, or 9 to 15 for one to seven that are 0xf. The others
// follow, lowest first. A last half byte that is not needed is 0.
class PackedIntegers {
public:
    PackedIntegers(const unsigned char* bytes, std::size_t size) : bytes_(bytes), end_(2 * size) {}

    // How many there are. What it has accepted can be read with next().
    [[nodiscard]] std::uint64_t count() const {
        std::uint64_t count = 0;
        for (std::size_t at = 0; at < end_; ++count) {
            const unsigned head = half(at);
            if (head == 0 && at + 1 == end_) break;
            const std::size_t size = 1 + digits(head);
            if (end_ - at < size) refuse("it ends within a number");
            at += size;
        }
        return count;
    }

    std::uint32_t next() {
        const unsigned head = half(at_++), kept = digits(head);
        std::uint32_t value = head > 8 ? ~std::uint32_t{0} << 4 * kept : 0;
        for (unsigned digit = 0; digit < kept; ++digit) value |= half(at_++) << 4 * digit;
        return value;
    }

private:
    const unsigned char* bytes_;
    std::size_t at_ = 0, end_;

    [[nodiscard]] std::uint32_t half(std::size_t at) const {
        const unsigned char byte = bytes_[at / 2];
        return at % 2 == 0 ? byte >> 4u : byte & 15u;
    }
    static unsigned digits(unsigned head) { return head <= 8 ? 8 - head : 16 - head; }
};

// Fixed point, the first two numbers, then what each further one differs from the line through the two before it.
template <class Value>
void decode_linear(const unsigned char* bytes, std::size_t size, std::uint64_t most_values,
                   std::vector<Value>& values) {
    constexpr std::size_t one = fixed_point_size + start_size, two = one + start_size;
    const double scale = fixed_point(bytes, size);
    if (size != fixed_point_size && size != one && size < two) refuse("it ends within a number");
    PackedIntegers differences(bytes + std::min(size, two), size - std::min(size, two));
    const std::uint64_t count = size < two ? (size == one ? 1 : 0) : 2 + differences.count();
    check_count(count, most_values);
    values.resize(static_cast<std::size_t>(count));
    std::int64_t before = 0, last = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::int64_t scaled = 0;
        if (i < 2)
            scaled = little_endian(bytes + fixed_point_size + start_size * i, start_size);
        else
            scaled = last + (last - before) + static_cast<std::int32_t>(differences.next());
        if (scaled > largest_scaled || scaled < -largest_scaled) refuse("the numbers grow beyond all bounds");
        values[i] = static_cast<Value>(static_cast<double>(scaled) / scale);
        before = last;
        last = scaled;
    }
}

template <class Value>
void decode_pic(const unsigned char* bytes, std::size_t size, std::uint64_t most_values, std::vector<Value>& values) {
    PackedIntegers counts(bytes, size);
    const std::uint64_t count = counts.count();
    check_count(count, most_values);
    values.resize(static_cast<std::size_t>(count));
    for (Value& value : values) value = static_cast<Value>(counts.next());
}

// Fixed point, then log(value + 1) times it in 16 bits each.
template <class Value>
void decode_slof(const unsigned char* bytes, std::size_t size, std::uint64_t most_values, std::vector<Value>& values) {
    if (size == 0) return values.clear();
    const double scale = fixed_point(bytes, size);
    if (size % 2 != 0) refuse("it ends within a number");
    const std::size_t count = (size - fixed_point_size) / 2;
    check_count(count, most_values);
    values.resize(count);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = static_cast<Value>(std::exp(little_endian(bytes + fixed_point_size + 2 * i, 2) / scale) - 1.0);
}

}  // namespace

template <class Value>
void decode_numpress(Numpress kind, const unsigned char* bytes, std::size_t size, std::uint64_t most_values,
                     std::vector<Value>& values) {
    if (kind == Numpress::pic) return decode_pic(bytes, size, most_values, values);
    if (kind == Numpress::slof) return decode_slof(bytes, size, most_values, values);
    if (size == 0) return values.clear();
    decode_linear(bytes, size, most_values, values);
}

template void decode_numpress(Numpress, const unsigned char*, std::size_t, std::uint64_t, std::vector<double>&);
template void decode_numpress(Numpress, const unsigned char*, std::size_t, std::uint64_t, std::vector<float>&);

}  // namespace gassan
