#include "io/base/regular_file.hpp"

#include "io/base/faults.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace gassan {
namespace {

const char* kind_name(mode_t mode) {
    if (S_ISDIR(mode)) return "a directory";
    if (S_ISFIFO(mode)) return "a pipe (FIFO)";
    if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
    if (S_ISSOCK(mode)) return "a socket";
    return "not a regular file";
}

const char* kind_remedy(mode_t mode) {
    if (S_ISDIR(mode))
        return "Name the file itself; of folders only those of Agilent MassHunter (.d) are read as runs.";
    return "Write the data to a regular file first.";
}

}  // namespace

RegularFile::RegularFile(const std::filesystem::path& path) : path_(path) {
    descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor_ < 0) throw_file_error(path, "open the file", errno);
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) {
        const int error = errno;
        ::close(descriptor_);
        throw_file_error(path, "look at the file", error);
    }
    if (!S_ISREG(status.st_mode)) {
        ::close(descriptor_);
        throw InputError(path, "", std::string("is ") + kind_name(status.st_mode) + ", not a regular file",
                         kind_remedy(status.st_mode));
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
    changed_s_ = status.st_mtim.tv_sec;
    changed_ns_ = status.st_mtim.tv_nsec;
}

RegularFile::~RegularFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t RegularFile::read_at(std::uint64_t offset, char* to, std::size_t count) const {
    std::size_t done = 0;
    while (done < count) {
        const ssize_t got = ::pread(descriptor_, to + done, count - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            throw EnvironmentError(quoted_path(path_) + ": byte " + std::to_string(offset + done) +
                                   ": cannot read: " + std::generic_category().message(errno));
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

void RegularFile::check_unchanged() const {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) throw_file_error(path_, "look at the file", errno);
    if (static_cast<std::uint64_t>(status.st_size) == size_ && status.st_mtim.tv_sec == changed_s_ &&
        status.st_mtim.tv_nsec == changed_ns_)
        return;
    throw InputError(path_, "",
                     "changed while it was read (" + std::to_string(size_) + " bytes at the start, " +
                         std::to_string(status.st_size) + " now)",
                     "Wait until it is copied or converted whole, then read it again.");
}

}  // namespace gassan
