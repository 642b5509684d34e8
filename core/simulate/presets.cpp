#include "core/simulate/presets.hpp"

#include "core/simulate/geometry.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <string>

namespace gassan {
namespace {

constexpr std::array<std::string_view, 5> names{"tiny", "demo", "method", "batch", "cohort"};

/// A study small enough to be watched: a capillary with a faster flow (1 M formic acid methods: 15.4 to 23.0 TU)
/// brings the neutrals before 20 min, and there is less around the ions (docs/decisions/0013).
SimulateParams demo_params() {
    SimulateParams params;
    params.design.plan = "groups";
    params.design.runs = 12;
    params.separation.eof_tu = 20.0;
    params.separation.run_length_low_s = params.separation.run_length_high_s = 1300.0;
    params.separation.rate_low_hz = 1.3;
    params.background.ions_low = 40.0;
    params.background.ions_high = 80.0;
    params.noise.singletons_low = 300.0;
    params.noise.singletons_high = 600.0;
    return params;
}

/// 2,400 scans of about 1,000 centroids: the middle of what instruments write.
SimulateParams full_runs() {
    SimulateParams params;
    params.separation.run_length_low_s = params.separation.run_length_high_s = 2400.0;
    params.separation.rate_low_hz = params.separation.rate_high_hz = 1.0;
    params.background.ions_low = params.background.ions_high = 600.0;
    params.noise.singletons_low = params.noise.singletons_high = 1000.0;
    params.noise.threshold_low = params.noise.threshold_high = 40.0;
    return params;
}

/// What a validation injects within two days.
SimulateParams method_params() {
    SimulateParams params = full_runs();
    params.design.plan = "validation";
    params.design.runs = 24;
    return params;
}

/// Two batches on three capillaries: what QC correction is for. In 100 runs so many are only seen where none lives as
/// long as in a real study (80 to 150 injections): two lives of 34 to 49 never last to the end, three always do.
SimulateParams batch_params() {
    SimulateParams params = full_runs();
    params.design.plan = "batches";
    params.design.runs = 100;
    params.design.batch_runs_high = 60;
    params.design.qc_every = 10;
    params.design.capillary_runs_low = 34;
    params.design.capillary_runs_high = 49;
    return params;
}

/// The spectra of 10,000 runs would fill 340 GB: the peaks alone. Two thirds of their true ions lie below the usual
/// limit of detection, S/N 3, and would fill most of 4 GB.
SimulateParams cohort_params() {
    SimulateParams params = full_runs();
    params.design.plan = "batches";
    params.design.emit = "peaks";
    params.design.truth_least_snr = 3.0;
    params.design.runs = 10000;
    return params;
}

SimulateParams params_of(std::string_view name) {
    if (name == "demo") return demo_params();
    if (name == "method") return method_params();
    if (name == "batch") return batch_params();
    if (name == "cohort") return cohort_params();
    return {};
}

constexpr std::size_t compounds_of_tiny = 30;

/// What is added, and of the analytes the most abundant, in the order of the table.
std::vector<SimulatedCompound> most_abundant(std::vector<SimulatedCompound> compounds, std::size_t count) {
    const auto rank = [](const SimulatedCompound& compound) {
        return compound.role == "analyte" ? compound.concentration_um : std::numeric_limits<double>::infinity();
    };
    std::vector<double> ranks;
    for (const SimulatedCompound& compound : compounds) ranks.push_back(rank(compound));
    std::sort(ranks.begin(), ranks.end(), std::greater<>());
    const double least = ranks[std::min(count, ranks.size()) - 1];
    compounds.erase(
        std::remove_if(compounds.begin(), compounds.end(), [&](const auto& one) { return rank(one) < least; }),
        compounds.end());
    return compounds;
}

std::vector<SimulatedCompound> compounds_of(std::string_view name, std::string_view place) {
    if (geometry(place).polarity == Polarity::negative)
        return name == "tiny" ? most_abundant(plasma_anions(), compounds_of_tiny) : plasma_anions();
    if (name == "tiny") return tiny_compounds();
    return name == "demo" ? demo_compounds() : plasma_cations();
}

}  // namespace

std::span<const std::string_view> simulate_presets() {
    return names;
}

SimulatePreset simulate_preset(std::string_view name, std::string_view place) {
    require(std::find(names.begin(), names.end(), name) != names.end(),
            "no preset '" + std::string(name) + "': there are tiny, demo, method, batch and cohort");
    SimulatePreset preset{.params = params_of(name), .compounds = compounds_of(name, place)};
    lay_geometry(preset.params, place);
    return preset;
}

}  // namespace gassan
