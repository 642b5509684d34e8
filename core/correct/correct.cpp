#include "core/correct/correct.hpp"

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/robust.hpp"
#include "core/correct/confounding.hpp"
#include "core/correct/ground.hpp"
#include "core/correct/pool_change.hpp"
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
    const UnitFit fit = fit_unit(ground, series, way, own_exponent, {}, shapes_of(ground, series, {}));
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

/// \param apart how much higher the level of this unit is to be than the reference, and than its curve says
void take_off(Correction& correction, std::size_t variable, const std::vector<std::size_t>& samples,
              const std::vector<double>& ln, double reference, double apart) {
    ValueTable& table = correction.table;
    const std::size_t row = variable * table.samples();
    for (std::size_t k = 0; k < samples.size(); ++k) {
        const std::size_t cell = row + samples[k];
        const double shift = reference - ln[k];
        correction.curves[cell] = value_of_ln(ln[k] + apart, table.scale);
        if (table.scale == ValueScale::linear) {
            table.values[cell] *= std::exp(shift);
            table.limits[cell] *= std::exp(shift);
        } else {
            table.values[cell] += value_of_ln(shift, table.scale);
            table.limits[cell] += value_of_ln(shift, table.scale);
        }
    }
}

/// Everything that is the same for all variables.
struct Plan {
    CorrectionGround ground{};
    JoinedPools pools{};
    std::vector<double> places{};
    std::vector<WayTable> ways{};
    WaySums usual{};
};

void correct_variable(const Plan& plan, std::size_t variable, Correction& correction) {
    const CorrectionGround& ground = plan.ground;
    Decision decision = decide(ground, variable, plan.ways[variable], plan.usual);
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
        CourseInUnit course = course_in_unit(ground, *series, decision.way, own_exponent, unit, plan.places);
        take_off(correction, variable, unit.samples, course.ln, ground.levels_by_qc ? told.reference : 0.0,
                 plan.pools.apart[variable * correction.units.size() + u]);
        told.curves.push_back(std::move(course.told));
    }
    keep_errors(told);
    if (told.qcs > 0) told.reference = value_of_ln(told.reference, correction.table.scale);
    correction.variables[variable] = std::move(told);
}

bool has_orders(const Study& study) {
    return std::all_of(study.samples.begin(), study.samples.end(),
                       [](const Sample& sample) { return sample.injection_order.has_value(); });
}

/// What nothing brackets, and what has too few QCs to be corrected at all.
void note_units(Correction& correction) {
    for (const CorrectionUnit& unit : correction.units) {
        const auto samples = std::count_if(unit.samples.begin(), unit.samples.end(), [&](std::size_t s) {
            return correction.table.study.samples[s].type == SampleType::sample;
        });
        if (unit.qcs.size() < 2 && samples > 0)
            correction.notes.push_back({"unit-without-qcs", unit.name,
                                        std::to_string(unit.qcs.size()) + " QCs in " + unit.name + ": its " +
                                            std::to_string(samples) +
                                            " samples are not corrected, and their level is not that of the others"});
        else if (unit.outside > 0)
            correction.notes.push_back({"outside-qcs", unit.name,
                                        std::to_string(unit.outside) + " of " + std::to_string(samples) +
                                            " samples of " + unit.name +
                                            " were injected before its first QC or after its last: the curve stands "
                                            "still there"});
    }
}

}  // namespace

Correction correct(const ValueTable& table, const CorrectParams& params, int threads) {
    validate("correct", params);
    Correction correction;
    correction.table = table;
    correction.variables.resize(table.variables.size());
    correction.curves.assign(table.values.size(), no_value);
    if (params.drift == "none" && !has_orders(table.study)) return correction;
    correction.units = correction_units(table.study, params);
    correction.confounding = confounding(table.study, correction.units);
    for (const Confounding& one : correction.confounding)
        correction.notes.push_back({"confounded-" + one.with, one.what, one.text});
    if (params.batch == "combat" || (params.batch == "qc" && params.drift != "none"))
        require_separable(correction.confounding, params);
    if (params.drift == "none") return correction;
    QcTable qcs = qc_table(table, correction.units);
    require(qcs.columns() > 0, "[correct] drift = \"" + params.drift + "\": no sample of the table is a QC");
    Plan plan{.places = injection_places(table.study)};
    plan.pools = join_pools(qcs, table, correction.units, params);
    plan.ground = correction_ground(std::move(qcs), params, threads);
    plan.ways.resize(table.variables.size());
    parallel_for(plan.ways.size(), threads, [&](std::size_t variable) {
        plan.ways[variable] = judge_ways(plan.ground, series_of(plan.ground, variable));
    });
    plan.usual = usual_success(plan.ways);
    parallel_for(plan.ways.size(), threads,
                 [&](std::size_t variable) { correct_variable(plan, variable, correction); });
    correction.bridges = std::move(plan.pools.bridges);
    for (Note& note : plan.pools.notes) correction.notes.push_back(std::move(note));
    note_units(correction);
    return correction;
}

std::vector<Confounding> study_confounding(const Study& study, const CorrectParams& params) {
    return has_orders(study) ? confounding(study, correction_units(study, params)) : std::vector<Confounding>{};
}

}  // namespace gassan
