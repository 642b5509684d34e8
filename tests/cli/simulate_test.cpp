#include "tests/support/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

using namespace gassan::test;
using nlohmann::json;

namespace {

/// Nothing but what the first minutes of a run hold.
const std::vector<std::string> short_runs{"--separation.run_length_low_s", "150", "--separation.run_length_high_s",
                                          "150"};

Outcome simulate(const Start& start, std::vector<std::string> words, const std::vector<std::string>& more = {}) {
    words.insert(words.begin(), "simulate");
    words.insert(words.end(), more.begin(), more.end());
    return run_gassan(start, words);
}

void check_same_folders(const std::filesystem::path& a, const std::filesystem::path& b) {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(a)) {
        if (!entry.is_regular_file()) continue;
        ++files;
        const auto name = std::filesystem::relative(entry.path(), a);
        CAPTURE(name);
        REQUIRE(std::filesystem::exists(b / name));
        CHECK(text_of(entry.path()) == text_of(b / name));
    }
    CHECK(files >= 7);
}

}  // namespace

TEST_CASE("simulate: simulation.toml is a config that makes the same bytes again", "[cli][simulate]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    const Outcome made =
        simulate(start,
                 {"--preset", "method", "--geometry", "anion_silica", "--seed", "11", "--runs", "8",
                  "--shape.sheath_mixing", "false", "--noise.gain_low", "12.345678901234567", "-o", "a", "-j", "4"},
                 short_runs);
    INFO(made.err);
    REQUIRE(made.exit_code == 0);
    const Outcome again = simulate(start, {"--config", "a/simulation.toml", "-o", "b", "-j", "1"});
    INFO(again.err);
    REQUIRE(again.exit_code == 0);
    check_same_folders(here / "a", here / "b");
    const std::string toml = text_of(here / "a/simulation.toml");
    CHECK(toml.find("\ngain_low = 12.345678901234567  # counts; ") != std::string::npos);
    CHECK(toml.find("\nsheath_mixing = false  # ") != std::string::npos);
}

TEST_CASE("simulate: the command line goes over the config, the config over the geometry, the geometry over the preset",
          "[cli][simulate]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_text(here / "c.toml",
             "preset = \"demo\"\nseed = 5\n[design]\nruns = 3\nplan = \"groups\"\n[separation]\n"
             "geometry = \"anion_coated\"\neof_tu = -30\nrun_length_low_s = 70\nrun_length_high_s = 80\n");
    const Outcome outcome =
        simulate(start, {"--config", "c.toml", "--runs", "2", "--separation.run_length_low_s", "75", "-o", "x"});
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    const std::string toml = text_of(here / "x/simulation.toml");
    for (const char* line :
         {"\nseed = 5\n", "\nruns = 2  #", "\nrun_length_low_s = 75  #", "\nrun_length_high_s = 80  #",
          "\neof_tu = -30  #", "\nvoltage_kv = -30  #", "\nions_high = 80  #"}) {
        CAPTURE(line);
        CHECK(toml.find(line) != std::string::npos);
    }
    CHECK(names_in(here / "x/runs") == std::vector<std::string>{"demo_01.mzML", "demo_02.mzML"});
    // Another preset and seed than the file's.
    const Outcome other =
        simulate(start, {"--config", "c.toml", "--preset", "tiny", "--seed", "6", "--json", "-o", "y"});
    REQUIRE(other.exit_code == 0);
    const json answer = json::parse(other.out);
    CHECK(answer["preset"] == "tiny");
    CHECK(answer["seed"] == 6);
    CHECK(answer["geometry"] == "anion_coated");
    CHECK(answer["runs"] == 3);
    CHECK(answer["compounds"] == 33);
}

