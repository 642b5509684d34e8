#include "core/quality/outlying_runs.hpp"

#include "core/stats/moments.hpp"
#include "core/stats/pca.hpp"

#include <boost/math/distributions/chi_squared.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace gassan {
namespace {

constexpr std::size_t least_runs = 8, least_variables = 3;

std::vector<std::size_t> runs_of(const QualityView& view, Polarity polarity) {
    std::vector<std::size_t> runs = view.samples;
    runs.insert(runs.end(), view.qcs.begin(), view.qcs.end());
    std::sort(runs.begin(), runs.end());
    const auto is_out = [&](std::size_t s) {
        if (view.table.study.samples[s].polarity != polarity) return true;
        for (std::size_t v = 0; v < view.table.variables.size(); ++v)
            if (view.table.row_kinds(v)[s] != CellKind::failed) return false;
        return true;
    };
    runs.erase(std::remove_if(runs.begin(), runs.end(), is_out), runs.end());
    return runs;
}

bool is_number(const QualityView& view, std::size_t variable, std::size_t run) {
    return has_measurement(view.table.row_kinds(variable)[run]) && view.table.row(variable)[run] > 0.0;
}

/// Half the limit where one is known, else half the least number of the variable.
double stand_in(const QualityView& view, std::size_t variable, std::size_t run, double least) {
    const double limit =
        view.table.row_kinds(variable)[run] == CellKind::below_limit ? view.table.row_limits(variable)[run] : no_value;
    return 0.5 * (limit > 0.0 ? limit : least);
}

/// The logarithms of a variable in those runs; empty where too few of them are numbers, or all are one.
std::vector<double> column_of(const QualityView& view, std::size_t variable, const std::vector<std::size_t>& runs,
                              std::size_t& filled) {
    double least = HUGE_VAL;
    std::size_t numbers = 0;
    for (const std::size_t s : runs)
        if (is_number(view, variable, s)) {
            least = std::min(least, view.table.row(variable)[s]);
            ++numbers;
        }
    if (numbers == 0 || 100.0 * double(numbers) < view.params.least_detected_group_percent * double(runs.size()))
        return {};
    std::vector<double> column;
    for (const std::size_t s : runs)
        column.push_back(
            std::log(is_number(view, variable, s) ? view.table.row(variable)[s] : stand_in(view, variable, s, least)));
    const auto [low, high] = std::minmax_element(column.begin(), column.end());
    if (!(*high - *low > 1e-9)) return {};  // of logarithms: no spread but rounding
    filled += runs.size() - numbers;
    return column;
}

/// As many as were asked for, but a quarter of the runs and one less than the variables at most: the rest is what the
/// distances are measured by.
std::size_t component_count(const RunMatrix& matrix, const QualityParams& params) {
    return std::min({std::size_t(params.components), matrix.runs.size() / 4, matrix.variables.size() - 1});
}

/// Half axes of the ellipse that holds 95 % of good runs in the first two components: sqrt(l 2 (n - 1) / (n - 2) F),
/// the quantile of F with 2 and m degrees of freedom being m / 2 (0.05^(-2 / m) - 1).
double ellipse_axis(double eigenvalue, double runs) {
    constexpr double alpha = 0.05;
    const double m = runs - 2.0;
    const double f = 0.5 * m * std::expm1(-2.0 / m * std::log(alpha));
    return std::sqrt(eigenvalue * 2.0 * (runs - 1.0) / m * f);
}

/// The scores of a component in runs of that type.
std::vector<double> scores_in(const QualityView& view, const RunMatrix& matrix, const Pca& model, std::size_t component,
                              SampleType type) {
    std::vector<double> out;
    for (std::size_t i = 0; i < matrix.runs.size(); ++i)
        if (view.table.study.samples[matrix.runs[i]].type == type)
            out.push_back(model.scores[i * model.components + component]);
    return out;
}

PcaComponent component_of(const QualityView& view, const RunMatrix& matrix, const Pca& model, std::size_t component) {
    const auto qcs = scores_in(view, matrix, model, component, SampleType::qc);
    const auto samples = scores_in(view, matrix, model, component, SampleType::sample);
    PcaComponent out;
    out.explained = model.r2x[component];
    if (qcs.size() > 1 && samples.size() > 1) out.qc_spread = standard_deviation(qcs) / standard_deviation(samples);
    return out;
}

/// What each variable adds to the statistic that a run exceeds by the largest factor. T2 is the sum over variables of
/// z sum(t p / eigenvalue) (Miller, Swanson and Heckler 1998), SPE and DModX that of squared residuals.
std::vector<RunContribution> contributions_of(const RunMatrix& matrix, const Pca& model, std::size_t i,
                                              const QualityPca& limits) {
    constexpr std::size_t most = 10;
    const bool by_t2 = !(model.q[i] / limits.spe_limit > model.t2[i] / limits.t2_limit) &&
                       !(model.t2[i] < limits.t2_limit && model.dmodx[i] > limits.dmodx_limit);
    const double whole = by_t2 ? model.t2[i] : model.q[i];
    std::vector<RunContribution> out;
    for (std::size_t j = 0; j < model.used.size(); ++j) {
        const double z = (matrix.cells[model.used[j] * matrix.runs.size() + i] - model.center[j]) / model.scale[j];
        double pull = 0.0, told = 0.0;
        for (std::size_t c = 0; c < model.components; ++c) {
            const double score = model.scores[i * model.components + c];
            const double loading = model.loadings[j * model.components + c];
            pull += score * loading / model.eigenvalues[c];
            told += score * loading;
        }
        const double part = by_t2 ? z * pull : (z - told) * (z - told);
        out.push_back({matrix.variables[model.used[j]], part / whole, z});
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const RunContribution& a, const RunContribution& b) { return a.share > b.share; });
    out.resize(std::min(out.size(), most));
    return out;
}

