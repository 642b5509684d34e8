#include "cli/command.hpp"
#include "cli/flags.hpp"
#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/param_flags.hpp"
#include "cli/progress.hpp"
#include "cli/talk.hpp"
#include "cli/version.hpp"
#include "core/signal/centroid_profile.hpp"
#include "io/base/faults.hpp"
#include "io/convert_run.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <memory>

namespace gassan {
namespace {

struct ConvertFlags {
    ParamFlags params;
    bool centroid = false, no_zlib = false, narrow = false, force = false;
};

RunFormat wanted_format(const std::filesystem::path& output) {
    const auto format = run_format_of(output);
    if (!format)
        throw UsageError(quoted_path(output) +
                         ": the end of the name says what is written, and must be .mzML, .mzML.gz or .mzMLb");
    return *format;
}

/// Runs are not ours to replace, and `gassan convert *.mzML` names two of them.
std::filesystem::path new_output(const std::filesystem::path& output, const std::filesystem::path& input, bool force) {
    auto place = checked_output(output, input);
    std::error_code code;
    if (!force && std::filesystem::exists(std::filesystem::symlink_status(output, code)))
        throw UsageError(quoted_path(output) +
                         ": is there already, and nothing is overwritten; give another name, or --force");
    return place;
}

std::string answer(const std::filesystem::path& input, const std::filesystem::path& output, const Conversion& done) {
    nlohmann::ordered_json not_carried = nlohmann::ordered_json::array();
    for (const Note& note : done.left_out)
        not_carried.push_back({{"code", note.code}, {"what", note.where}, {"text", note.text}});
    nlohmann::ordered_json json{{"input", quoted_path(input)},
                                {"format", done.source.format},
                                {"output", quoted_path(output)},
                                {"spectra", done.spectra},
                                {"points", done.points},
                                {"centroided", done.centroided},
                                {"left_out", done.source.spectra - done.spectra},
                                {"traces", done.traces},
                                {"processing", done.processing},
                                {"not_carried", not_carried},
                                {"bytes", done.bytes}};
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

Say stage_name(ConvertStage stage) {
    if (stage == ConvertStage::reading) return Say::stage_reading;
    return stage == ConvertStage::writing ? Say::stage_writing : Say::stage_comparing;
}

ExitCode convert(const ConvertFlags& flags, const Session& session) {
    const std::filesystem::path input = session.files[0];
    const EffectiveParams params = effective_params(flags.params);
    ConvertOptions options{.format = wanted_format(session.files[1]),
                           .zlib = !flags.no_zlib,
                           .mz_64_bit = !flags.narrow,
                           .software_version = version()};
    const auto output = new_output(session.files[1], input, flags.force);
    if (flags.centroid) options.centroid = profile_centroider(params.params.profile);

    const auto begun = std::chrono::steady_clock::now();
    Progress progress(session);
    std::optional<ConvertStage> shown;
    options.progress = [&](ConvertStage stage, std::uint64_t done, std::uint64_t all) {
        if (shown != stage) progress.stage(say(session.language, stage_name(stage)), Progress::Unit::bytes);
        shown = stage;
        progress.at(done, all);
    };
    ReadParams reading = params.params.read;
    reading.threads = session.threads;
    const Conversion done = convert_run(input, output, reading, options);
    progress.clear();

    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    put_notes(session, input, done.source.notes);
    put_notes(session, input, done.left_out);
    std::size_t warnings = done.source.notes.size() + done.left_out.size();
    if (done.source.ms2 > 0) {
        put_warning(session.language, say(session.language, Say::convert_left_out, quoted_path(input.filename()),
                                          Count{done.source.ms2}));
        ++warnings;
    }
    if (session.json) put_out(answer(input, output, done));
    put_summary(session, say(session.language, Say::converted, quoted_path(output.filename()), Count{done.spectra},
                             Count{done.points}, Count{done.centroided}, fmt::format("{:.1f}", seconds)));
    return with_warnings(session, warnings);
}

}  // namespace

Command convert_command() {
    const auto flags = std::make_shared<ConvertFlags>();
    Command command;
    command.name = "convert";
    command.arguments = "IN OUT [--centroid] [--no-zlib] [--32-bit] [--force]";
    command.summary = "any run to mzML or mzMLb, for other programs";
    command.text =
        "Reads a run of any format, a file or an Agilent .d folder, and writes it as indexed mzML 1.1 (OUT ends in "
        ".mzML, or .mzML.gz) or as mzMLb (OUT ends in .mzMLb). MS1 spectra are written, of both polarities, with "
        "their ids, times, polarities, and all points to the last bit; with the run's instrument, start and software, "
        "the steps of processing before this one, and what devices recorded beside (current, voltage, pressure). "
        "Spectra of higher levels and chromatograms of ions and light are left out. Profile spectra stay profile "
        "unless --centroid. "
        "What was written is read back and compared with the source before the file has its name; one that differs is "
        "thrown away (exit code 4). Of the source file its name is written, without folders, and its SHA-1; names of "
        "samples are not.";
    command.examples = {"gassan convert run.d run.mzML", "gassan convert run.d run.mzMLb --centroid",
                        "gassan convert run.mzXML run.mzML.gz --read.polarity positive"};
    command.least_files = command.most_files = 2;
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) {
        declare_switch(app, "--centroid", flags->centroid, "make centroids of profile spectra, as gassan detect does");
        declare_switch(app, "--no-zlib", flags->no_zlib, "do not compress: larger, and faster to read");
        declare_switch(app, "--32-bit", flags->narrow, "round m/z to 32 bits, within 0.06 ppm: smaller");
        declare_switch(app, "--force", flags->force, "replace OUT where it is there already");
        declare_params(app, flags->params, {"read", "profile"});
    };
    command.run = [flags](const Session& session) { return convert(*flags, session); };
    return command;
}

}  // namespace gassan
