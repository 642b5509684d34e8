#include "io/store/run_file.hpp"

#include "core/base/fields.hpp"
#include "core/param_table.hpp"
#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"
#include "io/base/sha256.hpp"
#include "io/store/centroid_columns.hpp"
#include "io/store/columns.hpp"
#include "io/store/stored_file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

constexpr const char* format_name = "gassan run 2";

using FeatureText = Column<Feature, std::string>;
constexpr FeatureText feature_texts[] = {{"feature_id", &Feature::feature_id}, {"ion", &Feature::ion}};
constexpr Column<Feature> feature_numbers[] = {
    {"mz", &Feature::mz},         {"mt_s", &Feature::mt_s},           {"mobility_tu", &Feature::mobility_tu},
    {"area", &Feature::area},     {"height", &Feature::height},       {"snr", &Feature::snr},
    {"fwhm_s", &Feature::fwhm_s}, {"asymmetry", &Feature::asymmetry}, {"begin_s", &Feature::begin_s},
    {"end_s", &Feature::end_s},   {"area_se", &Feature::area_se},     {"quality", &Feature::quality},
    {"a1_s", &Feature::a1_s},
};
constexpr Column<Feature, int> feature_charge[] = {{"charge", &Feature::charge}};
constexpr Column<Note, std::string> note_texts[] = {
    {"code", &Note::code}, {"where", &Note::where}, {"text", &Note::text}};
constexpr Column<RunCharacter> character_numbers[] = {
    {"gain", &RunCharacter::gain},
    {"flicker", &RunCharacter::flicker},
    {"threshold", &RunCharacter::threshold},
    {"mz_floor_ppm", &RunCharacter::mz_floor_ppm},
    {"mz_drift_ppm", &RunCharacter::mz_drift_ppm},
    {"fwhm_ref_s", &RunCharacter::fwhm_ref_s},
    {"time_ref_s", &RunCharacter::time_ref_s},
    {"fwhm_power", &RunCharacter::fwhm_power},
};
constexpr Column<RunCharacter, std::size_t> character_counts[] = {{"traces", &RunCharacter::traces},
                                                                  {"lasting_ions", &RunCharacter::lasting_ions},
                                                                  {"dropouts", &RunCharacter::dropouts}};
constexpr Column<RunRecord, std::size_t> record_counts[] = {
    {"scans", &RunRecord::scans}, {"centroids", &RunRecord::centroids}, {"features", &RunRecord::features}};

// ---- writing ----------------------------------------------------------------------------------------------------

void write_record(hdf5::Writer& file, const RunRecord& record) {
    file.group("record");
    file.value("record", "status", std::string(run_status_name(record.status)));
    file.value("record", "reason", record.reason);
    file.value("record", "polarity", std::int64_t(record.polarity));
    file.value("record", "input_sha256", record.input_sha256);
    file.value("record", "input_bytes", std::int64_t(record.input_bytes));
    file.value("record", "run_hash", record.run_hash);
    file.value("record", "lock_masses", record.lock_masses);
    file.value("record", "lock_ppm", record.lock_ppm);
    for (const auto& count : record_counts) file.value("record", count.name, std::int64_t(record.*count.member));
    file.value("record", "first_time_s", record.first_time_s);
    file.value("record", "last_time_s", record.last_time_s);
    for (const auto& number : character_numbers) file.value("record", number.name, record.character.*number.member);
    for (const auto& count : character_counts)
        file.value("record", count.name, std::int64_t(record.character.*count.member));
    file.value("record", "width_peaks", std::int64_t(record.character.width_peaks));
    file.group("notes");
    write_text_columns<Note>(file, "notes", record.notes, note_texts);
}

void write_features(hdf5::Writer& file, const std::vector<Feature>& features) {
    file.group("features");
    write_text_columns<Feature>(file, "features", features, feature_texts);
    write_columns<Feature>(file, "features", features, feature_numbers);
    write_columns<Feature>(file, "features", features, feature_charge);
    std::vector<std::uint32_t> flags;
    for (const Feature& feature : features) flags.push_back(std::uint32_t(feature.flags));
    file.column("features/flags", flags);
    std::vector<std::uint8_t> models;
    for (const Feature& feature : features) models.push_back(std::uint8_t(feature.model));
    file.column("features/model", models);
}

