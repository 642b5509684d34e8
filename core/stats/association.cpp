#include "core/stats/association.hpp"

#include "core/stats/moments.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace gassan {

double order_association(std::span<const double> places, std::span<const std::size_t> classes) {
    std::map<std::size_t, std::vector<double>> by_class;
    for (std::size_t i = 0; i < places.size(); ++i) by_class[classes[i]].push_back(places[i]);
    const double n = double(places.size()), k = double(by_class.size());
    if (k < 2.0 || n <= k) return 0.0;
    const double all = (n - 1.0) * variance(places);
    double within = 0.0;
    for (const auto& [one, values] : by_class)
        if (values.size() > 1) within += double(values.size() - 1) * variance(values);
    if (!(all > 0.0)) return 0.0;
    const double explained = k > 2.0 ? 1.0 - (within / all) * (n - 1.0) / (n - k) : 1.0 - within / all;
    return std::sqrt(std::max(0.0, explained));
}

double cramers_v(std::span<const std::size_t> first, std::span<const std::size_t> second) {
    std::map<std::pair<std::size_t, std::size_t>, double> cells;
    std::map<std::size_t, double> rows, columns;
    for (std::size_t i = 0; i < first.size(); ++i) {
        ++cells[{first[i], second[i]}];
        ++rows[first[i]];
        ++columns[second[i]];
    }
    const double n = double(first.size()), r = double(rows.size()), c = double(columns.size());
    if (r < 2.0 || c < 2.0) return 0.0;
    double phi = -1.0;  // chi squared / n
    for (const auto& [where, count] : cells) phi += count * count / (rows[where.first] * columns[where.second]);
    const double less = std::max(0.0, phi - (r - 1.0) * (c - 1.0) / (n - 1.0));
    const double fewer = std::min(r - (r - 1.0) * (r - 1.0) / (n - 1.0), c - (c - 1.0) * (c - 1.0) / (n - 1.0)) - 1.0;
    return fewer > 0.0 ? std::sqrt(less / fewer) : 0.0;
}

}  // namespace gassan
