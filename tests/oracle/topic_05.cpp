#include "core/base/error.hpp"
#include "core/base/robust.hpp"
#include "core/normalise/dilution.hpp"
#include "core/normalise/transform.hpp"
#include "tests/oracle/oracle_case.hpp"

#include <charconv>
#include <cmath>

namespace gassan {
namespace {

/// The case as a table of values: what is NA was not measured.
ValueTable table_of(const OracleMatrix& matrix, const OracleTable& samples, const std::string& qc) {
    Study study;
    study.covariates = samples.header;
    const std::vector<std::string> types = samples.texts("sampleType");
    for (std::size_t i = 0; i < matrix.rows.size(); ++i) {
        Sample sample;
        sample.sample_id = matrix.rows[i];
        sample.type = types[i] == qc ? SampleType::qc : SampleType::sample;
        sample.covariates = samples.rows[i];
        study.samples.push_back(std::move(sample));
    }
    std::vector<Variable> variables;
    for (const std::string& name : matrix.columns) variables.push_back({name, "", "", {}});
    ValueTable table = empty_values(std::move(study), std::move(variables));
    for (std::size_t v = 0; v < matrix.columns.size(); ++v)
        for (std::size_t i = 0; i < matrix.rows.size(); ++i) {
            table.row(v)[i] = matrix.values[i * matrix.columns.size() + v];
            if (!std::isnan(table.row(v)[i])) table.row_kinds(v)[i] = CellKind::measured;
        }
    return table;
}

OracleMatrix matrix_of(const ValueTable& table) {
    OracleMatrix matrix;
    for (const Sample& sample : table.study.samples) matrix.rows.push_back(sample.sample_id);
    for (const Variable& variable : table.variables) matrix.columns.push_back(variable.id);
    for (std::size_t i = 0; i < table.samples(); ++i)
        for (std::size_t v = 0; v < table.variables.size(); ++v) matrix.values.push_back(table.row(v)[i]);
    return matrix;
}

/// Each sample over its own sum, then quotients.
ValueTable over_sums(ValueTable table, const Dilution& sums) {
    for (std::size_t v = 0; v < table.variables.size(); ++v)
        for (std::size_t i = 0; i < table.samples(); ++i) table.row(v)[i] /= sums.samples[i].told;
    return table;
}

OracleMatrix factors_of(const ValueTable& table, const std::string& column) {
    const Dilution sums = find_dilution(table, {DilutionBy::sum});
    const Dilution pqn = find_dilution(table, {DilutionBy::pqn});
    const Dilution after_sum = find_dilution(over_sums(table, sums), {DilutionBy::pqn});
    OracleMatrix factors;
    factors.columns = {"pqn_factor", "pqn_factor_after_sum", "sum"};
    const bool told = column != "none";
    Dilution dilution;
    if (told) {
        factors.columns.push_back("dilution_factor");
        dilution = find_dilution(table, {DilutionBy::column, column});
    }
    for (std::size_t i = 0; i < table.samples(); ++i) {
        factors.rows.push_back(table.study.samples[i].sample_id);
        factors.values.insert(factors.values.end(),
                              {pqn.samples[i].told, after_sum.samples[i].told, sums.samples[i].told});
        if (told) factors.values.push_back(1.0 / dilution.samples[i].factor);
    }
    return factors;
}

/// The case scales over all its rows.
OracleMatrix scaled(ValueTable table, Scaling scaling) {
    for (Sample& sample : table.study.samples) sample.type = SampleType::sample;
    return matrix_of(scale_values(std::move(table), scaling).table);
}

double number_of(const std::string& text) {
    double value = no_value;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

std::vector<OracleAnswer> oracle_normalise(const OracleCase& given) {
    const ValueTable table =
        table_of(given.matrix("in_matrix.tsv"), given.table("in_samples.tsv"), given.setting("qc"));
    const ValueTable pqn = apply_dilution(table, find_dilution(table, {DilutionBy::pqn}));
    const ValueTable log2 = transform_values(pqn, ValueScale::log2, 0.0).table;
    const Tolerance same{1e-10, 1e-12};
    const double lambda = number_of(given.setting("glog_lambda"));
    return {
        answer_of("exp_factors.tsv", factors_of(table, given.setting("dilution_column")), "sample", same),
        answer_of("exp_pqn.tsv", matrix_of(pqn), "sample", same),
        answer_of("exp_pqn_glog2.tsv", matrix_of(transform_values(pqn, ValueScale::glog, lambda).table), "sample",
                  same),
        answer_of("exp_pqn_log2_auto.tsv", scaled(log2, Scaling::autoscale), "sample", same),
        answer_of("exp_pqn_log2_pareto.tsv", scaled(log2, Scaling::pareto), "sample", same),
    };
}

}  // namespace gassan