TEST_CASE("simulate: a user's compounds go with the study, which can be made again from its folder",
          "[cli][simulate]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_text(here / "mine.csv",
             "name,formula,mobility_tu,concentration_um,role\nGlycine,C2H5NO2,29.1,200,analyte\n"
             "Sarcosine,C3H7NO2,25.0,20,analyte\nMarker,C8H9NO2,0,50,marker\n");
    put_text(here / "c.toml",
             "compounds = \"mine.csv\"\n[separation]\nrun_length_low_s = 600\nrun_length_high_s = 600\n");
    const Outcome made = simulate(start, {"--config", "c.toml", "-o", "a"});
    INFO(made.err);
    REQUIRE(made.exit_code == 0);
    CHECK(names_in(here / "a/runs").front() == "run_01.mzML");
    CHECK(text_of(here / "a/simulation_compounds.csv") == text_of(here / "mine.csv"));
    CHECK(text_of(here / "a/truth/run_01.tsv").find("\nSarcosine\tM0\t90.0549") != std::string::npos);
    std::filesystem::remove(here / "mine.csv");
    REQUIRE(simulate(start, {"--config", "a/simulation.toml", "-o", "b"}).exit_code == 0);
    check_same_folders(here / "a", here / "b");
    const Outcome flagged =
        simulate(start, {"--preset", "tiny", "--runs", "1", "--compounds", "a/simulation_compounds.csv", "-o", "c"});
    REQUIRE(flagged.exit_code == 0);
    const std::string compounds = text_of(here / "c/compounds.tsv");
    CHECK(std::count(compounds.begin(), compounds.end(), '\n') == 4);
    CHECK(run_gassan(start, {"check", "a/study.toml", "c/study.toml"}).exit_code == 0);
}

TEST_CASE("simulate: --profile writes profile spectra, which are read as such", "[cli][simulate]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    REQUIRE(simulate(start, {"--preset", "tiny", "--runs", "1", "--profile", "-o", "x"},
                     {"--separation.run_length_low_s", "60", "--separation.run_length_high_s", "60"})
                .exit_code == 0);
    CHECK(text_of(here / "x/runs/tiny_01.mzML").find("profile spectrum") != std::string::npos);
    CHECK(text_of(here / "x/simulation.toml").find("\nspectra = \"profile\"") != std::string::npos);
}

TEST_CASE("simulate: faults of a config are told all at once, with line and nearest name, and nothing is made",
          "[cli][simulate][error]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_text(here / "bad.toml",
             "preset = \"tinny\"\nsede = 4\n[separation]\ngeometry = \"kation\"\nvoltage = 30\nramp_s = -1\n"
             "[nois]\n[mass]\nspectra = 3\n");
    const Outcome outcome = simulate(start, {"--config", "bad.toml", "-o", "x"});
    CHECK(outcome.exit_code == 2);
    for (const char* line : {"bad.toml: line 1: no preset \"tinny\"; there is: tiny, demo, method, batch, cohort\n",
                             "bad.toml: line 2: unknown key sede (did you mean seed?)\n",
                             "bad.toml: line 4: [separation] geometry = \"kation\": must be ",
                             "bad.toml: line 5: unknown parameter [separation] voltage (did you mean voltage_kv?)\n",
                             "bad.toml: line 6: [separation] ramp_s = -1: must be a number from 0 to 120 s\n",
                             "bad.toml: line 7: unknown table nois (did you mean noise?)\n",
                             "bad.toml: line 9: [mass] spectra = 3: must be "}) {
        CAPTURE(line, outcome.err);
        CHECK(outcome.err.find(line) != std::string::npos);
    }
    CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 7);
    CHECK_FALSE(std::filesystem::exists(here / "x"));
}

TEST_CASE("simulate: flags that are wrong or contradict each other are refused in one line", "[cli][simulate][error]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_text(here / "empty.toml", "seed = 3\n");
    const auto refused = [&](const std::vector<std::string>& words, const std::string& named) {
        std::vector<std::string> all{"-o", "x"};
        all.insert(all.end(), words.begin(), words.end());
        const Outcome outcome = simulate(start, all);
        CAPTURE(named, outcome.err);
        CHECK(outcome.exit_code == 2);
        CHECK(outcome.err.find(named) != std::string::npos);
        CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    };
    refused({"--preset", "tiny", "--geometry", "katon"}, "--separation.geometry katon: must be ");
    refused({"--preset", "tiny", "--noise.gain_low", "x"}, "--noise.gain_low x: must be a number from 0.01");
    refused({"--preset", "tiny", "--noise.gain_lo", "3"}, "did you mean --noise.gain_low?");
    refused({"--preset", "tiny", "--runs", "2", "--design.runs", "3"}, "--runs and --design.runs are the same");
    refused({"--preset", "tiny", "--noise.gain_low", "40"}, "[noise] gain_low = 40: must not exceed gain_high = 30");
    refused({"--config", "empty.toml"}, "empty.toml: tells neither preset nor compounds");
    refused({"--config", "absent.toml"}, "absent.toml: there is no such file");
    refused({"--preset", "tiny", "--compounds", "absent.tsv"}, "absent.tsv");
    CHECK_FALSE(std::filesystem::exists(here / "x"));
}

