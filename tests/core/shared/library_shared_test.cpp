/// \file
/// The library against tables of real runs: CEU's standards and the answers of CEU Mass Mediator.

#include "core/library/library_names.hpp"
#include "core/library/mass_index.hpp"
#include "core/library/predict_mobility.hpp"
#include "core/mobility/mobility_scale.hpp"
#include "io/table/cell_reader.hpp"
#include "io/table/user_table.hpp"
#include "tests/support/program.hpp"
#include "tests/support/shared_data.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double mm2_per_tu = 60.0;  // mm2/(kV min) in one TU

/// A table as its authors made it, and what they say of the method (experimental_conditions_v8.json).
struct CeuTable {
    const char* name;
    double length_mm, voltage_kv;
    double eof_min;  ///< NaN where the tables give mobilities
    Polarity polarity;
    Electrolyte electrolyte;
};

struct CeuRow {
    std::string name;
    double mz = no_value, mass_da = no_value;
    double time_min = no_value, relative_time = no_value;
    double mobility_mm2 = no_value;
};

constexpr Electrolyte acetic_acid{.ph = 2.25}, weak_formic_acid{.ph = 2.3};
const CeuTable table_1c{"1_C", 800, 30, 22.88, Polarity::positive, formic_acid_1m};
const CeuTable table_6c{"6_C", 800, 27, 20.543, Polarity::positive, formic_acid_1m};
const CeuTable table_38c{"38_C_U", 800, 27, 25.62797737, Polarity::positive, formic_acid_1m};
const CeuTable table_2a{"2_A", 800, 30, 7.29, Polarity::negative, ammonium_acetate_50mm};
const CeuTable table_40a{"40_A", 1200, 30, 0.999, Polarity::negative, ammonium_acetate_50mm};

std::filesystem::path ceu(const std::string& test) {
    return shared_data(test, "data/CEU_CEMS_project/input_excels");
}

std::vector<CeuRow> rows_of(const std::filesystem::path& folder, const std::string& name) {
    constexpr std::array<std::string_view, 4> known{"name", "mz", "mt", "eff_mob"};
    FaultBook faults;
    NoteBook notes;
    const auto table = read_user_table(folder / (name + ".xlsx"), known, faults, notes);
    REQUIRE(table);
    REQUIRE(faults.empty());
    std::vector<CeuRow> rows;
    for (const auto& row : table->rows) {
        const auto number = [&](std::string_view column) {
            for (std::size_t i = 0; i < table->header.size(); ++i)
                if (small_letters(table->header[i]).starts_with(column))
                    return whole_number_text(row.cells[i]).value_or(no_value);
            return no_value;
        };
        rows.push_back({row.cells[*table->column("name")], number("mz"), number("monoisotopic"), number("mt"),
                        number("rmt"), number("eff_mob")});
    }
    return rows;
}

MobilityScale scale_of(const CeuTable& table) {
    // Times in minutes take the place of seconds, so that mobilities come in mm2/(kV min).
    return mobility_scale(table.voltage_kv, table.length_mm, 0.0, MarkerPoint{table.eof_min, 0.0});
}

const CeuRow& row_named(const std::vector<CeuRow>& rows, const std::string& name) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const CeuRow& row) { return row.name == name; });
    REQUIRE(found != rows.end());
    return *found;
}

double share_at(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values.empty() ? no_value : values[std::min(values.size() - 1, std::size_t(share * double(values.size())))];
}

/// The ion of its polarity whose m/z the row has: the tables hold rows of the other polarity too.
bool is_ion_of(const CeuRow& row, const LibraryCompound& compound, Polarity polarity) {
    const auto seen_as = [&](const char* ion) {
        return std::abs(row.mz - (compound.monoisotopic_mass_da + adduct_named(ion).mass_shift_da)) < 0.02;
    };
    if (polarity == Polarity::negative) return seen_as("[M-H]-");
    if (std::isnan(row.mz)) return compound.mode == LibraryMode::cation || compound.mode == LibraryMode::both;
    return seen_as("[M+H]+") || seen_as("[M]+");
}

struct Judged {
    const LibraryCompound* compound = nullptr;
    PredictedMobility predicted;
    double seen_tu = no_value;
};

