/// \file
/// One checklist over all formats: the same run, written in each by writers that know nothing of the readers, gives the
/// same spectra, counts and notes, to the last bit that the format can carry.

#include "io/read_run.hpp"
#include "tests/support/formats.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

using Spectra = std::vector<Spectrum>;
using Write = std::function<std::string(const TempFolder&, const Spectra&)>;  // bytes of the file

struct Format {
    std::string name;
    bool wide;         ///< m/z has 64 bits
    bool carries_all;  ///< levels, and a polarity of each scan; else MS1 of one polarity alone
    std::string said;  ///< begin of RunSummary::format
    Write write;
};

std::string mzmlb_bytes(const TempFolder& folder, const Spectra& spectra, const MzmlbOptions& options) {
    write_mzmlb(folder.path() / "made.h5", spectra, options);
    return bytes_of(folder.path() / "made.h5");
}

Write text(std::string (*write)(const Spectra&, const TextOptions&), TextOptions options) {
    return [=](const TempFolder&, const Spectra& spectra) { return write(spectra, options); };
}

Write andi(bool wide, bool records, int version, bool streaming = false) {
    return [=](const TempFolder&, const Spectra& spectra) {
        auto file = andi_text(spectra, wide, records, version);
        file.streaming = streaming;
        return file.bytes();
    };
}

std::vector<Format> formats() {
    return {
        {"mzML", true, true, "mzML 1.1.0", text(mzml_text, {})},
        {"mzML, 32 bit", false, true, "mzML 1.1.0", text(mzml_text, {.wide = false})},
        {"mzML, zlib, minutes", true, true, "mzML 1.1.0", text(mzml_text, {.zlib = true, .minutes = true})},
        {"mzML, gzip", true, true, "mzML 1.1.0, gzip",
         [](const TempFolder&, const Spectra& s) { return gzip_bytes(mzml_text(s)); }},
        {"mzML, bzip2", true, true, "mzML 1.1.0, bzip2",
         [](const TempFolder&, const Spectra& s) { return bzip2_bytes(mzml_text(s)); }},
        {"mzXML, 32 bit", false, true, "mzXML 3.2", text(mzxml_text, {.wide = false})},
        {"mzXML, 64 bit", true, true, "mzXML 3.2", text(mzxml_text, {})},
        {"mzXML, 64 bit, zlib, nested, minutes", true, true, "mzXML 3.2",
         text(mzxml_text, {.zlib = true, .minutes = true, .nested = true})},
        {"mzXML, 32 bit, arrays apart", false, true, "mzXML 3.2",
         text(mzxml_text, {.wide = false, .zlib = true, .separate = true})},
        {"mzXML, gzip", true, true, "mzXML 3.2, gzip",
         [](const TempFolder&, const Spectra& s) { return gzip_bytes(mzxml_text(s)); }},
        {"mzXML, bzip2", true, true, "mzXML 3.2, bzip2",
         [](const TempFolder&, const Spectra& s) { return bzip2_bytes(mzxml_text(s)); }},
        {"mzMLb", true, true, "mzMLb 1.0, mzML 1.1.0",
         [](const TempFolder& f, const Spectra& s) { return mzmlb_bytes(f, s, {}); }},
        {"mzMLb, 32 bit, one piece", false, true, "mzMLb 1.0, mzML 1.1.0",
         [](const TempFolder& f, const Spectra& s) {
             return mzmlb_bytes(f, s, {.wide = false, .deflated = false, .chunk = 0});
         }},
        {"netCDF, 32 bit", false, false, "ANDI-MS 1.0.1, netCDF classic (CDF-1)", andi(false, false, 1)},
        {"netCDF, 64 bit, records", true, false, "ANDI-MS 1.0.1, netCDF classic (CDF-1)", andi(true, true, 1)},
        {"netCDF, 64 bit, records, streaming", true, false, "ANDI-MS 1.0.1, netCDF classic (CDF-1)",
         andi(true, true, 1, true)},
        {"netCDF, 64-bit offset", true, false, "ANDI-MS 1.0.1, netCDF classic (CDF-2)", andi(true, false, 2)},
        {"netCDF, 64-bit data, records", true, false, "ANDI-MS 1.0.1, netCDF classic (CDF-5)", andi(true, true, 5)},
        {"netCDF-4", true, false, "ANDI-MS 1.0.1, netCDF-4",
         [](const TempFolder& f, const Spectra& s) {
             write_netcdf4(f.path() / "made.h5", andi_text(s));
             return bytes_of(f.path() / "made.h5");
         }},
    };
}

// What a run is when it has gone through a format: by the rules of docs/methods/reading.md, in the plainest way.
Spectra carried(Spectra spectra, bool wide) {
    Spectra ms1;
    for (auto& spectrum : spectra) {
        if (spectrum.ms_level != 1) continue;
        std::vector<std::pair<double, float>> points;
        for (std::size_t i = 0; i < spectrum.mz.size(); ++i)
            points.emplace_back(wide ? spectrum.mz[i] : double(float(spectrum.mz[i])), spectrum.intensity[i]);
        std::stable_sort(points.begin(), points.end(), [](auto& a, auto& b) { return a.first < b.first; });
        for (std::size_t i = 0; i < points.size(); ++i)
            std::tie(spectrum.mz[i], spectrum.intensity[i]) = std::tie(points[i].first, points[i].second);
        ms1.push_back(spectrum);
    }
    return ms1;
}

