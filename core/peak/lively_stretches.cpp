#include "core/peak/lively_stretches.hpp"

#include "core/peak/smoothed_signal.hpp"
#include "core/signal/smooth.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gassan {
namespace {

/// Fewest sightings in so many scans that strays at this rate would hardly make by chance: the leading term of the
/// Poisson tail below e^-8. The final rule (Peak::chance_log) asks for e^-18.
std::size_t no_chance(double rate, std::uint32_t scans) {
    constexpr double bar = 3.4e-4;
    const double expected = rate * double(scans);
    double probability = std::exp(-expected);
    std::size_t count = 0;
    while (double(count) <= expected || probability > bar) probability *= expected / double(++count);
    return count;
}

/// Where a trace has points enough for a peak. A first bar that spares smoothing what could not pass detect_peaks: most
/// of a run, for strays make three traces to an ion's one.
class Liveliness {
public:
    Liveliness(const RunContext& context, const PointsView& points)
        : clock_(context.clock),
          noise_(context.noise),
          points_(points),
          high_(float(10.0 * context.noise.threshold)),
          rate_(double(points.scan.size()) / double(context.clock.time_s.size())) {}

    /// Can point i and those after it be the upper half of a peak? \return how many of them, or 0.
    [[nodiscard]] std::size_t dense_from(std::size_t i) {
        look_up(clock_.expected_fwhm_s[points_.scan[i]] / clock_.spacing_s);
        if (!within(i, 4, peak_scans_) && !within(i - std::min<std::size_t>(i, 3), 4, peak_scans_)) return 0;
        // An outline drawn on the coarse smoothing is as wide as that, and most of it must be seen.
        const bool is_dense = within(i, coarse_points_, coarse_scans_);
        const bool is_no_chance =
            within(i, no_chance_coarse_, coarse_scans_) || within(i, no_chance_peak_, peak_scans_);
        if (is_dense && is_no_chance) return coarse_points_;
        // A peak too clear for the coarse one stands out of the noise already on the fine one; a high one may be
        // chance.
        const Clump fine = clump_from(i);
        if (fine.highest < high_ && !is_no_chance) return 0;
        if (is_dense) return coarse_points_;
        return fine.points >= 2 && fine.sum >= clear_sum_ ? fine.points : 0;
    }

private:
    /// Do points i and the count - 1 after it lie within so many scans?
    [[nodiscard]] bool within(std::size_t i, std::size_t count, std::uint32_t scans) const {
        return i + count <= points_.scan.size() && points_.scan[i + count - 1] - points_.scan[i] < scans;
    }

    /// Points under one kernel of the fine smoothing.
    struct Clump {
        std::size_t points = 1;
        double sum = 0;
        float highest = 0;
    };
    [[nodiscard]] Clump clump_from(std::size_t i) const {
        Clump clump{1, points_.intensity[i], points_.intensity[i]};
        for (; within(i, clump.points + 1, fine_scans_); ++clump.points) {
            clump.sum += points_.intensity[i + clump.points];
            clump.highest = std::max(clump.highest, points_.intensity[i + clump.points]);
        }
        return clump;
    }

    /// The bars, the same wherever peaks are equally wide.
    void look_up(double fwhm_scans) {
        const auto wide = std::uint32_t(fwhm_scans);
        if (wide == fwhm_scans_) return;
        fwhm_scans_ = wide;
        peak_scans_ = 2u * wide + 4u;
        coarse_scans_ = 2u * smoothing_half(coarse_smoothing, fwhm_scans) + 1u;
        coarse_points_ = std::max<std::size_t>(2, (coarse_scans_ + 1) / 2);
        constexpr double often = 0.2;  // an ion seen so often is judged by other rules
        no_chance_coarse_ = rate_ >= often ? 1 : no_chance(rate_, coarse_scans_);
        no_chance_peak_ = rate_ >= often ? 1 : no_chance(rate_, peak_scans_);

        // c > 10 sd(c) with sd(c)^2 = (gain c + relative^2 c^2) / smooth_gain, and c is at most the sum over the width.
        constexpr double clear_sd = 10.0;
        const std::uint16_t fine = smoothing_half(fine_smoothing, fwhm_scans);
        fine_scans_ = std::max(4u * fine + 1u, 3u);
        const double share = smooth_gain(fine) / (clear_sd * clear_sd) - noise_.relative * noise_.relative;
        const double width = fine == 0 ? 2.0 : 2.0 * fine + 1.0;
        clear_sum_ = share > 0.0 ? noise_.gain / share * width : std::numeric_limits<double>::infinity();
    }

    const RunClock& clock_;
    const IntensityNoise& noise_;
    const PointsView& points_;
    float high_;  // half of the height from which on the final rule allows chance
    double rate_;
    std::uint32_t fwhm_scans_ = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t peak_scans_ = 0, coarse_scans_ = 0, fine_scans_ = 0;
    std::size_t coarse_points_ = 0, no_chance_coarse_ = 0, no_chance_peak_ = 0;
    double clear_sum_ = 0;
};

}  // namespace

std::vector<Stretch> lively_stretches(const RunContext& context, const PointsView& points, double margin_fwhm) {
    std::vector<Stretch> stretches;
    Liveliness liveliness(context, points);
    for (std::size_t i = 0; i < points.scan.size(); ++i) {
        const std::size_t dense = liveliness.dense_from(i);
        if (dense == 0) continue;
        const std::size_t scan = points.scan[i], last_point = points.scan[i + dense - 1];
        const double fwhm_scans = context.clock.expected_fwhm_s[scan] / context.clock.spacing_s;
        const auto margin = std::size_t(margin_fwhm * fwhm_scans) + 5;
        const std::size_t first = scan > margin ? scan - margin : 0;
        const std::size_t last = std::min(context.clock.time_s.size(), last_point + margin + 1);
        if (!stretches.empty() && first <= stretches.back().last)
            stretches.back().last = std::max(last, stretches.back().last);
        else
            stretches.push_back({first, last});
        i += dense - 2;  // the last of them may begin the next
    }
    return stretches;
}

}  // namespace gassan
