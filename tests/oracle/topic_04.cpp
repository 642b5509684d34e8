#include "core/base/error.hpp"
#include "core/base/table.hpp"
#include "core/model/spectrum.hpp"
#include "core/stats/batch_effect.hpp"
#include "core/stats/combat.hpp"
#include "tests/oracle/oracle_case.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

/// The tables have samples as rows; ours has variables.
std::vector<double> turned(const std::vector<double>& values, std::size_t rows, std::size_t columns) {
    std::vector<double> turned(values.size());
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c) turned[c * rows + r] = values[r * columns + c];
    return turned;
}

OracleMatrix part_of(const OracleMatrix& matrix, const std::vector<std::size_t>& rows) {
    OracleMatrix part{{}, matrix.columns, {}};
    const std::size_t width = matrix.columns.size();
    for (const std::size_t row : rows) {
        part.rows.push_back(matrix.rows[row]);
        for (std::size_t c = 0; c < width; ++c) part.values.push_back(matrix.values[row * width + c]);
    }
    return part;
}

std::vector<std::string> cells_of(const std::vector<std::string>& cells, const std::vector<std::size_t>& rows) {
    std::vector<std::string> part;
    for (const std::size_t row : rows) part.push_back(cells[row]);
    return part;
}

/// Medians as the case takes them: unknown where one of the QCs is.
OracleMatrix qc_ratios(OracleMatrix matrix, const std::vector<bool>& is_qc, const Labels& batches) {
    const std::size_t rows = matrix.rows.size(), width = matrix.columns.size();
    std::vector<double> by_variable = turned(matrix.values, rows, width);
    for (std::size_t v = 0; v < width; ++v) {
        const std::span<double> row(by_variable.data() + v * rows, rows);
        bool gap = false;
        for (std::size_t i = 0; i < rows; ++i) gap = gap || (is_qc[i] && std::isnan(row[i]));
        const std::vector<double> ratio = qc_median_ratio(row, is_qc, batches);
        for (std::size_t i = 0; i < rows; ++i) row[i] = gap ? no_value : ratio[i];
    }
    matrix.values = turned(by_variable, width, rows);
    return matrix;
}

std::vector<DesignColumn> covariates_of(const OracleTable& samples, const std::string& names,
                                        const std::vector<std::size_t>& rows) {
    std::vector<DesignColumn> columns;
    for (const std::string_view name : split(names, ',')) {
        const std::vector<std::string> cells = cells_of(samples.texts(name), rows);
        for (DesignColumn& column : design_columns(std::string(name), cells)) columns.push_back(std::move(column));
    }
    return columns;
}

OracleAnswer batch_tests(const OracleMatrix& logs, const Labels& batches) {
    OracleMatrix tests{logs.columns, {"F_batch", "p_batch"}, {}};
    const std::vector<double> by_variable = turned(logs.values, logs.rows.size(), logs.columns.size());
    for (std::size_t v = 0; v < logs.columns.size(); ++v) {
        const BatchTest test =
            test_batches(std::span<const double>(by_variable).subspan(v * logs.rows.size(), logs.rows.size()), batches);
        tests.values.insert(tests.values.end(), {test.f, test.p});
    }
    return answer_of("exp_batch_anova_before.tsv", tests, "metabolite", {1e-9, 1e-300});
}

}  // namespace

std::vector<OracleAnswer> oracle_batch(const OracleCase& given) {
    const OracleMatrix matrix = given.matrix("in_matrix.tsv");
    const OracleTable samples = given.table("in_samples.tsv");
    const std::vector<std::string> types = samples.texts("sampleType"), all_batches = samples.texts("batch");
    std::vector<bool> is_qc;
    std::vector<std::size_t> biological;
    for (std::size_t i = 0; i < types.size(); ++i) {
        is_qc.push_back(types[i] == given.setting("qc"));
        if (!is_qc[i]) biological.push_back(i);
    }
    const std::vector<std::string> batch_cells = cells_of(all_batches, biological);
    const Labels batches = labels_of(batch_cells);
    OracleMatrix logs = part_of(matrix, biological);
    for (double& value : logs.values) value = std::log2(value);
    const std::vector<double> by_variable = turned(logs.values, logs.rows.size(), logs.columns.size());
    const std::vector<DesignColumn> covariates = covariates_of(samples, given.setting("covariates"), biological);

    const auto back = [&](std::vector<double> values) {
        OracleMatrix result{logs.rows, logs.columns, turned(values, logs.columns.size(), logs.rows.size())};
        return result;
    };
    const auto adjusted = [&](std::span<const DesignColumn> kept, const CombatSettings& settings) {
        return back(combat(by_variable, batches, kept, settings).values);
    };
    const std::string& first = batch_cells.front();
    const auto reference =
        std::size_t(std::find(batches.names.begin(), batches.names.end(), first) - batches.names.begin());
    const Tolerance iterated{1e-6, 1e-9}, exact{1e-9, 1e-11};
    return {
        answer_of("exp_qc_median_ratio.tsv", qc_ratios(matrix, is_qc, labels_of(all_batches)), "sample", exact),
        answer_of("exp_combat_log2_param.tsv", adjusted(covariates, {}), "sample", iterated),
        answer_of("exp_combat_log2_param_nocov.tsv", adjusted({}, {}), "sample", iterated),
        answer_of("exp_combat_log2_meanonly.tsv", adjusted(covariates, {.mean_only = true}), "sample", exact),
        answer_of("exp_combat_log2_refbatch.tsv", adjusted(covariates, {.reference = reference}), "sample", iterated),
        OracleAnswer{"exp_note.tsv", 1, {"key", "value"}, {{"ref_batch", first}}, {}},
        answer_of("exp_removeBatchEffect_log2.tsv", back(remove_batches(by_variable, batches, covariates).values),
                  "sample", exact),
        batch_tests(logs, batches),
    };
}

}  // namespace gassan
