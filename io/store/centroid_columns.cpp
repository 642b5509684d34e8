#include "io/store/centroid_columns.hpp"

#include <cmath>
#include <limits>
#include <string>
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
    std::vector<std::uint32_t> begins;
    if (keys.empty()) return begins;
    begins.reserve(std::size_t(high_of(keys.back()) - high_of(keys.front())) + 2);
    std::int32_t high = high_of(keys.front());
    begins.push_back(0);
    for (std::size_t i = 0; i < keys.size(); ++i)
        for (; high < high_of(keys[i]); ++high) begins.push_back(std::uint32_t(i));
    begins.push_back(std::uint32_t(keys.size()));
    return begins;
}

std::vector<std::uint16_t> narrowed(const auto& values) {
    std::vector<std::uint16_t> narrow(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) narrow[i] = std::uint16_t(values[i]);
    return narrow;
}

std::vector<std::int32_t> read_keys(const hdf5::Reader& file) {
    const auto low = file.column<std::uint16_t>("centroids/key_low");
    const auto begins = file.column<std::uint32_t>("centroids/block_begin");
    if (begins.empty() && low.empty()) return {};
    const std::int64_t first = file.whole(group, "first_high");
    const std::int64_t least = std::numeric_limits<std::int16_t>::min(),
                       most = std::numeric_limits<std::int16_t>::max();
    if (begins.size() < 2 || begins.front() != 0 || begins.back() != low.size() || first < least ||
        first + std::int64_t(begins.size()) - 2 > most)
        file.refuse("centroids/block_begin", "does not fit the keys");
    std::vector<std::int32_t> keys(low.size());
    for (std::size_t block = 0; block + 1 < begins.size(); ++block) {
        const std::uint32_t end = begins[block + 1];
        if (end < begins[block] || end > low.size()) file.refuse("centroids/block_begin", "does not ascend");
        const auto high = std::int32_t((first + std::int64_t(block)) * 65536);
        for (std::uint32_t i = begins[block]; i < end; ++i) keys[i] = high + low[i];
    }
    return keys;
}

std::vector<std::uint32_t> read_scans(const hdf5::Reader& file, std::size_t count) {
    if (file.width("centroids/scan") != sizeof(std::uint16_t))
        return file.column<std::uint32_t>("centroids/scan", count);
    const auto narrow = file.column<std::uint16_t>("centroids/scan", count);
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

IonCache read_centroids(const hdf5::Reader& file, std::size_t scans) {
    IonCache cache;
    cache.key = read_keys(file);
    cache.scan = read_scans(file, cache.key.size());
    cache.intensity = file.column<float>("centroids/intensity", cache.key.size());
    require_sound(file, cache, scans);
    return cache;
}

}  // namespace gassan
