#include "cli/run_traps.hpp"

#include "core/signal/current_drops.hpp"
#include "io/base/faults.hpp"
#include "io/table/user_table.hpp"

#include <fmt/core.h>

#include <string>

namespace gassan {

Notes current_notes(const RunSummary& run) {
    Notes notes;
    for (const Trace& trace : run.traces) {
        if (small_letters(trace.name).find("current") == std::string::npos) continue;
        for (const CurrentDrop& drop : current_drops(trace.time_s, trace.value)) {
            const std::string span = drop.to_the_end ? fmt::format("from {:.0f} s to the end", drop.begin_s)
                                                     : fmt::format("from {:.0f} to {:.0f} s", drop.begin_s, drop.end_s);
            notes.push_back({"current-drop", quoted_text(trace.name),
                             fmt::format("the current fell to {:.0f} % {}; what comes after it comes late",
                                         100.0 * drop.least_share, span)});
        }
    }
    return notes;
}

}  // namespace gassan
