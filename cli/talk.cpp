#include "cli/talk.hpp"

#include "io/base/faults.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

namespace gassan {
namespace {

/// Warnings are met in many places, and none may slip past --strict.
std::atomic<std::size_t> warnings_told = 0;

bool is_set(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
}

/// One line, in one write: two programs in one terminal do not mix their words.
void put_line(std::string line) {
    std::replace_if(
        line.begin(), line.end(), [](unsigned char c) { return c < 0x20 && c != 0x1B; }, ' ');
    line.push_back('\n');
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fflush(stderr);
}

/// The word before the colon, in colour where a person looks (https://no-color.org).
std::string tag(const std::string& word, const char* colour) {
    if (!talks_to_terminal() || is_set("NO_COLOR")) return word + ": ";
    return colour + word + ":\x1b[0m ";
}

/// A message of another's making must not move the cursor.
std::string harmless(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
    return text;
}

}  // namespace

void put_out(std::string_view data) {
    errno = 0;
    const bool whole = std::fwrite(data.data(), 1, data.size(), stdout) == data.size() && std::fflush(stdout) == 0;
    if (!whole) throw EnvironmentError(std::string("standard output: ") + std::strerror(errno));
}

void put_error(Language language, const std::string& text) {
    put_line(tag(std::string(message(language, Say::error)), "\x1b[1;31m") + harmless(text));
}

void put_warning(Language language, const std::string& text) {
    ++warnings_told;
    put_line(tag(std::string(message(language, Say::warning)), "\x1b[1;33m") + harmless(text));
}

void put_summary(const Session& session, const std::string& text) {
    if (!session.quiet) put_line(harmless(text));
}

void put_notes(const Session& session, const std::filesystem::path& file, const Notes& notes) {
    std::map<std::string, std::size_t> all, shown;
    for (const Note& note : notes) ++all[note.code];
    const std::string name = quoted_path(file);
    for (const Note& note : notes) {
        // A fourth is shown rather than counted: "and 1 more" takes as much room.
        const std::size_t most = all[note.code] <= 4 ? 4 : 3;
        if (++shown[note.code] > most) continue;
        put_warning(session.language, name + ": " + (note.where.empty() ? "" : note.where + ": ") + note.text);
        if (shown[note.code] == 3 && all[note.code] > 4)
            put_warning(session.language, say(session.language, Say::and_more, name, all[note.code] - 3, note.code));
    }
}

ExitCode with_warnings(const Session& session, std::size_t warnings) {
    warnings = std::max<std::size_t>(warnings, warnings_told);
    if (!session.strict || warnings == 0) return ExitCode::ok;
    put_error(session.language, say(session.language, Say::strict_failed, Count{warnings}));
    return ExitCode::some_failed;
}

bool talks_to_terminal() {
    const char* terminal = std::getenv("TERM");
    return isatty(STDERR_FILENO) == 1 && terminal != nullptr && std::strcmp(terminal, "dumb") != 0;
}

}  // namespace gassan
