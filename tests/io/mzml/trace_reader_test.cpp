#include "io/read_run.hpp"

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

std::string chromatogram(const std::string& id, const std::string& term, const std::vector<double>& times,
                         const std::string& value_bytes) {
    return "<chromatogram index=\"0\" id=\"" + id + "\" defaultArrayLength=\"" + std::to_string(times.size()) + "\">" +
           term + "<binaryDataArrayList count=\"2\">" + array(minutes, doubles(times)) +
           array(microamperes, value_bytes) + "</binaryDataArrayList></chromatogram>";
}

RunSummary read_with(const std::string& chromatograms) {
    const TempFolder folder;
    RunText run = small_mzml_run();
    run.indexed = false;
    const std::string list = "<chromatogramList count=\"9\">" + chromatograms + "</chromatogramList></run>";
    return read_run(folder.file("run.mzML", replaced(run.xml(), "</run>", list))).summary;
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

TEST_CASE("trace_reader: keeps sixteen traces, and what is not well-formed is refused as everywhere", "[mzml][edge]") {
    std::string many;
    for (int i = 0; i < 20; ++i) many += chromatogram("Power " + std::to_string(i), "", times, doubles(readings));
    CHECK(read_with(many).traces.size() == 16);
    CHECK_THROWS(read_with(replaced(chromatogram("Power", "", times, doubles(readings)), "</binaryDataArray>", "")));
}
