/// \file
/// One case for every way in which an mzML file can be odd or damaged, each made from the one small valid file:
/// what must be taken exactly, what with a note, and what must be refused with which words and which place.

#include "io/base/faults.hpp"
#include "io/read_run.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <regex>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

using Points = std::vector<Spectrum>;

Points spectra_of(const std::filesystem::path& path, const ReadParams& params = {}, RunSummary* summary = nullptr) {
    Points all;
    auto read = for_each_spectrum(path, params, [&](const Spectrum& spectrum) { all.push_back(spectrum); });
    if (summary) *summary = std::move(read);
    return all;
}

bool same(const Points& a, const Points& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i].time_s != b[i].time_s || a[i].mz != b[i].mz || a[i].intensity != b[i].intensity ||
            a[i].polarity != b[i].polarity || a[i].representation != b[i].representation)
            return false;
    return true;
}

bool has_note(const RunSummary& summary, const std::string& code) {
    for (const auto& note : summary.notes)
        if (note.code == code) return true;
    return false;
}

bool names_byte(const std::string& message) {
    static const std::regex byte("byte [0-9]+");
    return std::regex_search(message, byte);
}

Points base_points() {
    const TempFolder folder;
    return spectra_of(folder.file("base.mzML", small_mzml_run().xml()));
}

enum class Place { file, byte, spectrum };

struct Case {
    std::string name;
    std::string bytes;
    std::string wanted;         // refused: what the message must match; else: code of the note, "" for none
    Place place = Place::byte;  // refused only
};

// ---- makers ------------------------------------------------------------------------------------------------------

std::string xml() {
    return small_mzml_run().xml();
}

// The file with its first spectrum changed.
std::string with_first(const std::function<void(SpectrumText&)>& change) {
    auto run = small_mzml_run();
    change(run.spectra[0]);
    return run.xml();
}

std::string with_mz(const ArrayText& array) {
    return with_first([&](SpectrumText& s) { s.arrays[0] = array; });
}

std::string with_intensity(const ArrayText& array) {
    return with_first([&](SpectrumText& s) { s.arrays[1] = array; });
}

std::string with_time(const std::string& time) {
    return with_first([&](SpectrumText& s) { s.time = time; });
}

const std::vector<double> mz6{90.055, 104.0706, 118.0863, 147.1128, 175.119, 204.0867};
const std::vector<double> intensity6{10, 200, 30, 4000, 55.5, 6};
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::vector<double> changed(std::vector<double> values, std::size_t at, double value) {
    values[at] = value;
    return values;
}

std::string term_64() {
    return cv("MS:1000523", "64-bit float");
}
std::string term_zlib() {
    return cv("MS:1000574", "zlib compression");
}
std::string term_none() {
    return cv("MS:1000576", "no compression");
}
std::string term_mz() {
    return cv("MS:1000514", "m/z array");
}

ArrayText mz_with_terms(const std::string& terms, bool compressed = true) {
    const auto raw = doubles(mz6);
    return {terms, simple_base64(compressed ? zlib_bytes(raw) : raw), ""};
}

// ---- the same values, to the last bit ------------------------------------------------------------------------------

