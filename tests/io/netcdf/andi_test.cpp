#include "io/base/faults.hpp"
#include "io/read_run.hpp"
#include "tests/support/formats.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <bit>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

ReadRun read(const std::string& bytes, const ReadParams& params = {}) {
    const TempFolder folder;
    return read_run(folder.file("run.cdf", bytes), params);
}

std::string refusal(const std::string& bytes, const ReadParams& params = {}) {
    try {
        (void)read(bytes, params);
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

std::vector<std::string> codes(const ReadRun& read) {
    std::vector<std::string> all;
    for (const auto& note : read.summary.notes) all.push_back(note.code);
    return all;
}

// Two scans of two points and one.
NetcdfText small() {
    std::vector<Spectrum> spectra(2);
    spectra[0].time_s = 1.5;
    spectra[0].mz = {100.5, 200.25};
    spectra[0].intensity = {10.f, 20.f};
    spectra[1].time_s = 3.0;
    spectra[1].mz = {300.75};
    spectra[1].intensity = {30.f};
    spectra[0].polarity = spectra[1].polarity = Polarity::positive;
    return andi_text(spectra);
}

NetcdfText::Variable& variable(NetcdfText& file, const std::string& name) {
    for (auto& variable : file.variables)
        if (variable.name == name) return variable;
    throw std::logic_error("no variable " + name);
}

NetcdfText without(NetcdfText file, const std::string& name) {
    std::erase_if(file.variables, [&](const auto& variable) { return variable.name == name; });
    return file;
}

// Digit by digit, as the specification has it: one scan at 2.5 s with m/z 100.5 and 10 counts.
std::string by_hand() {
    std::string bytes("CDF\1", 4);
    const auto word = [&](std::uint32_t value) {
        for (int shift = 24; shift >= 0; shift -= 8) bytes += char(value >> shift & 0xff);
    };
    const auto name = [&](const std::string& text) {
        word(std::uint32_t(text.size()));
        bytes += text;
        bytes.append((4 - text.size() % 4) % 4, '\0');
    };
    word(0);                                  // no records
    word(10), word(1), name("one"), word(1);  // one dimension of length 1
    word(0), word(0);                         // no attributes
    word(11), word(4);                        // four variables
    const char* const names[] = {"scan_acquisition_time", "scan_index", "mass_values", "intensity_values"};
    std::size_t head = bytes.size();
    for (const std::string one : names) head += 4 + (one.size() + 3) / 4 * 4 + 4 + 4 + 8 + 4 + 4 + 4;
    auto begin = std::uint32_t(head);
    for (int i = 0; i < 4; ++i) {
        name(names[i]);
        word(1), word(0);                            // rank 1: dimension 0
        word(0), word(0);                            // no attributes
        word(i == 1 ? 4 : 5), word(4), word(begin);  // type, bytes, begin
        begin += 4;
    }
    word(std::bit_cast<std::uint32_t>(2.5f)), word(0), word(std::bit_cast<std::uint32_t>(100.5f)),
        word(std::bit_cast<std::uint32_t>(10.0f));
    return bytes;
}

}  // namespace

TEST_CASE("netcdf: a file written digit by digit is read as it was meant", "[netcdf]") {
    const auto [run, summary] = read(by_hand());
    CHECK(run.scan_time_s == std::vector<double>{2.5});
    CHECK(run.mz == std::vector<double>{100.5});
    CHECK(run.intensity == std::vector<float>{10.0f});
    CHECK(run.polarity == Polarity::unknown);
    CHECK(summary.format == "ANDI-MS, netCDF classic (CDF-1)");
}

TEST_CASE("netcdf: what the file says of itself is told", "[netcdf]") {
    const auto summary = read(small().bytes()).summary;
    CHECK(summary.instrument == "Maker");
    CHECK(summary.start_time == "2026-01-02T03:04:05+09:00");
    CHECK(summary.sample_name == "S001");
    CHECK(summary.positive == 2);
    CHECK(summary.centroid == 2);
}

TEST_CASE("netcdf: a file of negative ions is one, and can be chosen as such", "[netcdf]") {
    auto file = small();
    for (auto& attribute : file.attributes)
        if (attribute.name == "test_ionization_polarity") attribute.text = "Negative Polarity";
    CHECK(read(file.bytes(), {.polarity = "negative"}).run.polarity == Polarity::negative);
    CHECK_THAT(refusal(file.bytes(), {.polarity = "positive"}), Contains("0 positive, 2 negative"));
}

TEST_CASE("netcdf: rows of the only record variable lie side by side, without filling", "[netcdf]") {
    auto file = small();
    file.dimensions.push_back({"record", 3, true});
    auto& counts = variable(file, "intensity_values");
    counts.dimensions = {file.dimensions.size() - 1};
    counts.type = 3;  // 16 bits: two values in the room of one word
    CHECK(read(file.bytes()).run.intensity == std::vector<float>{10.f, 20.f, 30.f});
}

TEST_CASE("netcdf: stored numbers of any type mean stored x scale_factor + add_offset", "[netcdf]") {
    auto file = small();
    auto& mz = variable(file, "mass_values");
    mz.type = 4;
    mz.values = {10050, 20025, 30075};
    mz.attributes = {{"scale_factor", "", {0.01}}};
    auto& counts = variable(file, "intensity_values");
    counts.type = 3;
    counts.values = {-5, 0, 5};
    counts.attributes = {{"scale_factor", "", {2.0}}, {"add_offset", "", {20.0}}};
    const auto run = read(file.bytes()).run;
    CHECK(run.mz == std::vector<double>{10050 * 0.01, 20025 * 0.01, 30075 * 0.01});
    CHECK(run.intensity == std::vector<float>{10.f, 20.f, 30.f});
}

TEST_CASE("netcdf: points that nobody wrote are dropped, and counted", "[netcdf]") {
    auto file = small();
    variable(file, "mass_values").values[1] = 9.9692099683868690e+36;
    auto got = read(file.bytes());
    CHECK(got.run.mz == std::vector<double>{100.5, 300.75});
    CHECK(codes(got) == std::vector<std::string>{"fill-values"});
    file = small();
    variable(file, "intensity_values").values[2] = -1.0;
    variable(file, "intensity_values").attributes = {{"_FillValue", "", {-1.0}}};
    got = read(file.bytes());
    CHECK(got.run.mz == std::vector<double>{100.5, 200.25});
    CHECK(got.summary.ms1_empty == 1);
}

TEST_CASE("netcdf: times are in the unit that the file names, else seconds, else what was said", "[netcdf]") {
    auto file = small();
    auto& time = variable(file, "scan_acquisition_time");
    const auto times = [&](const std::string& unit, const ReadParams& params = {}) {
        time.attributes.clear();
        if (!unit.empty()) time.attributes.push_back({"units", unit, {}});
        return read(file.bytes(), params).run.scan_time_s;
    };
    CHECK(times("Seconds") == std::vector<double>{1.5, 3.0});
    CHECK(times("minutes") == std::vector<double>{90.0, 180.0});
    CHECK(times("") == std::vector<double>{1.5, 3.0});
    CHECK(times("", {.time_unit = "minute"}) == std::vector<double>{90.0, 180.0});
    CHECK(times("seconds", {.time_unit = "minute"}) == std::vector<double>{1.5, 3.0});
    const auto unit = [&](const std::string& text) {
        time.attributes = {{"units", text, {}}};
        return read(file.bytes()).summary.time_unit;
    };
    CHECK(unit("Seconds") == "second");
    CHECK(unit("minutes") == "minute");
    CHECK(unit("ms") == "millisecond");
    time.attributes = {{"units", "fortnights", {}}};
    CHECK_THAT(refusal(file.bytes()), Contains("fortnights"));
}

TEST_CASE("netcdf: scan_index and point_count each say alone which points are whose", "[netcdf]") {
    const auto whole = read(small().bytes()).run;
    for (const auto* name : {"scan_index", "point_count"}) {
        const auto run = read(without(small(), name).bytes()).run;
        CHECK(run.mz == whole.mz);
        CHECK(run.scan_begin == whole.scan_begin);
    }
}

TEST_CASE("netcdf: where index and count differ the smaller one counts, and it is told once", "[netcdf]") {
    auto file = small();
    variable(file, "point_count").values = {1140, 900};  // a file that was cut to a range of masses
    auto got = read(file.bytes());
    CHECK(got.run.scan_begin == std::vector<std::size_t>{0, 2, 3});
    CHECK(codes(got) == std::vector<std::string>{"point-count"});
    variable(file, "point_count").values = {1, 1};  // a point between the scans is nobody's
    got = read(file.bytes());
    CHECK(got.run.mz == std::vector<double>{100.5, 300.75});
    variable(file, "scan_index").values = {0, 2};
    variable(file, "point_count").values = {0, 1};  // of an empty scan the index may be anything
    variable(file, "scan_index").values[0] = -1;
    got = read(file.bytes());
    CHECK(got.run.scan_begin == std::vector<std::size_t>{0, 0, 1});
}

TEST_CASE("netcdf: what the format does not say, or says wrongly, is refused by name", "[netcdf]") {
    CHECK_THAT(refusal(without(small(), "mass_values").bytes()), Contains("no variable mass_values"));
    CHECK_THAT(refusal(without(small(), "scan_acquisition_time").bytes()),
               Contains("no variable scan_acquisition_time"));
    CHECK_THAT(refusal(without(without(small(), "scan_index"), "point_count").bytes()), Contains("neither scan_index"));
    auto file = small();
    variable(file, "scan_index").values = {0, 4};
    CHECK_THAT(refusal(file.bytes()), Contains("scan_index of scan 2 is 4 among 3 points"));
    file = without(small(), "point_count");
    variable(file, "scan_index").values = {2, 0};
    CHECK_THAT(refusal(file.bytes()), Contains("scan_index of scan 1 is 2, that of the next one 0"));
    file = without(small(), "scan_index");
    variable(file, "point_count").values = {2, 2};
    CHECK_THAT(refusal(file.bytes()), Contains("only 1 points are left"));
    file = small();
    variable(file, "scan_acquisition_time").values[1] = -3.0;
    CHECK_THAT(refusal(file.bytes()), Contains("negative") && Contains("scan=2 (index 1)"));
    file = small();
    variable(file, "mass_values").values[0] = -100.5;
    CHECK_THAT(refusal(file.bytes()), Contains("m/z value -100.5"));
    CHECK_THAT(refusal(small().bytes(), {.polarity = "negative"}), Contains("no spectra of polarity negative"));
    CHECK_THAT(refusal(small().bytes(), {.max_points_per_spectrum = 1}), Contains("more than 1 points"));
    file = without(small(), "scan_acquisition_time");
    file.variables.push_back({"ordinate_values", {1}, 6, {1, 2, 3}, "", {}});
    CHECK_THAT(refusal(file.bytes()), Contains("chromatogram"));
}

TEST_CASE("netcdf: profile data are known by the experiment's type", "[netcdf]") {
    auto file = small();
    for (auto& attribute : file.attributes)
        if (attribute.name == "experiment_type") attribute.text = "Continuum Mass Spectrum";
    CHECK_THAT(refusal(file.bytes()), Contains("profile"));
}

TEST_CASE("netcdf: a header that declares what the file does not hold is refused before memory is taken", "[netcdf]") {
    auto file = small();
    file.dimensions[1].length = 3000000000u;  // the variables' data stay as they are
    auto bytes = file.bytes();
    bytes.resize(std::min<std::size_t>(bytes.size(), 4096));
    CHECK_THAT(refusal(bytes), Contains("ends too early"));
}

TEST_CASE("netcdf: scans that share their points are refused, in whatever order they stand", "[netcdf]") {
    auto file = small();
    variable(file, "scan_index").values = {1, 0};  // the file's second point is of the first scan
    variable(file, "point_count").values = {2, 1};
    CHECK(read(file.bytes()).run.mz == std::vector<double>{200.25, 300.75, 100.5});
    variable(file, "point_count").values = {2, 2};
    CHECK_THAT(refusal(file.bytes()), Contains("in several scans"));

    // 20000 scans, every second of which says that all 20000 points are its own: 200 million.
    const std::size_t scans = 20000;
    auto& times = variable(file, "scan_acquisition_time").values;
    auto& first = variable(file, "scan_index").values;
    auto& count = variable(file, "point_count").values;
    times.resize(scans), first.resize(scans), count.assign(scans, double(scans));
    for (std::size_t i = 0; i < scans; ++i) times[i] = double(i), first[i] = i % 2 == 0 ? 1.0 : 0.0;
    variable(file, "mass_values").values.assign(scans, 100.0);
    variable(file, "intensity_values").values.assign(scans, 1.0);
    file.dimensions[0].length = scans;
    file.dimensions[1].length = scans;
    CHECK_THAT(refusal(file.bytes()), Contains("in several scans"));
}

TEST_CASE("netcdf: a file of more than four million scans is refused before memory is taken", "[netcdf]") {
    auto file = small();
    const std::size_t scans = (4u << 20) + 1;
    for (const auto* name : {"scan_acquisition_time", "scan_index", "point_count"})
        variable(file, name).values.assign(scans, 0.0);
    variable(file, "scan_acquisition_time").type = 4;
    file.dimensions[0].length = scans;
    CHECK_THAT(refusal(file.bytes()), Contains("4194305 scans; the limit is 4194304"));
}

TEST_CASE("netcdf: is not read out of gzip, which is said", "[netcdf]") {
    CHECK_THAT(refusal(gzip_bytes(small().bytes())),
               Contains("netCDF file (ANDI-MS) inside a gzip file") && Contains("gunzip"));
    CHECK_THAT(refusal(bzip2_bytes(small().bytes())), Contains("inside a bzip2 file"));
}
