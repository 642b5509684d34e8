#include "io/base/hdf5_chunks.hpp"

#include "io/base/faults.hpp"
#include "io/base/hdf5_filters.hpp"
#include "io/base/hdf5_messages.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace gassan {
namespace {

constexpr std::uint64_t most_chunks = 1u << 22;  // of one dataset; at 1 MiB each, 4 TiB
constexpr unsigned most_page_bits = 20;          // the library makes pages of 2^10 entries

void require_few(std::uint64_t count, std::uint64_t byte) {
    if (count > most_chunks) refuse_hdf5_kind(byte, "a dataset in more than 4194304 pieces");
}

// ---- trees (III.A.1) -------------------------------------------------------------------------------------------

struct Tree {
    const Hdf5Objects& objects;
    std::size_t dimensions = 0;
    Hdf5Walk walk;
    std::vector<Hdf5Chunk> chunks = {};

    void take(std::uint64_t node, unsigned depth) {
        if (depth > deepest_hdf5_tree) refuse_hdf5(node, "a tree is deeper than the limit of 32 levels");
        const std::string head = objects.bytes(node, 24);
        Hdf5Fields fields(head, node);
        fields.require("TREE");
        if (fields.byte_value() != 1) refuse_hdf5(node, "a tree of another kind");
        const unsigned level = fields.byte_value();
        const auto count = fields.number(2);
        const std::uint64_t key_size = 8 + 8 * dimensions, size = count * (key_size + 8) + key_size;
        walk.enter(node, 24 + size);
        const std::string entries = objects.bytes(node + 24, size);
        Hdf5Fields entry(entries, node + 24);
        for (std::uint64_t i = 0; i < count; ++i) {
            Hdf5Chunk chunk;
            chunk.size = entry.number(4);
            chunk.skipped_filters = std::uint32_t(entry.number(4));
            chunk.first = entry.number(8);
            entry.skip(8 * (dimensions - 1));
            chunk.address = entry.number(8);
            if (level > 0)
                take(chunk.address, depth + 1);
            else
                chunks.push_back(chunk);
        }
        require_few(chunks.size(), node);
    }
};

// ---- arrays (VII.B) --------------------------------------------------------------------------------------------

struct ArrayHead {
    unsigned client = 0;
    std::size_t width = 0;  ///< bytes of an entry
    unsigned page_bits = 0;
    std::uint64_t entries = 0, block = hdf5_nowhere;
};

ArrayHead array_head(const Hdf5Objects& objects, std::uint64_t address) {
    const std::string head = objects.bytes(address, 24);
    Hdf5Fields fields(head, address);
    fields.require("FAHD");
    if (const unsigned version = fields.byte_value(); version != 0)
        refuse_hdf5_kind(address, "an index of pieces of version " + std::to_string(version));
    ArrayHead array;
    array.client = fields.byte_value();
    array.width = fields.byte_value();
    array.page_bits = fields.byte_value();
    array.entries = fields.number(8);
    array.block = fields.number(8);
    // An address; where pieces are packed, a size of 1 to 8 bytes and a mask, too.
    const bool fits = array.client == 0 ? array.width == 8 : array.client == 1 && array.width > 12 && array.width <= 20;
    if (!fits || array.page_bits > most_page_bits || array.entries > objects.file_bytes() / array.width)
        refuse_hdf5(address, "an index of pieces that cannot be");
    require_few(array.entries, address);
    return array;
}

// Which pages were written: the others are room that holds anything.
std::string pages_written(const Hdf5Objects& objects, const Hdf5Object& dataset, const ArrayHead& array,
                          std::uint64_t pages, bool paged) {
    const std::uint64_t bitmap_size = paged ? (pages + 7) / 8 : 0;
    const std::string head = objects.bytes(array.block, 14 + bitmap_size);
    Hdf5Fields fields(head, array.block);
    fields.require("FADB");
    const unsigned version = fields.byte_value(), client = fields.byte_value();
    if (version != 0 || client != array.client || fields.number(8) != dataset.address)
        refuse_hdf5(array.block, "an index of pieces is not that of its dataset");
    return paged ? std::string(fields.take(bitmap_size)) : std::string(1, '\x80');
}

std::vector<Hdf5Chunk> array_chunks(const Hdf5Objects& objects, const Hdf5Object& dataset) {
    std::vector<Hdf5Chunk> chunks;
    const auto array = array_head(objects, dataset.address);
    if (array.block == hdf5_nowhere || array.block == 0 || array.entries == 0) return chunks;
    const bool paged = array.entries > std::uint64_t{1} << array.page_bits;
    const std::uint64_t page = paged ? std::uint64_t{1} << array.page_bits : array.entries;
    const std::uint64_t pages = (array.entries + page - 1) / page;
    const std::string written = pages_written(objects, dataset, array, pages, paged);
    const std::uint64_t plain_size = dataset.chunk_length * dataset.type->size;
    std::uint64_t at = array.block + 14 + (paged ? written.size() + 4 : 0);  // behind the block's head and its checksum
    for (std::uint64_t i = 0; i < pages; ++i) {
        const std::uint64_t first = i * page, count = std::min(page, array.entries - first);
        if ((std::uint8_t(written[std::size_t(i / 8)]) & 0x80 >> i % 8) != 0) {
            const std::string raw = objects.bytes(at, count * array.width);
            Hdf5Fields entry(raw, at);
            for (std::uint64_t k = 0; k < count; ++k) {
                Hdf5Chunk chunk{
                    .first = (first + k) * dataset.chunk_length, .address = entry.number(8), .size = plain_size};
                if (array.client == 1) {
                    chunk.size = entry.number(array.width - 12);
                    chunk.skipped_filters = std::uint32_t(entry.number(4));
                }
                chunks.push_back(chunk);
            }
        }
        at += count * array.width + 4;
    }
    return chunks;
}

// ---- what they may be ------------------------------------------------------------------------------------------

// A piece is as large as its values, and smaller only where it was deflated: 1032 to 1 at most.
void require_size(const Hdf5Object& dataset, const Hdf5Chunk& chunk) {
    const std::uint64_t plain = dataset.chunk_length * dataset.type->size;
    std::uint64_t due = plain;
    bool deflated = false;
    for (std::size_t i = 0; i < dataset.filters.size(); ++i) {
        if (!chunk.has_filter(i)) continue;
        deflated = deflated || dataset.filters[i].id == hdf5_deflate;
        if (dataset.filters[i].id == hdf5_fletcher32) due += 4;
    }
    const bool can_be =
        deflated ? chunk.size >= due / most_deflated && chunk.size <= 2 * due + 1024 : chunk.size == due;
    if (!can_be)
        refuse_hdf5(chunk.address, "a piece of " + std::to_string(chunk.size) + " bytes for " + std::to_string(plain) +
                                       " bytes of values, which cannot be");
}

void require_apart(const Hdf5Objects& objects, const Hdf5Object& dataset, std::vector<Hdf5Chunk>& chunks) {
    std::sort(chunks.begin(), chunks.end(), [](const auto& a, const auto& b) { return a.address < b.address; });
    std::uint64_t end = 0;
    for (const auto& chunk : chunks) {
        if (chunk.address > objects.file_bytes() || chunk.size > objects.file_bytes() - chunk.address)
            refuse_hdf5(objects.file_bytes(), "the file ends too early: a piece of " + std::to_string(chunk.size) +
                                                  " bytes is due at byte " + std::to_string(chunk.address));
        if (chunk.address < end) refuse_hdf5(chunk.address, "two pieces of one dataset overlap in the file");
        end = chunk.address + chunk.size;
    }
    std::sort(chunks.begin(), chunks.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < chunks.size(); ++i)
        if (chunks[i].first % dataset.chunk_length != 0 || (i > 0 && chunks[i].first == chunks[i - 1].first))
            refuse_hdf5(chunks[i].address, "pieces of a dataset overlap, or do not lie side by side");
}

}  // namespace

