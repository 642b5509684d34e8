#pragma once

/// \file
/// What chance decides before the first ion flies: once a study, and once a run.

#include "core/simulate/compounds.hpp"
#include "core/simulate/migration.hpp"
#include "core/simulate/simulate_params.hpp"
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
    injection_order
};

/// One kind of ion of a compound at one isotope line.
struct EmittedLine {
    std::string ion;          ///< "[M+H]+", "[M]+", "[M+Na]+", "[M+H-HCOOH]+"
    std::string kind;         ///< M0, M1, ... of the main ion; adduct; fragment
    int isotope = 0;          ///< nucleons above the monoisotopic line
    double mz = 0.0;          ///< true
    double share = 0.0;       ///< of the compound's ion signal N
    bool loves_salt = false;  ///< sodium adduct: more of it in salt zones
};

/// A compound as it answers in this study.
struct CompoundResponse {
    double response = 0.0;           ///< counts x s per uM
    double distortion_per_um = 0.0;  ///< HVL d
    double segment_log = 0.0;        ///< ln of its own sensitivity on this capillary
    double drift_exponent = 1.0;     ///< its part in the common drift of sensitivity
    std::vector<EmittedLine> species;
};

/// An ion that is there all the run.
struct BackgroundIon {
    double mz = 0.0;
    double level = 0.0;                 ///< counts before the first front
    double steps[3] = {1.0, 1.0, 1.0};  ///< factors at the fronts of potassium, sodium and EOF
};

struct StudyConditions {
    double rate_hz = 1.0, run_length_s = 1800.0;
    double gain = 20.0;                  ///< counts an ion
    double threshold = 50.0;             ///< counts
    double singletons_per_scan = 900.0;  ///< expected
    double eof_capillary = 0.0;          ///< relative offset of this capillary's EOF
    double segment_log = 0.0, segment_slope = 0.0;
    std::vector<CompoundResponse> compounds;  ///< parallel to the compounds given
    std::vector<BackgroundIon> background;    ///< by m/z
    std::vector<SimulatedSample> samples;     ///< by run; empty where every run is a sample of its own
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
    double injection = 1.0;         ///< common factor: volume, capillary and its wear
    double external_sigma_mm = 2.0;
    double sheath_tau_s = 0.0;  ///< 0 = no mixing
    std::vector<Zone> zones;    ///< potassium, sodium, EOF, in the time of the clock
    double salt_factor = 1.0;
    MassError mass_error;
    std::vector<double> concentration_um, sensitivity;  ///< parallel to the compounds
};

[[nodiscard]] StudyConditions draw_study(const SimulateParams& params, std::span<const SimulatedCompound> compounds,
                                         std::uint64_t seed, StudyDesign design = StudyDesign::lone_runs);

[[nodiscard]] RunConditions draw_run(const SimulateParams& params, const StudyConditions& study,
                                     std::span<const SimulatedCompound> compounds, std::uint64_t seed,
                                     std::uint32_t run);

/// Share of the signal that suppression leaves at a time of the clock; at least 0.1.
[[nodiscard]] double suppression(std::span<const Zone> zones, double time_s);
/// How far inside a salt zone: 1 in the middle, 0 outside.
[[nodiscard]] double salt_weight(std::span<const Zone> zones, double time_s);

[[nodiscard]] double calibration_ppm(const MassError& error, double time_s, double root_mz);

/// Full width at half height of the mass peak of an ion, Th.
[[nodiscard]] double mass_width(const SimulateParams& params, double mz);

}  // namespace gassan
