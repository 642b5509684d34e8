#include "cli/simulation_study.hpp"

#include "cli/simulation_tables.hpp"
#include "core/chem/formula.hpp"
#include "core/chem/ion.hpp"
#include "core/param_table.hpp"
#include "core/simulate/geometry.hpp"
#include "core/simulate/migration.hpp"

#include <cmath>
#include <cstdlib>

namespace gassan {
namespace {

struct MainIon {
    std::string ion;
    int charge = 1;
    double mz = 0.0;
};

MainIon main_ion(const SimulatedCompound& compound, const Geometry& place) {
    const int fixed_charge = compound.permanent_charge;
    const std::string times = std::abs(fixed_charge) > 1 ? std::to_string(std::abs(fixed_charge)) : "";
    const std::string text = fixed_charge != 0  ? "[M]" + times + (fixed_charge > 0 ? "+" : "-")
                             : place.sign() > 0 ? "[M+H]+"
                                                : "[M-H]-";
    const IonSpecies ion = parse_ion(text);
    return {text, ion.charge, ion_mz(parse_formula(compound.formula), ion)};
}

/// A marker with the time at which the nominal separation brings it, give or take what capillaries differ by; nothing
/// for one that never comes.
std::string marker_line(const SimulationRequest& request, const SimulatedCompound& marker, const Geometry& place) {
    const MigrationParams& separation = request.params.separation;
    const Separation nominal{.voltage_kv = separation.voltage_kv,
                             .length_mm = separation.total_length_mm,
                             .ramp_s = separation.ramp_s,
                             .eof_tu = separation.eof_tu};
    if (!std::isfinite(arrival_s(nominal, marker.mobility_tu))) return {};
    const ArrivalWindow window = arrival_window(nominal, marker.mobility_tu);
    return "    {name = \"" + marker.name + "\", mz = " + fixed_text(main_ion(marker, place).mz, 6) +
           ", mobility_tu = " + fixed_text(marker.mobility_tu, 3) + ", time_s = [" + fixed_text(window.begin_s, 1) +
           ", " + fixed_text(window.end_s, 1) + "]},\n";
}

}  // namespace

std::string simulated_compounds_tsv(const SimulationRequest& request) {
    const Geometry& place = geometry(request.params.separation.geometry);
    std::string text = tsv_row({"compound_id", "name", "formula", "ion", "charge", "mz", "mobility_tu", "role"});
    for (const auto& compound : request.compounds) {
        const MainIon main = main_ion(compound, place);
        text += tsv_row({compound.compound_id, compound.name, compound.formula, main.ion, std::to_string(main.charge),
                         fixed_text(main.mz, 6), digits_text(compound.mobility_tu), compound.role});
    }
    return text;
}

std::string simulated_study_toml(const SimulationRequest& request) {
    const MigrationParams& separation = request.params.separation;
    const Geometry& place = geometry(separation.geometry);
    std::string markers;
    for (const auto& compound : request.compounds)
        if (compound.role == "marker") markers += marker_line(request, compound, place);
    const std::string name = request.preset.empty() ? "simulated" : request.preset;
    return "[study]\nname = \"" + name + ", seed " + std::to_string(request.seed) +
           "\"\nsamples = \"samples.tsv\"\ncompounds = \"compounds.tsv\"\npolarity = \"" +
           (place.sign() > 0 ? "positive" : "negative") + "\"\n\n[separation]\n" +
           "voltage_kv = " + field_text(separation.voltage_kv) +
           "\ntotal_length_mm = " + field_text(separation.total_length_mm) +
           "\nramp_s = " + field_text(separation.ramp_s) + "\n" +
           (markers.empty() ? "" : "markers = [\n" + markers + "]\n");
}

std::string simulation_toml(const SimulationRequest& request, const std::string& compound_table) {
    std::string text = "# How this study was made. `gassan simulate --config simulation.toml -o DIR` makes it again.\n";
    if (!request.preset.empty()) text += "preset = \"" + request.preset + "\"\n";
    text += "seed = " + std::to_string(request.seed) + "\n";
    if (!compound_table.empty()) text += "compounds = \"" + compound_table + "\"\n";
    for (const ParamStage& stage : param_table(request.params)) {
        text += "\n[" + stage.name + "]  # " + stage.text + "\n";
        for (const ParamRow& row : stage.rows)
            text += row.key + " = " + param_text(row.value) + "  # " +
                    (row.note.unit.empty() ? "" : std::string(row.note.unit) + "; ") + std::string(row.note.text) +
                    "\n";
    }
    return text;
}

}  // namespace gassan
