#include "core/signal/mz_scatter.hpp"

#include "core/base/robust.hpp"
#include "core/trace/ion_key.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

namespace gassan {
namespace {

constexpr int reach_scans = 3;      // on either side
constexpr int intensity_bins = 24;  // octaves of 1 / mean(1/I)
constexpr int difference_bins = 50;
constexpr double usable_pairs = 50;

int octave_of(double mz) {
    const int octave = std::ilogb(mz / 50.0);
    return std::clamp(octave, 0, MzScatter::octaves - 1);
}

/// Up to which difference pairs of an octave are counted, ppm: all its ions are searched for at least as far.
constexpr auto range_ppm = [] {
    std::array<double, MzScatter::octaves> range{};
    for (int octave = 0; octave < MzScatter::octaves; ++octave) range[octave] = search_ppm(100.0 * double(1 << octave));
    return range;
}();

/// The same of all octaves, in keys.
constexpr auto widest_range_keys = std::int32_t(*std::max_element(range_ppm.begin(), range_ppm.end()) / ppm_of_key) + 1;

/// |m/z difference| of pairs in adjacent scans, over the search range, by octave of m/z and by intensity.
using Differences =
    std::array<std::array<std::array<std::uint32_t, difference_bins>, intensity_bins>, MzScatter::octaves>;

/// One m/z difference of a pair in adjacent scans, into the bin of its octave and intensity.
void count_pair(double away_ppm, float a, float b, int octave, Differences& seen) {
    if (away_ppm >= range_ppm[octave]) return;
    const float mean = 2.0f * a * b / (a + b);  // 1 / mean(1/I): the weaker decides
    if (!(mean > 0.0f)) return;
    const int level = int(std::bit_cast<std::uint32_t>(mean) >> 23) - 127;  // its exponent: ilogb without the call
    const auto place = std::size_t(away_ppm / range_ppm[octave] * difference_bins);
    seen[octave][std::clamp(level, 0, intensity_bins - 1)][place] += 1;
}

/// What makes a pair beside its m/z.
struct Met {
    float intensity = 0.0f;
    int octave = 0;
};

/// The last centroid of each scan, for a walk along the axis of m/z. Walked down, keys are told with their sign
/// changed, so that what comes later is higher both ways.
class LastOfScans {
public:
    explicit LastOfScans(std::size_t scans) : key_(scans + 2 * reach_scans + 1, never), met_(key_.size()) {}

    /// A bit for each of the nearest scans on either side whose last key is at least so high.
    [[nodiscard]] std::uint8_t since(std::int32_t key, std::size_t scan) const {
        Four before, after;
        std::memcpy(&before, &key_[scan], sizeof before);
        std::memcpy(&after, &key_[scan + 4], sizeof after);
        // Compared four at a time; a true one is all bits, of which each keeps its own.
        const Four own_bit{1, 2, 4, 0}, later_bit{16, 32, 64, 0};
        Four seen = ((before >= key) & own_bit) | ((after >= key) & later_bit);
        seen |= __builtin_shuffle(seen, Four{2, 3, 0, 1});
        return std::uint8_t(seen[0] | seen[1]);
    }

    /// Counts the pairs that a centroid makes with the last ones of the scans beside, if nothing of its own scan lies
    /// between. The octave is that of the earlier scan's, which says nothing of their difference.
    void meet(std::int32_t key, std::size_t scan, const Met& met, Differences& seen) const {
        const std::size_t own = scan + reach_scans;
        // One comparison that mostly fails for strays and holds for ions, so that no branch is taken by chance.
        const std::int32_t lowest = std::max(key_[own], key - widest_range_keys);
        for (const std::size_t partner : {own - 1, own + 1}) {
            if (key_[partner] < lowest) continue;
            const double away_ppm = double(std::int64_t(key) - key_[partner]) * ppm_of_key;
            count_pair(away_ppm, met.intensity, met_[partner].intensity,
                       partner < own ? met_[partner].octave : met.octave, seen);
        }
    }

    void put(std::int32_t key, std::size_t scan, const Met& met = {}) {
        key_[scan + reach_scans] = key;
        met_[scan + reach_scans] = met;
    }

private:
    static constexpr std::int32_t never = std::numeric_limits<std::int32_t>::min();  // farther than any range

    /// Keys of four scans, for the vector unit that every x86-64 and ARM64 has.
    typedef std::int32_t Four [[gnu::vector_size(16)]];

