#include "io/convert_run.hpp"

#include "core/signal/centroid_profile.hpp"
#include "io/base/faults.hpp"
#include "io/base/sha1.hpp"
#include "io/mzmlb/write_mzmlb.hpp"
#include "tests/support/agilent_folder.hpp"
#include "tests/support/formats.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/read_spectra.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temp_folder.hpp"

#include <hdf5.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

using Spectra = std::vector<Spectrum>;

void check_equal(const Spectra& written, const Spectra& source) {
    REQUIRE(written.size() == source.size());
    for (std::size_t i = 0; i < source.size(); ++i) {
        CAPTURE(i);
        CHECK(written[i].id == source[i].id);
        CHECK(written[i].time_s == source[i].time_s);
        CHECK(written[i].polarity == source[i].polarity);
        CHECK(written[i].representation == source[i].representation);
        CHECK(written[i].mz == source[i].mz);
        CHECK(written[i].intensity == source[i].intensity);
    }
}

Spectra of_one_polarity() {
    Spectra spectra;
    for (const auto& spectrum : nasty_run())
        if (spectrum.ms_level == 1 && spectrum.polarity == Polarity::positive) spectra.push_back(spectrum);
    return spectra;
}

/// The nasty run, as far as each format can carry it.
std::map<std::string, std::filesystem::path> runs_of_all_formats(const TempFolder& folder) {
    const auto nasty = nasty_run(), plain = of_one_polarity();
    write_mzmlb(folder.path() / "b", nasty);
    write_netcdf4(folder.path() / "c4", andi_text(plain));
    write_agilent_folder(folder.path() / "f.d", small_agilent_run());
    return {{"mzML", folder.file("m", mzml_text(nasty))},
            {"mzML in gzip", folder.file("g", gzip_bytes(mzml_text(nasty, {.zlib = true, .minutes = true})))},
            {"mzML in bzip2", folder.file("bz", bzip2_bytes(mzml_text(nasty)))},
            {"mzXML", folder.file("x", mzxml_text(nasty, {.nested = true}))},
            {"netCDF", folder.file("c", andi_text(plain).bytes())},
            {"netCDF-4", folder.path() / "c4"},
            {"mzMLb", folder.path() / "b"},
            {"Agilent", folder.path() / "f.d"}};
}

ConvertOptions to(RunFormat format) {
    return {.format = format, .software_version = "9.9"};
}

std::string failure(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return "done";
}

}  // namespace

TEST_CASE("convert_run: what any format holds is the same in any that is written", "[convert_run]") {
    const TempFolder folder;
    for (const auto& [name, source] : runs_of_all_formats(folder))
        for (const auto format : {RunFormat::mzml, RunFormat::mzml_gz, RunFormat::mzmlb})
            for (const bool zlib : {true, false}) {
                CAPTURE(name, int(format), zlib);
                RunSummary before, after;
                const auto due = spectra_of(source, &before);
                ConvertOptions options = to(format);
                options.zlib = zlib;
                const auto done = convert_run(source, folder.path() / "out", {}, options);
                check_equal(spectra_of(folder.path() / "out", &after), due);
                CHECK(done.spectra == due.size());
                CHECK(done.points == before.points);
                CHECK(done.bytes == std::filesystem::file_size(folder.path() / "out"));
                CHECK(after.positive == before.positive);
                CHECK(after.negative == before.negative);
                CHECK(after.points == before.points);
                CHECK(after.instrument == before.instrument);
                CHECK(after.start_time == before.start_time);
                auto software = before.software;
                software.push_back("gassan 9.9");
                CHECK(after.software == software);
                const bool mzmlb = format == RunFormat::mzmlb;
                CHECK(after.format == std::string(mzmlb ? "mzMLb 1.0, " : "") + "mzML 1.1.0" +
                                          (format == RunFormat::mzml_gz ? ", gzip" : ""));
                CHECK(after.sample_name.empty());
            }
}

TEST_CASE("convert_run: m/z of 32 bits are the nearest ones", "[convert_run]") {
    const TempFolder folder;
    write_small_run(folder.path() / "run");
    auto due = spectra_of(folder.path() / "run");
    for (auto& spectrum : due)
        for (double& mz : spectrum.mz) mz = double(float(mz));
    for (const auto format : {RunFormat::mzml, RunFormat::mzmlb}) {
        ConvertOptions options = to(format);
        options.mz_64_bit = false;
        convert_run(folder.path() / "run", folder.path() / "out", {}, options);
        check_equal(spectra_of(folder.path() / "out"), due);
    }
}

