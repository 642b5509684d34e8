#include "io/mzxml/scan_header.hpp"

#include "io/base/faults.hpp"
#include "io/mzml/numbers.hpp"
#include "io/spectrum/processing.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace gassan {
namespace {

constexpr unsigned parse_flags = pugi::parse_minimal | pugi::parse_escapes | pugi::parse_wconv_attribute;

std::string_view local_name(std::string_view name) {
    const auto colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::optional<std::string> optional_text(const pugi::xml_node& node, const char* name) {
    const auto attribute = node.attribute(name);
    if (!attribute) return std::nullopt;
    return attribute.value();
}

// A start tag alone, as an element of its own.
pugi::xml_node parsed_tag(pugi::xml_document& document, std::string_view tag) {
    std::string closed(tag);
    if (closed.size() < 2 || closed[closed.size() - 2] != '/') closed.insert(closed.size() - 1, "/");
    const auto result = document.load_buffer(closed.data(), closed.size(), parse_flags, pugi::encoding_utf8);
    if (!result) throw Fault{.cause = std::string("malformed tag (") + result.description() + ")"};
    return document.document_element();
}

bool is_yes(std::string_view text) {
    return text == "1" || text == "true";
}

void add_word(std::string& text, std::string_view word) {
    if (word.empty()) return;
    if (!text.empty()) text += ' ';
    text += word;
}

std::string software_text(const pugi::xml_node& node) {
    std::string text = node.attribute("name").value();
    add_word(text, node.attribute("version").value());
    return text;
}

void take_software(const pugi::xml_node& node, RunSummary& summary) {
    const std::string text = software_text(node);
    if (!text.empty() && std::find(summary.software.begin(), summary.software.end(), text) == summary.software.end())
        summary.software.push_back(text);
}

void take_instrument(const pugi::xml_node& node, RunSummary& summary) {
    std::string text;
    add_word(text, node.attribute("manufacturer").value());  // 1.x
    add_word(text, node.attribute("model").value());
    for (const auto& part : node.children()) {
        const auto name = local_name(part.name());
        if (name == "msManufacturer" || name == "msModel") add_word(text, part.attribute("value").value());
        if (name == "software") take_software(part, summary);
    }
    if (summary.instrument.empty()) summary.instrument = text;
}

// One element is one step: what its attributes say was done, and its operations. What has neither says nothing.
void take_processing(const pugi::xml_node& node, RunSummary& summary) {
    ProcessingMethod method;
    const auto add = [&](std::string_view name) {
        if (!name.empty()) method.terms.push_back(processing_term(name));
    };
    if (is_yes(node.attribute("centroided").value())) add("peak picking");
    if (is_yes(node.attribute("deisotoped").value())) add("deisotoping");
    if (is_yes(node.attribute("chargeDeconvoluted").value())) add("charge deconvolution");
    for (const auto& part : node.children()) {
        const auto name = local_name(part.name());
        if (name == "software") take_software(part, summary);
        if (name == "software" && method.software.empty()) method.software = software_text(part);
        if (name == "processingOperation") add(part.attribute("name").value());
    }
    add_processing(std::move(method), summary);
}

// "http://sashimi.sourceforge.net/schema_revision/mzXML_3.2" -> "3.2"
std::string version_of(const pugi::xml_node& root) {
    for (const auto& attribute : root.attributes()) {
        const std::string_view value = attribute.value();
        const auto at = value.find("mzXML_");
        if (at == std::string_view::npos) continue;
        const auto rest = value.substr(at + 6);
        const std::string_view version = rest.substr(0, rest.find_first_not_of("0123456789."));
        if (!version.empty()) return std::string(version);
    }
    return "";
}

}  // namespace

MzxmlScan read_scan_tag(std::string_view tag) {
    pugi::xml_document document;
    const auto node = parsed_tag(document, tag);
    return {.num = optional_text(node, "num"),
            .ms_level = optional_text(node, "msLevel"),
            .peaks_count = optional_text(node, "peaksCount"),
            .polarity = optional_text(node, "polarity"),
            .retention_time = optional_text(node, "retentionTime"),
            .centroided = optional_text(node, "centroided")};
}

PeaksHeader read_peaks_tag(std::string_view tag) {
    pugi::xml_document document;
    const auto node = parsed_tag(document, tag);
    auto content = optional_text(node, "contentType");
    if (!content) content = optional_text(node, "pairOrder");  // 2.x
    return {.precision = optional_text(node, "precision"),
            .byte_order = optional_text(node, "byteOrder"),
            .content = content,
            .compression = optional_text(node, "compressionType"),
            .compressed_length = optional_text(node, "compressedLen")};
}

MzxmlHead read_mzxml_head(const std::string& tags, RunSummary& summary) {
    pugi::xml_document document;
    const auto result = document.load_buffer(tags.data(), tags.size(), parse_flags, pugi::encoding_utf8);
    if (!result)
        throw Fault{.cause = std::string("malformed tag in the head of the document (") + result.description() + ")"};
    const auto root = document.document_element();
    const bool bare = local_name(root.name()) == "msRun";  // 1.x
    const std::string version = version_of(root);
    summary.format = "mzXML" + (version.empty() ? bare ? std::string(" 1") : "" : " " + version);
    auto run = root;
    if (!bare)
        for (const auto& child : root.children())
            if (local_name(child.name()) == "msRun") run = child;
    MzxmlHead head;
    head.scan_count = optional_text(run, "scanCount");
    for (const auto& child : run.children()) {
        const auto name = local_name(child.name());
        if (name == "parentFile" && summary.source_name.empty())
            summary.source_name = child.attribute("fileName").value();
        if (name == "msInstrument" || name == "instrument") take_instrument(child, summary);
        if (name != "dataProcessing") continue;
        head.centroided = head.centroided || is_yes(child.attribute("centroided").value());
        take_processing(child, summary);
    }
    return head;
}

std::optional<double> duration_s(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return std::nullopt;
    text = text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    if (!text.starts_with('P')) return std::nullopt;
    text.remove_prefix(1);
    // What may follow, in this order; years and months only as nothing.
    struct Part {
        char letter;
        bool of_time;
        double seconds;
    };
    constexpr Part parts[] = {{'Y', false, 0},   {'M', false, 0}, {'D', false, 86400},
                              {'H', true, 3600}, {'M', true, 60}, {'S', true, 1}};
    double sum = 0.0;
    bool in_time = false;
    std::size_t next = 0, found = 0;
    while (!text.empty()) {
        if (text[0] == 'T') {
            if (in_time || text.size() == 1) return std::nullopt;
            in_time = true;
            text.remove_prefix(1);
            continue;
        }
        // A number may have an exponent ("1.5E2S"), so the letter is what follows digits, '.', 'e', '+' and '-'.
        const auto size = text.find_first_not_of("0123456789.eE+-");
        if (size == std::string_view::npos || size == 0) return std::nullopt;
        const auto value = whole_number(text.substr(0, size));
        while (next < std::size(parts) && (parts[next].letter != text[size] || parts[next].of_time != in_time)) ++next;
        if (!value || *value < 0.0 || next == std::size(parts)) return std::nullopt;
        if (parts[next].seconds == 0 && *value != 0.0) return std::nullopt;
        sum += *value * parts[next].seconds;
        ++next;
        ++found;
        text.remove_prefix(size + 1);
    }
    if (found == 0 || !std::isfinite(sum)) return std::nullopt;
    return negative ? -sum : sum;
}

Polarity mzxml_polarity(const std::optional<std::string>& text) {
    if (text == "+" || text == "positive") return Polarity::positive;
    if (text == "-" || text == "negative") return Polarity::negative;
    return Polarity::unknown;
}

}  // namespace gassan
