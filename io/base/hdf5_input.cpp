#include "io/base/hdf5_input.hpp"

#include "io/base/faults.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace gassan {
namespace {

constexpr std::uint64_t window_bytes = 256 * 1024;  // of values that are not packed
/// Deflate packs zeros 1032 to 1 (zlib, "Maximum Expansion Factor"); a file that promises more is damaged.
constexpr std::uint64_t most_expansion = 1100, least_room = 64u << 20;
constexpr unsigned deflate_filter = 1, shuffle_filter = 2, fletcher32_filter = 3;

std::string shown(const std::string& name) {
    return "dataset '" + quoted_text(name) + "'";
}

double value_of(const Hdf5Type& type, const unsigned char* bytes) {
    std::uint64_t raw = 0;
    for (std::size_t i = 0; i < type.size; ++i) raw = raw << 8 | bytes[type.big_endian ? i : type.size - 1 - i];
    if (type.kind == Hdf5Type::Kind::real)
        return type.size == 4 ? double(std::bit_cast<float>(std::uint32_t(raw))) : std::bit_cast<double>(raw);
    if (!type.is_signed) return double(raw);
    const unsigned unused = unsigned(64 - 8 * type.size);
    return double(std::int64_t(raw << unused) >> unused);
}

// The checksum that the HDF5 library computes (H5_checksum_fletcher32): sums of big-endian words of 16 bits.
std::uint32_t fletcher32(std::string_view bytes) {
    std::uint32_t low = 0, high = 0;
    std::size_t at = 0;
    for (std::size_t words = bytes.size() / 2; words > 0;) {
        const std::size_t step = std::min<std::size_t>(words, 360);
        words -= step;
        for (std::size_t i = 0; i < step; ++i, at += 2) {
            low += std::uint32_t(std::uint8_t(bytes[at])) << 8 | std::uint8_t(bytes[at + 1]);
            high += low;
        }
        low = (low & 0xffff) + (low >> 16);
        high = (high & 0xffff) + (high >> 16);
    }
    if (bytes.size() % 2 != 0) {
        low += std::uint32_t(std::uint8_t(bytes.back())) << 8;
        high += low;
        low = (low & 0xffff) + (low >> 16);
        high = (high & 0xffff) + (high >> 16);
    }
    low = (low & 0xffff) + (low >> 16);
    high = (high & 0xffff) + (high >> 16);
    return high << 16 | low;
}

void unshuffle(const std::string& from, std::size_t width, std::string& to) {
    to.resize(from.size());
    const std::size_t count = from.size() / width;
    for (std::size_t byte = 0; byte < width; ++byte)
        for (std::size_t i = 0; i < count; ++i) to[i * width + byte] = from[byte * count + i];
    for (std::size_t i = count * width; i < from.size(); ++i) to[i] = from[i];
}

}  // namespace

Hdf5Input::Hdf5Input(const RegularFile& file)
    : objects_(file), links_(objects_.links(objects_.root())), file_bytes_(file.size()) {}

const Hdf5Link* Hdf5Input::find(const std::string& name) const {
    for (const auto& link : links_)
        if (link.name == name) return &link;
    return nullptr;
}

bool Hdf5Input::has(const std::string& name) const {
    return find(name) != nullptr;
}

std::optional<Hdf5Attribute> Hdf5Input::attribute(const std::string& object, const std::string& name) const {
    const auto* const link = object == "/" ? nullptr : find(object);
    if (object != "/" && (!link || link->address == hdf5_nowhere)) return std::nullopt;
    const auto found = object == "/" ? objects_.root() : objects_.object(link->address);
    for (const auto& attribute : found.attributes)
        if (attribute.name == name && attribute.count == 1) return attribute;
    if (found.has_dense_attributes)
        throw Fault{.cause = "HDF5: " + (object == "/" ? std::string("the file") : shown(object)) +
                             " has more attributes than are read here (dense storage)",
                    .remedy = "Write it again with the library's default bounds (libver=\"earliest\")."};
    return std::nullopt;
}

