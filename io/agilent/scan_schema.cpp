#include "io/agilent/scan_schema.hpp"

#include "io/base/faults.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <span>

namespace gassan {
namespace {

constexpr std::size_t deepest = 8, most_fields = 4096, most_elements = 1u << 16;
constexpr std::string_view blocks_name = "SpectrumParamValues";

[[noreturn]] void refuse(const std::string& what, std::string_view name) {
    throw Fault{.cause = what + " '" + quoted_text(name) + "'"};
}

std::string_view local_name(std::string_view name) {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// Fields one behind the other.
void append(std::vector<RecordField>& fields, std::string name, FieldType type) {
    if (fields.size() == most_fields) refuse("too many fields, from", name);
    const std::size_t offset = fields.empty() ? 0 : fields.back().offset + field_size(fields.back().type);
    fields.push_back({std::move(name), type, offset});
}

std::size_t size_of(const std::vector<RecordField>& fields) {
    return fields.empty() ? 0 : fields.back().offset + field_size(fields.back().type);
}

bool has(const std::vector<RecordField>& fields, std::string_view name) {
    return std::any_of(fields.begin(), fields.end(), [&](const RecordField& f) { return f.name == name; });
}

// ---- the schema ------------------------------------------------------------------------------------------------

class Schema {
public:
    explicit Schema(const pugi::xml_node& root) {
        // The prefix of the schema's own names, xs in all that were seen.
        prefix_ = std::string_view(root.name())
                      .substr(0, std::string_view(root.name()).size() - local_name(root.name()).size());
        for (const auto& child : root.children())
            if (is(child, "complexType"))
                types_.emplace(child.attribute("name").value(), child.child(own("sequence").c_str()));
    }

    RecordLayout layout() const {
        const auto root = types_.find("ScanRecordType");
        if (root == types_.end()) refuse("no complexType", "ScanRecordType");
        RecordLayout layout;
        std::vector<RecordField> tail;
        bool behind = false;
        for (const auto& element : root->second.children()) {
            if (!is(element, "element")) continue;
            if (element.attribute("name").value() == blocks_name) {
                if (behind) refuse("a second element", blocks_name);
                behind = true;
                append_type(layout.block, blocks_name, element.attribute("type").value(), 0);
            } else {
                require_single(element);
                append_element(behind ? tail : layout.scan, element, 0);
            }
        }
        layout.tail = size_of(tail);
        layout.ion_mobility = !behind && has(layout.scan, "FrameID") && has(layout.scan, "DriftBin");
        return layout;
    }

private:
    std::map<std::string, pugi::xml_node, std::less<>> types_;
    std::string prefix_;
    mutable std::size_t elements_ = 0;

    [[nodiscard]] std::string own(std::string_view name) const { return prefix_ + std::string(name); }
    [[nodiscard]] bool is(const pugi::xml_node& node, std::string_view name) const { return node.name() == own(name); }

    static void require_single(const pugi::xml_node& element) {
        const std::string_view most = element.attribute("maxOccurs").as_string("1");
        if (most != "1") refuse("repeated element", element.attribute("name").value());
    }

    void append_element(std::vector<RecordField>& fields, const pugi::xml_node& element, std::size_t depth) const {
        append_type(fields, element.attribute("name").value(), element.attribute("type").value(), depth);
    }

    void append_type(std::vector<RecordField>& fields, std::string_view name, std::string_view type,
                     std::size_t depth) const {
        // Types of types without a field take no room, only time.
        if (++elements_ > most_elements) refuse("too many elements, from", name);
        const auto complex = types_.find(local_name(type));
        const bool is_simple = prefix_.empty() ? complex == types_.end() : type.starts_with(prefix_);
        if (is_simple) return append(fields, std::string(name), simple(type));
        if (complex == types_.end()) refuse("unknown type", type);
        if (depth == deepest) refuse("recursive type", type);
        for (const auto& element : complex->second.children()) {
            if (!is(element, "element")) continue;
            require_single(element);
            append_element(fields, element, depth + 1);
        }
    }

    static FieldType simple(std::string_view type) {
        constexpr std::array<std::pair<std::string_view, FieldType>, 6> known{{{"byte", FieldType::i8},
                                                                               {"short", FieldType::i16},
                                                                               {"int", FieldType::i32},
                                                                               {"long", FieldType::i64},
                                                                               {"float", FieldType::f32},
                                                                               {"double", FieldType::f64}}};
        for (const auto& [name, field] : known)
            if (local_name(type) == name) return field;
        refuse("unknown type", type);
    }
};

void require_fields(const RecordLayout& layout) {
    if (!has(layout.scan, "ScanTime")) refuse("missing element", "ScanTime");
    for (const char* name : {"SpectrumFormatID", "SpectrumOffset", "ByteCount", "PointCount"})
        if (!has(layout.block, name)) refuse("missing element", name);
}

// ---- layouts without a schema ------------------------------------------------------------------------------------

struct KnownField {
    const char* name;
    FieldType type;
};
constexpr FieldType whole = FieldType::i32, large = FieldType::i64, real = FieldType::f64;

constexpr KnownField common_head[] = {{"ScanID", whole},  {"ScanMethodID", whole}, {"TimeSegmentID", whole},
                                      {"ScanTime", real}, {"MSLevel", whole},      {"ScanType", whole},
                                      {"TIC", real},      {"BasePeakMZ", real},    {"BasePeakValue", real}};
constexpr KnownField tof_head[] = {{"CalibrationID", whole}, {"CycleNumber", whole},   {"IonMode", whole},
                                   {"IonPolarity", whole},   {"Fragmentor", real},     {"CollisionEnergy", real},
                                   {"AbundanceLimit", real}, {"SamplingPeriod", real}, {"Threshold", real},
                                   {"MassCalOffset", large}, {"ActualsOffset", large}, {"NumOfActualsPerScan", whole}};
constexpr KnownField qtof_head[] = {
    {"CalibrationID", whole}, {"CycleNumber", whole},   {"IonMode", whole},
    {"IonPolarity", whole},   {"Fragmentor", real},     {"CollisionEnergy", real},
    {"MzOfInterest", real},   {"AbundanceLimit", real}, {"SamplingPeriod", real},
    {"Threshold", real},      {"ChargeState", whole},   {"ChromScaleFactor", FieldType::f32},
    {"MassCalOffset", large}, {"ActualsOffset", large}, {"NumOfActualsPerScan", whole},
    {"DDScanID", whole},      {"DDScanParamMz", real}};
constexpr KnownField gc_head[] = {{"CycleNumber", whole},
                                  {"Status", whole},
                                  {"IonMode", whole},
                                  {"IonPolarity", whole},
                                  {"Fragmentor", real},
                                  {"CollisionEnergy", real},
                                  {"MzOfInterest", real},
                                  {"SamplingPeriod", real},
                                  {"MeasuredMassRangeMin", real},
                                  {"MeasuredMassRangeMax", real},
                                  {"Threshold", real},
                                  {"IsFragmentorDynamic", whole},
                                  {"IsCollisionEnergyDynamic", whole}};
constexpr KnownField tof_block[] = {{"SpectrumFormatID", whole},
                                    {"SpectrumOffset", large},
                                    {"ByteCount", whole},
                                    {"PointCount", whole},
                                    {"UncompressedByteCount", whole},
                                    {"MinX", real},
                                    {"MaxX", real},
                                    {"MinY", real},
                                    {"MaxY", real},
                                    {"MeasuredNoise", real}};
constexpr KnownField gc_block[] = {{"SpectrumFormatID", whole},
                                   {"SpectrumOffset", large},
                                   {"ByteCount", whole},
                                   {"PointCount", whole},
                                   {"MinY", real},
                                   {"MaxY", real},
                                   {"MinX", real},
                                   {"MaxX", real}};

void append_all(std::vector<RecordField>& fields, std::span<const KnownField> known) {
    for (const KnownField& field : known) append(fields, field.name, field.type);
}

}  // namespace

std::size_t field_size(FieldType type) {
    switch (type) {
        case FieldType::i8:
            return 1;
        case FieldType::i16:
            return 2;
        case FieldType::i32:
        case FieldType::f32:
            return 4;
        default:
            return 8;
    }
}

std::size_t RecordLayout::scan_size() const {
    return size_of(scan);
}

std::size_t RecordLayout::block_size() const {
    return size_of(block);
}

RecordLayout parse_scan_schema(std::string_view xml) {
    pugi::xml_document document;
    // The default options drop comments, and with them the elements that were commented out.
    const auto parsed = document.load_buffer(xml.data(), xml.size());
    if (!parsed) {
        const auto at = std::min(xml.size(), static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)));
        const auto lines = std::count(xml.begin(), xml.begin() + std::ptrdiff_t(at), '\n');
        throw Fault{.cause = "not well-formed XML at line " + std::to_string(lines + 1)};
    }
    RecordLayout layout = Schema(document.document_element()).layout();
    if (!layout.ion_mobility) require_fields(layout);
    return layout;
}

RecordLayout known_layout(std::int32_t generation) {
    RecordLayout layout;
    if (generation != 2 && generation != 4 && generation != 6) return layout;
    append_all(layout.scan, common_head);
    if (generation == 2) append_all(layout.scan, gc_head);
    if (generation == 4) append_all(layout.scan, tof_head);
    if (generation == 6) append_all(layout.scan, qtof_head);
    append_all(layout.block, generation == 2 ? std::span<const KnownField>(gc_block) : tof_block);
    return layout;
}

bool shorten_chrom_scale(RecordLayout& layout) {
    const auto found = std::find_if(layout.scan.begin(), layout.scan.end(), [](const RecordField& field) {
        return field.name == "ChromScaleFactor" && field.type == FieldType::f64;
    });
    if (found == layout.scan.end()) return false;
    found->type = FieldType::f32;
    for (auto field = found + 1; field != layout.scan.end(); ++field) field->offset -= 4;
    return true;
}

}  // namespace gassan
