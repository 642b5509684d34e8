#include "io/table/xlsx_parts.hpp"

#include "io/base/faults.hpp"

#include <zip.h>

#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

namespace gassan {
namespace {

constexpr std::size_t most_of_index = 32u << 20;  // bytes: the lists of sheets are short
constexpr std::size_t large_sheet = 8u << 20;     // bytes: read row by row from here on
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
std::optional<std::string> part_bytes(zip_t* archive, const std::string& name, std::size_t most_inflated) {
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

void refuse_dtd(const std::string& name, const std::string& bytes) {
    if (bytes.find("<!DOCTYPE") != std::string::npos)
        refuse("the part " + quoted_text(name) + " has a DTD, which no spreadsheet writes");
}

/// A DTD is passed over by the parser, and no entity of it is expanded.
void parse(const std::string& name, const std::string& bytes, pugi::xml_document& document) {
    refuse_dtd(name, bytes);
    const auto parsed =
        document.load_buffer(bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
    if (!parsed)
        refuse("the part " + quoted_text(name) + ", byte " + std::to_string(parsed.offset) + ": " +
               parsed.description());
}

/// Parses a part that may be absent (false then).
bool load(zip_t* archive, const std::string& name, std::size_t most_inflated, pugi::xml_document& document) {
    const auto bytes = part_bytes(archive, name, most_inflated);
    if (bytes) parse(name, *bytes, document);
    return bytes.has_value();
}

/// A sheet as a document, or as text where it is large and its rows can be told in it: '<' begins nothing but an
/// element.
bool load_sheet(zip_t* archive, const std::string& name, std::size_t most_inflated, XlsxParts& parts) {
    auto bytes = part_bytes(archive, name, most_inflated);
    if (!bytes) return false;
    if (bytes->size() < large_sheet || bytes->find("<!", 0) != std::string::npos) {
        parse(name, *bytes, parts.sheet);
        return true;
    }
    parts.sheet_text = std::move(*bytes);
    return true;
}

/// Where the next element row begins, its prefix included; npos: there is none.
std::size_t next_row(std::string_view text, std::size_t from) {
    for (std::size_t at = text.find("row", from); at != std::string_view::npos; at = text.find("row", at + 1)) {
        if (at + 3 >= text.size() || std::string_view(" />\r\n\t").find(text[at + 3]) == std::string_view::npos)
            continue;
        const std::size_t open = text.find_last_of("<>\" ", at - 1);
        if (at == 0 || open == std::string_view::npos || text[open] != '<') continue;
        if (open + 1 == at || text[at - 1] == ':') return open;
    }
    return std::string_view::npos;
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

bool is_hidden(const pugi::xml_node& sheet) {
    const std::string_view state = sheet.attribute("state").value();
    return state == "hidden" || state == "veryHidden";
}

/// The id of a sheet, by its name; without one of the first visible sheet.
std::string sheet_id(const pugi::xml_document& workbook, const std::string& name, XlsxParts& parts) {
    std::string id;
    int visible = 0;
    for (const auto& group : workbook.document_element().children()) {
        if (local(group.name()) == "workbookPr") parts.from_1904 = group.attribute("date1904").as_bool();
        if (local(group.name()) != "sheets") continue;
        for (const auto& sheet : group.children()) {
            if (!is_hidden(sheet)) ++visible;
            const bool wanted = name.empty() ? !is_hidden(sheet) : sheet.attribute("name").value() == name;
            if (!wanted || !id.empty()) continue;
            parts.sheet_name = sheet.attribute("name").value();
            id = relation_id(sheet);
        }
    }
    parts.other_sheets = name.empty() ? visible - 1 : 0;
    return id;
}

void load_workbook(zip_t* archive, pugi::xml_document& workbook) {
    if (!load(archive, "xl/workbook.xml", most_of_index, workbook))
        refuse("a zip archive, but no workbook (.xlsx)", "Unpack it, or give a workbook, TSV or CSV.");
}

}  // namespace

std::vector<XlsxSheet> xlsx_sheets(const std::string& bytes) {
    const Archive archive = opened(bytes);
    pugi::xml_document workbook;
    load_workbook(archive.get(), workbook);
    std::vector<XlsxSheet> sheets;
    for (const auto& group : workbook.document_element().children())
        if (local(group.name()) == "sheets")
            for (const auto& sheet : group.children())
                sheets.push_back({sheet.attribute("name").value(), is_hidden(sheet)});
    return sheets;
}

void for_each_row_text(std::string_view sheet, const std::function<void(std::string_view row)>& sink) {
    for (std::size_t at = next_row(sheet, 0); at != std::string_view::npos;) {
        const std::size_t named = sheet.find_first_of(" />\r\n\t", at), closed = sheet.find('>', at);
        std::size_t end = closed;
        if (closed != std::string_view::npos && sheet[closed - 1] != '/') {
            const std::string close = "</" + std::string(sheet.substr(at + 1, named - at - 1));
            end = sheet.find(close, closed);
            if (end != std::string_view::npos) end = sheet.find('>', end);
        }
        if (end == std::string_view::npos) refuse("a row of the sheet has no end");
        sink(sheet.substr(at, end + 1 - at));
        at = next_row(sheet, end);
    }
}

XlsxParts read_xlsx_parts(const std::string& bytes, std::size_t most_inflated, const std::string& name) {
    const Archive archive = opened(bytes);
    pugi::xml_document workbook, relations;
    load_workbook(archive.get(), workbook);
    if (!load(archive.get(), "xl/_rels/workbook.xml.rels", most_of_index, relations))
        refuse("a zip archive, but no workbook (.xlsx)", "Unpack it, or give a workbook, TSV or CSV.");
    XlsxParts parts;
    const std::string id = sheet_id(workbook, name, parts);
    const std::string sheet = id.empty() ? "" : target_of(relations, id, "");
    if (sheet.empty() || !load_sheet(archive.get(), sheet, most_inflated, parts))
        refuse("the workbook has no sheet that can be read");
    if (const std::string strings = target_of(relations, "", "/sharedStrings"); !strings.empty())
        static_cast<void>(load(archive.get(), strings, most_inflated, parts.strings));
    if (const std::string styles = target_of(relations, "", "/styles"); !styles.empty())
        static_cast<void>(load(archive.get(), styles, most_inflated, parts.styles));
    return parts;
}

}  // namespace gassan
