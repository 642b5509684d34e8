#include "io/base/hdf5_input.hpp"

#include "io/base/faults.hpp"
#include "io/base/hdf5_library.hpp"

#include <hdf5.h>

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

namespace gassan {
namespace {

static_assert(std::is_same_v<hid_t, std::int64_t>);

constexpr std::size_t block_values = 64 * 1024;
/// Deflate packs zeros 1032 to 1 (zlib, "Maximum Expansion Factor"); a file that promises more is damaged.
constexpr std::uint64_t most_expansion = 1100, least_room = 64u << 20;
constexpr std::uint64_t largest_cache = 64u << 20;
constexpr std::size_t longest_text = 4096;
constexpr const char* damaged = "The file was probably damaged in transfer: copy it again and compare SHA-256.";

[[noreturn]] void refuse(const std::string& cause, const std::string& remedy = damaged) {
    throw Fault{.cause = cause, .remedy = remedy, .container = true};
}

/// An identifier of the library, closed when it goes. Lives only while the library is entered.
class Id {
public:
    Id(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
    ~Id() {
        if (id_ >= 0) close_(id_);
    }
    Id(const Id&) = delete;
    Id& operator=(const Id&) = delete;
    [[nodiscard]] operator hid_t() const { return id_; }
    [[nodiscard]] hid_t release() { return std::exchange(id_, -1); }

private:
    hid_t id_;
    herr_t (*close_)(hid_t);
};

// Only the plain types of numbers: what else HDF5 can describe nobody writes here, and the library computes it.
bool is_plain_float(hid_t type) {
    for (const hid_t known : {H5T_IEEE_F32LE, H5T_IEEE_F32BE, H5T_IEEE_F64LE, H5T_IEEE_F64BE})
        if (H5Tequal(type, known) > 0) return true;
    return false;
}

bool is_plain_whole(hid_t type) {
    for (const hid_t known : {H5T_STD_I8LE, H5T_STD_U8LE, H5T_STD_I16LE, H5T_STD_U16LE, H5T_STD_I32LE, H5T_STD_U32LE,
                              H5T_STD_I64LE, H5T_STD_U64LE, H5T_STD_I8BE, H5T_STD_U8BE, H5T_STD_I16BE, H5T_STD_U16BE,
                              H5T_STD_I32BE, H5T_STD_U32BE, H5T_STD_I64BE, H5T_STD_U64BE})
        if (H5Tequal(type, known) > 0) return true;
    return false;
}

std::string shown(const std::string& name) {
    return "dataset '" + quoted_text(name) + "'";
}

std::string until_nul(const std::string& text) {
    return text.substr(0, text.find('\0'));
}

}  // namespace

Hdf5Input::Hdf5Input(const RegularFile& file) : file_bytes_(file.size()) {
    const auto turn = enter_hdf5();
    const Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    H5Pset_file_locking(access, false, true);  // fails on some network file systems, and nobody writes here
    file_ = H5Fopen(file.path().c_str(), H5F_ACC_RDONLY, access);
    if (file_ < 0) refuse("the HDF5 library cannot make out the file: it was cut or damaged");
}

Hdf5Input::~Hdf5Input() {
    const auto turn = enter_hdf5();
    if (file_ >= 0) H5Fclose(file_);
}

bool Hdf5Input::has(const std::string& name) const {
    const auto turn = enter_hdf5();
    return H5Lexists(file_, name.c_str(), H5P_DEFAULT) > 0;
}

std::int64_t Hdf5Input::open_attribute(const std::string& object, const std::string& name) const {
    if (H5Aexists_by_name(file_, object.c_str(), name.c_str(), H5P_DEFAULT) <= 0) return -1;
    return H5Aopen_by_name(file_, object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
}

std::optional<std::string> Hdf5Input::text(const std::string& object, const std::string& name) const {
    const auto turn = enter_hdf5();
    const Id found(open_attribute(object, name), H5Aclose);
    if (found < 0) return std::nullopt;
    const Id type(H5Aget_type(found), H5Tclose), space(H5Aget_space(found), H5Sclose);
    if (H5Tget_class(type) != H5T_STRING || H5Sget_simple_extent_npoints(space) != 1) return std::nullopt;
    if (H5Tis_variable_str(type) > 0) {
        char* text = nullptr;
        const Id memory(H5Tcopy(H5T_C_S1), H5Tclose);
        H5Tset_size(memory, H5T_VARIABLE);
        H5Tset_cset(memory, H5Tget_cset(type));
        if (H5Aread(found, memory, &text) < 0 || !text) return std::nullopt;
        std::string copy = std::string(text).substr(0, longest_text);
        H5free_memory(text);
        return copy;
    }
    const std::size_t width = H5Tget_size(type);
    if (width == 0 || width > longest_text) return std::nullopt;
    std::string bytes(width, '\0');
    if (H5Aread(found, type, bytes.data()) < 0) return std::nullopt;
    return until_nul(bytes);
}

std::optional<double> Hdf5Input::number(const std::string& object, const std::string& name) const {
    const auto turn = enter_hdf5();
    const Id found(open_attribute(object, name), H5Aclose);
    if (found < 0) return std::nullopt;
    const Id type(H5Aget_type(found), H5Tclose), space(H5Aget_space(found), H5Sclose);
    const bool plain = is_plain_float(type) || is_plain_whole(type);
    if (!plain || H5Sget_simple_extent_npoints(space) != 1) return std::nullopt;
    double value = 0.0;
    if (H5Aread(found, H5T_NATIVE_DOUBLE, &value) < 0) return std::nullopt;
    return value;
}

// The values lie in this file, in a way that the library reads by itself.
void Hdf5Input::require_own(std::int64_t plist, const std::string& name, std::uint64_t value_bytes) const {
    const auto layout = H5Pget_layout(plist);
    if (layout == H5D_VIRTUAL || H5Pget_external_count(plist) > 0)
        refuse(shown(name) + " stands in another file", "Write the run into one file again.");
    for (int i = 0; i < H5Pget_nfilters(plist); ++i) {
        unsigned flags = 0, config = 0;
        std::size_t numbers = 0;
        std::array<char, 64> words{};
        const auto filter =
            H5Pget_filter2(plist, unsigned(i), &flags, &numbers, nullptr, words.size(), words.data(), &config);
        if (filter < 0 || H5Zfilter_avail(filter) <= 0)
            refuse(shown(name) + " is packed with HDF5 filter " + std::to_string(filter) + " '" +
                       quoted_text(until_nul(std::string(words.data(), words.size()))) + "', which is not read here",
                   "Convert again with zlib (deflate) as the only compression.");
    }
    if (layout != H5D_CHUNKED) return;
    hsize_t chunk = 0;
    if (H5Pget_chunk(plist, 1, &chunk) != 1) refuse(shown(name) + " has no one dimension");
    if (chunk > (file_bytes_ * most_expansion + least_room) / value_bytes)
        refuse(shown(name) + " is packed in pieces of " + std::to_string(chunk) +
               " values, more than the file can hold");
}

std::unique_ptr<Hdf5Input::Column> Hdf5Input::column(const std::string& name) const {
    const auto turn = enter_hdf5();
    H5L_info_t link{};
    const bool plain_name = !name.empty() && name.size() <= longest_text;
    if (!plain_name || H5Lexists(file_, name.c_str(), H5P_DEFAULT) <= 0) refuse(shown(name) + " is missing");
    if (H5Lget_info(file_, name.c_str(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD)
        refuse(shown(name) + " is a link that leads elsewhere", "Write the run into one file again.");
    Id first(H5Dopen2(file_, name.c_str(), H5P_DEFAULT), H5Dclose);
    if (first < 0) refuse(shown(name) + " cannot be opened");
    const Id type(H5Dget_type(first), H5Tclose), space(H5Dget_space(first), H5Sclose),
        plist(H5Dget_create_plist(first), H5Pclose);
    if (!is_plain_float(type) && !is_plain_whole(type)) refuse(shown(name) + " does not hold numbers");
    hsize_t size = 0;
    if (H5Sget_simple_extent_ndims(space) != 1 || H5Sget_simple_extent_dims(space, &size, nullptr) != 1)
        refuse(shown(name) + " has no one dimension");
    const std::uint64_t width = H5Tget_size(type);
    if (size > (file_bytes_ * most_expansion + least_room) / width)
        refuse(shown(name) + " says it has " + std::to_string(size) + " values, more than the file can hold");
    require_own(plist, name, width);

    // A piece that does not fit into the library's cache would be unpacked again for every block.
    const Id access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose);
    hsize_t chunk = 1;
    if (H5Pget_layout(plist) == H5D_CHUNKED) H5Pget_chunk(plist, 1, &chunk);
    H5Pset_chunk_cache(access, 521, std::size_t(std::min<std::uint64_t>(largest_cache, 2 * chunk * width)), 1.0);
    std::unique_ptr<Column> column(new Column(name, H5Dopen2(file_, name.c_str(), access)));
    if (column->set_ < 0) refuse(shown(name) + " cannot be opened");
    column->size_ = size;
    column->width_ = std::size_t(width);
    column->is_float_ = is_plain_float(type);
    return column;
}

Hdf5Input::Column::~Column() {
    const auto turn = enter_hdf5();
    if (set_ >= 0) H5Dclose(set_);
}

void Hdf5Input::Column::load(std::uint64_t first, std::uint64_t count, std::int64_t type, void* to) const {
    const auto turn = enter_hdf5();
    const Id space(H5Dget_space(set_), H5Sclose);
    const hsize_t start = first, size = count;
    const Id memory(H5Screate_simple(1, &size, nullptr), H5Sclose);
    const bool chosen = H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, nullptr, &size, nullptr) >= 0;
    if (!chosen || H5Dread(set_, type, memory, space, H5P_DEFAULT, to) < 0)
        refuse(shown(name_) + " cannot be unpacked (values " + std::to_string(first) + " to " +
               std::to_string(first + count) + ")");
}

void Hdf5Input::Column::read(std::uint64_t first, std::size_t count, std::vector<double>& values) {
    if (first > size_ || count > size_ - first)
        refuse("values " + std::to_string(first) + " to " + std::to_string(first + count) + " are asked of " +
               shown(name_) + ", which has " + std::to_string(size_));
    values.resize(count);
    std::size_t done = 0;
    while (done < count) {
        const std::uint64_t at = first + done;
        if (at < block_begin_ || at >= block_begin_ + block_.size()) {
            const auto wanted = std::min<std::uint64_t>(block_values, size_ - at);
            block_.clear();  // of no use if loading fails
            std::vector<double> block(wanted);
            load(at, wanted, H5T_NATIVE_DOUBLE, block.data());
            block_ = std::move(block);
            block_begin_ = at;
        }
        const auto from = std::size_t(at - block_begin_), step = std::min(block_.size() - from, count - done);
        std::copy_n(block_.begin() + std::ptrdiff_t(from), step, values.begin() + std::ptrdiff_t(done));
        done += step;
    }
}

std::size_t Hdf5Input::Column::read_bytes(std::uint64_t first, std::size_t count, char* to) {
    if (first >= size_) return 0;
    count = std::size_t(std::min<std::uint64_t>(count, size_ - first));
    if (width_ != 1) refuse(shown(name_) + " does not hold bytes");
    const auto turn = enter_hdf5();
    const Id type(H5Dget_type(set_), H5Tclose);  // as they lie there: signed or not, they are characters
    load(first, count, type, to);
    return count;
}

}  // namespace gassan
