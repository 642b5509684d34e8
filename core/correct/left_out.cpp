#include "core/correct/left_out.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gassan {
namespace {

double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

/// Errors of one way: of QC k of a unit when it is left out, and when QC i is left out with it.
struct WayErrors {
    std::vector<std::vector<double>> single;               ///< by unit, QC
    std::vector<std::vector<std::vector<double>>> paired;  ///< by unit, i, k; empty in large units
};

using AllErrors = std::array<WayErrors, way_count>;

/// All QCs of the variable, so that one may ask for the mean of the others.
struct Sums {
    double total = 0.0;
    std::size_t count = 0;
};

class Judge {
public:
    Judge(const CorrectionGround& ground, const std::vector<UnitSeries>& series) : ground_(ground), series_(series) {
        for (const UnitSeries& one : series_) {
            for (const double y : one.y) all_.total += y;
            all_.count += one.y.size();
            const Following sums = takes_courses() ? following(ground_, one, {}) : Following{};
            whole_.product += sums.product;
            whole_.squares += sums.squares;
            own_.push_back(sums);
        }
    }

    AllErrors errors() const {
        AllErrors errors;
        for (const Way way : ground_.ways) {
            WayErrors& own = errors[std::size_t(way)];
            own.paired.resize(series_.size());
            for (const UnitSeries& series : series_) own.single.emplace_back(series.y.size(), no_value);
        }
        for (std::size_t u = 0; u < series_.size(); ++u) {
            single_errors(u, errors);
            if (ground_.table.units[series_[u].unit].columns.size() <= most_paired_qcs) paired_errors(u, errors);
        }
        return errors;
    }

private:
    bool takes_courses() const { return !ground_.courses.empty(); }

    /// Errors of those QCs of a unit that are left out; the others stay as they are.
    void errors_without(Way way, std::size_t u, const LeftOut& out, const SplineShapes& shapes,
                        std::vector<double>& errors) const {
        const UnitSeries& series = series_[u];
        Sums seen, here;
        for (std::size_t k = 0; k < series.y.size(); ++k) {
            if (out.holds(series.positions[k])) continue;
            here.total += series.y[k];
            ++here.count;
        }
        const double unit_total = std::accumulate(series.y.begin(), series.y.end(), 0.0);
        seen = {all_.total - unit_total + here.total, all_.count - series.y.size() + here.count};
        if (seen.count == 0 || (here.count == 0 && way != Way::none)) return;
        const double others = seen.total / double(seen.count);
        UnitFit fit;
        if (way != Way::none) fit = fit_unit(ground_, series, way, exponent_without(way, u, out), out, shapes);
        const double kept = ground_.levels_by_qc || way == Way::none ? 0.0 : here.total / double(here.count) - others;
        for (std::size_t k = 0; k < series.y.size(); ++k) {
            if (!out.holds(series.positions[k])) continue;
            errors[k] = series.y[k] - others;
            if (way != Way::none) errors[k] = series.y[k] - predicted(fit, series, k, out) + kept;
        }
    }

    double exponent_without(Way way, std::size_t u, const LeftOut& out) const {
        if (!takes_common(way)) return 0.0;
        const Following left = following(ground_, series_[u], out);
        return exponent(ground_, {whole_.product - own_[u].product + left.product,
                                  whole_.squares - own_[u].squares + left.squares});
    }

    double predicted(const UnitFit& fit, const UnitSeries& series, std::size_t k, const LeftOut& out) const {
        const bool shared = takes_courses() && ground_.courses[series.unit].known();
        return fit.at(series.x[k], shared ? ground_.courses[series.unit].at_qcs(out)[series.positions[k]] : 0.0);
    }

    void single_errors(std::size_t u, AllErrors& errors) const {
        const std::size_t qcs = ground_.table.units[series_[u].unit].columns.size();
        for (std::size_t index = 0; index < turns_of(qcs); ++index) {
            const LeftOut out = turn(qcs, index);
            const SplineShapes shapes = shapes_of(ground_, series_[u], out);
            for (const Way way : ground_.ways) errors_without(way, u, out, shapes, errors[std::size_t(way)].single[u]);
        }
    }

