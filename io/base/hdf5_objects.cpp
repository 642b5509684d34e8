#include "io/base/hdf5_objects.hpp"

#include "io/base/faults.hpp"
#include "io/base/hdf5_messages.hpp"

#include <algorithm>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t most_blocks = 4096;               // of one object's header
constexpr std::uint64_t longest_header = 16u << 20;     // bytes; attributes have at most 64 KiB each
constexpr std::uint64_t longest_names = 64u << 20;      // bytes of all names of a group
constexpr std::uint64_t longest_text_heap = 16u << 20;  // bytes; the library makes them of 4 KiB
constexpr std::size_t longest_name = 1024;              // bytes of one
// Bytes of work: what deflate can make of the file (1032 to 1), and as much as a small file read in any order asks for.
constexpr std::uint64_t work_per_byte = 1100, least_work = 128u << 20;

}  // namespace

// ---- the file --------------------------------------------------------------------------------------------------

Hdf5Objects::Hdf5Objects(const RegularFile& file) : file_(file) {
    const std::string start = bytes(0, std::min<std::uint64_t>(file.size(), 128));
    Hdf5Fields fields(start, 0);
    fields.require("\x89HDF\r\n\x1a\n");
    const unsigned version = fields.byte_value();
    if (version > 3) refuse_hdf5_kind(8, "a superblock of version " + std::to_string(version));
    fields.skip(version < 2 ? 4 : 0);
    const unsigned offset_width = fields.byte_value(), length_width = fields.byte_value();
    if (offset_width != 8 || length_width != 8)
        refuse_hdf5_kind(fields.byte(), "offsets or lengths are not of 64 bits");
    fields.skip(version == 0 ? 9 : version == 1 ? 13 : 1);
    if (fields.number(8) != 0) refuse_hdf5_kind(fields.byte(), "the file does not begin at its begin");
    fields.skip(8);
    const std::uint64_t end = fields.number(8);
    if (end > file.size())
        refuse_hdf5(file.size(), "the file ends too early: it says it has " + std::to_string(end) + " bytes");
    fields.skip(version < 2 ? 8 + 8 : 0);
    root_ = object(fields.number(8));
}

std::string Hdf5Objects::bytes(std::uint64_t address, std::uint64_t count) const {
    if (address > file_.size() || count > file_.size() - address)
        refuse_hdf5(std::min(address, file_.size()), "the file ends too early: " + std::to_string(count) +
                                                         " bytes are due at byte " + std::to_string(address));
    spend(count + 64);  // a call costs something, too
    std::string block(std::size_t(count), '\0');
    if (file_.read_at(address, block.data(), block.size()) != block.size())
        refuse_hdf5(address, "the file has become shorter");
    return block;
}

void Hdf5Objects::spend(std::uint64_t bytes) const {
    spent_ += bytes;
    if (spent_ / work_per_byte > file_.size() + least_work / work_per_byte)
        throw Fault{.cause = "HDF5: reading it costs more than a file of " + std::to_string(file_.size()) +
                             " bytes should: " + std::to_string(spent_) +
                             " bytes so far, since its parts are read again and again or hold next to nothing",
                    .remedy = "A damaged or hostile file; if it is real, convert the raw data to mzML."};
}

Hdf5Object Hdf5Objects::object(std::uint64_t address) const {
    Hdf5Object object;
    const std::string start =
        bytes(address, std::min<std::uint64_t>(16, file_.size() - std::min(address, file_.size())));
    const bool newer = start.starts_with("OHDR");
    std::vector<Hdf5Block> blocks;
    bool with_order = false;
    if (newer) {
        const std::string head = bytes(address, std::min<std::uint64_t>(64, file_.size() - address));
        Hdf5Fields fields(head, address);
        fields.skip(5);
        const unsigned flags = fields.byte_value();
        fields.skip((flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0));
        const auto size = fields.number(std::size_t(1) << (flags & 3));
        with_order = (flags & 4) != 0;
        blocks.push_back({fields.byte(), size});
    } else {
        Hdf5Fields fields(start, address);
        if (fields.byte_value() != 1) refuse_hdf5(address, "no object stands where one should");
        fields.skip(7);
        blocks.push_back({address + 16, fields.number(4)});
    }
    Hdf5Walk walk(longest_header);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (i == most_blocks) refuse_hdf5(address, "an object of more than 4096 pieces");
        walk.enter(blocks[i].address, blocks[i].size);
        const std::string block = bytes(blocks[i].address, blocks[i].size);
        std::string_view messages = block;
        std::uint64_t byte = blocks[i].address;
        if (newer && i > 0) {
            if (!messages.starts_with("OCHK") || messages.size() < 8)
                refuse_hdf5(byte, "no OCHK stands where one should");
            messages = messages.substr(4, messages.size() - 8);
            byte += 4;
        }
        const std::size_t head_size = newer ? (with_order ? 6 : 4) : 8;
        Hdf5Fields fields(messages, byte);
        while (fields.left() >= head_size) {
            const auto type = unsigned(fields.number(newer ? 1 : 2));
            const auto size = fields.number(2);
            const unsigned flags = fields.byte_value();
            fields.skip(head_size - (newer ? 4 : 5));
            const std::uint64_t place = fields.byte();
            take_hdf5_message(type, flags, Hdf5Fields(fields.take(size), place), object, blocks);
        }
    }
    return object;
}

