#include "io/study/write_simulation.hpp"

#include "core/chem/formula.hpp"
#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>
#include <system_error>
#include <tuple>
#include <vector>

namespace gassan {
namespace {

/// A number with so many decimals; '.' in every locale.
std::string fixed(double value, int decimals) {
    char buffer[400];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals).ptr};
}

/// A number with seven digits.
std::string digits(double value) {
    char buffer[40];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 7).ptr};
}

std::string row(std::initializer_list<std::string> cells) {
    std::string line;
    for (const auto& cell : cells) line += (line.empty() ? "" : "\t") + cell;
    return line + "\n";
}

std::string run_name(const SimulationRequest& request, int run) {
    const std::string last = std::to_string(request.study.params.design.runs), number = std::to_string(run + 1);
    const std::size_t width = std::max<std::size_t>(2, last.size());
    return request.preset + "_" + std::string(width - number.size(), '0') + number;
}

std::string truth_tsv(std::span<const TrueIon> ions) {
    std::string text =
        row({"compound_id", "kind", "mz", "mt_s", "area", "height", "mobility_tu", "ion", "isotope", "snr", "a1_s",
             "fwhm_s", "area_emitted", "height_emitted", "distortion", "concentration_um"});
    for (const TrueIon& ion : ions)
        text += row({ion.compound_id, ion.kind, fixed(ion.mz, 6), fixed(ion.mt_s, 3), digits(ion.area),
                     digits(ion.height), digits(ion.mobility_tu), ion.ion, std::to_string(ion.isotope),
                     std::isfinite(ion.snr) ? digits(ion.snr) : "", fixed(ion.a1_s, 3), fixed(ion.fwhm_s, 3),
                     digits(ion.area_emitted), digits(ion.height_emitted), digits(ion.distortion),
                     digits(ion.concentration_um)});
    return text;
}

std::string planned_samples_tsv(const SimulationRequest& request, std::span<const SimulatedSample> samples) {
    std::string text =
        row({"file", "sample_id", "type", "injection_order", "batch", "capillary", "polarity", "group", "specimen_id"});
    for (int run = 0; run < request.study.params.design.runs; ++run) {
        const std::string name = run_name(request, run);
        const SimulatedSample& sample = samples[std::size_t(run)];
        text += row({"runs/" + name + ".mzML", name, std::string(sample_type_name(sample.type)),
                     std::to_string(run + 1), "1", "1", "positive", sample.group, sample.specimen_id});
    }
    return text;
}

/// Every vial once, specimens before pool and blank.
std::vector<const SimulatedSample*> vials_of(std::span<const SimulatedSample> samples) {
    const auto rank = [](const SimulatedSample& sample) {
        return std::tuple(sample.type, sample.group, sample.specimen_id.size(), sample.specimen_id);
    };
    std::vector<const SimulatedSample*> vials;
    for (const SimulatedSample& sample : samples) vials.push_back(&sample);
    std::sort(vials.begin(), vials.end(), [&](const auto* a, const auto* b) { return rank(*a) < rank(*b); });
    const auto same = [](const auto* a, const auto* b) { return a->specimen_id == b->specimen_id; };
    vials.erase(std::unique(vials.begin(), vials.end(), same), vials.end());
    return vials;
}

std::string concentrations_tsv(std::span<const SimulatedCompound> compounds, std::span<const SimulatedSample> samples) {
    const auto vials = vials_of(samples);
    std::string text = "compound_id\trole\tcontrol_um\ttreated_um\tfold_change\tabsent_share";
    for (const SimulatedSample* vial : vials) text += "\t" + vial->specimen_id;
    text += "\n";
    for (std::size_t k = 0; k < compounds.size(); ++k) {
        const SimulatedCompound& one = compounds[k];
        const bool in_both = one.concentration_um > 0.0;
        text += one.compound_id + "\t" + one.role + "\t" + digits(one.concentration_um) + "\t" +
                digits(one.treated_um) + "\t" + (in_both ? digits(one.treated_um / one.concentration_um) : "") + "\t" +
                digits(one.absent_share);
        for (const SimulatedSample* vial : vials) text += "\t" + digits(vial->concentration_um[k]);
        text += "\n";
    }
    return text;
}

