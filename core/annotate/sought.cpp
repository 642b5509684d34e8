#include "core/annotate/sought.hpp"

#include "core/base/error.hpp"
#include "core/chem/elements.hpp"
#include "core/chem/formula.hpp"
#include "core/chem/ion.hpp"
#include "core/library/isomer_order.hpp"
#include "core/library/library_names.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace gassan {
namespace {

std::string lowered(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
    return text;
}

std::string usual_ion(Polarity polarity) {
    return polarity == Polarity::negative ? "[M-H]-" : "[M+H]+";
}

/// "[M]+", "[M]2+".
std::string permanent_ion(int charge) {
    const int size = std::abs(charge);
    return std::string("[M]").append(size == 1 ? "" : std::to_string(size)).append(charge > 0 ? "+" : "-");
}

bool of_polarity(int charge, Polarity polarity) {
    return charge == 0 || (charge > 0) == (polarity != Polarity::negative);
}

/// Sets m/z and atoms by formula and ion; false where the molecule does not give this ion.
bool set_ion(SoughtIon& sought, const Formula& molecule, const std::string& ion) {
    const IonSpecies species = parse_ion(ion);
    const Formula atoms = add(add({}, molecule, species.molecules), species.change);
    if (std::any_of(atoms.begin(), atoms.end(), [](const FormulaTerm& term) { return term.count < 0; })) return false;
    sought.ion = ion;
    sought.ion_formula = hill_text(atoms);
    sought.mz = ion_mz(atoms, species.charge);
    return true;
}

bool is_sugar_phosphate(const LibraryCompound& compound) {
    return compound.compound_class == "sugar_phosphate" && compound.measured_by_ce;
}

std::optional<SoughtIon> sought_of(const Compound& compound, Polarity polarity) {
    SoughtIon sought;
    sought.compound_id = compound.compound_id;
    sought.name = compound.name;
    sought.likely = SoughtClass::user;
    const int charge = compound.ion.empty() ? compound.charge : parse_ion(compound.ion).charge;
    if (!of_polarity(charge, polarity)) return {};
    if (!compound.formula.empty()) {
        const Formula molecule = parse_formula(compound.formula);
        if (!set_ion(sought, molecule, compound.ion.empty() ? usual_ion(polarity) : compound.ion)) return {};
    }
    if (std::isfinite(compound.mz)) sought.mz = compound.mz;
    if (sought.ion.empty()) sought.ion = compound.ion;
    if (!std::isfinite(sought.mz)) return {};
    return sought;
}

std::optional<SoughtIon> sought_of(const LibraryCompound& compound, Polarity polarity) {
    SoughtIon sought;
    sought.compound_id = compound.id;
    sought.name = compound.name;
    if (!of_polarity(compound.permanent_charge, polarity)) return {};
    const LibraryMode other = polarity == Polarity::negative ? LibraryMode::cation : LibraryMode::anion;
    if (compound.mode == other) return {};
    const std::string ion =
        compound.permanent_charge == 0 ? usual_ion(polarity) : permanent_ion(compound.permanent_charge);
    if (!set_ion(sought, parse_formula(compound.formula), ion)) return {};
    sought.sugar_phosphate = is_sugar_phosphate(compound);
    sought.likely = compound.mode == LibraryMode::neutral ? SoughtClass::neutral
                    : compound.measured_by_ce             ? SoughtClass::measured_by_ce
                                                          : SoughtClass::listed;
    return sought;
}

const LibraryCompound* same_in_library(const Compound& compound, std::span<const LibraryCompound> library) {
    const std::string id = lowered(compound.compound_id), name = lowered(compound.name);
    for (const LibraryCompound& known : library)
        if (known.id == id || lowered(known.name) == name || (!known.kegg.empty() && known.kegg == compound.kegg))
            return &known;
    return nullptr;
}

const LibraryCompound* in_library(const SoughtIon& ion) {
    const LibraryCompound* const known = find_by_name(ion.compound_id);
    return known || ion.name.empty() ? known : find_by_name(ion.name);
}

void sort_by_mz(std::vector<SoughtIon>& sought) {
    std::sort(sought.begin(), sought.end(), [](const SoughtIon& a, const SoughtIon& b) {
        return std::tuple(a.mz, !a.user, a.compound_id) < std::tuple(b.mz, !b.user, b.compound_id);
    });
}

/// Does a place rise with the signed mobility? Nothing where nobody told the direction of the field.
std::optional<bool> rises_with_mobility(const Frame& frame, const std::optional<SeparationSettings>& separation) {
    if (frame.in_tu) return true;
    if (!separation || !std::isfinite(separation->voltage_kv)) return {};
    return separation->voltage_kv > 0.0;
}

}  // namespace

