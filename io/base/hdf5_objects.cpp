#include "io/base/hdf5_objects.hpp"

#include "io/base/faults.hpp"

#include <algorithm>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t most_blocks = 4096;             // of one object's header
constexpr std::size_t longest_attribute = 64 * 1024;  // bytes that are kept of one
constexpr std::size_t most_nodes = 1u << 20;          // of one tree

[[noreturn]] void refuse(std::uint64_t byte, const std::string& cause) {
    throw Fault{.byte = byte, .cause = "HDF5: " + cause};
}

// Little-endian fields of a block, one after the other; never beyond its end.
class Fields {
public:
    Fields(std::string_view block, std::uint64_t byte) : block_(block), byte_(byte) {}

    [[nodiscard]] std::size_t left() const { return block_.size() - at_; }
    [[nodiscard]] std::uint64_t byte() const { return byte_ + at_; }

    std::string_view take(std::uint64_t count) {
        if (count > left()) refuse(byte(), "an object is shorter than it says");
        const auto part = block_.substr(at_, std::size_t(count));
        at_ += std::size_t(count);
        return part;
    }
    void skip(std::uint64_t count) { (void)take(count); }
    std::uint64_t number(std::size_t width) {
        const auto part = take(width);
        std::uint64_t value = 0;
        for (std::size_t i = width; i-- > 0;) value = value << 8 | std::uint8_t(part[i]);
        return value;
    }
    unsigned byte_value() { return unsigned(number(1)); }
    void require(std::string_view signature) {
        const std::uint64_t place = byte();
        if (take(signature.size()) != signature)
            refuse(place, "no " + std::string(signature) + " stands where one should");
    }

private:
    std::string_view block_;
    std::uint64_t byte_;
    std::size_t at_ = 0;
};

std::uint64_t padded(std::uint64_t size, std::uint64_t to = 8) {
    return (size + to - 1) / to * to;  // sizes here have at most 32 bits
}

std::string until_nul(std::string_view text) {
    return std::string(text.substr(0, text.find('\0')));
}

// ---- messages (IV.A.2) -----------------------------------------------------------------------------------------

// Only the plain types of numbers: what else HDF5 can describe, nobody writes here.
Hdf5Type type_of(Fields fields) {
    const unsigned head = fields.byte_value(), kind = head & 15;
    const auto bits = fields.number(3);
    Hdf5Type type{.size = std::size_t(fields.number(4)), .big_endian = (bits & 1) != 0};
    if (kind == 3 && type.size > 0) type.kind = Hdf5Type::Kind::text;
    if (kind == 9 && (bits & 15) == 1 && type.size == 16) type.kind = Hdf5Type::Kind::long_text;
    if (kind > 1) return type;
    const auto offset = fields.number(2), precision = fields.number(2);
    if (offset != 0 || precision != 8 * type.size) return type;
    if (kind == 0) {
        type.is_signed = (bits & 8) != 0;
        const bool plain = type.size == 1 || type.size == 2 || type.size == 4 || type.size == 8;
        if (plain) type.kind = Hdf5Type::Kind::whole;
        return type;
    }
    const auto exponent_at = fields.number(1), exponent_bits = fields.number(1), mantissa_at = fields.number(1),
               mantissa_bits = fields.number(1), bias = fields.number(4);
    const bool plain = mantissa_at == 0 && exponent_at == mantissa_bits && (bits & 0x40) == 0;
    const bool single = type.size == 4 && exponent_bits == 8 && mantissa_bits == 23 && bias == 127;
    const bool twice = type.size == 8 && exponent_bits == 11 && mantissa_bits == 52 && bias == 1023;
    if (plain && (single || twice)) type.kind = Hdf5Type::Kind::real;
    return type;
}

std::vector<std::uint64_t> shape_of(Fields fields) {
    const unsigned version = fields.byte_value(), rank = fields.byte_value();
    if (version != 1 && version != 2) refuse(fields.byte(), "a dataspace of version " + std::to_string(version));
    fields.skip(version == 1 ? 6 : 2);
    std::vector<std::uint64_t> shape;
    for (unsigned i = 0; i < rank; ++i) shape.push_back(fields.number(8));
    return shape;
}

