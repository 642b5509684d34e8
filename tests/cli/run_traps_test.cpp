#include "cli/run_traps.hpp"

#include <catch2/catch.hpp>

using namespace gassan;

namespace {

RunSummary agilent_run() {
    RunSummary run;
    run.instrument = "Agilent instrument model";
    run.software = {"MassHunter 10.1", "pwiz 3.0.23"};
    run.processing = {"Conversion to mzML", "peak picking", "Agilent/MassHunter peak picking"};
    run.centroid = run.ms1 = 1500;
    run.first_time_s = 1.0;
    run.last_time_s = 1501.0;
    run.median_step_s = 1.0;
    run.time_unit = "minute";
    return run;
}

std::vector<std::string> codes(const Notes& notes) {
    std::vector<std::string> all;
    for (const Note& note : notes) all.push_back(note.code);
    return all;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("run_traps: centroids that MassHunter's peak picking made are warned of, and no others", "[cli]") {
    CHECK(codes(trap_notes(agilent_run())) == Codes{"vendor-centroids"});
    CHECK_THAT(trap_notes(agilent_run()).front().text, Catch::Contains("convert the profile spectra"));
    RunSummary run = agilent_run();
    run.format = "Agilent MassHunter .d, layout 4, peak lists";
    run.processing = {"MassHunter peak picking"};
    REQUIRE(codes(trap_notes(run)) == Codes{"vendor-centroids"});
    CHECK(trap_notes(run).front().where == "MSPeak.bin");
    CHECK_THAT(trap_notes(run).front().text, Catch::Contains("--read.agilent_spectra profile"));
    run = agilent_run();
    run.processing = {"Conversion to mzML"};
    CHECK(trap_notes(run).empty());
    run = agilent_run();
    run.centroid = 0;
    run.profile = 1500;
    CHECK(trap_notes(run).empty());
    run = agilent_run();
    run.instrument = "Q Exactive";
    run.software = {"Xcalibur", "pwiz 3.0.23"};
    run.processing = {"Thermo/Xcalibur peak picking", "peak picking"};
    CHECK(trap_notes(run).empty());
}

TEST_CASE("run_traps: a run of 25 s or of 25 h in place of 25 min is doubted by its scan rate", "[cli]") {
    RunSummary run;
    run.ms1 = 1500;
    run.first_time_s = 0.0;
    for (const double factor : {1.0 / 60.0, 60.0}) {
        run.last_time_s = 1500.0 * factor;
        run.median_step_s = factor;
        CHECK(codes(trap_notes(run)) == Codes{"time-unit-doubtful"});
    }
    run.last_time_s = 1500.0;
    run.median_step_s = 1.0;
    CHECK(trap_notes(run).empty());
    run.last_time_s = 30.0;  // short, but at a rate that is a rate
    run.median_step_s = 0.5;
    CHECK(trap_notes(run).empty());
}
