#include "tests/realism/side_by_side.hpp"

#include "core/base/fields.hpp"
#include "core/base/robust.hpp"

#include <charconv>
#include <cmath>
#include <stdexcept>

namespace gassan::realism {
namespace {

/// Figures of one key in all simulated runs that have it.
std::vector<double> values_of(std::span<const std::vector<Figure>> simulated, const std::string& key) {
    std::vector<double> values;
    for (const auto& run : simulated)
        for (const Figure& figure : run)
            if (figure.key == key && std::isfinite(figure.value)) values.push_back(figure.value);
    return values;
}

}  // namespace

std::string figures_tsv(std::span<const Figure> figures) {
    std::string text = "figure\tvalue\n";
    for (const Figure& figure : figures)
        text.append(figure.key).append("\t").append(number_text(figure.value)).append("\n");
    return text;
}

std::map<std::string, double> read_figures_tsv(std::string_view text) {
    std::map<std::string, double> figures;
    for (std::size_t begin = text.find('\n') + 1; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = text.substr(begin, end - begin);
        const std::size_t tab = line.find('\t');
        double value = 0.0;
        const auto number = line.substr(std::min(line.size(), tab + 1));
        const auto [stop, error] = std::from_chars(number.data(), number.data() + number.size(), value);
        if (tab == std::string_view::npos || error != std::errc() || stop != number.data() + number.size())
            throw std::runtime_error("not a figure and its value: '" + std::string(line) + "'");
        figures[std::string(line.substr(0, tab))] = value;
        begin = end + 1;
    }
    return figures;
}

std::string short_number(double value, std::string_view unit) {
    if (!std::isfinite(value)) return "-";
    if (value == 0.0) return "0";
    const int digits = unit == "s" ? 4 : 3;
    const double step = std::pow(10.0, std::floor(std::log10(std::abs(value))) + 1 - digits);
    // Below a millionth of what these tables hold nothing is meant.
    if (step < 1e-9) return "0";
    const double places = std::max(0.0, -std::log10(step) + 0.5);
    const double scale = std::pow(10.0, std::floor(places));
    return number_text(step >= 1.0 ? std::round(value / step) * step : std::round(value * scale) / scale);
}

std::string side_by_side_table(const std::map<std::string, double>& real,
                               std::span<const std::vector<Figure>> simulated) {
    std::string text =
        "| figure | unit | real | simulated, median | 5 to 95 % of runs | simulated / real |\n"
        "|---|---|---|---|---|---|\n";
    if (simulated.empty()) return text;
    for (const Figure& figure : simulated.front()) {
        const auto measured = real.find(figure.key);
        const double there = measured == real.end() ? no_value : measured->second;
        const auto values = values_of(simulated, figure.key);
        const auto shown = [&](double value) { return short_number(value, figure.unit); };
        const double middle = median(values);
        text += "| " + figure.name + " | " + (figure.unit == "1" ? "" : figure.unit) + " | " + shown(there) + " | " +
                shown(middle) + " | " + shown(quantile(values, 0.05)) + " to " + shown(quantile(values, 0.95)) + " | " +
                (there == 0.0 ? "-" : short_number(middle / there, "1")) + " |\n";
    }
    return text;
}

}  // namespace gassan::realism
