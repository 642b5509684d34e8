#include "tests/support/workbook.hpp"

#include <zip.h>
#include <pugixml.hpp>

#include <memory>
#include <stdexcept>

namespace gassan::test {
namespace {

pugi::xml_document parsed(const std::string& text) {
    pugi::xml_document document;
    if (!document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata_single))
        throw std::runtime_error("a part of the workbook is no XML");
    return document;
}

/// "AB12" -> row 11, column 27.
std::pair<int, int> place_of(const std::string& name) {
    int column = 0;
    std::size_t i = 0;
    for (; i < name.size() && name[i] >= 'A'; ++i) column = column * 26 + (name[i] - 'A' + 1);
    return {std::stoi(name.substr(i)) - 1, column - 1};
}

/// Background colour of each cell style.
std::vector<std::string> fills_of(const pugi::xml_document& styles) {
    std::vector<std::string> colours, by_style;
    for (const auto& fill : styles.child("styleSheet").child("fills").children("fill")) {
        const auto pattern = fill.child("patternFill");
        const bool is_solid = std::string(pattern.attribute("patternType").value()) == "solid";
        colours.emplace_back(is_solid ? pattern.child("fgColor").attribute("rgb").value() : "");
    }
    for (const auto& style : styles.child("styleSheet").child("cellXfs").children("xf"))
        by_style.push_back(colours.at(style.attribute("fillId").as_uint()));
    return by_style;
}

Sheet sheet_of(const pugi::xml_document& document, const std::vector<std::string>& fills) {
    Sheet sheet;
    const auto root = document.child("worksheet");
    for (const auto& row : root.child("sheetData").children("row"))
        for (const auto& cell : row.children("c")) {
            SheetCell& to = sheet.cells[place_of(cell.attribute("r").value())];
            const std::string type = cell.attribute("t").value();
            if (type == "inlineStr")
                to.text = cell.child("is").child("t").text().get();
            else if (type.empty())
                to = {cell.child("v").text().get(), !cell.child("v").empty(), {}};
            else
                throw std::runtime_error("a cell is of type " + type);
            to.fill = fills.at(cell.attribute("s").as_uint());
        }
    sheet.frozen = root.child("sheetViews").child("sheetView").child("pane").attribute("topLeftCell").value();
    sheet.filtered = root.child("autoFilter").attribute("ref").value();
    return sheet;
}

}  // namespace

std::string workbook_part(const std::filesystem::path& workbook, const std::string& name) {
    const std::unique_ptr<zip_t, void (*)(zip_t*)> archive(
        zip_open(workbook.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, nullptr), zip_discard);
    if (!archive) throw std::runtime_error(workbook.string() + " is no zip");
    zip_stat_t status;
    if (zip_stat(archive.get(), name.c_str(), 0, &status) != 0) throw std::runtime_error(name + " is not there");
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> part(zip_fopen(archive.get(), name.c_str(), 0), zip_fclose);
    std::string text(status.size, '\0');
    if (!part || zip_fread(part.get(), text.data(), text.size()) != zip_int64_t(text.size()))
        throw std::runtime_error(name + " is damaged");
    return text;
}

std::vector<Sheet> sheets_of(const std::filesystem::path& workbook) {
    const auto fills = fills_of(parsed(workbook_part(workbook, "xl/styles.xml")));
    const auto book = parsed(workbook_part(workbook, "xl/workbook.xml"));
    std::vector<Sheet> sheets;
    for (const auto& entry : book.child("workbook").child("sheets").children("sheet")) {
        const std::string part = "xl/worksheets/sheet" + std::to_string(sheets.size() + 1) + ".xml";
        sheets.push_back(sheet_of(parsed(workbook_part(workbook, part)), fills));
        sheets.back().name = entry.attribute("name").value();
    }
    return sheets;
}

}  // namespace gassan::test