std::vector<Case> exact_cases() {
    const auto plain = xml();
    auto not_indexed = small_mzml_run();
    not_indexed.indexed = false;
    const auto mz64 = mz_with_terms(term_64() + term_none() + term_mz(), false);
    auto wrapped = mz64;
    for (std::size_t at = 20; at < wrapped.payload.size(); at += 24) wrapped.payload.insert(at, "\r\n  ");
    auto cdata = mz64;
    cdata.payload = "<![CDATA[" + mz64.payload.substr(0, 11) + "]]><!-- a > b -->" + mz64.payload.substr(11, 9) +
                    "<?why not?>&#" + std::to_string(int(mz64.payload[20])) + ";" + mz64.payload.substr(21);
    const auto group = "  <referenceableParamGroupList count=\"1\"><referenceableParamGroup id=\"G\">" + term_64() +
                       term_zlib() + term_mz() + "</referenceableParamGroup></referenceableParamGroupList>\n";
    auto grouped = small_mzml_run();
    grouped.head = group + grouped.head;
    for (auto& spectrum : grouped.spectra) spectrum.arrays[0].terms = "<referenceableParamGroupRef ref=\"G\"/>";
    auto prefixed = plain;
    for (const auto* name : {"mzML", "run", "spectrum", "spectrumList", "cvParam", "binaryDataArray", "binary", "scan",
                             "scanList", "binaryDataArrayList"})
        for (const auto* end : {" ", ">"})
            for (const auto* open : {"<", "</"})
                if (const auto from = std::string(open) + name + end; prefixed.find(from) != std::string::npos)
                    prefixed = replaced_all(prefixed, from, std::string(open) + "ms:" + name + end);
    const std::string fake =
        "<!-- <spectrum index=\"9\" id=\"no\"><binary>!!!!</binary></spectrum> --><?note <spectrum > ?>";
    const auto offset_at = plain.find("<offset idRef=\"scan=2\">") + 23;

    return {
        {"as it is", plain, ""},
        {"not indexed", not_indexed.xml(), ""},
        {"gzip", gzip_bytes(plain), ""},
        {"gzip in members of 50 bytes", gzip_members(plain, 50), ""},
        {"uncompressed array", with_mz(mz64), ""},
        {"white space in base64", with_mz({wrapped.terms, wrapped.payload, ""}), ""},
        {"CDATA, comments and references in base64",
         with_mz({cdata.terms, cdata.payload, std::to_string(mz64.payload.size())}), ""},
        {"64-bit intensities",
         with_intensity(
             {term_64() + term_none() + cv("MS:1000515", "intensity array"), simple_base64(doubles(intensity6)), ""}),
         ""},
        {"intensities before m/z", with_first([](SpectrumText& s) { std::swap(s.arrays[0], s.arrays[1]); }), ""},
        {"a third array is skipped", with_first([](SpectrumText& s) {
             s.arrays.push_back({term_64() + cv("MS:1000517", "signal to noise array"), "????", "4"});
         }),
         ""},
        {"parameter groups", grouped.xml(), ""},
        {"namespace prefix", prefixed, ""},
        {"single quotes", replaced_all(plain, "\"", "'"), ""},
        {"character references",
         replaced(replaced_all(plain, "accession=\"MS:1000514\"", "accession=\"&#77;S:100051&#x34;\""), "S001",
                  "&lt;&amp;&quot;"),
         ""},
        {"attributes in another order",
         replaced_all(plain, "<cvParam cvRef=\"MS\" accession=\"MS:1000523\" name=\"64-bit float\" value=\"\"/>",
                      "<cvParam value=\"\"  name=\"64-bit float\"\n\taccession=\"MS:1000523\" cvRef=\"MS\" />"),
         ""},
        {"'>' in an attribute", replaced(plain, "name=\"S001\"", "name=\"a > b /> c\""), ""},
        {"comments with spectra in them", replaced_all(plain, "<spectrum index", fake + "<spectrum index"), ""},
        {"CR LF", replaced_all(plain, "\n", "\r\n"), ""},
        {"CR", replaced_all(plain, "\n", "\r"), ""},
        {"UTF-8 mark", "\xef\xbb\xbf" + plain, ""},
        {"UTF-16 LE", utf16(replaced(plain, "utf-8", "UTF-16"), false, true), ""},
        {"UTF-16 BE", utf16(replaced(plain, "utf-8", "UTF-16"), true, true), ""},
        {"UTF-16 in gzip", gzip_bytes(utf16(replaced(plain, "utf-8", "UTF-16"), false, true)), ""},
        {"ISO-8859-1", replaced(replaced(plain, "utf-8", "ISO-8859-1"), "S001", "\xb5L"), ""},
        {"UTF-8 name", replaced(plain, "S001", "\xe8\xa9\xa6\xe6\x96\x99"), ""},
        {"no declaration", plain.substr(plain.find('\n') + 1), ""},
        {"index points nowhere", replaced(plain, plain.substr(offset_at, plain.find('<', offset_at) - offset_at), "-7"),
         ""},
        {"index without its entries", replaced(plain, "<offset idRef=\"scan=2\">", "<offset idRef=\"scan=99\">"), ""},
        {"a name that wants to be a formula", replaced(plain, "S001", "=HYPERLINK(&quot;http://x&quot;)"), ""},
        {"milliseconds", with_first([](SpectrumText& s) {
             s.time = "100500";
             s.unit = "UO:0000028";
             s.unit_name = "millisecond";
         }),
         ""},
        {"minutes", with_first([](SpectrumText& s) {
             s.time = "1.675";
             s.unit = "UO:0000031";
             s.unit_name = "minute";
         }),
         ""},
        {"white space and sign in a time", with_time(" +100.5 "), ""},
    };
}

