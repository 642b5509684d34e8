#include "core/quantify/isotopologue.hpp"

#include "core/base/error.hpp"
#include "core/base/fields.hpp"
#include "core/chem/isotopes.hpp"

#include <cmath>
#include <cstdlib>

namespace gassan {
namespace {

constexpr double parted_widths = 0.8;  // lines further apart than this are two centroids
constexpr double linear_share = 0.2;   // of the ceiling
// From foot to foot a clipped peak is as wide as its unclipped one from 0.1 % to 0.1 % of the height: 3.2 widths.
constexpr double clipped_foot_widths = 3.0;
constexpr double apex_sd_widths = 0.25;  // the flat top tells its middle no better

}  // namespace

std::optional<Isotopologue> isotopologue_of(const Formula& molecule, const IonSpecies& ion, int nucleons,
                                            double resolving_power) {
    require(resolving_power > 0.0, "a resolving power of " + number_text(resolving_power) + " is not above 0");
    const double mono_mz = ion_mz(molecule, ion);
    const Formula atoms = add(add({}, molecule, ion.molecules), ion.change);
    const double charges = std::abs(ion.charge);
    const double merge_da = parted_widths * charges * mono_mz / resolving_power;
    const std::vector<IsotopeLine> lines = isotope_pattern(atoms, std::min(merge_da, 0.4));
    const IsotopeLine* mono = nullptr;
    const IsotopeLine* strongest = nullptr;
    for (const IsotopeLine& line : lines) {
        if (line.shift == 0 && (!mono || line.abundance > mono->abundance)) mono = &line;
        if (line.shift == nucleons && (!strongest || line.abundance > strongest->abundance)) strongest = &line;
    }
    if (!mono || !strongest) return std::nullopt;
    return Isotopologue{nucleons, (strongest->mass_da - mono->mass_da) / charges,
                        strongest->abundance / mono->abundance};
}

IsotopologueCell measure_isotopologue(const RunArchive& archive, const Cell& mono, double mono_mz,
                                      const Isotopologue& isotopologue, const TraceParams& trace_params,
                                      const PeakParams& peak_params, const MatchParams& match_params) {
    ExpectedPeak expected;
    expected.mz = mono_mz + isotopologue.mz_step;
    expected.time_s = mono.mt_s;
    expected.fwhm_s = (mono.end_s - mono.begin_s) / clipped_foot_widths;
    expected.time_sd_s = apex_sd_widths * expected.fwhm_s;
    expected.front_s = mono.mt_s - mono.begin_s;
    expected.tail_s = mono.end_s - mono.mt_s;
    return {isotopologue, fill_gap(archive, expected, trace_params, peak_params, match_params)};
}

std::optional<IsotopologueCell> unsaturated_isotopologue(const RunArchive& archive, const Cell& mono, double mono_mz,
                                                         const Formula& molecule, const IonSpecies& ion,
                                                         const TraceParams& trace_params, const PeakParams& peak_params,
                                                         const MatchParams& match_params) {
    for (int nucleons = 1; nucleons <= most_nucleons; ++nucleons) {
        const auto isotopologue = isotopologue_of(molecule, ion, nucleons);
        if (!isotopologue) continue;
        const IsotopologueCell measured =
            measure_isotopologue(archive, mono, mono_mz, *isotopologue, trace_params, peak_params, match_params);
        if (measured.cell.kind == CellKind::filled && measured.cell.height < linear_share * archive.noise.ceiling)
            return measured;
    }
    return std::nullopt;
}

}  // namespace gassan