TEST_CASE("convert_run: takes what the parameters of reading choose", "[convert_run]") {
    const TempFolder folder;
    const ReadParams negative{.polarity = "negative"};
    const auto source = folder.file("run", mzml_text(nasty_run()));
    convert_run(source, folder.path() / "out", negative, to(RunFormat::mzmlb));
    check_equal(spectra_of(folder.path() / "out"), spectra_of(source, nullptr, negative));
}

TEST_CASE("convert_run: profile stays profile, or becomes the centroids that detection takes", "[convert_run]") {
    const TempFolder folder;
    write_agilent_folder(folder.path() / "run.d", small_agilent_run());
    auto due = spectra_of(folder.path() / "run.d");
    REQUIRE(due.front().representation == Representation::profile);
    const auto source = folder.path() / "run.d", out = folder.path() / "out";
    CHECK(convert_run(source, out, {}, to(RunFormat::mzml)).centroided == 0);
    CHECK(bytes_of(out).find("MS:1000035") == std::string::npos);
    check_equal(spectra_of(out), due);

    const auto centroid = profile_centroider({});
    for (auto& spectrum : due) {
        centroid(spectrum);
        spectrum.representation = Representation::centroid;
    }
    ConvertOptions options = to(RunFormat::mzml);
    options.centroid = profile_centroider({});
    CHECK(convert_run(source, out, {}, options).centroided == due.size());
    CHECK(bytes_of(out).find("MS:1000035") != std::string::npos);
    check_equal(spectra_of(out), due);
}

TEST_CASE("convert_run: tells the source by its name and SHA-1, and nothing of where it lay", "[convert_run]") {
    const TempFolder folder;
    const auto source = folder.file("A&B.mzXML", mzxml_text(nasty_run()));
    convert_run(source, folder.path() / "out", {}, to(RunFormat::mzml));
    const std::string text = bytes_of(folder.path() / "out");
    CHECK_THAT(text, Contains("name=\"A&amp;B.mzXML\"") && Contains("MS:1000566"));
    CHECK(text.find(folder.path().filename().string()) == std::string::npos);
    Sha1 whole;
    whole.add(bytes_of(source));
    CHECK_THAT(text, Contains("\"SHA-1\" value=\"" + whole.hex() + "\""));
}

TEST_CASE("convert_run: a file that reads back otherwise never gets the name", "[convert_run]") {
    const TempFolder folder;
    auto spectra = small_run();
    spectra.resize(5);
    const auto source = folder.file("run", mzml_text(spectra));
    const auto out = folder.file("out", "earlier");
    const std::string whole = mzml_text(spectra);
    const auto changed = [&](const std::function<void(Spectra&)>& change) {
        Spectra other = spectra;
        change(other);
        return mzml_text(other);
    };
    const std::map<std::string, std::string> damages{
        {"its id", changed([](Spectra& s) { s[2].id = "scan=77"; })},
        {"its time", changed([](Spectra& s) { s[4].time_s += 1e-9; })},
        {"its polarity", changed([](Spectra& s) { s[0].polarity = Polarity::negative; })},
        {"centroid or profile", replaced(whole, "MS:1000127", "MS:1000128")},
        {"the number of its points (21 instead of 22)", changed([](Spectra& s) {
             s[1].mz.pop_back();
             s[1].intensity.pop_back();
         })},
        {"its m/z", changed([](Spectra& s) { s[3].mz[7] *= 1.0 + 3e-16; })},
        {"its intensities", changed([](Spectra& s) { s[3].intensity[7] *= 1.0000001f; })},
        {"4 spectra instead of 5", changed([](Spectra& s) { s.pop_back(); })},
        {"more spectra than were written", changed([](Spectra& s) { s.push_back(s[0]); })},
        {"the file ends", whole.substr(0, whole.size() / 2)},
        {"looks like", "text"}};
    for (const auto& [what, bytes] : damages)
        for (const auto format : {RunFormat::mzml, RunFormat::mzmlb}) {
            CAPTURE(what);
            ConvertOptions options = to(format);
            options.when_written = [&](const std::filesystem::path& temporary) {
                std::ofstream(temporary, std::ios::binary | std::ios::trunc) << bytes;
            };
            CHECK_THROWS_AS(convert_run(source, out, {}, options), EnvironmentError);
            CHECK_THAT(failure([&] { convert_run(source, out, {}, options); }),
                       Contains("what was written reads back otherwise") && Contains(what));
            CHECK(bytes_of(out) == "earlier");
            CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 2);
        }
}

