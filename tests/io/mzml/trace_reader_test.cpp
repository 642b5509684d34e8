#include "io/read_run.hpp"

#include "io/base/faults.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

const std::string plain64 = cv("MS:1000523", "64-bit float") + cv("MS:1000576", "no compression");
const std::string minutes =
    R"(<cvParam cvRef="MS" accession="MS:1000595" name="time array" unitAccession="UO:0000031" )"
    R"(unitName="minute"/>)";
const std::string microamperes = R"(<cvParam cvRef="MS" accession="MS:1000786" name="non-standard data array" )"
                                 R"(value="Current" unitAccession="UO:0000038" unitName="microampere"/>)";

std::string array(const std::string& terms, const std::string& bytes) {
    const std::string text = simple_base64(bytes);
    return "<binaryDataArray encodedLength=\"" + std::to_string(text.size()) + "\">" + plain64 + terms + "<binary>" +
           text + "</binary></binaryDataArray>";
}

std::string times_in(const std::string& unit) {
    return R"(<cvParam cvRef="MS" accession="MS:1000595" name="time array" )" + unit + "/>";
}

std::string chromatogram(const std::string& id, const std::string& term, const std::vector<double>& times,
                         const std::string& value_bytes, const std::string& time_term = minutes) {
    return "<chromatogram index=\"0\" id=\"" + id + "\" defaultArrayLength=\"" + std::to_string(times.size()) + "\">" +
           term + "<binaryDataArrayList count=\"2\">" + array(time_term, doubles(times)) +
           array(microamperes, value_bytes) + "</binaryDataArrayList></chromatogram>";
}

RunSummary read_with(const std::string& chromatograms, const ReadParams& params = {}) {
    const TempFolder folder;
    RunText run = small_mzml_run();
    run.indexed = false;
    const std::string list = "<chromatogramList count=\"9\">" + chromatograms + "</chromatogramList></run>";
    return read_run(folder.file("run.mzML", replaced(run.xml(), "</run>", list)), params).summary;
}

const std::vector<double> times{0.0, 0.5, 1.0}, readings{40.0, 39.5, 20.25};
const std::string tic = cv("MS:1000235", "total ion current chromatogram");

}  // namespace

TEST_CASE("trace_reader: keeps a current by its name, in seconds, with its unit, and no ion current", "[mzml]") {
    const RunSummary summary = read_with(chromatogram("TIC", tic, times, doubles(readings)) +
                                         chromatogram("CE Current", "", times, doubles(readings)));
    REQUIRE(summary.traces.size() == 1);
    const Trace& trace = summary.traces.front();
    CHECK(trace.name == "CE Current");
    CHECK(trace.unit == "microampere");
    CHECK(trace.time_s == std::vector<double>{0.0, 30.0, 60.0});
    CHECK(trace.value == readings);
    CHECK(summary.notes.empty());
    CHECK(summary.ms1 == 5);
}

TEST_CASE("trace_reader: knows a pressure by its term, whatever it is called", "[mzml]") {
    const auto summary = read_with(
        chromatogram("Pump 1", cv("MS:1003019", "pressure chromatogram"), times, doubles(readings)) +
        chromatogram("Ion current of everything", "", times, doubles(readings)) + chromatogram("x", "", times, ""));
    REQUIRE(summary.traces.size() == 1);
    CHECK(summary.traces.front().name == "Pump 1");
}

TEST_CASE("trace_reader: a current that is named beside the id alone is known by that name", "[mzml]") {
    const auto named = [](const std::string& id) {
        return read_with(chromatogram(id, R"(<userParam name="CE Current"/>)", times, doubles(readings)));
    };
    REQUIRE(named("Signal 3").traces.size() == 1);
    CHECK(named("Signal 3").traces.front().name == "Signal 3 (CE Current)");
    CHECK(named("Voltage").traces.front().name == "Voltage");
}