std::vector<Judged> judged(const std::filesystem::path& folder, const CeuTable& table) {
    std::vector<Judged> all;
    for (const CeuRow& row : rows_of(folder, table.name)) {
        const auto* compound = find_by_name(row.name);
        if (!compound || !is_ion_of(row, *compound, table.polarity)) continue;
        const double mm2 = std::isnan(table.eof_min) ? row.mobility_mm2 : to_mobility_tu(scale_of(table), row.time_min);
        if (std::isnan(mm2)) continue;
        all.push_back({compound, predict_mobility(*compound, table.electrolyte, table.polarity), mm2 / mm2_per_tu});
    }
    return all;
}

/// Position of the true compound, from 1, among those of the library that have its m/z within 10 ppm and can be seen in
/// that polarity, by the distance of their predicted mobility in units of its error.
std::size_t rank_of(const Judged& one, const CeuTable& table, double offset_tu, std::size_t& rivals) {
    const auto far = [&](const PredictedMobility& predicted) {
        return std::abs(predicted.mobility.mobility_tu + offset_tu - one.seen_tu) / predicted.sd_tu;
    };
    const double mine = far(one.predicted);
    std::size_t rank = 1;
    for (const LibraryCompound& other : library()) {
        if (&other == one.compound || other.permanent_charge != one.compound->permanent_charge) continue;
        const LibraryMode away = table.polarity == Polarity::positive ? LibraryMode::anion : LibraryMode::cation;
        if (other.mode == away) continue;
        if (std::abs(other.monoisotopic_mass_da / one.compound->monoisotopic_mass_da - 1.0) > 1e-5) continue;
        ++rivals;
        if (far(predict_mobility(other, table.electrolyte, table.polarity)) < mine) ++rank;
    }
    return rank;
}

struct Figures {
    std::vector<double> errors_tu;
    std::array<std::vector<double>, 3> by_basis;
    std::size_t within = 0, rows = 0, with_rivals = 0, first = 0, top3 = 0;
};

/// \param offset the median difference of the table is taken away first: its zero is not known
void judge(const std::filesystem::path& folder, const CeuTable& table, bool offset, Figures& figures) {
    const auto all = judged(folder, table);
    std::vector<double> differences;
    for (const Judged& one : all) differences.push_back(one.seen_tu - one.predicted.mobility.mobility_tu);
    const double offset_tu = offset ? share_at(differences, 0.5) : 0.0;
    std::vector<double> errors;
    for (const Judged& one : all) {
        const double error_tu = std::abs(one.predicted.mobility.mobility_tu + offset_tu - one.seen_tu);
        errors.push_back(error_tu);
        figures.errors_tu.push_back(error_tu);
        figures.by_basis[std::size_t(one.predicted.mobility.basis)].push_back(error_tu);
        figures.within += error_tu <= mobility_error90_tu(one.predicted.mobility.basis, table.polarity);
        ++figures.rows;
        std::size_t rivals = 0;
        const std::size_t rank = rank_of(one, table, offset_tu, rivals);
        if (rivals == 0) continue;
        ++figures.with_rivals;
        figures.first += rank == 1;
        figures.top3 += rank <= 3;
    }
    std::printf("predict: %-6s n %3zu, offset %5.1f TU, median error %.2f TU, 90 %% %.2f TU\n", table.name, all.size(),
                offset_tu, share_at(errors, 0.5), share_at(errors, 0.9));
}

void print(const char* what, const Figures& figures) {
    std::printf("predict: %s: n %zu, median %.2f TU, 90 %% %.2f TU; by basis", what, figures.rows,
                share_at(figures.errors_tu, 0.5), share_at(figures.errors_tu, 0.9));
    for (const auto& errors : figures.by_basis)
        std::printf(" (%zu: %.2f, %.2f)", errors.size(), share_at(errors, 0.5), share_at(errors, 0.9));
    std::printf("; within the stated 90 %%: %.3f; of %zu with isobars first %.3f, among three %.3f\n",
                double(figures.within) / double(figures.rows), figures.with_rivals,
                double(figures.first) / double(figures.with_rivals),
                double(figures.top3) / double(figures.with_rivals));
}

}  // namespace