Hdf5Attribute attribute_of(Fields fields) {
    const unsigned version = fields.byte_value(), flags = fields.byte_value();
    if (version < 1 || version > 3) refuse(fields.byte(), "an attribute of version " + std::to_string(version));
    const auto name_size = fields.number(2), type_size = fields.number(2), space_size = fields.number(2);
    if (version == 3) fields.skip(1);
    const auto room = [&](std::uint64_t size) { return version == 1 ? padded(size) : size; };
    Hdf5Attribute attribute;
    attribute.name = until_nul(fields.take(room(name_size)));
    const std::uint64_t type_byte = fields.byte();
    const auto type = fields.take(room(type_size));
    const std::uint64_t space_byte = fields.byte();
    const auto space = fields.take(room(space_size));
    if (version == 1 || (flags & 3) == 0) {  // else its type stands elsewhere
        attribute.type = type_of(Fields(type, type_byte));
        for (const auto length : shape_of(Fields(space, space_byte)))
            if (__builtin_mul_overflow(attribute.count, length, &attribute.count))
                refuse(space_byte, "an attribute has more values than 64 bits count");
    }
    attribute.bytes = fields.take(std::min(fields.left(), longest_attribute));
    return attribute;
}

std::vector<Hdf5Filter> filters_of(Fields fields) {
    const unsigned version = fields.byte_value(), count = fields.byte_value();
    if (version != 1 && version != 2) refuse(fields.byte(), "a filter pipeline of version " + std::to_string(version));
    if (version == 1) fields.skip(6);
    std::vector<Hdf5Filter> filters;
    for (unsigned i = 0; i < count; ++i) {
        Hdf5Filter filter;
        filter.id = unsigned(fields.number(2));
        const auto name_size = version == 1 || filter.id >= 256 ? fields.number(2) : 0;
        fields.skip(2);
        const auto values = fields.number(2);
        filter.name = until_nul(fields.take(version == 1 ? padded(name_size) : name_size));
        for (std::uint64_t k = 0; k < values; ++k) filter.values.push_back(std::uint32_t(fields.number(4)));
        if (version == 1 && values % 2 == 1) fields.skip(4);
        filters.push_back(std::move(filter));
    }
    return filters;
}

void take_chunked(Fields fields, unsigned version, Hdf5Object& object) {
    const unsigned flags = version == 4 ? fields.byte_value() : 0;
    const unsigned rank = fields.byte_value();  // and one more, for the bytes of a value
    const std::size_t width = version == 4 ? fields.byte_value() : 4;
    if (rank < 2 || rank > 33 || width < 1 || width > 8) refuse(fields.byte(), "pieces of a shape that cannot be");
    if (version == 3) object.address = fields.number(8);
    object.dimensions_of_chunk = rank;
    object.chunk_length = fields.number(width);
    fields.skip(std::uint64_t(rank - 1) * width);
    if (version == 3) return;
    switch (fields.byte_value()) {
        case 1:
            object.index = Hdf5Object::Index::single;
            if (flags & 2) {
                object.single_size = fields.number(8);
                object.single_skipped = std::uint32_t(fields.number(4));
            }
            break;
        case 2:
            object.index = Hdf5Object::Index::implicit;
            break;
        case 3:
            object.index = Hdf5Object::Index::fixed_array;
            fields.skip(1);
            break;
        default:
            object.index = Hdf5Object::Index::unknown;
            return;
    }
    object.address = fields.number(8);
}

void take_layout(Fields fields, Hdf5Object& object) {
    const unsigned version = fields.byte_value();
    object.layout = Hdf5Object::Layout::unknown;
    if (version != 3 && version != 4) return;
    switch (fields.byte_value()) {
        case 0:
            object.layout = Hdf5Object::Layout::compact;
            object.compact = fields.take(fields.number(2));
            break;
        case 1:
            object.layout = Hdf5Object::Layout::contiguous;
            object.address = fields.number(8);
            object.size = fields.number(8);
            break;
        case 2:
            object.layout = Hdf5Object::Layout::chunked;
            take_chunked(fields, version, object);
            break;
        default:
            break;
    }
}

