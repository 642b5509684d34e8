#include "cli/run_traps.hpp"

#include <catch2/catch.hpp>

using namespace gassan;

TEST_CASE("current_notes: a current that fell is told with its times, a voltage is not looked at", "[cli]") {
    Trace trace{.name = "CE Current", .unit = "microampere", .time_s = {}, .value = {}};
    for (int t = 0; t < 1200; ++t) {
        trace.time_s.push_back(t);
        trace.value.push_back(t >= 400 && t < 460 ? 12.0 : 40.0);
    }
    RunSummary run;
    run.traces = {trace};
    const Notes notes = current_notes(run);
    REQUIRE(notes.size() == 1);
    CHECK(notes.front().code == "current-drop");
    CHECK(notes.front().text == "the current fell to 30 % from 400 to 460 s; what comes after it comes late");
    run.traces.front().name = "Voltage";
    CHECK(current_notes(run).empty());
}
