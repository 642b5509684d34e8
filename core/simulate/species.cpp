#include "core/simulate/species.hpp"

#include "core/chem/formula.hpp"
#include "core/chem/ion.hpp"
#include "core/chem/isotopes.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

/// All isotope lines of one ion as this instrument can part them.
void add_lines(std::vector<EmittedLine>& species, const SimulateParams& params, const Formula& ion_formula, int charge,
               const EmittedLine& model) {
    constexpr double rarest = 1e-4;
    const double merge_da = params.mass.merge_fwhm * mass_width(params, ion_mz(ion_formula, charge)) * std::abs(charge);
    for (const auto& line : isotope_pattern(ion_formula, merge_da, rarest)) {
        EmittedLine one = model;
        one.isotope = line.shift;
        one.mz = ion_mz(line.mass_da, charge);
        one.share = model.share * line.abundance;
        if (model.kind == "M") one.kind.append(std::to_string(line.shift));
        if (one.mz >= params.mass.mz_low && one.mz <= params.mass.mz_high) species.push_back(std::move(one));
    }
}

/// The atoms of an ion species of this molecule; empty where the molecule lacks atoms that the ion loses.
Formula atoms_of(const Formula& molecule, const IonSpecies& ion) {
    Formula atoms;
    for (int i = 0; i < ion.molecules; ++i) atoms = add(atoms, molecule);
    atoms = add(atoms, ion.change);
    const bool whole = std::all_of(atoms.begin(), atoms.end(), [](const FormulaTerm& term) { return term.count > 0; });
    return whole ? atoms : Formula{};
}

std::string permanent_ion(int charge) {
    const std::string times = std::abs(charge) > 1 ? std::to_string(std::abs(charge)) : "";
    return "[M]" + times + (charge > 0 ? "+" : "-");
}

/// "[M+H]+" less a loss: "[M+H-HCOOH]+".
std::string less(const std::string& ion, const std::string& loss) {
    const auto bracket = ion.find(']');
    return ion.substr(0, bracket) + "-" + loss + ion.substr(bracket);
}

}  // namespace

double mass_width(const SimulateParams& params, double mz) {
    return mz / std::max(params.mass.resolution_floor, params.mass.resolution_at_622 * std::sqrt(mz / 622.0));
}

std::vector<EmittedLine> draw_species(const SimulateParams& params, const Geometry& geometry,
                                      const SimulatedCompound& compound, RandomStream& random) {
    const IonParams& ions = params.ions;
    const double sodium =
        draw_log_normal(random, 0.5 * std::log(ions.sodium_low * ions.sodium_high), ions.sodium_log_sd);
    const bool twice = ions.double_charge_low > 0.0;
    const double second = twice ? draw_log_uniform(random, ions.double_charge_low, ions.double_charge_high) : 0.0;
    std::vector<EmittedLine> species;
    const Formula molecule = parse_formula(compound.formula);
    const bool permanent = compound.permanent_charge != 0, positive = geometry.sign() > 0;
    if (permanent && (compound.permanent_charge > 0) != positive) return species;
    const auto emit = [&](const std::string& ion, const EmittedLine& model) {
        const IonSpecies kind = parse_ion(ion);
        const Formula atoms = atoms_of(molecule, kind);
        if (atoms.empty() || model.share <= 0.0) return;
        EmittedLine line = model;
        line.ion = ion;
        add_lines(species, params, atoms, kind.charge, line);
    };
    const std::string main = permanent ? permanent_ion(compound.permanent_charge) : positive ? "[M+H]+" : "[M-H]-";
    emit(main, {.kind = "M", .share = 1.0});
    if (!permanent) {
        emit(positive ? "[M+Na]+" : "[M-2H+Na]-", {.kind = "adduct", .share = sodium, .loves_salt = true});
        emit(positive ? "[2M+H]+" : "[2M-H]-", {.kind = "adduct", .share = ions.dimer_per_mm, .dimer = true});
        if (compound.double_charge)
            emit(positive ? "[M+2H]2+" : "[M-2H]2-", {.kind = "multiply_charged", .share = second});
    }
    for (const auto& loss : compound.losses) {
        if (ions.fragment_low <= 0.0) break;
        emit(less(main, loss),
             {.kind = "fragment", .share = draw_log_uniform(random, ions.fragment_low, ions.fragment_high)});
    }
    return species;
}

}  // namespace gassan
