#include "io/mzml/mzml_text.hpp"

#include "core/base/fields.hpp"
#include "io/base/faults.hpp"
#include "io/base/text_encoding.hpp"
#include "io/mzml/numbers.hpp"
#include "io/mzml/processing_text.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

// ---- the head --------------------------------------------------------------------------------------------------

std::string cv_list() {
    return "  <cvList count=\"2\">\n"
           "    <cv id=\"MS\" fullName=\"Proteomics Standards Initiative Mass Spectrometry Ontology\" "
           "version=\"4.1.155\" URI=\"https://raw.githubusercontent.com/HUPO-PSI/psi-ms-CV/master/psi-ms.obo\"/>\n"
           "    <cv id=\"UO\" fullName=\"Unit Ontology\" version=\"09:04:2014\" "
           "URI=\"https://raw.githubusercontent.com/bio-ontology-research-group/unit-ontology/master/unit.obo\"/>\n"
           "  </cvList>\n";
}

// The name alone: folders tell of people and machines.
std::string source_text(const MzmlSource& source) {
    if (source.name.empty()) return "";
    return "    <sourceFileList count=\"1\">\n      <sourceFile id=\"SF1\" name=\"" + xml_attribute(source.name) +
           "\" location=\"file:///\">" + cv_param(source.id_format.accession, source.id_format.name) +
           cv_param(source.file_format.accession, source.file_format.name) +
           cv_param("MS:1000569", "SHA-1", source.sha1) + "</sourceFile>\n    </sourceFileList>\n";
}

// The term of no model in particular has no value; the name stands beside it.
std::string instrument_text(const std::string& instrument) {
    const std::string term = cv_param("MS:1000031", "instrument model");
    if (instrument.empty()) return term;
    return term + "<userParam name=\"instrument model\" value=\"" + xml_attribute(instrument) + "\"/>";
}

// xs:dateTime: "2026-01-02T03:04:05", with or without a fraction and a zone. What is something else is no time stamp.
bool is_time_stamp(std::string_view text) {
    constexpr std::string_view shape = "0000-00-00T00:00:00";
    const auto fits = [](std::string_view part, std::string_view form) {
        return part.size() == form.size() && std::equal(part.begin(), part.end(), form.begin(), [](char c, char f) {
                   return f == '0' ? c >= '0' && c <= '9' : c == f;
               });
    };
    if (!fits(text.substr(0, shape.size()), shape)) return false;
    text.remove_prefix(shape.size());
    if (text.starts_with('.')) {
        const auto digits = std::min(text.find_first_not_of("0123456789", 1), text.size());
        if (digits == 1) return false;
        text.remove_prefix(digits);
    }
    return text.empty() || text == "Z" || fits(text, "+00:00") || fits(text, "-00:00");
}

std::string run_text(const MzmlWriteOptions& options, std::size_t spectrum_count) {
    std::string text = "  <run id=\"" + xml_attribute(options.run_id) + "\" defaultInstrumentConfigurationRef=\"IC1\"";
    if (is_time_stamp(options.facts.start_time)) text += " startTimeStamp=\"" + options.facts.start_time + "\"";
    if (!options.facts.source.name.empty()) text += " defaultSourceFileRef=\"SF1\"";
    return text + ">\n    <spectrumList count=\"" + std::to_string(spectrum_count) +
           "\" defaultDataProcessingRef=\"DP1\">\n";
}

std::string spectrum_terms(const Spectrum& spectrum) {
    std::string out = cv_param("MS:1000511", "ms level", std::to_string(spectrum.ms_level));
    out += spectrum.ms_level == 1 ? cv_param("MS:1000579", "MS1 spectrum") : cv_param("MS:1000580", "MSn spectrum");
    if (spectrum.polarity == Polarity::positive) out += cv_param("MS:1000130", "positive scan");
    if (spectrum.polarity == Polarity::negative) out += cv_param("MS:1000129", "negative scan");
    if (spectrum.representation == Representation::centroid) out += cv_param("MS:1000127", "centroid spectrum");
    if (spectrum.representation == Representation::profile) out += cv_param("MS:1000128", "profile spectrum");
    return out;
}

std::string scan_list(double time_s, bool minutes) {
    return "<scanList count=\"1\">" + cv_param("MS:1000795", "no combination") + "<scan>" +
           cv_param_with_unit("MS:1000016", "scan start time",
                              minutes ? seconds_as_minutes_text(time_s) : number_text(time_s),
                              minutes ? "UO:0000031" : "UO:0000010", minutes ? "minute" : "second") +
           "</scan></scanList>\n";
}

}  // namespace

