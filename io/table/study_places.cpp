#include "io/table/study_places.hpp"

#include "io/base/faults.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>

namespace gassan {
namespace {

/// What the file said, or else the sheet.
Polarity polarity_of(const RunRecord& record, const Sample& sample) {
    return record.polarity != Polarity::unknown ? record.polarity : sample.polarity;
}

}  // namespace

bool is_peak_list(const RunRecord& record) {
    return record.status != RunStatus::failed && record.scans == 0;
}

std::vector<RunPlace> run_places(const Study& study, const StudyResult& result, const FeatureTable& table) {
    assert(result.runs.size() == study.samples.size());
    std::map<std::string_view, std::size_t> columns;
    for (std::size_t column = 0; column < table.runs.size(); ++column)
        columns.emplace(table.runs[column].sample_id, column);

    std::vector<RunPlace> places(study.samples.size());
    for (std::size_t row = 0; row < places.size(); ++row) {
        const RunRecord& record = result.runs[row];
        const Polarity polarity = polarity_of(record, study.samples[row]);
        const auto found = columns.find(study.samples[row].sample_id);
        if (record.status == RunStatus::failed) {
            if (found != columns.end() || polarity == Polarity::unknown || polarity == table.frame.polarity)
                places[row].kind = RunPlace::Kind::failed;
        } else if (found != columns.end()) {
            places[row] = {RunPlace::Kind::column, found->second, is_peak_list(record)};
        }
    }
    return places;
}

Cell cell_at(const FeatureTable& table, std::size_t feature, const RunPlace& place) {
    switch (place.kind) {
        case RunPlace::Kind::column:
            return table.cell(feature, place.column);
        case RunPlace::Kind::failed:
            return {.kind = CellKind::failed};
        case RunPlace::Kind::other_polarity:
            break;
    }
    return {.kind = CellKind::not_measured};
}

double area_of(const Cell& cell) {
    const bool has_peak = cell.kind == CellKind::measured || cell.kind == CellKind::filled;
    return has_peak && std::isfinite(cell.area) ? cell.area : no_value;
}

std::string_view polarity_name(Polarity polarity) {
    switch (polarity) {
        case Polarity::positive:
            return "positive";
        case Polarity::negative:
            return "negative";
        case Polarity::unknown:
            break;
    }
    return {};
}

std::string text_cell(const std::string& text) {
    const auto is_control = [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; };
    return std::any_of(text.begin(), text.end(), is_control) ? quoted_path(text) : text;
}

}  // namespace gassan
