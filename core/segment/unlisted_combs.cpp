#include "core/segment/unlisted_combs.hpp"

#include "core/mobility/markers.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <tuple>

namespace gassan {
namespace {

constexpr std::size_t fewest_teeth = 2;
constexpr double furthest = 0.35;  // spacings: a tooth lies no further from where its comb puts it

/// From times in one plug to times in another.
struct PlugLaw {
    bool told = false;
    double middle_s = 1.0;
    Eigen::Vector3d by = Eigen::Vector3d::Zero();
    Eigen::Matrix3d covariance = Eigen::Matrix3d::Zero();

    [[nodiscard]] static Eigen::Vector3d terms(double relative) { return {1.0, 1.0 / relative - 1.0, relative - 1.0}; }
};

struct ExpectedTooth {
    double time_s, reach_s;
};

/// Least squares with what is known beforehand of the three terms: wide, so that three compounds tell them, and one
/// alone tells the first.
PlugLaw law_between(const InjectionTimes& from, const InjectionTimes& to, const SegmentParams& params) {
    const Eigen::Vector3d prior_sd{0.3, 0.3, 0.1};
    PlugLaw law;
    double sum = 0.0, count = 0.0;
    const auto in_both = [&](std::size_t k) { return std::isfinite(from[k]) && std::isfinite(to[k]); };
    for (std::size_t k = 0; k < from.size(); ++k)
        if (in_both(k)) sum += std::log(from[k]), count += 1.0;
    if (count == 0.0) return law;
    law.told = true;
    law.middle_s = std::exp(sum / count);
    const double variance = 2.0 * params.own_sd * params.own_sd;
    Eigen::Matrix3d normal = prior_sd.cwiseProduct(prior_sd).cwiseInverse().asDiagonal();
    Eigen::Vector3d right = Eigen::Vector3d::Zero();
    for (std::size_t k = 0; k < from.size(); ++k) {
        if (!in_both(k)) continue;
        const Eigen::Vector3d terms = PlugLaw::terms(from[k] / law.middle_s);
        normal += terms * terms.transpose() / variance;
        right += terms * std::log(to[k] / from[k]) / variance;
    }
    law.covariance = normal.inverse();
    law.by = law.covariance * right;
    return law;
}

ExpectedTooth expected_tooth(const PlugLaw& law, double time_s, double spacing_s, const SegmentParams& params) {
    const Eigen::Vector3d terms = PlugLaw::terms(time_s / law.middle_s);
    const double expected_s = time_s * std::exp(terms.dot(law.by));
    const double relative_sd = std::sqrt(terms.dot(law.covariance * terms) + 2.0 * params.own_sd * params.own_sd);
    const double sd_s = std::hypot(expected_s * relative_sd, params.min_sd_s);
    return {expected_s, std::min(params.gate_sd * sd_s, furthest * spacing_s)};
}

using Teeth = std::vector<std::optional<std::size_t>>;

/// One way to read a peak: as a plug's, with the peaks of the other plugs that follow from it.
struct Reading {
    Teeth teeth;                     // one a plug
    std::vector<double> expected_s;  // one a plug; NaN where nothing tells it
    std::size_t count = 0;
    double misfit = 0.0;
};

/// All peaks by m/z, and the laws between all plugs.
struct Combs {
    std::span<const UnlistedPeak> peaks;
    std::vector<std::size_t> by_mz;
    std::size_t plugs;
    std::vector<PlugLaw> laws;  // plugs x plugs
    double spacing_s;
    const SegmentParams& params;