std::string samples_tsv(const SimulationRequest& request) {
    std::string text = row({"file", "sample_id", "type", "injection_order", "batch", "capillary", "polarity"});
    for (int run = 0; run < request.study.params.design.runs; ++run) {
        const std::string name = run_name(request, run);
        text += row({"runs/" + name + ".mzML", name, "sample", std::to_string(run + 1), "1", "1", "positive"});
    }
    return text;
}

struct MainIon {
    std::string ion;
    int charge = 1;
    double mz = 0.0;
};

MainIon main_ion(const SimulatedCompound& compound) {
    const Formula molecule = parse_formula(compound.formula);
    if (compound.permanent_charge > 0) {
        const int charge = compound.permanent_charge;
        return {charge == 1 ? "[M]+" : "[M]" + std::to_string(charge) + "+", charge, ion_mz(molecule, charge)};
    }
    return {"[M+H]+", 1, ion_mz(add(molecule, parse_formula("H")), 1)};
}

std::string compounds_tsv(std::span<const SimulatedCompound> compounds) {
    std::string text = row({"compound_id", "name", "formula", "ion", "charge", "mz", "mobility_tu", "role"});
    for (const auto& compound : compounds) {
        const MainIon main = main_ion(compound);
        text += row({compound.compound_id, compound.name, compound.formula, main.ion, std::to_string(main.charge),
                     fixed(main.mz, 6), digits(compound.mobility_tu), compound.role});
    }
    return text;
}

std::string study_toml(const SimulationRequest& request) {
    const SimulateParams& params = request.study.params;
    std::string markers;
    for (const auto& compound : request.study.compounds) {
        if (compound.role != "marker") continue;
        // Where the nominal separation brings it, give or take what capillaries differ by.
        const double time_s = arrival_s({.voltage_kv = params.separation.voltage_kv,
                                         .length_mm = params.separation.total_length_mm,
                                         .ramp_s = params.separation.ramp_s,
                                         .eof_tu = params.separation.eof_tu},
                                        compound.mobility_tu);
        markers += "    {name = \"" + compound.name + "\", mz = " + fixed(main_ion(compound).mz, 6) +
                   ", mobility_tu = " + fixed(compound.mobility_tu, 3) + ", time_s = [" + fixed(0.8 * time_s, 1) +
                   ", " + fixed(1.25 * time_s, 1) + "]},\n";
    }
    return "[study]\nname = \"" + request.preset + ", seed " + std::to_string(request.seed) +
           "\"\nsamples = \"samples.tsv\"\ncompounds = \"compounds.tsv\"\npolarity = \"positive\"\n\n[separation]\n" +
           "voltage_kv = " + field_text(params.separation.voltage_kv) +
           "\ntotal_length_mm = " + field_text(params.separation.total_length_mm) +
           "\nramp_s = " + field_text(params.separation.ramp_s) + "\n" +
           (markers.empty() ? "" : "markers = [\n" + markers + "]\n");
}

std::string simulation_toml(const SimulationRequest& request) {
    std::string text = "preset = \"" + request.preset + "\"\nseed = " + std::to_string(request.seed) + "\n";
    SimulateParams::stages(request.study.params, [&](std::string_view table, const auto& stage, std::string_view) {
        text += "\n[" + std::string(table) + "]\n";
        std::decay_t<decltype(stage)>::fields(
            stage, [&](std::string_view key, const auto& value, const FieldNote& note) {
                text += std::string(key) + " = " + field_text(value) + "  # ";
                text += (note.unit.empty() ? "" : std::string(note.unit) + "; ") + std::string(note.text) + "\n";
            });
    });
    return text;
}