std::optional<std::string> Hdf5Input::text(const std::string& object, const std::string& name) const {
    const auto found = attribute(object, name);
    if (!found || found->bytes.size() < std::min<std::size_t>(found->type.size, 16)) return std::nullopt;
    if (found->type.kind == Hdf5Type::Kind::long_text) return objects_.long_text(found->bytes);
    if (found->type.kind != Hdf5Type::Kind::text) return std::nullopt;
    const auto text = found->bytes.substr(0, found->type.size);
    return text.substr(0, text.find('\0'));
}

std::optional<double> Hdf5Input::number(const std::string& object, const std::string& name) const {
    const auto found = attribute(object, name);
    if (!found || found->bytes.size() < found->type.size) return std::nullopt;
    if (found->type.kind != Hdf5Type::Kind::whole && found->type.kind != Hdf5Type::Kind::real) return std::nullopt;
    return value_of(found->type, reinterpret_cast<const unsigned char*>(found->bytes.data()));
}

std::unique_ptr<Hdf5Input::Column> Hdf5Input::column(const std::string& name) const {
    const auto refuse = [&](const std::string& cause, const std::string& remedy = "") {
        throw Fault{.cause = shown(name) + " " + cause, .remedy = remedy};
    };
    const auto* const link = find(name);
    if (!link) refuse("is missing");
    if (link->address == hdf5_nowhere) refuse("is a link that leads elsewhere", "Write the run into one file again.");
    auto set = objects_.object(link->address);
    if (set.is_external) refuse("stands in another file", "Write the run into one file again.");
    const auto kind = set.type ? set.type->kind : Hdf5Type::Kind::other;
    if (kind != Hdf5Type::Kind::whole && kind != Hdf5Type::Kind::real) refuse("does not hold numbers");
    if (!set.shape || set.shape->size() != 1) refuse("is no column of values");
    for (const auto& filter : set.filters)
        if (filter.id < deflate_filter || filter.id > fletcher32_filter)
            refuse("is packed with HDF5 filter " + std::to_string(filter.id) +
                       (filter.name.empty() ? "" : " '" + quoted_text(filter.name) + "'") + ", which is not read here",
                   "Convert again with zlib (deflate) as the only compression.");
    const std::uint64_t most = (file_bytes_ * most_expansion + least_room) / set.type->size;
    if (set.shape->front() > most)
        refuse("says it has " + std::to_string(set.shape->front()) + " values, more than the file can hold");
    const bool chunked = set.layout == Hdf5Object::Layout::chunked;
    if (chunked && (set.chunk_length == 0 || set.chunk_length > most || set.dimensions_of_chunk != 2))
        refuse("is packed in pieces of " + std::to_string(set.chunk_length) + " values, which cannot be");
    const bool known =
        chunked || set.layout == Hdf5Object::Layout::contiguous || set.layout == Hdf5Object::Layout::compact;
    if (!known) refuse("is kept in a way that is not read here", "Write the run into one file again.");
    return std::unique_ptr<Column>(new Column(objects_, name, std::move(set)));
}

// ---- values ----------------------------------------------------------------------------------------------------

Hdf5Input::Column::Column(const Hdf5Objects& objects, std::string name, Hdf5Object set)
    : objects_(objects), name_(std::move(name)), set_(std::move(set)), type_(*set_.type), size_(set_.shape->front()) {
    if (set_.layout == Hdf5Object::Layout::chunked) chunks_ = objects_.chunks(set_);
}

void Hdf5Input::Column::refuse(const std::string& cause) const {
    throw Fault{.cause = shown(name_) + " " + cause};
}

// The piece or the window that holds a value, in place of the one before.
void Hdf5Input::Column::load(std::uint64_t first) {
    piece_size_ = 0;  // of no use if loading fails
    switch (set_.layout) {
        case Hdf5Object::Layout::compact:
            piece_ = set_.compact;
            piece_begin_ = 0;
            if (piece_.size() / type_.size < size_) refuse("is shorter than it says");
            piece_size_ = size_;
            return;
        case Hdf5Object::Layout::contiguous: {
            const std::uint64_t count = std::min(window_bytes / type_.size, size_ - first);
            if (set_.address == hdf5_nowhere) refuse("was never written");
            if (set_.address > ~std::uint64_t{0} / 2) refuse("lies beyond the end of the file");
            piece_ = objects_.bytes(set_.address + first * type_.size, count * type_.size);
            piece_begin_ = first;
            piece_size_ = count;
            return;
        }
        default:
            load_chunk(first);
    }
}

