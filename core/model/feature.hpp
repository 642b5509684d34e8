#pragma once

#include "core/model/spectrum.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace gassan {

/// What a reader of a feature must know beside its numbers; a set of bits. Names: flag_names().
enum class FeatureFlag : std::uint32_t {
    none = 0,
    dropout = 1u << 0,        ///< scans lost to a spray dropout lie inside the bounds; they were bridged
    saturated = 1u << 1,      ///< the apex lies at the detector's ceiling: area and height are too low
    shoulder = 1u << 2,       ///< parted from a neighbour without a valley
    overlap = 1u << 3,        ///< parted from a neighbour at a valley above the baseline, or merged with an ion
                              ///< of nearly its m/z
    cut_at_start = 1u << 4,   ///< the run begins inside the peak
    cut_at_end = 1u << 5,     ///< the run ends inside the peak
    few_points = 1u << 6,     ///< fewer than 5 points above the noise
    spike = 1u << 7,          ///< a one-scan spike inside the bounds was bridged
    on_background = 1u << 8,  ///< stands on an ion that is there all the run
    uncertain_mz = 1u << 9,  ///< so few ions that m/z is barely known, or the peak itself is doubtful: kept in a study,
                             ///< where other runs may vouch
    blended = 1u << 10,      ///< another ion of nearly this m/z, within the instrument's resolution, comes with it
    comigrating = 1u << 11,  ///< of a run of several segments: the peak here is another segment's, too
    curated = 1u << 12,      ///< integrated between limits that a person set
};

/// The shape whose closed form describes a peak best, by evidence (core/peak/shapes.hpp).
enum class PeakModel : std::uint8_t { none, gauss, hvl, emg };

constexpr FeatureFlag operator|(FeatureFlag a, FeatureFlag b) {
    return FeatureFlag(std::uint32_t(a) | std::uint32_t(b));
}
constexpr FeatureFlag& operator|=(FeatureFlag& a, FeatureFlag b) {
    return a = a | b;
}
constexpr bool has(FeatureFlag set, FeatureFlag flag) {
    return (std::uint32_t(set) & std::uint32_t(flag)) != 0;
}

/// The bit of a name, e.g. of "overlap"; none for a name that is not known.
[[nodiscard]] FeatureFlag flag_named(std::string_view name);

/// "overlap;few_points": the names of all bits, ';'-separated in the order above; empty for none.
[[nodiscard]] std::string flag_names(FeatureFlag set);

/// "hvl"; empty for none.
[[nodiscard]] std::string_view peak_model_name(PeakModel model);

/// The model of a name; none for a name that is not known.
[[nodiscard]] PeakModel peak_model_named(std::string_view name);

/// One ion seen at one migration time in one run: a row of features.tsv.
struct Feature {
    std::string feature_id;  ///< "F1", "F2", ... by m/z, then time
    double mz = no_value;    ///< Th, on the drift-free axis of the run; each scan weighs by how well it knows its m/z
    double mt_s = no_value;  ///< migration time of the apex
    double mobility_tu = no_value;  ///< NaN without a mobility scale
    int charge = 0;                 ///< signed; 0 = not known
    std::string ion;                ///< "[M+H]+", "M+1 of F12", or empty
    double area = no_value;         ///< counts x s above the baseline
    double height = no_value;       ///< counts above the baseline at the apex
    double snr = no_value;          ///< height over the local noise (standard deviation)
    double fwhm_s = no_value;       ///< full width at half height
    double asymmetry = no_value;    ///< tail over front half-width at 10 % height; > 1 tails
    double begin_s = no_value;      ///< integration bounds
    double end_s = no_value;
    double area_se = no_value;  ///< standard error of area, counts x s
    double quality = no_value;  ///< probability that it is an ion's peak (core/peak/quality.hpp)
    FeatureFlag flags = FeatureFlag::none;
    PeakModel model = PeakModel::none;
    double a1_s =
        no_value;  ///< migration time at infinite dilution, by the model; NaN where it tells no more than mt_s
};

/// When the ion would have come had there been little of it: a1_s where the peak's shape tells, else the apex. What
/// moves with the amount is the apex of an overloaded peak, so mobility, alignment and matching go by this.
[[nodiscard]] double centre_s(const Feature& feature);

/// How far the apex of a leaning peak may lie from where little of the ion would come: with d of Haarhoff and Van der
/// Linde from 1 to 20 that is 0.8 to 1.1 widths times ln(asymmetry at 10 %). Half of it as a standard deviation;
/// nothing where the shape told the centre.
[[nodiscard]] double centre_sd_s(const Feature& feature);

/// How high a feature is and where it lies, for the stages that must have a number.
struct PeakOutline {
    double height, fwhm_s, begin_s, end_s;
};

/// As measured; what a peak list does not tell is that of a Gaussian peak of the usual width at its time (WidthLaw{})
/// and of the feature's area, 1.25 widths to either side.
[[nodiscard]] PeakOutline outline_of(const Feature& feature);

/// Is it another ion's echo: an isotope ("M+1 of F12") or the detector's ringing ("ringing of F3")?
[[nodiscard]] bool is_echo(const Feature& feature);

}  // namespace gassan
