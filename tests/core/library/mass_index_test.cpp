#include "core/library/mass_index.hpp"

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/library/library.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

std::vector<MassEntry> library_entries() {
    std::vector<MassEntry> entries;
    for (const LibraryCompound& one : library())
        entries.push_back({one.monoisotopic_mass_da, one.permanent_charge, parse_formula(one.formula)});
    return entries;
}

struct TriedIon {
    std::uint32_t ion, entry;
    double mz;
};

/// Every compound as every ion, from atoms: nothing is sorted and no shift is used.
std::vector<TriedIon> all_ions(std::span<const MassEntry> entries, std::span<const Adduct> ions) {
    std::vector<TriedIon> all;
    for (std::uint32_t ion = 0; ion < ions.size(); ++ion)
        for (std::uint32_t entry = 0; entry < entries.size(); ++entry) {
            if (entries[entry].permanent_charge != ions[ion].molecule_charge) continue;
            try {
                all.push_back({ion, entry, ion_mz(entries[entry].formula, ions[ion].species)});
            } catch (const Error&) {  // it has not the atoms
            }
        }
    return all;
}

std::set<std::pair<std::uint32_t, std::uint32_t>> by_brute_force(std::span<const TriedIon> tried, double mz,
                                                                 double width) {
    std::set<std::pair<std::uint32_t, std::uint32_t>> hits;
    for (const TriedIon& one : tried)
        if (std::abs(one.mz - mz) <= width) hits.emplace(one.ion, one.entry);
    return hits;
}

}  // namespace

TEST_CASE("mass index: finds what trying every compound as every ion finds", "[library][mass_index]") {
    std::vector<MassEntry> entries = library_entries();
    // From the formula, not from the rounded column: an edge of the window is then the same for both.
    for (MassEntry& entry : entries) entry.mass_da = monoisotopic_mass_da(entry.formula);
    const MassIndex index = mass_index(entries);
    const std::vector<TriedIon> tried = all_ions(entries, adducts());
    const MzWindow window = GENERATE(MzWindow{0.002, 10.0}, MzWindow{0.05, 1.0}, MzWindow{0.0, 3.0});
    std::size_t found = 0;
    for (const std::uint32_t row : {3u, 100u, 500u, 801u, 1200u, 1501u})
        for (std::size_t ion = 0; ion < adducts().size(); ion += 7) {
            const double mz = (adducts()[ion].species.molecules * entries[row].mass_da + adducts()[ion].mass_shift_da) /
                              std::abs(adducts()[ion].species.charge) * (1.0 + 1e-6 * (int(ion) % 5 - 2));
            CAPTURE(row, ion, mz, window.da);
            std::set<std::pair<std::uint32_t, std::uint32_t>> ours;
            for (const MassHit& hit : search_mass(index, adducts(), mz, window)) {
                CHECK(ours.emplace(hit.ion, hit.entry).second);
                CHECK_THAT(hit.mz, WithinAbs(ion_mz(entries[hit.entry].formula, adducts()[hit.ion].species), 1e-9));
                CHECK_THAT(hit.error_ppm, WithinAbs((mz / hit.mz - 1.0) * 1e6, 1e-9));
            }
            CHECK(ours == by_brute_force(tried, mz, window.width(mz)));
            found += ours.size();
        }
    CHECK(found > 40);
}

TEST_CASE("mass index: the wider of the two tolerances holds, and its edge belongs to it", "[library][mass_index]") {
    CHECK(MzWindow{0.002, 10.0}.width(61.04) == 0.002);
    CHECK_THAT((MzWindow{0.002, 10.0}.width(808.1)), WithinRel(0.008081, 1e-12));
    const std::vector<MassEntry> entries{{100.0, 0, {}}};
    const MassIndex index = mass_index(entries);
    const std::vector<Adduct> ions{adduct_named("[M+H]+")};
    const double mz = 100.0 + ions[0].mass_shift_da;
    CHECK(search_mass(index, ions, mz + 0.0019999, {0.002, 0.0}).size() == 1);
    CHECK(search_mass(index, ions, mz - 0.0019999, {0.002, 0.0}).size() == 1);
    CHECK(search_mass(index, ions, mz + 0.0020001, {0.002, 0.0}).empty());
    CHECK(search_mass(index, ions, mz, {0.0, 0.0}).size() == 1);
}

TEST_CASE("mass index: charge and atoms of a molecule decide which ions it makes", "[library][mass_index]") {
    // Choline C5H14NO+ and a made neutral molecule that is one proton lighter.
    const std::vector<MassEntry> entries{{104.107539, 1, parse_formula("C5H14NO")},
                                         {103.099714, 0, parse_formula("C5H13NO")},
                                         {120.02466, 0, parse_formula("C4H8O2S")}};
    const MassIndex index = mass_index(entries);
    const auto hits = search_mass(index, adducts(), 104.10699, {0.001, 0.0});
    REQUIRE(hits.size() == 2);
    CHECK(adducts()[hits[0].ion].ion == "[M+H]+");
    CHECK(hits[0].entry == 1);
    CHECK(adducts()[hits[1].ion].ion == "[M]+");
    CHECK(hits[1].entry == 0);
    // It has no nitrogen to lose as ammonia.
    const double without_ammonia = 120.02466 + adduct_named("[M+H-NH3]+").mass_shift_da;
    CHECK(search_mass(index, adducts(), without_ammonia, {0.001, 0.0}).empty());
    const double without_water = 120.02466 + adduct_named("[M+H-H2O]+").mass_shift_da;
    CHECK(search_mass(index, adducts(), without_water, {0.001, 0.0}).size() == 1);
}

TEST_CASE("mass index: nothing and the impossible", "[library][mass_index][edge]") {
    CHECK(search_mass(mass_index({}), adducts(), 100.0, {}).empty());
    const MassIndex index = mass_index(library_entries());
    CHECK(search_mass(index, {}, 132.1019, {}).empty());
    CHECK(search_mass(index, adducts(), std::numeric_limits<double>::quiet_NaN(), {}).empty());
    const std::vector<MassEntry> bad{{100.0, 0, {}}, {std::numeric_limits<double>::quiet_NaN(), 0, {}}};
    CHECK_THROWS_AS(mass_index(bad), ParameterError);
}

TEST_CASE("mass index: mobility parts what m/z does not, and unknown mobility is no match", "[library][mass_index]") {
    const std::vector<MassHit> hits{{.entry = 0}, {.entry = 1}, {.entry = 2}, {.entry = 3}};
    const std::vector<double> mobilities_tu{19.0, 21.9, std::numeric_limits<double>::quiet_NaN(), 22.1};
    const auto kept = within_mobility(hits, mobilities_tu, 20.0, 0.1);
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].entry == 0);
    CHECK(kept[1].entry == 1);
    const std::vector<double> anions_tu{-19.0, 19.0, -30.0, -22.0};
    const auto anions = within_mobility(hits, anions_tu, -20.0, 0.1);
    REQUIRE(anions.size() == 2);
    CHECK(anions[1].entry == 3);
}
