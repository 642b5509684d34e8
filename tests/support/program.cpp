#include "tests/support/program.hpp"

#include <fcntl.h>
#include <pty.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace gassan::test {
namespace {

/// Everything a descriptor holds, from its beginning.
std::string whole(int descriptor) {
    std::string text;
    char block[4096];
    lseek(descriptor, 0, SEEK_SET);
    for (ssize_t size; (size = read(descriptor, block, sizeof block)) > 0;) text.append(block, std::size_t(size));
    return text;
}

/// A file without a name: a pipe could fill up and stop the program.
int catcher() {
    std::FILE* file = std::tmpfile();
    if (!file) throw std::runtime_error("no temporary file");
    const int descriptor = dup(fileno(file));
    std::fclose(file);
    return descriptor;
}

[[noreturn]] void become(const Start& start, const std::vector<std::string>& command) {
    if (chdir(start.folder.c_str()) != 0) _exit(126);
    if (start.mask >= 0) umask(mode_t(start.mask));
    if (start.most_file_kib >= 0) {
        const rlim_t bytes = rlim_t(start.most_file_kib) * 1024;
        const rlimit limit{bytes, bytes};
        if (std::signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(126);
    }
    for (const auto& [name, value] : start.setting) setenv(name.c_str(), value.c_str(), 1);
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    execvp(words.front(), words.data());
    _exit(127);
}

int code_of(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool unfinished_file_below(const std::filesystem::path& folder) {
    // A file may be renamed away while the folder is listed.
    std::error_code ignored;
    for (std::filesystem::recursive_directory_iterator entry(folder, ignored), end; entry != end;
         entry.increment(ignored))
        if (entry->path().filename().native().starts_with(".")) return true;
    return false;
}

int wait_for(pid_t child, const Start& start) {
    int status = 0;
    if (!start.signal_at.empty()) {
        while (!unfinished_file_below(start.signal_at)) {
            if (waitpid(child, &status, WNOHANG) == child) return code_of(status);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        kill(child, SIGINT);
    }
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(start.kill_after_ms);
    while (start.kill_after_ms >= 0) {
        if (waitpid(child, &status, WNOHANG) == child) return code_of(status);
        if (std::chrono::steady_clock::now() >= end) {
            kill(child, SIGKILL);
            break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    waitpid(child, &status, 0);
    return code_of(status);
}

Outcome in_terminal(const Start& start, const std::vector<std::string>& command) {
    int terminal = -1;
    const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child == 0) become(start, command);
    Outcome outcome;
    char block[4096];
    // Reading fails with EIO once the program has closed its side.
    for (ssize_t size; (size = read(terminal, block, sizeof block)) > 0;) outcome.err.append(block, std::size_t(size));
    outcome.exit_code = wait_for(child, start);
    close(terminal);
    return outcome;
}

}  // namespace

TempFolder::TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "gassan-test-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    path_ = name;
}

TempFolder::~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Outcome program(const Start& start, const std::vector<std::string>& command) {
    if (start.terminal) return in_terminal(start, command);
    const int out = start.stdout_to.empty() ? catcher() : open(start.stdout_to.c_str(), O_WRONLY | O_CREAT, 0666);
    const int err = catcher();
    const pid_t child = fork();
    if (child == 0) {
        dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
        dup2(out, STDOUT_FILENO);
        dup2(err, STDERR_FILENO);
        become(start, command);
    }
    Outcome outcome;
    outcome.exit_code = wait_for(child, start);
    if (start.stdout_to.empty()) outcome.out = whole(out);
    outcome.err = whole(err);
    close(out);
    close(err);
    return outcome;
}

Outcome run_gassan(const Start& start, const std::vector<std::string>& words) {
    std::vector<std::string> command{GASSAN_PROGRAM};
    command.insert(command.end(), words.begin(), words.end());
    return program(start, command);
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void put_text(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
}

void skipped(const std::string& name, const std::string& reason) {
    std::printf("SKIPPED: %s: %s\n", name.c_str(), reason.c_str());
}

}  // namespace gassan::test