// ---- taken, with a note
// ----------------------------------------------------------------------------------------------

std::vector<Case> noted_cases() {
    const auto plain = xml();
    const auto after_data = plain.find("</mzML>") + 7;
    auto tail = zlib_bytes(doubles(mz6)) + "tail";
    return {
        {"cut after the data", plain.substr(0, after_data + 30), "cut-after-data"},
        {"cut right after </mzML>", plain.substr(0, after_data), "cut-after-data"},
        {"zeros after the data", plain.substr(0, after_data) + std::string(500, '\0'), "cut-after-data"},
        {"text after the end", plain + "what is this", "damaged-after-data"},
        {"count too large", replaced(plain, "<spectrumList count=\"6\"", "<spectrumList count=\"4000000000\""),
         "spectrum-count"},
        {"count too small", replaced(plain, "<spectrumList count=\"6\"", "<spectrumList count=\"2\""),
         "spectrum-count"},
        {"declared length wrong", with_first([](SpectrumText& s) { s.length = "4000000000"; }), "array-length"},
        {"encoded length wrong", with_first([](SpectrumText& s) { s.arrays[0].length = "7"; }), "encoded-length"},
        {"bytes after the zlib stream", with_mz(with_payload(mz_array(mz6), tail)), "bytes-after-zlib"},
        {"no compression named, length fits", with_mz(mz_with_terms(term_64() + term_mz(), false)),
         "compression-unnamed"},
        {"unsorted m/z", with_first([](SpectrumText& s) {
             s.arrays = {mz_array({118.0863, 90.055, 104.0706, 204.0867, 147.1128, 175.119}),
                         intensity_array({30, 10, 200, 6, 4000, 55.5})};
         }),
         "unsorted-mz"},
        {"NaN intensity", with_first([](SpectrumText& s) {
             s.length = "7";
             s.arrays = {mz_array({90.055, 104.0706, 118.0863, 120, 147.1128, 175.119, 204.0867}),
                         intensity_array({10, 200, 30, not_a_number, 4000, 55.5, 6})};
         }),
         "nan-intensity"},
        {"m/z 0", with_first([](SpectrumText& s) {
             s.length = "7";
             s.arrays = {mz_array({0, 90.055, 104.0706, 118.0863, 147.1128, 175.119, 204.0867}),
                         intensity_array({5, 10, 200, 30, 4000, 55.5, 6})};
         }),
         "zero-mz"},
        {"id twice", replaced(plain, "id=\"scan=2\"", "id=\"scan=1\""), "id-twice"},
        {"id missing", replaced(plain, " id=\"scan=2\"", ""), "id-missing"},
        {"index wrong", replaced(plain, "index=\"1\"", "index=\"-1\""), "index-wrong"},
        {"label missing", replaced(plain, cv("MS:1000127", "centroid spectrum"), ""), "label-missing"},
        {"zeros after gzip", gzip_bytes(plain) + std::string(512, '\0'), "bytes-after-gzip"},
    };
}

// ---- refused -----------------------------------------------------------------------------------------------------