std::set<std::string> codes(const RunSummary& summary) {
    std::set<std::string> all;
    for (const auto& note : summary.notes) all.insert(note.code);
    return all;
}

void check_spectra(const Spectra& read, const Spectra& wanted) {
    REQUIRE(read.size() == wanted.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
        CAPTURE(i);
        CHECK(read[i].time_s == wanted[i].time_s);
        CHECK(read[i].polarity == wanted[i].polarity);
        CHECK(read[i].ms_level == 1);
        CHECK(read[i].representation == Representation::centroid);
        CHECK(read[i].mz == wanted[i].mz);
        CHECK(read[i].intensity == wanted[i].intensity);
    }
}

// Counted by hand out of what was written.
void check_summary(const RunSummary& summary, const Spectra& all, const Spectra& wanted) {
    const auto count = [&](auto&& is) { return std::size_t(std::count_if(wanted.begin(), wanted.end(), is)); };
    CHECK(summary.spectra == all.size());
    CHECK(summary.ms1 == wanted.size());
    CHECK(summary.ms2 == all.size() - wanted.size());
    CHECK(summary.ms1_empty == count([](const Spectrum& s) { return s.mz.empty(); }));
    CHECK(summary.positive == count([](const Spectrum& s) { return s.polarity == Polarity::positive; }));
    CHECK(summary.negative == count([](const Spectrum& s) { return s.polarity == Polarity::negative; }));
    CHECK(summary.centroid == wanted.size());
    CHECK(summary.profile == 0);
    std::size_t points = 0;
    double least = 1e9, most = 0.0;
    for (const auto& spectrum : wanted) {
        points += spectrum.mz.size();
        if (spectrum.mz.empty()) continue;
        least = std::min(least, spectrum.mz.front());
        most = std::max(most, spectrum.mz.back());
    }
    CHECK(summary.points == points);
    CHECK(summary.min_mz == least);
    CHECK(summary.max_mz == most);
    CHECK(summary.first_time_s == wanted.front().time_s);
    CHECK(summary.last_time_s == wanted.back().time_s);
}

Spectra without(const Spectra& spectra, bool higher_levels, bool negative) {
    Spectra left;
    for (const auto& spectrum : spectra)
        if (!(higher_levels && spectrum.ms_level > 1) && !(negative && spectrum.polarity == Polarity::negative))
            left.push_back(spectrum);
    return left;
}

}  // namespace

TEST_CASE("formats: the same simple run is the same in all of them, to the last bit they carry", "[formats]") {
    const auto format = GENERATE(from_range(formats()));
    CAPTURE(format.name);
    const TempFolder folder;
    auto all = small_run();
    all.resize(60);
    const auto path = folder.file("run", format.write(folder, all));  // content counts, never the name
    Spectra read;
    const auto summary = for_each_spectrum(path, {}, [&](const Spectrum& spectrum) { read.push_back(spectrum); });
    const auto wanted = carried(all, format.wide);
    check_spectra(read, wanted);
    check_summary(summary, all, wanted);
    CHECK(summary.format == format.said);
    CHECK(summary.notes.empty());
    CHECK(summary.file_bytes == std::filesystem::file_size(path));
}

TEST_CASE("formats: a nasty run is settled, counted and noted in the same way in all of them", "[formats]") {
    const auto format = GENERATE(from_range(formats()));
    CAPTURE(format.name);
    const TempFolder folder;
    const auto nasty = without(nasty_run(), !format.carries_all, !format.carries_all);
    const auto path = folder.file("run", format.write(folder, nasty));
    Spectra read;
    const auto summary = for_each_spectrum(path, {}, [&](const Spectrum& spectrum) { read.push_back(spectrum); });
    const auto wanted = carried(nasty, format.wide);
    check_spectra(read, wanted);
    check_summary(summary, nasty, wanted);
    const auto told = format.carries_all ? std::set<std::string>{"unsorted-mz", "times-equal", "time-gap"}
                                         : std::set<std::string>{"unsorted-mz", "time-gap"};
    CHECK(codes(summary) == told);
}

TEST_CASE("formats: one polarity of a nasty run is chosen in the same way in all of them", "[formats]") {
    const auto format = GENERATE(from_range(formats()));
    CAPTURE(format.name);
    if (!format.carries_all) return;
    const TempFolder folder;
    const auto path = folder.file("run", format.write(folder, nasty_run()));
    const auto [run, summary] = read_run(path, {.polarity = "negative"});
    CHECK(run.scan_time_s == std::vector<double>{61.0, 62.0, 3726.1});
    CHECK(run.polarity == Polarity::negative);
    CHECK(run.scan_begin == std::vector<std::size_t>{0, 4, 5, 5});
    CHECK(summary.positive == 5);
}

TEST_CASE("formats: scans without a polarity are of an unknown one in all of them", "[formats]") {
    const auto format = GENERATE(from_range(formats()));
    CAPTURE(format.name);
    auto spectra = without(nasty_run(), true, true);
    for (auto& spectrum : spectra) spectrum.polarity = Polarity::unknown;
    const TempFolder folder;
    const auto [run, summary] = read_run(folder.file("run", format.write(folder, spectra)));
    CHECK(run.polarity == Polarity::unknown);
    CHECK(summary.positive + summary.negative == 0);
}
