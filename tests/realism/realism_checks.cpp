#include "tests/realism/realism_checks.hpp"

#include "core/base/fields.hpp"
#include "core/base/parallel.hpp"
#include "core/base/robust.hpp"
#include "core/simulate/compounds.hpp"
#include "core/simulate/geometry.hpp"
#include "tests/realism/side_by_side.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace gassan::realism {
namespace {

constexpr std::uint64_t study_seed = 20260;
constexpr int study_runs = 24;
constexpr std::size_t made_runs = 12;

/// Standard deviation over mean, in percent; none for fewer than two values.
double relative_sd(const std::vector<double>& values) {
    if (values.size() < 2) return no_value;
    double sum = 0.0, squares = 0.0;
    for (const double value : values) sum += value;
    const double mean = sum / double(values.size());
    for (const double value : values) squares += (value - mean) * (value - mean);
    return 100.0 * std::sqrt(squares / (double(values.size()) - 1.0)) / mean;
}

bool has_area(const Cell& cell) {
    return cell.kind == CellKind::measured || cell.kind == CellKind::filled;
}

/// The compounds that are added to every vial.
std::vector<std::size_t> standards(const QcStudy& study) {
    std::vector<std::size_t> found;
    for (std::size_t k = 0; k < study.compounds.size(); ++k)
        if (study.compounds[k].role == "internal_standard") found.push_back(k);
    return found;
}

/// What is true of a compound's main ion, run by run; NaN where it is not there.
std::vector<double> true_values(const QcStudy& study, std::size_t compound, double TrueIon::*value) {
    std::vector<double> values;
    for (const QcRun& run : study.runs) {
        values.push_back(no_value);
        for (const TrueIon& ion : run.main_ions)
            if (ion.compound_id == study.compounds[compound].compound_id) values.back() = ion.*value;
    }
    return values;
}

/// Of those that are numbers.
double relative_sd_of_numbers(std::vector<double> values) {
    std::erase_if(values, [](double value) { return std::isnan(value); });
    return relative_sd(values);
}

void add_standards(const QcStudy& study, RealismFigures& figures) {
    const auto added = standards(study);
    std::vector<double> raw, corrected;
    for (const std::size_t one : added) {
        const auto areas = true_values(study, one, &TrueIon::area);
        raw.push_back(relative_sd_of_numbers(areas));
        for (const std::size_t other : added) {
            if (other == one) continue;
            auto ratios = true_values(study, other, &TrueIon::area);
            for (std::size_t run = 0; run < ratios.size(); ++run) ratios[run] = areas[run] / ratios[run];
            corrected.push_back(relative_sd_of_numbers(std::move(ratios)));
        }
    }
    figures.standard_cv = median(raw);
    figures.corrected_cv = median(corrected);
}

void add_times(const QcStudy& study, RealismFigures& figures) {
    std::vector<double> raw, aligned;
    for (std::size_t k = 0; k < study.compounds.size(); ++k) {
        const double rsd = relative_sd_of_numbers(true_values(study, k, &TrueIon::mt_s));
        if (std::isfinite(rsd)) raw.push_back(rsd);
        if (!study.rows[k]) continue;
        std::vector<double> times;
        for (std::size_t run = 0; run < study.table.runs.size(); ++run) {
            const Cell& cell = study.table.cell(*study.rows[k], run);
            if (cell.kind != CellKind::measured) continue;
            times.push_back(study.table.frame.clock.time_s(study.table.runs[run].alignment.warp.place(cell.mt_s)));
        }
        if (2 * times.size() >= study.table.runs.size()) aligned.push_back(relative_sd(times));
    }
    figures.time_rsd = median(raw);
    figures.aligned_rsd = median(aligned);
}

/// The row of the standard that migrates nearest to a row.
std::optional<std::size_t> nearest_standard(const QcStudy& study, std::size_t row) {
    std::optional<std::size_t> nearest;
    const auto off = [&](std::size_t other) {
        return std::abs(study.table.features[other].mt_s - study.table.features[row].mt_s);
    };
    for (const std::size_t k : standards(study))
        if (study.rows[k] && (!nearest || off(*study.rows[k]) < off(*nearest))) nearest = study.rows[k];
    return nearest;
}

/// Measured and filled areas of a row over those of a standard's, in the runs that have both.
std::vector<double> area_ratios(const QcStudy& study, std::size_t row, std::size_t standard) {
    std::vector<double> values;
    for (std::size_t run = 0; run < study.table.runs.size(); ++run) {
        const Cell &cell = study.table.cell(row, run), &other = study.table.cell(standard, run);
        if (has_area(cell) && has_area(other)) values.push_back(cell.area / other.area);
    }
    return values;
}

/// The analytes that a cohort laboratory would report: as many as there, the most concentrated.
std::vector<std::size_t> reported_analytes(const QcStudy& study) {
    constexpr std::size_t reported = 94;
    std::vector<std::size_t> analytes;
    for (std::size_t k = 0; k < study.compounds.size(); ++k)
        if (study.compounds[k].role == "analyte") analytes.push_back(k);
    std::stable_sort(analytes.begin(), analytes.end(), [&](std::size_t a, std::size_t b) {
        return study.compounds[a].concentration_um > study.compounds[b].concentration_um;
    });
    analytes.resize(std::min(analytes.size(), reported));
    return analytes;
}

void add_analytes(const QcStudy& study, RealismFigures& figures) {
    std::size_t good = 0;
    const auto analytes = reported_analytes(study);
    figures.analytes = analytes.size();
    for (const std::size_t k : analytes) {
        if (!study.rows[k]) continue;
        const auto standard = nearest_standard(study, *study.rows[k]);
        if (!standard) continue;
        const auto ratios = area_ratios(study, *study.rows[k], *standard);
        // Half of the injections, as studies ask of a feature.
        if (2 * ratios.size() >= study.table.runs.size() && relative_sd(ratios) < 20.0) ++good;
    }
    figures.qc_below_20 = 100.0 * double(good) / double(figures.analytes);
}

void add_runs(const QcStudy& study, RealismFigures& figures) {
    std::vector<double> centroids, errors, medians;
    RawSearch all;
    for (const QcRun& run : study.runs) {
        if (!run.made) continue;
        centroids.push_back(run.centroids_a_scan);
        all.noise_peaks += run.raw.noise_peaks;
        all.detected_ions += run.raw.detected_ions;
        errors.insert(errors.end(), run.errors_ppm.begin(), run.errors_ppm.end());
        if (!run.errors_ppm.empty()) medians.push_back(median(run.errors_ppm));
    }
    figures.centroids = median(centroids);
    figures.noise_per_ion = all.noise_peaks / all.detected_ions;
    figures.error_ppm = median(errors);
    figures.error_low_ppm = quantile(medians, 0.0);
    figures.error_high_ppm = quantile(medians, 1.0);
}

// ---- the table -----------------------------------------------------------------------------------------------

/// What is expected of a figure.
struct Check {
    const char* name;
    const char* unit;
    double RealismFigures::*figure;
    double low, high;
    double low_anion, high_anion;  ///< of both anion geometries
};

constexpr double no_limit = 1e300;
constexpr std::array<Check, 8> checks{{
    {"area CV of internal standards, raw", "%", &RealismFigures::standard_cv, 5, 15, 5, 15},
    {"the same, divided by another internal standard", "%", &RealismFigures::corrected_cv, 3, 8, 3, 8},
    {"migration-time RSD, raw", "%", &RealismFigures::time_rsd, 1, 3, 2, 6},
    {"migration-time RSD, aligned", "%", &RealismFigures::aligned_rsd, -no_limit, 0.3, -no_limit, 0.3},
    {"centroids a scan", "", &RealismFigures::centroids, 500, 3000, 500, 3000},
    {"median m/z error", "ppm", &RealismFigures::error_ppm, -3, 3, -3, 3},
    {"94 analytes: QC CV below 20 %", "%", &RealismFigures::qc_below_20, 65, no_limit, 65, no_limit},
    {"noise peaks an ion at S/N 3", "", &RealismFigures::noise_per_ion, 2, 5, 2, 5},
}};

bool is_anion(const RealismFigures& geometry) {
    return geometry.geometry.starts_with("anion");
}

bool holds(const Check& check, const RealismFigures& geometry) {
    const double value = geometry.*check.figure;
    return is_anion(geometry) ? value >= check.low_anion && value <= check.high_anion
                              : value >= check.low && value <= check.high;
}

std::string range_text(double low, double high, const char* unit) {
    const std::string tail = *unit ? std::string(" ") + unit : "";
    if (low == -no_limit) return "below " + number_text(high) + tail;
    if (high == no_limit) return "at least " + number_text(low) + tail;
    return number_text(low) + " to " + number_text(high) + tail;
}

std::string expected_text(const Check& check) {
    const std::string text = range_text(check.low, check.high, check.unit);
    if (check.low == check.low_anion && check.high == check.high_anion) return text;
    return text + "; anions " + range_text(check.low_anion, check.high_anion, check.unit);
}

std::string measured_text(const Check& check, const RealismFigures& geometry) {
    const std::string value = short_number(geometry.*check.figure, "1");
    if (check.figure != &RealismFigures::error_ppm) return value;
    return value + " (runs " + short_number(geometry.error_low_ppm, "1") + " to " +
           short_number(geometry.error_high_ppm, "1") + ")";
}

}  // namespace

