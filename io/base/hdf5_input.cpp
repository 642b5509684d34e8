#include "io/base/hdf5_input.hpp"

#include "io/base/faults.hpp"
#include "io/base/hdf5_chunks.hpp"
#include "io/base/hdf5_filters.hpp"
#include "io/base/hdf5_messages.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace gassan {
namespace {

// Bytes of values that are not packed: few after a jump, more where reading goes on.
constexpr std::uint64_t least_window = 8 * 1024, longest_window = 256 * 1024;
// A piece stands in memory whole, some of them at a time. Converters of mzMLb make pieces of 2^20 values whatever the
// size of the run, h5py of 1 MiB, netCDF of 4 to 16 MiB.
constexpr std::uint64_t least_piece = 8u << 20, longest_piece = 32u << 20, piece_per_byte = 16;
// Values asked for at once become a spectrum: a file of 1 MiB may have one of 4 million points.
constexpr std::uint64_t least_at_once = 256 * 1024, at_once_per_byte = 4;
constexpr std::uint64_t cost_of_value = 4 * sizeof(double);  // who asked for it looks at it, and may keep it
constexpr const char* smaller = "Write it again in pieces of at most 1 MiB, or convert the raw data to mzML.";
constexpr const char* unfinished = "The program that wrote it ended too early: convert the run again.";
constexpr const char* again = "The converter wrote this: convert the run again, or convert the raw data to mzML.";
constexpr const char* elsewhere = "Write the run into one file again.";

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

}  // namespace

Hdf5Input::Hdf5Input(const RegularFile& file) : objects_(file), unpacker_(std::make_unique<Hdf5Unpacker>()) {
    for (auto& link : objects_.links(objects_.root())) links_.emplace(std::move(link.name), link.address);
}

bool Hdf5Input::has(const std::string& name) const {
    return links_.contains(name);
}