// ---- groups (III.A, III.B, III.D) ------------------------------------------------------------------------------

std::vector<Hdf5Link> Hdf5Objects::links(const Hdf5Object& group) const {
    auto links = group.links;
    if (group.has_dense_links)
        refuse_hdf5_kind(0, "a group keeps its links in a way that is not read here (dense storage)");
    if (group.group_tree == hdf5_nowhere) return links;
    const std::string head = bytes(group.group_heap, 32);
    Hdf5Fields fields(head, group.group_heap);
    fields.require("HEAP");
    fields.skip(4);
    const auto size = fields.number(8);
    fields.skip(8);
    if (size > longest_names) refuse_hdf5(group.group_heap, "the names of a group are longer than the limit of 64 MiB");
    const std::string heap = bytes(fields.number(8), size);
    Hdf5Walk walk(file_.size());
    group_links(group.group_tree, heap, 0, walk, links);
    return links;
}

void Hdf5Objects::group_links(std::uint64_t node, const std::string& heap, unsigned depth, Hdf5Walk& walk,
                              std::vector<Hdf5Link>& links) const {
    if (depth > deepest_hdf5_tree) refuse_hdf5(node, "a tree is deeper than the limit of 32 levels");
    const std::string head = bytes(node, 24);
    if (head.starts_with("SNOD")) {
        Hdf5Fields fields(head, node);
        fields.skip(6);
        const auto count = fields.number(2);
        walk.enter(node, 8 + count * 40);
        const std::string entries = bytes(node + 8, count * 40);
        Hdf5Fields entry(entries, node + 8);
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto name_at = entry.number(8), address = entry.number(8), cached = entry.number(4);
            entry.skip(20);
            if (name_at >= heap.size()) refuse_hdf5(node, "a link's name is not in its heap");
            auto name = hdf5_until_nul(std::string_view(heap).substr(std::size_t(name_at), longest_name + 1));
            if (name.size() > longest_name) refuse_hdf5(node, "a link's name is longer than the limit of 1024 bytes");
            links.push_back({std::move(name), cached == 2 ? hdf5_nowhere : address});
        }
        return;
    }
    Hdf5Fields fields(head, node);
    fields.require("TREE");
    if (fields.byte_value() != 0) refuse_hdf5(node, "a tree of another kind");
    fields.skip(1);
    const auto count = fields.number(2);
    walk.enter(node, 24 + count * 16 + 8);
    const std::string entries = bytes(node + 24, count * 16 + 8);
    Hdf5Fields entry(entries, node + 24);
    for (std::uint64_t i = 0; i < count; ++i) {
        entry.skip(8);
        group_links(entry.number(8), heap, depth + 1, walk, links);
    }
}

// ---- texts (III.E) ---------------------------------------------------------------------------------------------

std::string Hdf5Objects::long_text(std::string_view reference) const {
    Hdf5Fields fields(reference, 0);
    const auto length = fields.number(4), heap = fields.number(8), index = fields.number(4);
    if (length == 0 || index == 0) return "";
    const std::string head = bytes(heap, 16);
    Hdf5Fields start(head, heap);
    start.require("GCOL");
    start.skip(4);
    const auto size = start.number(8);
    if (size < 16 || size > longest_text_heap)
        refuse_hdf5(heap, "a heap of " + std::to_string(size) + " bytes, which cannot be");
    const std::string block = bytes(heap, size);
    Hdf5Fields entry(block, heap);
    entry.skip(16);
    while (entry.left() >= 16) {
        const auto found = entry.number(2);
        entry.skip(6);
        const auto bytes_here = entry.number(8);
        if (found == index) return hdf5_until_nul(entry.take(std::min(bytes_here, length)));
        if (found == 0 || bytes_here > entry.left()) break;
        entry.skip(std::min<std::uint64_t>(hdf5_padded(bytes_here), entry.left()));
    }
    return "";
}

}  // namespace gassan
