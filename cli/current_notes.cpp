#include "cli/current_notes.hpp"

#include "core/signal/current_drops.hpp"
#include "io/base/faults.hpp"
#include "io/table/user_table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace gassan {
namespace {

/// What capillary electrophoresis needs at least: 20 um wide capillaries with dilute electrolytes carry about 1 uA.
constexpr double least_microamperes = 0.5;

bool says_any(std::string_view name, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return name.find(word) != std::string_view::npos; });
}

bool is_of_mass_spectrometer(std::string_view name) {
    return says_any(name, {"chamber", "collision", "corona", "detector", "fragmentor", "lens", "needle", "nozzle",
                           "octopole", "skimmer", "spray"});
}

/// Of a current, in its own unit; 0 where the unit is not known. The current of an ion source's capillary is small.
double least_current(const Trace& trace, std::string_view name) {
    struct Unit {
        const char* name;
        double in_microamperes;
    };
    constexpr std::array units{
        Unit{"microampere", 1.0}, Unit{"uA", 1.0},  Unit{"\u00b5A", 1.0},     Unit{"\u03bcA", 1.0},
        Unit{"nanoampere", 1e-3}, Unit{"nA", 1e-3}, Unit{"milliampere", 1e3}, Unit{"mA", 1e3},
        Unit{"ampere", 1e6},      Unit{"A", 1e6},
    };
    if (says_any(name, {"capillary"})) return 0.0;
    for (const Unit& unit : units)
        if (trace.unit == unit.name) return least_microamperes / unit.in_microamperes;
    return 0.0;
}

void note_drops(const Trace& trace, const std::string& what, Notes& notes) {
    for (const CurrentDrop& drop : current_drops(trace.time_s, trace.value)) {
        const std::string span = drop.to_the_end ? fmt::format("from {:.0f} s to the end", drop.begin_s)
                                                 : fmt::format("from {:.0f} to {:.0f} s", drop.begin_s, drop.end_s);
        notes.push_back({what + "-drop", quoted_text(trace.name),
                         fmt::format("the {} fell to {:.0f} % {}; what comes after it comes late", what,
                                     100.0 * drop.least_share, span)});
    }
}

/// \param least in the unit of the trace: what the separation needs
void note_none(const Trace& trace, const std::string& what, double least, Notes& notes) {
    const double reached = current_reached(trace.value);
    if (!(reached <= least)) return;
    const bool zero = std::all_of(trace.value.begin(), trace.value.end(), [](double value) { return value == 0.0; });
    const std::string seen = zero            ? "is 0 all along"
                             : reached > 0.0 ? fmt::format("stays below {:.3g} {} in nine tenths of the run", reached,
                                                           quoted_text(trace.unit))
                                             : "does not rise above 0 in nine tenths of the run";
    notes.push_back(
        {what + "-none", quoted_text(trace.name),
         fmt::format("the {0} {1}: nothing was separated, or this is not the {0} of the separation", what, seen)});
}

}  // namespace

Notes current_notes(const RunSummary& run) {
    Notes notes;
    for (const Trace& trace : run.traces) {
        const std::string name = small_letters(trace.name);
        if (is_of_mass_spectrometer(name)) continue;
        for (const std::string what : {"current", "voltage"}) {
            if (!says_any(name, {what})) continue;
            const std::size_t before = notes.size();
            note_drops(trace, what, notes);
            if (notes.size() == before)
                note_none(trace, what, what == "current" ? least_current(trace, name) : 0.0, notes);
            break;
        }
    }
    return notes;
}

}  // namespace gassan