TEST_CASE("mobility: from time, field and marker comes what CEU stored of the same rows", "[shared][mobility]") {
    const auto folder = ceu("mobility: from time, field and marker comes what CEU stored of the same rows");
    struct Row {
        const CeuTable* table;
        const char* name;
        bool relative;
        double stored_mm2;  ///< effMobCompoundA or B of experimental_conditions_v8.json
    };
    const Row rows[] = {
        {&table_1c, "Glycerophosphocholine", false, 19.55473409},  {&table_1c, "Spermidine", false, 3960.503545},
        {&table_2a, "Isocitric acid", false, -2098.835509},        {&table_2a, "AMP", false, -738.337448559671},
        {&table_2a, "Pantothenic acid", false, -155.817968040191}, {&table_40a, "Lactic acid", true, -14053.7137704277},
        {&table_40a, "Uric acid", true, -7981.2700847793}};
    for (const Row& row : rows) {
        CAPTURE(row.table->name, row.name);
        const auto all = rows_of(folder, row.table->name);
        const CeuRow& seen = row_named(all, row.name);
        const double mm2 = to_mobility_tu(scale_of(*row.table), row.relative ? seen.relative_time : seen.time_min);
        CHECK_THAT(mm2, WithinRel(row.stored_mm2, 0.002));
        // With L2/U floored as the authors do it, to all the digits they printed.
        const double gain = row.table->length_mm * row.table->length_mm / row.table->voltage_kv;
        CHECK_THAT(mm2 * std::floor(gain) / gain, WithinRel(row.stored_mm2, 1e-9));
    }
}

TEST_CASE("mass search: CEU Mass Mediator's requests get its answers", "[shared][mass_index]") {
    const std::string test = "mass search: CEU Mass Mediator's requests get its answers";
    const auto folder = shared_data(test, "data/CMM_springboot_cems/json/cemsSearch");
    const auto request = nlohmann::json::parse(text_of(folder / "CEMSSearch_request1.json"));
    const auto answer = nlohmann::json::parse(text_of(folder / "CEMSSearch_response1.json"));
    REQUIRE(request["mz_tolerance_mode"] == "mDa");
    REQUIRE(request["eff_mob_tolerance_mode"] == "percentage");

    // What it searches among is not ours: here the standards that CEU measured in 1 M formic acid, and the compounds of
    // the answers where the service has them, which its stated errors tell. All others must stay out of the answers.
    std::map<const LibraryCompound*, double> standards_mm2;
    const auto folder_of_tables = ceu(test);
    for (const CeuTable& table : {table_1c, table_6c, table_38c})
        for (const CeuRow& row : rows_of(folder_of_tables, table.name))
            if (const auto* compound = find_by_name(row.name); compound && is_ion_of(row, *compound, table.polarity))
                standards_mm2.emplace(compound, to_mobility_tu(scale_of(table), row.time_min));
    for (std::size_t i = 0; i < answer["ceFeatures"].size(); ++i)
        for (const auto& adduct : answer["ceFeatures"][i]["annotationsByAdducts"])
            for (const auto& one : adduct["annotations"]) {
                // The skeleton: the service writes inner salts with their hydrogens elsewhere.
                const auto key = one["compound"]["inchiKey"].get<std::string>().substr(0, 14);
                const auto known = std::find_if(library().begin(), library().end(), [&](const LibraryCompound& row) {
                    return row.inchikey.starts_with(key);
                });
                REQUIRE(known != library().end());
                const LibraryCompound* compound = &*known;
                standards_mm2[compound] = request["effective_mobilities"][i].get<double>() *
                                          (1.0 + one["mobilityErrorPct"].get<double>() / 100.0);
            }
    REQUIRE(standards_mm2.size() > 130);
    std::vector<MassEntry> entries;
    std::vector<double> mobilities_tu;
    std::vector<const LibraryCompound*> compounds;
    for (const LibraryCompound& compound : library()) {
        const auto found = standards_mm2.find(&compound);
        if (found == standards_mm2.end()) continue;
        compounds.push_back(&compound);
        entries.push_back({compound.monoisotopic_mass_da, compound.permanent_charge, parse_formula(compound.formula)});
        mobilities_tu.push_back(found->second / mm2_per_tu);
    }
    std::vector<Adduct> ions;
    for (const auto& ion : request["adducts"]) ions.push_back(adduct_named(ion.get<std::string>()));
    const MassIndex index = mass_index(entries);
    const MzWindow window{.da = request["mz_tolerance"].get<double>() / 1000.0, .ppm = 0.0};

    std::size_t annotations = 0;
    for (std::size_t i = 0; i < request["mz_values"].size(); ++i) {
        const double mz = request["mz_values"][i], seen_mm2 = request["effective_mobilities"][i];
        CAPTURE(mz, seen_mm2);
        const auto hits = within_mobility(search_mass(index, ions, mz, window), mobilities_tu, seen_mm2 / mm2_per_tu,
                                          request["eff_mob_tolerance"].get<double>() / 100.0);
        for (std::size_t ion = 0; ion < ions.size(); ++ion) {
            const auto& due = answer["ceFeatures"][i]["annotationsByAdducts"][ion];
            REQUIRE(due["adduct"] == ions[ion].ion);
            std::vector<MassHit> ours;
            std::copy_if(hits.begin(), hits.end(), std::back_inserter(ours),
                         [&](const MassHit& hit) { return hit.ion == ion; });
            CAPTURE(ions[ion].ion);
            REQUIRE(ours.size() == due["annotations"].size());
            for (std::size_t k = 0; k < ours.size(); ++k) {
                const auto& theirs = due["annotations"][k];
                CHECK(compounds[ours[k].entry]->formula == theirs["compound"]["formula"]);
                CHECK(compounds[ours[k].entry]->inchikey.substr(0, 14) ==
                      theirs["compound"]["inchiKey"].get<std::string>().substr(0, 14));
                CHECK_THAT(ours[k].mz, WithinAbs(theirs["mzCalc"].get<double>(), 2e-6));
                // They say (computed - seen) / computed of the neutral masses: of the other sign, and of less mass.
                const double neutral = theirs["neutralMassCalc"], theirs_mz = theirs["mzCalc"];
                CHECK_THAT(-ours[k].error_ppm,
                           WithinAbs(theirs["massErrorPpm"].get<double>() * neutral / theirs_mz, 0.01));
                const double percent = (mobilities_tu[ours[k].entry] * mm2_per_tu / seen_mm2 - 1.0) * 100.0;
                CHECK_THAT(percent, WithinAbs(theirs["mobilityErrorPct"].get<double>(), 0.01));
                ++annotations;
            }
        }
    }
    CHECK(annotations == 4);
}

