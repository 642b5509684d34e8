/// \file
/// mzML of other times and places: what drafts and careless writers do that the schema of 1.1 does not know.

#include "io/base/faults.hpp"
#include "io/read_run.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

const std::vector<double> mz3{90.055, 104.0706, 118.0863};
const std::vector<double> intensity3{10, 200, 30};

std::string array(const ArrayText& text) {
    return "<binaryDataArray arrayLength=\"3\" encodedLength=\"" + std::to_string(text.payload.size()) +
           "\" dataProcessingRef=\"P\">" + text.terms + "<binary>" + text.payload + "</binary></binaryDataArray>";
}

// A document of one spectrum in the manner of mzML 0.99: a scan in a description, terms of time that are no more.
std::string draft(const std::string& version, const std::string& attributes, const std::string& level,
                  const std::string& arrays) {
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<mzML xmlns=\"http://psi.hupo.org/schema_revision/mzML_" +
           version + "\" version=\"" + version + "\" accession=\"\">\n<fileDescription><fileContent>" +
           cv("MS:1000580", "MSn spectrum") +
           "</fileContent></fileDescription>\n<dataProcessingList count=\"1\"><dataProcessing id=\"P\">"
           "<processingMethod order=\"0\">" +
           cv("MS:1000035", "peak picking") + cv("MS:1000128", "profile spectrum") +
           "</processingMethod></dataProcessing></dataProcessingList>\n<run id=\"R\"><spectrumList count=\"1\">\n"
           "<spectrum index=\"0\" id=\"S19\" nativeID=\"19\" defaultArrayLength=\"3\"" +
           attributes + ">" + level + "<spectrumDescription>" + cv("MS:1000127", "centroid mass spectrum") +
           "<scan instrumentConfigurationRef=\"C\">" + cv("MS:1000130", "positive scan") +
           "<cvParam cvRef=\"MS\" accession=\"MS:1000016\" name=\"scan time\" value=\"5.8905\" "
           "unitAccession=\"MS:1000038\" unitName=\"minute\"/></scan></spectrumDescription>" +
           arrays + "</spectrum>\n</spectrumList></run>\n</mzML>\n";
}

std::string both_arrays() {
    return array(mz_array(mz3)) + array(intensity_array(intensity3));
}

std::string list(const std::string& arrays) {
    return "<binaryDataArrayList count=\"2\">" + arrays + "</binaryDataArrayList>";
}

ReadRun read(const std::string& xml) {
    const TempFolder folder;
    return read_run(folder.file("run.mzML", xml));
}

std::string refusal(const std::string& xml) {
    try {
        (void)read(xml);
    } catch (const InputError& error) {
        return error.what();
    }
    return "was accepted";
}

}  // namespace

TEST_CASE("dialects: mzML 0.99 has its scan without a list, and minutes by an old term", "[dialects]") {
    const auto [run, summary] = read(draft("0.99.10", "", cv("MS:1000511", "ms level", "1"), list(both_arrays())));
    CHECK(summary.format == "mzML 0.99.10");
    CHECK(run.scan_time_s == std::vector<double>{353.43});
    CHECK(run.polarity == Polarity::positive);
    CHECK(run.mz == mz3);
    CHECK(summary.centroid == 1);  // profile is said of a step of processing, and means nothing here
    CHECK(summary.notes.empty());
}

TEST_CASE("dialects: mzML 0.93 has the level as an attribute, and its arrays are refused by name", "[dialects]") {
    CHECK(read(draft("0.93", " scanNumber=\"19\" msLevel=\"1\"", "", list(both_arrays()))).run.mz == mz3);
    const auto message = refusal(draft("0.93", " scanNumber=\"19\" msLevel=\"1\"", "", both_arrays()));
    CHECK(message.find("spectrum S19 (index 0)") != std::string::npos);
    CHECK(message.find("mzML of before 0.99") != std::string::npos);
    CHECK(refusal(draft("0.93", " msLevel=\"one\"", "", list(both_arrays()))).find("\"one\"") != std::string::npos);
}

TEST_CASE("dialects: an array that says big-endian is refused by name", "[dialects]") {
    const auto plain = draft("1.1.0", "", cv("MS:1000511", "ms level", "1"), list(both_arrays()));
    for (const auto* attribute : {"byteOrder=\"network\"", "endian=\"big\"", "endian=\"BIG\""})
        for (const auto* element : {"<binaryDataArray ", "<binary "}) {
            INFO(attribute << " of " << element);
            const auto spaced = replaced_all(plain, "<binary>", "<binary >");
            const auto message = refusal(replaced(spaced, element, std::string(element) + attribute + " "));
            CHECK(message.find("spectrum S19 (index 0)") != std::string::npos);
            CHECK(message.find("and mzML is little-endian") != std::string::npos);
        }
    CHECK(refusal(replaced(plain, "<binaryDataArray ", "<binaryDataArray endian=\"little\" ")) == "was accepted");
}

TEST_CASE("dialects: mzData is refused by name, whatever its dialect", "[dialects]") {
    for (const auto* version : {"1.04", "1.05", "1.00"}) {
        const auto message =
            refusal("<?xml version=\"1.0\"?>\n<!-- " + std::string(version) + " -->\n<mzData version=\"" + version +
                    "\" accessionNumber=\"psi-ms:100\"><spectrumList count=\"0\"/></mzData>");
        CHECK(message.find("mzData file") != std::string::npos);
        CHECK(message.find("msconvert --mzML") != std::string::npos);
    }
}

TEST_CASE("dialects: the parts of an index without its <indexedmzML> are ignored, a second run is not", "[dialects]") {
    auto text = small_mzml_run();
    text.indexed = false;
    const auto whole = text.xml();
    const auto read_on =
        read(whole + "<indexList count=\"0\"></indexList><fileChecksum>0</fileChecksum></indexedmzML>");
    CHECK(read_on.run.scans() == 5);
    REQUIRE(read_on.summary.notes.size() == 1);
    CHECK(read_on.summary.notes[0].code == "damaged-after-data");
    CHECK(refusal(whole + whole.substr(whole.find("<mzML"))).find("second document") != std::string::npos);
}
