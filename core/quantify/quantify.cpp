#include "core/quantify/quantify.hpp"

#include "core/chem/units.hpp"
#include "core/quantify/back_calculation.hpp"
#include "core/quantify/calibration_curve.hpp"
#include "core/quantify/error_law.hpp"
#include "core/quantify/invert.hpp"
#include "core/quantify/limits.hpp"
#include "core/quantify/matrix_shift.hpp"
#include "core/quantify/response.hpp"
#include "core/quantify/standard_trends.hpp"

#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t no_row = std::size_t(-1);

/// What all steps look at.
struct Work {
    const Study& study;
    std::span<const Compound> compounds;
    std::span<const StandardLevel> levels;
    const QuantifyParams& params;
    Unit unit;                       ///< of curves
    std::vector<double> molar_mass;  ///< of every compound, NaN where there is no formula
    std::vector<StandardChoice> choices;
    std::vector<std::string> failed;         ///< row x sample: why an internal standard failed there; empty elsewhere
    std::map<Polarity, double> matrix_sd{};  ///< what ratios scatter by in samples beyond standards

    [[nodiscard]] double matrix_sd_of(Polarity polarity, std::size_t sample) const {
        const SampleType type = study.samples[sample].type;
        return type == SampleType::sample || type == SampleType::qc ? matrix_sd.at(polarity) : 0.0;
    }
    [[nodiscard]] std::size_t at(std::size_t row, std::size_t sample) const {
        return row * study.samples.size() + sample;
    }
};

/// Curves by row and internal standard (no_row: plain areas).
using Calibrations = std::map<std::pair<std::size_t, std::size_t>, std::size_t>;

// ---- before the curves ----------------------------------------------------------------------------------------

void require_parallel(const Study& study, std::span<const Compound> compounds, const std::vector<CompoundRow>& rows) {
    for (const CompoundRow& row : rows) {
        require(row.compound < compounds.size(), "quantify: a row of no compound");
        require(row.cells.size() == study.samples.size(), "quantify: " + compounds[row.compound].compound_id + " has " +
                                                              std::to_string(row.cells.size()) + " cells for " +
                                                              std::to_string(study.samples.size()) + " samples");
    }
}

std::vector<double> molar_masses(std::span<const Compound> compounds) {
    std::vector<double> masses;
    for (const Compound& compound : compounds)
        masses.push_back(compound.formula.empty() ? no_value : molar_mass_g_mol(parse_formula(compound.formula)));
    return masses;
}

/// Row x sample: why an internal standard cannot divide there.
std::vector<std::string> failures_of(const Work& work, std::size_t rows, std::span<const StandardTrend> trends) {
    std::vector<std::string> failed(rows * work.study.samples.size());
    for (const StandardTrend& trend : trends)
        if (trend.failed) failed[work.at(trend.row, trend.sample)] = trend.reason;
    return failed;
}

// ---- curves ---------------------------------------------------------------------------------------------------

/// Levels that rows of standards tell: (sample, compound) -> concentration in the curves' unit.
std::map<std::pair<std::string, std::string>, double> told_levels(const Work& work) {
    std::map<std::string, double> masses;
    for (std::size_t c = 0; c < work.compounds.size(); ++c)
        masses.emplace(work.compounds[c].compound_id, work.molar_mass[c]);
    std::map<std::pair<std::string, std::string>, double> told;
    for (const StandardLevel& level : work.levels) {
        const auto mass = masses.find(level.compound_id);
        if (mass == masses.end()) continue;
        try {
            told[{level.sample_id, level.compound_id}] =
                convert(level.concentration, parse_unit(level.unit), work.unit, mass->second);
        } catch (const ParameterError& error) {
            throw ParameterError("standard " + level.sample_id + ", " + level.compound_id + ": " + error.what());
        }
    }
    return told;
}

