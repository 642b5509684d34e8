#include "cli/simulation_folder.hpp"

#include "core/base/table.hpp"
#include "core/simulate/simulate.hpp"
#include "io/base/faults.hpp"
#include "io/read_run.hpp"

#include <unistd.h>
#include <catch2/catch.hpp>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace gassan;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// A folder of its own for each test, gone afterwards.
struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("gassan-simulation-" + std::to_string(::getpid()));
    Folder() { std::filesystem::remove_all(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
};

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file.good());
    return {std::istreambuf_iterator<char>(file), {}};
}

SimulationRequest short_request() {
    SimulationRequest request = preset_request("tiny", 77);
    request.params.design.runs = 2;
    request.params.separation.run_length_low_s = request.params.separation.run_length_high_s = 430.0;
    return request;
}

}  // namespace

TEST_CASE("simulation_folder: the runs read back as they were simulated", "[simulation_folder]") {
    const Folder folder;
    const auto request = short_request();
    std::vector<std::size_t> steps;
    const auto summary = write_simulation(folder.path, request, {}, 1, [&](std::size_t done, std::size_t all) {
        CHECK(all == 2);
        steps.push_back(done);
    });
    CHECK(steps == std::vector<std::size_t>{0, 1, 2});
    std::size_t centroids = 0;
    for (std::uint32_t i = 0; i < 2; ++i) {
        const auto path = folder.path / "runs" / ("tiny_0" + std::to_string(i + 1) + ".mzML");
        const auto read = read_run(path);
        const auto made = simulate_run(request.params, request.compounds, 77, i).run;
        CHECK(read.run.polarity == Polarity::positive);
        CHECK(read.run.mz == made.mz);
        CHECK(read.run.intensity == made.intensity);
        CHECK(read.run.scan_begin == made.scan_begin);
        REQUIRE(read.run.scans() == made.scans());
        for (std::size_t scan = 0; scan < made.scans(); ++scan)
            CHECK_THAT(read.run.scan_time_s[scan], WithinAbs(made.scan_time_s[scan], 1e-9));
        CHECK(read.summary.centroid == made.scans());
        centroids += made.mz.size();
    }
    CHECK(summary.centroids == centroids);
}

TEST_CASE("simulation_folder: the truth has the promised columns first and the promised kinds", "[simulation_folder]") {
    const Folder folder;
    const auto request = short_request();
    const auto summary = write_simulation(folder.path, request, {}, 1);
    std::size_t ions = 0;
    for (const auto* name : {"tiny_01", "tiny_02"}) {
        const std::string text = text_of(folder.path / "truth" / (std::string(name) + ".tsv"));
        CHECK_THAT(text, StartsWith("compound_id\tkind\tmz\tmt_s\tarea\theight\tmobility_tu\t"));
        const auto table = split_table(text);
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            const auto kind = cell(table, row, "kind");
            const bool line = kind.front() == 'M' && kind.size() == 2 && kind[1] >= '0' && kind[1] <= '9';
            CHECK((line || kind == "adduct" || kind == "fragment" || kind == "multiply_charged" || kind == "ringing" ||
                   kind == "background"));
            CHECK(to_number(cell(table, row, "mt_s")) < 430.0);
        }
        ions += table.rows.size();
    }
    CHECK(ions == summary.ions);
    const auto truth = simulate_run(request.params, request.compounds, 77, 1).truth;
    const std::string text = text_of(folder.path / "truth/tiny_02.tsv");
    const auto table = split_table(text);
    REQUIRE(table.rows.size() == truth.size());
    CHECK(cell(table, 0, "compound_id") == truth[0].compound_id);
    CHECK_THAT(to_number(cell(table, 0, "mz")), WithinAbs(truth[0].mz, 5e-7));
    CHECK_THAT(to_number(cell(table, 0, "area")), WithinRel(truth[0].area, 1e-6));
    CHECK_THAT(to_number(cell(table, 0, "height")), WithinRel(truth[0].height, 1e-6));
    CHECK_THAT(to_number(cell(table, 0, "area_emitted")), WithinRel(truth[0].area_emitted, 1e-6));
    CHECK_THAT(to_number(cell(table, 0, "height_emitted")), WithinRel(truth[0].height_emitted, 1e-6));
    // Lysine is bent by the ceiling, so that a mix-up of the two would be seen.
    CHECK(truth[0].area < 0.99 * truth[0].area_emitted);
}

