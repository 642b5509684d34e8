/// \file
/// Writes what the targets begin with: small files of every kind, by the writers of the tests and by our own.
/// usage: fuzz_seeds FOLDER

#include "io/convert_run.hpp"
#include "tests/fuzz/folder_bytes.hpp"
#include "tests/support/agilent_folder.hpp"
#include "tests/support/formats.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/packed_arrays.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/zip_text.hpp"

#include <cmath>
#include <functional>

using namespace gassan;
using namespace gassan::test;

namespace {

class Seeds {
public:
    Seeds(std::filesystem::path folder, const std::string& target) : folder_(std::move(folder) / target) {
        std::filesystem::create_directories(folder_);
    }
    void add(std::string_view bytes) {
        std::ofstream(folder_ / ("seed_" + std::to_string(count_++)), std::ios::binary) << bytes;
    }

private:
    std::filesystem::path folder_;
    int count_ = 0;
};

std::string made(const std::function<void(const std::filesystem::path&)>& write) {
    const TempFolder folder;
    write(folder.path() / "made");
    return bytes_of(folder.path() / "made");
}

std::vector<Spectrum> of_one_polarity() {
    std::vector<Spectrum> spectra;
    for (const auto& spectrum : nasty_run())
        if (spectrum.ms_level == 1 && spectrum.polarity == Polarity::positive) spectra.push_back(spectrum);
    return spectra;
}

std::string converted(RunFormat format, bool zlib) {
    const TempFolder folder;
    const auto source = folder.file("run", mzml_text(nasty_run()));
    convert_run(source, folder.path() / "out", {}, {.format = format, .zlib = zlib});
    return bytes_of(folder.path() / "out");
}

// A spectrum whose arrays have this term and these bytes.
std::string mzml_with(const std::string& term, const std::string& mz, const std::string& intensity) {
    RunText run;
    SpectrumText spectrum{.index = "0", .id = "scan=1", .length = "6", .arrays = {}};
    const std::string terms = cv("MS:1000523", "64-bit float") + cv(term, "packed");
    spectrum.arrays = {{terms + cv("MS:1000514", "m/z array"), simple_base64(mz), ""},
                       {terms + cv("MS:1000515", "intensity array"), simple_base64(intensity), ""}};
    run.spectra = {spectrum};
    run.count = "1";
    return run.xml();
}

void text_seeds(const std::filesystem::path& folder) {
    const auto nasty = nasty_run();
    const std::vector<double> mz{90.05, 104.07, 118.0863, 147.11, 200.5, 300.25}, counts{10, 200, 0, 4000, 5, 6};
    Seeds mzml(folder, "mzml");
    for (const bool zlib : {false, true}) {
        mzml.add(mzml_text(nasty, {.wide = !zlib, .zlib = zlib, .minutes = zlib}));
        mzml.add(converted(RunFormat::mzml, zlib));
    }
    mzml.add(utf16(mzml_text(of_one_polarity(), {.wide = false}), true, true));
    mzml.add(mzml_with("MS:1002312", numpress_linear(mz, 1e4), numpress_linear(counts, 10)));
    mzml.add(mzml_with("MS:1002313", numpress_pic(mz), numpress_pic(counts)));
    mzml.add(mzml_with("MS:1002314", numpress_slof(mz, 1e3), numpress_slof(counts, 1e3)));
    mzml.add(mzml_with("MS:1002746", zlib_bytes(numpress_linear(mz, 1e4)), zlib_bytes(numpress_linear(counts, 10))));
    mzml.add(mzml_with("MS:1003780", zstd_frame(doubles(mz)), zstd_frame(doubles(counts))));
    Seeds mzxml(folder, "mzxml");
    mzxml.add(mzxml_text(nasty, {.wide = false, .nested = true}));
    mzxml.add(mzxml_text(nasty, {.zlib = true}));
    mzxml.add(mzxml_text(nasty, {.zlib = true, .minutes = true, .separate = true}));
    Seeds packed(folder, "packed");
    const std::string text = mzml_text(of_one_polarity(), {.wide = false});
    packed.add(gzip_bytes(text));
    packed.add(gzip_members(text, 1000));
    packed.add(converted(RunFormat::mzml_gz, false));
    packed.add(bzip2_bytes(text));
    packed.add(bzip2_bytes(mzxml_text(of_one_polarity())));
}

void binary_seeds(const std::filesystem::path& folder) {
    const auto nasty = nasty_run(), plain = of_one_polarity();
    Seeds netcdf(folder, "netcdf"), hdf5(folder, "hdf5");
    for (const int version : {1, 2, 5}) {
        netcdf.add(andi_text(plain, true, false, version).bytes());
        netcdf.add(andi_text(plain, false, true, version).bytes());
    }
    for (const bool deflated : {false, true})
        for (const bool newest : {false, true})
            hdf5.add(made([&](const auto& path) {
                write_mzmlb(path, nasty,
                            {.deflated = deflated,
                             .chunk = deflated ? 64u : 0u,
                             .newest = newest,
                             .checksums = deflated,
                             .long_text = newest,
                             .more_sets = newest ? 9 : 0});
            }));
    hdf5.add(converted(RunFormat::mzmlb, true));
    hdf5.add(made([&](const auto& path) { write_netcdf4(path, andi_text(plain)); }));
}

std::string folder_seed(const AgilentFolderOptions& options) {
    const TempFolder folder;
    const auto path = folder.path() / "run.d";
    write_agilent_folder(path, small_agilent_run(), options);
    std::string packed;
    const auto names = agilent_file_names();
    for (std::size_t i = 0; i < names.size(); ++i)
        if (const auto file = path / "AcqData" / names[i]; std::filesystem::exists(file))
            packed += fuzz::packed_file(i, bytes_of(file));
    return packed;
}

void folder_seeds(const std::filesystem::path& folder) {
    Seeds agilent(folder, "agilent");
    for (const auto packing : {AgilentPacking::plain, AgilentPacking::lzf, AgilentPacking::run_length})
        agilent.add(folder_seed({.peaks = true, .packing = packing}));
    agilent.add(folder_seed({.generation = 6, .schema = false, .default_calibration = false}));
    agilent.add(folder_seed({.generation = 2, .profile = false, .peaks = true, .single_precision_peaks = false}));
}

void codec_seeds(const std::filesystem::path& folder) {
    Seeds codecs(folder, "codecs");
    const std::vector<double> values{90.05, 104.07, 118.0863, 147.11, 200.5, 300.25};
    const auto seed = [&](int kind, int room, const std::string& bytes) {
        codecs.add(std::string{char(kind), char(room)} + bytes);
    };
    seed(0, 3, lzf_encoded(doubles(values)));
    seed(0, 3, lzf_encoded(std::string(48, 'a')));
    seed(1, 2, run_length_encoded(5e4, 0.5, {0, 0, 3, 70000, 0, 0, 0, 5}).substr(16));
    seed(2, 0, dictionary(values));
    seed(3, 0, dictionary(values));
    seed(4, 0, shuffled(doubles(values), 8));
    seed(5, 0, shuffled(floats(values), 4));
    for (const int kind : {6, 15})  // 0 of 3: linear
        seed(kind, 0, numpress_linear(values, 1e4));
    seed(7, 0, numpress_pic(values));
    seed(14, 0, numpress_slof(values, 1e3));
}

void table_seeds(const std::filesystem::path& folder) {
    Seeds tables(folder, "tables");
    const std::string sheet =
        "file\tsample_id\ttype\tgroup\tinjection_order\tdilution\nruns/a.mzML\tA\tsample\tx\t1\t2.5\n"
        "runs/b.mzML\tB\tqc\t\t2\t\n";
    tables.add(sheet);
    tables.add(replaced_all(sheet, "\t", ","));
    tables.add("sep=;\r\n\"file\";sample_id;type\r\n\"a \"\"b\"\".mzML\";A;blank\r\n");
    tables.add(utf16(sheet, false, true));
    tables.add(
        xlsx_bytes(R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>type</t></is></c></row>)"
                   R"(<row r="2"><c r="A2" t="str"><v>a.mzML</v></c><c r="B2"><v>4.5</v></c></row>)",
                   "<si><t>file</t></si>"));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    text_seeds(argv[1]);
    binary_seeds(argv[1]);
    folder_seeds(argv[1]);
    codec_seeds(argv[1]);
    table_seeds(argv[1]);
}
