#include "io/store/study_memory.hpp"

#include "core/param_table.hpp"
#include "io/base/faults.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

namespace gassan {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* format_name = "gassan study memory 3";

/// JSON has no NaN and no infinity; null stands for either, and the member's default says which.
Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

void read_number(const Json& json, double& value) {
    if (!json.is_null()) value = json.get<double>();
}

template <class Value>
Json optional(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(nullptr);
}

template <class Value>
void read_optional(const Json& json, std::optional<Value>& value) {
    if (!json.is_null()) value = json.get<Value>();
}

std::string absolute_text(const std::filesystem::path& path) {
    return path.empty() ? std::string() : std::filesystem::absolute(path).lexically_normal().string();
}

Json sample_json(const Sample& sample) {
    return {{"sample_id", sample.sample_id},
            {"file", absolute_text(sample.file)},
            {"file_as_told", sample.file_as_told},
            {"type", int(sample.type)},
            {"specimen_id", sample.specimen_id},
            {"batch", sample.batch},
            {"group", sample.group},
            {"capillary", sample.capillary},
            {"injection_order", optional(sample.injection_order)},
            {"polarity", int(sample.polarity)},
            {"dilution", number(sample.dilution)},
            {"amount", number(sample.amount)},
            {"amount_unit", sample.amount_unit},
            {"segment", optional(sample.segment)},
            {"level", number(sample.level)},
            {"level_unit", sample.level_unit},
            {"person", sample.person},
            {"visit", sample.visit},
            {"lot", sample.lot},
            {"pool", sample.pool},
            {"covariates", sample.covariates}};
}

/// The number of an enumerator, which must be one of them.
template <class Enum>
Enum enumerator(const Json& json, int low, int high) {
    const int value = json.get<int>();
    if (value < low || value > high) throw Error("an unknown value");
    return Enum(value);
}

Sample parsed_sample(const Json& json) {
    Sample sample;
    sample.sample_id = json.at("sample_id");
    sample.file = json.at("file");
    sample.file_as_told = json.at("file_as_told");
    sample.type = enumerator<SampleType>(json.at("type"), 0, int(SampleType::standard));
    sample.specimen_id = json.at("specimen_id");
    sample.batch = json.at("batch");
    sample.group = json.at("group");
    sample.capillary = json.at("capillary");
    read_optional(json.at("injection_order"), sample.injection_order);
    sample.polarity = enumerator<Polarity>(json.at("polarity"), -1, 1);
    read_number(json.at("dilution"), sample.dilution);
    read_number(json.at("amount"), sample.amount);
    sample.amount_unit = json.at("amount_unit");
    read_optional(json.at("segment"), sample.segment);
    read_number(json.at("level"), sample.level);
    sample.level_unit = json.at("level_unit");
    // Memories of earlier versions have none of these.
    sample.person = json.value("person", "");
    sample.visit = json.value("visit", "");
    sample.lot = json.value("lot", "");
    sample.pool = json.value("pool", "");
    sample.covariates = json.at("covariates").get<std::vector<std::string>>();
    return sample;
}

Json compound_json(const Compound& compound) {
    return {{"compound_id", compound.compound_id},
            {"name", compound.name},
            {"formula", compound.formula},
            {"ion", compound.ion},
            {"charge", compound.charge},
            {"mz", number(compound.mz)},
            {"mobility_tu", number(compound.mobility_tu)},
            {"mt_s", number(compound.mt_s)},
            {"role", int(compound.role)},
            {"internal_standard", compound.internal_standard},
            {"kegg", compound.kegg},
            {"hmdb", compound.hmdb}};
}

Compound parsed_compound(const Json& json) {
    Compound compound;
    compound.compound_id = json.at("compound_id");
    compound.name = json.at("name");
    compound.formula = json.at("formula");
    compound.ion = json.at("ion");
    compound.charge = json.at("charge");
    read_number(json.at("mz"), compound.mz);
    read_number(json.at("mobility_tu"), compound.mobility_tu);
    read_number(json.at("mt_s"), compound.mt_s);
    compound.role = enumerator<CompoundRole>(json.at("role"), 0, int(CompoundRole::lock_mass));
    compound.internal_standard = json.at("internal_standard");
    compound.kegg = json.at("kegg");
    compound.hmdb = json.at("hmdb");
    return compound;
}

Json level_json(const StandardLevel& level) {
    return {{"sample_id", level.sample_id},
            {"compound_id", level.compound_id},
            {"concentration", number(level.concentration)},
            {"unit", level.unit}};
}

StandardLevel parsed_level(const Json& json) {
    StandardLevel level;
    level.sample_id = json.at("sample_id");
    level.compound_id = json.at("compound_id");
    read_number(json.at("concentration"), level.concentration);
    level.unit = json.at("unit");
    return level;
}

Json limits_json(const IntegrationLimits& limits) {
    return {{"sample_id", limits.sample_id},
            {"feature_id", limits.feature_id},
            {"compound_id", limits.compound_id},
            {"begin_s", number(limits.begin_s)},
            {"end_s", number(limits.end_s)},
            {"reason", limits.reason},
            {"by", limits.by},
            {"place", limits.place}};
}

IntegrationLimits parsed_limits(const Json& json) {
    IntegrationLimits limits;
    limits.sample_id = json.at("sample_id");
    limits.feature_id = json.at("feature_id");
    limits.compound_id = json.at("compound_id");
    read_number(json.at("begin_s"), limits.begin_s);
    read_number(json.at("end_s"), limits.end_s);
    limits.reason = json.at("reason");
    limits.by = json.at("by");
    limits.place = json.at("place");
    return limits;
}

Json separation_json(const std::optional<SeparationSettings>& separation) {
    if (!separation) return nullptr;
    Json markers = Json::array();
    for (const MarkerSettings& marker : separation->markers)
        markers.push_back({{"name", marker.name},
                           {"mz", number(marker.mz)},
                           {"mobility_tu", number(marker.mobility_tu)},
                           {"begin_s", number(marker.begin_s)},
                           {"end_s", number(marker.end_s)}});
    return {{"voltage_kv", number(separation->voltage_kv)},
            {"total_length_mm", number(separation->total_length_mm)},
            {"ramp_s", number(separation->ramp_s)},
            {"markers", markers}};
}

std::optional<SeparationSettings> parsed_separation(const Json& json) {
    if (json.is_null()) return {};
    SeparationSettings separation;
    read_number(json.at("voltage_kv"), separation.voltage_kv);
    read_number(json.at("total_length_mm"), separation.total_length_mm);
    read_number(json.at("ramp_s"), separation.ramp_s);
    for (const Json& row : json.at("markers")) {
        MarkerSettings& marker = separation.markers.emplace_back();
        marker.name = row.at("name");
        read_number(row.at("mz"), marker.mz);
        read_number(row.at("mobility_tu"), marker.mobility_tu);
        read_number(row.at("begin_s"), marker.begin_s);
        read_number(row.at("end_s"), marker.end_s);
    }
    return separation;
}

Json params_json(const Params& params) {
    Json json = Json::object();
    for (const ParamStage& stage : param_table(params))
        for (const ParamRow& row : stage.rows)
            std::visit([&](const auto& value) { json[stage.name][row.key] = value; }, row.value);
    return json;
}

ParamValue parsed_value(const Json& json) {
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_number_integer()) return json.get<std::int64_t>();
    if (json.is_number()) return json.get<double>();
    return json.get<std::string>();
}