TEST_CASE("simulation_folder: sheet, compounds and study name what is there", "[simulation_folder]") {
    const Folder folder;
    write_simulation(folder.path, short_request(), {}, 1);
    const std::string sheet = text_of(folder.path / "samples.tsv");
    const auto samples = split_table(sheet);
    REQUIRE(samples.rows.size() == 2);
    for (std::size_t row = 0; row < 2; ++row) {
        CHECK(std::filesystem::exists(folder.path / cell(samples, row, "file")));
        CHECK(cell(samples, row, "type") == "sample");
    }
    const std::string list = text_of(folder.path / "compounds.tsv");
    const auto compounds = split_table(list);
    REQUIRE(compounds.rows.size() == 30);
    CHECK(cell(compounds, 0, "name") == "Lysine");
    CHECK_THAT(to_number(cell(compounds, 0, "mz")), WithinAbs(147.11280, 1e-5));
    CHECK(cell(compounds, 1, "ion") == "[M]+");
    const std::string study = text_of(folder.path / "study.toml");
    CHECK_THAT(study, Contains("samples = \"samples.tsv\""));
    CHECK_THAT(study, Contains("voltage_kv = 30\ntotal_length_mm = 800\nramp_s = 18\n"));
    CHECK_THAT(study, Contains("{name = \"Acetaminophen\", mz = 152.070605, mobility_tu = 0.000, time_s = ["));
    CHECK_THAT(text_of(folder.path / "simulation.toml"), Contains("seed = 77") && Contains("\nramp_s = 18  # s; "));
}

TEST_CASE("simulation_folder: a study of groups names types, groups and specimens, and tells what each vial holds",
          "[simulation_folder]") {
    const Folder folder;
    SimulationRequest request = preset_request("demo", 78);
    request.params.design.runs = 7;
    request.params.separation.run_length_low_s = request.params.separation.run_length_high_s = 470.0;
    write_simulation(folder.path, request, {}, 1);
    const std::string sheet = text_of(folder.path / "samples.tsv");
    CHECK_THAT(sheet, StartsWith("file\tsample_id\ttype\tinjection_order\tbatch\tcapillary\tpolarity\tgroup\t"
                                 "specimen_id\nruns/demo_01.mzML\tdemo_01\tblank\t1\t1\t1\tpositive\t\tblank\n"));
    const auto samples = split_table(sheet);
    const std::string vials = text_of(folder.path / "simulation_concentrations.tsv");
    CHECK_THAT(vials, StartsWith("compound_id\trole\tcontrol_um\ttreated_um\tfold_change\tabsent_share\tC1\tC2\tT1\t"
                                 "T2\tpool\tblank\n"));
    const auto concentrations = split_table(vials);
    REQUIRE(concentrations.rows.size() == 91);
    REQUIRE(samples.rows.size() == 7);
    for (std::size_t run = 0; run < samples.rows.size(); ++run) {
        const std::string id(cell(samples, run, "sample_id"));
        const std::string text = text_of(folder.path / "truth" / (id + ".tsv"));
        const auto truth = split_table(text);
        REQUIRE(!truth.rows.empty());
        const auto specimen = cell(samples, run, "specimen_id");
        CHECK((cell(samples, run, "group") == "") == (specimen == "pool" || specimen == "blank"));
        // Every ion of the run says the concentration that the table has for its vial.
        for (std::size_t row = 0; row < truth.rows.size(); ++row)
            for (std::size_t k = 0; k < concentrations.rows.size(); ++k)
                if (cell(truth, row, "compound_id") == cell(concentrations, k, "compound_id"))
                    CHECK(cell(truth, row, "concentration_um") == cell(concentrations, k, specimen));
    }
    for (std::size_t k = 0; k < concentrations.rows.size(); ++k) {
        const auto id = cell(concentrations, k, "compound_id");
        if (id == "arginine") CHECK(cell(concentrations, k, "fold_change") == "0.6");
        if (id == "metformin") CHECK(cell(concentrations, k, "fold_change") == "");  // the control has none
    }
}