std::optional<Hdf5Attribute> Hdf5Input::attribute(const std::string& object, const std::string& name) const {
    const auto link = links_.find(object);
    if (object != "/" && (link == links_.end() || link->second == hdf5_nowhere)) return std::nullopt;
    const auto found = object == "/" ? objects_.root() : objects_.object(link->second);
    for (const auto& attribute : found.attributes)
        if (attribute.name == name && attribute.count == 1) return attribute;
    if (found.has_dense_attributes)
        throw Fault{
            .cause = "HDF5: " + (object == "/" ? std::string("the file") : shown(object)) +
                     " has more attributes than are read here (dense storage)",
            .remedy =
                "Write it again with libver=\"earliest\" (the library's default), or convert the raw data to mzML."};
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

void Hdf5Input::require_column(const std::string& name, const Hdf5Object& set) const {
    const auto refuse = [&](const std::string& cause, const std::string& remedy = "") {
        throw Fault{.cause = shown(name) + " " + cause, .remedy = remedy};
    };
    using Layout = Hdf5Object::Layout;
    if (set.is_external) refuse("stands in another file", elsewhere);
    const auto kind = set.type ? set.type->kind : Hdf5Type::Kind::other;
    if (kind != Hdf5Type::Kind::whole && kind != Hdf5Type::Kind::real) refuse("does not hold numbers", again);
    if (!set.shape || set.shape->size() != 1) refuse("is no column of values", again);
    if (set.layout != Layout::chunked && set.layout != Layout::contiguous && set.layout != Layout::compact)
        refuse("is kept in a way that is not read here", elsewhere);
    for (std::size_t i = 0; i < set.filters.size(); ++i) {
        const auto& filter = set.filters[i];
        if (filter.id < hdf5_deflate || filter.id > hdf5_fletcher32)
            refuse("is packed with HDF5 filter " + std::to_string(filter.id) +
                       (filter.name.empty() ? "" : " '" + quoted_text(filter.name) + "'") + ", which is not read here",
                   "Convert again with zlib (deflate) as the only compression.");
        for (std::size_t k = 0; k < i; ++k)
            if (set.filters[k].id == filter.id) refuse("is packed twice in the same way", again);
    }
    const std::uint64_t file_bytes = objects_.file_bytes(), width = set.type->size;
    const std::uint64_t most = file_bytes * (set.layout == Layout::chunked ? most_deflated : 1) / width;
    if (set.shape->front() > most)
        refuse("says it has " + std::to_string(set.shape->front()) + " values, more than the file can hold");
    if (set.layout != Layout::chunked) return;
    const std::uint64_t longest = std::clamp(piece_per_byte * file_bytes, least_piece, longest_piece);
    if (set.chunk_length == 0 || set.chunk_length > longest / width || set.dimensions_of_chunk != 2)
        refuse("is kept in pieces of " + std::to_string(set.chunk_length) +
                   " values; the limit for a file of this size "
                   "is " +
                   std::to_string(longest / width),
               smaller);
}

std::unique_ptr<Hdf5Input::Column> Hdf5Input::column(const std::string& name) const {
    const auto link = links_.find(name);
    if (link == links_.end()) throw Fault{.cause = shown(name) + " is missing", .remedy = again};
    if (link->second == hdf5_nowhere)
        throw Fault{.cause = shown(name) + " is a link that leads elsewhere", .remedy = elsewhere};
    auto set = objects_.object(link->second);
    require_column(name, set);
    // Pieces without an index lie one after another, as values that are not in pieces do.
    if (set.layout == Hdf5Object::Layout::chunked && set.index == Hdf5Object::Index::implicit && set.filters.empty())
        set.layout = Hdf5Object::Layout::contiguous;
    return std::unique_ptr<Column>(new Column(objects_, *unpacker_, name, std::move(set)));
}

// ---- values ----------------------------------------------------------------------------------------------------

Hdf5Input::Column::Column(const Hdf5Objects& objects, Hdf5Unpacker& unpacker, std::string name, Hdf5Object set)
    : objects_(objects),
      unpacker_(unpacker),
      name_(std::move(name)),
      set_(std::move(set)),
      type_(*set_.type),
      size_(set_.shape->front()) {
    if (set_.layout == Hdf5Object::Layout::chunked) chunks_ = hdf5_chunks(objects_, set_);
}

void Hdf5Input::Column::refuse(const std::string& cause, const std::string& remedy, std::uint64_t byte) const {
    throw Fault{.byte = byte, .cause = shown(name_) + " " + cause, .remedy = remedy};
}

// The piece or the window that holds a value, in place of the one before.
void Hdf5Input::Column::load(std::uint64_t first) {
    const bool goes_on = piece_size_ > 0 && first == piece_begin_ + piece_size_;
    piece_size_ = 0;  // of no use if loading fails
    piece_.clear();
    piece_.shrink_to_fit();
    if (set_.layout == Hdf5Object::Layout::chunked) return load_chunk(first);
    if (set_.layout == Hdf5Object::Layout::compact) {
        piece_ = set_.compact;
        piece_begin_ = 0;
        if (piece_.size() / type_.size < size_) refuse("is shorter than it says");
        piece_size_ = size_;
        return;
    }
    if (set_.address == hdf5_nowhere) refuse("was never written", unfinished);
    if (set_.address > objects_.file_bytes()) refuse("lies beyond the end of the file", "", objects_.file_bytes());
    window_ = goes_on ? std::min(2 * window_, longest_window) : least_window;
    const std::uint64_t count = std::min(window_ / type_.size, size_ - first);
    piece_ = objects_.bytes(set_.address + first * type_.size, count * type_.size);
    piece_begin_ = first;
    piece_size_ = count;
}

void Hdf5Input::Column::load_chunk(std::uint64_t first) {
    const auto next = std::upper_bound(chunks_.begin(), chunks_.end(), first,
                                       [](std::uint64_t value, const Hdf5Chunk& chunk) { return value < chunk.first; });
    if (next == chunks_.begin() || first - std::prev(next)->first >= set_.chunk_length)
        refuse("lacks the piece with value " + std::to_string(first) + ": it was never written", unfinished);
    const Hdf5Chunk& chunk = *std::prev(next);
    objects_.spend(set_.chunk_length * type_.size);
    piece_ = objects_.bytes(chunk.address, chunk.size);
    if (const auto fault = unpacker_.unpack(set_, chunk, piece_); !fault.empty()) refuse(fault, "", chunk.address);
    piece_begin_ = chunk.first;
    piece_size_ = std::min(set_.chunk_length, size_ - chunk.first);
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
    const std::uint64_t most = least_at_once + at_once_per_byte * objects_.file_bytes();
    if (count > most)
        refuse("is to give " + std::to_string(count) + " values at once; the limit for a file of this size is " +
                   std::to_string(most),
               "A damaged or hostile file; if it is real, convert the raw data to mzML.");
    objects_.spend(cost_of_value * count);
    values.clear();
    values.reserve(count);
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
