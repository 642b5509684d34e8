#include "io/report/calibration_figures.hpp"

#include "io/report/calibration_chart.hpp"
#include "io/report/compound_names.hpp"
#include "io/report/markup.hpp"
#include "io/report/terms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gassan::report {
namespace {

const Compound& compound_of(const StudyView& view, const CalibrationCurve& curve) {
    return view.result.compounds[curve.compound];
}

std::string name_of(const StudyView& view, const CalibrationCurve& curve) {
    const Compound& compound = compound_of(view, curve);
    return escaped(compound_name(view.language, compound.compound_id, compound.name));
}

/// "y = 0.0012 + 0.98 x"
std::string equation(const CalibrationCurve& curve) {
    const auto term = [](double factor, std::string_view power) {
        return (factor < 0.0 ? " − " : " + ") + four_digits(std::abs(factor)) + std::string(power);
    };
    if (!std::isfinite(curve.b1)) return {};
    std::string out = "y = ";
    if (curve.b0 != 0.0)
        out += (curve.b0 < 0.0 ? "−" : "") + four_digits(std::abs(curve.b0)) + term(curve.b1, " x");
    else
        out += four_digits(curve.b1) + " x";
    return curve.b2 != 0.0 ? out + term(curve.b2, " x²") : out;
}

/// Why this model, without its name where that stands before it.
std::string_view reason(const CalibrationCurve& curve, std::string_view model) {
    std::string_view choice = curve.choice;
    if (choice.starts_with(model) && choice.substr(model.size()).starts_with(": "))
        choice.remove_prefix(model.size() + 2);
    return choice;
}

std::string line(const StudyView& view, Term title, const std::string& text) {
    return text.empty() ? std::string() : fmt::format("<br/>{}: {}", word(view.language, title), text);
}

std::string limit_values(const CalibrationCurve& curve) {
    std::string out;
    const auto add = [&](std::string_view name, double value) {
        if (std::isfinite(value)) out += fmt::format("<span class=\"v\">{} {}</span> ", name, four_digits(value));
    };
    add("LOD", curve.lod);
    add("LOQ", curve.loq);
    add("ULOQ", curve.uloq);
    return out + escaped(curve.unit);
}

/// Where there is an internal standard: its name and why; else why not.
std::string standard_text(const StudyView& view, const CalibrationCurve& curve) {
    std::string out;
    if (curve.internal_standard.empty())
        out = word(view.language, Term::plain_areas);
    else {
        const auto& compounds = view.result.compounds;
        const auto found = std::find_if(compounds.begin(), compounds.end(), [&](const Compound& one) {
            return one.compound_id == curve.internal_standard;
        });
        out = escaped(compound_name(view.language, curve.internal_standard,
                                    found == compounds.end() ? std::string() : found->name));
    }
    return curve.standard_choice.empty() ? out : out + ": " + escaped(curve.standard_choice);
}

/// What was left out, level by level: a drawing alone cannot be searched.
std::string left_out(const StudyView& view, const CalibrationCurve& curve) {
    std::string out;
    for (const CurvePoint& point : curve.points)
        if (!point.used)
            out += fmt::format("{}{} ({}): {}", out.empty() ? "" : "; ", escaped(point.sample_id),
                               significant(point.concentration), escaped(point.why_not));
    if (out.empty()) return out;
    return "<br/><span class=\"flags\">" + std::string(word(view.language, Term::left_out)) + ": " + out + "</span>";
}

std::string curve_figure(const StudyView& view, std::size_t row) {
    const CalibrationCurve& curve = view.result.quantities.curves[row];
    const auto used = std::count_if(curve.points.begin(), curve.points.end(), [](const auto& one) { return one.used; });
    std::string out = fmt::format("<figure id=\"curve-{}\">\n", row + 1) + calibration_svg(view, curve);
    out += fmt::format("<figcaption><b>{}</b> <code>{}</code> {}", name_of(view, curve),
                       escaped(compound_of(view, curve).compound_id), polarity_word(view, curve.polarity));
    const auto model = fmt::format("{}, {}", curve_model_name(curve.model), curve_weight_name(curve.weight));
    out += line(view, Term::why_model,
                fmt::format("<span class=\"v\">{};</span> <span class=\"v\">{}</span>", model, equation(curve)));
    out += fmt::format("<br/>{}", escaped(reason(curve, model)));
    out += "<br/>" + word(view.language, Term::points_used, used, curve.points.size());
    out += line(view, Term::why_standard, standard_text(view, curve));
    out += "<br/>" + limit_values(curve) + " (" + escaped(curve.limits) + ")" + left_out(view, curve);
    return out + "</figcaption></figure>\n";
}

std::string without_curve(const StudyView& view) {
    std::string items;
    const auto& quantities = view.result.quantities;
    for (std::size_t row = 0; row < quantities.curves.size(); ++row) {
        const CalibrationCurve& curve = quantities.curves[row];
        const Compound& compound = compound_of(view, curve);
        if (has_curve_figure(view, row) || compound.role != CompoundRole::analyte) continue;
        items += fmt::format("<li>{} <code>{}</code> {}{}{}{}</li>\n", name_of(view, curve),
                             escaped(compound.compound_id), polarity_word(view, curve.polarity),
                             curve.choice.empty() ? "" : ": ", escaped(curve.choice), left_out(view, curve));
    }
    if (items.empty()) return {};
    return fmt::format("<details class=\"run-notes\"><summary>{} ({})</summary>\n<ul>\n{}</ul></details>\n",
                       word(view.language, Term::no_curves), std::count(items.begin(), items.end(), '\n'), items);
}

}  // namespace

bool has_curve_figure(const StudyView& view, std::size_t row) {
    const auto& curves = view.result.quantities.curves;
    return row < curves.size() && std::any_of(curves[row].points.begin(), curves[row].points.end(),
                                              [](const CurvePoint& point) { return point.used; });
}

std::string curves_section_html(const StudyView& view) {
    const auto& quantities = view.result.quantities;
    if (quantities.curves.empty()) return {};
    std::string figures;
    for (std::size_t row = 0; row < quantities.curves.size(); ++row)
        if (has_curve_figure(view, row)) figures += curve_figure(view, row);
    std::string out = heading(2, "curves", word(view.language, Term::curves));
    if (!figures.empty())
        out += paragraph(word(view.language, Term::curves_how)) + "<div class=\"peaks overlays\">\n" + figures +
               "</div>\n";
    return out + without_curve(view);
}

}  // namespace gassan::report