std::vector<Case> structure_cases() {
    const auto plain = xml();
    const auto middle = plain.find("scan=4");
    auto zeroed = plain;
    for (std::size_t i = middle; i < middle + 512; ++i) zeroed[i] = '\0';
    const auto nested = [&](int depth) {
        std::string open, close;
        for (int i = 0; i < depth; ++i) {
            open += "<a>";
            close += "</a>";
        }
        return replaced(plain, "<run", open + close + "<run");
    };
    std::string many;
    for (int i = 0; i < 100000; ++i) many += " a" + std::to_string(i) + "=\"\"";
    return {
        {"empty", "", "empty file \\(0 bytes\\)"},
        {"zeros only", std::string(4096, '\0'), "zero bytes from byte 0"},
        {"zero block", zeroed, "zero byte"},
        {"cut", plain.substr(0, middle), "ends too early"},
        {"DTD", replaced(plain, "<indexedmzML", "<!DOCTYPE mzML SYSTEM \"http://127.0.0.1/x.dtd\"><indexedmzML"),
         "DOCTYPE"},
        {"entities", replaced(plain, "<indexedmzML", "<!DOCTYPE mzML [<!ENTITY a \"b\">]><indexedmzML"), "DOCTYPE"},
        {"undeclared entity", replaced(plain, "S001", "&lol;"), "entity &lol;"},
        {"reference to zero", replaced(plain, "S001", "&#0;"), "character reference"},
        {"XInclude", replaced(plain, "<run", "<xi:include href=\"/etc/passwd\"/><run"), "XInclude"},
        {"nested too deep", nested(65), "limit of 64"},
        {"attribute too long", replaced(plain, "S001", std::string((1 << 20) + 1, 'x')), "limit of 1 MiB"},
        {"attribute too long, full of '>'", replaced(plain, "S001", std::string((1 << 20) + 1, '>')), "limit of 1 MiB"},
        {"too many attributes", replaced(plain, "<sample ", "<sample" + many + " "), "limit of 99999 attributes"},
        {"end tag of another element", replaced(plain, "</scanList>", "</scanlist>"), "end tag </scanlist>"},
        {"'<' in an attribute", replaced(plain, "S001", "a<b"), "'<' inside a tag"},
        {"attribute without quotes", replaced(plain, "index=\"0\"", "index=0"), "malformed tag"},
        {"unknown group", with_mz({"<referenceableParamGroupRef ref=\"X\"/>", "", ""}), "group 'X'"},
        {"two documents", plain + plain.substr(plain.find("<indexedmzML")), "second document"},
        {"bytes not of the encoding", replaced(plain, "S001", "\x83\x54\x83\x93"), "0x83.*Shift_JIS"},
        {"encoding unknown", replaced(plain, "utf-8", "EUC-JP"), "EUC-JP"},
        {"encoding is not what it says", replaced(plain, "utf-8", "utf-16"), "not UTF-16"},
        {"high byte in ASCII", replaced(replaced(plain, "utf-8", "us-ascii"), "S001", "\xb5"), "0xb5"},
        {"gzip cut", gzip_bytes(plain).substr(0, 500), "gzip stream is cut short"},
        {"gzip with wrong checksum",
         replaced(gzip_bytes(plain), gzip_bytes(plain).substr(gzip_bytes(plain).size() - 8), std::string(8, 'x')),
         "gzip stream corrupt \\(incorrect data check\\)"},
        {"gzip within gzip", gzip_bytes(gzip_bytes(plain)), "gzip file inside a gzip", Place::file},
        {"only MS2", replaced_all(plain, "name=\"ms level\" value=\"1\"", "name=\"ms level\" value=\"2\""),
         "only MS2 spectra \\(6\\)", Place::file},
        {"no spectra", plain.substr(0, plain.find("<spectrum ")) + plain.substr(plain.find("</spectrumList>")),
         "no spectra", Place::file},
        {"only chromatograms",
         replaced(plain.substr(0, plain.find("<spectrumList")) + plain.substr(plain.find("</spectrumList>")),
                  "</spectrumList>", "<chromatogramList count=\"1\"><chromatogram id=\"TIC\"/></chromatogramList>"),
         "only chromatograms \\(1\\)", Place::file},
        {"mzXML", "<?xml version=\"1.0\"?>\n<mzXML xmlns=\"x\"><msRun/></mzXML>", "holds no spectra", Place::file},
        {"login page", "<!DOCTYPE html>\n<html><title>Log in</title></html>", "HTML page", Place::file},
        {"login page in gzip", gzip_bytes("\n<HTML><title>Log in</title></HTML>"), "HTML page", Place::file},
        {"LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git LFS pointer", Place::file},
        {"zip", std::string("PK\x03\x04 and more"), "zip archive", Place::file},
        {"HDF5", std::string("\x89HDF\r\n\x1a\n and more"), "HDF5", Place::file},
        {"netCDF", std::string("CDF\x01 and more"), "netCDF", Place::file},
        {"text", "m/z\tintensity\n1\t2\n", "text file", Place::file},
        {"another document", "<?xml version=\"1.0\"?><featureMap></featureMap>", "<featureMap>, not <mzML>"},
    };
}

