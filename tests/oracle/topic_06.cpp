#include "core/model/spectrum.hpp"
#include "core/stats/knn_impute.hpp"
#include "core/stats/tobit.hpp"
#include "tests/oracle/oracle_case.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gassan {
namespace {

/// What the case looks at: biological samples, variables as rows.
struct Gappy {
    std::vector<std::string> samples, variables, classes;
    std::vector<double> values;  ///< variables x samples

    [[nodiscard]] std::span<const double> row(std::size_t v) const {
        return std::span(values).subspan(v * samples.size(), samples.size());
    }
};

Gappy biological_of(const OracleCase& given) {
    const OracleMatrix matrix = given.matrix("in_matrix.tsv");
    const OracleTable samples = given.table("in_samples.tsv");
    const std::vector<std::string> types = samples.texts("sampleType"), classes = samples.texts("class");
    Gappy gappy;
    gappy.variables = matrix.columns;
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < types.size(); ++i)
        if (types[i] == "sample") {
            rows.push_back(i);
            gappy.samples.push_back(matrix.rows[i]);
            gappy.classes.push_back(classes[i]);
        }
    for (std::size_t v = 0; v < matrix.columns.size(); ++v)
        for (const std::size_t row : rows) gappy.values.push_back(matrix.values[row * matrix.columns.size() + v]);
    return gappy;
}

std::size_t gaps_of(std::span<const double> row) {
    return std::size_t(std::count_if(row.begin(), row.end(), [](double x) { return std::isnan(x); }));
}

double least_of(std::span<const double> row) {
    double least = no_value;
    for (const double value : row) least = std::fmin(least, value);
    return least;
}

/// Variables as rows, back to samples as rows.
OracleMatrix by_sample(const Gappy& gappy, const std::vector<double>& values) {
    OracleMatrix matrix{gappy.samples, gappy.variables, {}};
    for (std::size_t i = 0; i < gappy.samples.size(); ++i)
        for (std::size_t v = 0; v < gappy.variables.size(); ++v)
            matrix.values.push_back(values[v * gappy.samples.size() + i]);
    return matrix;
}

double number_of(const std::string& text) {
    double value = no_value;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// impute 1.72 means the values of the first sample wrongly wherever it falls back on means: `x[imiss] <- 0` of its
/// mean.miss takes a matrix of 0 and 1 for places, and sets the value of the first row in the first column to 0. The
/// case is matched with that; the program takes the mean.
void as_impute_means(const Gappy& gappy, std::span<const double> logs, KnnFilled& filled) {
    const std::size_t width = gappy.samples.size(), count = gappy.variables.size();
    const auto left_out = [&](std::size_t row) {
        return std::find(filled.by_column.begin(), filled.by_column.end(), row) != filled.by_column.end();
    };
    std::size_t first = 0, gaps = 0;
    while (first < count && left_out(first)) ++first;
    double sum = 0.0, seen = 0.0;
    for (std::size_t row = first; row < count; ++row) {
        if (left_out(row)) continue;
        gaps += gaps_of(logs.subspan(row * width, width));
        const double value = logs[row * width];
        if (std::isnan(value)) continue;
        sum += row == first ? 0.0 : value;
        seen += 1.0;
    }
    if (gaps == 0) return;
    for (const std::size_t row : filled.by_column)
        if (std::isnan(logs[row * width])) filled.values[row * width] = sum / seen;
    for (const std::size_t cell : filled.by_mean)
        if (cell % width == 0) filled.values[cell] = sum / seen;
}

OracleAnswer filled_by_neighbours(const OracleCase& given, const Gappy& gappy) {
    std::vector<double> logs = gappy.values;
    for (double& value : logs) value = std::log2(value);
    const KnnSettings settings{std::size_t(number_of(given.setting("k"))), number_of(given.setting("rowmax")),
                               number_of(given.setting("colmax"))};
    KnnFilled filled = knn_impute(logs, gappy.samples.size(), settings);
    as_impute_means(gappy, logs, filled);
    return answer_of("exp_knn_log2.tsv", by_sample(gappy, filled.values), "sample", {1e-7, 1e-10});
}

/// R reads a column of T, F, TRUE and FALSE alone as truth values.
std::vector<std::string> as_r_reads(std::vector<std::string> cells) {
    const auto truth = [](const std::string& cell) {
        return cell == "T" || cell == "F" || cell == "TRUE" || cell == "FALSE" || cell == "true" || cell == "false";
    };
    if (std::all_of(cells.begin(), cells.end(), truth))
        for (std::string& cell : cells) cell = cell[0] == 'T' || cell[0] == 't' ? "TRUE" : "FALSE";
    return cells;
}

/// Values below the least one that was seen.
struct Censored {
    std::vector<double> logs;
    std::vector<bool> below;
    double log_limit = no_value;
};

Censored censored_of(std::span<const double> row) {
    Censored censored;
    censored.log_limit = std::log(least_of(row));
    for (const double value : row) {
        censored.below.push_back(std::isnan(value));
        censored.logs.push_back(std::isnan(value) ? censored.log_limit : std::log(value));
    }
    return censored;
}

}  // namespace

