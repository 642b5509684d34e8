#include "core/base/error.hpp"
#include "core/stats/pca.hpp"
#include "tests/oracle/oracle_case.hpp"

namespace gassan {

namespace {

constexpr Tolerance tolerance{1e-8, 1e-12};

PcaParams params_of(const OracleCase& given) {
    PcaParams params;
    params.components = std::size_t(oracle_value(given.setting("ncomp")).value());
    params.alpha = oracle_value(given.setting("alpha", "0.05")).value();
    const std::string scaling = given.setting("scaling", "auto");
    if (scaling == "pareto") params.scaling = PcaScaling::pareto;
    if (scaling == "none") params.scaling = PcaScaling::none;
    if (scaling != "auto" && params.scaling == PcaScaling::autoscale) throw Error("unknown scaling " + scaling);
    return params;
}

OracleMatrix named(std::vector<std::string> rows, std::vector<std::string> columns, std::vector<double> values) {
    return {std::move(rows), std::move(columns), std::move(values)};
}

std::vector<std::string> component_names(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 1; i <= count; ++i) names.push_back("PC" + std::to_string(i));
    return names;
}

OracleAnswer variance(const Pca& model) {
    OracleMatrix table{{}, {"eigenvalue", "R2X", "R2X_cum"}, {}};
    double sum = 0.0;
    for (std::size_t i = 0; i < model.eigenvalues.size(); ++i) {
        sum += model.r2x[i];
        table.rows.push_back(std::to_string(i + 1));
        table.values.insert(table.values.end(), {model.eigenvalues[i], model.r2x[i], sum});
    }
    return answer_of("exp_variance.tsv", table, "component", tolerance);
}

OracleAnswer distances(const Pca& model, const std::vector<std::string>& samples) {
    OracleMatrix table{samples, {"hotelling_T2", "Q_SPE", "DModX_norm"}, {}};
    for (std::size_t s = 0; s < samples.size(); ++s)
        table.values.insert(table.values.end(), {model.t2[s], model.q[s], model.dmodx[s]});
    return answer_of("exp_outlier_stats.tsv", table, "sample", tolerance);
}

OracleAnswer limits(const Pca& model) {
    const PcaLimits& l = model.limits;
    OracleAnswer answer = answer_of(
        "exp_limits.tsv",
        named({"T2_lim_F_train", "T2_lim_F_new", "T2_lim_beta_train", "Q_lim_JacksonMudholkar", "DModX_crit_F"},
              {"value"}, {l.t2_f_train, l.t2_f_new, l.t2_beta_train, l.q_jackson_mudholkar, l.dmodx_f}),
        "limit", tolerance);
    // R takes chi-squared for F where the second degrees of freedom are more than 400,000; that is off by 3e-5.
    const double n = double(model.samples), a = double(model.components), k = double(model.used.size());
    if ((n - a - 1.0) * (k - a) > 4e5) answer.of_row["DModX_crit_F"] = {5e-5, 0.0};
    return answer;
}

}  // namespace

std::vector<OracleAnswer> oracle_pca(const OracleCase& given) {
    const OracleMatrix matrix = given.matrix("in_matrix.tsv");
    const std::size_t n = matrix.rows.size(), all = matrix.columns.size();
    std::vector<double> by_variables(n * all);
    for (std::size_t s = 0; s < n; ++s)
        for (std::size_t v = 0; v < all; ++v) by_variables[v * n + s] = matrix.values[s * all + v];
    const PcaParams params = params_of(given);
    const Pca model = pca(by_variables, n, params);
    std::vector<std::string> variables;
    for (const std::size_t v : model.used) variables.push_back(matrix.columns[v]);
    const auto components = component_names(model.components);
    return {answer_of("exp_scores.tsv", named(matrix.rows, components, model.scores), "sample", tolerance),
            answer_of("exp_loadings.tsv", named(variables, components, model.loadings), "metabolite", tolerance),
            variance(model),
            distances(model, matrix.rows),
            limits(model),
            answer_of("exp_ellipse.tsv", named({"pc1", "pc2"}, {"semi_axis"}, {model.ellipse[0], model.ellipse[1]}),
                      "axis", tolerance)};
}

}  // namespace gassan
