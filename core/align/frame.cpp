#include "core/align/frame.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace gassan {
namespace {

constexpr double least_share = 0.3;  // of the runs: an ion of the frame is common

/// What the runs say of one ion of the frame.
struct Sightings {
    std::vector<double> places, mz, heights;
};

/// An ion of the frame by what an anchor knows of it: its place, and of equal places the nearest m/z.
std::size_t ion_at(const Frame& frame, const std::multimap<double, std::size_t>& by_place, const Anchor& anchor) {
    const auto [first, last] = by_place.equal_range(anchor.place);
    return std::min_element(first, last,
                            [&](const auto& a, const auto& b) {
                                return std::abs(frame.ions[a.second].mz - anchor.mz) <
                                       std::abs(frame.ions[b.second].mz - anchor.mz);
                            })
        ->second;
}

double height_at(const FramingRun& run, const Anchor& anchor) {
    for (const RunIon& ion : run.ions)
        if (ion.time_s == anchor.time_s && ion.mz == anchor.mz) return ion.height;
    return 0.0;
}

std::vector<Sightings> sightings_of(const Frame& frame, std::span<const FramingRun> runs,
                                    std::span<const RunAlignment> alignments) {
    std::multimap<double, std::size_t> by_place;
    for (std::size_t i = 0; i < frame.ions.size(); ++i) by_place.emplace(frame.ions[i].place, i);
    std::vector<Sightings> seen(frame.ions.size());
    for (std::size_t run = 0; run < runs.size(); ++run)
        for (const Anchor& anchor : alignments[run].anchors) {
            if (anchor.weight <= 0.0) continue;
            Sightings& ion = seen[ion_at(frame, by_place, anchor)];
            ion.places.push_back(alignments[run].warp.place(anchor.time_s));
            ion.mz.push_back(anchor.mz / (1.0 + alignments[run].mz_shift_ppm * 1e-6));
            ion.heights.push_back(height_at(runs[run], anchor));
        }
    return seen;
}

/// A strong ion of a run that the frame has no ion for, as it lies on the frame.
struct Stranger {
    double mz, time_s, place, height;  ///< time_s on the frame's clock
    std::size_t run;
};

std::vector<Stranger> strangers_of(const Frame& frame, std::span<const FramingRun> runs,
                                   std::span<const RunAlignment> alignments) {
    std::vector<Stranger> strangers;
    for (std::size_t run = 0; run < runs.size(); ++run) {
        const RunAlignment& alignment = alignments[run];
        if (!alignment.aligned) continue;
        std::vector<std::pair<double, double>> known;
        for (const Anchor& anchor : alignment.anchors)
            if (anchor.weight > 0.0) known.emplace_back(anchor.mz, anchor.time_s);
        std::sort(known.begin(), known.end());
        for (const RunIon& ion : runs[run].ions) {
            if (alignment.extrapolates(ion.time_s)) continue;
            if (std::binary_search(known.begin(), known.end(), std::pair(ion.mz, ion.time_s))) continue;
            const double place = alignment.warp.place(ion.time_s), time_s = frame.clock.time_s(place);
            if (std::isfinite(time_s))
                strangers.push_back({ion.mz / (1.0 + alignment.mz_shift_ppm * 1e-6), time_s, place, ion.height, run});
        }
    }
    return strangers;
}

/// One ion of as many runs as are wanted, each seeing it once; else none.
void add_common(std::span<const Stranger> alike, double wanted, std::vector<FrameIon>& ions) {
    std::vector<double> mz, places, heights;
    std::vector<std::size_t> runs;
    for (const Stranger& one : alike) {
        mz.push_back(one.mz);
        places.push_back(one.place);
        heights.push_back(one.height);
        runs.push_back(one.run);
    }
    std::sort(runs.begin(), runs.end());
    const bool once = std::adjacent_find(runs.begin(), runs.end()) == runs.end();
    if (once && double(runs.size()) >= wanted) ions.push_back({median(mz), median(places), median(heights)});
}

/// Ions that many runs share and the clock's own run lacks, or has elsewhere: strangers of one m/z and one time, with
/// nothing near them that might be meant instead.
std::vector<FrameIon> common_strangers(std::vector<Stranger> strangers, double wanted, double relative_sd) {
    constexpr double apart_ppm = 8.0, apart_sd = 3.0, least_apart = 0.008, widest = 4.0;
    const double apart_share = std::max(least_apart, apart_sd * relative_sd), widest_share = widest * apart_share;
    std::vector<FrameIon> ions;
    const auto parts = [](auto first, auto last, const auto& is_apart, const auto& take) {
        for (auto begin = first; begin != last;) {
            auto end = begin + 1;
            while (end != last && !is_apart(*(end - 1), *end)) ++end;
            take(begin, end);
            begin = end;
        }
    };
    std::sort(strangers.begin(), strangers.end(),
              [](const Stranger& a, const Stranger& b) { return a.mz != b.mz ? a.mz < b.mz : a.time_s < b.time_s; });
    const auto by_mz = [](const Stranger& a, const Stranger& b) { return b.mz > a.mz * (1.0 + apart_ppm * 1e-6); };
    const auto by_time = [&](const Stranger& a, const Stranger& b) {
        return b.time_s > a.time_s * (1.0 + apart_share);
    };
    parts(strangers.begin(), strangers.end(), by_mz, [&](auto first, auto last) {
        std::sort(first, last, [](const Stranger& a, const Stranger& b) {
            return a.time_s != b.time_s ? a.time_s < b.time_s : a.mz < b.mz;
        });
        parts(first, last, by_time, [&](auto begin, auto end) {
            if ((end - 1)->time_s <= begin->time_s * (1.0 + widest_share))
                add_common(std::span<const Stranger>(begin, end), wanted, ions);
        });
    });
    return ions;
}

/// Where the frame's own ions are few, and not beside one that they may be themselves: it would stand there twice, and
/// runs would choose.
void add_strangers(const std::vector<FrameIon>& strangers, Frame& frame) {
    constexpr double same_ppm = 15.0, least_beside = 0.016, beside_sd = 8.0, surroundings = 0.1;
    constexpr std::size_t enough = 25;
    const double beside = std::max(least_beside, beside_sd * frame.relative_sd);
    std::vector<std::pair<double, double>> known;  // m/z and time
    for (const FrameIon& ion : frame.ions) known.emplace_back(ion.mz, frame.clock.time_s(ion.place));
    for (const FrameIon& one : strangers) {
        const double time_s = frame.clock.time_s(one.place);
        std::size_t around = 0;
        bool is_beside = false;
        for (const auto& [mz, known_s] : known) {
            const double off = std::abs(known_s / time_s - 1.0);
            around += off < surroundings;
            is_beside = is_beside || (std::abs(mz / one.mz - 1.0) < same_ppm * 1e-6 && off < beside);
        }
        if (!is_beside && around < enough) frame.ions.push_back(one);
    }
}

/// Scatter of times and m/z over all anchors. The places are medians of n runs, so residuals are short by that.
void learn_scatter(std::span<const RunAlignment> alignments, Frame& frame) {
    std::vector<double> off;
    double runs = 0.0;
    for (const RunAlignment& alignment : alignments) {
        runs += alignment.aligned ? 1.0 : 0.0;
        for (const Anchor& anchor : alignment.anchors)
            if (anchor.weight > 0.0) off.push_back(std::abs(anchor.residual_s) / anchor.time_s);
    }
    if (off.empty()) return;
    const double freedom = runs > 1.0 ? std::sqrt(runs / (runs - 1.0)) : 1.0;
    frame.relative_sd = std::max(least_relative_sd, freedom * mad_to_sd * median(off));
}

void learn_mz_scatter(std::span<const Sightings> seen, Frame& frame) {
    std::vector<double> ppm;
    for (const Sightings& ion : seen) {
        if (ion.mz.size() < 2) continue;
        const double middle = median(ion.mz);
        for (const double mz : ion.mz) ppm.push_back(std::abs(mz / middle - 1.0) * 1e6);
    }
    if (!ppm.empty()) frame.mz_sd_ppm = mad_to_sd * median(ppm);
}

/// Where the markers came to lie on the frame, against where they belong.
struct MarkerPlaces {
    std::vector<double> found, known;
};

MarkerPlaces marker_places(std::span<const FramingRun> runs, std::span<const RunAlignment> alignments) {
    std::map<std::pair<std::string, double>, std::vector<double>> places;
    for (std::size_t run = 0; run < runs.size(); ++run)
        if (alignments[run].aligned)
            for (const FoundMarker& marker : runs[run].markers)
                places[{marker.marker.name, marker.marker.mobility_tu}].push_back(
                    alignments[run].warp.place(marker.time_s));
    MarkerPlaces result;
    for (auto& [marker, found] : places) {
        result.found.push_back(median(found));
        result.known.push_back(marker.second);
    }
    return result;
}

/// Lays the places through the markers: one moves them, several also stretch them (least squares).
void lay_through_markers(const MarkerPlaces& markers, Frame& frame) {
    if (markers.found.empty()) return;
    const double n = double(markers.found.size());
    const double mean_found = std::accumulate(markers.found.begin(), markers.found.end(), 0.0) / n;
    const double mean_known = std::accumulate(markers.known.begin(), markers.known.end(), 0.0) / n;
    double across = 0.0, along = 0.0;
    for (std::size_t i = 0; i < markers.found.size(); ++i) {
        along += (markers.found[i] - mean_found) * (markers.found[i] - mean_found);
        across += (markers.found[i] - mean_found) * (markers.known[i] - mean_known);
    }
    const double stretch = along > 0.0 && across > 0.0 ? across / along : 1.0;
    const double shift = mean_known - stretch * mean_found;
    for (FrameIon& ion : frame.ions) ion.place = stretch * ion.place + shift;
    frame.clock.a *= stretch;
    frame.clock.b = stretch * frame.clock.b + shift;
    frame.clock.c *= stretch;
}

void sort_ions(Frame& frame) {
    std::sort(frame.ions.begin(), frame.ions.end(),
              [](const FrameIon& a, const FrameIon& b) { return a.mz != b.mz ? a.mz < b.mz : a.place < b.place; });
}

}  // namespace

