/// \file
/// What a converted run keeps beside its spectra: what devices recorded, and what was done before.

#include "io/base/faults.hpp"
#include "io/convert_run.hpp"
#include "io/mzml/trace_text.hpp"
#include "tests/support/formats.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/traced_run.hpp"

#include <hdf5.h>
#include <catch2/catch.hpp>

#include <cmath>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

RunSummary facts_of(const std::filesystem::path& path) {
    return for_each_spectrum(path, {}, [](const Spectrum&) {});
}

ConvertOptions to(RunFormat format) {
    return {.format = format, .software_version = "9.9"};
}

std::vector<std::string> codes(const Notes& notes) {
    std::vector<std::string> all;
    for (const Note& note : notes) all.push_back(note.code);
    return all;
}

const std::vector<std::string> names_written{"CE Current", "Spannung (voltage)", "Pump 1",
                                             "Pump <2>",   "Flow rate",          "CE Current (2)"};

}  // namespace

TEST_CASE("convert_run: what devices recorded is in every format what it was, bit by bit", "[convert_run]") {
    const TempFolder folder;
    const auto source = folder.file("run", traced_run_text());
    const auto due = facts_of(source).traces;
    REQUIRE(due.size() == 6);
    REQUIRE(due[1].time_s[30] == 30.0);
    for (const auto format : {RunFormat::mzml, RunFormat::mzml_gz, RunFormat::mzmlb})
        for (const bool zlib : {true, false}) {
            CAPTURE(int(format), zlib);
            ConvertOptions options = to(format);
            options.zlib = zlib;
            const auto done = convert_run(source, folder.path() / "out", {}, options);
            const auto read = facts_of(folder.path() / "out");
            CHECK(read.notes.empty());
            REQUIRE(read.traces.size() == due.size());
            for (std::size_t i = 0; i < due.size(); ++i) {
                CHECK(read.traces[i].name == names_written[i]);
                CHECK(read.traces[i].unit == due[i].unit);
                CHECK(read.traces[i].time_s == due[i].time_s);
                CHECK(read.traces[i].value == due[i].value);
            }
            CHECK(done.traces == names_written);
            CHECK(done.left_out.empty());
        }
}

TEST_CASE("convert_run: steps of before stand before ours, with their programs, values and units", "[convert_run]") {
    const TempFolder folder;
    const auto source = folder.file("run", traced_run_text());
    const auto before = facts_of(source);
    REQUIRE(before.processing_methods.size() == 2);
    CHECK(before.processing_methods[0].software == "ProteoWizard software 3.0.23");
    CHECK(before.processing_methods[1].software == "by hand 1");
    CHECK(before.processing_methods[1].terms[1] == ProcessingTerm{"MS:1000787", "inclusive low intensity threshold",
                                                                  "3.5", "MS:1000131", "number of detector counts"});
    for (const auto format : {RunFormat::mzml, RunFormat::mzmlb}) {
        const auto done = convert_run(source, folder.path() / "out", {}, to(format));
        const auto after = facts_of(folder.path() / "out");
        auto methods = before.processing_methods;
        methods.push_back({"gassan 9.9", {{"MS:1000544", "Conversion to mzML", "", "", ""}}});
        CHECK(after.processing_methods == methods);
        CHECK(after.instrument == "Agilent instrument model");
        auto names = before.processing;
        names.push_back("Conversion to mzML");
        CHECK(after.processing == names);
        CHECK(done.processing == names);

        // A second time: every step once, whoever took it.
        convert_run(folder.path() / "out", folder.path() / "again", {}, to(format));
        CHECK(facts_of(folder.path() / "again").processing_methods == methods);
    }
}

TEST_CASE("convert_run: a step that nobody signed is signed by nobody", "[convert_run]") {
    const TempFolder folder;
    const auto source = folder.file("run", replaced(traced_run_text(), " softwareRef=\"pwiz\"", ""));
    REQUIRE(facts_of(source).processing_methods[0].software.empty());
    convert_run(source, folder.path() / "out", {}, to(RunFormat::mzml));
    CHECK(facts_of(folder.path() / "out").processing_methods[0].software == "not told");
}

