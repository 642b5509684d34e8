#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace gassan {

/// A file that appears under its name only when it is whole and on disk: written beside it, synced, renamed.
/// Destroyed without commit(), it leaves nothing behind. A link is followed: the file it points to is replaced.
class AtomicFile {
public:
    /// \throws EnvironmentError with the text of errno; also if the name is taken by what is no regular file.
    explicit AtomicFile(const std::filesystem::path& path);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    /// \throws EnvironmentError
    void write(std::string_view bytes);
    /// Brings what was written to disk: what may fail for want of room has then been done. \throws EnvironmentError
    void sync();
    /// Puts the file under its name. \throws EnvironmentError; what stood there before then still does.
    void commit();

private:
    std::filesystem::path path_, temporary_;
    int descriptor_ = -1;
    int ticket_ = -1;  ///< with temporary_files
    std::string buffer_;

    void flush();
    void discard() noexcept;
    [[noreturn]] void fail(const char* what);
};

/// The whole file in one call. \throws EnvironmentError
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

}  // namespace gassan