/// The level of every compound of a sample; micromol/L where the sheet names no unit.
double level_of_all(const Work& work, const Sample& sample, std::size_t compound) {
    if (!std::isfinite(sample.level) || work.compounds[compound].role != CompoundRole::analyte) return no_value;
    try {
        const Unit unit = parse_unit(sample.level_unit.empty() ? "umol/L" : sample.level_unit);
        return convert(sample.level, unit, work.unit, work.molar_mass[compound]);
    } catch (const ParameterError& error) {
        throw ParameterError("standard " + sample.sample_id + ", " + work.compounds[compound].compound_id + ": " +
                             error.what());
    }
}

/// Why a cell that has an area is no standard all the same.
std::string why_no_standard(const Cell& cell) {
    if (has(cell.flags, FeatureFlag::saturated)) return "saturated";
    if (has(cell.flags, FeatureFlag::cut_at_start) || has(cell.flags, FeatureFlag::cut_at_end))
        return "cut by an end of the run";
    return {};
}

/// A response, or why there is none; standard may be no_row.
Response response_of(const Work& work, std::span<const CompoundRow> rows, std::size_t row, std::size_t standard,
                     std::size_t sample) {
    Response response;
    if (standard != no_row && !work.failed[work.at(standard, sample)].empty()) {
        response.why_not = why_no_area(rows[row].cells[sample]);
        if (response.why_not.empty()) response.why_not = "internal standard failed";
        return response;
    }
    return respond(rows[row].cells[sample], standard == no_row ? nullptr : &rows[standard].cells[sample]);
}

Calibration calibrate_row(const Work& work, const std::map<std::pair<std::string, std::string>, double>& told,
                          std::span<const CompoundRow> rows, std::size_t row, std::size_t standard) {
    const Compound& compound = work.compounds[rows[row].compound];
    std::vector<CurvePoint> points;
    for (std::size_t s = 0; s < work.study.samples.size(); ++s) {
        const Sample& sample = work.study.samples[s];
        if (sample.type != SampleType::standard || !is_of_polarity(sample, rows[row].polarity)) continue;
        const auto level = told.find({sample.sample_id, compound.compound_id});
        const double concentration =
            level != told.end() ? level->second : level_of_all(work, sample, rows[row].compound);
        if (!std::isfinite(concentration)) continue;
        const Response response = response_of(work, rows, row, standard, s);
        CurvePoint point;
        point.sample_id = sample.sample_id;
        point.concentration = concentration;
        point.response = response.value;
        point.response_se = response.se;
        point.why_not = response.why_not.empty() ? why_no_standard(rows[row].cells[s]) : response.why_not;
        points.push_back(std::move(point));
    }
    Calibration calibration;
    if (!points.empty()) calibration = calibrate(std::move(points), work.params);
    calibration.curve.compound = rows[row].compound;
    calibration.curve.polarity = rows[row].polarity;
    calibration.curve.unit = work.unit.name;
    calibration.curve.standard_choice = work.choices[row].reason;
    if (standard != no_row) calibration.curve.internal_standard = work.compounds[rows[standard].compound].compound_id;
    return calibration;
}

std::size_t chosen(const StandardChoice& choice) {
    return choice.ranking.empty() ? no_row : choice.ranking.front();
}

/// The internal standard that divides a cell: the chosen one, or, where asked, the next that did not fail.
std::size_t divider(const Work& work, std::size_t row, std::size_t sample) {
    const StandardChoice& choice = work.choices[row];
    if (work.params.failed_standard == "replace")
        for (const std::size_t standard : choice.ranking)
            if (work.failed[work.at(standard, sample)].empty()) return standard;
    return chosen(choice);
}

/// One curve a row, and one more for every internal standard that stands in somewhere.
std::vector<Calibration> calibrate_all(const Work& work, std::span<const CompoundRow> rows, Calibrations& index) {
    const auto told = told_levels(work);
    std::vector<Calibration> calibrations;
    const auto add = [&](std::size_t row, std::size_t standard) {
        if (!index.emplace(std::pair{row, standard}, calibrations.size()).second) return;
        calibrations.push_back(calibrate_row(work, told, rows, row, standard));
    };
    for (std::size_t r = 0; r < rows.size(); ++r) add(r, chosen(work.choices[r]));
    for (std::size_t r = 0; r < rows.size(); ++r)
        for (std::size_t s = 0; s < work.study.samples.size(); ++s) add(r, divider(work, r, s));
    return calibrations;
}

