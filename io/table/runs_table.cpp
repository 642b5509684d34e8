#include "core/base/robust.hpp"
#include "io/table/number_cell.hpp"
#include "io/table/study_places.hpp"
#include "io/table/study_tables.hpp"

#include <array>
#include <cmath>
#include <iterator>

namespace gassan {
namespace {

using Cells = std::vector<std::string>;

/// What the tables say of one run; empty for a failed one.
struct RunSummary {
    std::array<std::size_t, 5> count{};  ///< cells by kind
    const RunAlignment* alignment = nullptr;
    double segment_s = no_value;  ///< NaN: it is no segment of a run of several
    bool in_tu = false;
    double log2_area_ratio = no_value;
};

/// Where \p table has a column for a row of the sheet that \p wanted takes.
template <class Wanted>
std::vector<std::size_t> columns_of(const Study& study, const std::vector<RunPlace>& places, Wanted&& wanted) {
    std::vector<std::size_t> columns;
    for (std::size_t run = 0; run < places.size(); ++run)
        if (places[run].kind == RunPlace::Kind::column && wanted(study.samples[run]))
            columns.push_back(places[run].column);
    return columns;
}

/// Per feature the median area of the QCs, or of all runs where the polarity has no QC; NaN where none has a number.
std::vector<double> reference_areas(const Study& study, const FeatureTable& table,
                                    const std::vector<RunPlace>& places) {
    auto columns = columns_of(study, places, [](const Sample& sample) { return sample.type == SampleType::qc; });
    if (columns.empty()) columns = columns_of(study, places, [](const Sample&) { return true; });
    std::vector<double> reference;
    for (std::size_t feature = 0; feature < table.features.size(); ++feature) {
        std::vector<double> areas;
        for (const std::size_t column : columns) {
            const double area = area_of(table.cell(feature, column));
            if (area > 0.0) areas.push_back(area);
        }
        reference.push_back(median(std::move(areas)));
    }
    return reference;
}

double median_log2_ratio(const FeatureTable& table, std::size_t column, const std::vector<double>& reference) {
    std::vector<double> ratios;
    for (std::size_t feature = 0; feature < table.features.size(); ++feature) {
        const double area = area_of(table.cell(feature, column));
        if (area > 0.0 && reference[feature] > 0.0) ratios.push_back(std::log2(area / reference[feature]));
    }
    return median(std::move(ratios));
}

/// One a row of the sheet.
std::vector<RunSummary> summaries_of(const Study& study, const StudyResult& result) {
    std::vector<RunSummary> summaries(study.samples.size());
    for (const FeatureTable& table : result.tables) {
        const auto places = run_places(study, result, table);
        const auto reference = reference_areas(study, table, places);
        for (std::size_t run = 0; run < places.size(); ++run) {
            if (places[run].kind != RunPlace::Kind::column) continue;
            RunSummary& summary = summaries[run];
            const std::size_t column = places[run].column;
            for (std::size_t feature = 0; feature < table.features.size(); ++feature)
                ++summary.count[std::size_t(table.cell(feature, column).kind)];
            summary.alignment = &table.runs[column].alignment;
            if (table.runs[column].segment > 0) summary.segment_s = table.runs[column].segment_s;
            summary.in_tu = table.frame.in_tu;
            summary.log2_area_ratio = median_log2_ratio(table, column, reference);
        }
    }
    return summaries;
}

void append(Cells& cells, Cells more) {
    cells.insert(cells.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Cells sheet_cells(const Sample& sample, const RunRecord& record) {
    const Polarity polarity = record.polarity != Polarity::unknown ? record.polarity : sample.polarity;
    return {text_cell(sample.sample_id),
            std::string(run_status_name(record.status)),
            text_cell(record.reason),
            text_cell(sample.file_as_told),
            std::string(sample_type_name(sample.type)),
            std::string(polarity_name(polarity)),
            text_cell(sample.specimen_id),
            text_cell(sample.group),
            text_cell(sample.batch),
            sample.injection_order ? std::to_string(*sample.injection_order) : ""};
}

/// A failed run may have been read before it failed: what was counted is told, a zero is not. Nobody knows the scans
/// of a peak list.
Cells count_cells(const RunRecord& record, const RunSummary& summary) {
    const auto counted = [&](std::size_t count) {
        return record.status == RunStatus::failed && count == 0 ? "" : std::to_string(count);
    };
    const auto scanned = [&](std::size_t count) { return is_peak_list(record) ? "" : counted(count); };
    const auto of = [&](CellKind kind) {
        return summary.alignment ? std::to_string(summary.count[std::size_t(kind)]) : "";
    };
    return {scanned(record.scans), scanned(record.centroids), counted(record.features),  of(CellKind::measured),
            of(CellKind::filled),  of(CellKind::below_limit), of(CellKind::not_measured)};
}

constexpr int warp_digits = 9;  // place = A / s + B + C s is a difference of large numbers

/// "612:0;648:34.2": from 612 s on ions come later than A, B and C say, at 648 s and after by 34.2 s.
std::string late_cell(const std::vector<Lateness>& late) {
    std::string text;
    for (const Lateness& knot : late)
        text += (text.empty() ? "" : ";") + decimals(knot.time_s, 3) + ":" + decimals(knot.late_s, 3);
    return text;
}

Cells alignment_cells(const RunSummary& summary) {
    if (!summary.alignment) return Cells(10);
    const RunAlignment& a = *summary.alignment;
    return {std::to_string(a.n_anchors),
            decimals(a.rms_s, 3),
            summary.in_tu ? decimals(a.rms_place, 4) : "",
            significant(a.warp.a, warp_digits),
            significant(a.warp.b, warp_digits),
            significant(a.warp.c, warp_digits),
            decimals(a.warp.delay_s, 3),
            late_cell(a.warp.late),
            decimals(a.mz_shift_ppm, 3),
            a.aligned ? "yes" : "no"};
}

Cells quality_cells(const RunRecord& record, const RunSummary& summary) {
    if (record.status == RunStatus::failed) return Cells(10);
    const RunCharacter& c = record.character;
    return {decimals(summary.log2_area_ratio, 3),
            significant(c.gain),
            significant(c.threshold),
            decimals(c.mz_floor_ppm, 3),
            decimals(c.mz_drift_ppm, 3),
            is_peak_list(record) ? "" : std::to_string(c.dropouts),
            decimals(c.fwhm_ref_s, 3),
            decimals(c.time_ref_s, 3),
            decimals(record.first_time_s, 3),
            decimals(record.last_time_s, 3)};
}

void run_rows(const Study& study, const StudyResult& result, const std::function<void(const StudyRow&)>& sink) {
    const std::vector<RunSummary> summaries = summaries_of(study, result);
    for (std::size_t run = 0; run < study.samples.size(); ++run) {
        const RunRecord& record = result.runs[run];
        StudyRow row{sheet_cells(study.samples[run], record), {}};
        append(row.cells, count_cells(record, summaries[run]));
        append(row.cells, alignment_cells(summaries[run]));
        append(row.cells, quality_cells(record, summaries[run]));
        append(row.cells, {record.input_sha256.empty() ? "" : std::to_string(record.input_bytes), record.input_sha256,
                           record.run_hash, record.lock_masses, record.lock_ppm,
                           study.samples[run].segment ? std::to_string(*study.samples[run].segment) : "",
                           decimals(summaries[run].segment_s, 3)});
        sink(row);
    }
}

}  // namespace

StudyTable runs_table(const Study& study, const StudyResult& result) {
    return {.name = "runs",
            .columns = {{"sample_id"},
                        {"status"},
                        {"reason"},
                        {"file"},
                        {"type"},
                        {"polarity"},
                        {"specimen_id"},
                        {"group"},
                        {"batch"},
                        {"injection_order", true},
                        {"n_scans", true},
                        {"n_centroids", true},
                        {"n_features", true},
                        {"n_measured", true},
                        {"n_filled", true},
                        {"n_below_limit", true},
                        {"n_not_measured", true},
                        {"n_anchors", true},
                        {"rms_s", true},
                        {"rms_tu", true},
                        {"A", true},
                        {"B", true},
                        {"C", true},
                        {"delay_s", true},
                        {"late"},
                        {"mz_shift_ppm", true},
                        {"aligned"},
                        {"log2_area_ratio", true},
                        {"gain", true},
                        {"threshold", true},
                        {"mz_floor_ppm", true},
                        {"mz_drift_ppm", true},
                        {"dropouts", true},
                        {"fwhm_s", true},
                        {"fwhm_at_s", true},
                        {"first_time_s", true},
                        {"last_time_s", true},
                        {"input_bytes", true},
                        {"input_sha256"},
                        {"run_hash"},
                        {"lock_masses"},
                        {"lock_ppm"},
                        {"segment", true},
                        {"segment_s", true}},
            .rows = study.samples.size(),
            .for_each_row = [&](const std::function<void(const StudyRow&)>& sink) { run_rows(study, result, sink); }};
}

}  // namespace gassan
