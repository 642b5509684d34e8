#pragma once

/// \file
/// What chance decides before the first ion flies: once a study, and once a run.

#include "core/model/spectrum.hpp"
#include "core/simulate/background_ions.hpp"
#include "core/simulate/compounds.hpp"
#include "core/simulate/migration.hpp"
#include "core/simulate/simulate_params.hpp"
#include "core/simulate/species.hpp"
#include "core/simulate/study_plan.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace gassan {

/// What the random numbers of a stream are for.
enum class Dice : std::uint32_t {
    study,
    compound,
    background_ion,
    run,
    run_compound,
    eof_walk,
    mz_drift,
    background_drift,
    scan_times,
    spray,
    spikes,
    analyte,
    background,
    singletons,
    specimen,
    injection_order,
    capillary,
    capillary_compound,
    capillary_walk,
    batch,
    batch_compound,
    contaminant,
    plan,
    peak_list,
    ringing,
    profile,
    profile_noise,
    flicker
};

/// A compound as it answers in this study.
struct CompoundResponse {
    double response = 0.0;           ///< counts x s per uM
    double distortion_per_um = 0.0;  ///< HVL d, with the sign in which zones of this compound lean at the detector
    double drift_exponent = 1.0;     ///< its part in the common drift of sensitivity
    std::vector<EmittedLine> species;
};

/// A capillary from its installation to its last injection.
struct Capillary {
    double eof_relative = 0.0;         ///< offset of its EOF
    double log = 0.0, slope = 0.0;     ///< ln of its sensitivity, and the ln loss over its life
    std::vector<double> compound_log;  ///< each compound's own ln sensitivity on it
};

/// What was prepared and measured together.
struct Batch {
    double log = 0.0;
    std::vector<double> compound_log;
};

/// Where a run stands in the slow course of things.
struct Course {
    double eof_walk = 0.0;  ///< relative
    double worn = 0.0;      ///< share of its capillary's life that has passed
    double log_walk = 0.0;  ///< slow wander of sensitivity
};

struct StudyConditions {
    Polarity polarity = Polarity::positive;
    double rate_hz = 1.0, run_length_s = 1800.0;
    double gain = 20.0;                       ///< counts an ion
    double threshold = 50.0;                  ///< counts
    double singletons_per_scan = 900.0;       ///< expected
    std::vector<CompoundResponse> compounds;  ///< parallel to the compounds given
    std::vector<BackgroundIon> background;    ///< by m/z
    std::vector<SimulatedSample> samples;     ///< by run
    std::vector<Course> courses;              ///< by run
    std::vector<Capillary> capillaries;       ///< by SimulatedSample::capillary
    std::vector<Batch> batches;               ///< by SimulatedSample::batch
};

/// A stretch of time in which the spray gives less.
struct Zone {
    double centre_s = 0.0, sigma_s = 1.0;
    double strength = 0.0;  ///< in the middle the signal is 1 / (1 + strength)
    bool salt = false;
};

/// Calibration error of a run, in ppm.
struct MassError {
    double offset_ppm = 0.0, slope_ppm = 0.0;
    double step_time_s = 0.0, step_ppm = 0.0;
    double raster_s = 10.0;
    std::vector<double> drift_ppm;  ///< every raster_s from 0
};

struct RunConditions {
    Separation separation;
    double trigger_offset_s = 0.0;  ///< the clock reads this much more than the time since the voltage rose
    double injection = 1.0;         ///< common factor: the volume; 0 where the injection failed
    double external_sigma_mm = 2.0;
    double sheath_tau_s = 0.0;  ///< 0 = no mixing
    std::vector<Zone> zones;    ///< both salts and the EOF, in the time of the clock; infinite where one never comes
    double salt_factor = 1.0;
    MassError mass_error;
    std::vector<double> concentration_um, sensitivity;  ///< parallel to the compounds
};

/// The address of a compound's dice: it does not depend on what else is in the table.
[[nodiscard]] std::uint32_t compound_key(std::string_view compound_id);

[[nodiscard]] StudyConditions draw_study(const SimulateParams& params, std::span<const SimulatedCompound> compounds,
                                         std::uint64_t seed);

[[nodiscard]] RunConditions draw_run(const SimulateParams& params, const StudyConditions& study,
                                     std::span<const SimulatedCompound> compounds, std::uint64_t seed,
                                     std::uint32_t run);

/// What the zones do at a time of the clock.
struct ZoneEffect {
    double load = 0.0;         ///< added to the spray's load: the signal is divided by 1 + this
    double salt_weight = 0.0;  ///< how far inside a salt zone: 1 in the middle, 0 outside
};

[[nodiscard]] ZoneEffect zone_effect(std::span<const Zone> zones, double time_s);

[[nodiscard]] double calibration_ppm(const MassError& error, double time_s, double root_mz);

}  // namespace gassan
