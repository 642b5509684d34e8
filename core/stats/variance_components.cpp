#include "core/stats/variance_components.hpp"

#include "core/stats/moments.hpp"

#include <cassert>
#include <cmath>
#include <map>
#include <vector>

namespace gassan {

VarianceComponents variance_components(std::span<const double> values, std::span<const int> groups) {
    assert(values.size() == groups.size());
    std::map<int, std::vector<double>> members;
    for (std::size_t i = 0; i < values.size(); ++i) members[groups[i]].push_back(values[i]);
    const double n = double(values.size()), k = double(members.size());
    VarianceComponents found{std::nan(""), std::nan(""), std::nan(""), members.size(), false};
    if (members.size() < 2 || n <= k) return found;

    const double grand_mean = mean(values);
    double between = 0.0, within = 0.0, squares = 0.0;
    for (const auto& [group, of_group] : members) {
        const double size = double(of_group.size()), center = mean(of_group);
        between += size * (center - grand_mean) * (center - grand_mean);
        for (const double value : of_group) within += (value - center) * (value - center);
        squares += size * size;
    }
    found.group_size = (n - squares / n) / (k - 1.0);
    found.within = within / (n - k);
    found.between = (between / (k - 1.0) - found.within) / found.group_size;
    found.negative = found.between < 0.0;
    if (found.negative) found.between = 0.0;
    return found;
}

}  // namespace gassan
