#include "tests/io/report/drawn_study.hpp"

#include <algorithm>
#include <cmath>

namespace gassan::test {
namespace {

constexpr double sd_s = 3.0;  // of every peak

/// Between -1 and 1, another one for each pair.
double spread(int a, int b) {
    return std::sin(12.9898 * a + 78.233 * b + 1.0);
}

Frame made_frame(Polarity polarity) {
    Frame frame;
    frame.polarity = polarity;
    frame.in_tu = polarity == Polarity::positive;
    frame.clock = {.a = 10000.0, .b = -10.0, .c = 0.0, .delay_s = 3.0};
    frame.relative_sd = 0.0012;
    frame.mz_sd_ppm = 1.5;
    frame.founded_on = "P1";
    frame.ions.resize(9);
    return frame;
}

/// Of a dozen kinds, all monotone over the times used.
Warp made_warp(int run) {
    run %= 12;
    return {.a = 10000.0 * (1.0 + 0.004 * run), .b = -10.0 - 0.31 * run, .c = 0.0006 * run, .delay_s = 3.0};
}

double place_of(int feature, int features) {
    return 8.0 + 27.0 * (feature + 0.5 * (1 + spread(feature, 3))) / (features + 1);
}

ConsensusFeature made_feature(const Frame& frame, int feature, int features) {
    ConsensusFeature made;
    made.feature_id = (frame.polarity == Polarity::negative ? "N" : "F") + std::to_string(1000 + feature);
    made.mz = 70.0 + 310.0 * (1.0 + spread(feature, 7)) + 0.01 * feature;
    made.place = place_of(feature, features);
    if (frame.in_tu) made.mobility_tu = made.place;
    made.mt_s = frame.clock.time_s(made.place);
    made.charge = 1;
    made.ion = "[M+H]+";
    made.quality = 0.9 - 0.07 * (feature % 10);
    made.fwhm_s = 2.3548 * sd_s;
    made.front_s = 7.0, made.tail_s = 11.0;
    made.place_sd = std::abs(frame.clock.slope(made.mt_s)) * made.mt_s * frame.relative_sd * (1 + feature % 4);
    return made;
}

CellKind kind_of(int feature, int run) {
    const int dice = (3 * feature + run) % 7;
    return dice == 0 ? CellKind::filled : dice == 1 ? CellKind::below_limit : CellKind::measured;
}

Cell made_cell(const ConsensusFeature& feature, const Warp& warp, int number, int run) {
    Cell cell;
    cell.kind = kind_of(number, run);
    cell.mz = feature.mz * (1.0 + 1e-6 * spread(number, run));
    cell.mt_s = warp.time_s(feature.place) + 0.3 * spread(run, number);
    cell.limit = 900.0;
    if (cell.kind == CellKind::below_limit) return cell;
    cell.height =
        2e5 / (1.0 + 0.8 * number) * (1.0 + 0.2 * spread(number, run)) * (cell.kind == CellKind::filled ? 0.1 : 1.0);
    cell.area = cell.height * sd_s * std::sqrt(2.0 * std::acos(-1.0));
    cell.area_se = 0.02 * cell.area;
    cell.begin_s = cell.mt_s - 7.25, cell.end_s = cell.mt_s + 11.5;  // asymmetric on purpose
    cell.quality = feature.quality;
    return cell;
}

/// Anchors at every second feature, and a wrong one that the fit rejected.
RunAlignment made_alignment(const Frame& frame, const std::vector<ConsensusFeature>& features, int run) {
    RunAlignment alignment;
    alignment.aligned = true;
    alignment.warp = made_warp(run);
    alignment.mz_shift_ppm = 0.4 * run - 0.7;
    double squares = 0.0;
    for (std::size_t f = 0; f < features.size(); f += 2) {
        Anchor anchor{.mz = features[f].mz, .place = features[f].place, .weight = 0.9};
        anchor.frame_time_s = frame.clock.time_s(anchor.place);
        anchor.residual_s = 0.4 * spread(int(f), run);
        anchor.time_s = alignment.warp.time_s(anchor.place) + anchor.residual_s;
        if (f == 4) anchor.weight = 0.0, anchor.residual_s = 25.0, anchor.time_s += 25.0;
        if (anchor.weight > 0.0) squares += anchor.residual_s * anchor.residual_s, ++alignment.n_anchors;
        alignment.anchors.push_back(anchor);
    }
    std::sort(alignment.anchors.begin(), alignment.anchors.end(),
              [](const Anchor& a, const Anchor& b) { return a.time_s < b.time_s; });
    if (alignment.n_anchors == 0) return alignment;
    alignment.rms_s = std::sqrt(squares / alignment.n_anchors);
    alignment.first_anchor_s = alignment.anchors.front().time_s;
    alignment.last_anchor_s = alignment.anchors.back().time_s;
    return alignment;
}

Electropherogram made_total(int run) {
    Electropherogram curve;
    for (int scan = 0; scan < 1200; ++scan) {
        const double time_s = 0.7 * scan, z = (time_s - 400.0 - 9.0 * run) / 25.0;
        curve.time_s.push_back(time_s);
        curve.intensity.push_back(
            float(1e5 * (1.0 + 0.05 * run) + 3e6 * std::exp(-z * z / 2) + 2e4 * spread(scan, run)));
    }
    for (std::size_t scan = 900; scan < 910; ++scan) curve.intensity[scan] = float(no_value);
    return curve;
}

Sample made_sample(const MadePolarity& of, int run) {
    Sample sample;
    sample.sample_id = (of.polarity == Polarity::negative ? "M" : "P") + std::to_string(run + 1);
    sample.file = sample.file_as_told = sample.sample_id + ".mzML";
    sample.type = of.qcs && run % 3 == 2 ? SampleType::qc : SampleType::sample;
    if (sample.type == SampleType::sample) sample.group = run % 2 == 0 ? "control" : "case";
    sample.batch = "B1";
    sample.injection_order = 2 * (of.runs - run);  // against the order of the sheet
    sample.polarity = of.polarity;
    return sample;
}

void add_polarity(DrawnStudy& made, const MadePolarity& of) {
    FeatureTable table;
    table.frame = made_frame(of.polarity);
    for (int f = 0; f < of.features; ++f) table.features.push_back(made_feature(table.frame, f, of.features));
    for (int run = 0; run < of.runs; ++run) {
        const auto sample = made_sample(of, run);
        RunRecord record{.sample_id = sample.sample_id, .status = RunStatus::ok, .polarity = of.polarity};
        record.features = std::size_t(100 + 7 * run);
        made.study.samples.push_back(sample);
        made.result.runs.push_back(record);
        made.total_ion.push_back(made_total(run));
        table.runs.push_back({sample.sample_id, "", made_alignment(table.frame, table.features, run)});
    }
    for (int f = 0; f < of.features; ++f)
        for (int run = 0; run < of.runs; ++run)
            table.cells.push_back(made_cell(table.features[std::size_t(f)], made_warp(run), f, run));
    made.result.tables.push_back(std::move(table));
}

Electropherogram made_curve(const FeatureTable& table, std::size_t feature, std::size_t run) {
    const auto& cell = table.cell(feature, run);
    Electropherogram curve{.mz = table.features[feature].mz, .time_s = {}, .intensity = {}};
    for (double time_s = cell.mt_s - 60.0; time_s < cell.mt_s + 60.0; time_s += 0.7) {
        const double z = (time_s - cell.mt_s) / sd_s;
        curve.time_s.push_back(time_s);
        curve.intensity.push_back(
            float(200.0 + (std::isfinite(cell.height) ? cell.height : 100.0) * std::exp(-z * z / 2)));
    }
    return curve;
}

}  // namespace

std::vector<FeatureOverlay> DrawnStudy::with_curves(std::vector<FeatureOverlay> overlays) const {
    for (auto& overlay : overlays) {
        const auto& table = result.tables[overlay.table];
        for (std::size_t run = 0; run < table.runs.size(); ++run)
            overlay.curves.push_back({run, made_curve(table, overlay.feature, run)});
    }
    return overlays;
}

std::string DrawnStudy::page(const std::string& language, std::size_t strongest, std::size_t doubtful) const {
    return study_report_html(study, result, total_ion,
                             with_curves(features_to_show(study, result, strongest, doubtful)),
                             {"gassan 0.1.0", "[peak]\nmin_snr = 5"}, language);
}

DrawnStudy drawn_study(const std::vector<MadePolarity>& polarities) {
    DrawnStudy made;
    made.study.name = "made study";
    for (const auto& of : polarities) add_polarity(made, of);
    return made;
}

void fail_run(DrawnStudy& made, std::size_t sample, const std::string& reason) {
    auto& record = made.result.runs[sample];
    record.status = RunStatus::failed;
    record.reason = reason;
    record.features = 0;
    made.total_ion[sample] = {};
    for (auto& table : made.result.tables) {
        const auto found = std::find_if(table.runs.begin(), table.runs.end(),
                                        [&](const TableRun& run) { return run.sample_id == record.sample_id; });
        if (found == table.runs.end()) continue;
        const auto gone = std::size_t(found - table.runs.begin());
        std::vector<Cell> kept;
        for (std::size_t f = 0; f < table.features.size(); ++f)
            for (std::size_t r = 0; r < table.runs.size(); ++r)
                if (r != gone) kept.push_back(table.cell(f, r));
        table.cells = std::move(kept);
        table.runs.erase(found);
    }
}

void warn_run(DrawnStudy& made, std::size_t sample, const std::string& reason) {
    auto& record = made.result.runs[sample];
    record.status = RunStatus::warned;
    record.reason = reason;
    for (auto& table : made.result.tables)
        for (auto& run : table.runs) {
            if (run.sample_id != record.sample_id) continue;
            run.alignment.aligned = false;
            run.alignment.reason = reason;
            for (auto& anchor : run.alignment.anchors) anchor.weight = 0.0;
            run.alignment.n_anchors = 0;
            run.alignment.rms_s = run.alignment.first_anchor_s = run.alignment.last_anchor_s = no_value;
        }
}

}  // namespace gassan::test
