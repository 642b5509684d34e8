#pragma once

/// \file
/// HDF5 files of others (mzMLb, netCDF-4): one-dimensional datasets of numbers, read in their order, and texts at
/// objects. Packed with deflate, shuffle and Fletcher-32, or not. What leads out of the file is refused.

#include "io/base/hdf5_chunks.hpp"
#include "io/base/hdf5_filters.hpp"
#include "io/base/hdf5_objects.hpp"
#include "io/base/regular_file.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

class Hdf5Input {
public:
    /// \param file must live as long. \throws Fault
    explicit Hdf5Input(const RegularFile& file);

    /// Is there an object of this name at the file's root?
    [[nodiscard]] bool has(const std::string& name) const;
    /// A text, or the only number, at an object ("/" is the root); nothing where it has none of this name and kind.
    [[nodiscard]] std::optional<std::string> text(const std::string& object, const std::string& name) const;
    [[nodiscard]] std::optional<double> number(const std::string& object, const std::string& name) const;

    /// A dataset of numbers with one dimension. In memory stand one of its pieces (at most 32 MiB; of a small file 4
    /// MiB) and the places of all.
    class Column {
    public:
        [[nodiscard]] std::uint64_t size() const { return size_; }
        [[nodiscard]] std::size_t width() const { return type_.size; }  ///< bytes of one value
        [[nodiscard]] bool is_float() const { return type_.kind == Hdf5Type::Kind::real; }

        /// Values [first, first + count) in place of what was in values; cheap where asked for in their order.
        /// \throws Fault beyond the end, for a piece that cannot be unpacked or was never written, and for more values
        /// than a file of this size should give at once
        void read(std::uint64_t first, std::size_t count, std::vector<double>& values);
        /// The same of a dataset of bytes. \return how many came: fewer only at the end
        [[nodiscard]] std::size_t read_bytes(std::uint64_t first, std::size_t count, char* to);

    private:
        friend class Hdf5Input;
        Column(const Hdf5Objects& objects, Hdf5Unpacker& unpacker, std::string name, Hdf5Object set);

        const Hdf5Objects& objects_;
        Hdf5Unpacker& unpacker_;
        std::string name_;
        Hdf5Object set_;
        Hdf5Type type_;
        std::uint64_t size_ = 0;
        std::vector<Hdf5Chunk> chunks_;

        // Values that are at hand.
        std::string piece_;
        std::uint64_t piece_begin_ = 0, piece_size_ = 0, window_ = 0;

        const unsigned char* at_hand(std::uint64_t first, std::uint64_t& count);
        void load(std::uint64_t first);
        void load_chunk(std::uint64_t first);
        [[noreturn]] void refuse(const std::string& cause, const std::string& remedy = "",
                                 std::uint64_t byte = 0) const;
    };

    /// \throws Fault for what is not there, is no column of numbers, is packed in a way that is not read here, leads
    /// out of the file, or declares more than the file can hold
    /// The input must live as long.
    [[nodiscard]] std::unique_ptr<Column> column(const std::string& name) const;

private:
    Hdf5Objects objects_;
    std::unique_ptr<Hdf5Unpacker> unpacker_;
    std::map<std::string, std::uint64_t> links_;  // where the objects are, by name

    void require_column(const std::string& name, const Hdf5Object& set) const;
    [[nodiscard]] std::optional<Hdf5Attribute> attribute(const std::string& object, const std::string& name) const;
};

}  // namespace gassan
