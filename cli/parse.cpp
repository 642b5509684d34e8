#include "cli/parse.hpp"

#include "cli/help.hpp"
#include "cli/talk.hpp"
#include "core/base/fields.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <thread>

namespace gassan {
namespace {

void declare_common(CLI::App& app, CommonFlags& flags, bool answers_json) {
    const std::string group = "Every command";
    app.add_option("-j,--threads", flags.threads,
                   "threads to use; the results do not depend on it (default: all cores)")
        ->type_name("N")
        ->group(group);
    app.add_flag("-q,--quiet", flags.quiet, "no progress and no summary; warnings and errors stay")->group(group);
    if (answers_json) app.add_flag("--json", flags.json, "the answer as JSON on standard output")->group(group);
    app.add_flag("--strict", flags.strict, "warnings fail (exit code 1)")->group(group);
    app.add_option("--lang", flags.language, "language of the talk and of the headings: en or ja (default: en)")
        ->type_name("LANG")
        ->group(group);
    app.add_flag("-h,--help", flags.help, "this page")->group(group);
    app.add_flag("-V,--version", flags.version, "the version, as one line")->group(group);
}

std::string see(const Command& command) {
    return "; see: gassan " + command.name + " --help";
}

/// "--peak.min_snr", "-o": everything that may be typed.
std::vector<std::string> flag_names_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        for (const auto& name : option->get_lnames()) names.push_back("--" + name);
        for (const auto& name : option->get_snames()) names.push_back("-" + name);
    }
    return names;
}

/// "-o" where there is a short name, else "--read.polarity".
std::string typed_name(const CLI::Option& option) {
    return option.get_snames().empty() ? "--" + option.get_lnames().front() : "-" + option.get_snames().front();
}

[[noreturn]] void refuse_flag(const Command& command, const CLI::App& app, const std::string& word) {
    const std::string flag = word.substr(0, word.find('='));
    std::string near = nearest_name(flag, flag_names_of(app));
    // A parameter typed without its stage ("--min_snr") is nearer to its own name than any count of letters says.
    for (const std::string& name : flag_names_of(app))
        if (flag.size() > 4 && name.ends_with("." + flag.substr(2))) near = name;
    throw UsageError("unknown flag " + flag + (near.empty() ? "" : " (did you mean " + near + "?)") + see(command));
}

int thread_count(const std::string& text) {
    if (text.empty()) return std::max(1, int(std::thread::hardware_concurrency()));
    return int(whole_number("-j", text, 1, 1024));
}

Language language_of(const std::string& text) {
    if (text.empty() || text == "en") return Language::en;
    if (text == "ja") return Language::ja;
    throw UsageError("--lang " + text + ": must be en or ja");
}

/// What is wrong with the number of values of a flag: none, or one too many.
std::string flag_fault(const CLI::App& app, const CLI::ArgumentMismatch& error) {
    for (const CLI::Option* option : app.get_options())
        if (option->count() > 1 && option->get_items_expected_max() == 1)
            return typed_name(*option) + " is given more than once";
    const std::string text = error.what();
    for (const CLI::Option* option : app.get_options())
        if (text.starts_with(option->get_name() + ":")) return typed_name(*option) + " needs a value";
    return text;
}

/// Parts the words at "--": what follows are files, whatever they look like.
std::vector<std::string> cut_at_dashes(std::vector<std::string>& words) {
    const auto dashes = std::find(words.begin(), words.end(), "--");
    std::vector<std::string> rest(dashes == words.end() ? dashes : dashes + 1, words.end());
    words.erase(dashes, words.end());
    return rest;
}

/// Reads the flags; gives back what is none. Files are never handed to the parser, which would take "[a,b].mzML" apart.
std::vector<std::string> read_flags(const Command& command, CLI::App& app, std::vector<std::string> words) {
    std::vector<std::string> after = cut_at_dashes(words);
    std::reverse(words.begin(), words.end());
    app.allow_extras();
    try {
        app.parse(words);
    } catch (const CLI::ArgumentMismatch& error) {
        throw UsageError(flag_fault(app, error) + see(command));
    } catch (const CLI::ParseError& error) {
        throw UsageError(error.what() + see(command));
    }
    std::vector<std::string> files = app.remaining();
    for (const std::string& word : files)
        if (word.size() > 1 && word.front() == '-') refuse_flag(command, app, word);
    files.insert(files.end(), after.begin(), after.end());
    return files;
}

void require_file_count(const Command& command, const std::vector<std::string>& files) {
    if (files.size() < command.least_files)
        throw UsageError("gassan " + command.name + " needs a file: gassan " + command.name + " " + command.arguments +
                         see(command));
    if (files.size() > command.most_files)
        throw UsageError("gassan " + command.name + " takes no further argument \"" + files[command.most_files] + "\"" +
                         see(command));
    for (const std::string& file : files)
        if (file.empty()) throw UsageError("a file name is empty" + see(command));
}

}  // namespace

ExitCode run_command(const Command& command, const std::vector<std::string>& words, Session session) {
    CLI::App app;
    CommonFlags flags;
    declare_all(command, app, flags);
    session.files = read_flags(command, app, words);
    if (flags.help || flags.version) {
        put_out(flags.help ? help_page(command) : version_line());
        return ExitCode::ok;
    }
    session.language = language_of(flags.language);
    session.threads = thread_count(flags.threads);
    session.quiet = flags.quiet;
    session.json = flags.json;
    session.strict = flags.strict;
    require_file_count(command, session.files);
    return command.run(session);
}

void declare_all(const Command& command, CLI::App& app, CommonFlags& flags) {
    app.set_help_flag();
    command.declare(app);
    declare_common(app, flags, command.answers_json);
}

std::uint64_t whole_number(const std::string& flag, const std::string& text, std::uint64_t low, std::uint64_t high) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < low || number > high)
        throw UsageError(flag + " " + text + ": must be a whole number from " + std::to_string(low) + " to " +
                         std::to_string(high));
    return number;
}

}  // namespace gassan