std::vector<std::size_t> clock_candidates(std::span<const FramingRun> runs) {
    constexpr std::size_t most = 5;
    std::vector<std::size_t> order(runs.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (runs[a].scale.has_value() != runs[b].scale.has_value()) return runs[a].scale.has_value();
        if (runs[a].is_usual != runs[b].is_usual) return runs[a].is_usual;
        if (runs[a].ions.size() != runs[b].ions.size()) return runs[a].ions.size() > runs[b].ions.size();
        return runs[a].sample_id < runs[b].sample_id;
    });
    order.resize(std::min(order.size(), most));
    // Where some runs know their mobilities the frame is one of theirs; where some are as the others are, likewise.
    if (order.empty()) return order;
    const FramingRun& first = runs[order.front()];
    std::erase_if(order, [&](std::size_t run) {
        return (first.scale && !runs[run].scale) || (first.is_usual && !runs[run].is_usual);
    });
    return order;
}

Frame frame_of_run(const FramingRun& run, Polarity polarity) {
    Frame frame;
    frame.polarity = polarity;
    frame.in_tu = run.scale.has_value();
    if (run.scale) frame.clock = {run.scale->gain_tu_s, run.scale->offset_tu, 0.0, run.scale->delay_s};
    frame.relative_sd = least_relative_sd;
    frame.founded_on = run.sample_id;
    for (const RunIon& ion : run.ions) {
        const double place = frame.clock.place(ion.time_s);
        if (std::isfinite(place)) frame.ions.push_back({ion.mz, place, ion.height});
    }
    sort_ions(frame);
    return frame;
}

Frame composite_frame(const Frame& frame, std::span<const FramingRun> runs, std::span<const RunAlignment> alignments) {
    const auto aligned =
        double(std::count_if(alignments.begin(), alignments.end(), [](const auto& a) { return a.aligned; }));
    const std::vector<Sightings> seen = sightings_of(frame, runs, alignments);
    const double wanted = std::min(std::max(2.0, least_share * aligned), aligned);
    Frame result = frame;
    result.ions.clear();
    for (const Sightings& ion : seen)
        if (!ion.places.empty() && double(ion.places.size()) >= wanted)
            result.ions.push_back({median(ion.mz), median(ion.places), median(ion.heights)});
    if (result.ions.empty()) return frame;
    add_strangers(common_strangers(strangers_of(frame, runs, alignments), wanted, frame.relative_sd), result);
    learn_scatter(alignments, result);
    learn_mz_scatter(seen, result);
    if (frame.in_tu) lay_through_markers(marker_places(runs, alignments), result);
    sort_ions(result);
    return result;
}

}  // namespace gassan
