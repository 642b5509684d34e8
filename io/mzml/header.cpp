#include "io/mzml/header.hpp"

#include "io/base/faults.hpp"
#include "io/spectrum/processing.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>
#include <vector>

namespace gassan {
namespace {

// Attribute values need references resolved and white space normalised; a fragment holds nothing but tags.
constexpr unsigned parse_flags = pugi::parse_minimal | pugi::parse_escapes | pugi::parse_wconv_attribute;

std::string_view local_name(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    const auto colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool is_user_param(const pugi::xml_node& node, std::string_view name) {
    return local_name(node) == "userParam" && node.attribute("name").value() == name;
}

std::optional<std::string> optional_text(const pugi::xml_attribute& attribute) {
    if (!attribute) return std::nullopt;
    return attribute.value();
}

// "MS:1000511" -> 1000511, "UO:0000010" -> 10; 0 for anything else.
cv::Accession accession_number(std::string_view text) {
    if (text.size() < 4 || text[2] != ':') return 0;
    const auto prefix = text.substr(0, 2);
    if (prefix != "MS" && prefix != "UO") return 0;
    cv::Accession number = 0;
    const auto [stop, error] = std::from_chars(text.data() + 3, text.data() + text.size(), number);
    return error == std::errc() && stop == text.data() + text.size() ? number : 0;
}

struct CvParam {
    cv::Accession accession = 0;
    const char* accession_text = "";
    const char* name = "";
    const char* value = "";
    const char* unit_text = "";
    const char* unit_name = "";
};

CvParam cv_param(const pugi::xml_node& node) {
    CvParam param;
    for (const auto& attribute : node.attributes()) {
        const std::string_view key = attribute.name();
        if (key == "accession")
            param.accession_text = attribute.value();
        else if (key == "value")
            param.value = attribute.value();
        else if (key == "name")
            param.name = attribute.value();
        else if (key == "unitAccession")
            param.unit_text = attribute.value();
        else if (key == "unitName")
            param.unit_name = attribute.value();
    }
    param.accession = accession_number(param.accession_text);
    return param;
}

std::string shown(const CvParam& param) {
    return quoted_text(param.accession_text) + " '" + quoted_text(param.name) + "'";
}

bool contains(std::string_view text, std::string_view word) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::search(text.begin(), text.end(), word.begin(), word.end(),
                       [&](char a, char b) { return lower(a) == b; }) != text.end();
}

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

UnitText unit_of(const CvParam& param) {
    const auto accession = accession_number(param.unit_text);
    if (accession != 0) return {accession, ""};
    return {0, *param.unit_text ? param.unit_text : param.unit_name};
}

void take_spectrum_param(const CvParam& param, SpectrumHeader& header) {
    switch (param.accession) {
        case cv::ms_level:
            header.ms_level = param.value;
            break;
        case cv::ms1_spectrum:
            header.ms1_term = true;
            break;
        case cv::msn_spectrum:
            header.msn_term = true;
            break;
        case cv::electromagnetic_spectrum:
        case cv::emission_spectrum:
        case cv::absorption_spectrum:
            header.not_ms = true;
            break;
        case cv::centroid_spectrum:
            header.centroid = true;
            break;
        case cv::profile_spectrum:
            header.profile = true;
            break;
        case cv::positive_scan:
            header.positive = true;
            break;
        case cv::negative_scan:
            header.negative = true;
            break;
        case cv::scan_start_time:
            if (header.time) break;  // a sum of scans begins with its first
            header.time = param.value;
            header.time_unit = unit_of(param);
            break;
        default:
            break;
    }
}

void take_array_param(const CvParam& param, ArrayHeader& header) {
    if (!header.terms.empty()) header.terms += ", ";
    header.terms += param.accession_text;
    switch (param.accession) {
        case cv::mz_array:
            ++header.mz_terms;
            return;
        case cv::intensity_array:
            ++header.intensity_terms;
            return;
        case cv::float_64:
            ++header.float_64_terms;
            return;
        case cv::float_32:
            ++header.float_32_terms;
            return;
        case cv::zlib_compression:
            ++header.zlib_terms;
            return;
        case cv::no_compression:
            ++header.no_compression_terms;
            return;
        case cv::external_dataset:
            header.external_dataset = param.value;
            return;
        case cv::external_offset:
            header.external_offset = param.value;
            return;
        case cv::external_length:
            header.external_length = param.value;
            return;
        case cv::integer_64:
            ++header.integer_64_terms;
            return;
        case cv::integer_32:
            ++header.integer_32_terms;
            return;
        case cv::float_16:
        case cv::text_array:
            header.precision = shown(param);
            return;
        default:
            break;
    }
    if (const auto coding = coding_of(param.accession)) {
        header.coding = *coding;
        ++header.coding_terms;
    } else if (contains(param.name, "compress") || contains(param.name, "zstd") || contains(param.name, "numpress")) {
        header.compression = shown(param);
    } else if (ends_with(param.name, "array")) {
        ++header.other_array_terms;
    }
}

// mzML has one byte order and no attribute for it; but drafts and relatives (mzData, mzXML) have.
std::string foreign_byte_order(const pugi::xml_node& node) {
    for (const auto* name : {"byteOrder", "endian"}) {
        const std::string_view value = node.attribute(name).value();
        if (!value.empty() && value != "little") return std::string(name) + " \"" + quoted_text(value) + "\"";
    }
    return "";
}

}  // namespace

struct HeaderParser::State {
    pugi::xml_document head;  // kept: the groups are nodes of it
    pugi::xml_document fragment;
    std::vector<std::pair<std::string, pugi::xml_node>> groups;
    std::vector<std::pair<std::string, std::string>> software;  // by id, as in the summary

