#include "cli/simulation_request.hpp"

#include "cli/param_flags.hpp"
#include "cli/parse.hpp"
#include "cli/session.hpp"
#include "core/simulate/geometry.hpp"
#include "core/simulate/migration.hpp"
#include "io/base/faults.hpp"
#include "io/study/simulate_toml.hpp"
#include "io/study/simulated_compounds.hpp"

#include <algorithm>
#include <optional>

namespace gassan {
namespace {

/// Short flags stand for parameters of the tables.
std::map<std::string, std::string> typed_values(const SimulationWords& words) {
    auto typed = words.typed;
    const auto lay = [&](const std::string& flag, const std::string& name, const std::string& text) {
        if (text.empty()) return;
        if (!typed.emplace(name, text).second)
            throw UsageError(flag + " and --" + name + " are the same; give one of them");
    };
    if (!words.runs.empty()) static_cast<void>(whole_number("--runs", words.runs, 1, 100000));
    lay("--runs", "design.runs", words.runs);
    lay("--geometry", "separation.geometry", words.geometry);
    lay("--profile", "mass.spectra", words.profile ? "profile" : "");
    return typed;
}

bool is_one_of(const std::string& word, std::span<const std::string_view> names) {
    return std::find(names.begin(), names.end(), word) != names.end();
}

/// The geometry that is asked for. A wrong word is refused where it is laid over the parameters.
std::string geometry_of(const std::map<std::string, std::string>& typed, const SimulateToml& file) {
    const auto told = typed.find("separation.geometry");
    const std::string word = told != typed.end() ? told->second : file.word("separation.geometry");
    for (const Geometry& known : geometries())
        if (known.name == word) return word;
    return "cation";
}

/// The values of a file belong to its geometry: voltage, flow and plug of one would bring nothing in another.
void refuse_other_geometry(const SimulationWords& words, const std::map<std::string, std::string>& typed,
                           const SimulateToml& file) {
    const auto told = typed.find("separation.geometry");
    const std::string written = file.word("separation.geometry");
    if (told == typed.end() || written.empty() || told->second == written) return;
    throw UsageError(quoted_path(words.config) + ": was written for geometry " + quoted_text(written) +
                     ", and the command line asks for " + quoted_text(told->second) +
                     "; take geometry and what belongs to it out of [separation] and [shape], or leave the flag away");
}

/// Says where few compounds can be seen: a wrong voltage or flow, or too short a run, makes studies of nothing.
void note_unseen(const SimulationRequest& request, NoteBook& notes) {
    const MigrationParams& nominal = request.params.separation;
    const Separation separation{.voltage_kv = nominal.voltage_kv,
                                .length_mm = nominal.total_length_mm,
                                .ramp_s = nominal.ramp_s,
                                .eof_tu = nominal.eof_tu};
    const auto seen =
        std::count_if(request.compounds.begin(), request.compounds.end(), [&](const SimulatedCompound& compound) {
            const double time_s = arrival_s(separation, compound.mobility_tu);
            return time_s >= nominal.recording_start_s && time_s <= nominal.run_length_high_s;
        });
    const std::size_t all = request.compounds.size();
    if (2 * std::size_t(seen) >= all) return;
    notes.add("few-arrive", "",
              std::to_string(seen) + " of " + std::to_string(all) +
                  " compounds reach the detector while the run is recorded; see voltage_kv, eof_tu, total_length_mm, "
                  "recording_start_s and run_length_high_s of [separation]");
}

/// A preset that the command line or the file names; "" for none.
std::string preset_of(const SimulationWords& words, const SimulateToml& file, FaultBook& faults) {
    if (!words.preset.empty()) return words.preset;
    if (file.preset.empty() || is_one_of(file.preset, simulate_presets())) return file.preset;
    faults.add_line(file.preset_place + "no preset \"" + quoted_text(file.preset) + "\"; there is: " + preset_list());
    return "tiny";
}

void lay_file(const SimulateToml& file, SimulateParams& params, FaultBook& faults) {
    for (const TomlSetting& setting : file.settings) try {
            set_param(params, setting.stage, setting.key, setting.value);
        } catch (const ParameterError& error) {
            faults.add_line(setting.place + error.what());
        }
}

SimulateToml read_config(const std::string& path, FaultBook& faults) {
    if (path.empty()) return {};
    const auto file = read_simulate_toml(path, param_table(SimulateParams{}), faults);
    if (!file) faults.throw_if_any();
    return *file;
}

std::vector<SimulatedCompound> compounds_of_user(const std::filesystem::path& path, const SimulateParams& params,
                                                 NoteBook& notes) {
    const Geometry& place = geometry(params.separation.geometry);
    const bool anions = place.polarity == Polarity::negative;
    return read_simulated_compounds(path, anions ? ammonium_acetate_50mm : formic_acid_1m, place.polarity, notes);
}

}  // namespace

std::string SimulationRequest::run_name(int run) const {
    const std::string last = std::to_string(params.design.runs), number = std::to_string(run + 1);
    const std::size_t width = std::max<std::size_t>(2, last.size());
    return (preset.empty() ? "run" : preset) + "_" + std::string(width - number.size(), '0') + number;
}

SimulationRequest preset_request(const std::string& preset, std::uint64_t seed) {
    SimulatePreset found = simulate_preset(preset);
    return {.preset = preset, .params = found.params, .compounds = std::move(found.compounds), .seed = seed};
}

SimulationRequest request_of(const SimulationWords& words, NoteBook& notes) {
    if (words.preset.empty() && words.config.empty())
        throw UsageError("--preset is missing; there is: " + preset_list() + "; or give --config FILE.toml");
    const auto typed = typed_values(words);
    FaultBook faults;
    const SimulateToml file = read_config(words.config, faults);
    refuse_other_geometry(words, typed, file);
    SimulationRequest request;
    request.preset = preset_of(words, file, faults);
    request.seed = words.seed.empty() ? file.seed.value_or(1) : whole_number("--seed", words.seed, 0, INT64_MAX);
    request.compound_table = words.compounds.empty() ? file.compounds : std::filesystem::path(words.compounds);

    const std::string place = geometry_of(typed, file);
    if (!request.preset.empty()) {
        SimulatePreset preset = simulate_preset(request.preset, place);
        request.params = preset.params;
        request.compounds = std::move(preset.compounds);
    } else {
        lay_geometry(request.params, place);
    }
    lay_file(file, request.params, faults);
    faults.throw_if_any();
    lay_values(typed, request.params);
    check(request.params);
    if (request.params.design.emit == "peaks" && request.params.mass.spectra == "profile")
        throw UsageError("a study of peak lists has no spectra to be profiles; --design.emit spectra makes them");
    if (!request.compound_table.empty())
        request.compounds = compounds_of_user(request.compound_table, request.params, notes);
    else if (request.preset.empty())
        throw UsageError(quoted_path(words.config) +
                         ": tells neither preset nor compounds; write preset = \"tiny\" (there is: " + preset_list() +
                         "), or compounds = \"FILE\", or give --preset or --compounds");
    note_unseen(request, notes);
    return request;
}

std::string preset_list() {
    std::string text;
    for (const auto name : simulate_presets()) text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

}  // namespace gassan
