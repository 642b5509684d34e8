#include "io/spectrum/run_facts.hpp"

#include "core/base/counted.hpp"
#include "core/base/fields.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>

namespace gassan {
namespace {

constexpr double gap_in_median_steps = 10.0;

// Three decimals: enough for a time in a message, and no noise of doubles in it.
std::string time_text(double time_s) {
    return number_text(std::round(time_s * 1e3) / 1e3) + " s";
}

void report_order(const std::vector<double>& time_s, NoteBook& notes) {
    std::size_t descents = 0, first = 0;
    for (std::size_t i = 1; i < time_s.size(); ++i)
        if (time_s[i] < time_s[i - 1] && descents++ == 0) first = i;
    if (descents == 0) return;
    notes.add("times-unordered", "MS1 spectrum " + std::to_string(first),
              "scan times step back " + std::to_string(descents) + " times, first from " +
                  time_text(time_s[first - 1]) + " to " + time_text(time_s[first]) +
                  "; the scans are taken in order of time");
}

void report_steps(const std::vector<double>& sorted, NoteBook& notes) {
    std::vector<double> steps;
    std::size_t equal = 0;
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        steps.push_back(sorted[i] - sorted[i - 1]);
        equal += sorted[i] == sorted[i - 1];
    }
    if (equal > 0)
        notes.add("times-equal", "",
                  counted(equal, "scan has", "scans have") + " the same time as the one before; all are kept");
    if (steps.size() < 3) return;
    std::vector<double> ranked = steps;
    const auto middle = ranked.begin() + static_cast<std::ptrdiff_t>(ranked.size() / 2);
    std::nth_element(ranked.begin(), middle, ranked.end());
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (steps[i] > gap_in_median_steps * *middle && *middle > 0.0)
            notes.add("time-gap", time_text(sorted[i]),
                      "no scan for " + time_text(steps[i]) + " (median step " + time_text(*middle) + ")");
}

void report_twins(const std::vector<std::uint64_t>& id_hash, NoteBook& notes) {
    std::vector<std::size_t> order(id_hash.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return id_hash[a] < id_hash[b]; });
    std::size_t twins = 0, first = id_hash.size();
    for (std::size_t i = 1; i < order.size(); ++i)
        if (id_hash[order[i]] == id_hash[order[i - 1]]) {
            ++twins;
            first = std::min(first, order[i]);
        }
    if (twins > 0)
        notes.add("id-twice", "spectrum index " + std::to_string(first),
                  "an id occurs again (spectra that repeat one: " + std::to_string(twins) + "); the position counts");
}

/// Of these, which are reordered; they must not be none.
template <class Value>
Value middle_of(std::vector<Value>& values) {
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

double median_step_s(const std::vector<double>& sorted) {
    std::vector<double> steps;
    for (std::size_t i = 1; i < sorted.size(); ++i) steps.push_back(sorted[i] - sorted[i - 1]);
    return steps.empty() ? no_value : middle_of(steps);
}

}  // namespace

// The bits of positive floats are in the order of the floats, those of negative ones above them, and 0 less 1 is above
// all: a minimum of whole numbers, four at a time, where one of floats would go one by one.
void RunFacts::note_intensities(const std::vector<float>& intensity) {
    constexpr std::uint32_t sign = 0x80000000u;
    std::uint32_t least = sign;
    for (const float counts : intensity) least = std::min(least, std::bit_cast<std::uint32_t>(counts) - 1u);
    if (least < sign) lowest.push_back(std::bit_cast<float>(least + 1u));
}

void RunFacts::report(RunSummary& summary, NoteBook& notes) const {
    report_twins(id_hash, notes);

    report_order(time_s, notes);
    auto sorted = time_s;
    std::sort(sorted.begin(), sorted.end());
    report_steps(sorted, notes);
    if (sorted.empty()) return;
    summary.first_time_s = sorted.front();
    summary.last_time_s = sorted.back();
    summary.median_step_s = median_step_s(sorted);
    if (lowest.empty()) return;
    summary.lowest_counts = *std::min_element(lowest.begin(), lowest.end());
    auto ranked = lowest;
    summary.usual_lowest_counts = middle_of(ranked);
}

}  // namespace gassan
