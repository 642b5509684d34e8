#include "io/study/simulate_toml.hpp"

#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace gassan;
using gassan::test::TempFolder;

namespace {

/// Two tables that no simulator has: the reader knows no names of its own.
std::vector<ParamStage> known() {
    const auto row = [](const char* stage, const char* key, ParamValue value) {
        return ParamRow{stage, key, std::move(value), {}};
    };
    return {{"river", "Where it flows.", {row("river", "width_m", 3.0), row("river", "name", std::string("Mogami"))}},
            {"bridge", "What crosses it.", {row("bridge", "piers", std::int64_t{2})}}};
}

struct Read {
    std::optional<SimulateToml> found;
    std::vector<std::string> faults;
};

Read read(const TempFolder& here, const std::string& text) {
    FaultBook faults;
    const auto path = here.file("s.toml", text);
    Read result{read_simulate_toml(path, known(), faults), {}};
    for (const std::string& line : faults.lines()) result.faults.push_back(line.substr(path.string().size() + 2));
    return result;
}

}  // namespace

TEST_CASE("simulate toml: root keys and tables are read, and a relative table of compounds starts at the file",
          "[simulate_toml]") {
    const TempFolder here;
    const Read all = read(here,
                          "preset = \"tiny\"\nseed = 9223372036854775807\ncompounds = \"my/own.tsv\"\n"
                          "[bridge]\npiers = 4\n[river]\nname = \"Akagawa\"\nwidth_m = 7\n");
    REQUIRE(all.found);
    CHECK(all.faults.empty());
    CHECK(all.found->preset == "tiny");
    CHECK(all.found->seed == 9223372036854775807u);
    CHECK(all.found->compounds == here.path() / "my/own.tsv");
    REQUIRE(all.found->settings.size() == 3);
    CHECK(all.found->settings[0].name() == "river.width_m");  // in the order of the tables, not of the file
    CHECK(all.found->settings[0].value == ParamValue{std::int64_t{7}});
    CHECK(all.found->settings[2].place == (here.path() / "s.toml").string() + ": line 5: [bridge] piers = 4: ");
    CHECK(all.found->word("river.name") == "Akagawa");
    CHECK(all.found->word("river.width_m").empty());
    CHECK(all.found->word("bridge.piers").empty());
}

TEST_CASE("simulate toml: what is not told is not there", "[simulate_toml]") {
    const TempFolder here;
    const Read none = read(here, "");
    REQUIRE(none.found);
    CHECK(none.faults.empty());
    CHECK(none.found->preset.empty());
    CHECK_FALSE(none.found->seed);
    CHECK(none.found->compounds.empty());
    CHECK(none.found->settings.empty());
}

TEST_CASE("simulate toml: all faults are told at once, each with its line and the nearest name", "[simulate_toml]") {
    const TempFolder here;
    const Read bad = read(here,
                          "present = \"tiny\"\nseed = -1\ncompounds = \"\"\nriver = 3\n[rivr]\n[bridge]\npeirs = 1\n"
                          "piers = [1, 2]\n");
    REQUIRE(bad.found);
    CHECK(bad.faults ==
          std::vector<std::string>{"line 1: unknown key present (did you mean preset?)",
                                   "line 4: river is a table; write [river]",
                                   "line 5: unknown table rivr (did you mean river?)",
                                   "line 2: seed = -1: must be a whole number from 0 to 9223372036854775807",
                                   "line 3: compounds = \"\": must be text in quotes, one line",
                                   "line 7: unknown parameter [bridge] peirs (did you mean piers?)",
                                   "line 8: [bridge] piers = a table, list or date: must be one value"});
}

TEST_CASE("simulate toml: a file that is no TOML or not there is one fault, and nothing is found", "[simulate_toml]") {
    const TempFolder here;
    const Read torn = read(here, "[river\nwidth_m = 1\n");
    CHECK_FALSE(torn.found);
    REQUIRE(torn.faults.size() == 1);
    CHECK(torn.faults[0].starts_with("line 1: not TOML: "));
    FaultBook faults;
    CHECK_FALSE(read_simulate_toml(here.path() / "absent.toml", known(), faults));
    CHECK(faults.lines() ==
          std::vector<std::string>{(here.path() / "absent.toml").string() + ": there is no such file"});
}