    std::vector<std::int32_t> key_;  // with a margin on both sides, and one more that is read with the last
    std::vector<Met> met_;
};

/// How many bits are set in a byte of LastOfScans::since; where the compiler may not use popcnt it calls a function.
constexpr auto bits_in = [] {
    std::array<std::uint8_t, 1u << (2 * reach_scans + 1)> bits{};
    for (unsigned i = 0; i < bits.size(); ++i) bits[i] = std::uint8_t(std::popcount(i));
    return bits;
}();

/// search_ppm in keys; it changes slowly, so it is looked up every 1000 ppm.
class Reach {
public:
    std::int32_t at(std::int32_t key) {
        constexpr std::int32_t step = 100000;
        if (key / step != looked_up_) {
            looked_up_ = key / step;
            reach_ = std::int32_t(search_ppm(mz_of_key(key)) / ppm_of_key);
        }
        return reach_;
    }

private:
    std::int32_t looked_up_ = std::numeric_limits<std::int32_t>::min(), reach_ = 0;
};

/// sd of one centroid from the histogram of |difference| of two, strangers subtracted; nothing if too few pairs.
std::optional<double> sd_of_bin(const std::array<std::uint32_t, difference_bins>& histogram, double range) {
    double strangers = 0.0;
    constexpr int outer = difference_bins / 5;
    for (int bin = difference_bins - outer; bin < difference_bins; ++bin) strangers += double(histogram[bin]) / outer;
    double all = 0.0;
    for (const std::uint32_t count : histogram) all += std::max(0.0, double(count) - strangers);
    if (all < usable_pairs) return std::nullopt;
    double below = 0.0;
    for (int bin = 0; bin < difference_bins; ++bin) {
        const double here = std::max(0.0, double(histogram[bin]) - strangers);
        if (below + here >= 0.5 * all) {
            const double middle = (bin + (0.5 * all - below) / here) / difference_bins * range;
            return middle / 0.67449 / std::sqrt(2.0);
        }
        below += here;
    }
    return std::nullopt;
}

MzScatter fit_scatter(const Differences& seen) {
    struct Level {
        int octave;
        double intensity, variance;
    };
    std::vector<Level> levels;
    for (int octave = 0; octave < MzScatter::octaves; ++octave)
        for (int level = 0; level < intensity_bins; ++level)
            if (const auto sd = sd_of_bin(seen[octave][level], range_ppm[octave]))
                levels.push_back({octave, std::exp2(level + 0.5), *sd * *sd});
    MzScatter scatter;
    if (levels.empty()) return scatter;

    // The floor is what the most certain points still scatter by; nothing below a tenth of a ppm is believed.
    double floor = levels.front().variance;
    for (const Level& level : levels) floor = std::min(floor, level.variance);
    scatter.floor_ppm = std::clamp(std::sqrt(floor), 0.1, 10.0);

    std::array<bool, MzScatter::octaves> known{};
    for (int octave = 0; octave < MzScatter::octaves; ++octave) {
        // Only where counting rules: well above the floor, and not so wide that the search range cuts the pairs.
        const double widest = std::pow(range_ppm[octave] / 4.0, 2);
        std::vector<double> slopes;
        for (const Level& level : levels)
            if (level.octave == octave && level.variance > 4.0 * floor && level.variance < widest)
                slopes.push_back((level.variance - floor) * level.intensity);
        if (slopes.empty()) continue;
        scatter.counts_ppm2[octave] = std::max(median(std::move(slopes)), 1.0);
        known[octave] = true;
    }
    // An octave without pairs takes its neighbour's, halved per octave upwards (resolving power grows as sqrt(m/z)).
    for (int octave = 1; octave < MzScatter::octaves; ++octave)
        if (!known[octave] && known[octave - 1]) {
            scatter.counts_ppm2[octave] = scatter.counts_ppm2[octave - 1] / 2.0;
            known[octave] = true;
        }
    for (int octave = MzScatter::octaves - 2; octave >= 0; --octave)
        if (!known[octave] && known[octave + 1]) {
            scatter.counts_ppm2[octave] = scatter.counts_ppm2[octave + 1] * 2.0;
            known[octave] = true;
        }
    return scatter;
}

}  // namespace

double MzScatter::sd_ppm(double mz, double intensity) const {
    return std::sqrt(scatter_at(*this, mz).variance_ppm2(intensity));
}

ScatterHere scatter_of_octave(const MzScatter& scatter, int octave) {
    return {scatter.floor_ppm * scatter.floor_ppm, scatter.counts_ppm2[octave]};
}

ScatterHere scatter_at(const MzScatter& scatter, double mz) {
    return scatter_of_octave(scatter, octave_of(mz));
}

OctaveWalk::OctaveWalk() {
    for (int octave = 0; octave + 1 < MzScatter::octaves; ++octave) end_[octave] = key_of_mz(100.0 * std::exp2(octave));
    end_.back() = std::numeric_limits<std::int32_t>::max();
}

// Up the axis for what lies below within reach, down again for what lies above: the last centroid of each scan is all
// that need be remembered, and no branch is taken by chance (a window that slides costs twice as much).
CentroidSupport centroid_support(const IonCache& centroids, std::size_t scans) {
    const std::size_t count = centroids.key.size();
    CentroidSupport support{{}, std::vector<std::uint8_t>(count)};
    Differences seen{};
    LastOfScans below(scans), above(scans);
    Reach reach;
    OctaveWalk octaves;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t key = centroids.key[i];
        const std::uint32_t scan = centroids.scan[i];
        support.neighbours[i] = below.since(key - reach.at(key), scan);
        const Met met{centroids.intensity[i], octaves.at(key)};
        below.meet(key, scan, met, seen);
        below.put(key, scan, met);
    }
    for (std::size_t i = count; i-- > 0;) {
        const std::int32_t key = centroids.key[i];
        const std::uint32_t scan = centroids.scan[i];
        const unsigned either = support.neighbours[i] | above.since(-key - reach.at(key), scan);
        support.neighbours[i] = bits_in[either];
        above.put(-key, scan);
    }
    support.scatter = fit_scatter(seen);
    return support;
}

}  // namespace gassan
