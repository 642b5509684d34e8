#include "io/mzml/processing_text.hpp"

#include "io/base/faults.hpp"
#include "io/mzml/mzml_text.hpp"
#include "io/spectrum/processing.hpp"
#include "io/table/user_table.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace gassan {
namespace {

constexpr const char* custom_software = "custom unreleased software tool";
constexpr const char* untold_software = "not told";

bool is_term_of(std::string_view vocabulary, std::string_view accession) {
    return accession.starts_with(vocabulary) && accession.size() > vocabulary.size() &&
           accession.find_first_not_of("0123456789", vocabulary.size()) == std::string_view::npos;
}

// Of words of their own, readers keep those of how centroids were made.
bool is_kept(const ProcessingTerm& term) {
    if (!term.accession.empty()) return is_term_of("MS:", term.accession) && !term.name.empty();
    const std::string name = small_letters(term.name);
    return name.find("picking") != std::string::npos || name.find("centroid") != std::string::npos;
}

ProcessingTerm writable(const ProcessingTerm& term) {
    ProcessingTerm made{term.accession, xml_text(term.name), xml_text(term.value), "", ""};
    const bool has_unit = is_term_of("MS:", term.unit_accession) || is_term_of("UO:", term.unit_accession);
    if (has_unit && !term.accession.empty()) {
        made.unit_accession = term.unit_accession;
        made.unit_name = xml_text(term.unit_name);
    }
    return made;
}

// An element of processing needs a term of what was done; words alone get the one that says nothing more.
ProcessingMethod writable(const ProcessingMethod& method, Notes& left_out) {
    ProcessingMethod made{.software = xml_text(method.software), .terms = {}};
    for (const ProcessingTerm& term : method.terms) {
        if (is_kept(term))
            made.terms.push_back(writable(term));
        else
            left_out.push_back({"processing-left-out", quoted_text(term.name),
                                "the step is not written: the vocabulary of mzML has no term for it"});
    }
    const auto has_term = [](const ProcessingTerm& term) { return !term.accession.empty(); };
    if (!made.terms.empty() && std::none_of(made.terms.begin(), made.terms.end(), has_term))
        made.terms.insert(made.terms.begin(), processing_term("data processing action"));
    return made;
}

// SW1 is ours, those of before follow it.
std::string software_id(const MzmlWriteOptions& options, const std::string& software) {
    const auto& earlier = options.facts.software;
    const auto found = std::find(earlier.begin(), earlier.end(), software);
    return found == earlier.end() ? "SW1" : "SW" + std::to_string(2 + (found - earlier.begin()));
}

std::string software_text(std::size_t number, const std::string& name, const std::string& version) {
    return "    <software id=\"SW" + std::to_string(number) + "\" version=\"" + xml_attribute(version) + "\">" +
           cv_param("MS:1000799", custom_software, xml_attribute(name)) + "</software>\n";
}

// "MassHunter acquisition 10.1" is a name and a version.
std::string earlier_software_text(const std::string& software, std::size_t number) {
    const auto blank = software.find_last_of(' ');
    if (blank == std::string::npos || blank == 0 || blank + 1 == software.size())
        return software_text(number, software, "");
    return software_text(number, software.substr(0, blank), software.substr(blank + 1));
}

std::string param_text(const ProcessingTerm& term) {
    const std::string name = xml_attribute(term.name), value = xml_attribute(term.value);
    if (term.accession.empty()) return "<userParam name=\"" + name + "\" value=\"" + value + "\"/>";
    if (term.unit_accession.empty()) return cv_param(term.accession, name, value);
    return cv_param_with_unit(term.accession, name, value, term.unit_accession, xml_attribute(term.unit_name));
}

std::vector<ProcessingMethod> own_methods(const MzmlWriteOptions& options) {
    const std::string& version = options.software_version;
    const std::string software = options.software_name + (version.empty() ? "" : " " + version);
    std::vector<ProcessingMethod> methods;
    if (options.facts.centroided) methods.push_back({software, {processing_term("peak picking")}});
    methods.push_back({software, {processing_term("Conversion to mzML")}});
    return methods;
}

}  // namespace

void carry_processing(const RunSummary& source, MzmlFacts& facts, Notes& left_out) {
    const auto known = [&](const std::string& software) {
        return std::find(facts.software.begin(), facts.software.end(), software) != facts.software.end();
    };
    for (const std::string& software : source.software)
        if (!software.empty()) facts.software.push_back(xml_text(software));
    for (const ProcessingMethod& method : source.processing_methods) {
        ProcessingMethod made = writable(method, left_out);
        if (made.terms.empty()) continue;
        if (made.software.empty()) made.software = untold_software;
        if (!known(made.software)) facts.software.push_back(made.software);
        facts.processing.push_back(std::move(made));
    }
}

RunSummary written_processing(const MzmlWriteOptions& options) {
    RunSummary written;
    for (const ProcessingMethod& method : options.facts.processing) add_processing(method, written);
    for (const ProcessingMethod& method : own_methods(options)) add_processing(method, written);
    return written;
}

std::string software_list_text(const MzmlWriteOptions& options) {
    const auto& earlier = options.facts.software;
    std::string text = "  <softwareList count=\"" + std::to_string(earlier.size() + 1) + "\">\n";
    for (std::size_t i = 0; i < earlier.size(); ++i) text += earlier_software_text(earlier[i], i + 2);
    return text + software_text(1, options.software_name, options.software_version) + "  </softwareList>\n";
}

std::string processing_list_text(const MzmlWriteOptions& options) {
    std::string text = "  <dataProcessingList count=\"1\">\n    <dataProcessing id=\"DP1\">\n";
    int order = 0;
    const auto add = [&](const ProcessingMethod& method, const std::string& software) {
        text += "      <processingMethod order=\"" + std::to_string(order++) + "\" softwareRef=\"" + software + "\">";
        for (const ProcessingTerm& term : method.terms) text += param_text(term);
        text += "</processingMethod>\n";
    };
    for (const ProcessingMethod& method : options.facts.processing) add(method, software_id(options, method.software));
    for (const ProcessingMethod& method : own_methods(options)) add(method, "SW1");
    return text + "    </dataProcessing>\n  </dataProcessingList>\n";
}

}  // namespace gassan
