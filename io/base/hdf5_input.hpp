#pragma once

/// \file
/// HDF5 files of others (mzMLb, netCDF-4): one-dimensional datasets of numbers, read in blocks, and texts at objects.
/// What leads out of the file (links, external storage, virtual datasets) and what needs code that is not built in
/// (filter plugins) is refused. The library is entered call by call, so others may use it in between.

#include "io/base/regular_file.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

class Hdf5Input {
public:
    /// \throws Fault if the library cannot make out the file
    explicit Hdf5Input(const RegularFile& file);
    ~Hdf5Input();
    Hdf5Input(const Hdf5Input&) = delete;
    Hdf5Input& operator=(const Hdf5Input&) = delete;

    /// Is there an object of this name at the file's root?
    [[nodiscard]] bool has(const std::string& name) const;
    /// A text, or the first number, at an object ("/" is the root); nothing where it has none of this name and kind.
    [[nodiscard]] std::optional<std::string> text(const std::string& object, const std::string& name) const;
    [[nodiscard]] std::optional<double> number(const std::string& object, const std::string& name) const;

    /// A dataset of numbers with one dimension.
    class Column {
    public:
        ~Column();
        Column(const Column&) = delete;
        Column& operator=(const Column&) = delete;
        [[nodiscard]] std::uint64_t size() const { return size_; }
        [[nodiscard]] std::size_t width() const { return width_; }  ///< bytes of one value
        [[nodiscard]] bool is_float() const { return is_float_; }

        /// Values [first, first + count) in place of what was in values; cheap where asked for in their order.
        /// \throws Fault beyond the end, and for a block that cannot be unpacked
        void read(std::uint64_t first, std::size_t count, std::vector<double>& values);
        /// The same of a dataset of bytes. \return how many came: fewer only at the end
        [[nodiscard]] std::size_t read_bytes(std::uint64_t first, std::size_t count, char* to);

    private:
        friend class Hdf5Input;
        Column(std::string name, std::int64_t set) : name_(std::move(name)), set_(set) {}
        std::string name_;
        std::int64_t set_;
        std::uint64_t size_ = 0;
        std::size_t width_ = 1;
        bool is_float_ = false;
        std::vector<double> block_;
        std::uint64_t block_begin_ = 0;

        void load(std::uint64_t first, std::uint64_t count, std::int64_t type, void* to) const;
    };

    /// \throws Fault for what is not there, is no column of numbers, needs a filter that is not built in, leads out of
    /// the file, or declares more than the file can hold
    [[nodiscard]] std::unique_ptr<Column> column(const std::string& name) const;

private:
    std::int64_t file_ = -1;
    std::uint64_t file_bytes_;

    [[nodiscard]] std::int64_t open_attribute(const std::string& object, const std::string& name) const;
    void require_own(std::int64_t plist, const std::string& name, std::uint64_t value_bytes) const;
};

}  // namespace gassan
