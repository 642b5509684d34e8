#include "core/correct/study_values.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace gassan;

namespace {

Cell cell_of(CellKind kind, double area, double limit = no_value) {
    Cell cell;
    cell.kind = kind;
    cell.area = area;
    cell.area_se = 0.1 * area;
    cell.limit = limit;
    return cell;
}

/// Eight runs, the second of the other polarity, the fifth failed; an analyte and its internal standard.
struct Small {
    Study study;
    std::vector<std::size_t> samples{0, 2, 3, 4, 5, 6, 7};
    std::vector<Compound> compounds;
    std::vector<CompoundRow> rows;

    Small() {
        for (int i = 0; i < 8; ++i) {
            Sample& sample = study.samples.emplace_back();
            sample.sample_id = "s" + std::to_string(i);
            sample.type = i == 3 ? SampleType::standard : i % 2 == 0 ? SampleType::qc : SampleType::sample;
        }
        compounds.resize(2);
        compounds[0].compound_id = "a";
        compounds[0].name = "A";
        compounds[0].internal_standard = "is";  // told: else one that fails so often would not be taken
        compounds[1].compound_id = "is";
        compounds[1].role = CompoundRole::internal_standard;
        for (const std::size_t compound : {0u, 1u}) {
            CompoundRow& row = rows.emplace_back();
            row.compound = compound;
            row.polarity = Polarity::positive;
            for (int i = 0; i < 8; ++i)
                row.cells.push_back(cell_of(CellKind::measured, compound == 0 ? 10.0 * (i + 1) : 5.0));
            row.cells[1] = Cell();
            row.cells[4] = cell_of(CellKind::failed, no_value);
        }
        rows[0].cells[6] = cell_of(CellKind::below_limit, no_value, 15.0);
        rows[1].cells[7] = cell_of(CellKind::below_limit, no_value, 1.0);  // the internal standard failed there
    }

    [[nodiscard]] ResponseValues responses() const {
        return response_values(study, compounds, rows, Polarity::positive, samples, {});
    }
};

/// A correction of the responses: reference 2, and the curve as told.
StudyCorrection corrected(const ResponseValues& before, const std::vector<double>& curve,
                          const std::vector<std::size_t>& samples) {
    StudyCorrection correction;
    correction.polarity = Polarity::positive;
    correction.samples = samples;
    correction.rows = before.rows;
    correction.responses.table = before.table;
    correction.responses.curves = curve;
    VariableCorrection& one = correction.responses.variables.emplace_back();
    one.corrected = true;
    one.reference = 2.0;
    for (std::size_t s = 0; s < curve.size(); ++s) correction.responses.table.values[s] *= 2.0 / curve[s];
    return correction;
}

}  // namespace

TEST_CASE("study_values: a table's areas stand with their kinds and limits, and failed runs are failed",
          "[study_values]") {
    Small small;
    FeatureTable table;
    table.frame.polarity = Polarity::positive;
    table.features.resize(2);
    table.features[0].feature_id = "F1";
    table.features[1].feature_id = "F2";
    for (const char* id : {"s7", "s0", "s2"}) table.runs.emplace_back().sample_id = id;  // not in the sheet's order
    table.cells = {cell_of(CellKind::measured, 7.0),
                   cell_of(CellKind::filled, 1.0),
                   cell_of(CellKind::below_limit, no_value, 3.0),
                   Cell(),
                   cell_of(CellKind::measured, no_value),
                   cell_of(CellKind::measured, 22.0)};
    const std::vector<std::size_t> samples{0, 2, 4, 7};
    const ValueTable values = area_values(small.study, table, samples);
    REQUIRE(values.samples() == 4);
    CHECK(values.variables[1].id == "F2");
    CHECK(values.study.samples[2].sample_id == "s4");
    CHECK(values.study.samples[2].polarity == Polarity::positive);
    CHECK(values.row(0)[0] == 1.0);
    CHECK(values.row_kinds(0)[0] == CellKind::filled);
    CHECK(values.row_kinds(0)[1] == CellKind::below_limit);
    CHECK(std::isnan(values.row(0)[1]));
    CHECK(values.row_limits(0)[1] == 3.0);
    CHECK(values.row_kinds(0)[2] == CellKind::failed);
    CHECK(values.row(0)[3] == 7.0);
    CHECK(values.row_kinds(1)[0] == CellKind::not_measured);  // a peak without an area is none
    CHECK(values.row(1)[1] == 22.0);
    CHECK(values.row_kinds(1)[3] == CellKind::not_measured);
}