std::string run_row(const std::string& name, const SimulatedRun& simulated, const StudyConditions& study) {
    const RunConditions& run = simulated.conditions;
    const Separation& s = run.separation;
    return row({name, digits(s.eof_tu), digits(s.eof_drift_tu_per_s * 1000.0), digits(s.field_factor),
                digits(run.trigger_offset_s), digits(run.injection), digits(run.external_sigma_mm),
                digits(run.sheath_tau_s), fixed(run.zones[0].centre_s, 2), fixed(run.zones[1].centre_s, 2),
                fixed(run.zones[2].centre_s, 2), digits(s.failure_end_s - s.failure_begin_s), digits(study.rate_hz),
                digits(study.gain), digits(study.threshold), std::to_string(study.background.size()),
                digits(study.singletons_per_scan)});
}

void make_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw EnvironmentError(quoted_path(folder) + ": cannot make the folder: " + error.message());
}

void write_run(const std::filesystem::path& path, MzmlWriteOptions options, const std::string& name, const Run& run) {
    options.run_id = name;
    std::size_t scan = 0;
    write_mzml(path, options, run.scans(), [&](Spectrum& spectrum) {
        if (scan == run.scans()) return false;
        spectrum.index = scan;
        spectrum.id = "scan=" + std::to_string(scan + 1);
        spectrum.time_s = run.scan_time_s[scan];
        spectrum.ms_level = 1;
        spectrum.polarity = run.polarity;
        spectrum.representation = Representation::centroid;
        const auto mz = run.scan_mz(scan);
        const auto intensity = run.scan_intensity(scan);
        spectrum.mz.assign(mz.begin(), mz.end());
        spectrum.intensity.assign(intensity.begin(), intensity.end());
        ++scan;
        return true;
    });
}

}  // namespace

SimulationSummary write_simulation(const std::filesystem::path& folder, const SimulationRequest& request,
                                   const SimulationProgress& progress) {
    const auto& [params, compounds] = request.study;
    check(params);
    const StudyConditions study = draw_study(params, compounds, request.seed);
    make_folder(folder / "runs");
    make_folder(folder / "truth");
    const auto runs = std::size_t(params.design.runs);
    SimulationSummary summary{.runs = runs, .compounds = compounds.size()};
    std::string conditions =
        row({"sample_id", "eof_tu", "eof_drift_tu_per_1000s", "field_factor", "trigger_offset_s", "injection",
             "external_sigma_mm", "sheath_tau_s", "potassium_zone_s", "sodium_zone_s", "eof_zone_s",
             "current_failure_s", "rate_hz", "gain", "threshold", "background_ions", "singletons_per_scan"});
    for (std::size_t i = 0; i < runs; ++i) {
        if (progress) progress(i, runs);
        const std::string name = run_name(request, int(i));
        const SimulatedRun simulated = simulate_run(params, study, compounds, request.seed, std::uint32_t(i));
        write_run(folder / "runs" / (name + ".mzML"), request.mzml, name, simulated.run);
        write_file_atomically(folder / "truth" / (name + ".tsv"), truth_tsv(simulated.truth));
        conditions += run_row(name, simulated, study);
        summary.ions += simulated.truth.size();
        summary.scans += simulated.run.scans();
        summary.centroids += simulated.run.mz.size();
    }
    write_file_atomically(folder / "simulation.toml", simulation_toml(request));
    write_file_atomically(folder / "simulation_runs.tsv", conditions);
    write_file_atomically(folder / "compounds.tsv", compounds_tsv(compounds));
    const bool planned = params.design.plan != "lone";
    if (planned)
        write_file_atomically(folder / "simulation_concentrations.tsv", concentrations_tsv(compounds, study.samples));
    write_file_atomically(folder / "samples.tsv",
                          planned ? planned_samples_tsv(request, study.samples) : samples_tsv(request));
    write_file_atomically(folder / "study.toml", study_toml(request));
    if (progress) progress(runs, runs);
    return summary;
}

}  // namespace gassan