void tell_all_limits(const Work& work, std::span<const CompoundRow> rows, const Calibrations& index,
                     std::vector<Calibration>& calibrations) {
    std::map<std::string, std::size_t> sample_of;
    for (std::size_t s = 0; s < work.study.samples.size(); ++s) sample_of[work.study.samples[s].sample_id] = s;
    for (const auto& [which, at] : index) {
        const auto& [row, standard] = which;
        std::vector<double> blanks, snr;
        for (std::size_t s = 0; s < work.study.samples.size(); ++s) {
            if (work.study.samples[s].type != SampleType::blank) continue;
            const Response response = response_of(work, rows, row, standard, s);
            if (response.why_not.empty()) blanks.push_back(response.value);
        }
        for (const CurvePoint& point : calibrations[at].curve.points)
            snr.push_back(rows[row].cells[sample_of[point.sample_id]].snr);
        tell_limits(calibrations[at], blanks, snr, work.params);
    }
}

// ---- concentrations -------------------------------------------------------------------------------------------

void add_flag(std::string& flags, const std::string& flag) {
    if (flag.empty()) return;
    flags += (flags.empty() ? "" : ";") + flag;
}

/// What a reader of the value must know of its cell.
void add_cell_flags(const Cell& cell, std::string& flags) {
    constexpr std::array told{FeatureFlag::dropout,    FeatureFlag::saturated,  FeatureFlag::cut_at_start,
                              FeatureFlag::cut_at_end, FeatureFlag::blended,    FeatureFlag::overlap,
                              FeatureFlag::shoulder,   FeatureFlag::few_points, FeatureFlag::curated};
    for (const FeatureFlag flag : told)
        if (has(cell.flags, flag)) add_flag(flags, flag_names(flag));
}

/// A cell as a concentration in the vial.
Concentration in_vial(const Work& work, std::span<const CompoundRow> rows, std::size_t row, std::size_t sample,
                      std::size_t standard, const Calibration& calibration) {
    const Cell& cell = rows[row].cells[sample];
    Concentration found;
    found.row = row;
    found.sample = sample;
    found.unit = work.unit.name;
    found.kind = cell.kind;
    if (standard != no_row) found.internal_standard = work.compounds[rows[standard].compound].compound_id;
    const std::string failed = standard == no_row ? "" : work.failed[work.at(standard, sample)];
    const bool has_area = why_no_area(cell).empty();
    if (!calibration.stands()) {
        add_flag(found.flags, "no_curve");
        return found;
    }
    if (calibration.curve.model == CurveModel::single_point) add_flag(found.flags, "single_point");
    if (rows[row].isomer_set) add_flag(found.flags, "isomer_set");
    found.lod = calibration.curve.lod;
    found.loq = calibration.curve.loq;
    if (!failed.empty()) {
        add_flag(found.flags, "is_failed: " + failed);
        return found;
    }
    if (standard != chosen(work.choices[row])) add_flag(found.flags, "is_replaced: " + found.internal_standard);
    if (cell.kind == CellKind::below_limit && cell.limit > 0.0) {
        // The smallest peak that this run would have shown is this run's LOD, where the curve's is not higher.
        const double response = standard == no_row ? cell.limit : cell.limit / rows[standard].cells[sample].area;
        const double seen = response / calibration.fit.shape.slope(calibration.lowest);
        if (!(found.lod > seen)) found.lod = seen;
    }
    if (has(cell.flags, FeatureFlag::comigrating)) add_flag(found.flags, flag_names(FeatureFlag::comigrating));
    if (!has_area) return found;
    const Response response = response_of(work, rows, row, standard, sample);
    const Inverted inverted =
        invert(calibration, response.value, response.se, work.matrix_sd_of(rows[row].polarity, sample));
    found.value = inverted.value;
    found.se = inverted.se;
    found.low95 = inverted.low95;
    found.high95 = inverted.high95;
    add_flag(found.flags, inverted.flags);
    if (cell.isotope > 0) add_flag(found.flags, isotope_flag(cell));
    add_cell_flags(cell, found.flags);
    return found;
}