std::vector<KnownOrder> known_orders(std::span<const SoughtIon> sought, const Frame& frame,
                                     const std::optional<SeparationSettings>& separation) {
    const auto rises = rises_with_mobility(frame, separation);
    if (!rises) return {};
    const LibraryMode mode = frame.polarity == Polarity::negative ? LibraryMode::anion : LibraryMode::cation;
    std::map<const LibraryCompound*, std::vector<std::size_t>> called;
    for (std::size_t i = 0; i < sought.size(); ++i)
        if (const LibraryCompound* const known = in_library(sought[i])) called[known].push_back(i);
    std::vector<KnownOrder> orders;
    for (const IsomerOrder& order : isomer_orders()) {
        if (order.mode != mode || !called.contains(order.faster) || !called.contains(order.slower)) continue;
        // The faster anion has the lower place: mobilities are signed.
        const bool faster_above = (mode == LibraryMode::cation) == *rises;
        for (const std::size_t fast : called[order.faster])
            for (const std::size_t slow : called[order.slower])
                orders.push_back(faster_above ? KnownOrder{slow, fast} : KnownOrder{fast, slow});
    }
    return orders;
}

bool are_isomers(const SoughtIon& a, const SoughtIon& b) {
    if (!a.ion_formula.empty() && !b.ion_formula.empty()) return a.ion_formula == b.ion_formula;
    return std::abs(a.mz - b.mz) < same_mz_da;
}

std::span<const SoughtIon> sought_near(std::span<const SoughtIon> sought, double mz, const AnnotateParams& params) {
    // The tolerance is the ion's, and that of the feature a little less where the ion is the heavier one.
    const double widest = mz_tolerance_da(mz, params) * (1.0 + 1e-4);
    const auto begin = std::lower_bound(sought.begin(), sought.end(), mz - widest,
                                        [](const SoughtIon& ion, double low) { return ion.mz < low; });
    const auto end = std::upper_bound(begin, sought.end(), mz + widest,
                                      [](double high, const SoughtIon& ion) { return high < ion.mz; });
    const auto fits = [&](const SoughtIon& ion) { return std::abs(mz - ion.mz) <= mz_tolerance_da(ion.mz, params); };
    const auto first = std::find_if(begin, end, fits);
    auto last = end;
    while (last != first && !fits(*std::prev(last))) --last;
    return {first, last};
}

double mz_tolerance_da(double mz, const AnnotateParams& params) {
    return std::max(1e-3 * params.mz_tolerance_mda, 1e-6 * params.mz_tolerance_ppm * mz);
}

std::vector<SoughtIon> sought_of_user(std::span<const Compound> user, std::span<const LibraryCompound> library,
                                      const Frame& frame, const AnnotateParams& params) {
    std::vector<SoughtIon> all;
    for (std::size_t i = 0; i < user.size(); ++i) try {
            auto sought = sought_of(user[i], frame.polarity);
            if (!sought) continue;
            sought->user = i;
            sought->place = expected_place(user[i], frame, params);
            if (sought->place.evidence == PlaceEvidence::none)
                if (const LibraryCompound* const known = same_in_library(user[i], library))
                    sought->place = expected_place(*known, frame, params);
            if (const LibraryCompound* const known = in_library(*sought))
                sought->sugar_phosphate = is_sugar_phosphate(*known);
            all.push_back(std::move(*sought));
        } catch (const Error& error) {
            throw Error("compound '" + user[i].compound_id + "': " + error.what());
        }
    sort_by_mz(all);
    return all;
}

std::vector<SoughtIon> sought_of_library(std::span<const LibraryCompound> library, std::span<const Compound> user,
                                         const Frame& frame, const AnnotateParams& params) {
    std::set<std::string> names, numbers;
    for (const Compound& compound : user) {
        names.insert(lowered(compound.compound_id));
        names.insert(lowered(compound.name));
        for (const std::string& number : {compound.kegg, compound.hmdb})
            if (!number.empty()) numbers.insert(number);
    }
    std::vector<SoughtIon> all;
    for (const LibraryCompound& compound : library) {
        if (names.contains(lowered(compound.id)) || names.contains(lowered(compound.name)) ||
            numbers.contains(compound.kegg) || numbers.contains(compound.hmdb))
            continue;
        auto sought = sought_of(compound, frame.polarity);
        if (!sought) continue;
        sought->place = expected_place(compound, frame, params);
        all.push_back(std::move(*sought));
    }
    sort_by_mz(all);
    return all;
}

std::vector<SoughtIon> merged(std::vector<SoughtIon> one, std::vector<SoughtIon> other) {
    one.insert(one.end(), std::make_move_iterator(other.begin()), std::make_move_iterator(other.end()));
    sort_by_mz(one);
    return one;
}

}  // namespace gassan
