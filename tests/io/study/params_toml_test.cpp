#include "io/study/params_toml.hpp"

#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using namespace gassan::test;

namespace {

/// What is said of a study.toml, without the folder of the test; empty if it is accepted.
std::string refusal(const std::string& text) {
    const TempFolder here;
    put_text(here / "study.toml", text);
    Params params;
    params.read.max_points_per_spectrum = 99;
    try {
        read_study_params(here / "study.toml", params);
    } catch (const ParameterError& error) {
        CHECK(params.read.max_points_per_spectrum == 99);
        const std::string line = error.what();
        CHECK(line.find('\n') == std::string::npos);
        CHECK(line.starts_with(here.path().string() + "/"));
        return line.substr(here.path().string().size() + 1);
    }
    return "";
}

}  // namespace

TEST_CASE("study.toml: sets the parameters it names and says which; the others keep their values", "[study_toml]") {
    const TempFolder here;
    put_text(here / "study.toml",
             "\xEF\xBB\xBF[study]\r\nname = \"first\"\r\n[read]\r\ntime_unit = \"minute\"\r\n"
             "max_points_per_spectrum = 1_000\r\n[separation]\r\nvoltage_kv = 30\r\n");
    Params params;
    const StudyParams study = read_study_params(here / "study.toml", params);
    CHECK(params.read.max_points_per_spectrum == 1000);
    CHECK(params.read.time_unit == "minute");
    CHECK(params.read.polarity.empty());
    CHECK(study.set == std::vector<std::string>{"read.time_unit", "read.max_points_per_spectrum"});
    CHECK(study.has_study);
    CHECK(study.name == "first");
    CHECK(study.separation.both.has_value());
}

TEST_CASE("study.toml: an empty file and one of comments set nothing", "[study_toml]") {
    CHECK(refusal("").empty());
    CHECK(refusal("# nothing\n[read]\n").empty());
}

TEST_CASE("study.toml: unknown tables and keys are refused with their line and the nearest name", "[study_toml]") {
    CHECK(refusal("\n[raed]\n") == "study.toml: line 2: unknown table raed (did you mean read?)");
    CHECK(refusal("[study]\nnaem = \"a\"\n") == "study.toml: line 2: unknown key [study] naem (did you mean name?)");
    CHECK(refusal("[read]\n\npolarty = \"positive\"\n") ==
          "study.toml: line 3: unknown parameter [read] polarty (did you mean polarity?)");
    CHECK(refusal("polarity = \"positive\"\n") ==
          "study.toml: line 1: polarity stands outside a table; parameters stand below their stage, e.g. [read]");
    CHECK(refusal("[read.polarity]\nx = 1\n").find("[read] polarity = a table, list or date: must be one value") !=
          std::string::npos);
}

TEST_CASE("study.toml: values of the wrong kind or range are refused in its own words", "[study_toml]") {
    const std::string whole = ": must be a whole number from 1 to 2000000000";
    const auto of = [](const std::string& value) {
        return refusal("[read]\nmax_points_per_spectrum = " + value + "\n");
    };
    const std::string begin = "study.toml: line 2: [read] max_points_per_spectrum = ";
    CHECK(of("0") == begin + "0" + whole);
    CHECK(of("-5") == begin + "-5" + whole);
    CHECK(of("5.0") == begin + "5" + whole);
    CHECK(of("\"5\"") == begin + "\"5\"" + whole);
    CHECK(of("true") == begin + "true" + whole);
    CHECK(of("nan") == begin + "nan" + whole);
    CHECK(of("[5]") == begin + "a table, list or date: must be one value");
    CHECK(refusal("[read]\npolarity = \"up\"\n") ==
          "study.toml: line 2: [read] polarity = \"up\": must be \"\", \"positive\" or \"negative\"");
}

TEST_CASE("study.toml: a file that is no TOML is refused at its line", "[study_toml]") {
    CHECK(refusal("[read]\npolarity = \n").starts_with("study.toml: line 2: not TOML: "));
    CHECK(refusal("[read]\npolarity = 'a'\npolarity = 'b'\n").starts_with("study.toml: line 3: not TOML: "));
    CHECK(refusal("<?xml version=\"1.0\"?>\n").starts_with("study.toml: line 1: not TOML: "));
    CHECK(refusal(std::string("[read]\nname = \"\xFF\"\n")).find("not TOML") != std::string::npos);
    CHECK(refusal(std::string(100000, '[')).find("not TOML") != std::string::npos);
}

TEST_CASE("study.toml: what is no file is refused", "[study_toml]") {
    const TempFolder here;
    Params params;
    CHECK_THROWS_WITH(read_study_params(here / "absent.toml", params), Catch::Contains("there is no such file"));
    CHECK_THROWS_WITH(read_study_params(here.path(), params), Catch::Contains("not a file"));
    put_text(here / "big.toml", std::string(5 << 20, '#'));
    CHECK_THROWS_WITH(read_study_params(here / "big.toml", params), Catch::Contains("too many for a study.toml"));
}
