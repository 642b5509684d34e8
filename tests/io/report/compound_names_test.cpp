#include "io/report/compound_names.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using namespace gassan::report;

TEST_CASE("compound names: Japanese where the library has one, by name before id", "[report]") {
    CHECK(compound_name(Language::ja, "c1", "Leucine") == "ロイシン");
    CHECK(compound_name(Language::ja, "c1", "L-Leucine") == "ロイシン");
    CHECK(compound_name(Language::ja, "leucine", "") == "ロイシン");
    CHECK(compound_name(Language::ja, "leucine", "Isoleucine") == "イソロイシン");  // the user's own id means nothing
    CHECK(compound_name(Language::ja, "is", "Methionine sulfone") == "メチオニンスルホン");
    CHECK(compound_name(Language::ja, "c1", "no such compound") == "no such compound");
}

TEST_CASE("compound names: English reports keep the name as it is told", "[report]") {
    CHECK(compound_name(Language::en, "c1", "L-Leucine") == "L-Leucine");
    CHECK(compound_name(Language::en, "leucine", "") == "leucine");
    CHECK(compound_name(Language::en, "leucine", "ロイシン") == "ロイシン");
}

TEST_CASE("compound names: a set of isomers is named part by part", "[report]") {
    CHECK(compound_names(Language::ja, "a|b|c", "Leucine|odd|Isoleucine") == "ロイシン | odd | イソロイシン");
    CHECK(compound_names(Language::en, "leucine|isoleucine", "Leucine|Isoleucine") == "Leucine | Isoleucine");
    CHECK(compound_names(Language::ja, "", "").empty());
}