std::vector<OracleAnswer> oracle_missing(const OracleCase& given) {
    const Gappy gappy = biological_of(given);
    const std::vector<DesignColumn> classes = design_columns("class", as_r_reads(gappy.classes));
    OracleMatrix summary{gappy.variables, {"n_missing", "frac_missing", "min_observed"}, {}};
    std::vector<double> half = gappy.values;
    OracleMatrix tobit{
        {}, {"n", "n_cens", "log_lod", "mu", "sigma", "loglik", "geo_mean", "imputed_cond_mean_log"}, {}};
    OracleAnswer regression{"exp_tobit_regression.tsv",
                            2,
                            {"metabolite", "term", "estimate", "se", "z", "p", "sigma", "loglik"},
                            {},
                            {1e-4, 1e-9}};
    for (std::size_t v = 0; v < gappy.variables.size(); ++v) {
        const std::span<const double> row = gappy.row(v);
        const double gaps = double(gaps_of(row)), least = least_of(row);
        summary.values.insert(summary.values.end(), {gaps, gaps / double(row.size()), least});
        for (std::size_t i = 0; i < row.size(); ++i)
            if (std::isnan(row[i])) half[v * row.size() + i] = least / 2.0;
        if (gaps == 0.0) continue;

        const Censored censored = censored_of(row);
        const Tobit level = fit_tobit(censored.logs, censored.below);
        const double mu = level.estimated() ? level.terms[0].estimate : no_value;
        tobit.rows.push_back(gappy.variables[v]);
        tobit.values.insert(tobit.values.end(),
                            {double(level.values), double(level.censored), censored.log_limit, mu, level.sigma,
                             level.log_likelihood, std::exp(mu), mean_below(censored.log_limit, mu, level.sigma)});
        const Tobit by_class = fit_tobit(censored.logs, censored.below, classes);
        const TobitTerm term = by_class.estimated()
                                   ? by_class.terms[1]
                                   : TobitTerm{classes[0].name, no_value, no_value, no_value, no_value};
        regression.rows.push_back({gappy.variables[v], term.name, oracle_number(term.estimate), oracle_number(term.se),
                                   oracle_number(term.z), oracle_number(term.p), oracle_number(by_class.sigma),
                                   oracle_number(by_class.log_likelihood)});
    }
    return {answer_of("exp_missing_summary.tsv", summary, "metabolite", {1e-14, 0.0}),
            answer_of("exp_halfmin.tsv", by_sample(gappy, half), "sample", {1e-14, 0.0}),
            filled_by_neighbours(given, gappy), answer_of("exp_tobit.tsv", tobit, "metabolite", {1e-4, 1e-9}),
            regression};
}

}  // namespace gassan