TEST_CASE("convert_run: every byte of an mzMLb that is damaged is noticed, or says nothing", "[convert_run]") {
    const TempFolder folder;
    const auto source = folder.file("run", mzml_text(of_one_polarity()));
    const auto due = spectra_of(source);
    std::size_t noticed = 0, silent = 0;
    for (std::size_t at = 0;; at += 97) {
        ConvertOptions options = to(RunFormat::mzmlb);
        bool inside = false;
        options.when_written = [&](const std::filesystem::path& temporary) {
            std::string bytes = bytes_of(temporary);
            inside = at < bytes.size();
            if (inside) bytes[at] = char(bytes[at] ^ 0x10);
            std::ofstream(temporary, std::ios::binary | std::ios::trunc) << bytes;
        };
        const std::string said = failure([&] { convert_run(source, folder.path() / "out", {}, options); });
        if (!inside) break;
        CAPTURE(at);
        if (said == "done") {
            ++silent;
            check_equal(spectra_of(folder.path() / "out"), due);
        } else {
            ++noticed;
            CHECK_THAT(said, Contains("reads back otherwise"));
        }
    }
    CHECK(noticed > 20);
    CHECK(silent > 0);  // there are bytes that nobody reads
}

TEST_CASE("convert_run: a source that changes meanwhile is refused", "[convert_run]") {
    const TempFolder folder;
    for (const std::size_t left : {2, 7}) {
        auto spectra = small_run();
        spectra.resize(5);
        const auto source = folder.file("run", mzml_text(spectra));
        spectra.resize(left, spectra[0]);
        ConvertOptions options = to(RunFormat::mzml);
        bool done_once = false;
        options.progress = [&](ConvertStage stage, std::uint64_t done, std::uint64_t all) {
            if (stage != ConvertStage::reading || done != all || done_once) return;
            done_once = true;
            CHECK(folder.file("run", mzml_text(spectra)) == source);
        };
        CHECK_THAT(failure([&] { convert_run(source, folder.path() / "out", {}, options); }),
                   Contains("changed while it was read"));
        CHECK(done_once);
        CHECK_FALSE(std::filesystem::exists(folder.path() / "out"));
    }
}

TEST_CASE("convert_run: a run without MS1 is refused as elsewhere", "[convert_run]") {
    const TempFolder folder;
    auto spectra = nasty_run();
    for (auto& spectrum : spectra) spectrum.ms_level = 2;
    const auto source = folder.file("run", mzml_text(spectra));
    CHECK_THAT(failure([&] { convert_run(source, folder.path() / "out", {}, to(RunFormat::mzml)); }),
               Contains("holds only MS2 spectra"));
    CHECK_FALSE(std::filesystem::exists(folder.path() / "out"));
}

TEST_CASE("run_format_of: is said by the end of the name", "[convert_run]") {
    CHECK(run_format_of("a/b.mzML") == RunFormat::mzml);
    CHECK(run_format_of("b.MZML.GZ") == RunFormat::mzml_gz);
    CHECK(run_format_of("b.mzmlb") == RunFormat::mzmlb);
    for (const auto* name : {"b.mzXML", "mzML", "b.mzML.bz2", "b.mzMLb.gz", "b.mzML/", ""})
        CHECK_FALSE(run_format_of(name));
}

// ---- mzMLb, seen by the HDF5 library -----------------------------------------------------------------------------