void Hdf5Input::Column::load_chunk(std::uint64_t first) {
    const auto next = std::upper_bound(chunks_.begin(), chunks_.end(), first,
                                       [](std::uint64_t value, const Hdf5Chunk& chunk) { return value < chunk.first; });
    if (next == chunks_.begin() || first - std::prev(next)->first >= set_.chunk_length)
        refuse("lacks the piece with value " + std::to_string(first));
    const Hdf5Chunk& chunk = *std::prev(next);
    unpack(chunk);
    if (piece_.size() != set_.chunk_length * type_.size)
        refuse("has a piece of " + std::to_string(piece_.size()) + " bytes; " +
               std::to_string(set_.chunk_length * type_.size) + " are due");
    piece_begin_ = chunk.first;
    piece_size_ = std::min(set_.chunk_length, size_ - std::min(size_, chunk.first));
}

void Hdf5Input::Column::unpack(const Hdf5Chunk& chunk) {
    piece_ = objects_.bytes(chunk.address, chunk.size);
    for (std::size_t i = set_.filters.size(); i-- > 0;) {
        if (i < 32 && (chunk.skipped_filters >> i & 1)) continue;
        const auto& filter = set_.filters[i];
        if (filter.id == fletcher32_filter) {
            if (piece_.size() < 4) refuse("has a piece without its checksum");
            std::uint32_t stated = 0;
            std::memcpy(&stated, piece_.data() + piece_.size() - 4, 4);
            piece_.resize(piece_.size() - 4);
            if (fletcher32(piece_) != stated) refuse("has a piece with a wrong checksum");
        } else if (filter.id == shuffle_filter) {
            const std::size_t width = filter.values.empty() ? type_.size : filter.values[0];
            if (width != type_.size) refuse("is shuffled by " + std::to_string(width) + " bytes");
            if (width > 1) {
                unshuffle(piece_, width, spare_);
                std::swap(piece_, spare_);
            }
        } else {
            const auto result = inflater_.inflate(piece_, inflated_, std::size_t(set_.chunk_length * type_.size) + 4);
            if (result.too_long) refuse("has a piece that is longer than it says");
            if (!result.fault.empty()) refuse("has a piece that cannot be unpacked (" + result.fault + ")");
            piece_.assign(reinterpret_cast<const char*>(inflated_.data()), result.size);
        }
    }
}

// What is at hand from a value on, at most count values; count becomes how many.
const unsigned char* Hdf5Input::Column::at_hand(std::uint64_t first, std::uint64_t& count) {
    if (first < piece_begin_ || first - piece_begin_ >= piece_size_) load(first);
    count = std::min(count, piece_size_ - (first - piece_begin_));
    return reinterpret_cast<const unsigned char*>(piece_.data()) + (first - piece_begin_) * type_.size;
}

void Hdf5Input::Column::read(std::uint64_t first, std::size_t count, std::vector<double>& values) {
    if (first > size_ || count > size_ - first)
        refuse("has " + std::to_string(size_) + " values; " + std::to_string(count) + " from value " +
               std::to_string(first) + " on are asked of it");
    values.clear();
    while (values.size() < count) {
        std::uint64_t here = count - values.size();
        const auto* const bytes = at_hand(first + values.size(), here);
        for (std::uint64_t i = 0; i < here; ++i) values.push_back(value_of(type_, bytes + i * type_.size));
    }
}

std::size_t Hdf5Input::Column::read_bytes(std::uint64_t first, std::size_t count, char* to) {
    if (type_.size != 1) refuse("does not hold bytes");
    if (first >= size_) return 0;
    std::uint64_t here = count;
    const auto* const bytes = at_hand(first, here);
    std::copy_n(bytes, here, to);
    return std::size_t(here);
}

}  // namespace gassan
