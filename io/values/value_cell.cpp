#include "io/values/value_cell.hpp"

#include "io/table/cell_reader.hpp"
#include "io/table/user_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace gassan {
namespace {

constexpr std::array<std::string_view, 10> absent_words{"na",   "n.a.", "n/a", "nan",     "null",
                                                        "none", "-",    "--",  "missing", "not_measured"};
constexpr std::array<std::string_view, 17> unseen_words{"nd",  "n.d.",  "n.d",   "n/d",   "not detected", "below_limit",
                                                        "blq", "bloq",  "blod",  "<lod",  "<loq",         "<ql",
                                                        "<dl", "< lod", "< loq", "<lloq", "bdl"};

bool is_one_of(std::string_view word, auto& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string_view behind_less(std::string_view text) {
    text.remove_prefix(1);
    while (text.starts_with(' ')) text.remove_prefix(1);
    return text;
}

std::optional<ValueCell> below(std::string_view text) {
    if (!text.starts_with('<')) return std::nullopt;
    const auto limit = whole_number_text(behind_less(text));
    if (!limit) return std::nullopt;
    return ValueCell{CellKind::below_limit, no_value, *limit};
}

}  // namespace

std::optional<ValueCell> value_cell(std::string_view text) {
    if (const auto number = whole_number_text(text)) return ValueCell{CellKind::measured, *number, no_value};
    if (text.empty()) return ValueCell{};
    if (const auto cell = below(text)) return cell;
    if (text.size() > 16) return std::nullopt;
    const std::string small = small_letters(text);
    if (is_one_of(small, absent_words)) return ValueCell{};
    if (is_one_of(small, unseen_words)) return ValueCell{CellKind::below_limit, no_value, no_value};
    if (small == "failed") return ValueCell{CellKind::failed, no_value, no_value};
    return std::nullopt;
}

std::optional<ValueCell> state_cell(std::string_view text) {
    if (text.empty()) return ValueCell{CellKind::measured, no_value, no_value};
    if (const auto cell = below(text)) return cell;
    if (const auto kind = cell_kind_of(text)) return ValueCell{*kind, no_value, no_value};
    return std::nullopt;
}

std::string state_text(CellKind kind, double limit) {
    if (kind == CellKind::measured) return {};
    if (kind == CellKind::below_limit && !std::isnan(limit)) return "<" + exact_number(limit);
    return std::string(cell_kind_name(kind));
}

std::string exact_number(double value) {
    if (std::isnan(value)) return {};
    char buffer[64];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

std::optional<CellKind> cell_kind_of(std::string_view name) {
    for (const CellKind kind :
         {CellKind::measured, CellKind::filled, CellKind::below_limit, CellKind::not_measured, CellKind::failed})
        if (cell_kind_name(kind) == name) return kind;
    return std::nullopt;
}

}  // namespace gassan
