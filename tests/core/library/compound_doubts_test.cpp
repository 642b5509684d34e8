#include "core/library/compound_doubts.hpp"

#include "core/library/isomer_order.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace gassan;
using Catch::Matchers::Contains;

namespace {

Compound row(const char* name, const char* formula, const char* ion, double mz = no_value,
             double mobility_tu = no_value, double mt_s = no_value) {
    Compound compound{.compound_id = name, .name = name, .formula = formula, .ion = ion, .mz = mz};
    compound.mobility_tu = mobility_tu;
    compound.mt_s = mt_s;
    return compound;
}

const Compound standard = [] {
    Compound one = row("Methionine sulfone", "C5H11NO4S", "[M+H]+");
    one.role = CompoundRole::internal_standard;
    return one;
}();

std::vector<std::string> codes_of(const std::vector<Compound>& compounds) {
    std::vector<std::string> codes;
    for (const CompoundDoubt& doubt : compound_doubts(compounds)) codes.push_back(doubt.code);
    return codes;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("compound doubts: a sound table has none", "[library][doubts]") {
    std::vector<Compound> sound{standard, row("Leucine", "C6H13NO2", "[M+H]+", 132.1019, 20.7),
                                row("Isoleucine", "C6H13NO2", "[M+H]+", 132.1019, 21.2),
                                row("Choline", "C5H14NO", "[M]+", 104.1070), row("GABA-d6", "C4H9NO2", "")};
    sound[1].kegg = "C00123";
    CHECK(codes_of(sound) == Codes{});
    CHECK(codes_of({}) == Codes{});
}

TEST_CASE("compound doubts: an m/z with the electron forgotten, and one of no ion", "[library][doubts]") {
    const auto doubts = compound_doubts(std::vector{standard, row("Glycine", "C2H5NO2", "[M+H]+", 76.0410)});
    REQUIRE(doubts.size() == 1);
    CHECK(doubts[0].row == 1);
    CHECK(doubts[0].column == "mz");
    CHECK_THAT(doubts[0].cause, Contains("76.0393") && Contains("22.3 ppm"));
    CHECK(codes_of({standard, row("Glycine", "C2H5NO2", "", 77.5)}) == Codes{"mz-formula"});
    CHECK(codes_of({standard, row("Glycine", "C2H5NO2", "", 98.0213)}) == Codes{});        // its sodium adduct
    CHECK(codes_of({standard, row("Glycine", "C2H5NO2", "[M+H]+", 76.0402)}) == Codes{});  // 0.9 mDa: rounding
}

TEST_CASE("compound doubts: names, ids and formulas of different compounds", "[library][doubts]") {
    CHECK(codes_of({standard, row("Leucine", "C5H11NO2", "[M+H]+")}) == Codes{"name-formula"});
    Compound wrong_id = row("Leucine", "C6H13NO2", "[M+H]+");
    wrong_id.kegg = "C00407";  // isoleucine
    const auto doubts = compound_doubts(std::vector{standard, wrong_id});
    REQUIRE(doubts.size() == 1);
    CHECK(doubts[0].code == "name-id");
    CHECK_THAT(doubts[0].cause, Contains("Isoleucine") && Contains("Leucine"));
    Compound unnamed = row("my peak 7", "C6H12O6", "[M+H]+");
    unnamed.hmdb = "HMDB0000687";  // leucine
    CHECK(codes_of({standard, unnamed}) == Codes{"id-formula"});
    CHECK(codes_of({standard, row("Choline", "C5H13NO", "")}) == Codes{});  // a proton less than the cation
}

TEST_CASE("compound doubts: an unknown name is told its neighbour", "[library][doubts]") {
    const auto doubts = compound_doubts(std::vector{standard, row("Tryptophane", "C11H12N2O2", "[M+H]+")});
    REQUIRE(doubts.size() == 1);
    CHECK(doubts[0].code == "unknown-name");
    CHECK_THAT(doubts[0].cause, Contains("Tryptophan"));
}

TEST_CASE("compound doubts: what nothing tells apart", "[library][doubts]") {
    const auto leucine = row("Leucine", "C6H13NO2", "[M+H]+");
    const auto doubts = compound_doubts(std::vector{standard, leucine, row("Isoleucine", "C6H13NO2", "[M+H]+")});
    REQUIRE(doubts.size() == 1);
    CHECK(doubts[0].code == "same-place");
    CHECK(doubts[0].row == 2);
    CHECK(doubts[0].other_row == 1);
    CHECK(codes_of({standard, leucine, row("L-Leucine", "C6H13NO2", "[M+H]+")}) == Codes{"same-compound"});
    // Both polarities of one compound are two ions.
    CHECK(codes_of({standard, row("Glutamic acid", "C5H9NO4", "[M+H]+"), row("Glutamate", "C5H9NO4", "[M-H]-")}) ==
          Codes{"no-standard"});
}

TEST_CASE("compound doubts: charges that a molecule cannot have", "[library][doubts]") {
    CHECK(codes_of({row("Choline", "C5H14NO", "[M-2H]-")}) == (Codes{"polarity", "no-standard"}));
    CHECK(codes_of({standard, row("Citric acid", "C6H8O7", "[M+H]+")}) == Codes{"polarity"});
    CHECK(codes_of({standard, row("Lysine", "C6H14N2O2", "[M+H]+", no_value, -40.6)}) == Codes{"mobility-sign"});
    CHECK(codes_of({standard, row("Taurine", "C2H7NO3S", "[M+H]+", no_value, -0.5)}) == Codes{});  // near the EOF
}

TEST_CASE("compound doubts: isomers in the wrong order, by mobility and by time", "[library][doubts]") {
    const auto order = [](double leucine_tu, double isoleucine_tu) {
        return codes_of({standard, row("Leucine", "C6H13NO2", "[M+H]+", no_value, leucine_tu),
                         row("Isoleucine", "C6H13NO2", "[M+H]+", no_value, isoleucine_tu)});
    };
    CHECK(order(20.7, 21.2) == Codes{});
    CHECK(order(21.2, 20.7) == Codes{"isomer-order"});
    const auto times = [](double leucine_s, double isoleucine_s) {
        return codes_of({standard, row("Leucine", "C6H13NO2", "[M+H]+", no_value, no_value, leucine_s),
                         row("Isoleucine", "C6H13NO2", "[M+H]+", no_value, no_value, isoleucine_s)});
    };
    CHECK(times(612.0, 606.0) == Codes{});
    CHECK(times(606.0, 612.0) == Codes{"isomer-order"});
    Compound mes = row("MES", "C6H13NO4S", "[M-H]-");
    mes.role = CompoundRole::internal_standard;
    const auto citrates = [&](double citrate_tu, double isocitrate_tu) {
        return codes_of({mes, row("Citric acid", "C6H8O7", "[M-H]-", no_value, citrate_tu),
                         row("Isocitric acid", "C6H8O7", "[M-H]-", no_value, isocitrate_tu)});
    };
    CHECK(citrates(-49.1, -50.2) == Codes{});
    CHECK(citrates(-50.2, -49.1) == Codes{"isomer-order"});
}

TEST_CASE("compound doubts: analytes need an internal standard of their polarity", "[library][doubts]") {
    CHECK(codes_of({row("Leucine", "C6H13NO2", "[M+H]+")}) == Codes{"no-standard"});
    CHECK(codes_of({standard, row("Citric acid", "C6H8O7", "[M-H]-")}) == Codes{"no-standard"});
}

TEST_CASE("isomer order: pairs are isomers, and no pair stands in both orders", "[library]") {
    REQUIRE(isomer_orders().size() == 8);
    for (const IsomerOrder& one : isomer_orders()) {
        CHECK(one.faster->formula == one.slower->formula);
        CHECK(one.faster != one.slower);
        CHECK_FALSE(one.source.empty());
        CHECK((one.mode == LibraryMode::cation || one.mode == LibraryMode::anion));
        CHECK(std::none_of(isomer_orders().begin(), isomer_orders().end(), [&](const IsomerOrder& other) {
            return other.faster == one.slower && other.slower == one.faster && other.mode == one.mode;
        }));
    }
}
