#include "core/library/mass_index.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <string>

namespace gassan {
namespace {

/// Does a molecule have the atoms that the ion loses? Of many molecules at once.
bool can_become(const Formula& molecule, const Adduct& ion) {
    if (molecule.empty()) return true;
    for (const FormulaTerm& change : ion.species.change) {
        if (change.count >= 0) continue;
        int atoms = 0;
        for (const FormulaTerm& term : molecule)
            if (term.element == change.element) atoms = term.count * ion.species.molecules;
        if (atoms + change.count < 0) return false;
    }
    return true;
}

void search_ion(const MassIndex& index, const Adduct& ion, std::uint32_t which, double mz, const MzWindow& window,
                std::vector<MassHit>& hits) {
    const double charge = std::abs(ion.species.charge), molecules = ion.species.molecules;
    const auto mass_of = [&](double at_mz) { return (at_mz * charge - ion.mass_shift_da) / molecules; };
    const double width = window.width(mz);
    // A hair wider than the window: the true test is that of the m/z below, so that rounding decides nothing.
    const double low = mass_of(mz - width) - 1e-9, high = mass_of(mz + width) + 1e-9;
    const auto begin = std::lower_bound(index.masses_da.begin(), index.masses_da.end(), low);
    for (auto at = begin; at != index.masses_da.end() && *at <= high; ++at) {
        const auto row = std::size_t(at - index.masses_da.begin());
        if (index.charges[row] != ion.molecule_charge) continue;
        const double theirs = (molecules * *at + ion.mass_shift_da) / charge;
        if (!(theirs > 0.0) || std::abs(mz - theirs) > width) continue;
        if (!can_become(index.formulas[index.entries[row]], ion)) continue;
        hits.push_back({index.entries[row], which, theirs, (mz / theirs - 1.0) * 1e6});
    }
}

}  // namespace

MassIndex mass_index(std::span<const MassEntry> entries) {
    for (std::size_t i = 0; i < entries.size(); ++i)
        require(std::isfinite(entries[i].mass_da) && entries[i].mass_da > 0.0 &&
                    std::abs(entries[i].permanent_charge) <= 100,
                "mass index, entry " + std::to_string(i + 1) + ": needs a mass above 0 Da and a charge within 100");
    MassIndex index;
    index.entries.resize(entries.size());
    std::iota(index.entries.begin(), index.entries.end(), 0u);
    std::stable_sort(index.entries.begin(), index.entries.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return entries[a].mass_da < entries[b].mass_da; });
    for (const std::uint32_t entry : index.entries) {
        index.masses_da.push_back(entries[entry].mass_da);
        index.charges.push_back(std::int8_t(entries[entry].permanent_charge));
    }
    for (const MassEntry& entry : entries) index.formulas.push_back(entry.formula);
    return index;
}

std::vector<MassHit> search_mass(const MassIndex& index, std::span<const Adduct> ions, double mz,
                                 const MzWindow& window) {
    std::vector<MassHit> hits;
    for (std::size_t ion = 0; ion < ions.size(); ++ion)
        search_ion(index, ions[ion], std::uint32_t(ion), mz, window, hits);
    return hits;
}

std::vector<MassHit> within_mobility(std::span<const MassHit> hits, std::span<const double> mobilities_tu,
                                     double seen_tu, double share) {
    std::vector<MassHit> kept;
    for (const MassHit& hit : hits)
        if (std::abs(mobilities_tu[hit.entry] - seen_tu) <= share * std::abs(seen_tu)) kept.push_back(hit);
    return kept;
}

}  // namespace gassan
