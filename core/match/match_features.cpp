#include "core/match/match_features.hpp"

#include "core/align/align_run.hpp"
#include "core/base/robust.hpp"
#include "core/match/cluster_peaks.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace gassan {
namespace {

/// An apex is known to a fifth of its width: overloaded peaks move theirs, weak wide ones hide it.
constexpr double apex_fwhm = 0.2;

/// Where a peak stands for its ion: the apex, which every peak has, since a centre is told of some of an ion's peaks
/// and not of others; passing over to the centre where amounts have moved the apex by one to two widths.
double matching_s(const Feature& feature) {
    constexpr double apex_until = 1.0, centre_from = 2.0;
    const double off_s = centre_s(feature) - feature.mt_s, fwhm_s = outline_of(feature).fwhm_s;
    const double part = (std::abs(off_s) / fwhm_s - apex_until) / (centre_from - apex_until);
    return feature.mt_s + std::clamp(part, 0.0, 1.0) * off_s;
}

/// Peaks whose m/z is barely known are an ion where so large a share of the runs of one kind have them.
constexpr double vouched_share = 0.5;

const Feature& feature_of(const PlacedPeak& peak, std::span<const MatchRun> runs) {
    return runs[peak.run].features[peak.feature];
}

/// Seconds on the frame's clock for a second in the run, at a peak.
double stretch_at(const Feature& feature, const RunAlignment& alignment, const Frame& frame, double frame_time_s) {
    return std::abs(alignment.warp.slope(feature.mt_s) / frame.clock.slope(frame_time_s));
}

/// How well the logarithm of one compound's width repeats from run to run.
double width_sd(const Feature& feature) {
    constexpr double usual = .15, parted = .3;
    const double noise = feature.snr > 0.0 ? 0.5 / feature.snr : 0.0;
    return std::hypot(has(feature.flags, FeatureFlag::overlap | FeatureFlag::shoulder) ? parted : usual, noise);
}

/// How many aligned runs there are of each type and group.
using Crowd = std::map<std::pair<SampleType, std::string>, double>;

Crowd crowd_of(std::span<const MatchRun> runs) {
    Crowd crowd;
    for (const MatchRun& run : runs)
        if (run.alignment->aligned) ++crowd[{run.type, run.group}];
    return crowd;
}

bool stands_alone(const Feature& feature, const MatchParams& params) {
    constexpr double least_quality = 0.5;
    return params.single_min_snr > 0.0 && feature.snr >= params.single_min_snr && feature.quality >= least_quality &&
           feature.flags == FeatureFlag::none;
}

/// Is there a run behind it that has not been asked before?
bool is_news(const Cluster& cluster, const std::vector<PlacedPeak>& peaks, std::span<const MatchRun> runs) {
    return std::any_of(cluster.members.begin(), cluster.members.end(),
                       [&](std::size_t member) { return runs[peaks[member].run].may_found; });
}

/// Are enough runs behind it?
bool is_supported(const Cluster& cluster, const std::vector<PlacedPeak>& peaks, std::span<const MatchRun> runs,
                  const Crowd& crowd, const MatchParams& params) {
    double all = 0.0;
    for (const auto& [kind, count] : crowd) all += count;
    Crowd seen, sure;
    double certain = 0.0;
    bool alone = false;
    for (const std::size_t member : cluster.members) {
        const MatchRun& run = runs[peaks[member].run];
        const Feature& feature = feature_of(peaks[member], runs);
        ++seen[{run.type, run.group}];
        alone = alone || stands_alone(feature, params);
        if (has(feature.flags, FeatureFlag::uncertain_mz)) continue;
        ++sure[{run.type, run.group}];
        ++certain;
    }
    const auto any_share = [&](const Crowd& some, double share) {
        return std::any_of(some.begin(), some.end(),
                           [&](const auto& part) { return part.second >= share * crowd.at(part.first); });
    };
    const double needed = std::min(double(params.min_runs), all);
    if (alone || (certain >= needed && any_share(sure, params.min_share))) return true;
    return double(cluster.members.size()) > needed && any_share(seen, vouched_share);
}

/// Do the runs themselves take it for an isotope or ringing of another ion?
bool is_mostly_echo(const Cluster& cluster, const std::vector<PlacedPeak>& peaks, std::span<const MatchRun> runs) {
    const auto echoes = std::count_if(cluster.members.begin(), cluster.members.end(),
                                      [&](std::size_t member) { return is_echo(feature_of(peaks[member], runs)); });
    return 2 * std::size_t(echoes) >= cluster.members.size();
}

/// The charge most runs see; 0 where none does. Of equals the smaller.
int usual_charge(const std::vector<int>& charges) {
    std::map<int, int> votes;
    for (const int charge : charges)
        if (charge != 0) ++votes[charge];
    int best = 0, most = 0;
    for (const auto& [charge, count] : votes)
        if (count > most || (count == most && std::abs(charge) < std::abs(best))) {
            best = charge;
            most = count;
        }
    return best;
}

ConsensusFeature consensus_of(const Cluster& cluster, const std::vector<PlacedPeak>& peaks,
                              std::span<const MatchRun> runs, const Frame& frame) {
    std::vector<double> places, centres, qualities, widths, fronts, tails;
    std::vector<int> charges;
    for (const std::size_t member : cluster.members) {
        const PlacedPeak& peak = peaks[member];
        const Feature& feature = feature_of(peak, runs);
        const double stretch = stretch_at(feature, *runs[peak.run].alignment, frame, peak.time_s);
        places.push_back(runs[peak.run].alignment->warp.place(matching_s(feature)));
        centres.push_back(runs[peak.run].alignment->warp.place(centre_s(feature)));
        const PeakOutline outline = outline_of(feature);
        if (std::isfinite(feature.quality)) qualities.push_back(feature.quality);
        charges.push_back(feature.charge);
        widths.push_back(outline.fwhm_s * stretch);
        fronts.push_back((feature.mt_s - outline.begin_s) * stretch);
        tails.push_back((outline.end_s - feature.mt_s) * stretch);
    }
    ConsensusFeature result;
    result.mz = cluster.mz;
    result.place = median(places);
    result.mobility_tu = frame.in_tu ? median(centres) : no_value;
    result.mt_s = frame.clock.time_s(result.place);
    result.charge = usual_charge(charges);
    result.quality = median(qualities);
    result.fwhm_s = median(widths);
    result.front_s = median(fronts);
    result.tail_s = median(tails);
    result.place_sd = places.size() > 1 ? robust_sd(places) : no_value;
    return result;
}

}  // namespace

