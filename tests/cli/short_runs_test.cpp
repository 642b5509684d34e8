#include "cli/short_runs.hpp"

#include <catch2/catch.hpp>

using namespace gassan;

namespace {

RunRecord record(Polarity polarity, double last_time_s) {
    RunRecord one;
    one.status = RunStatus::ok;
    one.polarity = polarity;
    one.scans = 1000;
    one.last_time_s = last_time_s;
    return one;
}

}  // namespace

TEST_CASE("short_runs: a run that ends long before the others of its polarity is warned of", "[cli]") {
    std::vector<RunRecord> records;
    for (const double end_s : {1500.0, 612.0, 1480.0, 1510.0}) records.push_back(record(Polarity::positive, end_s));
    for (const double end_s : {590.0, 600.0, 610.0}) records.push_back(record(Polarity::negative, end_s));
    const auto said = warn_of_short_runs(records);
    for (std::size_t i = 0; i < records.size(); ++i) {
        CHECK((records[i].status == RunStatus::warned) == (i == 1));
        CHECK(said[i].size() == (i == 1 ? 1 : 0));
    }
    CHECK(records[1].reason ==
          "the scans end at 612 s, those of the other runs at about 1490 s: the run was perhaps ended early");
}

TEST_CASE("short_runs: two runs, failed ones and peak lists tell no usual end", "[cli][edge]") {
    std::vector<RunRecord> records{record(Polarity::positive, 1500.0), record(Polarity::positive, 300.0)};
    records.push_back(record(Polarity::positive, 1500.0));
    records.back().status = RunStatus::failed;
    records.push_back(record(Polarity::positive, 1500.0));
    records.back().scans = 0;
    warn_of_short_runs(records);
    for (const RunRecord& one : records) CHECK(one.reason.empty());
}
