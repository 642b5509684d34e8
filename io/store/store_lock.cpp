#include "io/store/store_lock.hpp"

#include "io/base/faults.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace gassan {
namespace {

std::string holder(int descriptor) {
    char text[400];
    const ssize_t size = ::pread(descriptor, text, sizeof text, 0);
    std::string line(text, std::size_t(size > 0 ? size : 0));
    line = line.substr(0, line.find('\n'));
    return line.empty() ? "another process" : quoted_text(line);
}

/// What stands in the file helps a person; that it cannot be written hinders nobody.
void sign(int descriptor, const std::string& since) {
    char host[256] = "";
    if (::gethostname(host, sizeof host - 1) != 0) host[0] = '\0';
    const std::string line = "PID " + std::to_string(::getpid()) + " on " + host + " since " + since + "\n";
    if (::ftruncate(descriptor, 0) != 0) return;
    [[maybe_unused]] const auto written = ::pwrite(descriptor, line.data(), line.size(), 0);
}

}  // namespace

StoreLock::StoreLock(const std::filesystem::path& folder, Kind kind, const std::string& since) {
    const std::filesystem::path path = folder / file_name;
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0)
        throw EnvironmentError(quoted_path(path) + ": cannot open: " + std::generic_category().message(errno));
    if (::flock(descriptor_, (kind == Kind::alone ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
        const int error = errno;
        const std::string who = holder(descriptor_);
        ::close(descriptor_);
        if (error != EWOULDBLOCK)
            throw EnvironmentError(quoted_path(path) + ": cannot lock: " + std::generic_category().message(error));
        throw EnvironmentError(quoted_path(folder) + ": locked by " + who);
    }
    sign(descriptor_, since);
}

StoreLock::~StoreLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace gassan
