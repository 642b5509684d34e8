#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace gassan {

/// How the names of files begin that are not finished yet.
constexpr const char* temporary_prefix = ".tmp.gassan-";

/// A file that appears under its name only when it is whole and on disk: written beside it, synced, renamed.
/// Destroyed without commit(), it leaves nothing behind. A link is followed: the file it points to is replaced.
class AtomicFile {
public:
    /// \param secret readable by its owner alone.
    /// \throws EnvironmentError with the text of errno; also if the name is taken by what is no regular file.
    explicit AtomicFile(const std::filesystem::path& path, bool secret = false);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    /// \throws EnvironmentError
    void write(std::string_view bytes);
    /// The name it will have.
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// Where the file is until then: for a library that writes files by name. It must have closed it before sync().
    [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }
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
