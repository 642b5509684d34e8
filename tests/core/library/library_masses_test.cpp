/// \file
/// The library against m/z written down by others, and against the rules of valence.

#include "core/chem/elements.hpp"
#include "core/chem/ion.hpp"
#include "core/library/library_names.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <regex>

using namespace gassan;
using Catch::Matchers::WithinAbs;

TEST_CASE("library: m/z of well-known ions, to five decimals", "[library]") {
    struct Row {
        const char* name;
        const char* ion;
        double mz;
    };
    const Row rows[] = {{"glycine", "[M+H]+", 76.03930},
                        {"alanine", "[M+H]+", 90.05495},
                        {"serine", "[M+H]+", 106.04987},
                        {"proline", "[M+H]+", 116.07060},
                        {"valine", "[M+H]+", 118.08626},
                        {"betaine", "[M+H]+", 118.08626},
                        {"threonine", "[M+H]+", 120.06552},
                        {"leucine", "[M+H]+", 132.10191},
                        {"isoleucine", "[M+H]+", 132.10191},
                        {"creatine", "[M+H]+", 132.07675},
                        {"asparagine", "[M+H]+", 133.06077},
                        {"ornithine", "[M+H]+", 133.09715},
                        {"aspartic acid", "[M+H]+", 134.04478},
                        {"glutamine", "[M+H]+", 147.07642},
                        {"lysine", "[M+H]+", 147.11280},
                        {"glutamic acid", "[M+H]+", 148.06043},
                        {"methionine", "[M+H]+", 150.05833},
                        {"histidine", "[M+H]+", 156.07675},
                        {"carnitine", "[M+H]+", 162.11247},
                        {"phenylalanine", "[M+H]+", 166.08626},
                        {"arginine", "[M+H]+", 175.11895},
                        {"citrulline", "[M+H]+", 176.10297},
                        {"tyrosine", "[M+H]+", 182.08117},
                        {"tryptophan", "[M+H]+", 205.09715},
                        {"creatinine", "[M+H]+", 114.06619},
                        {"GABA", "[M+H]+", 104.07060},
                        {"choline", "[M]+", 104.10699},
                        {"TMAO", "[M+H]+", 76.07569},
                        {"urea", "[M+H]+", 61.03964},
                        {"methionine sulfone", "[M+H]+", 182.04816},
                        {"pyruvate", "[M-H]-", 87.00877},
                        {"lactate", "[M-H]-", 89.02442},
                        {"2-hydroxybutyrate", "[M-H]-", 103.04007},
                        {"3-hydroxybutyrate", "[M-H]-", 103.04007},
                        {"fumarate", "[M-H]-", 115.00368},
                        {"succinate", "[M-H]-", 117.01933},
                        {"malate", "[M-H]-", 133.01425},
                        {"2OG", "[M-H]-", 145.01425},
                        {"PEP", "[M-H]-", 166.97510},
                        {"urate", "[M-H]-", 167.02106},
                        {"cis-aconitate", "[M-H]-", 173.00916},
                        {"hippurate", "[M-H]-", 178.05097},
                        {"3PG", "[M-H]-", 184.98566},
                        {"2PG", "[M-H]-", 184.98566},
                        {"citrate", "[M-H]-", 191.01973},
                        {"isocitrate", "[M-H]-", 191.01973},
                        {"indoxyl sulfate", "[M-H]-", 212.00230},
                        {"G6P", "[M-H]-", 259.02244},
                        {"F6P", "[M-H]-", 259.02244},
                        {"G1P", "[M-H]-", 259.02244},
                        {"fructose-1-6-bisphosphate", "[M-H]-", 338.98877},
                        {"AMP", "[M-H]-", 346.05581},
                        {"ADP", "[M-H]-", 426.02214},
                        {"ATP", "[M-H]-", 505.98847},
                        {"ATP", "[M-2H]2-", 252.49060},
                        {"NAD+", "[M-H]-", 662.10185},
                        {"Acetyl-CoA", "[M-H]-", 808.11850},
                        {"Acetyl-CoA", "[M-2H]2-", 403.55561},
                        {"taurine", "[M-H]-", 124.00739}};
    for (const Row& row : rows) {
        CAPTURE(row.name, row.ion);
        const auto* compound = find_by_name(row.name);
        REQUIRE(compound);
        CHECK_THAT(ion_mz(parse_formula(compound->formula), parse_ion(row.ion)), WithinAbs(row.mz, 1e-5));
    }
}

TEST_CASE("library: ids have the form of their kind, and no molecule an odd electron", "[library]") {
    const std::regex id("[a-z0-9]+(-[a-z0-9]+)*"), inchikey("[A-Z]{14}-[A-Z]{8}SA-[A-Z]"), kegg("C\\d{5}"),
        hmdb("HMDB\\d{7}"), cid("[1-9]\\d*"), chebi("CHEBI:[1-9]\\d*");
    const std::map<std::string, int> odd{{"H", 1}, {"F", 1}, {"Cl", 1}, {"Br", 1}, {"I", 1},
                                         {"N", 1}, {"P", 1}, {"As", 1}, {"Na", 1}, {"K", 1}};
    const auto check = [](const std::string& text, const std::regex& form) {
        CAPTURE(text);
        CHECK((text.empty() || std::regex_match(text, form)));
    };
    for (const LibraryCompound& one : library()) {
        CAPTURE(one.id);
        CHECK(std::regex_match(one.id, id));
        CHECK(std::regex_match(one.inchikey, inchikey));
        check(one.kegg, kegg);
        check(one.hmdb, hmdb);
        check(one.pubchem_cid, cid);
        check(one.chebi, chebi);
        int sum = one.permanent_charge;
        for (const FormulaTerm& term : parse_formula(one.formula))
            if (odd.contains(elements()[std::size_t(term.element)].symbol)) sum += term.count;
        CHECK(sum % 2 == 0);
        for (const LimitingMobility& told : one.limiting_mobilities) {
            CHECK(told.mobility_tu >= 10.0);
            CHECK(told.mobility_tu <= 100.0);
        }
    }
}