TEST_CASE("convert_run: the steps of an mzXML become terms, and one that has none is told", "[convert_run][mzxml]") {
    const TempFolder folder;
    auto spectra = small_run();
    spectra.resize(5);
    const std::string text = replaced(mzxml_text(spectra), "<dataProcessing centroided=\"1\">",
                                      "<dataProcessing><processingOperation name=\"own centroiding\"/>"
                                      "<processingOperation name=\"wishful thinking\"/></dataProcessing>"
                                      "<dataProcessing centroided=\"1\">");
    const auto done = convert_run(folder.file("run", text), folder.path() / "out", {}, to(RunFormat::mzml));
    const auto after = facts_of(folder.path() / "out");
    REQUIRE(after.processing_methods.size() == 3);
    CHECK(after.processing_methods[0].terms[0].accession == "MS:1000543");
    CHECK(after.processing_methods[0].terms[1].name == "own centroiding");
    CHECK(after.processing_methods[1].terms[0].accession == "MS:1000035");
    CHECK(after.processing_methods[1].software == "by hand 3");
    CHECK(codes(done.left_out) == std::vector<std::string>{"processing-left-out"});
    CHECK(done.left_out.front().where == "wishful thinking");
}

TEST_CASE("convert_run: a trace or a step that reads back otherwise is noticed", "[convert_run]") {
    const TempFolder folder;
    const auto source = folder.file("run", traced_run_text());
    const auto out = folder.path() / "out";
    const std::string current = R"(value="microampere")";
    using Change = std::pair<std::string, std::string>;
    const std::map<std::string, Change> damages{
        {"trace CE Current", {current, R"(value="ampere")"}},
        {"trace Pump 1", {R"(id="Pump 1")", R"(id="Pump 7")"}},
        {"5 traces instead of 6", {R"(accession="MS:1003019")", R"(accession="MS:1000235")"}},
        {"the steps of processing", {"Agilent/MassHunter peak picking", "Agilent/MassHunter peak picking too"}}};
    const auto failure = [&](const std::function<std::string(const std::string&)>& change) -> std::string {
        ConvertOptions options = to(RunFormat::mzml);
        options.zlib = false;
        options.when_written = [&](const std::filesystem::path& temporary) {
            const std::string bytes = change(bytes_of(temporary));
            std::ofstream(temporary, std::ios::binary | std::ios::trunc) << bytes;
        };
        try {
            convert_run(source, out, {}, options);
        } catch (const EnvironmentError& error) {
            return error.what();
        }
        return "done";
    };
    for (const auto& [what, change] : damages)
        CHECK_THAT(failure([&](const std::string& bytes) { return replaced(bytes, change.first, change.second); }),
                   Contains("reads back otherwise: " + what));
    CHECK_FALSE(std::filesystem::exists(out));
    // One bit of one value: the second array of the third trace ends in these.
    const std::string values = simple_base64(doubles(traces_of_devices()[2].values));
    std::vector<double> changed = traces_of_devices()[2].values;
    changed[777] = std::nextafter(changed[777], 0.0);
    CHECK_THAT(
        failure([&](const std::string& bytes) { return replaced(bytes, values, simple_base64(doubles(changed))); }),
        Contains("reads back otherwise: trace Pump 1"));
}

TEST_CASE("trace_text: traces that would not read back are left out by name, the others are not", "[trace_text]") {
    Trace good{.name = "Voltage", .unit = "kilovolt", .time_s = {0.0, 1.0, 1.0}, .value = {1.0, -2.0, 0.0}};
    Notes notes;
    std::vector<Trace> traces(18, good);
    traces[3].time_s[1] = 5.0;
    traces[4].value.pop_back();
    traces[5].value[0] = std::numeric_limits<double>::infinity();
    traces[6].time_s.clear(), traces[6].value.clear();
    CHECK(writable_traces(traces, notes).size() == 14);
    CHECK(codes(notes) == std::vector<std::string>(4, "trace-left-out"));
    notes.clear();
    CHECK(writable_traces(std::vector<Trace>(18, good), notes).size() == 16);
    CHECK(notes.size() == 2);
    notes.clear();
    good.time_s.assign(200'000, 1.0), good.value.assign(200'000, 1.0);
    Trace longer = good;
    longer.name = "Pressure";
    longer.time_s.push_back(1.0), longer.value.push_back(1.0);
    REQUIRE(writable_traces({good, longer}, notes).size() == 1);
    REQUIRE(notes.size() == 1);
    CHECK(notes.front().where == "Pressure");
    CHECK_THAT(notes.front().text, Contains("more than 200,000 points"));
}