    void paired_errors(std::size_t u, AllErrors& errors) const {
        const UnitSeries& series = series_[u];
        const std::size_t n = series.y.size();
        for (const Way way : ground_.ways)
            errors[std::size_t(way)].paired[u].assign(n, std::vector<double>(n, no_value));
        std::vector<double> both(n, no_value);
        for (std::size_t second = 1; second < n; ++second)
            for (std::size_t first = 0; first < second; ++first) {
                const LeftOut out{.first = series.positions[first], .second = series.positions[second]};
                const SplineShapes shapes = shapes_of(ground_, series, out);
                for (const Way way : ground_.ways) {
                    auto& paired = errors[std::size_t(way)].paired[u];
                    both[first] = both[second] = no_value;
                    errors_without(way, u, out, shapes, both);
                    paired[first][second] = both[second];
                    paired[second][first] = both[first];
                }
            }
    }

    const CorrectionGround& ground_;
    const std::vector<UnitSeries>& series_;
    Sums all_;
    Following whole_;
    std::vector<Following> own_;
};

bool is_inside(const UnitSeries& series, std::size_t k) {
    return k > 0 && k + 1 < series.y.size();
}

/// Which QCs count: those inside their units, as samples are; all, where these are too few.
bool count_inside_alone(const CorrectionGround& ground, const std::vector<UnitSeries>& series) {
    std::size_t inside = 0;
    for (const UnitSeries& one : series) inside += one.y.size() < 2 ? 0 : one.y.size() - 2;
    return inside >= ground.min_qcs;
}

/// Sum of squares over those that count; `skipped` of the unit was left out as well.
double sum_of_squares(const UnitSeries& series, const WayErrors& errors, std::size_t u, bool inside_alone,
                      std::size_t skipped) {
    double sum = 0.0;
    for (std::size_t k = 0; k < series.y.size(); ++k) {
        if (k == skipped || (inside_alone && !is_inside(series, k))) continue;
        const bool paired = skipped != LeftOut::none && !errors.paired[u].empty();
        const double error = paired ? errors.paired[u][skipped][k] : errors.single[u][k];
        if (std::isfinite(error)) sum += error * error;
    }
    return sum;
}

Way best_way(const CorrectionGround& ground, const WaySums& sums, const WaySums& usual) {
    Way best = Way::none;
    const auto score = [&](Way way) { return std::log(sums[std::size_t(way)]) + usual[std::size_t(way)]; };
    for (const Way way : ground.ways)
        if (score(way) < score(best) - (best == Way::none ? ground.least_gain : 0.0)) best = way;
    return best;
}

/// ln of QCs and of what is left of them after correction, those that count.
struct Judged {
    std::vector<double> before, after;

    LeftOutError told() const { return {log_cv_percent(before), log_cv_percent(after), after.size()}; }
};

}  // namespace

double log_cv_percent(std::span<const double> errors) {
    if (errors.size() < 2) return no_value;
    const double middle = std::accumulate(errors.begin(), errors.end(), 0.0) / double(errors.size());
    double squares = 0.0;
    for (const double error : errors) squares += (error - middle) * (error - middle);
    return 100.0 * std::sqrt(std::expm1(squares / double(errors.size() - 1)));
}

std::vector<UnitSeries> series_of(const CorrectionGround& ground, std::size_t variable) {
    std::vector<UnitSeries> series;
    const std::span<const double> logs = ground.table.row(variable);
    for (std::size_t u = 0; u < ground.table.units.size(); ++u) {
        const QcUnit& unit = ground.table.units[u];
        UnitSeries one{.unit = u};
        for (std::size_t k = 0; k < unit.columns.size(); ++k) {
            if (!std::isfinite(logs[unit.columns[k]])) continue;
            one.positions.push_back(k);
            one.x.push_back(unit.places[k]);
            one.y.push_back(logs[unit.columns[k]]);
        }
        if (one.y.size() >= 2) series.push_back(std::move(one));
    }
    return series;
}

Following following(const CorrectionGround& ground, const UnitSeries& series, const LeftOut& out) {
    const CommonCourse& course = ground.courses[series.unit];
    if (!course.known()) return {};
    const std::vector<double>& at_qcs = course.at_qcs(out);
    std::vector<double> f, y;
    for (std::size_t k = 0; k < series.y.size(); ++k) {
        if (out.holds(series.positions[k])) continue;
        f.push_back(at_qcs[series.positions[k]]);
        y.push_back(series.y[k]);
    }
    if (f.empty()) return {};
    Following sums;
    const double mean_f = mean(f), mean_y = mean(y);
    for (std::size_t k = 0; k < f.size(); ++k) {
        sums.product += (f[k] - mean_f) * (y[k] - mean_y);
        sums.squares += (f[k] - mean_f) * (f[k] - mean_f);
    }
    return sums;
}