AssignRule assign_rule(const Frame& frame, const MatchParams& params) {
    // m/z is a gate and breaks ties: weak peaks scatter far more than the strong ones the frame learnt from, and two
    // ions nearer than the tolerance would have been one centroid.
    constexpr double gate_sd = 2.5;
    return {.mz_sd_ppm = std::max(1.5 * frame.mz_sd_ppm, params.mz_tolerance_ppm / gate_sd),
            .mz_tolerance_ppm = params.mz_tolerance_ppm,
            .most_sd = params.place_sd};
}

std::vector<PlacedPeak> placed_peaks(const MatchRun& run, std::size_t number, const Frame& frame) {
    std::vector<PlacedPeak> peaks;
    for (std::size_t i = 0; i < run.features.size(); ++i) {
        const Feature& feature = run.features[i];
        const double time_s = frame.clock.time_s(run.alignment->warp.place(matching_s(feature)));
        if (!std::isfinite(time_s)) continue;
        const double sd_s =
            std::hypot(time_sd_s(time_s, frame.relative_sd, run.spacing_s), apex_fwhm * outline_of(feature).fwhm_s);
        peaks.push_back({.mz = feature.mz / (1.0 + run.alignment->mz_shift_ppm * 1e-6),
                         .time_s = time_s,
                         .sd_s = sd_s,
                         .run = number,
                         .feature = i,
                         .log_fwhm = std::log(feature.fwhm_s * stretch_at(feature, *run.alignment, frame, time_s)),
                         .log_fwhm_sd = width_sd(feature)});
    }
    std::sort(peaks.begin(), peaks.end(), [](const PlacedPeak& a, const PlacedPeak& b) {
        if (a.mz != b.mz) return a.mz < b.mz;
        return a.time_s != b.time_s ? a.time_s < b.time_s : a.feature < b.feature;
    });
    return peaks;
}