    // Every cvParam that is a child of node, those of referenced groups in their place.
    template <class Take>
    void for_each_param(const pugi::xml_node& node, Take&& take) const {
        for (const auto& child : node.children()) {
            const auto name = local_name(child);
            if (name == "cvParam")
                take(cv_param(child));
            else if (name == "referenceableParamGroupRef")
                for (const auto& grouped : group(child.attribute("ref").value()).children())
                    if (local_name(grouped) == "cvParam") take(cv_param(grouped));
        }
    }

    [[nodiscard]] pugi::xml_node group(std::string_view id) const {
        for (const auto& [known, node] : groups)
            if (known == id) return node;
        throw Fault{.cause = "parameter group '" + quoted_text(id) + "' is referenced but nowhere defined"};
    }

    void parse(pugi::xml_document& document, std::string& tags) const {
        const auto result = document.load_buffer_inplace(tags.data(), tags.size(), parse_flags, pugi::encoding_utf8);
        if (!result) throw Fault{.cause = std::string("malformed tag (") + result.description() + ")"};
    }

    void collect_groups(const pugi::xml_node& node) {
        for (const auto& child : node.children())
            if (local_name(child) == "referenceableParamGroup")
                groups.emplace_back(child.attribute("id").value(), child);
    }

    void read_software(const pugi::xml_node& list, RunSummary& summary) {
        for (const auto& node : list.children()) {
            if (local_name(node) != "software") continue;
            std::string name;
            for_each_param(node, [&](const CvParam& param) {
                if (name.empty()) name = *param.value ? param.value : param.name;
            });
            if (name.empty()) name = node.attribute("id").value();
            const std::string version = node.attribute("version").value();
            summary.software.push_back(version.empty() ? name : name + " " + version);
            software.emplace_back(node.attribute("id").value(), summary.software.back());
        }
    }

    [[nodiscard]] std::string software_of(std::string_view id) const {
        const auto found =
            std::find_if(software.begin(), software.end(), [&](const auto& one) { return one.first == id; });
        return found == software.end() ? "" : found->second;
    }

    void read_instrument(const pugi::xml_node& list, RunSummary& summary) const {
        for (const auto& configuration : list.children()) {
            for_each_param(configuration, [&](const CvParam& param) {
                const bool names_model =
                    param.accession != cv::instrument_serial_number && param.accession != cv::customization;
                const bool bare = param.accession == cv::instrument_model;  // says something in its value only
                if (summary.instrument.empty() && names_model) summary.instrument = bare ? param.value : param.name;
            });
            for (const auto& child : configuration.children())
                if (summary.instrument.empty() && is_user_param(child, "instrument model"))
                    summary.instrument = child.attribute("value").value();
        }
    }

    // Terms, and of the many things that programs add in words of their own how centroids were made.
    [[nodiscard]] ProcessingMethod method_of(const pugi::xml_node& node, const pugi::xml_node& processing) const {
        // Before mzML 1.1 the program stands at the whole.
        const auto& told = node.attribute("softwareRef") ? node : processing;
        ProcessingMethod method{.software = software_of(told.attribute("softwareRef").value()), .terms = {}};
        for_each_param(node, [&](const CvParam& param) {
            if (param.accession != cv::completion_time && *param.name)
                method.terms.push_back(
                    {param.accession_text, param.name, param.value, param.unit_text, param.unit_name});
        });
        for (const auto& child : node.children()) {
            const char* const name = child.attribute("name").value();
            if (local_name(child) == "userParam" && (contains(name, "picking") || contains(name, "centroid")))
                method.terms.push_back({"", name, child.attribute("value").value(), "", ""});
        }
        return method;
    }

    void read_processing(const pugi::xml_node& list, RunSummary& summary) const {
        for (const auto& processing : list.children())
            for (const auto& node : processing.children())
                if (local_name(node) == "processingMethod") add_processing(method_of(node, processing), summary);
    }

