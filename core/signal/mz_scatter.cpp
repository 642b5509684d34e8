#include "core/signal/mz_scatter.hpp"

#include "core/base/robust.hpp"
#include "core/trace/ion_key.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
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

/// Up to which difference pairs of an octave are counted: all its ions are searched for at least as far.
double range_ppm(int octave) {
    return search_ppm(100.0 * double(1 << octave));
}

/// |m/z difference| of pairs in adjacent scans, over the search range, by octave of m/z and by intensity.
using Differences = std::array<std::array<std::array<double, difference_bins>, intensity_bins>, MzScatter::octaves>;

/// One m/z difference of a pair in adjacent scans, into the bin of its octave and intensity.
void count_pair(double away_ppm, float a, float b, int octave, Differences& seen) {
    const double range = range_ppm(octave);
    if (away_ppm >= range) return;
    const float mean = 2.0f * a * b / (a + b);  // 1 / mean(1/I): the weaker decides
    if (!(mean > 0.0f)) return;
    const int level = int(std::bit_cast<std::uint32_t>(mean) >> 23) - 127;  // its exponent: ilogb without the call
    const auto place = std::size_t(away_ppm / range * difference_bins);
    seen[octave][std::clamp(level, 0, intensity_bins - 1)][place] += 1.0;
}

/// Walks along the axis of m/z with a window around the centroid in question, and knows what every scan has in it.
class Window {
public:
    Window(const IonCache& centroids, std::size_t scans)
        : centroids_(centroids), held_(scans + 2 * reach_scans, 0), before_(scans + 2) {}

    void move_to(std::size_t i) {
        const std::int32_t here = centroids_.key[i];
        if (here >= next_reach_) set_reach(here);
        for (; end_ < centroids_.key.size() && centroids_.key[end_] <= here + reach_; ++end_)
            ++held_[centroids_.scan[end_] + reach_scans];
        for (; centroids_.key[begin_] < here - reach_; ++begin_) --held_[centroids_.scan[begin_] + reach_scans];
    }

    /// In how many of the nearest scans on either side something lies in the window.
    [[nodiscard]] std::uint8_t neighbours(std::size_t scan) const {
        const std::uint16_t* held = &held_[scan];
        int seen = 0;
        for (int away = 0; away <= 2 * reach_scans; ++away) seen += away != reach_scans && held[away] != 0;
        return std::uint8_t(seen);
    }

    /// Counts the pairs that centroid i makes with the last centroids of the scans beside its own, if nothing of its
    /// own scan lies between. To be called for every centroid in order.
    void meet(std::size_t i, int octave, Differences& seen) {
        const std::int32_t key = centroids_.key[i];
        const float intensity = centroids_.intensity[i];
        Last* const own = &before_[centroids_.scan[i] + 1];
        for (const Last* partner : {own - 1, own + 1})
            if (partner->key >= own->key)
                count_pair(double(std::int64_t(key) - partner->key) * ppm_of_key, intensity, partner->intensity, octave,
                           seen);
        *own = {key, intensity};
    }

private:
    /// The last centroid that a scan had.
    struct Last {
        std::int32_t key = std::numeric_limits<std::int32_t>::min();  // farther than any range
        float intensity = 0.0f;
    };

    /// The reach changes slowly with m/z: it is looked up every 1000 ppm.
    void set_reach(std::int32_t key) {
        constexpr std::int32_t step = 100000;
        reach_ = std::int32_t(search_ppm(mz_of_key(key)) / ppm_of_key);
        next_reach_ = key + step;
    }

    const IonCache& centroids_;
    std::vector<std::uint16_t> held_;  // centroids in the window by scan, with a margin on both sides
    std::vector<Last> before_;         // likewise
    std::size_t begin_ = 0, end_ = 0;
    std::int32_t reach_ = 0, next_reach_ = std::numeric_limits<std::int32_t>::min();
};

/// sd of one centroid from the histogram of |difference| of two, strangers subtracted; nothing if too few pairs.
std::optional<double> sd_of_bin(const std::array<double, difference_bins>& histogram, double range_ppm) {
    double strangers = 0.0;
    constexpr int outer = difference_bins / 5;
    for (int bin = difference_bins - outer; bin < difference_bins; ++bin) strangers += histogram[bin] / outer;
    double all = 0.0;
    for (double count : histogram) all += std::max(0.0, count - strangers);
    if (all < usable_pairs) return std::nullopt;
    double below = 0.0;
    for (int bin = 0; bin < difference_bins; ++bin) {
        const double here = std::max(0.0, histogram[bin] - strangers);
        if (below + here >= 0.5 * all) {
            const double middle = (bin + (0.5 * all - below) / here) / difference_bins * range_ppm;
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
            if (const auto sd = sd_of_bin(seen[octave][level], range_ppm(octave)))
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
        const double widest = std::pow(range_ppm(octave) / 4.0, 2);
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
    for (int octave = 0; octave + 1 < MzScatter::octaves; ++octave)
        end_[octave] = key_of_mz(100.0 * std::exp2(octave));
    end_.back() = std::numeric_limits<std::int32_t>::max();
}

double search_ppm(double mz) {
    return std::max(25.0, 3.0e3 / mz);
}

CentroidSupport centroid_support(const IonCache& centroids, std::size_t scans) {
    CentroidSupport support;
    support.neighbours.resize(centroids.key.size());
    Differences seen{};
    Window window(centroids, scans);
    OctaveWalk octaves;
    for (std::size_t i = 0; i < centroids.key.size(); ++i) {
        window.move_to(i);
        support.neighbours[i] = window.neighbours(centroids.scan[i]);
        window.meet(i, octaves.at(centroids.key[i]), seen);
    }
    support.scatter = fit_scatter(seen);
    return support;
}

}  // namespace gassan
