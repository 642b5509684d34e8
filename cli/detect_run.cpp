#include "cli/detect_run.hpp"

#include "cli/input_run.hpp"
#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/talk.hpp"
#include "cli/version.hpp"
#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"
#include "io/base/sha256.hpp"
#include "io/run_input.hpp"
#include "io/study/provenance.hpp"
#include "io/table/write_features.hpp"

#include <chrono>

namespace gassan {

Notes DetectedRun::notes() const {
    Notes all = summary.notes;
    all.insert(all.end(), result.notes.begin(), result.notes.end());
    return all;
}

DetectedRun detect_run(const Session& session, const std::filesystem::path& input, const EffectiveParams& params,
                       std::size_t electropherograms) {
    const auto begun = std::chrono::steady_clock::now();
    Progress progress(session);
    progress.stage(say(session.language, Say::stage_reading), Progress::Unit::bytes);
    Params reading = params.params;
    reading.read.threads = session.threads;
    const auto watch = [&](std::uint64_t done, std::uint64_t all) { progress.at(done, all); };
    const InputRun read = input_run(input, reading, {}, watch);

    progress.stage(say(session.language, Say::stage_finding));
    DetectedRun run;
    try {
        run.result = process_run(read.run, params.params,
                                 {session.threads, electropherograms, params.separation.of(read.run.polarity)});
    } catch (const ParameterError&) {
        throw;
    } catch (const Error& error) {
        throw InputError(input, "", error.what(), "");
    }
    progress.clear();
    run.summary = read.summary;
    run.lock = read.lock;
    run.scans = read.run.scans();
    run.centroids = read.run.mz.size();
    run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    put_notes(session, input, run.notes());
    return run;
}

std::string summary_line(Language language, const std::filesystem::path& input, const DetectedRun& run) {
    return say(language, Say::detected, quoted_path(input.filename()), Count{run.scans}, Count{run.centroids},
               Count{run.result.features.size()}, fmt::format("{:.1f}", run.seconds));
}

std::filesystem::path provenance_path(const std::filesystem::path& features) {
    std::filesystem::path path = features;
    return path.replace_extension(".provenance.json");
}

std::string write_results(const Session& session, const std::filesystem::path& input, const EffectiveParams& params,
                          const DetectedRun& run, const std::filesystem::path& output) {
    const std::string table = features_tsv(run.result.features);
    RunProvenance provenance;
    provenance.version = version();
    provenance.command = session.as_typed;
    provenance.input = input;
    provenance.input_hash = hash_input(input);
    if (provenance.input_hash.bytes != run.summary.file_bytes)
        throw InputError(input, "", "changed while it was read", "Wait until it is written whole, then run again.");
    provenance.summary = run.summary;
    provenance.params = params.params;
    provenance.set_by = params.set_by;
    provenance.separation = params.separation;
    provenance.mobility_scale = run.result.mobility_scale;
    provenance.lock = run.lock;
    provenance.markers = run.result.markers;
    provenance.features = run.result.features.size();
    provenance.features_sha256 = sha256(table);
    provenance.notes = run.notes();
    provenance.written_utc = utc_now();
    const std::string text = provenance_json(provenance);

    // Both are on disk before either gets its name: a full disk leaves the earlier pair as it was.
    AtomicFile features_file(output), provenance_file(provenance_path(output));
    features_file.write(table);
    provenance_file.write(text);
    features_file.sync();
    provenance_file.sync();
    provenance_file.commit();
    features_file.commit();
    return text;
}

}  // namespace gassan