TEST_CASE("predict: cations of CEU's tables come within the stated error, isobars are ranked", "[shared][predict]") {
    const auto folder = ceu("predict: cations of CEU's tables come within the stated error, isobars are ranked");
    Figures formic, others;
    for (const CeuTable& table : {table_1c, table_6c, table_38c}) judge(folder, table, false, formic);
    for (const auto& [name, electrolyte] :
         {std::pair{"10", acetic_acid}, {"12", acetic_acid}, {"16_P", acetic_acid}, {"11", weak_formic_acid}})
        judge(folder, CeuTable{name, 0, 0, no_value, Polarity::positive, electrolyte}, false, others);
    print("1 M formic acid", formic);
    print("acetic and weak formic acid", others);
    CHECK(formic.rows >= 240);
    CHECK(share_at(formic.errors_tu, 0.5) < 2.2);
    CHECK(share_at(formic.errors_tu, 0.9) < 8.0);
    CHECK(double(formic.within) / double(formic.rows) > 0.88);
    CHECK(double(formic.within) / double(formic.rows) < 0.95);
    CHECK(double(formic.first) / double(formic.with_rivals) > 0.6);
    CHECK(double(formic.top3) / double(formic.with_rivals) > 0.9);
    CHECK(others.rows >= 350);
    CHECK(share_at(others.errors_tu, 0.5) < 2.5);
    CHECK(share_at(others.errors_tu, 0.9) < 7.5);
    CHECK(double(others.within) / double(others.rows) > 0.85);
}

TEST_CASE("predict: anions of CEU's tables come within the stated error once their zero is found",
          "[shared][predict]") {
    const auto folder = ceu("predict: anions of CEU's tables come within the stated error once their zero is found");
    Figures figures;
    // All on the flow time of 2_A: what is common to a table is taken away, so any time would do.
    for (const char* name : {"1_A", "2_A", "6_A", "38_A_U"})
        judge(folder, CeuTable{name, 800, 30, 7.29, Polarity::negative, ammonium_acetate_50mm}, true, figures);
    print("50 mM ammonium acetate", figures);
    CHECK(figures.rows >= 140);
    CHECK(share_at(figures.errors_tu, 0.5) < 2.0);
    CHECK(share_at(figures.errors_tu, 0.9) < 5.5);
    CHECK(double(figures.within) / double(figures.rows) > 0.88);
    CHECK(double(figures.top3) / double(figures.with_rivals) > 0.75);
}
