#include "core/base/table.hpp"

#include "core/base/error.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using Catch::Matchers::Contains;

TEST_CASE("table: cells are found by the names of their columns", "[table]") {
    const auto table = split_table("a\tb\n1\t\n\n2\tx y\n");
    REQUIRE(table.rows.size() == 2);
    CHECK(cell(table, 1, "b") == "x y");
    CHECK(cell(table, 0, "b").empty());
    CHECK_THROWS_WITH(cell(table, 0, "c"), Contains("no column c"));
}

TEST_CASE("table: a row of another length is refused by its line", "[table][error]") {
    CHECK_THROWS_WITH(split_table("a\tb\n1\t2\n3\n"), Contains("line 3 has 1 cell, the header has 2"));
}

TEST_CASE("table: a number is the whole text or none", "[table]") {
    CHECK(to_number("-2.5e3") == -2500.0);
    CHECK_THROWS_WITH(to_number("1,5"), Contains("'1,5' is not a number"));
    CHECK_THROWS_AS(to_number(""), Error);
}

TEST_CASE("table: a text splits at its separators, an empty one into nothing", "[table]") {
    CHECK(split("a;;b", ';') == std::vector<std::string_view>{"a", "", "b"});
    CHECK(split("", ';').empty());
}
