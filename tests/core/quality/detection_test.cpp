#include "core/quality/detection.hpp"

#include "tests/core/quality/made_values.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using namespace gassan::test;

namespace {

VariableQuality judged(const ValueTable& table, const QualityParams& params = {}, std::size_t variable = 0) {
    const QualityView view = quality_view(table, params);
    VariableQuality out;
    judge_detection(view, variable, out);
    judge_blanks(view, variable, out);
    return out;
}

}  // namespace

TEST_CASE("detection: shares are told for QCs, samples and each group", "[quality]") {
    MadeValues made;
    made.runs(4, qc()).runs(3, of_group("case")).runs(2, of_group("control"));
    made.variable({1, 2, 3, nothing, 5, nothing, 7, nothing, 9});
    const VariableQuality out = judged(made.table());
    CHECK(out.detected_qc == Approx(0.75));
    CHECK(out.detected_samples == Approx(0.6));
    REQUIRE(out.detected_groups.size() == 2);
    CHECK(out.detected_groups[0] == Approx(2.0 / 3.0));
    CHECK(out.detected_groups[1] == Approx(0.5));
    CHECK(out.absent_groups.empty());
    CHECK(out.qc_kinds[std::size_t(CellKind::below_limit)] == 1);
    CHECK(out.sample_kinds[std::size_t(CellKind::measured)] == 3);
}

TEST_CASE("detection: a group without any number is a result that is named", "[quality]") {
    MadeValues made;
    made.runs(3, of_group("treated")).runs(3, of_group("untreated"));
    made.variable({nothing, nothing, nothing, 4, 5, 6});
    made.variable({nothing, nothing, nothing, nothing, nothing, nothing});
    CHECK(judged(made.table()).absent_groups == std::vector<std::size_t>{0});
    CHECK(judged(made.table(), {}, 1).absent_groups.empty());  // absent in all is no difference
}

TEST_CASE("detection: runs that failed are no part of a share, runs that do not tell are", "[quality]") {
    MadeValues made;
    made.runs(4, of_group("g"));
    made.variable({1, nothing, nothing, nothing});
    made.table().kinds[1] = CellKind::failed;
    made.table().kinds[2] = CellKind::not_measured;
    const VariableQuality out = judged(made.table());
    CHECK(out.detected_samples == Approx(1.0 / 3.0));
    CHECK(out.sample_kinds[std::size_t(CellKind::failed)] == 1);
}

TEST_CASE("detection: a cation is not missing in the runs of anions", "[quality]") {
    MadeValues made;
    made.runs(2, {.polarity = Polarity::positive}).runs(3, {.polarity = Polarity::negative});
    made.variable({1, nothing, nothing, nothing, nothing});
    for (std::size_t s = 2; s < 5; ++s) made.table().kinds[s] = CellKind::not_measured;
    const VariableQuality out = judged(made.table());
    CHECK(out.detected_samples == Approx(0.5));
    CHECK(out.sample_kinds[std::size_t(CellKind::not_measured)] == 0);
}

TEST_CASE("detection: the blank ratio is that of medians, nothing found in a blank being zero", "[quality]") {
    const auto with_blanks = [](const std::vector<double>& blanks) {
        MadeValues made;
        made.runs(3, qc()).runs(2, of_group("g")).runs(blanks.size(), blank());
        std::vector<double> values{90, 100, 130, 1, 1};
        values.insert(values.end(), blanks.begin(), blanks.end());
        made.variable(values);
        return judged(made.table());
    };
    CHECK(with_blanks({}).blank == BlankVerdict::no_blanks);
    CHECK(with_blanks({nothing, nothing, 80.0}).blank == BlankVerdict::clean);
    CHECK(with_blanks({0.0}).blank == BlankVerdict::clean);
    CHECK(with_blanks({10.0, 50.0, 60.0}).blank_ratio == Approx(2.0));
    CHECK(with_blanks({10.0, 50.0, 60.0}).blank == BlankVerdict::fails);
    CHECK(with_blanks({25.0}).blank == BlankVerdict::near);
    CHECK(with_blanks({10.0}).blank == BlankVerdict::passes);
}

TEST_CASE("detection: without a number in QCs the samples stand against the blanks", "[quality]") {
    MadeValues made;
    made.run(qc()).runs(2, of_group("g")).run(blank());
    made.variable({nothing, 30, 50, 10});
    made.variable({nothing, nothing, nothing, 10});
    CHECK(judged(made.table()).blank_ratio == Approx(4.0));
    CHECK(judged(made.table(), {}, 1).blank == BlankVerdict::nothing_to_compare);
}