    [[nodiscard]] std::span<const std::size_t> near(double mz) const {
        const double reach = marker_tolerance_mz(mz);
        const auto low =
            std::partition_point(by_mz.begin(), by_mz.end(), [&](std::size_t p) { return peaks[p].mz < mz - reach; });
        const auto high =
            std::partition_point(low, by_mz.end(), [&](std::size_t p) { return peaks[p].mz <= mz + reach; });
        return {low, high};
    }
};

Reading reading_of(const Combs& combs, std::size_t peak, std::size_t plug) {
    Reading reading;
    reading.teeth.resize(combs.plugs);
    reading.expected_s.assign(combs.plugs, no_value);
    reading.teeth[plug] = peak;
    reading.expected_s[plug] = combs.peaks[peak].peak.time_s;
    reading.count = 1;
    for (std::size_t other = 0; other < combs.plugs; ++other) {
        const PlugLaw& law = combs.laws[plug * combs.plugs + other];
        if (other == plug || !law.told) continue;
        const ExpectedTooth expected =
            expected_tooth(law, combs.peaks[peak].peak.time_s, combs.spacing_s, combs.params);
        reading.expected_s[other] = expected.time_s;
        double best = 1.0;
        for (const std::size_t p : combs.near(combs.peaks[peak].mz)) {
            const double off = std::abs(combs.peaks[p].peak.time_s - expected.time_s) / expected.reach_s;
            if (p == peak || off >= best) continue;
            best = off;
            reading.teeth[other] = p;
        }
        if (!reading.teeth[other]) continue;
        ++reading.count;
        reading.misfit += best * best;
    }
    return reading;
}

/// Every way to read the peaks with two teeth or more, each once: those with the most teeth first.
std::vector<Reading> all_readings(const Combs& combs) {
    std::vector<Reading> readings;
    for (std::size_t peak = 0; peak < combs.peaks.size(); ++peak)
        for (std::size_t plug = 0; plug < combs.plugs; ++plug)
            if (Reading reading = reading_of(combs, peak, plug); reading.count >= fewest_teeth)
                readings.push_back(std::move(reading));
    std::stable_sort(readings.begin(), readings.end(), [](const Reading& a, const Reading& b) {
        return std::tuple(b.count, a.misfit) < std::tuple(a.count, b.misfit);
    });
    std::set<Teeth> seen;
    std::erase_if(readings, [&](const Reading& reading) { return !seen.insert(reading.teeth).second; });
    return readings;
}

/// Which readings have each peak, and in which plug.
struct Use {
    std::size_t reading, plug;
};

std::vector<std::vector<Use>> uses_of(std::span<const Reading> readings, std::size_t peaks) {
    std::vector<std::vector<Use>> uses(peaks);
    for (std::size_t r = 0; r < readings.size(); ++r)
        for (std::size_t plug = 0; plug < readings[r].teeth.size(); ++plug)
            if (const auto& tooth = readings[r].teeth[plug]) uses[*tooth].push_back({r, plug});
    return uses;
}

/// A tooth that has no peak of its own and lies inside another's makes that one nobody's.
void mark_comigrating(const Combs& combs, const Reading& reading, std::vector<CombPlace>& places) {
    for (std::size_t plug = 0; plug < combs.plugs; ++plug) {
        if (reading.teeth[plug] || !std::isfinite(reading.expected_s[plug])) continue;
        for (const auto& tooth : reading.teeth)
            if (tooth && combs.peaks[*tooth].peak.begin_s <= reading.expected_s[plug] &&
                reading.expected_s[plug] <= combs.peaks[*tooth].peak.end_s)
                places[*tooth] = {std::nullopt, true};
    }
}

/// Gives the peaks to the combs: those with the most teeth choose first.
std::vector<CombPlace> settled(const Combs& combs, const std::vector<Reading>& readings) {
    const auto uses = uses_of(readings, combs.peaks.size());
    std::vector<CombPlace> places(combs.peaks.size());
    std::vector<bool> taken(combs.peaks.size(), false);
    const auto is_free = [&](const Reading& reading) {
        return std::none_of(reading.teeth.begin(), reading.teeth.end(),
                            [&](const auto& tooth) { return tooth && taken[*tooth]; });
    };
    /// Does another of as many teeth have one of its peaks in another plug?
    const auto is_rivalled = [&](const Reading& reading) {
        for (std::size_t plug = 0; plug < combs.plugs; ++plug)
            if (const auto& tooth = reading.teeth[plug])
                for (const Use& use : uses[*tooth])
                    if (use.plug != plug && readings[use.reading].count == reading.count &&
                        is_free(readings[use.reading]))
                        return true;
        return false;
    };
    for (std::size_t first = 0, end = 0; first < readings.size(); first = end) {
        while (end < readings.size() && readings[end].count == readings[first].count) ++end;
        std::vector<std::size_t> contested, clear;
        for (std::size_t r = first; r < end; ++r)
            if (is_free(readings[r])) (is_rivalled(readings[r]) ? contested : clear).push_back(r);
        for (const std::size_t r : clear) {
            if (!is_free(readings[r])) continue;  // by one of another peak beside it
            for (std::size_t plug = 0; plug < combs.plugs; ++plug)
                if (const auto& tooth = readings[r].teeth[plug]) {
                    taken[*tooth] = true;
                    places[*tooth].segment = plug;
                }
            mark_comigrating(combs, readings[r], places);
        }
        for (const std::size_t r : contested)
            for (const auto& tooth : readings[r].teeth)
                if (tooth) taken[*tooth] = true;
    }
    return places;
}

}  // namespace

std::vector<CombPlace> unlisted_combs(std::span<const UnlistedPeak> peaks, std::span<const InjectionTimes> plugs,
                                      double spacing_s, const SegmentParams& params) {
    Combs combs{peaks, std::vector<std::size_t>(peaks.size()), plugs.size(), {}, spacing_s, params};
    std::iota(combs.by_mz.begin(), combs.by_mz.end(), std::size_t(0));
    std::sort(combs.by_mz.begin(), combs.by_mz.end(), [&](std::size_t a, std::size_t b) {
        return std::tuple(peaks[a].mz, peaks[a].peak.time_s) < std::tuple(peaks[b].mz, peaks[b].peak.time_s);
    });
    for (const InjectionTimes& from : plugs)
        for (const InjectionTimes& to : plugs) combs.laws.push_back(law_between(from, to, params));

    return settled(combs, all_readings(combs));
}

}  // namespace gassan
