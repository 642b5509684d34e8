#include "cli/outputs.hpp"

#include "cli/session.hpp"
#include "io/base/faults.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>

namespace gassan {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_write(const fs::path& path, int error) {
    throw EnvironmentError(quoted_path(path) + ": cannot be written: " + std::strerror(error));
}

/// The folder in which path will be made must be there and let us in.
void require_folder_of(const fs::path& path) {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    // A trailing slash on a file ("a.tsv/") gives ENOTDIR here, which says it.
    if (access((folder / ".").c_str(), W_OK | X_OK) != 0) cannot_write(path, errno);
}

/// The nearest folder above that exists must let us make the others.
void require_folder_above(const fs::path& folder) {
    std::error_code code;
    fs::path above = fs::absolute(folder, code);
    if (!above.has_filename()) above = above.parent_path();
    for (above = above.parent_path(); !fs::exists(above, code) && above.has_relative_path();)
        above = above.parent_path();
    if (!fs::is_directory(above, code)) cannot_write(folder, ENOTDIR);
    if (access(above.c_str(), W_OK | X_OK) != 0) cannot_write(folder, errno);
}

}  // namespace

fs::path checked_output(const fs::path& output, const fs::path& input) {
    if (output.empty()) throw UsageError("-o: the name of the output is empty");
    std::error_code code;
    fs::path place = output;
    if (fs::is_symlink(fs::symlink_status(output, code))) {
        place = fs::weakly_canonical(output, code);
        if (code || place.empty()) cannot_write(output, code ? code.value() : ENOENT);
    }
    if (!place.has_filename()) cannot_write(output, EISDIR);
    if (fs::equivalent(place, input, code) && !code)
        throw UsageError(quoted_path(output) + ": is the input; give the output another name");
    const auto status = fs::status(place, code);
    if (!fs::status_known(status) || code.value() == ENAMETOOLONG) cannot_write(output, code.value());
    if (fs::is_directory(status)) cannot_write(output, EISDIR);
    if (fs::exists(status) && !fs::is_regular_file(status))
        throw UsageError(quoted_path(output) +
                         ": is no ordinary file; leave -o away and redirect the standard output there");
    require_folder_of(place);
    return place;
}

void require_new_folder(const fs::path& folder) {
    require_own_folder(folder, {});
}

void require_own_folder(const fs::path& folder, const fs::path& mark) {
    if (folder.empty()) throw UsageError("-o: the name of the folder is empty");
    std::error_code code;
    const auto status = fs::status(folder, code);
    if (!fs::exists(status)) return require_folder_above(folder);
    if (!fs::is_directory(status)) cannot_write(folder, ENOTDIR);
    if (access(folder.c_str(), W_OK | X_OK) != 0) cannot_write(folder, errno);
    const bool ours = !mark.empty() && fs::exists(folder / mark, code);
    if (!ours && !fs::is_empty(folder, code))
        throw UsageError(quoted_path(folder) +
                         ": holds other files, and nothing is overwritten; give a new or an empty folder with -o");
}

void make_folder(const fs::path& folder) {
    std::error_code code;
    fs::create_directories(folder, code);
    if (code) cannot_write(folder, code.value());
}

std::string utc_now() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

}  // namespace gassan