double exponent(const CorrectionGround& ground, const Following& sums) {
    const double weight = sums.squares + ground.steadiness;
    return weight > 0.0 ? (sums.product + ground.steadiness) / weight : 1.0;
}

double UnitFit::at(double place, double course) const {
    double sum = 0.0;
    for (const Part& part : parts) sum += part.exponent * course + part.rest.at(place);
    return sum / double(parts.size());
}

SplineShapes shapes_of(const CorrectionGround& ground, const UnitSeries& series, const LeftOut& out) {
    std::vector<double> x;
    for (std::size_t k = 0; k < series.x.size(); ++k)
        if (!out.holds(series.positions[k])) x.push_back(series.x[k]);
    return spline_shapes(x, ground.rule);
}

UnitFit fit_unit(const CorrectionGround& ground, const UnitSeries& series, Way way, double own_exponent,
                 const LeftOut& out, const SplineShapes& shapes) {
    const CommonCourse* course = takes_common(way) ? &ground.courses[series.unit] : nullptr;
    const double exponent = course && course->known() ? own_exponent : 0.0;
    std::vector<double> x, y, rest;
    for (std::size_t k = 0; k < series.y.size(); ++k) {
        if (out.holds(series.positions[k])) continue;
        x.push_back(series.x[k]);
        y.push_back(series.y[k]);
        rest.push_back(series.y[k]);
        if (exponent != 0.0) rest.back() -= exponent * course->at_qcs(out)[series.positions[k]];
    }
    CurveRule level = ground.rule;
    level.most = DriftModel::level;
    switch (way) {
        case Way::level:
        case Way::common:
            return {{{exponent, drift_curve(x, rest, level, shapes)}}};
        case Way::half:
            return {{{exponent, drift_curve(x, rest, level, shapes)}, {0.0, drift_curve(x, y, ground.rule, shapes)}}};
        default:
            return {{{exponent, drift_curve(x, rest, ground.rule, shapes)}}};
    }
}

WayTable judge_ways(const CorrectionGround& ground, const std::vector<UnitSeries>& series) {
    const Judge judge(ground, series);
    const bool inside_alone = count_inside_alone(ground, series);
    const AllErrors errors = judge.errors();
    std::vector<WaySums> of_unit(series.size(), WaySums{});
    WayTable table;
    for (const Way way : ground.ways) {
        const auto w = std::size_t(way);
        for (std::size_t u = 0; u < series.size(); ++u)
            table.whole[w] += of_unit[u][w] = sum_of_squares(series[u], errors[w], u, inside_alone, LeftOut::none);
    }
    for (std::size_t u = 0; u < series.size(); ++u)
        for (std::size_t k = 0; k < series[u].y.size(); ++k) {
            LeftOutQc qc{.ln = series[u].y[k], .without = table.whole, .inside = is_inside(series[u], k)};
            for (const Way way : ground.ways) {
                const auto w = std::size_t(way);
                qc.errors[w] = errors[w].single[u][k];
                qc.without[w] += sum_of_squares(series[u], errors[w], u, inside_alone, k) - of_unit[u][w];
            }
            table.qcs.push_back(qc);
        }
    return table;
}

WaySums usual_success(std::span<const WayTable> tables) {
    WaySums usual{};
    std::size_t count = 0;
    for (const WayTable& table : tables) {
        if (!(table.whole[0] > 0.0)) continue;
        ++count;
        for (std::size_t w = 0; w < way_count; ++w)
            if (table.whole[w] > 0.0) usual[w] += std::log(table.whole[w] / table.whole[0]);
    }
    for (double& one : usual) one /= double(std::max<std::size_t>(count, 1));
    return usual;
}

WayChoice choose_way(const CorrectionGround& ground, const WayTable& table, const WaySums& usual) {
    Judged inside, all;
    for (const LeftOutQc& qc : table.qcs) {
        const double error = qc.errors[std::size_t(best_way(ground, qc.without, usual))];
        if (!std::isfinite(error)) continue;
        all.before.push_back(qc.ln);
        all.after.push_back(error);
        if (!qc.inside) continue;
        inside.before.push_back(qc.ln);
        inside.after.push_back(error);
    }
    return {best_way(ground, table.whole, usual), inside.told(), all.told()};
}

}  // namespace gassan
