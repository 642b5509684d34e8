#include "io/table/xlsx_parts.hpp"

#include "io/base/faults.hpp"

#include <zip.h>

#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

namespace gassan {
namespace {

constexpr std::size_t most_inflated = 32u << 20;
constexpr const char* save_again =
    "Open it in a spreadsheet and save it again as a workbook (.xlsx), or give TSV or CSV.";

struct CloseArchive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
    void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
using Archive = std::unique_ptr<zip_t, CloseArchive>;

[[noreturn]] void refuse(const std::string& cause, const std::string& remedy = save_again) {
    throw Fault{.byte = 0, .cause = cause, .remedy = remedy};
}

std::string message_of(zip_error_t& error) {
    std::string text = zip_error_strerror(&error);
    zip_error_fini(&error);
    return text;
}

Archive opened(const std::string& bytes) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (!source) refuse("the zip archive cannot be read: " + message_of(error));
    Archive archive(zip_open_from_source(source, ZIP_RDONLY, &error));
    if (archive) return archive;
    zip_source_free(source);
    refuse("the zip archive is damaged: " + message_of(error), "It was probably cut in transfer: copy it again.");
}

/// The bytes of one part, inflated no further than most_inflated; nothing if it is not there. What the archive says of
/// the size is not believed. libzip checks the CRC at the end of the entry.
std::optional<std::string> part_bytes(zip_t* archive, const std::string& name) {
    const auto index = zip_name_locate(archive, name.c_str(), ZIP_FL_NOCASE);
    if (index < 0) return std::nullopt;
    const std::unique_ptr<zip_file_t, CloseEntry> entry(zip_fopen_index(archive, zip_uint64_t(index), 0));
    if (!entry) {
        const std::string why = zip_error_strerror(zip_get_error(archive));
        refuse("the part " + quoted_text(name) + " cannot be read: " + why, "Save the workbook without a password.");
    }
    std::string bytes;
    char buffer[64 * 1024];
    while (true) {
        const auto got = zip_fread(entry.get(), buffer, sizeof buffer);
        if (got < 0)
            refuse("the part " + quoted_text(name) +
                       " is damaged: " + std::string(zip_error_strerror(zip_file_get_error(entry.get()))),
                   "It was probably damaged in transfer: copy it again.");
        if (got == 0) return bytes;
        bytes.append(buffer, std::size_t(got));
        if (bytes.size() > most_inflated)
            refuse("the part " + quoted_text(name) + " inflates to more than " + std::to_string(most_inflated >> 20) +
                   " MiB: too much for a table");
    }
}

/// Parses a part that may be absent (false then). A DTD is passed over by the parser, and no entity of it is expanded.
bool load(zip_t* archive, const std::string& name, pugi::xml_document& document) {
    const auto bytes = part_bytes(archive, name);
    if (!bytes) return false;
    if (bytes->find("<!DOCTYPE") != std::string::npos)
        refuse("the part " + quoted_text(name) + " has a DTD, which no spreadsheet writes");
    const auto parsed =
        document.load_buffer(bytes->data(), bytes->size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
    if (!parsed)
        refuse("the part " + quoted_text(name) + ", byte " + std::to_string(parsed.offset) + ": " +
               parsed.description());
    return true;
}

std::string_view local(const char* name) {
    const char* colon = std::strchr(name, ':');
    return colon ? colon + 1 : name;
}

/// Where a relationship of the workbook points, by id or by the last word of its type.
std::string target_of(const pugi::xml_document& relations, std::string_view id, std::string_view type) {
    for (const auto& relation : relations.document_element().children()) {
        const std::string_view kind = relation.attribute("Type").value();
        const bool same = id.empty() ? kind.ends_with(type) : relation.attribute("Id").value() == id;
        if (!same) continue;
        const std::string target = relation.attribute("Target").value();
        return target.starts_with("/") ? target.substr(1) : "xl/" + target;
    }
    return {};
}

/// The relationship id of a sheet: the attribute id of the relationships' namespace, whatever its prefix.
std::string_view relation_id(const pugi::xml_node& sheet) {
    for (const auto& attribute : sheet.attributes())
        if (std::strchr(attribute.name(), ':') && local(attribute.name()) == "id") return attribute.value();
    return {};
}

/// The id of the first visible sheet.
std::string first_sheet(const pugi::xml_document& workbook, XlsxParts& parts) {
    std::string id;
    int visible = 0;
    for (const auto& group : workbook.document_element().children()) {
        if (local(group.name()) == "workbookPr") parts.from_1904 = group.attribute("date1904").as_bool();
        if (local(group.name()) != "sheets") continue;
        for (const auto& sheet : group.children()) {
            const std::string_view state = sheet.attribute("state").value();
            if (state == "hidden" || state == "veryHidden") continue;
            if (visible++ > 0) continue;
            parts.sheet_name = sheet.attribute("name").value();
            id = relation_id(sheet);
        }
    }
    parts.other_sheets = visible - 1;
    return id;
}

}  // namespace

XlsxParts read_xlsx_parts(const std::string& bytes) {
    const Archive archive = opened(bytes);
    pugi::xml_document workbook, relations;
    if (!load(archive.get(), "xl/workbook.xml", workbook) ||
        !load(archive.get(), "xl/_rels/workbook.xml.rels", relations))
        refuse("a zip archive, but no workbook (.xlsx)", "Unpack it, or give a workbook, TSV or CSV.");
    XlsxParts parts;
    const std::string id = first_sheet(workbook, parts);
    const std::string sheet = id.empty() ? "" : target_of(relations, id, "");
    if (sheet.empty() || !load(archive.get(), sheet, parts.sheet)) refuse("the workbook has no sheet that can be read");
    if (const std::string strings = target_of(relations, "", "/sharedStrings"); !strings.empty())
        static_cast<void>(load(archive.get(), strings, parts.strings));
    if (const std::string styles = target_of(relations, "", "/styles"); !styles.empty())
        static_cast<void>(load(archive.get(), styles, parts.styles));
    return parts;
}

}  // namespace gassan
