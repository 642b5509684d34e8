#include "core/correct/correct.hpp"

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/robust.hpp"
#include "core/correct/ground.hpp"
#include "core/correct/units.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace gassan {
namespace {

/// One variable in one unit, ready to be taken off: ln of what a QC would have had at every sample of the unit.
struct CourseInUnit {
    UnitCurve told;
    std::vector<double> ln{};  ///< parallel to CorrectionUnit::samples; empty where the unit stays
};

std::string percent(double value) {
    return std::isfinite(value) ? number_text(std::round(10.0 * value) / 10.0) + " %" : "unknown";
}

std::string rounded(double value, double steps) {
    return number_text(std::round(steps * value) / steps);
}

/// "the common course to the power 1.1", "a spline with 3.2 degrees of freedom", ...
std::string part_text(const UnitFit::Part& part) {
    std::string text;
    if (part.exponent != 0.0) text = "the common course to the power " + rounded(part.exponent, 100.0);
    if (part.rest.model == DriftModel::level) return text.empty() ? "their level" : text;
    text += (text.empty() ? "a " : ", then a ") + std::string(drift_model_name(part.rest.model));
    if (part.rest.model != DriftModel::line)
        text += " with " + rounded(part.rest.degrees, 10.0) + " degrees of freedom";
    return text;
}

UnitCurve told_curve(const UnitFit& fit, const UnitSeries& series) {
    UnitCurve told{.unit = series.unit, .model = DriftModel::level, .qcs = series.y.size(), .degrees = 0.0};
    told.reason = std::to_string(series.y.size()) + " QCs: ";
    for (const UnitFit::Part& part : fit.parts) {
        if (&part != &fit.parts.front()) told.reason += ", half way to ";
        told.reason += part_text(part);
        told.common = told.common || part.exponent != 0.0;
        told.degrees = std::max(told.degrees, part.rest.degrees);
        if (part.rest.model != DriftModel::level) told.model = part.rest.model;
    }
    if (told.common && told.model == DriftModel::level) told.model = DriftModel::common;
    return told;
}

CourseInUnit course_in_unit(const CorrectionGround& ground, const UnitSeries& series, Way way, double own_exponent,
                            const CorrectionUnit& unit, std::span<const double> places) {
    const UnitFit fit = fit_unit(ground, series, way, own_exponent, {});
    const bool shared = !ground.courses.empty() && ground.courses[series.unit].known();
    const auto at = [&](double place) { return fit.at(place, shared ? ground.courses[series.unit].at(place) : 0.0); };
    CourseInUnit course{.told = told_curve(fit, series)};
    for (const std::size_t sample : unit.samples) course.ln.push_back(at(places[sample]));
    course.told.change_ratio = std::exp(course.ln.back() - course.ln.front());
    if (ground.levels_by_qc) return course;
    double level = 0.0;
    for (const double x : series.x) level += at(x) / double(series.x.size());
    for (double& value : course.ln) value -= level;
    return course;
}

/// Sum over units: how much a variable follows the common courses.
double exponent_of(const CorrectionGround& ground, const std::vector<UnitSeries>& all, Way way) {
    if (!takes_common(way)) return 0.0;
    Following sums;
    for (const UnitSeries& series : all) {
        const Following one = following(ground, series, {});
        sums.product += one.product;
        sums.squares += one.squares;
    }
    return exponent(ground, sums);
}

std::size_t count_of(const CorrectionGround& ground, std::size_t variable) {
    const std::span<const double> logs = ground.table.row(variable);
    return std::size_t(std::count_if(logs.begin(), logs.end(), [](double ln) { return std::isfinite(ln); }));
}

double reference_ln(const CorrectionGround& ground, std::size_t variable) {
    std::vector<double> logs;
    for (const double ln : ground.table.row(variable))
        if (std::isfinite(ln)) logs.push_back(ln);
    return median(std::move(logs));
}

bool is_measured_in(const ValueTable& table, std::size_t variable, const CorrectionUnit& unit) {
    return std::any_of(unit.samples.begin(), unit.samples.end(),
                       [&](std::size_t sample) { return has_measurement(table.row_kinds(variable)[sample]); });
}

/// What is decided about a variable before anything of it is moved.
struct Decision {
    VariableCorrection told;
    Way way = Way::none;
    std::vector<UnitSeries> series;
};

Decision decide(const CorrectionGround& ground, std::size_t variable, const WayTable& table, const WaySums& usual) {
    Decision decision;
    VariableCorrection& told = decision.told;
    told.qcs = count_of(ground, variable);
    if (told.qcs > 0) told.reference = reference_ln(ground, variable);
    decision.series = series_of(ground, variable);
    std::size_t usable = 0;
    for (const UnitSeries& one : decision.series) usable += one.y.size();
    if (usable < ground.min_qcs) {
        told.reason = "too few QCs: " + std::to_string(usable) + " of " + std::to_string(ground.min_qcs) +
                      " with a number, in units with two at least; values stay";
        return decision;
    }
    const WayChoice choice = choose_way(ground, table, usual);
    told.inside = choice.inside;
    told.all = choice.all;
    const LeftOutError& judged = told.inside.qcs >= ground.min_qcs ? told.inside : told.all;
    if (choice.way == Way::none) {
        told.reason = "no curve predicts QCs that it has not seen better than one level does; values stay";
        return decision;
    }
    if (!(judged.after_percent < judged.before_percent)) {
        told.reason = "left-out QCs would scatter by " + percent(judged.after_percent) + " instead of " +
                      percent(judged.before_percent) + "; values stay";
        return decision;
    }
    decision.way = choice.way;
    told.corrected = true;
    told.reason =
        "left-out QCs scatter by " + percent(judged.after_percent) + " instead of " + percent(judged.before_percent);
    return decision;
}

/// Values that stay have the error that they had.
void keep_errors(VariableCorrection& told) {
    if (told.corrected) return;
    told.inside.after_percent = told.inside.before_percent;
    told.all.after_percent = told.all.before_percent;
}

void take_off(Correction& correction, std::size_t variable, const std::vector<std::size_t>& samples,
              const std::vector<double>& ln, double reference) {
    ValueTable& table = correction.table;
    const std::size_t row = variable * table.samples();
    for (std::size_t k = 0; k < samples.size(); ++k) {
        const std::size_t cell = row + samples[k];
        const double shift = reference - ln[k];
        correction.curves[cell] = value_of_ln(ln[k], table.scale);
        if (table.scale == ValueScale::linear) {
            table.values[cell] *= std::exp(shift);
            table.limits[cell] *= std::exp(shift);
        } else {
            table.values[cell] += value_of_ln(shift, table.scale);
            table.limits[cell] += value_of_ln(shift, table.scale);
        }
    }
}

void correct_variable(const CorrectionGround& ground, std::span<const double> places, std::size_t variable,
                      const WayTable& table, const WaySums& usual, Correction& correction) {
    Decision decision = decide(ground, variable, table, usual);
    VariableCorrection& told = decision.told;
    const double own_exponent = exponent_of(ground, decision.series, decision.way);
    for (std::size_t u = 0; u < correction.units.size(); ++u) {
        const CorrectionUnit& unit = correction.units[u];
        if (!is_measured_in(correction.table, variable, unit)) continue;
        const auto series = std::find_if(decision.series.begin(), decision.series.end(),
                                         [&](const UnitSeries& one) { return one.unit == u; });
        if (!told.corrected || series == decision.series.end()) {
            const std::size_t qcs = series == decision.series.end() ? 0 : series->y.size();
            told.curves.push_back({.unit = u,
                                   .qcs = qcs,
                                   .reason = told.corrected ? "fewer than two QCs with a number: values stay" : ""});
            continue;
        }
        CourseInUnit course = course_in_unit(ground, *series, decision.way, own_exponent, unit, places);
        take_off(correction, variable, unit.samples, course.ln, ground.levels_by_qc ? told.reference : 0.0);
        told.curves.push_back(std::move(course.told));
    }
    keep_errors(told);
    if (told.qcs > 0) told.reference = value_of_ln(told.reference, correction.table.scale);
    correction.variables[variable] = std::move(told);
}

}  // namespace

Correction correct(const ValueTable& table, const CorrectParams& params, int threads) {
    validate("correct", params);
    Correction correction;
    correction.table = table;
    if (params.drift == "none") return correction;
    correction.units = correction_units(table.study, params);
    correction.variables.resize(table.variables.size());
    correction.curves.assign(table.values.size(), no_value);
    const std::vector<double> places = injection_places(table.study);
    const CorrectionGround ground = correction_ground(qc_table(table, correction.units), params, threads);
    require(ground.table.columns() > 0, "[correct] drift = \"" + params.drift + "\": no sample of the table is a QC");
    std::vector<WayTable> ways(table.variables.size());
    parallel_for(ways.size(), threads,
                 [&](std::size_t variable) { ways[variable] = judge_ways(ground, series_of(ground, variable)); });
    const WaySums usual = usual_success(ways);
    parallel_for(ways.size(), threads, [&](std::size_t variable) {
        correct_variable(ground, places, variable, ways[variable], usual, correction);
    });
    return correction;
}

}  // namespace gassan
