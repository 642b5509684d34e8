#include "core/model/run_rows.hpp"

#include <catch2/catch.hpp>

using namespace gassan;

TEST_CASE("run_rows: rows of one file and polarity that tell segments are one run", "[run_rows]") {
    Study study;
    const auto add = [&](const char* file, std::optional<int> segment, Polarity polarity = Polarity::unknown) {
        Sample sample;
        sample.file = file;
        sample.segment = segment;
        sample.polarity = polarity;
        study.samples.push_back(sample);
    };
    add("a", 4);
    add("plain", {});
    add("b", 1);
    add("a", 2);
    add("plain", {});  // twice: two runs, as the sheet warns
    add("a", 1, Polarity::negative);
    const auto runs = run_rows(study);
    REQUIRE(runs.size() == 5);
    CHECK(runs[0].rows == std::vector<std::size_t>{0, 3});
    CHECK(runs[0].segments == 4);  // the others were injected, and the sheet does not want them
    CHECK(runs[1].rows == std::vector<std::size_t>{1});
    CHECK(runs[1].segments == 0);
    CHECK(runs[2].segments == 1);
    CHECK(runs[3].rows == std::vector<std::size_t>{4});
    CHECK(runs[4].rows == std::vector<std::size_t>{5});
    const std::vector<std::size_t> asked{5, 3, 1, 0};  // of a shard
    CHECK(by_run(study, asked) == std::vector<std::vector<std::size_t>>{{3, 1}, {2}, {0}});
}
