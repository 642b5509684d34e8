#include "tests/io/report/quantified_study.hpp"

#include <cmath>

namespace gassan::test {
namespace {

Compound made_compound(const char* id, const char* name, CompoundRole role) {
    Compound compound;
    compound.compound_id = id;
    compound.name = name;
    compound.role = role;
    return compound;
}

CurvePoint used_point(const char* sample, double level, double response, double error_percent) {
    CurvePoint point{.sample_id = sample, .concentration = level, .response = response};
    point.response_se = 0.05 * response;
    point.back_calculated = level * (1.0 + error_percent / 100.0);
    point.error_percent = error_percent;
    point.used = true;
    return point;
}

CalibrationCurve made_curve() {
    CalibrationCurve curve;
    curve.polarity = Polarity::positive;
    curve.model = CurveModel::linear;
    curve.weight = CurveWeight::one_over_x2;
    curve.b1 = 0.01;
    curve.covariance[4] = 1e-8;  // sd of the slope: 1 %
    curve.relative_sd = 0.05;
    curve.t95 = 2.0;
    curve.lod = 0.2, curve.loq = 1.0, curve.uloq = 1000.0;
    curve.unit = "umol/L";
    curve.internal_standard = "is-1";
    curve.standard_choice = "the nearest of 2 steady ones";
    curve.choice = "linear, 1/x2: 4 of 4 levels within 15 %";
    curve.limits = "LOD by residuals";
    curve.points = {used_point("S1", 1.0, 0.011, 10.0), used_point("S2", 10.0, 0.092, -8.0),
                    used_point("S3", 100.0, 1.04, 4.0), used_point("S4", 1000.0, 9.9, -1.0)};
    CurvePoint low = used_point("S0", 0.5, 0.0021, -58.0);
    low.used = false, low.why_not = "below the LLOQ";
    CurvePoint none{.sample_id = "S<->", .concentration = 5.0};
    none.why_not = "internal standard failed";
    curve.points.push_back(low);
    curve.points.push_back(none);
    return curve;
}

void add_rows(DrawnStudy& made) {
    auto& quantities = made.result.quantities;
    const std::size_t samples = made.study.samples.size();
    for (std::size_t compound = 0; compound < 3; ++compound)
        quantities.rows.push_back({compound, Polarity::positive, "", std::vector<Cell>(samples)});
    CalibrationCurve none;
    none.choice = "no standard can be used";
    none.polarity = Polarity::positive;
    quantities.curves = {made_curve(), none, none};
    quantities.curves[1].compound = 1;
    quantities.curves[2].compound = 2;
    const double areas[] = {1000.0, 1100.0, 900.0, 1050.0, 200.0, no_value};
    for (std::size_t sample = 0; sample < samples; ++sample) {
        quantities.rows[1].cells[sample].area = areas[sample];
        StandardTrend trend{.row = 1, .sample = sample, .ratio = areas[sample] / 1000.0, .low = 500.0, .high = 2000.0};
        if (sample >= 4) trend.failed = true, trend.reason = sample == 4 ? "5 times <below" : "not measured";
        quantities.trends.push_back(trend);
    }
}

void add_concentrations(DrawnStudy& made) {
    auto& table = made.result.specimens;
    table.specimens = {"plain", "low", "high", "absent", "unseen", "broken", "alone", "marked"};
    table.compounds = {0, 1, 2};
    table.units.assign(3, "umol/L");
    table.polarities.assign(3, Polarity::positive);
    SpecimenValue measured{.value = 12.3456, .se = 0.5, .low95 = 11.4, .high95 = 13.4, .kind = CellKind::measured};
    table.values.assign(8, measured);
    table.values[1].value = 0.25, table.values[1].flags = "<LLOQ";
    table.values[2].value = 2345.6, table.values[2].flags = "saturated;>ULOQ";
    table.values[3] = {.lod = 0.2, .kind = CellKind::below_limit};
    table.values[4] = {.kind = CellKind::not_measured};
    table.values[5] = {.kind = CellKind::failed};
    table.values[6] = {.kind = CellKind::measured, .flags = "is_failed: 5 times <below"};
    table.values[7].flags = "blended";
    SpecimenValue no_curve{.kind = CellKind::measured, .flags = "no_curve"};
    table.values.resize(24, no_curve);
}

Candidate made_candidate(const char* id, const char* name, double probability, PlaceEvidence evidence) {
    Candidate candidate;
    candidate.compound_id = id;
    candidate.name = name;
    candidate.ion = "[M+H]+";
    candidate.mz_error_ppm = -1.234;
    candidate.mz_tolerance_ppm = 15.0;
    candidate.place = 9.0;
    candidate.place_sd = 0.25;
    candidate.place_error_sd = 1.6;
    candidate.evidence = evidence;
    candidate.isotope_score = 0.87;
    candidate.probability = probability;
    return candidate;
}

void add_names(DrawnStudy& made) {
    auto& features = made.result.tables[0].features;
    StudyAnnotation::Table names;
    names.features.resize(features.size());
    for (auto& one : names.features) one.level = "4";
    auto& leucine = names.features[0];
    leucine.compound_id = "leu", leucine.compound = "Leucine", leucine.level = "1-MT", leucine.score = 0.97;
    leucine.candidates = {made_candidate("leu", "Leucine", 0.97, PlaceEvidence::standard),
                          made_candidate("isoleucine", "Isoleucine", 0.02, PlaceEvidence::predicted)};
    leucine.candidates[0].of_user = true;
    auto& set = names.features[1];
    set.compound_id = "leucine|isoleucine", set.compound = "Leucine|Isoleucine", set.level = "3", set.score = 0.9;
    set.isomer_set = true;
    set.candidates = {made_candidate("leucine", "Leucine", 0.5, PlaceEvidence::none),
                      made_candidate("isoleucine", "Isoleucine", 0.4, PlaceEvidence::none)};
    for (auto& one : set.candidates) one.place = one.place_sd = one.place_error_sd = no_value;
    names.features[2].candidates = {made_candidate("valine", "Valine", 0.3, PlaceEvidence::told)};
    names.features[3].level = "", names.features[3].explained_by = "M+1 of " + features[0].feature_id;
    names.estimated_fdr = 0.0123;
    names.decoy_sets = 20;
    names.decoys_named = 21;
    made.result.annotation.tables = {names};
}

}  // namespace

const char* const hostile_name = "x<b>&\"y\"";

DrawnStudy quantified_study() {
    auto made = drawn_study({{.polarity = Polarity::positive, .runs = 6, .features = 12}});
    made.result.compounds = {made_compound("leu", "Leucine", CompoundRole::analyte),
                             made_compound("is-1", "Methionine sulfone", CompoundRole::internal_standard),
                             made_compound("odd", hostile_name, CompoundRole::analyte)};
    add_rows(made);
    add_concentrations(made);
    add_names(made);
    return made;
}

std::string text_of(const pugi::xml_node& node) {
    std::string all;
    for (const auto& piece : node.select_nodes(".//text()")) all += piece.node().value();
    return all;
}

}  // namespace gassan::test