Hdf5Link link_of(Fields fields) {
    const unsigned version = fields.byte_value(), flags = fields.byte_value();
    if (version != 1) refuse(fields.byte(), "a link of version " + std::to_string(version));
    const unsigned kind = flags & 8 ? fields.byte_value() : 0;
    if (flags & 4) fields.skip(8);
    if (flags & 16) fields.skip(1);
    Hdf5Link link;
    link.name = fields.take(fields.number(std::size_t(1) << (flags & 3)));
    if (kind == 0) link.address = fields.number(8);
    return link;
}

bool is_dense(Fields fields) {
    fields.skip(1);
    if (fields.byte_value() & 1) fields.skip(8);
    return fields.number(8) != hdf5_nowhere;
}

struct Block {
    std::uint64_t address = 0, size = 0;
};

// One message of an object's header. What is shared stands elsewhere, and is not followed.
void take_message(unsigned type, unsigned flags, Fields fields, Hdf5Object& object, std::vector<Block>& blocks) {
    const bool shared = (flags & 2) != 0;
    switch (type) {
        case 0x01:
            if (!shared) object.shape = shape_of(fields);
            break;
        case 0x02:
            object.has_dense_links = object.has_dense_links || is_dense(fields);
            break;
        case 0x03:
            object.type = shared ? Hdf5Type{} : type_of(fields);
            break;
        case 0x06:
            object.links.push_back(link_of(fields));
            break;
        case 0x07:
            object.is_external = true;
            break;
        case 0x08:
            take_layout(fields, object);
            break;
        case 0x0b:
            object.filters =
                shared ? std::vector<Hdf5Filter>{{.id = 65535, .name = "shared", .values = {}}} : filters_of(fields);
            break;
        case 0x0c:
            if (!shared) object.attributes.push_back(attribute_of(fields));
            break;
        case 0x10: {
            Block next;
            next.address = fields.number(8);
            next.size = fields.number(8);
            blocks.push_back(next);
            break;
        }
        case 0x11:
            object.group_tree = fields.number(8);
            object.group_heap = fields.number(8);
            break;
        default:
            break;
    }
}

}  // namespace

// ---- the file --------------------------------------------------------------------------------------------------

Hdf5Objects::Hdf5Objects(const RegularFile& file) : file_(file) {
    const std::string start = bytes(0, std::min<std::uint64_t>(file.size(), 128));
    Fields fields(start, 0);
    fields.require("\x89HDF\r\n\x1a\n");
    const unsigned version = fields.byte_value();
    if (version > 3) refuse(8, "a superblock of version " + std::to_string(version));
    fields.skip(version < 2 ? 4 : 0);
    const unsigned offset_width = fields.byte_value(), length_width = fields.byte_value();
    if (offset_width != 8 || length_width != 8) refuse(fields.byte(), "offsets or lengths are not of 64 bits");
    fields.skip(version == 0 ? 9 : version == 1 ? 13 : 1);
    if (fields.number(8) != 0) refuse(fields.byte(), "the file does not begin at its begin");
    fields.skip(8);
    const std::uint64_t end = fields.number(8);
    if (end > file.size())
        refuse(file.size(), "the file ends too early: it says it has " + std::to_string(end) + " bytes");
    fields.skip(version < 2 ? 8 + 8 : 0);
    root_ = object(fields.number(8));
}

std::string Hdf5Objects::bytes(std::uint64_t address, std::uint64_t count) const {
    if (address > file_.size() || count > file_.size() - address)
        refuse(std::min(address, file_.size()), "the file ends too early: " + std::to_string(count) +
                                                    " bytes are due at byte " + std::to_string(address));
    std::string block(std::size_t(count), '\0');
    if (file_.read_at(address, block.data(), block.size()) != block.size())
        refuse(address, "the file has become shorter");
    return block;
}

