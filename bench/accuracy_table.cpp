#include "bench/accuracy_table.hpp"

#include <fmt/core.h>

#include <array>
#include <cmath>
#include <limits>

namespace gassan::bench {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

template <auto member>
std::optional<double> of_run(const AccuracyRow& row) {
    if (!row.run || std::isnan((*row.run).*member)) return std::nullopt;
    return (*row.run).*member;
}

template <auto member>
std::optional<double> of_study(const AccuracyRow& row) {
    if (!row.study) return std::nullopt;
    return (*row.study).*member;
}

std::optional<double> cpu(const AccuracyRow& row) {
    if (!row.study) return std::nullopt;
    return row.study_cpu_s;
}

constexpr std::array<AccuracyColumn, 12> columns{{
    {"recall", of_run<&Score::recall>, +1, 0.99, 0.95},
    {"low", of_run<&Score::recall_low>, +1, 0.96, 0.88},
    {"precision", of_run<&Score::precision>, +1, 0.99, 0.98},
    {"area err", of_run<&Score::area_error>, -1, 0.015, 0.02},
    {"p90", of_run<&Score::area_p90>, -1, none, none},
    {"scale", of_run<&Score::area_scale>, 0, 0.02, 0.02},
    {"one group", of_study<&StudyScore::one_group>, +1, 0.998, 0.92},
    {"complete", of_study<&StudyScore::complete_pure>, +1, 0.99, 0.85},
    {"row prec", of_study<&StudyScore::row_precision>, +1, 0.97, 0.93},
    {"in 30 %", of_study<&StudyScore::within_30>, +1, 0.99, 0.93},
    {"absent", of_study<&StudyScore::filled_absent>, -1, 0.005, 0.02},
    {"CPU s", cpu, -1, none, none},
}};

std::string line_of(const AccuracyRow& row) {
    std::string line = fmt::format("{:<7} {:<6}", row.who, name(row.set));
    for (const AccuracyColumn& column : columns) {
        const auto value = column.value(row);
        line += value ? fmt::format(" {:>9.{}f}", *value, column.value == cpu ? 1 : 4) : fmt::format(" {:>9}", "-");
    }
    return line + "\n";
}

std::string bar_text(const AccuracyColumn& column, double bar) {
    if (column.good > 0) return fmt::format(">= {:.3f}", bar);
    if (column.good < 0) return fmt::format("<= {:.3f}", bar);
    return fmt::format("1 +-{:.2f}", bar);
}

}  // namespace

std::span<const AccuracyColumn> accuracy_columns() {
    return columns;
}

std::optional<double> bar_of(const AccuracyColumn& column, Set set) {
    const double bar = set == Set::easy ? column.easy : set == Set::hard ? column.hard : none;
    if (std::isnan(bar)) return std::nullopt;
    return bar;
}

bool holds(const AccuracyColumn& column, double value, double bar) {
    if (column.good == 0) return std::abs(value - 1.0) <= bar + 1e-9;  // 1.02 is within 0.02 of 1
    return column.good > 0 ? value >= bar : value <= bar;
}

int missed_bars(const AccuracyRow& ours) {
    int missed = 0;
    for (const AccuracyColumn& column : columns) {
        const auto bar = bar_of(column, ours.set);
        const auto value = column.value(ours);
        missed += bar && value && !holds(column, *value, *bar);
    }
    return missed;
}

std::string accuracy_table(std::span<const AccuracyRow> rows) {
    std::string text = fmt::format("{:<7} {:<6}", "who", "set");
    for (const AccuracyColumn& column : columns) text += fmt::format(" {:>9}", column.name);
    text += "\n";
    for (const AccuracyRow& row : rows) {
        text += line_of(row);
        if (row.who != "gassan" || !bar_of(columns.front(), row.set)) continue;
        std::string bars = fmt::format("{:<7} {:<6}", "", "bar"), verdicts = fmt::format("{:<7} {:<6}", "", "");
        for (const AccuracyColumn& column : columns) {
            const auto bar = bar_of(column, row.set);
            const auto value = column.value(row);
            bars += fmt::format(" {:>9}", bar ? bar_text(column, *bar) : "");
            verdicts += fmt::format(" {:>9}", !bar || !value ? "" : holds(column, *value, *bar) ? "held" : "missed");
        }
        text += bars + "\n" + verdicts + "\n";
    }
    return text;
}

}  // namespace gassan::bench