TEST_CASE("trace_reader: a trace that cannot be decoded is noted, and no run is lost with it", "[mzml][damage]") {
    const std::string good = chromatogram("Voltage", "", times, doubles(readings));
    const std::string damaged = GENERATE_COPY(
        replaced(good, "</binary>", "!</binary>", 1), chromatogram("Voltage", "", times, doubles({1.0, 2.0})),
        chromatogram("Voltage", "", {3.0, 2.0, 1.0}, doubles(readings)),
        chromatogram("Voltage", "", times, doubles({1.0, std::numeric_limits<double>::infinity(), 2.0})));
    const RunSummary summary = read_with(damaged);
    CHECK(summary.ms1 == 5);
    CHECK(summary.traces.empty());
    REQUIRE(summary.notes.size() == 1);
    CHECK(summary.notes.front().code == "trace-unreadable");
    CHECK(summary.notes.front().where == "chromatogram Voltage");
}

TEST_CASE("trace_reader: the unit of times is that of the accession, then of the name in its usual spellings",
          "[mzml]") {
    struct Case {
        const char* unit;
        double seconds;
    };
    const Case known = GENERATE(
        Case{R"(unitAccession="UO:0000031")", 60.0}, Case{R"(unitAccession="UO:0000031" unitName="minutes")", 60.0},
        Case{R"(unitAccession="UO:0000031" unitName="second")", 60.0}, Case{R"(unitName="minutes")", 60.0},
        Case{R"(unitName="min")", 60.0}, Case{R"(unitAccession="MS:1000038")", 60.0},
        Case{R"(unitAccession="UO:0000010")", 1.0}, Case{R"(unitName="seconds")", 1.0}, Case{R"(unitName="s")", 1.0},
        Case{R"(unitAccession="UO:0000028")", 1e-3}, Case{R"(unitName="milliseconds")", 1e-3});
    CAPTURE(known.unit);
    const auto summary =
        read_with(chromatogram("Current", "", {0.0, 500.0, 1000.0}, doubles(readings), times_in(known.unit)));
    REQUIRE(summary.traces.size() == 1);
    CHECK(summary.traces.front().time_s == std::vector<double>{0.0, 500.0 * known.seconds, 1000.0 * known.seconds});
    CHECK(summary.notes.empty());
}

TEST_CASE("trace_reader: times in a unit that is not known are never guessed", "[mzml][damage]") {
    const auto text_of = [](const std::string& unit, const ReadParams& params = {}) {
        const auto summary = read_with(chromatogram("Current", "", times, doubles(readings), times_in(unit)), params);
        CHECK(summary.traces.empty());
        REQUIRE(summary.notes.size() == 1);
        CHECK(summary.notes.front().code == "trace-unreadable");
        CHECK(summary.notes.front().where == "chromatogram Current");
        return summary.notes.front().text;
    };
    CHECK(text_of(R"(unitAccession="UO:0000032" unitName="hour")") ==
          "its times have the unit number 32; known are second (UO:0000010), minute (UO:0000031) and millisecond "
          "(UO:0000028): convert the raw data again; the trace is left out");
    CHECK_THAT(text_of(R"(unitName="fortnight")"), Catch::Contains("the unit 'fortnight'"));
    CHECK_THAT(text_of(R"(unitAccession="XX:7" unitName="second")"), Catch::Contains("the unit 'XX:7'"));
    CHECK_THAT(text_of(""), Catch::Contains("its times have no unit: say it with --read.time_unit second (or minute, "
                                            "millisecond)"));
    const auto told =
        read_with(chromatogram("Current", "", times, doubles(readings), times_in("")), {.time_unit = "minute"});
    REQUIRE(told.traces.size() == 1);
    CHECK(told.traces.front().time_s == std::vector<double>{0.0, 30.0, 60.0});
}

