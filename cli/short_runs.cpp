#include "cli/short_runs.hpp"

#include "core/base/robust.hpp"

#include <fmt/core.h>

#include <cstddef>

namespace gassan {
namespace {

constexpr double early = 0.8;
constexpr std::size_t fewest_runs = 3;

bool has_scans(const RunRecord& record) {
    return record.status != RunStatus::failed && record.scans > 0;
}

}  // namespace

std::vector<Notes> warn_of_short_runs(std::vector<RunRecord>& records) {
    std::vector<Notes> said(records.size());
    for (const Polarity polarity : {Polarity::positive, Polarity::negative}) {
        std::vector<double> ends_s;
        for (const RunRecord& record : records)
            if (has_scans(record) && record.polarity == polarity) ends_s.push_back(record.last_time_s);
        if (ends_s.size() < fewest_runs) continue;
        const double usual_s = median(std::move(ends_s));
        for (std::size_t row = 0; row < records.size(); ++row) {
            RunRecord& record = records[row];
            if (!has_scans(record) || record.polarity != polarity || !(record.last_time_s < early * usual_s)) continue;
            const Note note{"ends-early", "",
                            fmt::format("the scans end at {:.0f} s, those of the other runs at about {:.0f} s: the run "
                                        "was perhaps ended early",
                                        record.last_time_s, usual_s)};
            record.status = RunStatus::warned;
            record.reason += (record.reason.empty() ? "" : "; ") + note.text;
            record.notes.push_back(note);
            said[row].push_back(note);
        }
    }
    return said;
}

}  // namespace gassan
