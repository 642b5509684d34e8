#include "core/annotate/expected_place.hpp"

#include "core/library/library_mobility.hpp"
#include "core/model/feature_table.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

Electrolyte electrolyte_of(Polarity polarity, const AnnotateParams& params) {
    if (polarity == Polarity::negative)
        return {.ph = params.anion_ph, .ionic_strength_mm = params.anion_ionic_strength_mm};
    return {.ph = params.cation_ph, .ionic_strength_mm = params.cation_ionic_strength_mm};
}

}  // namespace

ExpectedPlace expected_place(const Compound& compound, const Frame& frame, const AnnotateParams& params) {
    if (frame.in_tu && std::isfinite(compound.mobility_tu))
        return {.place = compound.mobility_tu,
                .sd = std::max(params.place_sd_tu, 0.01 * params.place_sd_percent * std::abs(compound.mobility_tu)),
                .evidence = PlaceEvidence::told};
    if (!std::isfinite(compound.mt_s)) return {};
    const double place = frame.clock.place(compound.mt_s);
    const double sd = std::abs(frame.clock.slope(compound.mt_s)) * params.time_sd_s;
    if (!std::isfinite(place) || !(sd > 0.0)) return {};
    return {.place = place, .sd = sd, .evidence = PlaceEvidence::told, .of_apex = true};
}

ExpectedPlace expected_place(const LibraryCompound& compound, const Frame& frame, const AnnotateParams& params) {
    // Near the flow an error of the charge, and not of the friction, moves a compound.
    constexpr double least_sd_tu = 1.0, by_rule = 2.0;
    if (!frame.in_tu) return {};
    const LibraryMobility mobility = mobility_in(compound, electrolyte_of(frame.polarity, params), frame.polarity);
    const double relative =
        0.01 * params.predicted_sd_percent * (mobility.basis == MobilityBasis::estimated_charge ? by_rule : 1.0);
    return {.place = mobility.mobility_tu,
            .sd = std::hypot(least_sd_tu, relative * std::abs(mobility.mobility_tu)),
            .evidence = PlaceEvidence::predicted};
}

double centre_place(const ConsensusFeature& feature) {
    return std::isfinite(feature.mobility_tu) ? feature.mobility_tu : feature.place;
}

double place_error_sd(const ExpectedPlace& expected, const ConsensusFeature& feature) {
    return ((expected.of_apex ? feature.place : centre_place(feature)) - expected.place) / expected.sd;
}

}  // namespace gassan
