#include "io/quality/quality_json.hpp"

#include "io/base/faults.hpp"
#include "io/base/phrases.hpp"
#include "io/report/quality_words.hpp"
#include "io/table/quality_tables.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace gassan {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

/// A cell that is a number as one; an empty one as null.
Json typed(const StudyColumn& column, const std::string& cell) {
    if (cell.empty()) return nullptr;
    return column.is_number ? Json::parse(cell) : Json(cell);
}

Json rows_of(const StudyTable& table) {
    Json rows = Json::array();
    table.for_each_row([&](const StudyRow& row) {
        Json object;
        for (std::size_t i = 0; i < row.cells.size(); ++i)
            object[table.columns[i].name] = typed(table.columns[i], row.cells[i]);
        rows.push_back(std::move(object));
    });
    return rows;
}

Json params_of(const QualityParams& params) {
    Json out;
    QualityParams::fields(
        params, [&](std::string_view key, const auto& value, const FieldNote&) { out[std::string(key)] = value; });
    return out;
}

Json findings_of(const StudyQuality& quality) {
    Json out = Json::array();
    for (const QualityFinding& finding : quality.findings)
        out.push_back({{"code", quality_finding_code(finding.kind)},
                       {"text", report::finding_text(Language::en, finding)},
                       {"names", finding.names},
                       {"numbers", finding.numbers}});
    return out;
}

Json units_of(const ValueTable& table, const StudyQuality& quality) {
    Json out = Json::array();
    for (std::size_t u = 0; u < quality.units.size(); ++u) {
        const QualityUnit& unit = quality.units[u];
        Json trends = Json::object();
        for (std::size_t v = 0; v < quality.variables.size(); ++v) {
            const QcTrend& trend = quality.variables[v].unit_trends[u];
            if (std::isfinite(trend.ln_per_100))
                trends[table.variables[v].id] = {{"n", trend.n},
                                                 {"ln_per_100", trend.ln_per_100},
                                                 {"low95", number(trend.low95)},
                                                 {"high95", number(trend.high95)},
                                                 {"p", number(trend.p)}};
        }
        out.push_back({{"unit", u + 1},
                       {"batch", unit.batch},
                       {"capillary", unit.capillary},
                       {"qcs", unit.qcs},
                       {"samples", unit.samples},
                       {"samples_before_first_qc", unit.before_first},
                       {"samples_after_last_qc", unit.after_last},
                       {"widest_gap", unit.widest_gap},
                       {"first_order", unit.first_order},
                       {"last_order", unit.last_order},
                       {"trends", std::move(trends)}});
    }
    return out;
}

Json pcas_of(const StudyQuality& quality) {
    Json out = Json::array();
    for (const QualityPca& pca : quality.pcas) {
        Json components = Json::array();
        for (const PcaComponent& one : pca.components)
            components.push_back({{"explained", one.explained}, {"qc_spread_over_samples", number(one.qc_spread)}});
        out.push_back({{"polarity", int(pca.polarity)},
                       {"runs", pca.runs.size()},
                       {"variables", pca.variables.size()},
                       {"filled_cells", pca.filled_cells},
                       {"components", std::move(components)},
                       {"chance_for_one_run", number(pca.run_alpha)},
                       {"t2_limit_beta", number(pca.t2_limit)},
                       {"spe_limit_imhof", number(pca.spe_limit)},
                       {"dmodx_limit_f", number(pca.dmodx_limit)}});
    }
    return out;
}

Json counts_of(const ValueTable& table, const StudyQuality& quality) {
    Json grades;
    for (const Grade grade : {Grade::a, Grade::b, Grade::c, Grade::d, Grade::not_estimable}) {
        std::size_t count = 0;
        for (const VariableQuality& one : quality.variables) count += one.grade == grade ? 1 : 0;
        grades[std::string(grade_name(grade))] = count;
    }
    std::size_t outlying = 0;
    for (const RunQuality& run : quality.runs) outlying += run.outlying() ? 1 : 0;
    return {{"variables", table.variables.size()},
            {"runs", table.samples()},
            {"grades", std::move(grades)},
            {"outlying_runs", outlying}};
}

}  // namespace

std::string quality_json(const ValueTable& table, const StudyQuality& quality, const QualitySource& source) {
    Json out{{"program", {{"name", "gassan"}, {"version", source.version}}}};
    if (!source.written_utc.empty()) out["written_utc"] = source.written_utc;
    out["inputs"] = Json::array();
    for (const auto& path : source.inputs) out["inputs"].push_back(quoted_path(path));
    out["answer"] = report::answer_text(Language::en, quality);
    out["counts"] = counts_of(table, quality);
    out["findings"] = findings_of(quality);
    out["parameters"] = params_of(quality.params);
    out["groups"] = quality.groups;
    out["batches"] = quality.batches;
    out["pool"] = quality.pool ? Json(*quality.pool) : Json(nullptr);
    out["units"] = units_of(table, quality);
    out["principal_components"] = pcas_of(quality);
    out["variables"] = rows_of(quality_variables_table(table, quality));
    out["runs"] = rows_of(quality_runs_table(table, quality));
    out["methods"] = report::methods_text(Language::en, quality, source.version);
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gassan
