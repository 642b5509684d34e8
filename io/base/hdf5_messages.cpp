#include "io/base/hdf5_messages.hpp"

#include "io/base/faults.hpp"

#include <algorithm>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t longest_attribute = 64 * 1024;  // bytes that are kept of one

// ---- messages (IV.A.2) -----------------------------------------------------------------------------------------

// Only the plain types of numbers: what else HDF5 can describe, nobody writes here.
Hdf5Type type_of(Hdf5Fields fields) {
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

std::vector<std::uint64_t> shape_of(Hdf5Fields fields) {
    const unsigned version = fields.byte_value(), rank = fields.byte_value();
    if (version != 1 && version != 2) refuse_hdf5(fields.byte(), "a dataspace of version " + std::to_string(version));
    fields.skip(version == 1 ? 6 : 2);
    std::vector<std::uint64_t> shape;
    for (unsigned i = 0; i < rank; ++i) shape.push_back(fields.number(8));
    return shape;
}

Hdf5Attribute attribute_of(Hdf5Fields fields) {
    const unsigned version = fields.byte_value(), flags = fields.byte_value();
    if (version < 1 || version > 3) refuse_hdf5(fields.byte(), "an attribute of version " + std::to_string(version));
    const auto name_size = fields.number(2), type_size = fields.number(2), space_size = fields.number(2);
    if (version == 3) fields.skip(1);
    const auto room = [&](std::uint64_t size) { return version == 1 ? hdf5_padded(size) : size; };
    Hdf5Attribute attribute;
    attribute.name = hdf5_until_nul(fields.take(room(name_size)));
    const std::uint64_t type_byte = fields.byte();
    const auto type = fields.take(room(type_size));
    const std::uint64_t space_byte = fields.byte();
    const auto space = fields.take(room(space_size));
    if (version == 1 || (flags & 3) == 0) {  // else its type stands elsewhere
        attribute.type = type_of(Hdf5Fields(type, type_byte));
        for (const auto length : shape_of(Hdf5Fields(space, space_byte)))
            if (__builtin_mul_overflow(attribute.count, length, &attribute.count))
                refuse_hdf5(space_byte, "an attribute has more values than 64 bits count");
    }
    attribute.bytes = fields.take(std::min(fields.left(), longest_attribute));
    return attribute;
}

std::vector<Hdf5Filter> filters_of(Hdf5Fields fields) {
    const unsigned version = fields.byte_value(), count = fields.byte_value();
    if (version != 1 && version != 2)
        refuse_hdf5(fields.byte(), "a filter pipeline of version " + std::to_string(version));
    if (version == 1) fields.skip(6);
    std::vector<Hdf5Filter> filters;
    for (unsigned i = 0; i < count; ++i) {
        Hdf5Filter filter;
        filter.id = unsigned(fields.number(2));
        const auto name_size = version == 1 || filter.id >= 256 ? fields.number(2) : 0;
        fields.skip(2);
        const auto values = fields.number(2);
        filter.name = hdf5_until_nul(fields.take(version == 1 ? hdf5_padded(name_size) : name_size));
        for (std::uint64_t k = 0; k < values; ++k) filter.values.push_back(std::uint32_t(fields.number(4)));
        if (version == 1 && values % 2 == 1) fields.skip(4);
        filters.push_back(std::move(filter));
    }
    return filters;
}

void take_chunked(Hdf5Fields fields, unsigned version, Hdf5Object& object) {
    const unsigned flags = version == 4 ? fields.byte_value() : 0;
    const unsigned rank = fields.byte_value();  // and one more, for the bytes of a value
    const std::size_t width = version == 4 ? fields.byte_value() : 4;
    if (rank < 2 || rank > 33 || width < 1 || width > 8) refuse_hdf5(fields.byte(), "pieces of a shape that cannot be");
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

void take_layout(Hdf5Fields fields, Hdf5Object& object) {
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

Hdf5Link link_of(Hdf5Fields fields) {
    const unsigned version = fields.byte_value(), flags = fields.byte_value();
    if (version != 1) refuse_hdf5(fields.byte(), "a link of version " + std::to_string(version));
    const unsigned kind = flags & 8 ? fields.byte_value() : 0;
    if (flags & 4) fields.skip(8);
    if (flags & 16) fields.skip(1);
    Hdf5Link link;
    link.name = fields.take(fields.number(std::size_t(1) << (flags & 3)));
    if (kind == 0) link.address = fields.number(8);
    return link;
}

bool is_dense(Hdf5Fields fields) {
    fields.skip(1);
    if (fields.byte_value() & 1) fields.skip(8);
    return fields.number(8) != hdf5_nowhere;
}

// Where the attributes of an object are in a heap of their own, its header tells the heap.
bool has_heap_of_attributes(Hdf5Fields fields) {
    fields.skip(1);
    if (fields.byte_value() & 1) fields.skip(2);
    return fields.number(8) != hdf5_nowhere;
}

}  // namespace

void refuse_hdf5(std::uint64_t byte, const std::string& cause) {
    throw Fault{.byte = byte, .cause = "HDF5: " + cause};
}

void refuse_hdf5_kind(std::uint64_t byte, const std::string& cause) {
    throw Fault{.byte = byte, .cause = "HDF5: " + cause, .remedy = hdf5_write_again};
}

std::uint64_t hdf5_padded(std::uint64_t size, std::uint64_t to) {
    return (size + to - 1) / to * to;
}

std::string hdf5_until_nul(std::string_view text) {
    return std::string(text.substr(0, text.find('\0')));
}

void take_hdf5_message(unsigned type, unsigned flags, Hdf5Fields fields, Hdf5Object& object,
                       std::vector<Hdf5Block>& blocks) {
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
            Hdf5Block next;
            next.address = fields.number(8);
            next.size = fields.number(8);
            blocks.push_back(next);
            break;
        }
        case 0x11:
            object.group_tree = fields.number(8);
            object.group_heap = fields.number(8);
            break;
        case 0x15:
            object.has_dense_attributes = object.has_dense_attributes || has_heap_of_attributes(fields);
            break;
        default:
            break;
    }
}

}  // namespace gassan