void tell_runs(const RunMatrix& matrix, const Pca& model, const QualityPca& of, StudyQuality& out) {
    for (std::size_t i = 0; i < matrix.runs.size(); ++i) {
        RunQuality& run = out.runs[matrix.runs[i]];
        run.in_pca = true;
        const auto scores = model.scores.begin() + std::ptrdiff_t(i * model.components);
        run.scores.assign(scores, scores + std::ptrdiff_t(model.components));
        run.t2 = model.t2[i], run.spe = model.q[i], run.dmodx = model.dmodx[i];
        run.t2_out = run.t2 > of.t2_limit;
        run.spe_out = run.spe > of.spe_limit;
        run.dmodx_out = run.dmodx > of.dmodx_limit;
        if (run.outlying()) run.contributions = contributions_of(matrix, model, i, of);
    }
}

void look_at_polarity(const QualityView& view, Polarity polarity, StudyQuality& out) {
    const RunMatrix matrix = run_matrix(view, polarity);
    QualityPca of;
    of.polarity = polarity;
    of.runs = matrix.runs;
    if (!matrix.fault.empty()) {
        const bool runs = matrix.fault == "runs";
        out.findings.push_back({QualityFindingKind::no_pca,
                                {matrix.fault},
                                {double(runs ? matrix.runs.size() : matrix.variables.size()),
                                 double(runs ? least_runs : least_variables)}});
        out.pcas.push_back(of);
        return;
    }
    of.run_alpha = view.params.outlier_alpha / double(matrix.runs.size());
    const Pca model = pca(matrix.cells, matrix.runs.size(),
                          {component_count(matrix, view.params), PcaScaling::autoscale, of.run_alpha});
    for (const std::size_t used : model.used) of.variables.push_back(matrix.variables[used]);
    of.filled_cells = matrix.filled;
    for (std::size_t c = 0; c < model.components; ++c) of.components.push_back(component_of(view, matrix, model, c));
    of.t2_limit = model.limits.t2_beta_train;
    of.spe_limit = spe_limit(model.eigenvalues, model.components, of.run_alpha);
    of.dmodx_limit = model.limits.dmodx_f;
    of.ellipse_first = ellipse_axis(model.eigenvalues[0], double(model.samples));
    if (model.components > 1) of.ellipse_second = ellipse_axis(model.eigenvalues[1], double(model.samples));
    tell_runs(matrix, model, of, out);
    out.pcas.push_back(std::move(of));
}

}  // namespace

double spe_limit(const std::vector<double>& eigenvalues, std::size_t components, double alpha) {
    std::array<double, 3> theta{};
    for (std::size_t i = components; i < eigenvalues.size(); ++i) {
        theta[0] += eigenvalues[i];
        theta[1] += eigenvalues[i] * eigenvalues[i];
        theta[2] += std::pow(eigenvalues[i], 3);
    }
    if (!(theta[1] > 0.0)) return no_value;
    const double dof = std::pow(theta[1], 3) / (theta[2] * theta[2]);
    const double chi = boost::math::quantile(boost::math::complement(boost::math::chi_squared(dof), alpha));
    return theta[0] + (chi - dof) / std::sqrt(2.0 * dof) * std::sqrt(2.0 * theta[1]);
}

RunMatrix run_matrix(const QualityView& view, Polarity polarity) {
    RunMatrix out;
    out.runs = runs_of(view, polarity);
    if (out.runs.size() >= least_runs)
        for (std::size_t v = 0; v < view.table.variables.size(); ++v) {
            const auto column = column_of(view, v, out.runs, out.filled);
            if (column.empty()) continue;
            out.variables.push_back(v);
            out.cells.insert(out.cells.end(), column.begin(), column.end());
        }
    if (out.runs.size() < least_runs)
        out.fault = "runs";
    else if (out.variables.size() < least_variables)
        out.fault = "variables";
    return out;
}

void find_outlying_runs(const QualityView& view, StudyQuality& out) {
    for (const Polarity polarity : {Polarity::unknown, Polarity::positive, Polarity::negative}) {
        const auto& samples = view.table.study.samples;
        const bool there = std::any_of(samples.begin(), samples.end(), [&](const Sample& sample) {
            return sample.polarity == polarity && (sample.type == SampleType::sample || sample.type == SampleType::qc);
        });
        if (there) look_at_polarity(view, polarity, out);
    }
}

}  // namespace gassan
