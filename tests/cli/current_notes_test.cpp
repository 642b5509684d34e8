#include "cli/current_notes.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <string>
#include <vector>

using namespace gassan;

namespace {

/// "CODE: TEXT" of each note of a run of 20 minutes with this trace.
std::vector<std::string> notes_of(const std::string& name, const std::string& unit,
                                  const std::function<double(int)>& value) {
    Trace trace{.name = name, .unit = unit, .time_s = {}, .value = {}};
    for (int t = 0; t < 1200; ++t) {
        trace.time_s.push_back(t);
        trace.value.push_back(value(t));
    }
    RunSummary run;
    run.traces = {trace};
    std::vector<std::string> all;
    for (const Note& note : current_notes(run)) {
        CHECK(note.where == name);
        all.push_back(note.code + ": " + note.text);
    }
    return all;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("current_notes: a current or a voltage that fell is told with its times", "[cli]") {
    const auto bubble = [](int t) { return t >= 400 && t < 460 ? 12.0 : 40.0; };
    CHECK(notes_of("CE Current", "microampere", bubble) ==
          Lines{"current-drop: the current fell to 30 % from 400 to 460 s; what comes after it comes late"});
    CHECK(notes_of("CE Voltage", "kilovolt", [](int t) { return t < 500 ? -30.0 : -3.0; }) ==
          Lines{"voltage-drop: the voltage fell to 10 % from 500 s to the end; what comes after it comes late"});
    CHECK(notes_of("CE Current", "microampere", [](int t) { return t < 20 ? 30.0 : 0.0; }) ==
          Lines{"current-drop: the current fell to 0 % from 20 s to the end; what comes after it comes late"});
}

TEST_CASE("current_notes: a current that was never there is told", "[cli]") {
    const std::string so = ": nothing was separated, or this is not the current of the separation";
    for (const char* unit : {"", "microampere"})
        CHECK(notes_of("CE Current", unit, [](int) { return 0.0; }) ==
              Lines{"current-none: the current is 0 all along" + so});
    CHECK(notes_of("CE Current", "", [](int t) { return 0.02 * ((t * 7919) % 101 - 50); }) ==
          Lines{"current-none: the current does not rise above 0 in nine tenths of the run" + so});
    CHECK(notes_of("CE Current", "microampere", [](int t) { return t < 5 ? 25.0 : 0.0; }) ==
          Lines{"current-none: the current does not rise above 0 in nine tenths of the run" + so});
    CHECK(notes_of("CE Current", "microampere", [](int) { return -0.2; }) ==
          Lines{"current-none: the current stays below 0.2 microampere in nine tenths of the run" + so});
    CHECK(notes_of("CE Current", "mA", [](int) { return 4e-4; }) ==
          Lines{"current-none: the current stays below 0.0004 mA in nine tenths of the run" + so});
    CHECK(notes_of("Voltage", "kilovolt", [](int) { return 0.0; }) ==
          Lines{"voltage-none: the voltage is 0 all along: nothing was separated, or this is not the voltage of the "
                "separation"});
}

TEST_CASE("current_notes: sound currents, and devices of the mass spectrometer, are passed over", "[cli]") {
    const auto ramp = [](int t) { return t < 30 ? t / 1.5 : 20.0; };
    for (const char* unit : {"microampere", "uA", "\u00b5A", "\u03bcA", ""})
        CHECK(notes_of("Current", unit, ramp).empty());
    CHECK(notes_of("Current", "mA", [&](int t) { return ramp(t) / 1e3; }).empty());
    CHECK(notes_of("Current", "nA", [&](int t) { return -ramp(t) * 1e3; }).empty());
    CHECK(notes_of("Current", "A", [&](int t) { return ramp(t) / 1e6; }).empty());
    CHECK(notes_of("Current", "microampere", [](int t) { return t < 900 ? 0.0 : 20.0; }).empty());  // begins late
    CHECK(notes_of("Capillary Current", "microampere", [](int) { return 0.05; }).empty());
    for (const char* name : {"Chamber Current", "Fragmentor Voltage", "Spray voltage", "Pressure"})
        CHECK(notes_of(name, "", [](int t) { return t < 500 ? 10.0 : 0.0; }).empty());
}
