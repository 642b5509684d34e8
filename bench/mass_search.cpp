/// \file
/// A mass search of the size of HMDB: 114,202 compounds as several ions against 5,000 features, on one core, building
/// of the index included. Argument 1 is a list that `gassan library import` reads (the HMDB list as JSON); without it a
/// list of the same size is made. The answer is asserted by brute force on a part before a figure is printed.

#include "core/library/library.hpp"
#include "core/library/mass_index.hpp"
#include "io/library/import_compounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <stdexcept>
#include <string>
#include <vector>

using namespace gassan;

namespace {

constexpr std::size_t compounds_wanted = 114202, features_wanted = 5000;
constexpr double most_s = 2.0;

double cpu_s() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

/// Formulas of the library with up to 70 CH2 more: as dense in mass as a list of lipids.
std::vector<std::string> made_formulas() {
    std::vector<std::string> formulas;
    const Formula step = parse_formula("CH2");
    for (int more = 0; formulas.size() < compounds_wanted; ++more)
        for (const LibraryCompound& one : library())
            if (formulas.size() < compounds_wanted)
                formulas.push_back(hill_text(add(parse_formula(one.formula), step, more)));
    return formulas;
}

std::vector<std::string> formulas_of(const char* list) {
    FaultBook faults;
    NoteBook notes;
    std::vector<std::string> formulas;
    for (const ImportedCompound& one : import_compounds(list, {}, faults, notes).compounds)
        formulas.push_back(one.compound.formula);
    faults.throw_if_any();
    return formulas;
}

std::size_t brute_force(const std::vector<MassEntry>& entries, const std::vector<Adduct>& ions, double mz,
                        const MzWindow& window) {
    std::size_t hits = 0;
    for (const Adduct& ion : ions)
        for (const MassEntry& entry : entries) {
            const Formula atoms = add(add({}, entry.formula, ion.species.molecules), ion.species.change);
            const bool there = std::all_of(atoms.begin(), atoms.end(), [](const auto& term) { return term.count > 0; });
            if (entry.permanent_charge == ion.molecule_charge && there &&
                std::abs(ion_mz(atoms, ion.species.charge) - mz) <= window.width(mz))
                ++hits;
        }
    return hits;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> formulas = argc > 1 ? formulas_of(argv[1]) : made_formulas();
    constexpr std::array kinds{AdductKind::main, AdductKind::adduct, AdductKind::fragment, AdductKind::multiple,
                               AdductKind::multimer};
    const std::vector<Adduct> ions = adducts_of(Polarity::positive, kinds);
    const MzWindow window{.da = 0.002, .ppm = 10.0};

    const double begun = cpu_s();
    std::vector<MassEntry> entries;
    for (const std::string& formula : formulas) {
        const Formula atoms = parse_formula(formula);
        entries.push_back({monoisotopic_mass_da(atoms), 0, atoms});
    }
    const double parsed = cpu_s();
    const MassIndex index = mass_index(entries);
    const double built = cpu_s();
    std::vector<double> features;
    for (std::size_t i = 0; i < features_wanted; ++i)
        features.push_back(entries[i * 7919 % entries.size()].mass_da + ions[i % ions.size()].mass_shift_da);
    std::size_t hits = 0;
    for (const double mz : features)
        if (mz > 0.0) hits += search_mass(index, ions, mz, window).size();
    const double searched = cpu_s();

    for (std::size_t i = 0; i < 5; ++i)
        if (search_mass(index, ions, features[i * 991], window).size() !=
            brute_force(entries, ions, features[i * 991], window))
            throw std::runtime_error("the index and brute force disagree");
    fmt::print(
        "{} compounds, {} ions, {} features: {} hits; formulas {:.3f} s, index {:.3f} s, search {:.3f} s CPU, "
        "together {:.3f} s\n",
        entries.size(), ions.size(), features.size(), hits, parsed - begun, built - parsed, searched - built,
        searched - begun);
    if (searched - begun > most_s) {
        fmt::print("slower than {} s\n", most_s);
        return 1;
    }
    return 0;
}