Hdf5Object Hdf5Objects::object(std::uint64_t address) const {
    Hdf5Object object;
    const std::string start =
        bytes(address, std::min<std::uint64_t>(16, file_.size() - std::min(address, file_.size())));
    const bool newer = start.starts_with("OHDR");
    std::vector<Block> blocks;
    bool with_order = false;
    if (newer) {
        const std::string head = bytes(address, std::min<std::uint64_t>(64, file_.size() - address));
        Fields fields(head, address);
        fields.skip(5);
        const unsigned flags = fields.byte_value();
        fields.skip((flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0));
        const auto size = fields.number(std::size_t(1) << (flags & 3));
        with_order = (flags & 4) != 0;
        blocks.push_back({fields.byte(), size});
    } else {
        Fields fields(start, address);
        if (fields.byte_value() != 1) refuse(address, "no object stands where one should");
        fields.skip(7);
        blocks.push_back({address + 16, fields.number(4)});
    }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (i == most_blocks) refuse(address, "an object of more than 4096 pieces");
        const std::string block = bytes(blocks[i].address, blocks[i].size);
        std::string_view messages = block;
        std::uint64_t byte = blocks[i].address;
        if (newer && i > 0) {
            if (!messages.starts_with("OCHK") || messages.size() < 8) refuse(byte, "no OCHK stands where one should");
            messages = messages.substr(4, messages.size() - 8);
            byte += 4;
        }
        const std::size_t head_size = newer ? (with_order ? 6 : 4) : 8;
        Fields fields(messages, byte);
        while (fields.left() >= head_size) {
            const auto type = unsigned(fields.number(newer ? 1 : 2));
            const auto size = fields.number(2);
            const unsigned flags = fields.byte_value();
            fields.skip(head_size - (newer ? 4 : 5));
            const std::uint64_t place = fields.byte();
            take_message(type, flags, Fields(fields.take(size), place), object, blocks);
        }
    }
    return object;
}

// ---- groups (III.A, III.B, III.D) ------------------------------------------------------------------------------

namespace {

// A tree that leads back into itself has no end.
void visit(std::uint64_t node, std::vector<std::uint64_t>& seen) {
    const auto place = std::lower_bound(seen.begin(), seen.end(), node);
    if ((place != seen.end() && *place == node) || seen.size() == most_nodes)
        refuse(node, "a tree leads back into itself");
    seen.insert(place, node);
}

}  // namespace

std::vector<Hdf5Link> Hdf5Objects::links(const Hdf5Object& group) const {
    auto links = group.links;
    if (group.has_dense_links) refuse(0, "a group of more links than are read here (dense storage)");
    if (group.group_tree == hdf5_nowhere) return links;
    const std::string head = bytes(group.group_heap, 32);
    Fields fields(head, group.group_heap);
    fields.require("HEAP");
    fields.skip(4);
    const auto size = fields.number(8);
    fields.skip(8);
    const std::string heap = bytes(fields.number(8), size);
    std::vector<std::uint64_t> seen;
    group_links(group.group_tree, heap, seen, links);
    return links;
}