    // Spectrum parameters stand at the spectrum and in its scans; those of precursors mean other things.
    void walk_spectrum(const pugi::xml_node& node, SpectrumHeader& header) const {
        for_each_param(node, [&](const CvParam& param) { take_spectrum_param(param, header); });
        for (const auto& child : node.children()) {
            const auto name = local_name(child);
            if (name == "scanList" || name == "scan" || name == "spectrumDescription") walk_spectrum(child, header);
        }
    }
};

HeaderParser::HeaderParser() : state_(std::make_unique<State>()) {}
HeaderParser::~HeaderParser() = default;

std::optional<std::string> HeaderParser::read_head(const std::string& tags, RunSummary& summary) {
    auto& document = state_->head;
    const auto result = document.load_buffer(tags.data(), tags.size(), parse_flags, pugi::encoding_utf8);
    if (!result)
        throw Fault{.cause = std::string("malformed tag in the head of the document (") + result.description() + ")"};
    const auto root = document.document_element();
    std::optional<std::string> declared;
    const std::string version = root.attribute("version").value();
    summary.format = version.empty() ? "mzML" : "mzML " + version;
    for (const auto& child : root.children())
        if (local_name(child) == "referenceableParamGroupList") state_->collect_groups(child);
    for (const auto& child : root.children()) {
        const auto name = local_name(child);
        if (name == "softwareList") state_->read_software(child, summary);
        if (name == "instrumentConfigurationList") state_->read_instrument(child, summary);
        if (name == "sampleList") {
            const auto sample = child.first_child();
            summary.sample_name = sample.attribute(sample.attribute("name") ? "name" : "id").value();
        }
        if (name == "fileDescription")
            for (const auto& part : child.children())
                if (local_name(part) == "sourceFileList")
                    summary.source_name = part.first_child().attribute("name").value();
        if (name != "run") continue;
        summary.start_time = child.attribute("startTimeStamp").value();
        for (const auto& list : child.children())
            if (local_name(list) == "spectrumList") declared = optional_text(list.attribute("count"));
    }
    for (const auto& child : root.children())
        if (local_name(child) == "dataProcessingList") state_->read_processing(child, summary);
    return declared;
}

void HeaderParser::read_spectrum(std::string& tags, SpectrumHeader& header) {
    state_->parse(state_->fragment, tags);
    header = SpectrumHeader();
    const auto root = state_->fragment.document_element();
    const auto id = root.attribute("id");
    header.has_id = !id.empty();
    header.id = id.value();
    header.index = optional_text(root.attribute("index"));
    header.default_array_length = optional_text(root.attribute("defaultArrayLength"));
    state_->walk_spectrum(root, header);
    if (!header.ms_level) header.ms_level = optional_text(root.attribute("msLevel"));  // mzML before 0.99
}

void HeaderParser::read_array(std::string& tags, ArrayHeader& header) {
    state_->parse(state_->fragment, tags);
    header = ArrayHeader();
    const auto root = state_->fragment.document_element();
    header.encoded_length = optional_text(root.attribute("encodedLength"));
    header.array_length = optional_text(root.attribute("arrayLength"));
    header.byte_order = foreign_byte_order(root) + foreign_byte_order(root.child("binary"));
    state_->for_each_param(root, [&](const CvParam& param) { take_array_param(param, header); });
}

void HeaderParser::read_trace(std::string& tags, TraceHeader& header) {
    state_->parse(state_->fragment, tags);
    header = TraceHeader();
    const auto root = state_->fragment.document_element();
    header.id = root.attribute("id").value();
    header.default_array_length = optional_text(root.attribute("defaultArrayLength"));
    state_->for_each_param(root, [&](const CvParam& param) {
        header.names.emplace_back(param.name);
        if (header.type == 0 && ends_with(param.name, "chromatogram")) header.type = param.accession;
        if (*param.value) header.names.emplace_back(param.value);
    });
    for (const auto& child : root.children())
        if (local_name(child) == "userParam") header.names.emplace_back(child.attribute("name").value());
}

void HeaderParser::read_trace_array(const std::string& tags, TraceHeader& header, ArrayHeader& array) {
    std::string copy = tags;
    read_array(copy, array);
    header = TraceHeader();
    state_->for_each_param(state_->fragment.document_element(), [&](const CvParam& param) {
        const bool names_array = ends_with(param.name, "array");
        if (!names_array) return;
        header.is_time = header.is_time || param.accession == cv::time_array;
        header.is_data = header.is_data || param.accession != cv::time_array;
        header.names.emplace_back(*param.value ? param.value : param.name);
        if (param.accession == cv::time_array) header.time_unit = unit_of(param);
        if (param.accession != cv::time_array) header.unit = *param.unit_name ? param.unit_name : param.unit_text;
    });
    // What is measured has no term of its own then, nor has its unit.
    for (const auto& child : state_->fragment.document_element().children())
        if (header.unit.empty() && is_user_param(child, "unit")) header.unit = child.attribute("value").value();
}

}  // namespace gassan
