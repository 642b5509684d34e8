#include "io/study/study_provenance.hpp"

#include "io/base/faults.hpp"
#include "io/study/provenance_parts.hpp"
#include "io/table/study_places.hpp"

#include <array>

namespace gassan {
namespace {

using provenance::Json, provenance::number;

Json file_list(const std::vector<HashedFile>& files) {
    Json list = Json::array();
    for (const HashedFile& file : files)
        list.push_back({{"role", file.role},
                        {"path", quoted_path(file.path)},
                        {"bytes", file.hash.bytes},
                        {"sha256", file.hash.sha256}});
    return list;
}

/// Notes by their code, in the order in which the codes first come.
Json notes_by_code(const Notes& notes) {
    Json by_code = Json::object();
    for (const Note& note : notes) {
        Json& texts = by_code[note.code];
        if (texts.is_null()) texts = Json::array();
        texts.push_back(note.where.empty() ? note.text : note.where + ": " + note.text);
    }
    return by_code;
}

Json limits(const std::vector<IntegrationLimits>& all) {
    Json list = Json::array();
    for (const IntegrationLimits& one : all) {
        Json row{{"sample_id", one.sample_id}};
        if (!one.feature_id.empty()) row["feature_id"] = one.feature_id;
        if (!one.compound_id.empty()) row["compound_id"] = one.compound_id;
        row["begin_s"] = number(one.begin_s);
        row["end_s"] = number(one.end_s);
        row["reason"] = one.reason;
        row["by"] = one.by;
        list.push_back(std::move(row));
    }
    return list;
}

Json run(const Sample& sample, const RunRecord& record) {
    const bool was_read = !record.input_sha256.empty();
    return {{"sample_id", sample.sample_id},
            {"path", quoted_path(sample.file_as_told)},
            {"bytes", was_read ? Json(record.input_bytes) : Json(nullptr)},
            {"sha256", was_read ? Json(record.input_sha256) : Json(nullptr)},
            {"run_hash", record.run_hash.empty() ? Json(nullptr) : Json(record.run_hash)},
            {"status", run_status_name(record.status)},
            {"reason", record.reason},
            {"notes", notes_by_code(record.notes)}};
}

Json runs(const Study& study, const StudyResult& result) {
    Json list = Json::array();
    for (std::size_t i = 0; i < study.samples.size(); ++i) list.push_back(run(study.samples[i], result.runs[i]));
    return list;
}

Json frame(const Frame& frame) {
    return {{"polarity", polarity_name(frame.polarity)},
            {"founded_on", frame.founded_on},
            {"in_tu", frame.in_tu},
            {"ions", frame.ions.size()},
            {"clock",
             {{"A", number(frame.clock.a)},
              {"B", number(frame.clock.b)},
              {"C", number(frame.clock.c)},
              {"delay_s", number(frame.clock.delay_s)}}},
            {"relative_sd", number(frame.relative_sd)},
            {"mz_sd_ppm", number(frame.mz_sd_ppm)}};
}

Json frames(const StudyResult& result) {
    Json list = Json::array();
    for (const FeatureTable& table : result.tables) list.push_back(frame(table.frame));
    return list;
}

/// Cells of the runs that a polarity's table holds, by kind.
Json table_counts(const FeatureTable& table) {
    std::array<std::size_t, 5> count{};
    for (const Cell& cell : table.cells) ++count[std::size_t(cell.kind)];
    Json cells = Json::object();
    for (std::size_t kind = 0; kind < count.size(); ++kind)
        cells[std::string(cell_kind_name(CellKind(kind)))] = count[kind];
    return {{"polarity", polarity_name(table.frame.polarity)},
            {"features", table.features.size()},
            {"runs", table.runs.size()},
            {"cells", cells}};
}

Json counts(const StudyResult& result) {
    std::array<std::size_t, 3> status{};
    for (const RunRecord& record : result.runs) ++status[std::size_t(record.status)];
    Json by_status = Json::object();
    for (const RunStatus each : {RunStatus::ok, RunStatus::warned, RunStatus::failed})
        by_status[std::string(run_status_name(each))] = status[std::size_t(each)];
    Json tables = Json::array();
    for (const FeatureTable& table : result.tables) tables.push_back(table_counts(table));
    return {{"runs", by_status}, {"tables", tables}};
}

}  // namespace

std::string study_provenance_json(const StudyProvenance& p, const Study& study, const StudyResult& result) {
    return provenance::text_of({
        {"program", {{"name", "gassan"}, {"version", p.version}}},
        {"written_utc", p.written_utc},
        {"command", p.command},
        {"study", study.name},
        {"inputs", file_list(p.inputs)},
        {"parameters", provenance::parameters(p.params)},
        {"set_by", p.set_by},
        {"separation", provenance::separation(p.separation)},
        {"limits", limits(p.limits)},
        {"frames", frames(result)},
        {"counts", counts(result)},
        {"runs", runs(study, result)},
        {"outputs", file_list(p.outputs)},
    });
}

}  // namespace gassan
