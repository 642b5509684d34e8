#include "core/library/library.hpp"

#include "core/base/error.hpp"
#include "core/base/table.hpp"
#include "core/chem/formula.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace gassan;
using Catch::Matchers::WithinAbs;

TEST_CASE("library: every row is read", "[library]") {
    CHECK(library().size() == 1619);
    const auto count = [](auto&& is) { return std::count_if(library().begin(), library().end(), is); };
    CHECK(count([](const auto& one) { return one.mode == LibraryMode::cation; }) == 738);
    CHECK(count([](const auto& one) { return one.mode == LibraryMode::anion; }) == 582);
    CHECK(count([](const auto& one) { return one.mode == LibraryMode::both; }) == 195);
    CHECK(count([](const auto& one) { return one.mode == LibraryMode::neutral; }) == 104);
    CHECK(count([](const auto& one) { return !one.acid_steps.empty(); }) == 249);
    CHECK(count([](const auto& one) { return !one.limiting_mobilities.empty(); }) == 211);
    CHECK(count([](const auto& one) { return one.measured_by_ce; }) == 505);
    CHECK(count([](const auto& one) { return !one.name_ja.empty(); }) == 1141);
}

TEST_CASE("library: one row, cell by cell", "[library]") {
    const auto* leucine = find_in_library("leucine");
    REQUIRE(leucine);
    CHECK(leucine->name == "Leucine");
    CHECK(leucine->name_ja == "ロイシン");
    CHECK(leucine->formula == "C6H13NO2");
    CHECK(leucine->permanent_charge == 0);
    CHECK(leucine->kegg == "C00123");
    CHECK(leucine->hmdb == "HMDB0000687");
    CHECK(leucine->compound_class == "amino_acid");
    CHECK(leucine->mode == LibraryMode::cation);
    REQUIRE(leucine->acid_steps.size() == 2);
    CHECK(leucine->acid_steps[1].pka == 9.728);
    CHECK(leucine->acid_steps[1].to == -1);
    REQUIRE(leucine->limiting_mobilities.size() == 2);
    CHECK(leucine->limiting_mobilities[1].charge == -1);
    CHECK(leucine->limiting_mobilities[1].mobility_tu == 26.4);
    CHECK(leucine->fragments == std::vector<std::string>{"-HCOOH"});
    CHECK(find_in_library("choline")->permanent_charge == 1);
    CHECK(find_in_library("Leucine") == nullptr);
}

TEST_CASE("library: the mass of every row is that of its formula", "[library]") {
    for (const auto& one : library()) {
        CAPTURE(one.id);
        const auto formula = parse_formula(one.formula);
        CHECK(hill_text(formula) == one.formula);
        CHECK_THAT(monoisotopic_mass_da(formula), WithinAbs(one.monoisotopic_mass_da, 1e-5));
    }
}

TEST_CASE("library: ids, names and identifiers are of one row each", "[library]") {
    std::set<std::string> seen;
    for (const auto& one : library()) {
        for (const std::string& key : {"id " + one.id, "name " + one.name})
            if (!seen.insert(key).second) FAIL_CHECK(key);
        for (const auto& [what, text] : {std::pair{"ja ", one.name_ja},
                                         {"kegg ", one.kegg},
                                         {"hmdb ", one.hmdb},
                                         {"inchikey ", one.inchikey},
                                         {"chebi ", one.chebi},
                                         {"cid ", one.pubchem_cid}})
            if (!text.empty() && !seen.insert(what + text).second) FAIL_CHECK(what + text);
        CHECK(one.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos);
        CHECK_FALSE(one.compound_class.empty());
    }
}

TEST_CASE("library: every fact has its source", "[library]") {
    for (const auto& one : library()) {
        CAPTURE(one.id, one.sources);
        std::set<std::string> fields;
        for (const auto part : split(one.sources, '|')) {
            const auto colon = part.find(':');
            REQUIRE(colon != std::string_view::npos);
            CHECK(colon + 1 < part.size());
            fields.emplace(part.substr(0, colon));
        }
        CHECK(fields.count("name") + fields.count("structure") + fields.count("mass") == 3);
        CHECK(fields.contains("pka") == !one.acid_steps.empty());
        CHECK(fields.contains("limiting_mobility") == !one.limiting_mobilities.empty());
        CHECK(fields.contains("kegg") == !one.kegg.empty());
        CHECK(fields.contains("hmdb") == !one.hmdb.empty());
        CHECK(fields.contains("name_ja") == !one.name_ja.empty());
    }
}

TEST_CASE("library: the losses of a compound are parts of it", "[library]") {
    for (const auto& one : library())
        for (const auto& fragment : one.fragments) {
            if (!fragment.starts_with('-')) continue;
            CAPTURE(one.id, fragment);
            Formula rest = add(parse_formula(one.formula), parse_formula("H"));
            for (const auto loss : split(std::string_view(fragment).substr(1), '-'))
                rest = add(rest, parse_formula(loss), -1);
            for (const FormulaTerm& term : rest) CHECK(term.count > 0);
        }
}

TEST_CASE("library: isomers are found by formula and charge, and are what their group says", "[library]") {
    const auto leucines = isomers_in_library("NO2H13C6", 0);
    const auto has = [&](std::string_view id) {
        return std::any_of(leucines.begin(), leucines.end(), [&](const auto* one) { return one->id == id; });
    };
    CHECK(has("leucine"));
    CHECK(has("isoleucine"));
    CHECK_FALSE(has("valine"));
    CHECK(isomers_in_library("C5H14NO", 0).empty());  // choline has a charge
    CHECK(isomers_in_library("C5H14NO", 1).size() == 1);
    std::map<std::string, std::size_t> groups;
    for (const auto& one : library())
        if (!one.isomer_group.empty()) ++groups[one.isomer_group];
    CHECK(groups.size() == 307);
    for (const auto& one : library()) {
        CAPTURE(one.id);
        const auto isomers = isomers_in_library(one.formula, one.permanent_charge);
        CHECK(isomers.size() == (one.isomer_group.empty() ? 1 : groups[one.isomer_group]));
    }
    CHECK_THROWS_AS(isomers_in_library("Xx", 0), Error);
}
