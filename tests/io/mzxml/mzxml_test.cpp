#include "io/base/faults.hpp"
#include "io/mzxml/scan_header.hpp"
#include "io/read_run.hpp"
#include "tests/support/formats.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

// One scan with two points, in 32 bits: what each case changes.
const std::string scan =
    "<scan num=\"7\" msLevel=\"1\" peaksCount=\"2\" polarity=\"+\" retentionTime=\"PT1M2.5S\">"
    "<peaks precision=\"32\" byteOrder=\"network\" pairOrder=\"m/z-int\">QsgAAELIAABC3AAAQ0gAAA==</peaks></scan>";
const std::string document =
    "<?xml version=\"1.0\"?>\n<mzXML xmlns=\"http://sashimi.sourceforge.net/schema_revision/mzXML_2.1\"><msRun "
    "scanCount=\"1\"><dataProcessing centroided=\"1\"/>" +
    scan + "</msRun></mzXML>";

ReadRun read(const std::string& text, const ReadParams& params = {}) {
    const TempFolder folder;
    return read_run(folder.file("run.mzXML", text), params);
}

std::string refusal(const std::string& text, const ReadParams& params = {}) {
    try {
        (void)read(text, params);
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

std::string with(const std::string& from, const std::string& to) {
    return replaced(document, from, to);
}

std::vector<std::string> codes(const ReadRun& read) {
    std::vector<std::string> all;
    for (const auto& note : read.summary.notes) all.push_back(note.code);
    return all;
}

}  // namespace

TEST_CASE("mzxml: numbers in network order are those that a hand decodes", "[mzxml]") {
    const auto [run, summary] = read(document);
    CHECK(run.mz == std::vector<double>{100.0, 110.0});  // 42c80000, 42dc0000
    CHECK(run.intensity == std::vector<float>{100.0f, 200.0f});
    CHECK(run.scan_time_s == std::vector<double>{62.5});
    CHECK(run.polarity == Polarity::positive);
    CHECK(summary.format == "mzXML 2.1");
    CHECK(summary.notes.empty());
}

TEST_CASE("mzxml: what the head says of instrument and programs is told", "[mzxml]") {
    const auto summary = read(mzxml_text(nasty_run()), {.polarity = "positive"}).summary;
    CHECK(summary.instrument == "Maker Q1 & Q2");
    CHECK(summary.software == std::vector<std::string>{"Runner 1.2", "by hand 3"});
    CHECK(summary.source_name == "a.raw");
}

TEST_CASE("mzxml: steps of processing are told, with the program that took each", "[mzxml]") {
    const auto summary =
        read(with("<dataProcessing centroided=\"1\"/>",
                  "<dataProcessing centroided=\"1\" deisotoped=\"0\" chargeDeconvoluted=\"true\">"
                  "<software type=\"conversion\" name=\"ProteoWizard software\" version=\"3.0.23\"/>"
                  "<processingOperation name=\"Conversion to mzML\" value=\"\"/><comment>x</comment></dataProcessing>"
                  "<dataProcessing><software type=\"processing\" name=\"S\"/></dataProcessing>"
                  "<dataProcessing deisotoped=\"1\"><processingOperation name=\"my own\"/></dataProcessing>"))
            .summary;
    CHECK(summary.processing == std::vector<std::string>{"peak picking", "charge deconvolution", "Conversion to mzML",
                                                         "deisotoping", "my own"});
    REQUIRE(summary.processing_methods.size() == 2);
    CHECK(summary.processing_methods[0].software == "ProteoWizard software 3.0.23");
    CHECK(summary.processing_methods[0].terms[0] == ProcessingTerm{"MS:1000035", "peak picking", "", "", ""});
    CHECK(summary.processing_methods[1].software.empty());
    CHECK(summary.processing_methods[1].terms[1] == ProcessingTerm{"", "my own", "", "", ""});
    CHECK(summary.software == std::vector<std::string>{"ProteoWizard software 3.0.23", "S"});
    CHECK(summary.centroid == 1);
    CHECK(read(with(" centroided=\"1\"", " centroided=\"0\"")).summary.processing.empty());
}

TEST_CASE("mzxml: durations are seconds, whatever parts they are written in", "[mzxml]") {
    CHECK(duration_s("PT353.43S") == 353.43);
    CHECK(duration_s("PT2M1S") == 121.0);
    CHECK(duration_s("PT1H61S") == 3661.0);
    CHECK(duration_s("P1DT0.5S") == 86400.5);
    CHECK(duration_s("P0Y0M0DT0H1M0S") == 60.0);
    CHECK(duration_s("PT9.1e+2S") == 910.0);
    CHECK(duration_s(" -PT1S ") == -1.0);
    for (const char* text : {"", "P", "PT", "60", "PTS", "PT5", "PT5X", "P1Y", "P2M", "PT1S2M", "PT1M1M", "PT-1S",
                             "P5S", "T5S", "PT1e999S", "PT1,5S"}) {
        CAPTURE(text);
        CHECK_FALSE(duration_s(text).has_value());
    }
}

TEST_CASE("mzxml: oddities of writers are taken, and told where they are faults", "[mzxml]") {
    const auto same = [](const std::string& text, const std::vector<std::string>& told, const ReadParams& params = {}) {
        const auto got = read(text, params);
        CHECK(got.run.mz == std::vector<double>{100.0, 110.0});
        CHECK(got.run.scan_time_s == std::vector<double>{62.5});
        CHECK(codes(got) == told);
    };
    same(with("scanCount=\"1\"", "scanCount=\"9\""), {"spectrum-count"});
    same(with(" precision=\"32\"", ""), {"precision-unnamed"});
    same(with("peaksCount=\"2\"", "peaksCount=\"3\""), {"array-length"});
    same(with("peaksCount=\"2\" ", ""), {});
    same(with("num=\"7\" ", ""), {"id-missing"});
    same(with("QsgAAELI", "QsgA\n  AELI"), {});
    same(with(" byteOrder=\"network\"", ""), {});
    same(with("<peaks ", "<precursorMz>433.8</precursorMz><comment>1 &lt; 2</comment><peaks "), {});
    same(with("</msRun></mzXML>", "</msRun><index name=\"scan\"><offset id=\"7\">12"), {"cut-after-data"});
    same(with("</msRun></mzXML>", "</msRun><index></sha1></mzXML>"), {"damaged-after-data"});
    same(with("PT1M2.5S", "62.5"), {}, {.time_unit = "second"});
    same(with("PT1M2.5S", "62500"), {}, {.time_unit = "millisecond"});
    CHECK(read(with("PT1M2.5S", "62500"), {.time_unit = "millisecond"}).summary.time_unit == "millisecond");
    CHECK(read(with("PT1M2.5S", "PT62.5S"), {.time_unit = "minute"}).summary.time_unit == "second");
    same(with(" centroided=\"1\"", " centroided=\"0\""), {"label-missing"});
    same(replaced(with(" centroided=\"1\"", ""), "msLevel=\"1\"", "msLevel=\"1\" centroided=\"1\""), {});
    same("<msRun><dataProcessing centroided=\"1\"/>" + scan + "</msRun>", {});  // 1.x
    same(replaced(replaced(document, "<peaks ", "<peaks contentType=\"charge\">AAAA</peaks><peaks "), "xmlns", "a"),
         {});
}

TEST_CASE("mzxml: a pair of zeros in a scan of no points is none", "[mzxml]") {
    auto text = replaced(with("peaksCount=\"2\"", "peaksCount=\"0\""), "QsgAAELIAABC3AAAQ0gAAA==", "AAAAAAAAAAA=");
    const auto got = read(text);
    CHECK(got.run.mz.empty());
    CHECK(got.summary.ms1_empty == 1);
    CHECK(codes(got) == std::vector<std::string>{"all-empty"});
    text = replaced(text, "precision=\"32\" byteOrder=\"network\" pairOrder=\"m/z-int\">AAAAAAAAAAA=</peaks>", "/>");
    CHECK(read(text).run.scan_time_s.size() == 1);
}

TEST_CASE("mzxml: what would have to be guessed is refused, with place and words", "[mzxml]") {
    struct Case {
        std::string from, to, words;
    };
    const std::vector<Case> cases{
        {" retentionTime=\"PT1M2.5S\"", "", "no retentionTime"},
        {"PT1M2.5S", "-PT1S", "negative"},
        {"PT1M2.5S", "soon", "not a duration"},
        {"PT1M2.5S", "62.5", "no unit"},
        {"msLevel=\"1\" ", "", "no msLevel"},
        {"msLevel=\"1\"", "msLevel=\"one\"", "no level"},
        {"peaksCount=\"2\"", "peaksCount=\"-2\"", "not a length"},
        {"precision=\"32\"", "precision=\"16\"", "not 32 or 64"},
        {"precision=\"32\"", "precision=\"64\" ", "values are refused by their m/z"},
        {" precision=\"32\"", " compressionType=\"none\"", "accepted"},
        {"network", "little", "not network"},
        {"m/z-int", "m/z ruler", "contentType"},
        {"m/z-int\"", "m/z-int\" compressionType=\"lzma\"", "lzma"},
        {"m/z-int\"", "m/z-int\" compressionType=\"zlib\"", "zlib stream corrupt"},
        {"m/z-int", "m/z", "no intensities"},
        {"QsgA", "Qs!A", "'!'"},
        {"Q0gAAA==", "Q0gAAA=", "bad length"},
        {"QsgAAELIAABC3AAAQ0gAAA==", "QsgAAELIAABC", "whole number of pairs"},
        {"</peaks>", "</peaks><peaks>AAAA</peaks>", "twice"},
        {"</peaks></scan>", "</peaks></scan><peaks>AAAA</peaks>", "outside"},
        {"<peaks precision=\"32\" byteOrder=\"network\" pairOrder=\"m/z-int\">QsgAAELIAABC3AAAQ0gAAA==</peaks>", "",
         "declares 2 points"},
        {"</msRun>", "</msRun><msRun/>", "second run"},
        {"<msRun ", "<msRum ", "end tag"},
        {"num=\"7\"", "num=\"7\" num=\"8\"", "accepted"},
    };
    for (const auto& one : cases) {
        CAPTURE(one.from, one.to);
        const auto line = refusal(with(one.from, one.to));
        if (one.words == "values are refused by their m/z")
            CHECK(line != "accepted");
        else
            CHECK_THAT(line, Contains(one.words));
        if (line != "accepted") CHECK_THAT(line, Contains("byte "));
    }
    CHECK_THAT(refusal(document, {.max_points_per_spectrum = 1}), Contains("more than 1 points"));
    CHECK_THAT(refusal("<mzXML/>"), Contains("no <msRun>"));
    CHECK_THAT(refusal("<mzXML><msRun/></mzXML>"), Contains("no spectra"));
}

TEST_CASE("mzxml: zlib that becomes too long is not inflated, and never sized by what is declared", "[mzxml]") {
    const auto bomb = simple_base64(zlib_bytes(std::string(4u << 20, '\0')));
    const auto text =
        replaced(with("m/z-int\"", "m/z-int\" compressionType=\"zlib\""), "QsgAAELIAABC3AAAQ0gAAA==", bomb);
    CHECK_THAT(refusal(text, {.max_points_per_spectrum = 1000}), Contains("more than 1000 points"));
}