std::vector<Concentration> all_in_vials(const Work& work, std::span<const CompoundRow> rows, const Calibrations& index,
                                        const std::vector<Calibration>& calibrations) {
    std::vector<Concentration> all;
    for (std::size_t r = 0; r < rows.size(); ++r)
        for (std::size_t s = 0; s < work.study.samples.size(); ++s) {
            const std::size_t standard = divider(work, r, s);
            all.push_back(in_vial(work, rows, r, s, standard, calibrations[index.at({r, standard})]));
        }
    return all;
}

void to_original_samples(const Work& work, Quantities& quantities) {
    for (Concentration& found : quantities.concentrations) {
        const std::size_t compound = quantities.rows[found.row].compound;
        const BackFactor back =
            back_factor(work.study.samples[found.sample], work.unit, work.molar_mass[compound], work.params);
        scale(found, back.factor, back.unit);
        if (std::isfinite(found.value)) add_flag(found.flags, back.flag);
    }
}

// ---- notes ----------------------------------------------------------------------------------------------------

void note_troubles(const Work& work, Quantities& quantities) {
    for (const StandardTrend& trend : quantities.trends)
        if (trend.failed && work.study.samples[trend.sample].type != SampleType::blank)
            quantities.notes.push_back(
                {"internal-standard-failed", work.study.samples[trend.sample].sample_id,
                 work.compounds[quantities.rows[trend.row].compound].compound_id + ": " + trend.reason});
    constexpr double worth_telling = 0.05;
    for (const auto& [polarity, sd] : work.matrix_sd)
        if (sd > worth_telling)
            quantities.notes.push_back(
                {"matrix-shift", polarity == Polarity::negative ? "anions" : "cations",
                 "internal standards disagree about how samples differ from standards: amounts of "
                 "samples may be off by " +
                     number_text(std::round(1000.0 * sd) / 10.0) + " % (sd), which their intervals hold"});
    if (work.params.reconstitution_ul > 0.0) return;
    for (const Sample& sample : work.study.samples)
        if (std::isfinite(sample.amount)) {
            quantities.notes.push_back({"amount-not-used", sample.sample_id,
                                        "amounts are told, but not the volume the extract was taken up in: give "
                                        "[quantify] reconstitution_ul"});
            return;
        }
}

}  // namespace

Quantities quantify(const Study& study, std::span<const Compound> compounds, std::span<const StandardLevel> levels,
                    std::vector<CompoundRow> rows, const QuantifyParams& params) {
    validate("quantify", params);
    require_parallel(study, compounds, rows);
    Work work{study, compounds, levels, params, parse_unit(params.unit), molar_masses(compounds), {}, {}};

    Quantities quantities;
    quantities.rows = std::move(rows);
    quantities.max_error_percent = params.max_error_percent;
    quantities.max_lloq_error_percent = params.max_lloq_error_percent;
    quantities.trends = standard_trends(study, compounds, quantities.rows, params);
    work.failed = failures_of(work, quantities.rows.size(), quantities.trends);
    work.choices = choose_standards(study, compounds, quantities.rows, quantities.trends);
    for (const CompoundRow& row : quantities.rows)
        if (!work.matrix_sd.contains(row.polarity))
            work.matrix_sd[row.polarity] =
                matrix_shift_sd(row.polarity, study, compounds, quantities.rows, quantities.trends);

    Calibrations index;
    std::vector<Calibration> calibrations = calibrate_all(work, quantities.rows, index);
    learn_error_laws(calibrations);
    tell_all_limits(work, quantities.rows, index, calibrations);

    quantities.concentrations = all_in_vials(work, quantities.rows, index, calibrations);
    to_original_samples(work, quantities);
    refer(study, compounds, params, quantities);

    for (std::size_t r = 0; r < quantities.rows.size(); ++r)
        quantities.curves.push_back(calibrations[index.at({r, chosen(work.choices[r])})].curve);
    note_troubles(work, quantities);
    return quantities;
}

}  // namespace gassan
