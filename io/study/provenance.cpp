#include "io/study/provenance.hpp"

#include "io/base/faults.hpp"
#include "io/study/provenance_parts.hpp"

namespace gassan {
namespace {

using provenance::Json, provenance::number;

Json mobility_scale(const RunProvenance& p) {
    if (!p.mobility_scale) return nullptr;
    Json markers = Json::array();
    for (const FoundMarker& found : p.markers)
        markers.push_back({{"name", found.marker.name},
                           {"feature_id", found.feature_id},
                           {"time_s", found.time_s},
                           {"mobility_tu", found.marker.mobility_tu},
                           {"residual_tu", found.residual_tu}});
    return {{"gain_tu_s", p.mobility_scale->gain_tu_s},
            {"offset_tu", p.mobility_scale->offset_tu},
            {"delay_s", p.mobility_scale->delay_s},
            {"markers", markers}};
}

Json lock_masses(const LockReport& report) {
    Json ions = Json::array();
    for (const LockSighting& ion : report.ions)
        ions.push_back({{"name", ion.lock.name},
                        {"mz", ion.lock.mz},
                        {"source", ion.lock.told ? "study" : ion.lock.source},
                        {"presence", ion.presence},
                        {"counts", number(ion.counts)},
                        {"deviation_ppm", number(ion.deviation_ppm)},
                        {"verdict", lock_verdict_name(ion.verdict)}});
    return {{"recalibrated", report.recalibrated}, {"outcome", report.outcome}, {"ions", ions}};
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
        {"parameters", provenance::parameters(p.params)},
        {"set_by", p.set_by},
        {"separation", provenance::separation(p.separation)},
        {"mobility_scale", mobility_scale(p)},
        {"lock_masses", lock_masses(p.lock)},
        {"counts", counts(p)},
        {"features_sha256", p.features_sha256},
        {"notes", notes(p.notes)},
    };
    return provenance::text_of(document);
}

}  // namespace gassan
