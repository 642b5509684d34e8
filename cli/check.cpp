#include "cli/command.hpp"
#include "cli/current_notes.hpp"
#include "cli/messages.hpp"
#include "cli/param_flags.hpp"
#include "cli/progress.hpp"
#include "cli/talk.hpp"
#include "cli/verdict.hpp"
#include "io/base/fault_list.hpp"
#include "io/base/faults.hpp"
#include "io/mzml/read_mzml.hpp"
#include "io/spectrum/run_traps.hpp"
#include "io/study/check_table.hpp"
#include "io/study/params_toml.hpp"
#include "io/study/read_study.hpp"
#include "io/table/read_features.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace gassan {
namespace {

using Json = nlohmann::ordered_json;

bool is_named_as_table(const std::filesystem::path& file) {
    const std::string type = small_letters(file.extension().string());
    for (const char* known : {".tsv", ".csv", ".txt", ".xlsx", ".xls"})
        if (type == known) return true;
    return false;
}

enum class Kind { run, peak_list, table, study };

/// The name decides only what the content leaves open: which is TOML, and what is meant by a file that is nothing.
Kind kind_by_name(const std::filesystem::path& file) {
    if (file.extension() == ".toml") return Kind::study;
    return is_named_as_table(file) ? Kind::table : Kind::run;
}

Kind kind_of(const std::filesystem::path& file) {
    if (looks_like_run(file)) return Kind::run;
    if (file.extension() == ".toml") return Kind::study;
    if (is_peak_list(file)) return Kind::peak_list;
    return looks_like_user_table(file) ? Kind::table : kind_by_name(file);
}

Fact fact(Say head, std::string key, std::string text) {
    Json value = text;
    return {head, std::move(key), std::move(text), std::move(value)};
}

/// "8 sample, 2 qc" with the counts as JSON.
Fact counted(Say head, std::string key, const std::map<std::string, std::size_t>& counts) {
    std::string text;
    Json value = Json::object();
    for (const auto& [word, count] : counts) {
        text += (text.empty() ? "" : ", ") + grouped(count) + " " + word;
        value[word] = count;
    }
    return {head, std::move(key), std::move(text), std::move(value)};
}

Fact listed(Say head, std::string key, const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return {head, std::move(key), std::move(text), Json(words)};
}

void add_sheet_facts(const Study& study, std::vector<Fact>& facts) {
    std::map<std::string, std::size_t> types, batches, groups, polarities;
    for (const Sample& sample : study.samples) {
        ++types[std::string(sample_type_name(sample.type))];
        if (!sample.batch.empty()) ++batches[sample.batch];
        if (!sample.group.empty()) ++groups[sample.group];
        if (sample.polarity != Polarity::unknown)
            ++polarities[sample.polarity == Polarity::positive ? "positive" : "negative"];
    }
    facts.push_back(counted(Say::head_runs, "types", types));
    if (!polarities.empty()) facts.push_back(counted(Say::head_polarity, "polarities", polarities));
    if (batches.size() > 1) facts.push_back(counted(Say::head_batches, "batches", batches));
    if (!groups.empty()) facts.push_back(counted(Say::head_groups, "groups", groups));
    if (!study.covariates.empty()) facts.push_back(listed(Say::head_covariates, "covariates", study.covariates));
}

Fact compound_fact(const std::vector<Compound>& compounds) {
    std::map<std::string, std::size_t> roles;
    for (const Compound& compound : compounds) ++roles[std::string(compound_role_name(compound.role))];
    return counted(Say::head_compounds, "roles", roles);
}

Fact level_fact(const std::vector<StandardLevel>& levels) {
    std::map<std::string, std::size_t> standards;
    for (const StandardLevel& level : levels) ++standards[level.sample_id];
    return counted(Say::head_levels, "standards", standards);
}

void check_user_table(Language language, Verdict& verdict) {
    FaultBook faults;
    CheckedTable table = check_table(verdict.file, faults);
    verdict.faults = faults.lines();
    verdict.notes = std::move(table.notes);
    constexpr Say names[] = {Say::sample_sheet, Say::compound_table, Say::standards_table};
    constexpr const char* keys[] = {"samples", "compounds", "standards"};
    const auto kind = std::size_t(table.kind);
    verdict.facts.push_back({Say::head_table, "table",
                             say(language, names[kind]) + ", " + std::string(format_name(table.format)), keys[kind]});
    if (table.kind == TableKind::samples) add_sheet_facts(table.study, verdict.facts);
    if (table.kind == TableKind::compounds) verdict.facts.push_back(compound_fact(table.compounds));
    if (table.kind == TableKind::standards) verdict.facts.push_back(level_fact(table.levels));
}

/// "59.0491 - 808.1182 Th" of the finite ones.
Fact range_fact(Say head, std::string key, const std::vector<Feature>& features, double Feature::*member,
                const char* unit) {
    double low = no_value, high = no_value;
    for (const Feature& feature : features) {
        low = std::fmin(low, feature.*member);
        high = std::fmax(high, feature.*member);
    }
    std::string text = std::isfinite(low) ? fmt::format("{:.4f} - {:.4f}{}", low, high, unit) : "";
    Json value = Json::array();
    if (!text.empty()) value = {low, high};
    return {head, std::move(key), std::move(text), std::move(value)};
}

void check_peak_list(Language language, Verdict& verdict) {
    FaultBook faults;
    const PeakList list = read_features(verdict.file, faults);
    verdict.told_by_user = false;  // a run, though it is a table
    verdict.faults = faults.lines();
    verdict.notes = list.notes;
    verdict.facts.push_back({Say::head_table, "table", say(language, Say::peak_list), "peaks"});
    verdict.facts.push_back({Say::head_peaks, "peaks", grouped(list.features.size()), list.features.size()});
    verdict.facts.push_back(range_fact(Say::head_time, "time_s", list.features, &Feature::mt_s, " s"));
    verdict.facts.push_back(range_fact(Say::head_mz, "mz", list.features, &Feature::mz, ""));
}

/// A file without [study], and without a sheet beside it, is one of parameters for `gassan detect --study`.
bool is_whole_study(const std::filesystem::path& file) {
    Params params;
    FaultBook faults;
    const auto told = read_study_toml(file, params, faults);
    std::error_code code;
    return told && (told->has_study || std::filesystem::exists(file.parent_path() / "samples.tsv", code));
}

void add_study_facts(Verdict& verdict, const StudyFile& study) {
    verdict.facts.push_back(fact(Say::head_study, "study", study.study.name));
    add_sheet_facts(study.study, verdict.facts);
    if (!study.targets.empty()) verdict.facts.push_back(compound_fact(study.targets));
    if (!study.levels.empty()) verdict.facts.push_back(level_fact(study.levels));
    if (!study.frame.empty()) verdict.facts.push_back(fact(Say::head_frame, "frame", quoted_path(study.frame)));
    verdict.notes = study.notes;
    verdict.next = "gassan run " + quoted_path(verdict.file) + " -o OUT";
}

void check_study(Verdict& verdict) {
    std::vector<std::string> set;
    try {
        if (is_whole_study(verdict.file)) {
            const StudyFile study = read_study(verdict.file);
            add_study_facts(verdict, study);
            Params params;
            set = read_study_params(verdict.file, params).set;
        } else {
            Params params;
            set = read_study_params(verdict.file, params).set;
            verdict.next = "gassan detect run.mzML --study " + quoted_path(verdict.file);
        }
    } catch (const FaultList& faults) {
        verdict.faults = faults.lines;
    }
    verdict.facts.push_back(listed(Say::head_parameters, "parameters", set));
}

/// An indexedmzML states its own SHA-1. Where it has another, the file was changed after it was written: perhaps on
/// purpose, perhaps on its way.
void check_checksum(Verdict& verdict) {
    const FileChecksum checksum = mzml_checksum(verdict.file);
    const auto same_digit = [](char a, char b) { return a == b || (a >= 'A' && a <= 'F' && a + 32 == b); };
    if (std::equal(checksum.stated.begin(), checksum.stated.end(), checksum.computed.begin(), checksum.computed.end(),
                   same_digit))
        return;
    verdict.notes.push_back({"checksum", "fileChecksum",
                             "the file states the SHA-1 " + checksum.stated + " of itself and has " +
                                 checksum.computed +
                                 ": it was changed after it was written, or damaged on its way; compare it with the "
                                 "original"});
}

void check_run(Verdict& verdict, const ReadParams& params, Progress& progress) {
    verdict.run = look_through_run(
        verdict.file, params, [](const Spectrum&) {},
        [&](std::uint64_t done, std::uint64_t all) { progress.at(done, all); });
    verdict.notes = verdict.run->notes;
    for (const Notes& more : {current_notes(*verdict.run), trap_notes(*verdict.run)})
        verdict.notes.insert(verdict.notes.end(), more.begin(), more.end());
    verdict.next = "gassan detect " + quoted_path(verdict.file) + " -o features.tsv";
    const std::string& format = verdict.run->format;
    if (format.starts_with("mzML") && !format.starts_with("mzMLb")) check_checksum(verdict);
}

/// What is said of a file, where its name already stands above.
std::string without_name(const std::filesystem::path& file, const std::string& line) {
    const std::string name = quoted_path(file) + ": ";
    return line.starts_with(name) ? line.substr(name.size()) : line;
}

Verdict check_file(const Session& session, const std::filesystem::path& file, const ReadParams& params) {
    Verdict verdict;
    verdict.file = file;
    Progress progress(session);
    progress.stage(quoted_path(file.filename()), Progress::Unit::bytes);
    const auto take = [&](Kind kind) {
        verdict.told_by_user = kind == Kind::study || kind == Kind::table;
        return kind;
    };
    take(kind_by_name(file));  // of one that cannot be opened
    try {
        switch (take(kind_of(file))) {
            case Kind::study:
                check_study(verdict);
                break;
            case Kind::peak_list:
                check_peak_list(session.language, verdict);
                break;
            case Kind::table:
                check_user_table(session.language, verdict);
                break;
            case Kind::run:
                check_run(verdict, params, progress);
        }
    } catch (const EnvironmentError& error) {
        verdict.faults = {error.what()};
        verdict.machine = true;
    } catch (const Error& error) {
        verdict.faults = {error.what()};
    }
    for (std::string& fault : verdict.faults) fault = without_name(file, fault);
    if (!verdict.ready()) verdict.run.reset();
    return verdict;
}

/// One bad file never stops the others; what they are together decides the end. A fault in what the user wrote is
/// wrong usage, whatever the runs are.
ExitCode outcome(const Session& session, const std::vector<Verdict>& verdicts) {
    std::size_t bad = 0, machine = 0, told = 0, warnings = 0;
    for (const Verdict& verdict : verdicts) {
        bad += !verdict.ready();
        machine += verdict.machine;
        told += !verdict.ready() && verdict.told_by_user;
        warnings += verdict.notes.size();
    }
    if (bad == 0) return with_warnings(session, warnings);
    put_error(session.language, say(session.language, Say::checked_bad, Count{bad}, Count{verdicts.size()}));
    if (machine > 0) return ExitCode::environment;
    if (told > 0) return ExitCode::usage;
    return bad == verdicts.size() ? ExitCode::none_ok : ExitCode::some_failed;
}

ExitCode check_all(const ParamFlags& flags, const Session& session) {
    const EffectiveParams params = effective_params(flags);
    std::vector<Verdict> verdicts;
    Json list = Json::array();
    for (const std::string& file : session.files) {
        const Verdict& verdict = verdicts.emplace_back(check_file(session, file, params.params.read));
        // Told file by file: a folder of large runs takes its time.
        if (session.json)
            list.push_back(verdict_json(verdict));
        else
            put_out(verdict_text(session.language, verdict));
    }
    if (session.json) put_out(list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    return outcome(session, verdicts);
}

}  // namespace

Command check_command() {
    const auto flags = std::make_shared<ParamFlags>();
    Command command;
    command.name = "check";
    command.arguments = "FILE... [--json]";
    command.summary = "what is in a file, can gassan use it, and what to do if not";
    command.text =
        "Reads every file as the other commands would and says what it holds. A verdict a file: ready, or why not and "
        "what to do. Of a raw run (mzML, mzXML, netCDF, mzMLb, an Agilent .d folder; text also in gzip or bzip2): "
        "format, instrument, spectra, polarity, times, rate, m/z, lowest intensities, what devices recorded beside it, "
        "and known traps of converters. Of a "
        "peak list: its peaks. Of a sample sheet, compound table or standards table (TSV, CSV, XLSX) and of a "
        "study.toml with all the tables it "
        "names: every fault at once, with its place; they end with exit code 2. Names of samples and source files are "
        "personal data: they are shown here and written nowhere.";
    command.examples = {"gassan check run.mzML", "gassan check runs/*.mzML --json", "gassan check samples.xlsx",
                        "gassan check study.toml --lang ja"};
    command.least_files = 1;
    command.most_files = SIZE_MAX;
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) { declare_params(app, *flags, {"read"}); };
    command.run = [flags](const Session& session) { return check_all(*flags, session); };
    return command;
}

}  // namespace gassan
