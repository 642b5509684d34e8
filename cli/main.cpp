#include "cli/command.hpp"
#include "cli/help.hpp"
#include "cli/parse.hpp"
#include "cli/signals.hpp"
#include "cli/talk.hpp"
#include "core/base/fields.hpp"
#include "io/base/fault_list.hpp"
#include "io/base/faults.hpp"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

#include <algorithm>
#include <exception>
#include <new>

namespace {

using namespace gassan;

/// The command of this name, or a refusal that names the nearest.
Command command_named(const std::string& name) {
    std::vector<std::string> names;
    for (const Command& command : commands()) {
        if (command.name == name) return command;
        if (command.listed) names.push_back(command.name);
    }
    if (name.starts_with("-"))
        throw UsageError("flags stand behind a command: gassan COMMAND " + name + "; see: gassan --help");
    throw UsageError("unknown command " + name + did_you_mean(name, names) + "; see: gassan --help");
}

ExitCode show(const std::string& page) {
    put_out(page);
    return ExitCode::ok;
}

/// The commands "library list", "library check", ... of the group "library"; none of a word that is no group.
std::vector<Command> group_of(const std::string& word) {
    std::vector<Command> members;
    for (const Command& command : commands())
        if (command.name.starts_with(word + " ")) members.push_back(command);
    return members;
}

/// The pages of a whole group, one below the other.
std::string group_page(const std::vector<Command>& members) {
    std::string page;
    for (const Command& member : members) page += (page.empty() ? "" : "\n") + help_page(member);
    return page;
}

/// Of "library", "list", ... the first two words are one name.
std::vector<std::string> with_group_joined(std::vector<std::string> words) {
    std::vector<std::string> members;
    for (const Command& member : group_of(words.front()))
        members.push_back(member.name.substr(words.front().size() + 1));
    if (members.empty()) return words;
    const std::string second = words.size() > 1 ? words[1] : "";
    if (std::find(members.begin(), members.end(), second) == members.end()) {
        std::string all;
        for (const std::string& member : members) all += (all.empty() ? "" : ", ") + member;
        throw UsageError("gassan " + words.front() + " needs one of " + all + did_you_mean(second, members) +
                         "; see: gassan " + words.front() + " --help");
    }
    words[1] = words[0] + " " + second;
    words.erase(words.begin());
    return words;
}

/// `gassan help`, `gassan help CMD`
ExitCode help(std::vector<std::string> words) {
    if (words.empty()) return show(front_page());
    if (const auto group = group_of(words.front()); !group.empty() && words.size() == 1) return show(group_page(group));
    words = with_group_joined(std::move(words));
    if (words.size() > 1) throw UsageError("gassan help takes one command; see: gassan --help");
    return show(help_page(command_named(words.front())));
}

ExitCode dispatch(const std::vector<std::string>& words) {
    if (words.empty()) throw UsageError("a command is missing, e.g. gassan demo; see: gassan --help");
    if (const auto group = group_of(words.front());
        !group.empty() && words.size() == 2 && (words[1] == "--help" || words[1] == "-h"))
        return show(group_page(group));
    const std::vector<std::string> joined = with_group_joined(words);
    const std::string& first = joined.front();
    const std::vector<std::string> rest(joined.begin() + 1, joined.end());
    if (first == "--help" || first == "-h") return show(front_page());
    if (first == "--version" || first == "-V") return show(version_line());
    if (first == "help") return help(rest);
    Session session;
    session.as_typed.push_back("gassan");
    session.as_typed.insert(session.as_typed.end(), words.begin(), words.end());
    return run_command(command_named(first), rest, session);
}

/// Errors are met before the flags are read, too; the language is looked for in the bare words.
Language language_of(const std::vector<std::string>& words) {
    const auto lang = std::find(words.begin(), words.end(), "--lang");
    const bool apart = lang != words.end() && lang + 1 != words.end() && *(lang + 1) == "ja";
    return apart || std::find(words.begin(), words.end(), "--lang=ja") != words.end() ? Language::ja : Language::en;
}

/// Large blocks go back to the system when a run is done with them. Left to itself glibc keeps blocks as large as the
/// largest it has seen freed, up to 32 MiB, in a heap that then never shrinks: six runs took 146 MB instead of 125.
/// Below 8 MiB memory falls to 94 MB, and a tenth of the time goes into pages that are handed out anew.
void give_large_blocks_back() {
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, 16 << 20);
#endif
}

/// The one place where a failure becomes a line and an exit code.
ExitCode guarded(const std::vector<std::string>& words) {
    const Language language = language_of(words);
    const auto fail = [&](const std::string& text, ExitCode code) {
        put_error(language, text);
        return code;
    };
    try {
        return dispatch(words);
    } catch (const UsageError& error) {
        return fail(error.what(), ExitCode::usage);
    } catch (const FaultList& faults) {
        for (const std::string& line : faults.lines) put_error(language, line);
        return ExitCode::usage;
    } catch (const ParameterError& error) {
        return fail(error.what(), ExitCode::usage);
    } catch (const EnvironmentError& error) {
        return fail(error.what(), ExitCode::environment);
    } catch (const Error& error) {
        return fail(error.what(), ExitCode::none_ok);
    } catch (const std::bad_alloc&) {
        return fail("the memory of this machine is not enough for this run", ExitCode::environment);
    } catch (const std::exception& error) {
        return fail("a fault of gassan itself (" + std::string(error.what()) +
                        "); please report it with this line and the command",
                    ExitCode::environment);
    }
}

}  // namespace

int main(int argc, char** argv) {
    give_large_blocks_back();
    end_cleanly_on_signals();
    return int(guarded({argv + std::min(argc, 1), argv + argc}));
}
