#pragma once

/// \file
/// What the cases of drift correction (topics 02 and 03) share: samples in groups, QCs among them.

#include "tests/oracle/oracle_case.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gassan {

/// Samples with one curve: rows of the matrix, in its order.
struct DriftGroup {
    std::string name;
    std::vector<std::size_t> samples, qcs;
};

struct DriftData {
    OracleMatrix matrix;  ///< samples x metabolites
    std::vector<double> orders;
    std::vector<std::size_t> qcs;
    std::vector<DriftGroup> groups;  ///< in order of first sight
};

[[nodiscard]] DriftData drift_data(const OracleCase& given);

[[nodiscard]] std::vector<double> orders_of(const DriftData& data, const std::vector<std::size_t>& samples);
/// Orders of the group's samples, none before its first QC or after its last.
[[nodiscard]] std::vector<double> clamped_orders(const DriftData& data, const DriftGroup& group);
[[nodiscard]] std::vector<double> values_of(const DriftData& data, const std::vector<std::size_t>& samples,
                                            std::size_t variable);
/// Of one column of `matrix`, which has the rows of data.
[[nodiscard]] std::vector<double> qc_values(const DriftData& data, const OracleMatrix& matrix, std::size_t variable);
/// Median of each column's QCs; NaN as soon as one is missing.
[[nodiscard]] std::vector<double> qc_references(const DriftData& data);

}  // namespace gassan
