#include "core/param_table.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace gassan;

namespace {

std::string refusal(std::string_view key, const ParamValue& value) {
    Params params;
    try {
        set_param(params, "read", key, value);
    } catch (const ParameterError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("param table: holds every parameter once, with a sentence, a default that is allowed, and its own name",
          "[params]") {
    std::set<std::string> names;
    for (const ParamStage& stage : param_table()) {
        CHECK_FALSE(stage.text.empty());
        CHECK_FALSE(stage.rows.empty());
        for (const ParamRow& row : stage.rows) {
            INFO(row.name());
            CHECK(names.insert(row.name()).second);
            CHECK_FALSE(row.note.text.empty());
            Params params;
            CHECK_NOTHROW(set_param(params, stage.name, row.key, row.value));
        }
    }
    CHECK(names.contains("read.max_points_per_spectrum"));
}

TEST_CASE("param table: shows what was set, and nothing else changes", "[params]") {
    Params params;
    set_param(params, "read", "max_points_per_spectrum", std::int64_t{7});
    set_param(params, "read", "polarity", std::string("negative"));
    CHECK(params.read.max_points_per_spectrum == 7);
    CHECK(params.read.polarity == "negative");
    CHECK(params.read.time_unit == ReadParams{}.time_unit);
    const std::vector<ParamStage> table = param_table(params);
    for (const ParamRow& row : table.front().rows) {
        if (row.key == "max_points_per_spectrum") CHECK(param_text(row.value) == "7");
        if (row.key == "polarity") CHECK(param_text(row.value) == "\"negative\"");
    }
}

TEST_CASE("param table: a value of the wrong kind or outside its range is refused", "[params]") {
    const std::string whole = "must be a whole number from 1 to 2000000000";
    CHECK(refusal("max_points_per_spectrum", std::int64_t{0}) == whole);
    CHECK(refusal("max_points_per_spectrum", std::int64_t{2000000001}) == whole);
    CHECK(refusal("max_points_per_spectrum", std::int64_t{1} << 40) == whole);
    CHECK(refusal("max_points_per_spectrum", 5.0) == whole);
    CHECK(refusal("max_points_per_spectrum", std::string("5")) == whole);
    CHECK(refusal("max_points_per_spectrum", true) == whole);
    CHECK(refusal("polarity", true) == "must be \"\", \"positive\" or \"negative\"");
    CHECK(refusal("polarty", std::string("positive")) == "there is no parameter [read] polarty");
}

TEST_CASE("param table: the text of a command line is read whole or refused", "[params]") {
    Params params;
    set_param_text(params, "read", "max_points_per_spectrum", "12");
    CHECK(params.read.max_points_per_spectrum == 12);
    for (const char* bad : {"", " 12", "12 ", "12.0", "1e2", "0x10", "+12", "1,000", "nan", "99999999999999999999"})
        CHECK_THROWS_AS(set_param_text(params, "read", "max_points_per_spectrum", bad), ParameterError);
    CHECK(params.read.max_points_per_spectrum == 12);
    set_param_text(params, "read", "polarity", "positive");
    CHECK(params.read.polarity == "positive");
}