Params parsed_params(const Json& json) {
    Params params;
    for (const auto& [stage, table] : json.items())
        for (const auto& [key, value] : table.items()) set_param(params, stage, key, parsed_value(value));
    check(params);
    return params;
}

StudyFile parsed(const Json& json) {
    if (json.at("format") != format_name) throw Error("another format");
    StudyFile study;
    study.path = json.at("path").get<std::string>();
    study.folder = json.at("folder").get<std::string>();
    study.samples = json.at("samples").get<std::string>();
    study.compounds = json.at("compounds").get<std::string>();
    study.standards = json.at("standards").get<std::string>();
    study.limits = json.at("limits").get<std::string>();
    study.frame = json.at("frame").get<std::string>();
    study.params = parsed_params(json.at("parameters"));
    study.set_by = json.at("set_by").get<std::map<std::string, std::string>>();
    const Json& separations = json.at("separation");
    study.separation = {parsed_separation(separations.at("both")), parsed_separation(separations.at("positive")),
                        parsed_separation(separations.at("negative"))};
    study.study.name = json.at("name");
    study.study.covariates = json.at("covariates").get<std::vector<std::string>>();
    for (const Json& row : json.at("rows")) {
        study.study.samples.push_back(parsed_sample(row));
        if (study.study.samples.back().covariates.size() != study.study.covariates.size())
            throw Error("a row of another length");
    }
    for (const Json& row : json.at("targets")) study.targets.push_back(parsed_compound(row));
    for (const Json& row : json.at("levels")) study.levels.push_back(parsed_level(row));
    for (const Json& row : json.at("curated")) study.curated.push_back(parsed_limits(row));
    return study;
}

}  // namespace

std::string study_memory_json(const StudyFile& study) {
    Json rows = Json::array(), targets = Json::array(), levels = Json::array(), curated = Json::array();
    for (const Sample& sample : study.study.samples) rows.push_back(sample_json(sample));
    for (const Compound& compound : study.targets) targets.push_back(compound_json(compound));
    for (const StandardLevel& level : study.levels) levels.push_back(level_json(level));
    for (const IntegrationLimits& limits : study.curated) curated.push_back(limits_json(limits));
    const Json json{{"format", format_name},
                    {"path", absolute_text(study.path)},
                    {"folder", absolute_text(study.folder)},
                    {"samples", absolute_text(study.samples)},
                    {"compounds", absolute_text(study.compounds)},
                    {"standards", absolute_text(study.standards)},
                    {"limits", absolute_text(study.limits)},
                    {"frame", absolute_text(study.frame)},
                    {"parameters", params_json(study.params)},
                    {"set_by", study.set_by},
                    {"separation", Json{{"both", separation_json(study.separation.both)},
                                        {"positive", separation_json(study.separation.positive)},
                                        {"negative", separation_json(study.separation.negative)}}},
                    {"name", study.study.name},
                    {"covariates", study.study.covariates},
                    {"rows", rows},
                    {"targets", targets},
                    {"levels", levels},
                    {"curated", curated}};
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

StudyFile read_study_memory(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        throw InputError(path, "", "is not there", "Name a folder that gassan run made, or start with gassan run.");
    try {
        return parsed(Json::parse(stream));
    } catch (const std::exception&) {
        throw InputError(path, "", "is not as gassan wrote it", "Start again with gassan run STUDY.toml -o OUT.");
    }
}

}  // namespace gassan
