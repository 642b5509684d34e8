#include "io/base/atomic_file.hpp"

#include "io/base/faults.hpp"
#include "io/base/temporary_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>

namespace gassan {
namespace {

constexpr std::size_t buffer_size = 1u << 20;

// The file behind a chain of links, which need not exist yet.
std::filesystem::path followed(std::filesystem::path path) {
    std::error_code error;
    for (int links = 0; links < 40 && std::filesystem::is_symlink(path, error); ++links) {
        const auto target = std::filesystem::read_symlink(path, error);
        if (error) break;
        path = target.is_absolute() ? target : path.parent_path() / target;
    }
    return path;
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
    const auto folder = path.parent_path();
    return folder.empty() ? std::filesystem::path(".") : folder;
}

// Short, so that a final name of 255 bytes still has room beside it.
std::filesystem::path temporary_beside(const std::filesystem::path& path) {
    static std::atomic<unsigned> count{0};
    return folder_of(path) / (temporary_prefix + std::to_string(::getpid()) + "-" + std::to_string(count++));
}

}  // namespace

AtomicFile::AtomicFile(const std::filesystem::path& path, bool secret) : path_(followed(path)) {
    struct stat status {};
    if (::stat(path_.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
        throw EnvironmentError(quoted_path(path) + ": cannot write: the name is taken by " +
                               (S_ISDIR(status.st_mode) ? "a directory" : "something that is no regular file"));
    }
    do {
        forget_temporary(ticket_);
        temporary_ = temporary_beside(path_);
        // Before it is there: a signal may come between.
        ticket_ = remember_temporary(temporary_);
        descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, secret ? 0600 : 0666);
    } while (descriptor_ < 0 && errno == EEXIST);
    if (descriptor_ < 0) fail("create the file");
    buffer_.reserve(buffer_size);
}

AtomicFile::~AtomicFile() {
    discard();
}

void AtomicFile::discard() noexcept {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
    temporary_.clear();
    forget_temporary(ticket_);
    ticket_ = -1;
}

void AtomicFile::fail(const char* what) {
    const int error = errno;
    discard();
    throw EnvironmentError(quoted_path(path_) + ": cannot " + what + ": " + std::generic_category().message(error));
}

void AtomicFile::flush() {
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        const ssize_t done = ::write(descriptor_, rest.data(), rest.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) fail("write the file");
        rest.remove_prefix(static_cast<std::size_t>(done));
    }
    buffer_.clear();
}

void AtomicFile::write(std::string_view bytes) {
    buffer_ += bytes;
    if (buffer_.size() >= buffer_size) flush();
}

void AtomicFile::sync() {
    flush();
    if (::fsync(descriptor_) != 0) fail("write the file to disk");
}

void AtomicFile::commit() {
    sync();
    const int descriptor = descriptor_;
    descriptor_ = -1;
    if (::close(descriptor) != 0) fail("close the file");
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail("rename the file into place");
    temporary_.clear();
    forget_temporary(ticket_);
    ticket_ = -1;
    // The name itself reaches the disk with its folder. File systems that cannot sync a folder say EINVAL.
    const int folder = ::open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    const bool failed = ::fsync(folder) != 0 && errno != EINVAL;
    const int error = errno;
    ::close(folder);
    errno = error;
    if (failed) fail("write the folder to disk");
}

void write_file_atomically(const std::filesystem::path& path, std::string_view bytes) {
    AtomicFile file(path);
    file.write(bytes);
    file.commit();
}

}  // namespace gassan
