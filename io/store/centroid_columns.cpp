#include "io/store/centroid_columns.hpp"

#include <algorithm>
#include <limits>
#include <span>
#include <vector>

namespace gassan {
namespace {

using hdf5::Packing;

constexpr const char* group = "centroids";
constexpr std::size_t most_narrow_scans = 65536;

std::int32_t high_of(std::int32_t key) {
    return key >> 16;
}

/// Where each value of the upper halves begins, and after the last of them the end.
std::vector<std::uint32_t> block_begins(const std::vector<std::int32_t>& keys) {
    if (keys.empty()) return {};
    std::vector<std::uint32_t> begins{0};
    auto at = keys.begin();
    for (std::int32_t high = high_of(keys.front()); high < high_of(keys.back()); ++high) {
        at = std::lower_bound(at, keys.end(), high + 1,
                              [](std::int32_t key, std::int32_t next) { return high_of(key) < next; });
        begins.push_back(std::uint32_t(at - keys.begin()));
    }
    begins.push_back(std::uint32_t(keys.size()));
    return begins;
}

/// The lower 16 bits of each.
template <class Value>
std::vector<std::uint16_t> narrowed(const std::vector<Value>& values) {
    return {values.begin(), values.end()};
}

/// How the keys of a file are parted.
struct Blocks {
    std::int64_t first_high = 0;
    std::vector<std::uint32_t> begin;  ///< one more than there are blocks

    [[nodiscard]] std::size_t size() const { return begin.empty() ? 0 : begin.size() - 1; }
    [[nodiscard]] std::size_t count() const { return begin.empty() ? 0 : begin.back(); }
};

Blocks read_blocks(const hdf5::Reader& file) {
    Blocks blocks{file.whole(group, "first_high"), file.column<std::uint32_t>("centroids/block_begin")};
    const std::size_t count = file.length("centroids/key_low");
    if (blocks.begin.empty() && count == 0) return blocks;
    constexpr std::int64_t least = std::numeric_limits<std::int16_t>::min(),
                           most = std::numeric_limits<std::int16_t>::max();
    const bool fits = blocks.size() > 0 && blocks.begin.front() == 0 && blocks.begin.back() == count &&
                      blocks.first_high >= least && blocks.first_high + std::int64_t(blocks.size()) - 1 <= most;
    if (!fits) file.refuse("centroids/block_begin", "does not fit the keys");
    if (!std::is_sorted(blocks.begin.begin(), blocks.begin.end()))
        file.refuse("centroids/block_begin", "does not ascend");
    return blocks;
}

/// Blocks [begin, end).
struct BlockRange {
    std::size_t begin, end;
};

/// The blocks in which some keys lie, each once, ascending.
std::vector<BlockRange> blocks_of(const Blocks& blocks, std::vector<KeySpan> keys) {
    std::sort(keys.begin(), keys.end(), [](const KeySpan& a, const KeySpan& b) { return a.first < b.first; });
    const auto block_of = [&](std::int64_t high) {
        return std::size_t(std::clamp<std::int64_t>(high - blocks.first_high, 0, std::int64_t(blocks.size())));
    };
    std::vector<BlockRange> ranges;
    for (const KeySpan& span : keys) {
        const BlockRange next{block_of(high_of(span.first)), block_of(std::int64_t(high_of(span.last)) + 1)};
        if (next.begin >= next.end) continue;
        if (!ranges.empty() && next.begin <= ranges.back().end)
            ranges.back().end = std::max(ranges.back().end, next.end);
        else
            ranges.push_back(next);
    }
    return ranges;
}

std::vector<std::int32_t> joined_keys(const Blocks& blocks, std::span<const BlockRange> ranges,
                                      const std::vector<std::uint16_t>& low) {
    std::vector<std::int32_t> keys(low.size());
    std::size_t at = 0;
    for (const BlockRange& range : ranges)
        for (std::size_t block = range.begin; block < range.end; ++block) {
            const auto high = std::int32_t((blocks.first_high + std::int64_t(block)) * 65536);
            for (const std::size_t end = at + blocks.begin[block + 1] - blocks.begin[block]; at < end; ++at)
                keys[at] = high + low[at];
        }
    return keys;
}

std::vector<std::uint32_t> read_scans(const hdf5::Reader& file, std::span<const hdf5::Stretch> stretches) {
    if (file.width("centroids/scan") != sizeof(std::uint16_t))
        return file.parts<std::uint32_t>("centroids/scan", stretches);
    const auto narrow = file.parts<std::uint16_t>("centroids/scan", stretches);
    return {narrow.begin(), narrow.end()};
}

/// Without a branch a centroid: millions of them are in order.
void require_sound(const hdf5::Reader& file, const IonCache& cache, std::size_t scans) {
    constexpr float most = std::numeric_limits<float>::max();
    const std::size_t count = cache.key.size();
    std::uint32_t disorder = 0, last_scan = 0, no_count = 0;
    for (std::size_t i = 1; i < count; ++i)
        disorder |= std::uint32_t(cache.key[i - 1] > cache.key[i]) | (std::uint32_t(cache.key[i - 1] == cache.key[i]) &
                                                                      std::uint32_t(cache.scan[i - 1] > cache.scan[i]));
    for (const std::uint32_t scan : cache.scan) last_scan = last_scan < scan ? scan : last_scan;
    for (const float counts : cache.intensity)
        no_count |= std::uint32_t(!(counts > 0.0f)) | std::uint32_t(!(counts <= most));
    if (disorder != 0) file.refuse(group, "are not in order");
    if (count > 0 && last_scan >= scans) file.refuse("centroids/scan", "names a scan that is not there");
    if (no_count != 0) file.refuse("centroids/intensity", "holds what is no count");
}

}  // namespace

void write_centroids(hdf5::Writer& file, const IonCache& centroids, std::size_t scans) {
    file.group(group);
    file.value(group, "first_high", std::int64_t(centroids.key.empty() ? 0 : high_of(centroids.key.front())));
    file.column("centroids/block_begin", block_begins(centroids.key), Packing::plain);
    file.column("centroids/key_low", narrowed(centroids.key), Packing::plain);
    if (scans <= most_narrow_scans)
        file.column("centroids/scan", narrowed(centroids.scan), Packing::plain);
    else
        file.column("centroids/scan", centroids.scan, Packing::plain);
    file.column("centroids/intensity", centroids.intensity, Packing::plain);
}

IonCache read_centroids(const hdf5::Reader& file, std::size_t scans, std::span<const KeySpan> keys) {
    const Blocks blocks = read_blocks(file);
    const auto ranges = blocks_of(blocks, {keys.begin(), keys.end()});
    std::vector<hdf5::Stretch> stretches;
    for (const BlockRange& range : ranges) stretches.push_back({blocks.begin[range.begin], blocks.begin[range.end]});
    file.require_length("centroids/scan", blocks.count());
    file.require_length("centroids/intensity", blocks.count());
    IonCache cache;
    cache.key = joined_keys(blocks, ranges, file.parts<std::uint16_t>("centroids/key_low", stretches));
    cache.scan = read_scans(file, stretches);
    cache.intensity = file.parts<float>("centroids/intensity", stretches);
    require_sound(file, cache, scans);
    return cache;
}

}  // namespace gassan
