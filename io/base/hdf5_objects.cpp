#include "io/base/hdf5_objects.hpp"

#include "io/base/faults.hpp"
#include "io/base/hdf5_messages.hpp"

#include <algorithm>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t most_blocks = 4096;     // of one object's header
constexpr std::size_t most_nodes = 1u << 20;  // of one tree

}  // namespace

// ---- the file --------------------------------------------------------------------------------------------------

Hdf5Objects::Hdf5Objects(const RegularFile& file) : file_(file) {
    const std::string start = bytes(0, std::min<std::uint64_t>(file.size(), 128));
    Hdf5Fields fields(start, 0);
    fields.require("\x89HDF\r\n\x1a\n");
    const unsigned version = fields.byte_value();
    if (version > 3) refuse_hdf5(8, "a superblock of version " + std::to_string(version));
    fields.skip(version < 2 ? 4 : 0);
    const unsigned offset_width = fields.byte_value(), length_width = fields.byte_value();
    if (offset_width != 8 || length_width != 8) refuse_hdf5(fields.byte(), "offsets or lengths are not of 64 bits");
    fields.skip(version == 0 ? 9 : version == 1 ? 13 : 1);
    if (fields.number(8) != 0) refuse_hdf5(fields.byte(), "the file does not begin at its begin");
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
    std::string block(std::size_t(count), '\0');
    if (file_.read_at(address, block.data(), block.size()) != block.size())
        refuse_hdf5(address, "the file has become shorter");
    return block;
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
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (i == most_blocks) refuse_hdf5(address, "an object of more than 4096 pieces");
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

namespace {

// Libraries build trees of two or three levels; a deeper one is there to exhaust the stack.
constexpr unsigned deepest_tree = 32;

// A tree that leads back into itself has no end.
void visit(std::uint64_t node, unsigned depth, std::vector<std::uint64_t>& seen) {
    if (depth > deepest_tree) refuse_hdf5(node, "a tree is deeper than the limit of 32 levels");
    const auto place = std::lower_bound(seen.begin(), seen.end(), node);
    if ((place != seen.end() && *place == node) || seen.size() == most_nodes)
        refuse_hdf5(node, "a tree leads back into itself");
    seen.insert(place, node);
}

}  // namespace

std::vector<Hdf5Link> Hdf5Objects::links(const Hdf5Object& group) const {
    auto links = group.links;
    if (group.has_dense_links) refuse_hdf5(0, "a group of more links than are read here (dense storage)");
    if (group.group_tree == hdf5_nowhere) return links;
    const std::string head = bytes(group.group_heap, 32);
    Hdf5Fields fields(head, group.group_heap);
    fields.require("HEAP");
    fields.skip(4);
    const auto size = fields.number(8);
    fields.skip(8);
    const std::string heap = bytes(fields.number(8), size);
    std::vector<std::uint64_t> seen;
    group_links(group.group_tree, heap, 0, seen, links);
    return links;
}

void Hdf5Objects::group_links(std::uint64_t node, const std::string& heap, unsigned depth,
                              std::vector<std::uint64_t>& seen, std::vector<Hdf5Link>& links) const {
    visit(node, depth, seen);
    const std::string head = bytes(node, 24);
    if (head.starts_with("SNOD")) {
        Hdf5Fields fields(head, node);
        fields.skip(6);
        const auto count = fields.number(2);
        const std::string entries = bytes(node + 8, count * 40);
        Hdf5Fields entry(entries, node + 8);
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto name_at = entry.number(8), address = entry.number(8), cached = entry.number(4);
            entry.skip(20);
            if (name_at >= heap.size()) refuse_hdf5(node, "a link's name is not in its heap");
            links.push_back({hdf5_until_nul(std::string_view(heap).substr(std::size_t(name_at))),
                             cached == 2 ? hdf5_nowhere : address});
        }
        return;
    }
    Hdf5Fields fields(head, node);
    fields.require("TREE");
    if (fields.byte_value() != 0) refuse_hdf5(node, "a tree of another kind");
    fields.skip(1);
    const auto count = fields.number(2);
    const std::string entries = bytes(node + 24, count * 16 + 8);
    Hdf5Fields entry(entries, node + 24);
    for (std::uint64_t i = 0; i < count; ++i) {
        entry.skip(8);
        group_links(entry.number(8), heap, depth + 1, seen, links);
    }
}

// ---- pieces (III.A.1, VII.B) -----------------------------------------------------------------------------------