std::vector<Case> spectrum_cases() {
    const auto plain = xml();
    const auto good = mz_array(mz6);
    auto flipped = zlib_bytes(doubles(mz6)), no_sum = flipped, wrong_sum = flipped;
    flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 4);
    no_sum.resize(no_sum.size() - 4);
    wrong_sum.back() = static_cast<char>(wrong_sum.back() ^ 1);
    const auto payload = [&](const std::string& text) {
        return with_first([&](SpectrumText& s) { s.arrays[0].payload = text; });
    };
    const auto length = [&](const std::string& text) { return with_first([&](SpectrumText& s) { s.length = text; }); };
    const auto unit = [&](const std::string& accession, const std::string& name) {
        return with_first([&](SpectrumText& s) {
            s.unit = accession;
            s.unit_name = name;
        });
    };
    std::vector<Case> cases{
        {"foreign character", payload(replaced(good.payload, good.payload.substr(20, 1), "!")), "character '!'"},
        {"bad length", payload(good.payload.substr(1)), "bad length|zlib|base64"},
        {"three characters missing", payload(simple_base64(doubles({1, 2, 3})).substr(3)), "bad length"},
        {"inner padding", payload("AAAA=AAAAAAA"), "padding"},
        {"flipped bit", with_mz(with_payload(good, flipped)), "zlib stream corrupt"},
        {"zlib cut", with_mz(with_payload(good, no_sum.substr(0, 20))),
         "zlib stream corrupt \\(the stream is cut short\\)"},
        {"zlib without checksum", with_mz(with_payload(good, no_sum)), "zlib stream corrupt"},
        {"zlib with wrong checksum", with_mz(with_payload(good, wrong_sum)),
         "zlib stream corrupt \\(incorrect data check\\)"},
        {"plain data called zlib", with_mz(with_payload(good, doubles(mz6))),
         "zlib stream corrupt \\(incorrect header check\\)"},
        {"nothing called zlib", payload(""), "zlib stream corrupt"},
        {"half a value", with_mz(with_payload(good, zlib_bytes(doubles(mz6) + "abc"))), "length of 51 bytes"},
        {"zlib bomb", with_mz(with_payload(good, zlib_bytes(std::string(200u << 20, '\0')))),
         "more than 20000000 values"},
        {"lengths differ", with_intensity(intensity_array({1, 2, 3, 4, 5})), "6 and 5 values"},
        {"length negative", length("-6"), "\"-6\" is not a length"},
        {"length 2^64", length("18446744073709551616"), "is not a length"},
        {"length in words", length("six"), "\"six\" is not a length"},
        {"encoded length negative", with_first([](SpectrumText& s) { s.arrays[0].length = "-1"; }),
         "encodedLength=\"-1\""},
        {"precision missing", with_mz(mz_with_terms(term_zlib() + term_mz())), "MS:1000523"},
        {"precision twice",
         with_mz(mz_with_terms(term_64() + cv("MS:1000521", "32-bit float") + term_zlib() + term_mz())), "MS:1000521"},
        {"half floats", with_mz(mz_with_terms(cv("MS:1000520", "16-bit float") + term_zlib() + term_mz())),
         "MS:1000520"},
        {"array type missing", with_mz(mz_with_terms(term_64() + term_zlib())), "MS:1000514"},
        {"array type twice",
         with_mz(mz_with_terms(term_64() + term_zlib() + term_mz() + cv("MS:1000515", "intensity array"))),
         "MS:1000515"},
        {"two m/z arrays", with_first([](SpectrumText& s) { s.arrays.push_back(s.arrays[0]); }), "second m/z array"},
        {"no intensity array", with_first([](SpectrumText& s) { s.arrays.pop_back(); }), "no intensity array"},
        {"no arrays", with_first([](SpectrumText& s) { s.arrays.clear(); }), "no arrays"},
        {"numpress that is none",
         with_mz({term_64() + cv("MS:1002312", "MS-Numpress linear prediction compression") + term_mz(),
                  simple_base64("abc"), ""}),
         "numpress data corrupt"},
        {"zstd that is none", with_mz(mz_with_terms(term_64() + cv("MS:1003780", "zstd compression") + term_mz())),
         "zstd data corrupt"},
        {"unknown compression", with_mz(mz_with_terms(term_64() + cv("MS:1009999", "best compression") + term_mz())),
         "MS:1009999 'best compression' is not known"},
        {"numpress twice",
         with_mz(mz_with_terms(term_64() + cv("MS:1002312", "linear") + cv("MS:1002313", "pic") + term_mz())),
         "compression more than once"},
        {"no compression named, length does not fit", with_mz(mz_with_terms(term_64() + term_mz())),
         "names no compression"},
        {"compression twice", with_mz(mz_with_terms(term_64() + term_zlib() + term_none() + term_mz())),
         "compression more than once"},
        {"infinite intensity", with_intensity(intensity_array(changed(intensity6, 2, infinite))),
         "intensity.*infinite"},
        {"intensity beyond float",
         with_intensity({term_64() + term_none() + cv("MS:1000515", "intensity array"),
                         simple_base64(doubles(changed(intensity6, 2, 1e300))), ""}),
         "intensity.*beyond"},
        {"m/z NaN", with_mz(mz_array(changed(mz6, 1, not_a_number))), "m/z value nan"},
        {"m/z infinite", with_mz(mz_array(changed(mz6, 1, infinite))), "m/z value inf"},
        {"m/z negative", with_mz(mz_array(changed(mz6, 1, -104.0))), "m/z value -104"},
        {"m/z 1e300", with_mz(mz_array(changed(mz6, 1, 1e300))), "m/z value 1e\\+300"},
        {"time missing", replaced(plain, "MS:1000016", "MS:1999999"), "no scan start time"},
        {"unit missing", replaced(plain, " unitCvRef=\"UO\" unitAccession=\"UO:0000010\" unitName=\"second\"", ""),
         "\"100.5\" has no unit.*--read.time_unit"},
        {"unit hour", unit("UO:0000032", "hour"), "\"100.5\" has the unit number 32"},
        {"level in words", with_first([](SpectrumText& s) { s.level = "one"; }), "ms level .* \"one\""},
        {"level missing", replaced(plain, "MS:1000511", "MS:1999999"), "no ms level"},
        {"both polarities", with_first([](SpectrumText& s) { s.terms += cv("MS:1000129", "negative scan"); }),
         "both positive"},
    };
    for (const auto* time : {"-1", "nan", "NaN", "inf", "0x10", "100,5", "soon", "1e400", "", "1.5 min", "1e", "--1"})
        cases.push_back(
            {"time '" + std::string(time) + "'", with_time(time), "scan start time \"" + std::string(time) + "\""});
    for (auto& one : cases) one.place = Place::spectrum;
    return cases;
}