TEST_CASE("simulation_folder: the same request makes the same bytes", "[simulation_folder][property]") {
    const Folder folder;
    auto request = short_request();
    request.params.design.runs = 1;
    write_simulation(folder.path / "a", request, {}, 1);
    write_simulation(folder.path / "b", request, {}, 1);
    for (const auto* name : {"runs/tiny_01.mzML", "truth/tiny_01.tsv", "samples.tsv", "study.toml", "compounds.tsv",
                             "simulation.toml", "simulation_runs.tsv", "simulation_background.tsv"}) {
        CAPTURE(name);
        CHECK(text_of(folder.path / "a" / name) == text_of(folder.path / "b" / name));
    }
    request.seed = 78;
    write_simulation(folder.path / "b", request, {}, 1);
    CHECK(text_of(folder.path / "a/truth/tiny_01.tsv") != text_of(folder.path / "b/truth/tiny_01.tsv"));
}

TEST_CASE("simulation_folder: the number of threads changes no byte", "[simulation_folder][property]") {
    const Folder folder;
    for (const char* emit : {"spectra", "peaks"}) {
        auto request = short_request();
        request.params.design.runs = 5;
        request.params.design.plan = "groups";
        request.params.design.emit = emit;
        const auto one = folder.path / emit / "one", four = folder.path / emit / "four";
        write_simulation(one, request, {}, 1);
        write_simulation(four, request, {}, 4);
        std::size_t files = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(one)) {
            if (!entry.is_regular_file()) continue;
            ++files;
            const auto name = std::filesystem::relative(entry.path(), one);
            CAPTURE(name);
            CHECK(text_of(entry.path()) == text_of(four / name));
        }
        CHECK(files == 5 + 5 + 7);
    }
}

TEST_CASE("simulation_folder: a validation of anions tells levels, charges and signs", "[simulation_folder]") {
    const Folder folder;
    auto request = preset_request("method", 79);
    const SimulatePreset anions = simulate_preset("method", "anion_coated");
    request.params = anions.params;
    request.compounds = anions.compounds;
    request.params.design.runs = 12;
    request.params.separation.run_length_low_s = request.params.separation.run_length_high_s = 120.0;
    write_simulation(folder.path, request, {}, 2);
    const std::string sheet = text_of(folder.path / "samples.tsv");
    CHECK_THAT(sheet, StartsWith("file\tsample_id\ttype\tinjection_order\tbatch\tcapillary\tpolarity\tgroup\t"
                                 "specimen_id\tlevel\tlevel_unit\n"
                                 "runs/method_01.mzML\tmethod_01\tblank\t1\t1\t1\tnegative\t\tblank\t\t\n"));
    CHECK_THAT(sheet, Contains("method_03\tstandard\t3\t1\t1\tnegative\t\tlevel_1\t0.1\tumol/L\n") &&
                          Contains("method_04\tstandard\t4\t1\t1\tnegative\t\tlevel_2\t2.15\tumol/L\n") &&
                          Contains("method_07\tqc\t7\t1\t1\tnegative\t\tpool\t\t\n"));
    const std::string list = text_of(folder.path / "compounds.tsv");
    const auto compounds = split_table(list);
    REQUIRE(compounds.rows.size() == anions.compounds.size());
    bool lactate = false;
    for (std::size_t row = 0; row < compounds.rows.size(); ++row) {
        CHECK(cell(compounds, row, "charge") == "-1");
        CHECK(cell(compounds, row, "ion") == "[M-H]-");
        if (cell(compounds, row, "formula") != "C3H6O3" ||
            cell(compounds, row, "name").find("act") == std::string::npos)
            continue;
        lactate = true;
        CHECK_THAT(to_number(cell(compounds, row, "mz")), WithinAbs(89.02442, 1e-5));
        CHECK(to_number(cell(compounds, row, "mobility_tu")) < -25.0);
    }
    CHECK(lactate);
    const std::string study = text_of(folder.path / "study.toml");
    CHECK_THAT(study, Contains("polarity = \"negative\"") && Contains("voltage_kv = -30\n"));
    // The levels that the sheet tells are in the vials.
    const std::string text = text_of(folder.path / "simulation_concentrations.tsv");
    CHECK_THAT(text.substr(0, text.find('\n')), Catch::Matchers::EndsWith("\tpool\tblank\tlevel_1\tlevel_2\tlevel_3\t"
                                                                          "level_4"));
    const auto vials = split_table(text);
    for (std::size_t k = 0; k < vials.rows.size(); ++k) {
        const bool analyte = cell(vials, k, "role") == "analyte";
        CHECK((cell(vials, k, "level_2") == "2.15") == analyte);
    }
    const std::string ions = text_of(folder.path / "simulation_background.tsv");
    const auto background = split_table(ions);
    CHECK(background.rows.size() >= 600);
}

