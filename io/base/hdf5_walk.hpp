#pragma once

/// \file
/// What keeps the walk through the blocks of an HDF5 object short, whatever they say of each other.

#include <cstdint>
#include <map>

namespace gassan {

/// Libraries build trees of two or three levels; a deeper one is there to exhaust the stack.
constexpr unsigned deepest_hdf5_tree = 32;

/// The blocks of one object. Sound ones do not overlap; so what is read of them is never more than the file has, and a
/// walk that leads back into itself ends. n log n.
class Hdf5Walk {
public:
    /// \param most bytes of all blocks
    explicit Hdf5Walk(std::uint64_t most) : left_(most) {}

    /// Call before the block is read. \throws Fault for a block that overlaps one before, or is one too much
    void enter(std::uint64_t address, std::uint64_t bytes);

private:
    std::uint64_t left_;
    std::map<std::uint64_t, std::uint64_t> ends_;  // by begin
};

}  // namespace gassan
