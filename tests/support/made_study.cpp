#include "tests/support/made_study.hpp"

namespace gassan::test {
namespace {

Sample sample(std::string id, SampleType type, std::string specimen) {
    Sample made;
    made.sample_id = id;
    made.file = "/data/" + id + ".mzML";
    made.file_as_told = id + ".mzML";
    made.type = type;
    made.specimen_id = std::move(specimen);
    return made;
}

RunRecord record(std::string id, RunStatus status, Polarity polarity) {
    RunRecord made;
    made.sample_id = std::move(id);
    made.status = status;
    made.scans = status == RunStatus::failed ? 0 : 1;  // a run, no peak list
    made.polarity = polarity;
    return made;
}

Cell peak(CellKind kind, double area) {
    Cell cell;
    cell.kind = kind;
    cell.area = area;
    return cell;
}

Cell below_limit(double limit) {
    Cell cell;
    cell.kind = CellKind::below_limit;
    cell.mz = 90.0551;
    cell.mt_s = 611.25;
    cell.limit = limit;
    return cell;
}

Cell full_cell() {
    Cell cell = peak(CellKind::measured, 1234567.0);
    cell.mz = 147.1128049;
    cell.mt_s = 414.6004;
    cell.mobility_tu = 32.12346;
    cell.area_se = 0.00123456789;
    cell.height = 50000.0;
    cell.snr = 123.4567;
    cell.begin_s = 400.0;
    cell.end_s = 430.12345;
    cell.quality = 0.5;
    cell.flags = FeatureFlag::overlap | FeatureFlag::few_points;
    cell.extrapolated = true;
    return cell;
}

std::vector<Sample> sheet() {
    std::vector<Sample> rows{
        sample("=cmd", SampleType::sample, "s, 1"),     sample("QC \"1\"", SampleType::qc, "QC \"1\""),
        sample("検体 2", SampleType::sample, "s, 1"),   sample("broken", SampleType::blank, "broken"),
        sample("warned", SampleType::standard, "rep"),  sample("rep2", SampleType::sample, "rep"),
        sample("lost", SampleType::sample, "lost, too")};
    rows[0].group = "a,\"b\"";
    rows[0].batch = "B1";
    rows[0].injection_order = 12;
    rows[6].polarity = Polarity::negative;
    return rows;
}

std::vector<RunRecord> records() {
    std::vector<RunRecord> runs{
        record("=cmd", RunStatus::ok, Polarity::positive),       record("QC \"1\"", RunStatus::ok, Polarity::positive),
        record("検体 2", RunStatus::ok, Polarity::negative),     record("broken", RunStatus::failed, Polarity::unknown),
        record("warned", RunStatus::warned, Polarity::positive), record("rep2", RunStatus::ok, Polarity::positive),
        record("lost", RunStatus::failed, Polarity::unknown)};
    RunRecord& first = runs[0];
    first.input_sha256 = std::string(64, 'a');
    first.input_bytes = 4'000'000'001;
    first.run_hash = std::string(32, 'b');
    first.lock_masses = "66.0631;622.0290";
    first.lock_ppm = "1.24;-0.31";
    first.scans = 900;
    first.centroids = 2'400'000;
    first.features = 311;
    first.first_time_s = 0.5;
    first.last_time_s = 1800.25;
    first.character.gain = 21.5;
    first.character.threshold = 60;
    first.character.mz_floor_ppm = 1.25;
    first.character.mz_drift_ppm = 3.5;
    first.character.dropouts = 2;
    first.character.fwhm_ref_s = 4.4;
    first.character.time_ref_s = 415;
    first.notes = {{"unsorted-mz", "scan=4", "sorted"}, {"clock", "", "begins late"}, {"unsorted-mz", "scan=9", "too"}};
    runs[3].reason = "broken.mzML:\tcut at byte 7\nagain";
    runs[4].reason = "2 anchors, 3 are needed";
    return runs;
}

FeatureTable positive() {
    FeatureTable table;
    table.frame.polarity = Polarity::positive;
    table.frame.in_tu = true;
    table.frame.clock = {.a = 21333.25, .b = -30.5, .c = 0.0, .delay_s = 9.0};
    table.frame.founded_on = "QC \"1\"";
    table.frame.ions.resize(3);
    ConsensusFeature f1{.feature_id = "F1", .mz = 147.11280449, .place = 32.1, .mobility_tu = 32.1, .mt_s = 414.6004};
    f1.charge = -2;
    f1.ion = "[M-2H]2-";
    f1.quality = 0.75;
    f1.fwhm_s = 4.25;
    f1.place_sd = 0.0123456789;
    ConsensusFeature f2{.feature_id = "F2", .mz = 90.055, .place = 20, .mobility_tu = 20, .mt_s = 600};
    ConsensusFeature f3{.feature_id = "F3"};
    table.features = {f1, f2, f3};
    for (const char* id : {"rep2", "=cmd", "warned", "QC \"1\""}) table.runs.push_back({.sample_id = id});
    RunAlignment& alignment = table.runs[1].alignment;
    alignment.aligned = true;
    alignment.n_anchors = 57;
    alignment.rms_s = 0.3126;
    alignment.rms_place = 0.0625;
    alignment.warp = {
        .a = 21333.123456, .b = -30.125, .c = 1.5e-5, .delay_s = 9.0, .late = {{612.0, 0.0}, {648.5, 34.25}}};
    alignment.mz_shift_ppm = -1.5;
    const Cell nothing{.kind = CellKind::not_measured};
    // columns:        rep2                             =cmd                             warned                    QC
    table.cells = {peak(CellKind::measured, 300.0),
                   full_cell(),
                   peak(CellKind::measured, 100.0),
                   peak(CellKind::measured, 400.0),
                   peak(CellKind::filled, 30.0),
                   below_limit(12.5),
                   nothing,
                   peak(CellKind::measured, 15.0),
                   nothing,
                   nothing,
                   nothing,
                   nothing};
    table.cells[3].flags = FeatureFlag::overlap;
    return table;
}

FeatureTable negative() {
    FeatureTable table;
    table.frame.polarity = Polarity::negative;
    table.features = {{.feature_id = "N1", .mz = 191.0197, .place = 0.0015, .mt_s = 700.0}};
    table.runs = {{.sample_id = "検体 2"}};
    table.runs[0].alignment.aligned = true;
    table.runs[0].alignment.rms_place = 2e-6;
    table.cells = {peak(CellKind::measured, 77.0)};
    return table;
}

}  // namespace

MadeStudy made_study() {
    return {{.name = "made", .covariates = {}, .samples = sheet()}, {records(), {positive(), negative()}}};
}

}  // namespace gassan::test
