#include "core/library/library_names.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace gassan;

namespace {

std::string id_of(std::string_view name) {
    const auto* compound = find_by_name(name);
    return compound ? compound->id : "";
}

}  // namespace

TEST_CASE("library names: every synonym is of one compound, and of no other's name", "[library]") {
    CHECK(library_synonyms().size() == 1984);
    std::map<std::string, std::string> owner;
    const auto put = [&](std::string_view name, std::string_view id) {
        const auto [found, is_new] = owner.emplace(library_name_key(name), id);
        if (found->second != id) FAIL_CHECK(std::string(name) << ": " << id << " and " << found->second);
    };
    for (const LibraryCompound& one : library())
        for (const std::string& name : {one.id, one.name, one.name_ja, one.kegg, one.hmdb, one.inchikey})
            if (!name.empty()) put(name, one.id);
    for (const LibrarySynonym& row : library_synonyms()) {
        CAPTURE(std::string(row.synonym));
        CHECK(find_in_library(row.id));
        CHECK_FALSE(row.synonym.empty());
        CHECK_FALSE(row.source.empty());
        put(row.synonym, row.id);
    }
    for (const auto& [key, id] : owner) CHECK(id_of(key) == id);
}

TEST_CASE("library names: the ways in which laboratories write a name", "[library]") {
    CHECK(id_of("Leucine") == "leucine");
    CHECK(id_of("L-LEUCINE") == "leucine");
    CHECK(id_of("DL-leucine") == "leucine");
    CHECK(id_of("ロイシン") == "leucine");
    CHECK(id_of("C00123") == "leucine");
    CHECK(id_of("HMDB0000687") == "leucine");
    CHECK(id_of("Gln") == "glutamine");
    CHECK(id_of("G6P") == "glucose-6-phosphate");
    CHECK(id_of("2OG") == "2-oxoglutaric-acid");
    CHECK(id_of("malate") == "malic-acid");
    CHECK(id_of("γ-Aminobutyric acid") == id_of("gamma-Aminobutyric acid"));
    CHECK(id_of("(R)-malate") == "malic-acid");
    CHECK(id_of("D-Glucose 6-phosphate") == "glucose-6-phosphate");
}

TEST_CASE("library names: what is another compound is not taken for one", "[library]") {
    CHECK(id_of("D-Leucine").empty());
    CHECK(id_of("Leucin").empty());
    CHECK(id_of("").empty());
    CHECK(id_of("L-").empty());
    CHECK(id_of("S-Methyl thioacetate").empty());  // not (methylthio)acetic acid: S- is no hand
    CHECK(id_of("1-Methylhistidine") != id_of("3-Methylhistidine"));
}
