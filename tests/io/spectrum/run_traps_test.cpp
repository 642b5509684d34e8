#include "io/spectrum/run_traps.hpp"

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

TEST_CASE("run_traps: centroids that MassHunter's peak picking made are warned of, and no others", "[traps]") {
    CHECK(codes(trap_notes(agilent_run())) == Codes{"vendor-centroids"});
    // Formats that tell no instrument and no programs warn by the step alone.
    RunSummary bare = agilent_run();
    bare.instrument.clear();
    bare.software.clear();
    bare.processing = {"Agilent/MassHunter peak picking"};
    CHECK(codes(trap_notes(bare)) == Codes{"vendor-centroids"});

    RunSummary run = agilent_run();
    run.processing = {"Conversion to mzML"};
    CHECK(trap_notes(run).empty());
    // ProteoWizard's own algorithms keep the heights.
    run.processing = {"Conversion to mzML", "peak picking", "Continuous wavelet transform peak picking"};
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
    run = agilent_run();
    run.format = "Agilent MassHunter .d, layout 4, peak lists";
    run.processing = {"MassHunter peak picking"};
    REQUIRE(codes(trap_notes(run)) == Codes{"vendor-centroids"});
    CHECK(trap_notes(run).front().where == "MSPeak.bin");
    CHECK_THAT(trap_notes(run).front().text, Catch::Contains("--read.agilent_spectra profile"));
    run = agilent_run();
    // Two steps are not one.
    run.processing = {"MassHunter 10.1", "peak picking"};
    CHECK(trap_notes(run).empty());
}

TEST_CASE("run_traps: minutes called seconds and seconds called minutes are doubted at every rate, honest runs never",
          "[traps]") {
    for (const double minutes : {4.0, 5.0, 12.0, 30.0, 60.0, 120.0})
        for (const double hertz : {0.2, 0.5, 1.0, 2.0, 6.0, 10.0, 20.0}) {
            CAPTURE(minutes, hertz);
            RunSummary run;
            run.ms1 = std::size_t(60.0 * minutes * hertz);
            run.first_time_s = 0.3;
            run.median_step_s = 1.0 / hertz;
            run.last_time_s = 0.3 + 60.0 * minutes - run.median_step_s;
            CHECK(trap_notes(run).empty());
            for (const double factor : {60.0, 1.0 / 60.0}) {
                RunSummary mixed = run;
                mixed.first_time_s *= factor;
                mixed.last_time_s *= factor;
                mixed.median_step_s *= factor;
                const Notes notes = trap_notes(mixed);
                REQUIRE(codes(notes) == Codes{"time-unit-doubtful"});
                CHECK(notes[0].text.find(factor > 1.0
                                             ? "seconds were perhaps written as minutes"
                                             : "minutes were perhaps written as seconds") != std::string::npos);
            }
        }
}

TEST_CASE("run_traps: neither a long nor a short span is doubted, unless the step agrees", "[traps]") {
    const auto told = [](double span_s, double step_s) {
        RunSummary run;
        run.first_time_s = 0.0;
        run.last_time_s = span_s;
        run.median_step_s = step_s;
        return codes(trap_notes(run));
    };
    CHECK(told(12 * 3600.0, 1.0).empty());  // an infusion overnight
    CHECK(told(30.0, 0.5).empty());         // a glance at the spray
    CHECK(told(600.0, 60.0).empty());       // a scan a minute
    CHECK(told(3.0, 0.05).empty());         // a file cut out of a run
    CHECK(told(no_value, no_value).empty());
    CHECK(told(30.0, 0.002) == Codes{"time-unit-doubtful"});
    CHECK(told(30 * 3600.0, 6.0) == Codes{"time-unit-doubtful"});
}