void check_refusal(const Case& one) {
    INFO(one.name);
    const TempFolder folder;
    const auto path = folder.file("run.mzML", one.bytes);
    std::string message;
    try {
        spectra_of(path);
        FAIL("was accepted");
    } catch (const InputError& error) {
        message = error.what();
    }
    INFO(message);
    CHECK(message.find(path.string() + ": ") == 0);
    CHECK(message.find('\n') == std::string::npos);
    CHECK(std::regex_search(message, std::regex(one.wanted, std::regex::icase)));
    if (one.place != Place::file) CHECK(names_byte(message));
    if (one.place == Place::spectrum) CHECK(message.find("spectrum scan=1 (index 0), byte ") != std::string::npos);
}

}  // namespace

// All that can be seen of a file: its points and notes, or its refusal.
std::string seen(const std::filesystem::path& path, int threads) {
    std::string all;
    const auto add = [&](const auto& values) {
        all.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof values[0]);
    };
    try {
        const auto summary = for_each_spectrum(path, {.threads = threads}, [&](const Spectrum& spectrum) {
            all += spectrum.id + std::to_string(spectrum.index) + std::to_string(spectrum.time_s);
            add(spectrum.mz);
            add(spectrum.intensity);
        });
        for (const auto& note : summary.notes) all += note.code + note.where + note.text;
    } catch (const InputError& error) {
        all += error.what();
    }
    return all;
}

