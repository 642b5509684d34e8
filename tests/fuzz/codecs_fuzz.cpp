/// \file
/// The decoders of arrays, which files reach only behind base64 or offsets: MS-Numpress, dictionaries, differences,
/// shuffled bytes, LZF, run lengths. The first byte chooses, the second says how much room there is.

#include "io/agilent/lzf.hpp"
#include "io/agilent/run_length.hpp"
#include "io/mzml/array_coding.hpp"
#include "io/mzml/numpress.hpp"
#include "tests/fuzz/given.hpp"

#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

namespace {

using namespace gassan;
using Bytes = std::span<const unsigned char>;

constexpr std::size_t most_points = 1u << 20;

template <class Value>
void differences(Arrangement arrangement, Bytes bytes) {
    std::vector<unsigned char> out(bytes.size() / sizeof(Value) * sizeof(Value));
    unshuffle(bytes.data(), out.size(), sizeof(Value), out.data());
    sum_up<Value>(arrangement, out.data(), out.size() / sizeof(Value));
}

void numpress(unsigned kind, Bytes bytes) {
    std::vector<double> wide;
    std::vector<float> narrow;
    const auto which = Numpress(kind % 3);
    decode_numpress(which, bytes.data(), bytes.size(), most_points, wide);
    decode_numpress(which, bytes.data(), bytes.size(), most_points, narrow);
    if (wide.size() != narrow.size() || wide.size() > most_points) std::abort();
}

void decode(unsigned kind, std::size_t room, Bytes bytes) {
    ByteBuffer buffer;
    std::vector<unsigned char> out(room * 16);
    std::vector<std::uint32_t> counts(room * 4);
    switch (kind % 8) {
        case 0:
            return decode_lzf(bytes, out);
        case 1:
            return decode_run_length(bytes, 0, counts);
        case 2:
            return static_cast<void>(expand_dictionary(bytes.data(), bytes.size(), 8, most_points, buffer));
        case 3:
            return static_cast<void>(expand_dictionary(bytes.data(), bytes.size(), 4, most_points, buffer));
        case 4:
            return differences<double>(Arrangement::delta, bytes);
        case 5:
            return differences<float>(Arrangement::line, bytes);
        default:
            return numpress(kind, bytes);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    try {
        // A copy of its own, so that a byte read too far is seen.
        const std::vector<unsigned char> bytes(data + 2, data + size);
        decode(data[0], data[1], bytes);
    } catch (const gassan::Fault& fault) {
        gassan::fuzz::require_line(fault.cause);
    }
    return 0;
}