namespace {

template <class Value>
std::vector<Value> whole_set(hid_t file, const char* name, hid_t type) {
    const hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
    REQUIRE(set >= 0);
    const hid_t space = H5Dget_space(set);
    hsize_t size = 0;
    H5Sget_simple_extent_dims(space, &size, nullptr);
    std::vector<Value> values(size);
    if (size > 0) REQUIRE(H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
    H5Sclose(space);
    H5Dclose(set);
    return values;
}

std::string text_set(hid_t file, const char* name) {
    const auto bytes = whole_set<char>(file, name, H5T_NATIVE_CHAR);
    return {bytes.begin(), bytes.end()};
}

/// The number after `term ... value="`.
std::size_t value_after(const std::string& text, const std::string& term, std::size_t from) {
    const auto at = text.find("value=\"", text.find(term, from));
    return std::stoul(text.substr(at + 7));
}

}  // namespace

TEST_CASE("write_mzmlb: the library finds document, numbers and index as the format has them", "[write_mzmlb]") {
    const TempFolder folder;
    // More values than a piece of a dataset holds, and a document and an index of several pieces.
    Spectra spectra = small_run();
    for (std::size_t i = 0; i < 3; ++i) {
        spectra[7 + i].mz.clear();
        spectra[7 + i].intensity.clear();
        for (int k = 0; k < 50000 - int(i); ++k) {
            spectra[7 + i].mz.push_back(50.0 + 0.01 * k * (1.0 + 0.001 * (k % 7)));
            spectra[7 + i].intensity.push_back(float(k % 911));
        }
        std::sort(spectra[7 + i].mz.begin(), spectra[7 + i].mz.end());
    }
    write_spectra(folder.path() / "run", spectra);
    for (const bool zlib : {true, false}) {
        ConvertOptions options = to(RunFormat::mzmlb);
        options.zlib = zlib;
        convert_run(folder.path() / "run", folder.path() / "out", {}, options);
        const hid_t file = H5Fopen((folder.path() / "out").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
        REQUIRE(file >= 0);
        const std::string document = text_set(file, "mzML"), ids = text_set(file, "mzML_spectrumIndex_idRef");
        const auto places = whole_set<std::int64_t>(file, "mzML_spectrumIndex", H5T_NATIVE_INT64);
        const auto mz = whole_set<double>(file, "spectrum_MS_1000514_double", H5T_NATIVE_DOUBLE);
        const auto intensity = whole_set<float>(file, "spectrum_MS_1000515_float", H5T_NATIVE_FLOAT);
        char version[32] = {};
        const hid_t attribute = H5Aopen_by_name(file, "mzML", "version", H5P_DEFAULT, H5P_DEFAULT);
        const hid_t type = H5Aget_type(attribute);
        H5Aread(attribute, type, version);
        CHECK(std::string(version) == "mzMLb 1.0");
        H5Tclose(type);
        H5Aclose(attribute);
        H5Fclose(file);

        REQUIRE(places.size() == spectra.size() + 1);
        CHECK(document.substr(std::size_t(places.back())).find("</spectrumList>") < 10);
        CHECK(document.find("indexedmzML") == std::string::npos);
        std::size_t id_at = 0;
        for (std::size_t i = 0; i < spectra.size(); ++i) {
            const std::string id = ids.substr(id_at).c_str();
            id_at += id.size() + 1;
            REQUIRE(id == spectra[i].id);
            const std::string text = document.substr(std::size_t(places[i]), std::size_t(places[i + 1] - places[i]));
            REQUIRE(text.starts_with("<spectrum "));
            REQUIRE(text.find(" id=\"" + id + "\"") < 60);
            const auto of_mz = text.find("MS:1000514"), of_intensity = text.find("MS:1000515");
            const auto first_mz = std::ptrdiff_t(value_after(text, "MS:1002842", of_mz)),
                       first = std::ptrdiff_t(value_after(text, "MS:1002842", of_intensity)),
                       count = std::ptrdiff_t(value_after(text, "MS:1002843", of_mz));
            REQUIRE(std::vector(mz.begin() + first_mz, mz.begin() + first_mz + count) == spectra[i].mz);
            REQUIRE(std::vector(intensity.begin() + first, intensity.begin() + first + count) == spectra[i].intensity);
        }
        CHECK(id_at == ids.size());
    }
}

TEST_CASE("write_mzmlb: a wrong count or an impossible spectrum leaves nothing behind", "[write_mzmlb]") {
    const TempFolder folder;
    const auto spectra = small_run();
    const auto wrong = [&](std::size_t announced, double time_s) {
        return failure([&] {
            AtomicFile file(folder.path() / "out");
            write_mzmlb(file, {}, announced, [&](const SpectrumTaker& take) {
                for (auto spectrum : spectra) {
                    spectrum.time_s = time_s;
                    take(spectrum);
                }
            });
            file.commit();
        });
    };
    CHECK_THAT(wrong(spectra.size() + 1, 1.0), Contains("fewer spectra"));
    CHECK_THAT(wrong(spectra.size() - 1, 1.0), Contains("more spectra"));
    CHECK_THAT(wrong(spectra.size(), -1.0), Contains("its time"));
    CHECK(std::filesystem::is_empty(folder.path()));
    CHECK(wrong(spectra.size(), 1.0) == "done");
}