void write_laws(hdf5::Writer& file, const RunArchive& archive) {
    file.group("laws");
    file.value("laws", "spacing_s", archive.spacing_s);
    file.value("laws", "mz_floor_ppm", archive.scatter.floor_ppm);
    file.column("laws/counts_ppm2", std::span<const double>(archive.scatter.counts_ppm2));
    file.value("laws", "gain", archive.noise.gain);
    file.value("laws", "relative", archive.noise.relative);
    file.value("laws", "threshold", archive.noise.threshold);
    file.value("laws", "ceiling", archive.noise.ceiling);
    file.value("laws", "fwhm_ref_s", archive.width_law.fwhm_ref_s);
    file.value("laws", "time_ref_s", archive.width_law.time_ref_s);
    file.value("laws", "power", archive.width_law.power);
    file.value("laws", "learnt_from", std::int64_t(archive.width_law.learnt_from));
}

void write_clock(hdf5::Writer& file, const StoredRun& run) {
    file.group("scans");
    file.column("scans/time_s", run.archive.scan_time_s);
    file.column("scans/dropout", run.archive.dropout);
    file.column("scans/total_ion", run.total_ion.intensity);
}

// ---- reading ----------------------------------------------------------------------------------------------------

std::size_t count_at(const hdf5::Reader& file, const std::string& group, const std::string& name) {
    const std::int64_t count = file.whole(group, name);
    if (count < 0) file.refuse(group + "@" + name, "is negative");
    return std::size_t(count);
}

Polarity polarity_at(const hdf5::Reader& file, const std::string& group) {
    const std::int64_t sign = file.whole(group, "polarity");
    if (sign < -1 || sign > 1) file.refuse(group + "@polarity", "is neither 1 nor -1");
    return Polarity(sign);
}

RunRecord read_record(const hdf5::Reader& file) {
    RunRecord record;
    const std::string status = file.text("record", "status");
    if (status != run_status_name(RunStatus::ok) && status != run_status_name(RunStatus::warned))
        file.refuse("record@status", "is neither ok nor warned");
    record.status = status == run_status_name(RunStatus::ok) ? RunStatus::ok : RunStatus::warned;
    record.reason = file.text("record", "reason");
    record.polarity = polarity_at(file, "record");
    record.input_sha256 = file.text("record", "input_sha256");
    record.input_bytes = count_at(file, "record", "input_bytes");
    record.run_hash = file.text("record", "run_hash");
    record.lock_masses = file.text("record", "lock_masses");
    record.lock_ppm = file.text("record", "lock_ppm");
    for (const auto& count : record_counts) record.*count.member = count_at(file, "record", count.name);
    record.first_time_s = file.number("record", "first_time_s");
    record.last_time_s = file.number("record", "last_time_s");
    for (const auto& number : character_numbers) record.character.*number.member = file.number("record", number.name);
    for (const auto& count : character_counts) record.character.*count.member = count_at(file, "record", count.name);
    record.character.width_peaks = int(count_at(file, "record", "width_peaks"));
    record.notes = read_text_columns(file, "notes", note_texts);
    return record;
}

std::vector<Feature> read_features(const hdf5::Reader& file, std::size_t count) {
    std::vector<Feature> features = read_text_columns(file, "features", feature_texts);
    if (features.size() != count) file.refuse("features", "are not as many as the record says");
    read_columns(file, "features", features, feature_numbers);
    read_columns(file, "features", features, feature_charge);
    const auto flags = file.column<std::uint32_t>("features/flags", count);
    for (std::size_t i = 0; i < count; ++i) features[i].flags = FeatureFlag(flags[i]);
    const auto models = file.column<std::uint8_t>("features/model", count);
    for (std::size_t i = 0; i < count; ++i) {
        if (models[i] > std::uint8_t(PeakModel::emg)) file.refuse("features/model", "names a shape that is none");
        features[i].model = PeakModel(models[i]);
    }
    return features;
}

bool finite_and_positive(double value) {
    return std::isfinite(value) && value > 0.0;
}

void read_laws(const hdf5::Reader& file, RunArchive& archive) {
    archive.spacing_s = file.number("laws", "spacing_s");
    archive.scatter.floor_ppm = file.number("laws", "mz_floor_ppm");
    const auto counts = file.column<double>("laws/counts_ppm2", archive.scatter.counts_ppm2.size());
    std::copy(counts.begin(), counts.end(), archive.scatter.counts_ppm2.begin());
    archive.noise.gain = file.number("laws", "gain");
    archive.noise.relative = file.number("laws", "relative");
    archive.noise.threshold = file.number("laws", "threshold");
    archive.noise.ceiling = file.number("laws", "ceiling");
    archive.width_law.fwhm_ref_s = file.number("laws", "fwhm_ref_s");
    archive.width_law.time_ref_s = file.number("laws", "time_ref_s");
    archive.width_law.power = file.number("laws", "power");
    archive.width_law.learnt_from = int(count_at(file, "laws", "learnt_from"));
    const bool sound = finite_and_positive(archive.spacing_s) && finite_and_positive(archive.noise.gain) &&
                       finite_and_positive(archive.width_law.fwhm_ref_s) &&
                       finite_and_positive(archive.width_law.time_ref_s) && std::isfinite(archive.width_law.power);
    if (!sound) file.refuse("laws", "hold a number that no run can have");
}

