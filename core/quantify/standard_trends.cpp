#include "core/quantify/standard_trends.hpp"

#include "core/base/robust.hpp"
#include "core/quantify/response.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace gassan {
namespace {

constexpr std::size_t least_to_judge = 3;
constexpr std::size_t least_of_a_class = 5;

/// ln(area / usual area) in every run; NaN where there is no area.
struct Course {
    std::size_t row = 0;
    double median_area = no_value;
    std::vector<double> usual{}, off{};  ///< usual: ln(area)
};

/// Between which an internal standard does well in a run, ln(area / usual area).
struct Bounds {
    double low = no_value, high = no_value;
    bool vouched = false;  ///< others tell where it should be
};

std::size_t class_of(const Sample& sample) {
    if (sample.type == SampleType::standard) return 0;
    return sample.type == SampleType::blank ? 1 : 2;
}

Course course_of(const Study& study, std::size_t row, const CompoundRow& cells) {
    Course course{.row = row};
    std::array<std::vector<double>, 3> logs;
    std::vector<double> all, areas;
    course.off.assign(study.samples.size(), no_value);
    course.usual.assign(study.samples.size(), no_value);
    for (std::size_t s = 0; s < study.samples.size(); ++s) {
        const Cell& cell = cells.cells[s];
        if (!why_no_area(cell).empty()) continue;
        course.off[s] = std::log(cell.area);
        logs[class_of(study.samples[s])].push_back(course.off[s]);
        all.push_back(course.off[s]);
        areas.push_back(cell.area);
    }
    course.median_area = median(areas);
    const double middle = median(all);
    for (std::size_t s = 0; s < study.samples.size(); ++s) {
        const std::vector<double>& alike = logs[class_of(study.samples[s])];
        course.usual[s] = alike.size() >= least_of_a_class ? median(alike) : middle;
        course.off[s] -= course.usual[s];
    }
    return course;
}

/// Median of the other courses of the same polarity in a run; NaN where there are none.
double company(const std::vector<Course>& courses, const Course& own, std::span<const CompoundRow> rows,
               std::size_t sample) {
    std::vector<double> others;
    for (const Course& other : courses)
        if (other.row != own.row && rows[other.row].compound != rows[own.row].compound &&
            rows[other.row].polarity == rows[own.row].polarity && std::isfinite(other.off[sample]))
            others.push_back(other.off[sample]);
    return median(others);
}

double bound(const std::vector<double>& values, const QuantifyParams& params) {
    return std::max(params.standard_outlier_sd * robust_sd(values), std::log(params.standard_least_change));
}

std::string times(double log_ratio) {
    const double factor = std::exp(std::abs(log_ratio));
    return number_text(std::round(10.0 * factor) / 10.0) + (log_ratio < 0.0 ? " times below" : " times above");
}

/// Where others tell how the run went, it must be off from them by more than the usual, off from itself by what
/// matters, and further off than they are: only then it is it that failed.
Bounds beside_others(double others, double bound, double matters) {
    const double least = std::max(matters, std::abs(others));
    return {std::min(others - bound, -least), std::max(others + bound, least), true};
}

std::vector<Bounds> bounds_of(const std::vector<Course>& courses, const Course& own, std::span<const CompoundRow> rows,
                              const QuantifyParams& params) {
    std::vector<double> of_company(own.off.size(), no_value), alone, beside;
    for (std::size_t s = 0; s < own.off.size(); ++s) {
        of_company[s] = company(courses, own, rows, s);
        if (!std::isfinite(own.off[s])) continue;
        alone.push_back(own.off[s]);
        if (std::isfinite(of_company[s])) beside.push_back(own.off[s] - of_company[s]);
    }
    std::vector<Bounds> bounds(own.off.size());
    if (alone.size() < least_to_judge) return bounds;
    const double bound_alone = bound(alone, params);
    const double bound_beside = beside.size() < least_to_judge ? bound_alone : bound(beside, params);
    for (std::size_t s = 0; s < bounds.size(); ++s)
        bounds[s] = std::isfinite(of_company[s])
                        ? beside_others(of_company[s], bound_beside, std::log(params.standard_least_change))
                        : Bounds{-bound_alone, bound_alone, false};
    return bounds;
}

/// What is wrong with an internal standard's area; empty where nothing is.
std::string odd_area(double off, const Bounds& bounds) {
    if (!(off < bounds.low) && !(off > bounds.high)) return {};
    return times(off) + " its usual area" +
           (bounds.vouched ? ", not so the others of the run" : ", and nothing vouches for it");
}

/// Adds to every failure who did well in that run.
void name_others(std::span<const Compound> compounds, std::span<const CompoundRow> rows,
                 std::vector<StandardTrend>& trends) {
    for (StandardTrend& trend : trends) {
        if (!trend.failed) continue;
        std::string others;
        for (const StandardTrend& other : trends)
            if (other.sample == trend.sample && !other.failed && rows[other.row].polarity == rows[trend.row].polarity)
                others += (others.empty() ? "" : ", ") + compounds[rows[other.row].compound].compound_id;
        if (!others.empty()) trend.reason += " (did well: " + others + ")";
    }
}

}  // namespace

bool is_of_polarity(const Sample& sample, Polarity polarity) {
    return sample.polarity == Polarity::unknown || polarity == Polarity::unknown || sample.polarity == polarity;
}

std::vector<StandardTrend> standard_trends(const Study& study, std::span<const Compound> compounds,
                                           std::span<const CompoundRow> rows, const QuantifyParams& params) {
    std::vector<Course> courses;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const CompoundRole role = compounds[rows[r].compound].role;
        if (role == CompoundRole::internal_standard || role == CompoundRole::marker)
            courses.push_back(course_of(study, r, rows[r]));
    }

    std::vector<StandardTrend> trends;
    for (const Course& course : courses) {
        const CompoundRow& row = rows[course.row];
        if (compounds[row.compound].role != CompoundRole::internal_standard) continue;
        const std::vector<Bounds> bounds = bounds_of(courses, course, rows, params);
        for (std::size_t s = 0; s < study.samples.size(); ++s) {
            if (!is_of_polarity(study.samples[s], row.polarity)) continue;
            const Cell& cell = row.cells[s];
            StandardTrend trend{.row = course.row, .sample = s, .reason = why_no_area(cell)};
            trend.low = std::exp(course.usual[s] + bounds[s].low);
            trend.high = std::exp(course.usual[s] + bounds[s].high);
            if (trend.reason.empty()) {
                trend.ratio = cell.area / course.median_area;
                trend.reason =
                    has(cell.flags, FeatureFlag::saturated) ? "saturated" : odd_area(course.off[s], bounds[s]);
            }
            trend.failed = !trend.reason.empty();
            trends.push_back(std::move(trend));
        }
    }
    name_others(compounds, rows, trends);
    return trends;
}

}  // namespace gassan