TEST_CASE("study_values: a response is divided by the internal standard, and is not there where that failed",
          "[study_values]") {
    const Small small;
    const ResponseValues found = small.responses();
    REQUIRE(found.rows == std::vector<std::size_t>{0});  // the internal standard itself is no analyte
    CHECK(found.divided_by == std::vector<std::string>{"is"});
    CHECK(found.table.variables[0].name == "A");
    CHECK(found.table.row(0)[0] == Approx(10.0 / 5.0));
    CHECK(found.table.row(0)[1] == Approx(30.0 / 5.0));
    CHECK(found.table.row_kinds(0)[3] == CellKind::failed);
    CHECK(found.table.row_kinds(0)[5] == CellKind::below_limit);
    CHECK(found.table.row_limits(0)[5] == Approx(15.0 / 5.0));
    CHECK(found.table.row_kinds(0)[6] == CellKind::not_measured);
}

TEST_CASE("study_values: corrected rows carry area, error and limit; internal standards stay as measured",
          "[study_values]") {
    const Small small;
    const ResponseValues before = small.responses();
    const std::vector<double> curve{2.0, 2.0, 4.0, 4.0, 1.0, 0.5, 8.0};
    std::vector<CompoundRow> rows = small.rows;
    apply_correction(corrected(before, curve, small.samples), before, rows);
    CHECK(rows[0].cells[0].area == Approx(10.0));
    CHECK(rows[0].cells[3].area == Approx(0.5 * 40.0));
    CHECK(rows[0].cells[3].area_se == Approx(0.5 * 4.0));
    CHECK(rows[0].cells[5].area == Approx(2.0 * 60.0));
    CHECK(rows[0].cells[6].limit == Approx(4.0 * 15.0));
    CHECK(rows[0].cells[7].area == Approx(0.25 * 80.0));  // no response there; its place asks for the factor
    CHECK(rows[1].cells[5].area == 5.0);
    CHECK(rows[0].cells[5].mt_s != rows[0].cells[5].mt_s);

    StudyCorrection stays = corrected(before, curve, small.samples);
    stays.responses.variables[0].corrected = false;
    rows = small.rows;
    apply_correction(stays, before, rows);
    CHECK(rows[0].cells[3].area == 40.0);
}

TEST_CASE("study_values: what no QC of its unit brackets is flagged in corrected rows alone", "[study_values]") {
    const Small small;
    const ResponseValues before = small.responses();
    StudyCorrection correction = corrected(before, std::vector<double>(7, 2.0), small.samples);
    // Places among the samples of the table: 2 and 5 are QCs of the unit.
    CorrectionUnit& unit = correction.responses.units.emplace_back();
    unit.samples = {1, 2, 3, 5, 6};
    unit.qcs = {2, 5};
    std::vector<Concentration> values;
    for (const std::size_t sample : {2u, 3u, 4u, 6u, 7u}) {
        values.emplace_back().sample = sample;
        values.back().value = 1.0;
    }
    values.front().flags = "blended";
    values.emplace_back().sample = 2;  // without a value
    values.emplace_back().sample = 2;
    values.back().row = 1;  // not corrected
    values.back().value = 1.0;
    flag_outside(correction, values);
    CHECK(values[0].flags == "blended;outside_qcs");
    CHECK(values[1].flags.empty());
    CHECK(values[2].flags.empty());
    CHECK(values[3].flags.empty());
    CHECK(values[4].flags == "outside_qcs");
    CHECK(values[5].flags.empty());
    CHECK(values[6].flags.empty());
}
