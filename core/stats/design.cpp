#include "core/stats/design.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace gassan {
namespace {

/// As a dictionary has them: capitals beside their small letters, which come first; what is no ASCII letter by its
/// bytes.
bool in_dictionary(const std::string& a, const std::string& b) {
    const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; };
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
        if (small(a[i]) != small(b[i]))
            return static_cast<unsigned char>(small(a[i])) < static_cast<unsigned char>(small(b[i]));
    if (a.size() != b.size()) return a.size() < b.size();
    return b < a;
}

std::optional<double> number_of(const std::string& cell) {
    double value = 0.0;
    const char* end = cell.data() + cell.size();
    const auto [stop, fault] = std::from_chars(cell.data(), end, value);
    if (fault != std::errc{} || stop != end || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<std::vector<double>> numbers_of(std::span<const std::string> cells) {
    std::vector<double> numbers;
    numbers.reserve(cells.size());
    for (const std::string& cell : cells) {
        const std::optional<double> number = number_of(cell);
        if (!number) return std::nullopt;
        numbers.push_back(*number);
    }
    return numbers;
}

void require_known(const std::string& name, std::span<const std::string> cells) {
    const auto unknown = std::size_t(std::count_if(cells.begin(), cells.end(), is_unknown));
    if (unknown == 0) return;
    const auto first = std::size_t(std::find_if(cells.begin(), cells.end(), is_unknown) - cells.begin());
    throw ParameterError("covariate " + name + " is not known for " + std::to_string(unknown) + " of " +
                         std::to_string(cells.size()) + " samples (first: row " + std::to_string(first + 1) + ")");
}

}  // namespace

bool is_unknown(const std::string& cell) {
    return cell.empty() || cell == "NA";
}

std::vector<std::size_t> Labels::counts() const {
    std::vector<std::size_t> counts(names.size(), 0);
    for (const std::size_t label : of) ++counts[label];
    return counts;
}

Labels labels_of(std::span<const std::string> cells) {
    Labels labels;
    labels.names.assign(cells.begin(), cells.end());
    const bool numeric = numbers_of(cells).has_value();
    const auto before = [&](const std::string& a, const std::string& b) {
        if (!numeric) return in_dictionary(a, b);
        const double x = *number_of(a), y = *number_of(b);
        return x != y ? x < y : a < b;
    };
    std::sort(labels.names.begin(), labels.names.end(), before);
    labels.names.erase(std::unique(labels.names.begin(), labels.names.end()), labels.names.end());
    for (const std::string& cell : cells)
        labels.of.push_back(std::size_t(std::lower_bound(labels.names.begin(), labels.names.end(), cell, before) -
                                        labels.names.begin()));
    return labels;
}

std::vector<DesignColumn> design_columns(const std::string& name, std::span<const std::string> cells) {
    require_known(name, cells);
    const Labels labels = labels_of(cells);
    require(labels.names.size() > 1, "covariate " + name + " is the same for all samples");
    if (std::optional<std::vector<double>> numbers = numbers_of(cells)) return {{name, std::move(*numbers)}};
    std::vector<DesignColumn> columns;
    for (std::size_t k = 1; k < labels.names.size(); ++k) {
        DesignColumn column{name + labels.names[k], std::vector<double>(cells.size())};
        for (std::size_t i = 0; i < cells.size(); ++i) column.values[i] = labels.of[i] == k ? 1.0 : 0.0;
        columns.push_back(std::move(column));
    }
    return columns;
}

}  // namespace gassan
