#include "core/segment/assign_segments.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace gassan {
namespace {

constexpr double forbidden = std::numeric_limits<double>::infinity();

/// Places with an expected time, in order of it, against peaks in order of time.
struct Matching {
    std::vector<SegmentPlace*> places;
    std::span<const SegmentPeak> peaks;
    std::vector<double> cost;  // places x peaks, less what it costs to have none; infinite beyond the gate

    [[nodiscard]] double& at(std::size_t place, std::size_t peak) { return cost[place * peaks.size() + peak]; }
    [[nodiscard]] double at(std::size_t place, std::size_t peak) const { return cost[place * peaks.size() + peak]; }
};

Matching matching_of(std::vector<SegmentPlace>& places, std::span<const SegmentPeak> peaks,
                     const SegmentParams& params) {
    Matching matching{{}, peaks, {}};
    for (SegmentPlace& place : places)
        if (std::isfinite(place.expected_s)) matching.places.push_back(&place);
    std::stable_sort(matching.places.begin(), matching.places.end(),
                     [](const SegmentPlace* a, const SegmentPlace* b) { return a->expected_s < b->expected_s; });
    matching.cost.resize(matching.places.size() * peaks.size());
    const double gate2 = params.gate_sd * params.gate_sd;
    for (std::size_t i = 0; i < matching.places.size(); ++i)
        for (std::size_t p = 0; p < peaks.size(); ++p) {
            const SegmentPlace& place = *matching.places[i];
            const double off = (peaks[p].time_s - place.expected_s) / place.expected_sd_s;
            matching.at(i, p) = off * off <= gate2 ? off * off - gate2 : forbidden;
        }
    return matching;
}

/// The cheapest assignment that keeps the order of time.
struct Settled {
    double cost = 0.0;
    std::vector<std::optional<std::size_t>> peak;  // one a place
};

Settled cheapest(const Matching& matching) {
    const std::size_t rows = matching.places.size() + 1, columns = matching.peaks.size() + 1;
    std::vector<double> best(rows * columns, 0.0);
    const auto at = [&](std::size_t place, std::size_t peak) -> double& { return best[place * columns + peak]; };
    for (std::size_t i = 1; i < rows; ++i)
        for (std::size_t p = 1; p < columns; ++p)
            at(i, p) = std::min({at(i - 1, p), at(i, p - 1), at(i - 1, p - 1) + matching.at(i - 1, p - 1)});
    Settled settled{at(rows - 1, columns - 1), std::vector<std::optional<std::size_t>>(rows - 1)};
    for (std::size_t i = rows - 1, p = columns - 1; i > 0 && p > 0;) {
        if (at(i, p) == at(i - 1, p)) {
            --i;
        } else if (at(i, p) == at(i, p - 1)) {
            --p;
        } else {
            settled.peak[--i] = --p;
        }
    }
    return settled;
}

/// How much worse it gets if this place does not have this peak.
double margin(const Matching& matching, double cost, std::size_t place, std::size_t peak) {
    Matching without = matching;
    without.at(place, peak) = forbidden;
    return cheapest(without).cost - cost;
}

bool holds(const SegmentPeak& peak, double time_s) {
    return peak.begin_s <= time_s && time_s <= peak.end_s;
}

/// Places without a peak of their own that lie inside another's.
void mark_comigrating(Matching& matching, const Settled& settled) {
    for (std::size_t i = 0; i < matching.places.size(); ++i) {
        if (settled.peak[i]) continue;
        for (std::size_t j = 0; j < matching.places.size(); ++j) {
            if (!settled.peak[j] || !holds(matching.peaks[*settled.peak[j]], matching.places[i]->expected_s)) continue;
            for (SegmentPlace* const place : {matching.places[i], matching.places[j]}) {
                place->kind = PlaceKind::comigrating;
                place->peak = settled.peak[j];
            }
        }
    }
}

/// Two places whose times agree within their errors keep no order: would they do as well with each other's peaks?
void mark_exchangeable(Matching& matching, const Settled& settled, double clear_margin) {
    for (std::size_t i = 0; i < matching.places.size(); ++i)
        for (std::size_t j = i + 1; j < matching.places.size(); ++j) {
            if (!settled.peak[i] || !settled.peak[j]) continue;
            const double as_is = matching.at(i, *settled.peak[i]) + matching.at(j, *settled.peak[j]);
            const double exchanged = matching.at(i, *settled.peak[j]) + matching.at(j, *settled.peak[i]);
            if (exchanged - as_is >= clear_margin) continue;
            for (SegmentPlace* const place : {matching.places[i], matching.places[j]}) {
                place->kind = PlaceKind::unclear;
                place->peak.reset();
            }
        }
}

void settle(std::vector<SegmentPlace>& places, std::span<const SegmentPeak> peaks, const SegmentParams& params) {
    Matching matching = matching_of(places, peaks, params);
    const Settled settled = cheapest(matching);
    for (std::size_t i = 0; i < matching.places.size(); ++i) {
        if (!settled.peak[i]) continue;
        SegmentPlace& place = *matching.places[i];
        // Having no peak is no rival of having this one: what may be confused is another peak, or another place.
        double rival = forbidden;
        const double own = matching.at(i, *settled.peak[i]);
        for (std::size_t p = 0; p < peaks.size(); ++p)
            if (p != *settled.peak[i]) rival = std::min(rival, matching.at(i, p));
        for (std::size_t j = 0; j < matching.places.size(); ++j)
            if (j != i) rival = std::min(rival, matching.at(j, *settled.peak[i]));
        const bool clear = rival == forbidden ||
                           margin(matching, settled.cost, i, *settled.peak[i]) >= std::min(params.clear_margin, -own);
        place.kind = clear ? PlaceKind::assigned : PlaceKind::unclear;
        if (clear) place.peak = settled.peak[i];
    }
    mark_exchangeable(matching, settled, params.clear_margin);
    // A place that lost the only peak in its reach to another is as unclear as that one.
    for (std::size_t i = 0; i < matching.places.size(); ++i) {
        if (settled.peak[i]) continue;
        for (std::size_t p = 0; p < peaks.size(); ++p)
            for (std::size_t j = 0; j < matching.places.size(); ++j)
                if (matching.at(i, p) < forbidden && settled.peak[j] == p &&
                    matching.places[j]->kind == PlaceKind::unclear)
                    matching.places[i]->kind = PlaceKind::unclear;
    }
    mark_comigrating(matching, settled);
}

}  // namespace

std::string_view place_kind_name(PlaceKind kind) {
    constexpr std::array<std::string_view, 6> names{"assigned", "absent",       "comigrating",
                                                    "unclear",  "no_standards", "not_told"};
    return names[std::size_t(kind)];
}

std::vector<SegmentPlace> assign_segments(std::span<const std::size_t> compounds, std::span<const SegmentPeak> peaks,
                                          std::span<const InjectionTimes> plugs, const TimeModel& model,
                                          const SegmentParams& params) {
    std::vector<SegmentPlace> places;
    for (const std::size_t compound : compounds)
        for (std::size_t segment = 0; segment < plugs.size(); ++segment) {
            const PredictedTime predicted = predict_time(model, plugs[segment], compound);
            SegmentPlace place{compound, segment, PlaceKind::absent, std::nullopt, predicted.time_s, no_value};
            if (model.mean.empty() || !std::isfinite(model.mean[compound]))
                place.kind = PlaceKind::not_told;
            else if (predicted.told_by == 0)
                place.kind = PlaceKind::no_standards;
            else
                place.expected_sd_s = std::hypot(predicted.sd_s, params.min_sd_s);
            places.push_back(place);
        }
    settle(places, peaks, params);
    return places;
}

}  // namespace gassan
