#include "io/run_input.hpp"

#include "io/agilent/agilent_folder.hpp"
#include "io/base/faults.hpp"
#include "io/base/regular_file.hpp"

#include <sys/stat.h>

#include <cerrno>

namespace gassan {
namespace {

namespace fs = std::filesystem;

std::vector<NamedFile> files_of(const fs::path& path) {
    const AgilentFolder folder(path);
    std::vector<NamedFile> files;
    for (const std::string_view name : agilent_file_names())
        if (folder.has(name)) files.push_back({std::string(name), folder.file(name)});
    return files;
}

FileState state_of(const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) throw_file_error(path, "look at the file", errno);
    return {status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

}  // namespace

void require_run_input(const fs::path& path) {
    if (!is_instrument_folder(path)) return static_cast<void>(RegularFile(path));
    for (const NamedFile& file : files_of(path)) static_cast<void>(RegularFile(file.path));
}

std::uint64_t input_bytes(const fs::path& path) {
    std::error_code code;
    if (!is_instrument_folder(path)) {
        const auto size = fs::file_size(path, code);
        return code ? 0 : size;
    }
    try {
        return AgilentFolder(path).bytes();
    } catch (const Error&) {
        return 0;  // told by whoever reads it
    }
}

FileHash hash_input(const fs::path& path) {
    return is_instrument_folder(path) ? hash_files(files_of(path)) : hash_file(path);
}

std::vector<FileState> input_state(const fs::path& path) {
    if (!is_instrument_folder(path)) return {state_of(path)};
    std::vector<FileState> states;
    for (const NamedFile& file : files_of(path)) states.push_back(state_of(file.path));
    return states;
}

}  // namespace gassan