TEST_CASE("trace_reader: says of a trace why it was left out", "[mzml][damage]") {
    const auto text_of = [](const std::string& chromatogram) {
        const auto summary = read_with(chromatogram);
        CHECK(summary.ms1 == 5);
        CHECK(summary.traces.empty());
        REQUIRE(summary.notes.size() == 1);
        CHECK(summary.notes.front().code == "trace-unreadable");
        return summary.notes.front().text;
    };
    const std::string good = chromatogram("Voltage", "", times, doubles(readings));
    CHECK_THAT(text_of(replaced(good, "</binary>", "!</binary>", 1)), Catch::Contains("character '!'"));
    CHECK_THAT(text_of(chromatogram("Voltage", "", times, doubles({1.0, 2.0}))),
               Catch::Contains("3 times and 2 values"));
    CHECK_THAT(text_of(chromatogram("Voltage", "", {3.0, 2.0, 1.0}, doubles(readings))),
               Catch::Contains("its times do not ascend"));
    const std::string infinite = doubles({1.0, std::numeric_limits<double>::infinity(), 2.0});
    CHECK_THAT(text_of(chromatogram("Voltage", "", times, infinite)), Catch::Contains("is not a finite number"));
}

TEST_CASE("trace_reader: a trace that is too long is told as that, and no run is lost with it", "[mzml][edge]") {
    // The second has a text that no trace of the limit can have; the third hides its length from its own head.
    const std::size_t length = GENERATE(200'001u, 450'000u);
    const bool declared = GENERATE(true, false);
    std::vector<double> many(length);
    for (std::size_t i = 0; i < length; ++i) many[i] = double(i);
    std::string text = chromatogram("Current", "", many, doubles(many));
    if (!declared) text = replaced(text, "defaultArrayLength=\"" + std::to_string(length) + "\"", "");
    const auto summary = read_with(text + chromatogram("Voltage", "", times, doubles(readings)));
    CHECK(summary.ms1 == 5);
    REQUIRE(summary.traces.size() == 1);
    CHECK(summary.traces.front().name == "Voltage");
    REQUIRE(summary.notes.size() == 1);
    CHECK(summary.notes.front().code == "trace-unreadable");
    CHECK(summary.notes.front().where == "chromatogram Current");
    CHECK_THAT(summary.notes.front().text, Catch::Contains("longer") || Catch::Contains("more than 200000"));
    CHECK_THAT(summary.notes.front().text, !Catch::Contains("spectrum") && Catch::Contains("at most 200000 points"));
    many.resize(200'000);
    CHECK(read_with(chromatogram("Current", "", many, doubles(many))).traces.size() == 1);
}

TEST_CASE("trace_reader: any byte of a trace that is changed gives one line, a note, or a trace as it was in length",
          "[mzml][damage]") {
    const std::string text = chromatogram("CE Current", "", times, doubles(readings));
    std::size_t refused = 0, noted = 0, kept = 0, gone = 0;
    constexpr unsigned changes[] = {0x01, 0x08, 0x80};
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::string other = text;
        other[at] = char(static_cast<unsigned char>(other[at]) ^ changes[at % 3]);
        try {
            const auto summary = read_with(other);
            CHECK(summary.ms1 == 5);
            if (summary.traces.empty()) {
                ++(summary.notes.empty() ? gone : noted);
            } else {
                ++kept;
                CHECK(summary.traces.front().time_s.size() == summary.traces.front().value.size());
            }
        } catch (const InputError& error) {
            ++refused;
            if (std::string(error.what()).find('\n') != std::string::npos) FAIL("more than one line: " << error.what());
        }
    }
    CHECK(refused + noted + kept + gone == text.size());
    CHECK(refused > 0);
    CHECK(noted > 0);
    CHECK(kept > 0);
    CHECK(gone > 0);  // no longer called a current
}

TEST_CASE("trace_reader: keeps sixteen traces and names those beyond; what is not well-formed is refused",
          "[mzml][edge]") {
    std::string many;
    for (int i = 0; i < 18; ++i) many += chromatogram("Power " + std::to_string(i), "", times, doubles(readings));
    const auto summary = read_with(many);
    CHECK(summary.traces.size() == 16);
    REQUIRE(summary.notes.size() == 2);
    CHECK(summary.notes[0].code == "trace-too-many");
    CHECK(summary.notes[0].where == "chromatogram Power 16");
    CHECK(summary.notes[0].text == "the run has more than 16 traces of devices; this one is left out");
    CHECK(summary.notes[1].where == "chromatogram Power 17");
    CHECK_THROWS(read_with(replaced(chromatogram("Power", "", times, doubles(readings)), "</binaryDataArray>", "")));
}
