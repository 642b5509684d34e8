#include "io/report/concentration_rows.hpp"

#include "io/report/calibration_figures.hpp"
#include "io/report/compound_names.hpp"
#include "io/report/markup.hpp"
#include "io/report/table_markup.hpp"
#include "io/report/terms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

namespace gassan::report {
namespace {

constexpr std::size_t most_specimens = 200;

/// Is it one of the flags that are joined by ";", or does one begin with it?
bool has_flag(std::string_view flags, std::string_view wanted) {
    while (!flags.empty()) {
        const std::size_t end = std::min(flags.find(';'), flags.size());
        if (flags.substr(0, end).starts_with(wanted)) return true;
        flags.remove_prefix(std::min(end + 1, flags.size()));
    }
    return false;
}

/// How a cell looks, and the text in it.
struct Shown {
    std::string_view kind;
    std::string text;
};

Shown with_value(const SpecimenValue& value) {
    const std::string text = four_digits(value.value);
    if (has_flag(value.flags, ">ULOQ")) return {"above", "&gt; " + text};
    if (has_flag(value.flags, "<LLOQ") || has_flag(value.flags, "negative")) return {"below", "(" + text + ")"};
    return {value.flags.empty() ? "" : "marked", text};
}

Shown without_value(Language language, const SpecimenValue& value) {
    const auto says = [&](std::string_view kind, Term term) { return Shown{kind, std::string(word(language, term))}; };
    switch (value.kind) {
        case CellKind::below_limit:
            if (std::isfinite(value.lod)) return {"limit", "&lt; " + four_digits(value.lod)};
            break;
        case CellKind::not_measured:
            return says("gone", Term::unmeasured);
        case CellKind::failed:
            return says("broken", Term::run_failed);
        case CellKind::measured:
        case CellKind::filled:
            break;
    }
    if (has_flag(value.flags, "is_failed")) return says("broken", Term::standard_failed);
    if (has_flag(value.flags, "no_curve")) return says("gone", Term::no_curve_short);
    return says("gone", Term::no_value_short);
}

std::string pointer_text(const SpecimenValue& value) {
    std::string out(cell_kind_name(value.kind));
    if (std::isfinite(value.low95) && std::isfinite(value.high95))
        out += fmt::format("; {} – {}", four_digits(value.low95), four_digits(value.high95));
    if (value.runs > 1) out += fmt::format("; n {}", value.runs);
    if (!value.flags.empty()) out += "; " + escaped(value.flags);
    return out;
}

/// The row of the quantities that stands for a compound; none where nothing is measured of it.
std::optional<std::size_t> row_of(const StudyView& view, std::size_t compound, Polarity polarity) {
    const auto& rows = view.result.quantities.rows;
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const CompoundRow& row) {
        return row.compound == compound && row.polarity == polarity;
    });
    return found == rows.end() ? std::nullopt : std::optional(std::size_t(found - rows.begin()));
}

/// Internal standards and markers are there for the others: they are shown where a curve was made for them.
bool is_asked_for(const StudyView& view, std::size_t i) {
    const auto& table = view.result.specimens;
    const auto row = row_of(view, table.compounds[i], table.polarities[i]);
    return view.result.compounds[table.compounds[i]].role == CompoundRole::analyte ||
           (row && has_curve_figure(view, *row));
}

std::vector<ColumnHead> heads_of(const StudyView& view, std::size_t specimens, std::vector<std::string>& names) {
    std::vector<ColumnHead> heads{{"compound_id", "", false},
                                  {"name", "", false},
                                  {"unit", word(view.language, Term::col_unit), false},
                                  {"internal_standard", word(view.language, Term::col_standard), false}};
    for (std::size_t s = 0; s < specimens; ++s) names.push_back(escaped(view.result.specimens.specimens[s]));
    for (const std::string& name : names) heads.push_back({name, "", true});
    return heads;
}

std::string compound_row(const StudyView& view, std::size_t i, std::size_t specimens) {
    const auto& table = view.result.specimens;
    const Compound& compound = view.result.compounds[table.compounds[i]];
    const auto row = row_of(view, table.compounds[i], table.polarities[i]);
    const bool has_figure = row && has_curve_figure(view, *row);
    std::string out =
        "<tr><th scope=\"row\">" +
        linked(has_figure, row ? fmt::format("curve-{}", *row + 1) : std::string(), escaped(compound.compound_id)) +
        "</th>";
    out +=
        fmt::format("<td class=\"t\">{}</td><td class=\"t\">{}</td><td class=\"t\">{}</td>",
                    escaped(compound_name(view.language, compound.compound_id, compound.name)), escaped(table.units[i]),
                    row ? escaped(view.result.quantities.curves[*row].internal_standard) : std::string());
    for (std::size_t s = 0; s < specimens; ++s)
        out += concentration_cell(view.language, table.values[i * table.specimens.size() + s]);
    return out + "</tr>\n";
}

std::string legend(const StudyView& view) {
    const auto entry = [&](std::string_view kind, std::string_view sign, Term meaning) {
        return fmt::format("<span class=\"key\"><b class=\"sign {}\">{}</b> {}</span> ", kind, sign,
                           word(view.language, meaning));
    };
    return "<p class=\"legend\">" + entry("below", "(0.1)", Term::below_loq) +
           entry("above", "&gt; 10", Term::above_uloq) + entry("limit", "&lt; 0.1", Term::below_lod) +
           entry("marked", "0.1", Term::flagged) + "</p>\n";
}

}  // namespace

std::string concentration_cell(Language language, const SpecimenValue& value) {
    const Shown shown = std::isfinite(value.value) ? with_value(value) : without_value(language, value);
    const bool is_word = shown.kind == "gone" || shown.kind == "broken";
    return fmt::format("<td{}{}{} title=\"{}\">{}</td>", shown.kind.empty() ? "" : " class=\"", shown.kind,
                       shown.kind.empty() ? "" : (is_word ? " t\"" : "\""), pointer_text(value), shown.text);
}

std::string concentrations_section_html(const StudyView& view) {
    const auto& table = view.result.specimens;
    if (table.compounds.empty() || table.specimens.empty()) return {};
    const std::size_t specimens = std::min(table.specimens.size(), most_specimens);
    std::vector<std::string> names;
    const auto heads = heads_of(view, specimens, names);
    std::string out = heading(2, "concentrations", word(view.language, Term::concentrations));
    out += paragraph(word(view.language, Term::concentrations_how)) + legend(view);
    if (specimens < table.specimens.size())
        out += paragraph(
            word(view.language, Term::concentrations_cut, grouped(specimens), grouped(table.specimens.size())));
    out += "<div class=\"table\" tabindex=\"0\">\n<table class=\"amounts\">\n" + table_head(heads) + "<tbody>\n";
    for (std::size_t i = 0; i < table.compounds.size(); ++i)
        if (is_asked_for(view, i)) out += compound_row(view, i, specimens);
    return out + "</tbody>\n</table>\n</div>\n";
}

}  // namespace gassan::report
