#pragma once

/// \file
/// The objects of an HDF5 file, as far as files of numbers need them: groups at the root, one-dimensional datasets,
/// attributes. Read by ourselves, since the HDF5 library is not made for files that were damaged on purpose or by
/// accident (docs/decisions/0022). "HDF5 File Format Specification Version 3.0", The HDF Group; section numbers are
/// its.

#include "io/base/hdf5_walk.hpp"
#include "io/base/regular_file.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

constexpr std::uint64_t hdf5_nowhere = ~std::uint64_t{0};  ///< the undefined address

struct Hdf5Type {
    enum class Kind { other, whole, real, text, long_text };
    Kind kind = Kind::other;
    std::size_t size = 0;  ///< bytes of one value
    bool big_endian = false, is_signed = false;
};

struct Hdf5Attribute {
    std::string name;
    Hdf5Type type;
    std::uint64_t count = 1;
    std::string bytes;  ///< as they lie in the file
};

struct Hdf5Filter {
    unsigned id = 0;
    std::string name;
    std::vector<std::uint32_t> values;
};

struct Hdf5Link {
    std::string name;
    std::uint64_t address = hdf5_nowhere;  ///< of the object; none for links that lead elsewhere
};

struct Hdf5Object {
    enum class Layout { none, compact, contiguous, chunked, unknown };
    enum class Index { tree, single, implicit, fixed_array, unknown };

    std::optional<Hdf5Type> type;
    std::optional<std::vector<std::uint64_t>> shape;
    std::vector<Hdf5Attribute> attributes;
    std::vector<Hdf5Filter> filters;
    std::vector<Hdf5Link> links;  ///< those that stand in the object itself
    bool is_external = false, has_dense_links = false, has_dense_attributes = false;

    Layout layout = Layout::none;
    std::string compact;
    std::uint64_t address = hdf5_nowhere, size = 0;  ///< of contiguous values, or of the index of the pieces
    Index index = Index::tree;
    std::uint64_t chunk_length = 0;  ///< values of one piece
    std::size_t dimensions_of_chunk = 0;
    std::uint64_t single_size = 0;  ///< of the only piece, where it is packed
    std::uint32_t single_skipped = 0;

    std::uint64_t group_tree = hdf5_nowhere, group_heap = hdf5_nowhere;
};

class Hdf5Objects {
public:
    /// \throws Fault for what is no HDF5 file, or one of a kind that nobody writes (offsets that are not of 64 bits)
    explicit Hdf5Objects(const RegularFile& file);

    [[nodiscard]] const Hdf5Object& root() const { return root_; }
    [[nodiscard]] Hdf5Object object(std::uint64_t address) const;
    [[nodiscard]] std::vector<Hdf5Link> links(const Hdf5Object& group) const;
    /// A text of the global heap, which the bytes of a long_text point to.
    [[nodiscard]] std::string long_text(std::string_view reference) const;

    /// Bytes of the file. \throws Fault if it does not have them
    [[nodiscard]] std::string bytes(std::uint64_t address, std::uint64_t count) const;
    [[nodiscard]] std::uint64_t file_bytes() const { return file_.size(); }

    /// Counts bytes that were read, unpacked or handed out. A sound file is gone through once or twice; one in which
    /// everything points to the same few bytes would keep a reader busy for hours.
    /// \throws Fault where it is more than any sound file of this size asks for
    void spend(std::uint64_t bytes) const;

private:
    const RegularFile& file_;
    Hdf5Object root_;
    mutable std::uint64_t spent_ = 0;  // bytes: what callers see does not change by it

    void group_links(std::uint64_t node, const std::string& heap, unsigned depth, Hdf5Walk& walk,
                     std::vector<Hdf5Link>& links) const;
};

}  // namespace gassan