TEST_CASE("simulation_folder: peak lists are written instead of spectra where that is asked for",
          "[simulation_folder]") {
    const Folder folder;
    auto request = short_request();
    request.params.design.emit = "peaks";
    const auto summary = write_simulation(folder.path, request, {}, 2);
    CHECK_FALSE(std::filesystem::exists(folder.path / "runs"));
    CHECK(summary.scans == 0);
    CHECK(summary.peaks > 50);
    CHECK_THAT(text_of(folder.path / "samples.tsv"), Contains("\npeaks/tiny_02.tsv\ttiny_02\tsample\t"));
    CHECK_THAT(text_of(folder.path / "peaks/tiny_02.tsv"), StartsWith("feature_id\tmz\tmt_s\t"));
    // The truth is that of the spectra.
    request.params.design.emit = "spectra";
    write_simulation(folder.path / "b", request, {}, 2);
    CHECK(text_of(folder.path / "truth/tiny_01.tsv") == text_of(folder.path / "b/truth/tiny_01.tsv"));
}

TEST_CASE("simulation_folder: the truth without faint ions is the whole truth less their rows, and keeps every M0",
          "[simulation_folder]") {
    const Folder folder;
    auto request = short_request();
    request.params.design.emit = "peaks";
    const auto all = write_simulation(folder.path, request, {}, 1);
    const double least = request.params.design.truth_least_snr = 2000.0;
    const auto told = write_simulation(folder.path / "b", request, {}, 1);
    CHECK(text_of(folder.path / "peaks/tiny_02.tsv") == text_of(folder.path / "b/peaks/tiny_02.tsv"));
    std::size_t rows = 0, faint_main = 0;
    for (const auto* name : {"truth/tiny_01.tsv", "truth/tiny_02.tsv"}) {
        const std::string text = text_of(folder.path / name);
        const auto table = split_table(text);
        std::string expected = text.substr(0, text.find('\n') + 1);
        std::size_t begin = expected.size();
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            const std::size_t end = text.find('\n', begin) + 1;
            const bool main = cell(table, row, "kind") == "M0", faint = to_number(cell(table, row, "snr")) < least;
            faint_main += main && faint;
            if (main || !faint) {
                expected += text.substr(begin, end - begin);
                ++rows;
            }
            begin = end;
        }
        CHECK(text_of(folder.path / "b" / name) == expected);
    }
    CHECK(told.ions == rows);
    CHECK(rows < all.ions);
    CHECK(faint_main > 0);
}

TEST_CASE("simulation_folder: a sheet comes only when everything else is there", "[simulation_folder][error]") {
    const Folder folder;
    const auto stop = [](std::size_t done, std::size_t) {
        if (done == 1) throw EnvironmentError("the disk is full");
    };
    CHECK_THROWS_AS(write_simulation(folder.path, short_request(), {}, 1, stop), EnvironmentError);
    CHECK_FALSE(std::filesystem::exists(folder.path / "samples.tsv"));
    CHECK_FALSE(std::filesystem::exists(folder.path / "study.toml"));
    CHECK(std::filesystem::exists(folder.path / "runs/tiny_01.mzML"));
}

TEST_CASE("simulation_folder: nothing is written for parameters out of their domain", "[simulation_folder][error]") {
    const Folder folder;
    auto request = short_request();
    request.params.noise.gain_low = -1.0;
    CHECK_THROWS_AS(write_simulation(folder.path, request, {}, 1), ParameterError);
    CHECK_FALSE(std::filesystem::exists(folder.path));
}

TEST_CASE("simulation_folder: a folder that cannot be made is the machine's fault", "[simulation_folder][error]") {
    const Folder folder;
    std::ofstream(folder.path) << "a file in the way";
    CHECK_THROWS_AS(write_simulation(folder.path, short_request(), {}, 1), EnvironmentError);
}
