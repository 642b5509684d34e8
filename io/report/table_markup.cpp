#include "io/report/table_markup.hpp"

#include <fmt/format.h>

namespace gassan::report {

std::string breakable(std::string_view name) {
    std::string out;
    for (const char letter : name) {
        out += letter;
        if (letter == '_') out += "<wbr/>";
    }
    return out;
}

std::string table_head(std::span<const ColumnHead> heads) {
    std::string out = "<thead><tr>";
    for (const auto& one : heads)
        out += fmt::format("<th scope=\"col\"{}>{}<small>{}</small></th>", one.is_number ? "" : " class=\"t\"",
                           breakable(one.name), one.meaning);
    return out + "</tr></thead>\n";
}

std::string table_row(const std::string& id, std::string_view kind, std::span<const ColumnHead> heads,
                      const std::vector<std::string>& cells) {
    std::string out = "<tr";
    if (!id.empty()) out += fmt::format(" id=\"{}\"", id);
    if (!kind.empty()) out += fmt::format(" class=\"{}\"", kind);
    out += fmt::format("><th scope=\"row\">{}</th>", cells[0]);
    for (std::size_t i = 1; i < cells.size(); ++i)
        out += fmt::format("<td{}>{}</td>", heads[i].is_number ? "" : " class=\"t\"", cells[i]);
    return out + "</tr>\n";
}

std::string linked(bool is_link, const std::string& target, const std::string& markup) {
    return is_link ? fmt::format("<a href=\"#{}\">{}</a>", target, markup) : markup;
}

}  // namespace gassan::report
