#include "io/study/provenance.hpp"

#include "core/param_table.hpp"
#include "io/base/faults.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace gassan {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json parameters(const Params& params) {
    Json tables = Json::object();
    for (const ParamStage& stage : param_table(params)) {
        Json& table = tables[stage.name] = Json::object();
        for (const ParamRow& row : stage.rows)
            std::visit([&](const auto& value) { table[row.key] = value; }, row.value);
    }
    return tables;
}

Json counts(const RunProvenance& p) {
    const RunSummary& s = p.summary;
    return {{"spectra", s.spectra},
            {"ms1", s.ms1},
            {"ms1_empty", s.ms1_empty},
            {"ms2", s.ms2},
            {"points", s.points},
            {"first_time_s", number(s.first_time_s)},
            {"last_time_s", number(s.last_time_s)},
            {"features", p.features}};
}

Json notes(const Notes& all) {
    Json list = Json::array();
    for (const Note& note : all) list.push_back({{"code", note.code}, {"where", note.where}, {"text", note.text}});
    return list;
}

}  // namespace

std::string provenance_json(const RunProvenance& p) {
    const Json document{
        {"program", {{"name", "gassan"}, {"version", p.version}}},
        {"written_utc", p.written_utc},
        {"command", p.command},
        {"input",
         {{"path", quoted_path(p.input)},
          {"format", p.summary.format},
          {"bytes", p.input_hash.bytes},
          {"sha256", p.input_hash.sha256}}},
        {"parameters", parameters(p.params)},
        {"set_by", p.set_by},
        {"counts", counts(p)},
        {"features_sha256", p.features_sha256},
        {"notes", notes(p.notes)},
    };
    // Names of files may hold bytes that are no UTF-8; they are shown with U+FFFD, the hash tells the file.
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace gassan
