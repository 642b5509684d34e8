#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace gassan {

/// A regular file opened for reading. Links are followed; devices, pipes, sockets and directories are refused
/// before a byte is read (opened non-blocking, so a pipe without a writer cannot hang us).
class RegularFile {
public:
    /// \throws InputError for what is not a readable regular file; EnvironmentError for permission and I/O.
    explicit RegularFile(const std::filesystem::path& path);
    ~RegularFile();
    RegularFile(const RegularFile&) = delete;
    RegularFile& operator=(const RegularFile&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] int descriptor() const { return descriptor_; }

    /// Up to count bytes from offset; fewer only at the end of the file. \throws EnvironmentError
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, char* to, std::size_t count) const;

    /// \throws InputError if the file has become another size, or was written to, since it was opened.
    void check_unchanged() const;

private:
    std::filesystem::path path_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
    std::int64_t changed_s_ = 0, changed_ns_ = 0;
};

}  // namespace gassan
