#include "io/agilent/acquisition_facts.hpp"

#include "io/mzml/numbers.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <array>

namespace gassan {
namespace {

std::string trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

/// The root element of a file, if it is there; what is not well-formed is told and left alone.
pugi::xml_node root_of(const AgilentFolder& folder, const char* name, pugi::xml_document& document, NoteBook& notes) {
    if (!folder.has(name)) return {};
    const std::string text = folder.text(name);
    const auto parsed = document.load_buffer(text.data(), text.size());
    if (parsed) return document.document_element();
    notes.add("agilent-metadata", name, "not well-formed XML, and not used: what it says of the run is not known");
    return {};
}

/// The text of the first element of this name, anywhere below.
std::string text_of(const pugi::xml_node& root, const char* name) {
    const auto found =
        root.find_node([&](const pugi::xml_node& node) { return std::string_view(node.name()) == name; });
    return trimmed(found.text().get());
}

std::string separation_name(const std::string& technique) {
    constexpr std::array<const char*, 5> names{"", "no separation", "GC", "LC", "CE"};
    const auto word = whole_count(technique);
    return word && *word < names.size() ? names[*word] : "";
}

void read_contents(const pugi::xml_node& contents, RunSummary& summary, NoteBook& notes) {
    if (!contents) return;
    summary.start_time = text_of(contents, "AcquiredTime");
    summary.instrument = text_of(contents, "InstrumentName");
    if (const std::string software = text_of(contents, "AcqSoftwareVersion"); !software.empty())
        summary.software.push_back("MassHunter acquisition " + software);
    if (const std::string separation = separation_name(text_of(contents, "SeparationTechnique")); !separation.empty())
        summary.format += ", " + separation;
    if (const std::string status = text_of(contents, "AcqStatus"); !status.empty() && status != "2")
        notes.add("agilent-not-ended", "Contents.xml",
                  "AcqStatus " + quoted_text(status) + " instead of 2: the acquisition did not end normally");
}

/// The first device is the mass spectrometer.
void read_devices(const pugi::xml_node& devices, RunSummary& summary) {
    const auto device =
        devices.find_node([](const pugi::xml_node& node) { return std::string_view(node.name()) == "Device"; });
    const std::string model = trimmed(device.child("ModelNumber").text().get());
    const std::string serial = trimmed(device.child("SerialNumber").text().get());
    std::string text = trimmed(device.child("Name").text().get());
    if (!model.empty()) text += (text.empty() ? "" : " ") + model;
    if (!serial.empty()) text += (text.empty() ? "serial " : ", serial ") + serial;
    if (!text.empty()) summary.instrument = text;
}

void read_sample(const pugi::xml_node& sample, RunSummary& summary) {
    if (!sample) return;
    for (const auto& field : sample.select_nodes("//Field")) {
        const std::string name = trimmed(field.node().child("Name").text().get());
        const std::string value = trimmed(field.node().child("Value").text().get());
        if (name == "Sample Name" && summary.sample_name.empty()) summary.sample_name = value;
        if (name == "Data File" && summary.source_name.empty())
            summary.source_name = value.substr(value.find_last_of("/\\") + 1);
    }
}

void compare_scans(const pugi::xml_node& segments, std::size_t scans, NoteBook& notes) {
    if (!segments) return;
    std::uint64_t told = 0;
    bool any = false;
    for (const auto& segment : segments.children("TimeSegment")) {
        const auto count = whole_count(trimmed(segment.child("NumOfScans").text().get()));
        if (!count || *count > UINT64_MAX - told) return;
        told += *count;
        any = true;
    }
    if (any && told != scans)
        notes.add("agilent-scan-count", "MSTS.xml",
                  "tells " + std::to_string(told) + " scans, MSScan.bin has " + std::to_string(scans) +
                      "; what is there counts");
}

}  // namespace

void read_acquisition_facts(const AgilentFolder& folder, std::size_t scans, RunSummary& summary, NoteBook& notes) {
    pugi::xml_document document;
    read_contents(root_of(folder, "Contents.xml", document, notes), summary, notes);
    read_devices(root_of(folder, "Devices.xml", document, notes), summary);
    read_sample(root_of(folder, "sample_info.xml", document, notes), summary);
    compare_scans(root_of(folder, "MSTS.xml", document, notes), scans, notes);
}

}  // namespace gassan
