#include "core/stats/knn_impute.hpp"

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace gassan {
namespace {

struct Rows {
    std::span<const double> values;
    std::size_t columns = 0;

    [[nodiscard]] std::span<const double> row(std::size_t i) const { return values.subspan(i * columns, columns); }
};

std::size_t gaps_of(std::span<const double> row) {
    return std::size_t(std::count_if(row.begin(), row.end(), [](double value) { return std::isnan(value); }));
}

void require_columns(const Rows& rows, std::size_t count, double max_share) {
    for (std::size_t j = 0; j < rows.columns; ++j) {
        std::size_t gaps = 0;
        for (std::size_t i = 0; i < count; ++i) gaps += std::isnan(rows.row(i)[j]);
        require(double(gaps) <= max_share * double(count), "column " + std::to_string(j + 1) + " misses " +
                                                               std::to_string(gaps) + " of " + std::to_string(count) +
                                                               " values, more than the share that may be missing");
    }
}

/// Mean squared difference where both have values; infinite where they have none in common.
double distance(std::span<const double> a, std::span<const double> b) {
    double sum = 0.0, common = 0.0;
    for (std::size_t j = 0; j < a.size(); ++j) {
        const double off = a[j] - b[j];
        if (std::isnan(off)) continue;
        sum += off * off;
        common += 1.0;
    }
    return common > 0.0 ? sum / common : std::numeric_limits<double>::infinity();
}

/// The nearest of others to row i, nearest first; ties in the order of the rows.
std::vector<std::size_t> nearest(const Rows& rows, const std::vector<std::size_t>& others, std::size_t i,
                                 std::size_t most) {
    std::vector<std::pair<double, std::size_t>> found;
    for (const std::size_t other : others)
        if (other != i) found.emplace_back(distance(rows.row(i), rows.row(other)), other);
    const auto end = found.begin() + std::ptrdiff_t(std::min(most, found.size()));
    std::partial_sort(found.begin(), end, found.end());
    std::vector<std::size_t> near;
    for (auto it = found.begin(); it != end; ++it) near.push_back(it->second);
    return near;
}

double mean_of(const Rows& rows, const std::vector<std::size_t>& of, std::size_t column) {
    double sum = 0.0, count = 0.0;
    for (const std::size_t i : of) {
        const double value = rows.row(i)[column];
        if (std::isnan(value)) continue;
        sum += value;
        count += 1.0;
    }
    return sum / count;
}

}  // namespace

KnnFilled knn_impute(std::span<const double> values, std::size_t columns, const KnnSettings& settings, int threads) {
    assert(columns > 0 && values.size() % columns == 0);
    const Rows rows{values, columns};
    const std::size_t count = values.size() / columns;
    require_columns(rows, count, settings.max_column_share);

    KnnFilled filled{{values.begin(), values.end()}, {}, {}};
    const double most_gaps = std::trunc(settings.max_row_share * double(columns));
    std::vector<std::size_t> able;
    for (std::size_t i = 0; i < count; ++i)
        (double(gaps_of(rows.row(i))) > most_gaps ? filled.by_column : able).push_back(i);
    std::vector<std::vector<std::size_t>> lonely(count);
    std::vector<double> means(columns);
    for (std::size_t j = 0; j < columns; ++j) means[j] = mean_of(rows, able, j);
    parallel_for(able.size(), threads, [&](std::size_t k) {
        const std::size_t i = able[k];
        if (gaps_of(rows.row(i)) == 0) return;
        const std::vector<std::size_t> near = nearest(rows, able, i, settings.neighbours);
        for (std::size_t j = 0; j < columns; ++j) {
            if (!std::isnan(rows.row(i)[j])) continue;
            double& cell = filled.values[i * columns + j];
            cell = mean_of(rows, near, j);
            if (!std::isnan(cell)) continue;
            cell = means[j];
            lonely[i].push_back(i * columns + j);
        }
    });
    for (const std::size_t i : filled.by_column)
        for (std::size_t j = 0; j < columns; ++j)
            if (std::isnan(rows.row(i)[j])) filled.values[i * columns + j] = means[j];
    for (const std::vector<std::size_t>& cells : lonely)
        filled.by_mean.insert(filled.by_mean.end(), cells.begin(), cells.end());
    return filled;
}

}  // namespace gassan
