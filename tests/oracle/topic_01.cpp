#include "core/quality/qc_metrics.hpp"
#include "tests/oracle/oracle_case.hpp"

#include <map>

namespace gassan {

namespace {

struct Part {
    std::vector<std::size_t> rows;
    std::vector<int> batches;
};

Part part_of(const OracleTable& samples, const std::string& type) {
    const auto types = samples.texts("sampleType"), batches = samples.texts("batch");
    std::map<std::string, int> numbers;
    Part part;
    for (std::size_t i = 0; i < types.size(); ++i) {
        if (types[i] != type) continue;
        part.rows.push_back(i);
        part.batches.push_back(batches[i] == "NA" ? -1
                                                  : numbers.emplace(batches[i], int(numbers.size())).first->second);
    }
    return part;
}

std::vector<double> column_of(const OracleMatrix& matrix, std::size_t column, const std::vector<std::size_t>& rows) {
    std::vector<double> values;
    for (const std::size_t row : rows) values.push_back(matrix.values[row * matrix.columns.size() + column]);
    return values;
}

/// Where no QC has a value, R (4.2.2) makes median(numeric(0)) of another name, and then calls all columns V1, V2, ...
void take_names_of_r(const OracleCase& given, std::vector<std::string>& columns) {
    const auto expected = given.table("exp_qc_metrics.tsv").header;
    if (expected.size() < 2 || expected[1] != "V1") return;
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = "V" + std::to_string(i + 1);
}

}  // namespace

std::vector<OracleAnswer> oracle_qc_metrics(const OracleCase& given) {
    const OracleMatrix matrix = given.matrix("in_matrix.tsv");
    const OracleTable samples = given.table("in_samples.tsv");
    const Part qc = part_of(samples, given.setting("qc")), biological = part_of(samples, given.setting("biological"));
    OracleMatrix answer;
    answer.rows = matrix.columns;
    answer.columns = {"n_qc",
                      "n_sample",
                      "detect_qc",
                      "detect_sample",
                      "mean_qc",
                      "sd_qc",
                      "rsd_qc",
                      "robust_rsd_qc",
                      "log_cv_qc",
                      "rsd_sample",
                      "d_ratio",
                      "d_ratio_robust",
                      "d_ratio_log",
                      "cv_within_batch_qc",
                      "cv_between_batch_qc",
                      "icc_tech_sample_qc",
                      "icc_tech_log"};
    for (std::size_t column = 0; column < matrix.columns.size(); ++column) {
        const QcMetrics m =
            qc_metrics(column_of(matrix, column, qc.rows), qc.batches, column_of(matrix, column, biological.rows));
        answer.values.insert(
            answer.values.end(),
            {double(m.n_qc), double(m.n_sample), m.detect_qc, m.detect_sample, m.mean_qc, m.sd_qc, m.rsd_qc,
             m.robust_rsd_qc, m.log_cv_qc, m.rsd_sample, m.d_ratio, m.d_ratio_robust, m.d_ratio_log,
             m.cv_within_batch_qc, m.cv_between_batch_qc, m.icc_tech_sample_qc, m.icc_tech_log});
    }
    take_names_of_r(given, answer.columns);
    return {answer_of("exp_qc_metrics.tsv", answer, "metabolite", {})};
}

}  // namespace gassan
