#pragma once

/// \file
/// What QCs say, in ln: the one thing that correction is made of and judged by.

#include "core/model/correction.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

/// QCs of one unit, in order of injection.
struct QcUnit {
    std::vector<std::size_t> columns;  ///< of QcTable::logs
    std::vector<double> places;        ///< parallel to columns
};

struct QcTable {
    std::vector<QcUnit> units;         ///< parallel to the units of correction
    std::vector<std::size_t> samples;  ///< of each column: index into Study::samples
    std::vector<double> logs;          ///< variables x columns; NaN where a QC has no number

    [[nodiscard]] std::size_t columns() const { return samples.size(); }
    [[nodiscard]] std::span<double> row(std::size_t variable) {
        return std::span(logs).subspan(variable * columns(), columns());
    }
    [[nodiscard]] std::span<const double> row(std::size_t variable) const {
        return std::span(logs).subspan(variable * columns(), columns());
    }
};

/// Measured and filled cells of QCs.
/// \throws ParameterError for a table that is not on a linear or logarithmic scale
[[nodiscard]] QcTable qc_table(const ValueTable& table, std::span<const CorrectionUnit> units);

/// ln of a value on a scale; NaN for what has none. \throws ParameterError for glog and scaled values
[[nodiscard]] double ln_of(double value, ValueScale scale);
/// The value on the scale whose ln it is.
[[nodiscard]] double value_of_ln(double ln, ValueScale scale);

}  // namespace gassan