TEST_CASE("damage: any number of threads sees the same points, notes and faults", "[damage]") {
    std::size_t files = 0;
    for (const auto& cases : {exact_cases(), noted_cases(), structure_cases(), spectrum_cases()})
        for (const auto& one : cases) {
            INFO(one.name);
            const TempFolder folder;
            const auto path = folder.file("run.mzML", one.bytes);
            const auto alone = seen(path, 1);
            for (const int threads : {2, 4}) CHECK(seen(path, threads) == alone);
            ++files;
        }
    CHECK(files > 120);
}

TEST_CASE("damage: legal variety gives the same values to the last bit, and no note", "[damage]") {
    const auto base = base_points();
    for (const auto& one : exact_cases()) {
        INFO(one.name);
        const TempFolder folder;
        RunSummary summary;
        CHECK(same(spectra_of(folder.file("run.mzML", one.bytes), {}, &summary), base));
        for (const auto& note : summary.notes) FAIL_CHECK(note.code << ": " << note.text);
    }
}

TEST_CASE("damage: harmless oddities give the same values, and a note of their kind", "[damage]") {
    const auto base = base_points();
    for (const auto& one : noted_cases()) {
        INFO(one.name);
        const TempFolder folder;
        RunSummary summary;
        CHECK(same(spectra_of(folder.file("run.mzML", one.bytes), {}, &summary), base));
        CHECK(has_note(summary, one.wanted));
        CHECK(summary.notes.size() <= 2);
    }
}

TEST_CASE("damage: a broken document is refused in one line with its place", "[damage]") {
    for (const auto& one : structure_cases()) check_refusal(one);
}

TEST_CASE("damage: a broken spectrum is refused in one line that names spectrum and byte", "[damage]") {
    for (const auto& one : spectrum_cases()) check_refusal(one);
}

TEST_CASE("damage: a file cut at any byte is refused with a byte, or loses only its index", "[damage]") {
    const TempFolder folder;
    const auto whole = xml();
    const auto base = base_points();
    const auto data_end = whole.find("</mzML>") + 7;
    const auto all_end = whole.rfind('>') + 1;
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const auto path = folder.file("cut.mzML", whole.substr(0, size));
        CAPTURE(size);
        try {
            RunSummary summary;
            const auto points = spectra_of(path, {}, &summary);
            REQUIRE(size >= data_end);
            REQUIRE(same(points, base));
            REQUIRE(has_note(summary, "cut-after-data") == (size < all_end));
        } catch (const InputError& error) {
            CAPTURE(error.what());
            REQUIRE(size < data_end);
            REQUIRE(names_byte(error.what()));
        }
    }
}

TEST_CASE("damage: plain, gzip and gzip in tiny members fail with the same words", "[damage]") {
    const TempFolder folder;
    const auto message = [&](const std::string& bytes) {
        try {
            spectra_of(folder.file("run.mzML", bytes));
        } catch (const InputError& error) {
            return std::string(error.what());
        }
        return std::string("accepted");
    };
    for (const auto& one : spectrum_cases()) {
        INFO(one.name);
        const auto plain = message(one.bytes);
        CHECK(message(gzip_bytes(one.bytes)) == plain);
        if (one.bytes.size() < 100000) CHECK(message(gzip_members(one.bytes, 3)) == plain);
    }
}

TEST_CASE("damage: a random byte changed anywhere never crashes, and what is accepted keeps its promises", "[damage]") {
    const TempFolder folder;
    const auto whole = xml();
    std::uint64_t dice = 88172645463325252u;
    for (int round = 0; round < 3000; ++round) {
        auto bytes = whole;
        for (int n = 0; n < 1 + round % 3; ++n) {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            bytes[dice % bytes.size()] = static_cast<char>(dice >> 40);
        }
        try {
            for (const auto& spectrum : spectra_of(folder.file("run.mzML", bytes))) {
                REQUIRE(spectrum.mz.size() == spectrum.intensity.size());
                REQUIRE(std::is_sorted(spectrum.mz.begin(), spectrum.mz.end()));
                REQUIRE(std::isfinite(spectrum.time_s));
                for (const double mz : spectrum.mz) REQUIRE((mz > 0 && mz <= 1e6));
                for (const float intensity : spectrum.intensity) REQUIRE(std::isfinite(intensity));
            }
        } catch (const InputError& error) {
            REQUIRE(std::string(error.what()).find('\n') == std::string::npos);
        }
    }
}