std::vector<ConsensusFeature> found_features(const std::vector<PlacedPeak>& peaks, std::span<const MatchRun> runs,
                                             const Frame& frame, const MatchParams& params) {
    std::vector<PlacedPeak> founding;
    for (const PlacedPeak& peak : peaks)
        if (runs[peak.run].alignment->aligned) founding.push_back(peak);
    const Crowd crowd = crowd_of(runs);
    std::size_t all = 0;
    for (const auto& [kind, count] : crowd) all += std::size_t(count);
    std::vector<ConsensusFeature> features;
    for (const Cluster& cluster : cluster_peaks(founding, all, assign_rule(frame, params)))
        if (is_news(cluster, founding, runs) && !is_mostly_echo(cluster, founding, runs) &&
            is_supported(cluster, founding, runs, crowd, params))
            features.push_back(consensus_of(cluster, founding, runs, frame));
    std::sort(features.begin(), features.end(), [](const ConsensusFeature& a, const ConsensusFeature& b) {
        return a.mz != b.mz ? a.mz < b.mz : a.mt_s < b.mt_s;
    });
    return features;
}

std::vector<std::size_t> matched_features(const std::vector<PlacedPeak>& peaks,
                                          std::span<const ConsensusFeature> features, std::span<const double> presence,
                                          const AssignRule& rule) {
    // Features and peaks within reach of each other in m/z are one problem, in order of time.
    std::vector<std::size_t> order(features.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return features[a].mz != features[b].mz ? features[a].mz < features[b].mz : a < b;
    });
    std::vector<std::size_t> matched(features.size(), Assignment::nobody);
    std::size_t next_peak = 0;
    const double reach = 1.0 + rule.mz_tolerance_ppm * 1e-6;
    for (std::size_t i = 0; i < order.size();) {
        double highest = features[order[i]].mz * reach;
        while (next_peak < peaks.size() && peaks[next_peak].mz * reach < features[order[i]].mz) ++next_peak;
        std::vector<std::size_t> near;
        std::vector<PlacedPeak> own;
        // Either side may draw in more of the other.
        for (bool grown = true; grown;) {
            grown = false;
            for (; i < order.size() && features[order[i]].mz <= highest; ++i, grown = true) {
                near.push_back(order[i]);
                highest = std::max(highest, features[order[i]].mz * reach);
            }
            for (; next_peak < peaks.size() && peaks[next_peak].mz <= highest; ++next_peak, grown = true) {
                own.push_back(peaks[next_peak]);
                highest = std::max(highest, peaks[next_peak].mz * reach);
            }
        }
        const auto by_time = [](const auto& a, const auto& b) {
            return a.time_s != b.time_s ? a.time_s < b.time_s : a.mz < b.mz;
        };
        std::sort(own.begin(), own.end(), by_time);
        std::sort(near.begin(), near.end(), [&](std::size_t a, std::size_t b) {
            return features[a].mt_s != features[b].mt_s ? features[a].mt_s < features[b].mt_s : a < b;
        });
        std::vector<Centre> centres;
        for (const std::size_t feature : near)
            centres.push_back(
                {features[feature].mz, features[feature].mt_s, presence[feature], std::log(features[feature].fwhm_s)});
        const Assignment given = assign_in_order(own, centres, rule);
        for (std::size_t peak = 0; peak < own.size(); ++peak)
            if (given.centre[peak] != Assignment::nobody) matched[near[given.centre[peak]]] = own[peak].feature;
    }
    return matched;
}

}  // namespace gassan