TEST_CASE("convert_run: as many traces of as many points as are written can be read", "[convert_run]") {
    const TempFolder folder;
    std::vector<TraceText> many;
    for (int i = 0; i < 16; ++i) many.push_back(traces_of_devices()[0]);
    many[15].minutes.assign(200'000, 3.0);
    many[15].values.assign(200'000, 1.0);
    const auto source = folder.file("run", traced_run_text(many));
    for (const auto format : {RunFormat::mzml, RunFormat::mzmlb})
        CHECK(convert_run(source, folder.path() / "out", {}, to(format)).traces.size() == 16);
}

TEST_CASE("write_mzml: every offset of the index of chromatograms is that of its chromatogram", "[write_mzml]") {
    const TempFolder folder;
    convert_run(folder.file("run", traced_run_text()), folder.path() / "out", {}, to(RunFormat::mzml));
    const std::string text = bytes_of(folder.path() / "out");
    CHECK_THAT(text, Contains("<indexList count=\"2\">"));
    std::size_t at = text.find("<index name=\"chromatogram\">"), entries = 0;
    REQUIRE(at != std::string::npos);
    while ((at = text.find("<offset idRef=\"", at)) != std::string::npos) {
        const auto id = text.substr(at + 15, text.find('"', at + 15) - at - 15);
        at = text.find('>', text.find('"', at + 15)) + 1;
        const auto offset = std::stoul(text.substr(at));
        CHECK(text.substr(offset, 14) == "<chromatogram ");
        CHECK(text.substr(offset, 200).find("id=\"" + id + "\"") != std::string::npos);
        ++entries;
    }
    CHECK(entries == 6);
    const auto list = std::stoul(text.substr(text.find("<indexListOffset>") + 17));
    CHECK(text.substr(list, 10) == "<indexList");
    for (const char* term : {"MS:1000811", "MS:1003019", "MS:1000821", "MS:1003020", "MS:1000820", "UO:0000038",
                             "UO:0000248", "UO:0000110", "UO:0000271"})
        CHECK_THAT(text, Contains(term));
}

TEST_CASE("write_mzmlb: the library finds the traces and their index as the format has them", "[write_mzmlb]") {
    const TempFolder folder;
    convert_run(folder.file("run", traced_run_text()), folder.path() / "out", {}, to(RunFormat::mzmlb));
    const hid_t file = H5Fopen((folder.path() / "out").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    REQUIRE(file >= 0);
    const auto set = [&](const char* name, hid_t type, auto value) {
        const hid_t opened = H5Dopen2(file, name, H5P_DEFAULT), space = H5Dget_space(opened);
        hsize_t size = 0;
        H5Sget_simple_extent_dims(space, &size, nullptr);
        std::vector<decltype(value)> values(size);
        REQUIRE(H5Dread(opened, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
        H5Sclose(space);
        H5Dclose(opened);
        return values;
    };
    const auto text = set("mzML", H5T_NATIVE_CHAR, char());
    const std::string document(text.begin(), text.end());
    const auto places = set("mzML_chromatogramIndex", H5T_NATIVE_INT64, std::int64_t());
    const auto ids = set("mzML_chromatogramIndex_idRef", H5T_NATIVE_CHAR, char());
    REQUIRE(places.size() == 7);
    std::string due_ids;
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(document.substr(std::size_t(places[i]), 14) == "<chromatogram ");
        due_ids += names_written[i] + '\0';
    }
    CHECK(document.substr(std::size_t(places[6])).starts_with("    </chromatogramList>"));
    CHECK(std::string(ids.begin(), ids.end()) == due_ids);
    const auto values = set("chromatogram_MS_1000513_double", H5T_NATIVE_DOUBLE, double());
    REQUIRE(values.size() == 6 * 1200);
    CHECK(values[2 * 1200 + 777] == traces_of_devices()[2].values[777]);
    H5Fclose(file);
}