// ---- text --------------------------------------------------------------------------------------------------------

std::string xml_text(std::string_view text) {
    std::string out;
    for (auto bad = first_bad_utf8(text); bad != std::string_view::npos; bad = first_bad_utf8(text)) {
        out.append(text.substr(0, bad)) += '?';
        text.remove_prefix(bad + 1);
    }
    out += text;
    const auto is_control = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    };
    std::replace_if(out.begin(), out.end(), is_control, '?');
    return out;
}

std::string xml_attribute(std::string_view text) {
    std::string out;
    for (const char c : xml_text(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\t':
                out += "&#9;";
                break;
            case '\n':
                out += "&#10;";
                break;
            case '\r':
                out += "&#13;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string cv_param(std::string_view accession, std::string_view name, std::string_view value) {
    return "<cvParam cvRef=\"MS\" accession=\"" + std::string(accession) + "\" name=\"" + std::string(name) +
           "\" value=\"" + std::string(value) + "\"/>";
}

std::string cv_param_with_unit(std::string_view accession, std::string_view name, std::string_view value,
                               std::string_view unit, std::string_view unit_name) {
    auto text = cv_param(accession, name, value);
    text.resize(text.size() - 2);
    return text + " unitCvRef=\"" + std::string(unit.substr(0, 2)) + "\" unitAccession=\"" + std::string(unit) +
           "\" unitName=\"" + std::string(unit_name) + "\"/>";
}

std::string written_id(const Spectrum& spectrum, std::size_t index) {
    return spectrum.id.empty() ? "scan=" + std::to_string(index + 1) : xml_text(spectrum.id);
}

std::string mzml_head(const MzmlWriteOptions& options, std::size_t spectrum_count) {
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    const std::string schema =
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\""
        "http://psi.hupo.org/ms/mzml http://psidev.info/files/ms/mzML/xsd/";
    if (options.indexed)
        text += "<indexedmzML xmlns=\"http://psi.hupo.org/ms/mzml\" " + schema + "mzML1.1.2_idx.xsd\">\n";
    text += "<mzML xmlns=\"http://psi.hupo.org/ms/mzml\" " + schema + "mzML1.1.0.xsd\" id=\"" +
            xml_attribute(options.run_id) + "\" version=\"1.1.0\">\n" + cv_list();
    text += "  <fileDescription>\n    <fileContent>" + cv_param("MS:1000579", "MS1 spectrum") + "</fileContent>\n" +
            source_text(options.facts.source) + "  </fileDescription>\n";
    text += software_list_text(options);
    text += "  <instrumentConfigurationList count=\"1\">\n    <instrumentConfiguration id=\"IC1\">" +
            instrument_text(options.facts.instrument) +
            "</instrumentConfiguration>\n  </instrumentConfigurationList>\n";
    return text + processing_list_text(options) + run_text(options, spectrum_count);
}

std::string spectrum_head(const Spectrum& spectrum, std::size_t index, const std::string& id, bool time_in_minutes) {
    return "      <spectrum index=\"" + std::to_string(index) + "\" id=\"" + xml_attribute(id) +
           "\" defaultArrayLength=\"" + std::to_string(spectrum.mz.size()) + "\">\n        " +
           spectrum_terms(spectrum) + "\n        " + scan_list(spectrum.time_s, time_in_minutes) +
           "        <binaryDataArrayList count=\"2\">\n";
}

std::string array_coding_terms(bool is_64_bit, bool zlib) {
    return (is_64_bit ? cv_param("MS:1000523", "64-bit float") : cv_param("MS:1000521", "32-bit float")) +
           (zlib ? cv_param("MS:1000574", "zlib compression") : cv_param("MS:1000576", "no compression"));
}

std::string array_terms(bool is_mz, bool is_64_bit, bool zlib) {
    return array_coding_terms(is_64_bit, zlib) +
           (is_mz ? cv_param_with_unit("MS:1000514", "m/z array", "", "MS:1000040", "m/z")
                  : cv_param_with_unit("MS:1000515", "intensity array", "", "MS:1000131", "number of detector counts"));
}

void require_writable(const std::filesystem::path& path, const Spectrum& spectrum) {
    const std::string which = quoted_path(path) + ": spectrum " + std::to_string(spectrum.index) + ": ";
    require(std::isfinite(spectrum.time_s) && spectrum.time_s >= 0.0,
            which + "its time must be finite and not negative");
    require(spectrum.mz.size() == spectrum.intensity.size(), which + "m/z and intensity must be equally many");
}

}  // namespace gassan