std::vector<Hdf5Chunk> Hdf5Objects::chunks(const Hdf5Object& dataset) const {
    std::vector<Hdf5Chunk> chunks;
    if (dataset.address == hdf5_nowhere) return chunks;
    const std::uint64_t plain_size = dataset.chunk_length * dataset.type->size;
    std::vector<std::uint64_t> seen;
    switch (dataset.index) {
        case Hdf5Object::Index::tree:
            tree_chunks(dataset.address, dataset.dimensions_of_chunk, 0, seen, chunks);
            break;
        case Hdf5Object::Index::single:
            chunks.push_back({0, dataset.address, dataset.single_size > 0 ? dataset.single_size : plain_size,
                              dataset.single_skipped});
            break;
        case Hdf5Object::Index::implicit:
            for (std::uint64_t first = 0, at = dataset.address; first < dataset.shape->front();
                 first += dataset.chunk_length, at += plain_size) {
                if (at > file_.size()) refuse_hdf5(file_.size(), "the file ends too early");
                chunks.push_back({first, at, plain_size, 0});
            }
            break;
        case Hdf5Object::Index::fixed_array:
            array_chunks(dataset, chunks);
            break;
        case Hdf5Object::Index::unknown:
            refuse_hdf5(
                0, "an index of pieces that is not read here: write the file for earlier versions (libver earliest)");
    }
    std::stable_sort(chunks.begin(), chunks.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return chunks;
}

void Hdf5Objects::tree_chunks(std::uint64_t node, std::size_t dimensions, unsigned depth,
                              std::vector<std::uint64_t>& seen, std::vector<Hdf5Chunk>& chunks) const {
    visit(node, depth, seen);
    const std::string head = bytes(node, 24);
    Hdf5Fields fields(head, node);
    fields.require("TREE");
    if (fields.byte_value() != 1) refuse_hdf5(node, "a tree of another kind");
    const unsigned level = fields.byte_value();
    const auto count = fields.number(2);
    const std::uint64_t key_size = 8 + 8 * dimensions;
    const std::string entries = bytes(node + 24, count * (key_size + 8) + key_size);
    Hdf5Fields entry(entries, node + 24);
    for (std::uint64_t i = 0; i < count; ++i) {
        Hdf5Chunk chunk;
        chunk.size = entry.number(4);
        chunk.skipped_filters = std::uint32_t(entry.number(4));
        chunk.first = entry.number(8);
        entry.skip(8 * (dimensions - 1));
        chunk.address = entry.number(8);
        if (level == 0)
            chunks.push_back(chunk);
        else
            tree_chunks(chunk.address, dimensions, depth + 1, seen, chunks);
    }
}

void Hdf5Objects::array_chunks(const Hdf5Object& dataset, std::vector<Hdf5Chunk>& chunks) const {
    const std::string head = bytes(dataset.address, 24);
    Hdf5Fields fields(head, dataset.address);
    fields.require("FAHD");
    fields.skip(1);
    const bool filtered = fields.byte_value() == 1;
    const std::size_t width = fields.byte_value();
    const unsigned page_bits = fields.byte_value();
    const auto entries = fields.number(8);
    const std::uint64_t block = fields.number(8);
    if (width < 8 || width > 24 || (filtered && width < 13) || page_bits > 32 || entries > file_.size() / width)
        refuse_hdf5(dataset.address, "an index of pieces that cannot be");
    if (block == hdf5_nowhere) return;
    const std::uint64_t page = std::uint64_t{1} << page_bits;
    const bool paged = entries > page;
    std::uint64_t at = block + 14;  // behind FADB, version, client and the header's address
    if (paged) at += ((entries + page - 1) / page + 7) / 8 + 4;
    for (std::uint64_t first = 0; first < entries; first += page) {
        const std::uint64_t count = std::min(page, entries - first);
        const std::string raw = bytes(at, count * width);
        Hdf5Fields entry(raw, at);
        for (std::uint64_t i = 0; i < count; ++i) {
            Hdf5Chunk chunk{.first = (first + i) * dataset.chunk_length, .address = entry.number(8)};
            chunk.size = filtered ? entry.number(width - 12) : dataset.chunk_length * dataset.type->size;
            if (filtered) chunk.skipped_filters = std::uint32_t(entry.number(4));
            if (!filtered) entry.skip(width - 8);
            if (chunk.address != hdf5_nowhere) chunks.push_back(chunk);
        }
        at += count * width + 4;
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
    if (size < 16) refuse_hdf5(heap, "a heap that cannot be");
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
