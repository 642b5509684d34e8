#pragma once

/// \file
/// The little of HDF5 that the store needs: groups of 1-D columns, texts, and single values as attributes. The same
/// content gives the same bytes: no times of objects are kept. The library is entered by one thread at a time.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gassan::hdf5 {

/// The library, for one thread at a time; whoever calls it holds this. Its own messages are silenced.
[[nodiscard]] std::unique_lock<std::recursive_mutex> enter();

/// An open object of the library, closed when it goes.
class Handle {
public:
    using Close = int (*)(std::int64_t);
    Handle() = default;
    Handle(std::int64_t id, Close close) : id_(id), close_(close) {}
    Handle(Handle&& other) noexcept : id_(other.release()), close_(other.close_) {}
    Handle& operator=(Handle&& other) noexcept;
    ~Handle();

    [[nodiscard]] std::int64_t id() const { return id_; }
    [[nodiscard]] explicit operator bool() const { return id_ >= 0; }
    std::int64_t release() {
        const auto id = id_;
        id_ = -1;
        return id;
    }

private:
    std::int64_t id_ = -1;
    Close close_ = nullptr;
};

enum class Packing {
    deflated,  ///< from 64 KiB on in chunks of 64k values with shuffle, deflate 1 and Fletcher32; else plain
    plain      ///< one piece, as it lies in memory: for what deflating costs more than it is worth
};

/// Writes one file. Columns are of std::uint8_t, uint16_t, uint32_t, uint64_t, int32_t, float or double, little-endian;
/// each is written whole, at once.
class Writer {
public:
    /// \param path of a file that is there and empty, as AtomicFile::temporary() is. \throws EnvironmentError
    explicit Writer(const std::filesystem::path& path);

    /// Names are paths: "features/mz" stands in the group "features", which must have been made.
    void group(const std::string& name);
    template <class Value>
    void column(const std::string& name, std::span<const Value> values, Packing packing = Packing::deflated);
    template <class Value>
    void column(const std::string& name, const std::vector<Value>& values, Packing packing = Packing::deflated) {
        column(name, std::span<const Value>(values), packing);
    }
    /// UTF-8 of one width, filled up with NUL; a text must not hold NUL itself.
    void texts(const std::string& name, const std::vector<std::string>& values);
    /// A single value at a group ("/" is the file itself).
    void value(const std::string& group, const std::string& name, double value);
    void value(const std::string& group, const std::string& name, std::int64_t value);
    void value(const std::string& group, const std::string& name, const std::string& value);

    /// Closes the file, opens it again and compares every column with what was given. \throws EnvironmentError
    void close_and_compare();

private:
    struct Written {
        std::string name;
        std::uint64_t bytes;
        std::uint32_t crc;
    };

    std::filesystem::path path_;
    std::unique_lock<std::recursive_mutex> turn_;
    Handle file_;
    std::vector<Written> written_;

    void dataset(const std::string& name, std::int64_t type, const void* values, std::size_t count, std::size_t width,
                 Packing packing);
    void attribute(const std::string& group, const std::string& name, std::int64_t type, const void* value);
    [[noreturn]] void fail(const std::string& what) const;
};

/// Values [begin, end) of a column.
struct Stretch {
    std::size_t begin, end;
};

/// Reads one file; believes nothing it says.
class Reader {
public:
    /// \throws InputError if it is no HDF5 file
    explicit Reader(const std::filesystem::path& path);

    /// \param count how many values there must be; any number if left out. \throws InputError
    template <class Value>
    [[nodiscard]] std::vector<Value> column(const std::string& name, std::optional<std::size_t> count = {}) const;
    /// Stretches of a column, one after another.
    template <class Value>
    [[nodiscard]] std::vector<Value> parts(const std::string& name, std::span<const Stretch> stretches) const;
    [[nodiscard]] std::size_t length(const std::string& name) const;
    void require_length(const std::string& name, std::size_t count) const;
    [[nodiscard]] std::vector<std::string> texts(const std::string& name, std::optional<std::size_t> count = {}) const;
    [[nodiscard]] bool has(const std::string& name) const;
    /// Bytes of one value of a column.
    [[nodiscard]] std::size_t width(const std::string& name) const;
    [[nodiscard]] double number(const std::string& group, const std::string& name) const;
    [[nodiscard]] std::int64_t whole(const std::string& group, const std::string& name) const;
    [[nodiscard]] std::string text(const std::string& group, const std::string& name) const;

    /// One line about this file. \throws InputError
    [[noreturn]] void refuse(const std::string& place, const std::string& cause) const;

private:
    std::filesystem::path path_;
    std::uint64_t file_bytes_ = 0;
    std::unique_lock<std::recursive_mutex> turn_;
    Handle file_;

    [[nodiscard]] Handle dataset(const std::string& name) const;
    [[nodiscard]] std::size_t length(const Handle& dataset, const std::string& name, std::size_t width,
                                     std::optional<std::size_t> count) const;
    [[nodiscard]] Handle attribute(const std::string& group, const std::string& name) const;
};

}  // namespace gassan::hdf5