void Hdf5Objects::group_links(std::uint64_t node, const std::string& heap, std::vector<std::uint64_t>& seen,
                              std::vector<Hdf5Link>& links) const {
    visit(node, seen);
    const std::string head = bytes(node, 24);
    if (head.starts_with("SNOD")) {
        Fields fields(head, node);
        fields.skip(6);
        const auto count = fields.number(2);
        const std::string entries = bytes(node + 8, count * 40);
        Fields entry(entries, node + 8);
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto name_at = entry.number(8), address = entry.number(8), cached = entry.number(4);
            entry.skip(20);
            if (name_at >= heap.size()) refuse(node, "a link's name is not in its heap");
            links.push_back(
                {until_nul(std::string_view(heap).substr(std::size_t(name_at))), cached == 2 ? hdf5_nowhere : address});
        }
        return;
    }
    Fields fields(head, node);
    fields.require("TREE");
    if (fields.byte_value() != 0) refuse(node, "a tree of another kind");
    fields.skip(1);
    const auto count = fields.number(2);
    const std::string entries = bytes(node + 24, count * 16 + 8);
    Fields entry(entries, node + 24);
    for (std::uint64_t i = 0; i < count; ++i) {
        entry.skip(8);
        group_links(entry.number(8), heap, seen, links);
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
            tree_chunks(dataset.address, dataset.dimensions_of_chunk, seen, chunks);
            break;
        case Hdf5Object::Index::single:
            chunks.push_back({0, dataset.address, dataset.single_size > 0 ? dataset.single_size : plain_size,
                              dataset.single_skipped});
            break;
        case Hdf5Object::Index::implicit:
            for (std::uint64_t first = 0, at = dataset.address; first < dataset.shape->front();
                 first += dataset.chunk_length, at += plain_size) {
                if (at > file_.size()) refuse(file_.size(), "the file ends too early");
                chunks.push_back({first, at, plain_size, 0});
            }
            break;
        case Hdf5Object::Index::fixed_array:
            array_chunks(dataset, chunks);
            break;
        case Hdf5Object::Index::unknown:
            refuse(0,
                   "an index of pieces that is not read here: write the file for earlier versions (libver earliest)");
    }
    std::stable_sort(chunks.begin(), chunks.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return chunks;
}

void Hdf5Objects::tree_chunks(std::uint64_t node, std::size_t dimensions, std::vector<std::uint64_t>& seen,
                              std::vector<Hdf5Chunk>& chunks) const {
    visit(node, seen);
    const std::string head = bytes(node, 24);
    Fields fields(head, node);
    fields.require("TREE");
    if (fields.byte_value() != 1) refuse(node, "a tree of another kind");
    const unsigned level = fields.byte_value();
    const auto count = fields.number(2);
    const std::uint64_t key_size = 8 + 8 * dimensions;
    const std::string entries = bytes(node + 24, count * (key_size + 8) + key_size);
    Fields entry(entries, node + 24);
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
            tree_chunks(chunk.address, dimensions, seen, chunks);
    }
}

void Hdf5Objects::array_chunks(const Hdf5Object& dataset, std::vector<Hdf5Chunk>& chunks) const {
    const std::string head = bytes(dataset.address, 24);
    Fields fields(head, dataset.address);
    fields.require("FAHD");
    fields.skip(1);
    const bool filtered = fields.byte_value() == 1;
    const std::size_t width = fields.byte_value();
    const unsigned page_bits = fields.byte_value();
    const auto entries = fields.number(8);
    const std::uint64_t block = fields.number(8);
    if (width < 8 || width > 24 || (filtered && width < 13) || page_bits > 32 || entries > file_.size() / width)
        refuse(dataset.address, "an index of pieces that cannot be");
    if (block == hdf5_nowhere) return;
    const std::uint64_t page = std::uint64_t{1} << page_bits;
    const bool paged = entries > page;
    std::uint64_t at = block + 14;  // behind FADB, version, client and the header's address
    if (paged) at += ((entries + page - 1) / page + 7) / 8 + 4;
    for (std::uint64_t first = 0; first < entries; first += page) {
        const std::uint64_t count = std::min(page, entries - first);
        const std::string raw = bytes(at, count * width);
        Fields entry(raw, at);
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
    Fields fields(reference, 0);
    const auto length = fields.number(4), heap = fields.number(8), index = fields.number(4);
    if (length == 0 || index == 0) return "";
    const std::string head = bytes(heap, 16);
    Fields start(head, heap);
    start.require("GCOL");
    start.skip(4);
    const auto size = start.number(8);
    if (size < 16) refuse(heap, "a heap that cannot be");
    const std::string block = bytes(heap, size);
    Fields entry(block, heap);
    entry.skip(16);
    while (entry.left() >= 16) {
        const auto found = entry.number(2);
        entry.skip(6);
        const auto bytes_here = entry.number(8);
        if (found == index) return until_nul(entry.take(std::min(bytes_here, length)));
        if (found == 0 || bytes_here > entry.left()) break;
        entry.skip(std::min<std::uint64_t>(padded(bytes_here), entry.left()));
    }
    return "";
}

}  // namespace gassan
