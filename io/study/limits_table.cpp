#include "io/study/limits_table.hpp"

#include "io/base/faults.hpp"
#include "io/table/cell_reader.hpp"

#include <array>
#include <cmath>
#include <map>
#include <string>
#include <tuple>

namespace gassan {
namespace {

constexpr std::array<std::string_view, 9> of_limits{"sample_id", "feature_id", "compound_id", "begin_s", "end_s",
                                                    "begin_min", "end_min",    "reason",      "by"};
constexpr FieldNote seconds_note{.unit = "s", .low = 0, .high = 1e6};
constexpr FieldNote minutes_note{.unit = "min", .low = 0, .high = 1e6 / 60.0};

using Column = CellReader::Column;

/// One bound: in seconds or in minutes.
struct TimeColumns {
    Column seconds, minutes;
    const char* name;
};

struct Columns {
    Column sample_id, feature_id, compound_id, reason, by;
    TimeColumns begin, end;
};

TimeColumns time_columns(const UserTable& table, const std::string& name, const char* what, FaultBook& faults) {
    const TimeColumns at{table.column(name + "_s"), table.column(name + "_min"), what};
    if (!at.seconds && !at.minutes)
        faults.add(table.path, table.place({table.header_line, {}}),
                   "the header has neither a column " + name + "_s nor a column " + name + "_min", "Add one of them.");
    return at;
}

Columns columns_of(const UserTable& table, FaultBook& faults) {
    Columns at;
    at.sample_id = needed_column(table, "sample_id", faults);
    at.feature_id = table.column("feature_id");
    at.compound_id = table.column("compound_id");
    if (!at.feature_id && !at.compound_id)
        faults.add(table.path, table.place({table.header_line, {}}),
                   "the header has neither a column feature_id nor a column compound_id", "Add one of them.");
    at.begin = time_columns(table, "begin", "begin", faults);
    at.end = time_columns(table, "end", "end", faults);
    at.reason = table.column("reason");
    at.by = table.column("by");
    return at;
}

double time_of(const CellReader& read, const TimeColumns& at, const UserTable::Row& row) {
    const std::size_t faults_before = read.faults.count();
    const double seconds = read.number(row, at.seconds, seconds_note),
                 minutes = read.number(row, at.minutes, minutes_note);
    if (!std::isnan(seconds) && !std::isnan(minutes))
        read.refuse(row, at.minutes, std::string("the ") + at.name + " stands in seconds and in minutes",
                    "Leave one of them empty.");
    if (std::isnan(seconds) && std::isnan(minutes) && (at.seconds || at.minutes) &&
        read.faults.count() == faults_before)
        read.refuse(row, at.seconds ? at.seconds : at.minutes, std::string("the ") + at.name + " is not told",
                    "Every row needs both times; to take limits back, remove the row.");
    return std::isnan(seconds) ? 60.0 * minutes : seconds;
}

IntegrationLimits limits_row(const CellReader& read, const Columns& at, const UserTable::Row& row) {
    IntegrationLimits limits;
    limits.sample_id = read.text(row, at.sample_id);
    if (at.sample_id && limits.sample_id.empty())
        read.refuse(row, at.sample_id, "the cell is empty", "Every row names its sample.");
    limits.feature_id = read.text(row, at.feature_id);
    limits.compound_id = read.text(row, at.compound_id);
    if ((at.feature_id || at.compound_id) && limits.feature_id.empty() == limits.compound_id.empty())
        read.refuse(row, at.feature_id ? at.feature_id : at.compound_id,
                    limits.feature_id.empty() ? "the row names neither a feature nor a compound"
                                              : "the row names a feature and a compound",
                    "Name one of them.");
    limits.begin_s = time_of(read, at.begin, row);
    limits.end_s = time_of(read, at.end, row);
    if (limits.begin_s >= limits.end_s)
        read.refuse(row, at.end.seconds ? at.end.seconds : at.end.minutes,
                    "the end, " + number_text(limits.end_s) + " s, does not come after the begin, " +
                        number_text(limits.begin_s) + " s",
                    "Mend one of them.");
    limits.reason = read.text(row, at.reason);
    limits.by = read.text(row, at.by);
    limits.place = read.table.place(row);
    return limits;
}

}  // namespace

std::span<const std::string_view> limit_columns() {
    return of_limits;
}

std::vector<IntegrationLimits> limits_of(const UserTable& table, FaultBook& faults, NoteBook& notes) {
    const CellReader read{table, faults};
    const Columns at = columns_of(table, faults);
    static_cast<void>(further_columns(table, limit_columns(), notes));
    std::vector<IntegrationLimits> all;
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> first;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const auto& row = table.rows[i];
        all.push_back(limits_row(read, at, row));
        const IntegrationLimits& own = all.back();
        const auto [earlier, is_new] = first.emplace(std::tuple(own.sample_id, own.feature_id, own.compound_id), i);
        if (!is_new)
            read.refuse(row, at.sample_id,
                        quoted_text(own.feature_id + own.compound_id) + " of " + quoted_text(own.sample_id) +
                            " stands twice, first in " + table.place(table.rows[earlier->second]),
                        "A cell has one pair of limits.");
    }
    return all;
}

}  // namespace gassan
