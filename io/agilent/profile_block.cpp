#include "io/agilent/profile_block.hpp"

#include "core/base/fields.hpp"
#include "io/agilent/lzf.hpp"
#include "io/agilent/run_length.hpp"
#include "io/base/faults.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace gassan {
namespace {

using F = SpectrumFormat;

constexpr std::size_t axis_bytes = 16;             // start and step
constexpr std::int64_t most_of_nothing = 1 << 21;  // points that any block may have: no flight has so many bins

void require_known(const F& format) {
    const bool known = format.axes.size() == 2 && format.axes[0].quantity == F::flight_time &&
                       format.axes[0].type == F::f64 && format.axes[1].quantity == F::abundance &&
                       format.axes[1].type == F::i32;
    const bool packed = format.packing == F::plain || format.packing == F::lzf || format.packing == F::run_length;
    if (!known || !packed || format.storage != F::in_profile) throw Fault{.cause = format.unsupported()};
}

void take_axis(const unsigned char* bytes, FlightProfile& profile) {
    profile.start_ns = number_at<double>(bytes);
    profile.step_ns = number_at<double>(bytes + 8);
    if (!(std::isfinite(profile.start_ns) && std::isfinite(profile.step_ns) && profile.step_ns > 0.0))
        throw Fault{.cause = "bad flight-time axis (start " + number_text(profile.start_ns) + ", step " +
                             number_text(profile.step_ns) + ")"};
}

// Room for the axis and the counts behind it. The counts stand where they are decoded to.
unsigned char* take_room(FlightProfile& profile, std::size_t points) {
    unsigned char* const room = profile.room.room(axis_bytes + 4 * points);
    profile.counts = {reinterpret_cast<const std::uint32_t*>(room + axis_bytes), points};
    return room;
}

void decode_plain(std::span<const unsigned char> bytes, std::size_t points, FlightProfile& profile) {
    if (bytes.size() != axis_bytes + 4 * points)
        throw Fault{.cause = std::to_string(bytes.size()) + " bytes for " + std::to_string(points) +
                             " points, expected 16+4*P"};
    take_axis(bytes.data(), profile);
    std::memcpy(take_room(profile, points), bytes.data(), bytes.size());
}

void decode_packed(const ScanBlock& block, std::span<const unsigned char> bytes, FlightProfile& profile) {
    // No LZF stream makes more than 88 bytes of one.
    const std::int64_t expected = std::int64_t(axis_bytes) + 4 * block.points;
    if (block.uncompressed != expected || expected > 90 * block.bytes + 64)
        throw Fault{.cause = "uncompressed size " + std::to_string(block.uncompressed) + ", expected 16+4*" +
                             std::to_string(block.points) + " and at most 90 times the " + std::to_string(block.bytes) +
                             " bytes stored"};
    unsigned char* const room = take_room(profile, std::size_t(block.points));
    decode_lzf(bytes, {room, std::size_t(expected)});
    take_axis(room, profile);
}

void decode_runs(const ScanBlock& block, std::span<const unsigned char> bytes, FlightProfile& profile) {
    if (bytes.size() < axis_bytes + 8)
        throw Fault{.cause = "run-length block of " + std::to_string(bytes.size()) + " bytes, expected 24 or more"};
    // Zeros are told by numbers: few bytes may mean many bins, but no more than a flight has.
    if (block.points > std::max(most_of_nothing, 90 * block.bytes))
        throw Fault{.cause = std::to_string(block.points) + " points in " + std::to_string(block.bytes) +
                             " bytes are not plausible"};
    // The signature first: where it is not there, neither is an axis.
    auto* const counts = reinterpret_cast<std::uint32_t*>(take_room(profile, std::size_t(block.points)) + axis_bytes);
    decode_run_length(bytes.subspan(axis_bytes), axis_bytes, {counts, std::size_t(block.points)});
    take_axis(bytes.data(), profile);
}

}  // namespace

void decode_profile(const F& format, const ScanBlock& block, std::span<const unsigned char> bytes,
                    FlightProfile& profile) {
    require_known(format);
    const bool stored_plain =
        format.packing == F::plain || (format.packing == F::lzf && block.bytes == block.uncompressed);
    if (stored_plain)
        decode_plain(bytes, std::size_t(block.points), profile);
    else if (format.packing == F::lzf)
        decode_packed(block, bytes, profile);
    else
        decode_runs(block, bytes, profile);
}

}  // namespace gassan