TEST_CASE("simulate: a disk that is full ends with 4, and no half file has a final name", "[cli][simulate][error]") {
    const TempFolder here;
    const Outcome outcome = simulate({.folder = here.path(), .most_file_kib = 300}, {"--preset", "tiny", "-o", "x"});
    INFO(outcome.err);
    CHECK(outcome.exit_code == 4);
    CHECK(names_in(here / "x/runs").empty());
    CHECK_FALSE(std::filesystem::exists(here / "x/samples.tsv"));
}

TEST_CASE("simulate: check and run take the folder of every plan, in every geometry", "[cli][simulate]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    struct Study {
        const char *preset, *geometry, *runs, *length_s;
    };
    const auto study = GENERATE(Study{"method", "cation", "12", "480"}, Study{"method", "anion_silica", "10", "560"},
                                Study{"method", "anion_coated", "10", "700"}, Study{"demo", "anion_silica", "6", "560"},
                                Study{"batch", "cation", "11", "480"}, Study{"cohort", "anion_coated", "60", "900"});
    CAPTURE(study.preset, study.geometry);
    const Outcome made = simulate(
        start, {"--preset", study.preset, "--geometry", study.geometry, "--runs", study.runs, "-o", "s", "--quiet"},
        {"--separation.run_length_low_s", study.length_s, "--separation.run_length_high_s", study.length_s,
         "--design.batch_runs_low", "5", "--design.batch_runs_high", "30"});
    INFO(made.err);
    REQUIRE(made.exit_code == 0);
    const Outcome checked = run_gassan(start, {"check", "s/study.toml"});
    INFO(checked.out << checked.err);
    CHECK(checked.exit_code == 0);
    const Outcome run = run_gassan(start, {"run", "s/study.toml", "-o", "out", "--quiet"});
    INFO(run.err);
    CHECK(run.exit_code == 0);
    const std::string runs = text_of(here / "out/runs.tsv");
    CHECK(std::count(runs.begin(), runs.end(), '\n') == 1 + std::stol(study.runs));
    CHECK(runs.find("\tfailed\t") == std::string::npos);
}

TEST_CASE("simulate: a config of one geometry is not bent to another", "[cli][simulate]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_text(here / "c.toml", "preset = \"tiny\"\n[separation]\ngeometry = \"anion_coated\"\nvoltage_kv = -30\n");
    const Outcome outcome = simulate(start, {"--config", "c.toml", "--geometry", "anion_silica", "-o", "x"});
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.err.find("c.toml: was written for geometry anion_coated") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(here / "x"));
    CHECK(simulate(start, {"--config", "c.toml", "--geometry", "anion_coated", "--runs", "1", "-o", "x"}, short_runs)
              .exit_code == 0);
}

TEST_CASE("simulate: a study in which hardly anything arrives is warned of", "[cli][simulate]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    const Outcome lost = simulate(
        start, {"--preset", "tiny", "--runs", "1", "--separation.voltage_kv", "-30", "-o", "lost"}, short_runs);
    CHECK(lost.exit_code == 0);
    CHECK(lost.err.find("0 of 30 compounds reach the detector while the run is recorded") != std::string::npos);
    const Outcome whole = simulate(start, {"--preset", "tiny", "--runs", "1", "-o", "whole"});
    CHECK(whole.err.find("reach the detector") == std::string::npos);
}

TEST_CASE("simulate: peak lists have no profiles", "[cli][simulate]") {
    const TempFolder here;
    const Outcome outcome =
        simulate({.folder = here.path()}, {"--preset", "cohort", "--profile", "--runs", "2", "-o", "x"});
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.err.find("no spectra to be profiles") != std::string::npos);
}
