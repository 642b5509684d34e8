#include "core/mobility/markers.hpp"

#include "core/mobility/mobility_scale.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

/// A scale from markers may differ from length^2 / voltage by temperature and the drift of the flow, a few per cent;
/// beyond this a marker is another compound's peak, or a setting is wrong.
constexpr double gain_tolerance = 0.10;

std::string rounded(double value, int decimals) {
    const double unit = std::pow(10.0, decimals);
    return number_text(std::round(value * unit) / unit);
}

std::string marker_text(const MarkerSettings& marker) {
    return "marker " + marker.name + " (m/z " + rounded(marker.mz, 4) + ", " + rounded(marker.mobility_tu, 3) + " TU)";
}

std::string times_text(const MarkerSettings& marker) {
    if (!std::isfinite(marker.begin_s) && !std::isfinite(marker.end_s)) return "";
    return " between " + rounded(marker.begin_s, 1) + " and " + rounded(marker.end_s, 1) + " s";
}

bool at_mz(const Feature& feature, const MarkerSettings& marker) {
    return std::fabs(feature.mz - marker.mz) <= marker_tolerance_mz(marker.mz);
}

bool in_time(const Feature& feature, const MarkerSettings& marker) {
    return feature.mt_s >= marker.begin_s && feature.mt_s <= marker.end_s;
}

/// The highest feature for which ok holds; of equals the first. Null if there is none.
template <class Ok>
const Feature* highest(std::span<const Feature> features, const Ok& ok) {
    const Feature* best = nullptr;
    for (const Feature& feature : features)
        if (ok(feature) && (!best || feature.height > best->height)) best = &feature;
    return best;
}

/// What to say of a marker without a peak: with the nearest miss, since the times are what is wrong most often.
Note not_found(std::span<const Feature> features, const MarkerSettings& marker) {
    const Feature* elsewhere = highest(features, [&](const Feature& feature) { return at_mz(feature, marker); });
    const std::string miss = elsewhere ? "; the highest at this m/z comes at " + rounded(elsewhere->mt_s, 1) +
                                             " s (its time_s in study.toml would have to hold that)"
                                       : "";
    return {marker_not_found, marker_text(marker),
            "no feature within " + rounded(marker_tolerance_mz(marker.mz) * 1e3, 2) + " mDa of its m/z" +
                times_text(marker) + miss};
}

std::vector<FoundMarker> found_markers(std::span<const Feature> features, const SeparationSettings& settings,
                                       Notes& notes) {
    std::vector<FoundMarker> found;
    for (const MarkerSettings& marker : settings.markers) {
        const Feature* feature = highest(
            features, [&](const Feature& candidate) { return at_mz(candidate, marker) && in_time(candidate, marker); });
        if (!feature) {
            notes.push_back(not_found(features, marker));
            continue;
        }
        const auto twin = std::find_if(found.begin(), found.end(), [&](const FoundMarker& other) {
            return other.feature_id == feature->feature_id;
        });
        if (twin != found.end()) {
            notes.push_back({"marker-not-used", marker_text(marker),
                             "its peak at " + rounded(feature->mt_s, 1) + " s was already taken for marker " +
                                 twin->marker.name + "; give each its time_s"});
        } else if (feature->mt_s < settings.ramp_s || !(feature->mt_s > 0.0)) {
            notes.push_back({"marker-not-used", marker_text(marker),
                             "its peak at " + rounded(feature->mt_s, 1) + " s lies inside the voltage ramp of " +
                                 rounded(settings.ramp_s, 1) + " s, where times say nothing of mobilities"});
        } else {
            found.push_back({marker, feature->feature_id, centre_s(*feature), 0.0, centre_sd_s(*feature)});
        }
    }
    return found;
}

Note no_scale(const std::string& why) {
    return {"no-mobility-scale", "[separation]", why + "; mobility_tu stays empty"};
}

/// Two markers of different mobilities at different times: a line.
bool is_line(std::span<const MarkerPoint> points) {
    return std::any_of(points.begin(), points.end(),
                       [&](const MarkerPoint& point) { return point.mobility_tu != points.front().mobility_tu; }) &&
           std::any_of(points.begin(), points.end(),
                       [&](const MarkerPoint& point) { return point.time_s != points.front().time_s; });
}

/// The scale from the markers and, where they do not fix it, the field.
std::optional<MobilityScale> scale_of(std::span<const MarkerPoint> points, const SeparationSettings& settings,
                                      Notes& notes) {
    if (points.empty()) {
        notes.push_back(
            no_scale(settings.markers.empty() ? "no markers are named in study.toml" : "no marker was found"));
        return std::nullopt;
    }
    if (is_line(points)) return mobility_scale(points, settings.ramp_s);
    if (settings.has_field())
        return mobility_scale(settings.voltage_kv, settings.total_length_mm, settings.ramp_s, points.front());
    notes.push_back(no_scale(
        std::string(points.size() == 1 ? "one marker alone fixes no scale" : "markers of one mobility fix no scale") +
        "; add voltage_kv and total_length_mm, or a second marker"));
    return std::nullopt;
}

/// Do the markers agree with the field, where both are known? A scale that runs backwards is no scale.
void check_against_field(std::optional<MobilityScale>& scale, const SeparationSettings& settings, Notes& notes) {
    if (!scale || !settings.has_field()) return;
    const double expected = settings.total_length_mm * settings.total_length_mm / settings.voltage_kv;
    const double ratio = scale->gain_tu_s / expected;
    const std::string seen = "the markers give " + rounded(scale->gain_tu_s, 0) +
                             " TU s where length and voltage give " + rounded(expected, 0);
    if (!(ratio > 0.0)) {
        notes.push_back(no_scale(seen + ": the other sign, so a marker is another compound's peak, or voltage_kv has "
                                        "the wrong sign"));
        scale.reset();
    } else if (std::fabs(ratio - 1.0) > gain_tolerance) {
        notes.push_back({"marker-against-field", "[separation]",
                         seen + "; a marker may be another compound's peak, or voltage_kv, total_length_mm or "
                                "a mobility is wrong. The markers were believed"});
    }
}

}  // namespace

double marker_tolerance_mz(double mz) {
    return std::max(2e-3, 10e-6 * mz);
}

RunMobility find_mobility_scale(std::span<const Feature> features, const SeparationSettings& settings) {
    RunMobility result;
    std::vector<FoundMarker> found = found_markers(features, settings, result.notes);
    std::vector<MarkerPoint> points;
    for (const FoundMarker& marker : found) points.push_back({marker.time_s, marker.marker.mobility_tu});
    result.scale = scale_of(points, settings, result.notes);
    check_against_field(result.scale, settings, result.notes);
    if (!result.scale) return result;
    // Markers of one mobility: the first in the list is the one the field was laid through.
    if (!is_line(points)) found.resize(1);
    for (FoundMarker& marker : found)
        marker.residual_tu = marker.marker.mobility_tu - to_mobility_tu(*result.scale, marker.time_s);
    result.markers = std::move(found);
    return result;
}

void fill_mobilities(std::vector<Feature>& features, const MobilityScale& scale) {
    for (Feature& feature : features) feature.mobility_tu = to_mobility_tu(scale, centre_s(feature));
}

}  // namespace gassan