RunArchive read_clock(const hdf5::Reader& file) {
    RunArchive archive;
    archive.polarity = polarity_at(file, "record");
    archive.scan_time_s = file.column<double>("scans/time_s");
    archive.dropout = file.column<std::uint8_t>("scans/dropout", archive.scan_time_s.size());
    if (archive.scan_time_s.size() != count_at(file, "record", "scans"))
        file.refuse("scans", "are not as many as the record says");
    const auto& time_s = archive.scan_time_s;
    if (!std::all_of(time_s.begin(), time_s.end(), [](double t) { return std::isfinite(t); }) ||
        !std::is_sorted(time_s.begin(), time_s.end()))
        file.refuse("scans/time_s", "does not ascend");
    read_laws(file, archive);
    return archive;
}

StoredRun read_small_parts(const hdf5::Reader& file) {
    if (file.text("/", "format") != format_name)
        file.refuse("format", "is " + quoted_text(file.text("/", "format")) + ", not " + format_name);
    StoredRun run;
    run.provenance = file.text("/", "provenance");
    run.record = read_record(file);
    run.features = read_features(file, run.record.features);
    run.archive = read_clock(file);
    run.total_ion.time_s = run.archive.scan_time_s;
    run.total_ion.intensity = file.column<float>("scans/total_ion", run.archive.scan_time_s.size());
    return run;
}

std::vector<ParamStage> run_stages(const Params& params) {
    std::vector<ParamStage> stages = param_table(params);
    std::erase_if(stages, [](const ParamStage& stage) { return stage_scope(stage.name) != StageScope::run; });
    return stages;
}

}  // namespace

std::string run_params_text(const Params& params) {
    std::string text;
    for (const ParamStage& stage : run_stages(params))
        for (const ParamRow& row : stage.rows) text += row.name() + " = " + param_text(row.value) + "\n";
    return text;
}

std::string run_hash(const std::string& input_sha256, const Params& params, const std::string& version,
                     std::span<const LockMass> told) {
    std::string text = std::string(format_name) + "\n" + version + "\n" + input_sha256 + "\n" + run_params_text(params);
    for (const LockMass& lock : told)
        text += "lock mass " + number_text(lock.mz) + " " + std::to_string(int(lock.polarity)) + "\n";
    return sha256(text).substr(0, 32);
}

std::string run_file_provenance(const std::string& input_sha256, std::uint64_t input_bytes, const Params& params,
                                const std::string& version) {
    using Json = nlohmann::ordered_json;
    Json tables = Json::object();
    for (const ParamStage& stage : run_stages(params))
        for (const ParamRow& row : stage.rows)
            std::visit([&](const auto& value) { tables[stage.name][row.key] = value; }, row.value);
    const Json document{{"program", {{"name", "gassan"}, {"version", version}}},
                        {"input", {{"bytes", input_bytes}, {"sha256", input_sha256}}},
                        {"parameters", tables}};
    return document.dump();
}

std::string write_run_file(const std::filesystem::path& path, const StoredRun& run) {
    return write_stored_file(path, [&](hdf5::Writer& file) {
        file.value("/", "format", std::string(format_name));
        file.value("/", "provenance", run.provenance);
        write_record(file, run.record);
        write_features(file, run.features);
        write_laws(file, run.archive);
        write_clock(file, run);
        write_centroids(file, run.archive.centroids, run.archive.scan_time_s.size());
    });
}

StoredRun read_run_file(const std::filesystem::path& path, const std::string& sha256) {
    require_content(path, sha256);
    const hdf5::Reader file(path);
    StoredRun run = read_small_parts(file);
    run.archive.centroids = read_centroids(file, run.archive.scan_time_s.size());
    return run;
}

StoredRun read_run_without_centroids(const std::filesystem::path& path, const std::string& sha256) {
    require_content(path, sha256);
    return read_small_parts(hdf5::Reader(path));
}

RunArchive read_run_archive(const std::filesystem::path& path, const std::string& sha256) {
    require_content(path, sha256);
    const hdf5::Reader file(path);
    RunArchive archive = read_clock(file);
    archive.centroids = read_centroids(file, archive.scan_time_s.size());
    return archive;
}

RunArchive read_run_archive_part(const std::filesystem::path& path, std::span<const KeySpan> keys) {
    const hdf5::Reader file(path);
    RunArchive archive = read_clock(file);
    archive.centroids = read_centroids(file, archive.scan_time_s.size(), keys);
    return archive;
}

}  // namespace gassan
