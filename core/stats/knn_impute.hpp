#pragma once

/// \file
/// Gaps filled from the rows that go along (Troyanskaya 2001, Bioinformatics 17:520), as impute.knn of R does it.

#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

struct KnnSettings {
    std::size_t neighbours = 10;
    double max_row_share = 0.5;     ///< of missing values in a row; rows above get column means
    double max_column_share = 0.8;  ///< of missing values in a column; above, nothing is filled
};

struct KnnFilled {
    std::vector<double> values;          ///< rows x columns
    std::vector<std::size_t> by_column;  ///< rows that have too many gaps: filled with means of the other rows
    std::vector<std::size_t> by_mean;    ///< cells (row * columns + column) that no neighbour could tell: the same
};

/// Each gap of a row becomes the mean of its nearest rows in that column. Near is the mean squared difference over the
/// columns in which both have values; rows above max_row_share are neither filled so nor neighbours. All rows are
/// compared, however many there are: no clustering beforehand as impute.knn does above maxp.
/// \param values rows x columns, on a scale on which differences compare (a log scale); NaN = missing
/// \throws ParameterError where a column has more gaps than max_column_share (which ones), or no row can be a neighbour
[[nodiscard]] KnnFilled knn_impute(std::span<const double> values, std::size_t columns, const KnnSettings& settings,
                                   int threads = 1);

}  // namespace gassan