std::vector<Hdf5Chunk> hdf5_chunks(const Hdf5Objects& objects, const Hdf5Object& dataset) {
    using Index = Hdf5Object::Index;
    if (dataset.index == Index::unknown || dataset.index == Index::implicit)
        refuse_hdf5_kind(0, "a dataset has an index of pieces that is not read here");
    std::vector<Hdf5Chunk> chunks;
    if (dataset.address == hdf5_nowhere) return chunks;
    if (dataset.index == Index::tree) {
        Tree tree{objects, dataset.dimensions_of_chunk, Hdf5Walk(objects.file_bytes())};
        tree.take(dataset.address, 0);
        chunks = std::move(tree.chunks);
    } else if (dataset.index == Index::single) {
        const std::uint64_t plain_size = dataset.chunk_length * dataset.type->size;
        chunks.push_back(
            {0, dataset.address, dataset.single_size > 0 ? dataset.single_size : plain_size, dataset.single_skipped});
    } else {
        chunks = array_chunks(objects, dataset);
    }
    const std::uint64_t size = dataset.shape->front();
    std::erase_if(chunks, [&](const auto& chunk) {  // never written, or of a dataset that has become shorter
        return chunk.address == hdf5_nowhere || chunk.address == 0 || chunk.first >= size;
    });
    for (const auto& chunk : chunks) require_size(dataset, chunk);
    require_apart(objects, dataset, chunks);
    return chunks;
}

}  // namespace gassan