std::vector<GeometryCase> geometry_cases() {
    std::vector<GeometryCase> cases;
    for (const Geometry& one : geometries()) {
        GeometryCase next{.name = std::string(one.name)};
        next.preset.compounds = one.sign() < 0 ? plasma_anions() : plasma_cations();
        SimulateParams& params = next.preset.params;
        params.design.plan = "groups";
        params.design.runs = study_runs;
        params.separation.rate_high_hz = params.separation.rate_low_hz;
        params.separation.run_length_high_s = params.separation.run_length_low_s;
        lay_geometry(params, one.name);
        cases.push_back(std::move(next));
    }
    return cases;
}

RealismFigures study_figures(const QcStudy& study) {
    RealismFigures figures;
    add_standards(study, figures);
    add_times(study, figures);
    add_runs(study, figures);
    add_analytes(study, figures);
    return figures;
}

RealismFigures realism_figures(const SimulatePreset& preset, std::string_view geometry, int threads) {
    RealismFigures figures = study_figures(make_qc_study(preset, study_seed, made_runs, threads));
    figures.geometry = geometry;
    return figures;
}

std::string checks_table(std::span<const RealismFigures> geometries) {
    std::string head = "| check | expected |", rule = "|---|---|", rows;
    for (const RealismFigures& geometry : geometries) {
        head += " " + geometry.geometry + " |";
        rule += "---|";
    }
    for (const Check& check : checks) {
        rows += std::string("| ") + check.name + " | " + expected_text(check) + " |";
        std::string failed;
        for (const RealismFigures& geometry : geometries) {
            rows += " " + measured_text(check, geometry) + " |";
            if (!holds(check, geometry)) failed += (failed.empty() ? "not " : ", ") + geometry.geometry;
        }
        rows += " " + (failed.empty() ? "yes" : failed) + " |\n";
    }
    return head + " holds |\n" + rule + "---|\n" + rows;
}

std::vector<std::string> failed_checks(std::span<const RealismFigures> geometries) {
    std::vector<std::string> failed;
    for (const RealismFigures& geometry : geometries)
        for (const Check& check : checks)
            if (!holds(check, geometry)) failed.push_back(geometry.geometry + ": " + check.name);
    return failed;
}

}  // namespace gassan::realism
