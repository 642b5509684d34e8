#pragma once

/// \file
/// From pKa and limiting mobilities to the effective mobility in an electrolyte (water, 25 degrees C).

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace gassan {

/// One loss of a proton.
struct AcidStep {
    double pka = 0.0;  ///< at ionic strength 0
    int from = 0;      ///< charge with the proton
    int to = -1;       ///< charge without it: from - 1
};

/// What one charge state would move at in pure water.
struct LimitingMobility {
    int charge = 0;
    double mobility_tu = 0.0;  ///< magnitude; the charge gives the direction
};

/// How a compound takes and gives protons, and how fast each of its states is.
struct AcidBase {
    std::vector<AcidStep> steps = {};               ///< most positive first, each beginning where the one before ended
    std::vector<LimitingMobility> mobilities = {};  ///< of any of its states
    int fixed_charge = 0;                           ///< where there is no step
};

/// What the compounds move in. The mobilities of the counter-ions are those of ammonium and of formate.
struct Electrolyte {
    double ph = 7.0;
    double ionic_strength_mm = 0.0;  ///< 0: limiting mobilities and pKa as they are
    double counter_cation_tu = 76.2;
    double counter_anion_tu = 56.6;
};

/// 1 M formic acid, for cations. Its 13 mM of ions are not reckoned with: real runs do not show them
/// (docs/methods/library.md).
inline constexpr Electrolyte formic_acid_1m{.ph = 1.875};
/// 50 mM ammonium acetate, for anions.
inline constexpr Electrolyte ammonium_acetate_50mm{.ph = 8.5, .ionic_strength_mm = 50.0};

struct ChargeShare {
    int charge = 0;
    double share = 0.0;  ///< of the molecules, 0 to 1
};

struct EffectiveMobility {
    double mobility_tu = 0.0;  ///< signed
    double charge = 0.0;       ///< mean of the molecules, signed
    bool estimated = false;  ///< a state of which more than 1 % are had no limiting mobility: see limiting_mobility_tu
};

/// Steps as the library writes them, "2.26:+1>0;9.728:0>-1". \throws Error naming the text if it is none, if a step
/// loses another number of protons than one, or if the steps do not follow each other with rising pKa.
[[nodiscard]] std::vector<AcidStep> parse_acid_steps(std::string_view text);

/// Limiting mobilities as the library writes them, "+1:29.2;-1:26.4". \throws Error naming the text.
[[nodiscard]] std::vector<LimitingMobility> parse_limiting_mobilities(std::string_view text);

/// log10 of the activity coefficient of an ion (Davies 1962), good to about 0.5 M.
[[nodiscard]] double log_activity(int charge, double ionic_strength_mm);

/// Shares of the charge states at a pH (an activity), most positive first. One entry of share 1 without steps.
[[nodiscard]] std::vector<ChargeShare> charge_shares(const AcidBase& compound, const Electrolyte& electrolyte);

/// Magnitude of a limiting mobility from charge and mass, where nobody has measured it: 34.7 TU |z|^0.91
/// (M / 100 Da)^-0.43 for cations, 34.3 TU |z|^0.91 (M / 100 Da)^-0.39 for anions. Least squares through the organic
/// ions of the library: 88 and 200 values, ln-sd 0.088 and 0.106. 0 for charge 0.
[[nodiscard]] double estimated_limiting_tu(int charge, double mass_da);

/// The limiting mobility of a state: told; else that of the opposite charge; else that of another charge times
/// (|z| / |z'|)^0.91. Nothing where the compound tells none.
[[nodiscard]] std::optional<double> told_limiting_tu(std::span<const LimitingMobility> told, int charge);

/// What is left of a limiting mobility (magnitude) in an electrolyte: Onsager's law with the relaxation and the
/// electrophoretic term divided by 1 + 1.5 sqrt(I), docs/methods/library.md. Never below 0.
[[nodiscard]] double actual_mobility_tu(double limiting_tu, int charge, const Electrolyte& electrolyte);

/// Sum over the charge states of share x sign x actual mobility.
/// \throws ParameterError if pH, ionic strength or mass is not a finite number within its bounds.
[[nodiscard]] EffectiveMobility effective_mobility(const AcidBase& compound, double mass_da,
                                                   const Electrolyte& electrolyte);

}  // namespace gassan
