#include "io/store/hdf5_file.hpp"

#include "io/base/faults.hpp"

#include <hdf5.h>
#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <bit>
#include <fstream>
#include <type_traits>

namespace gassan::hdf5 {
namespace {

static_assert(std::is_same_v<hid_t, std::int64_t>);
static_assert(std::endian::native == std::endian::little, "columns are written as they lie in memory");

constexpr std::size_t chunk_values = 65536;
/// A column below this is not worth a chunk: beginning to deflate costs 0.2 ms, and a run's file has forty columns.
constexpr std::size_t least_deflated_bytes = 65536;
/// Deflate packs zeros 1032 to 1 (zlib, "Maximum Expansion Factor"); a file that promises more is damaged.
constexpr std::uint64_t most_expansion = 1100, least_room = 1u << 20;

/// The library may be built without locks of its own.
std::recursive_mutex& library() {
    static std::recursive_mutex mutex;
    return mutex;
}

template <class Value>
hid_t type_of() {
    if constexpr (std::is_same_v<Value, std::uint8_t>) return H5T_STD_U8LE;
    if constexpr (std::is_same_v<Value, std::uint16_t>) return H5T_STD_U16LE;
    if constexpr (std::is_same_v<Value, std::uint32_t>) return H5T_STD_U32LE;
    if constexpr (std::is_same_v<Value, std::uint64_t>) return H5T_STD_U64LE;
    if constexpr (std::is_same_v<Value, std::int32_t>) return H5T_STD_I32LE;
    if constexpr (std::is_same_v<Value, std::int64_t>) return H5T_STD_I64LE;
    if constexpr (std::is_same_v<Value, float>) return H5T_IEEE_F32LE;
    if constexpr (std::is_same_v<Value, double>) return H5T_IEEE_F64LE;
}

Handle text_type(std::size_t width) {
    Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(type.id(), std::max<std::size_t>(width, 1));
    H5Tset_strpad(type.id(), H5T_STR_NULLPAD);
    H5Tset_cset(type.id(), H5T_CSET_UTF8);
    return type;
}

/// No lock on the file: it is known to one process until it has its name, and never changes after. (The library's own
/// locks fail on some network file systems.)
Handle access_list() {
    Handle list(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    H5Pset_file_locking(list.id(), false, true);
    H5Pset_libver_bounds(list.id(), H5F_LIBVER_V110, H5F_LIBVER_V110);
    return list;
}

Handle without_times(hid_t kind) {
    Handle list(H5Pcreate(kind), H5Pclose);
    H5Pset_obj_track_times(list.id(), false);
    return list;
}

/// Packs one bytes after another into fields of equal width.
std::string padded(const std::vector<std::string>& values, std::size_t width) {
    std::string bytes(values.size() * width, '\0');
    for (std::size_t i = 0; i < values.size(); ++i)
        std::copy(values[i].begin(), values[i].end(), bytes.begin() + std::ptrdiff_t(i * width));
    return bytes;
}

std::uint32_t crc(const void* bytes, std::uint64_t size) {
    return size == 0 ? 0 : libdeflate_crc32(0, bytes, std::size_t(size));
}

std::string until_nul(const char* bytes, std::size_t width) {
    return {bytes, std::find(bytes, bytes + width, '\0')};
}

}  // namespace

Handle& Handle::operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
}

Handle::~Handle() {
    if (id_ < 0) return;
    const std::scoped_lock lock(library());
    close_(id_);
}

std::unique_lock<std::recursive_mutex> enter() {
    std::unique_lock lock(library());
    // A file that could not be closed on a full disk is written again, and crashes, when the library ends itself at the
    // end of the program (1.10.8). We close all we open; it need not.
    [[maybe_unused]] static const herr_t once = H5dont_atexit();
    // Faults become one line of ours; the library's own go to stderr by default, and by thread.
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    return lock;
}

// ---- writing ----------------------------------------------------------------------------------------------------

Writer::Writer(const std::filesystem::path& path) : path_(path), turn_(enter()) {
    const Handle creation = without_times(H5P_FILE_CREATE), access = access_list();
    file_ = Handle(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), H5Fclose);
    if (!file_) fail("create the file");
}

void Writer::fail(const std::string& what) const {
    throw EnvironmentError(quoted_path(path_) + ": cannot " + what +
                           " (HDF5); is the disk full, or the folder read-only?");
}

void Writer::group(const std::string& name) {
    const Handle creation = without_times(H5P_GROUP_CREATE);
    if (!Handle(H5Gcreate2(file_.id(), name.c_str(), H5P_DEFAULT, creation.id(), H5P_DEFAULT), H5Gclose))
        fail("write " + name);
}

void Writer::dataset(const std::string& name, std::int64_t type, const void* values, std::size_t count,
                     std::size_t width, Packing packing) {
    const hsize_t size = count;
    const Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose);
    const Handle creation = without_times(H5P_DATASET_CREATE);
    if (packing == Packing::deflated && count * width >= least_deflated_bytes) {
        const hsize_t chunk = std::min<hsize_t>(count, chunk_values);
        H5Pset_chunk(creation.id(), 1, &chunk);
        H5Pset_shuffle(creation.id());
        H5Pset_deflate(creation.id(), 1);
        H5Pset_fletcher32(creation.id());
    }
    const Handle set(H5Dcreate2(file_.id(), name.c_str(), type, space.id(), H5P_DEFAULT, creation.id(), H5P_DEFAULT),
                     H5Dclose);
    if (!set || (count > 0 && H5Dwrite(set.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0))
        fail("write " + name);
    written_.push_back({name, std::uint64_t(count) * width, crc(values, std::uint64_t(count) * width)});
}

template <class Value>
void Writer::column(const std::string& name, std::span<const Value> values, Packing packing) {
    dataset(name, type_of<Value>(), values.data(), values.size(), sizeof(Value), packing);
}

void Writer::texts(const std::string& name, const std::vector<std::string>& values) {
    std::size_t width = 1;
    for (const std::string& value : values) width = std::max(width, value.size());
    const std::string bytes = padded(values, width);
    dataset(name, text_type(width).id(), bytes.data(), values.size(), width, Packing::deflated);
}

void Writer::attribute(const std::string& group, const std::string& name, std::int64_t type, const void* value) {
    const Handle owner(H5Oopen(file_.id(), group.c_str(), H5P_DEFAULT), H5Oclose);
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    const Handle made(H5Acreate2(owner.id(), name.c_str(), type, space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    if (!made || H5Awrite(made.id(), type, value) < 0) fail("write " + group + "@" + name);
}

void Writer::value(const std::string& group, const std::string& name, double number) {
    attribute(group, name, H5T_IEEE_F64LE, &number);
}

void Writer::value(const std::string& group, const std::string& name, std::int64_t number) {
    attribute(group, name, H5T_STD_I64LE, &number);
}

void Writer::value(const std::string& group, const std::string& name, const std::string& text) {
    const std::string bytes = text.empty() ? std::string(1, '\0') : text;
    attribute(group, name, text_type(bytes.size()).id(), bytes.data());
}

void Writer::close_and_compare() {
    if (H5Fclose(file_.release()) < 0) fail("close the file");
    const Handle access = access_list();
    const Handle again(H5Fopen(path_.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose);
    if (!again) fail("read back the file");
    std::vector<char> bytes;
    for (const Written& written : written_) {
        const Handle set(H5Dopen2(again.id(), written.name.c_str(), H5P_DEFAULT), H5Dclose);
        const Handle type(H5Dget_type(set.id()), H5Tclose);
        bytes.resize(written.bytes);
        const bool read =
            written.bytes == 0 || H5Dread(set.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()) >= 0;
        if (!set || !read || crc(bytes.data(), written.bytes) != written.crc) fail("read back " + written.name);
    }
}

// ---- reading ----------------------------------------------------------------------------------------------------

Reader::Reader(const std::filesystem::path& path) : path_(path), turn_(enter()) {
    std::error_code error;
    file_bytes_ = std::filesystem::file_size(path, error);
    const Handle access = access_list();
    file_ = Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose);
    if (error || !file_) refuse("", "is not there, or no HDF5 file");
}

void Reader::refuse(const std::string& place, const std::string& cause) const {
    throw InputError(path_, place, cause,
                     "The file is not one that gassan wrote, or was damaged: take it from a copy, or remove it and run "
                     "gassan run again, which makes it anew.");
}

Handle Reader::dataset(const std::string& name) const {
    Handle set(H5Dopen2(file_.id(), name.c_str(), H5P_DEFAULT), H5Dclose);
    if (!set) refuse(name, "is missing");
    return set;
}

std::size_t Reader::length(const Handle& set, const std::string& name, std::size_t width,
                           std::optional<std::size_t> count) const {
    const Handle space(H5Dget_space(set.id()), H5Sclose);
    hsize_t size = 0;
    if (H5Sget_simple_extent_ndims(space.id()) != 1 || H5Sget_simple_extent_dims(space.id(), &size, nullptr) != 1)
        refuse(name, "is no column of values");
    if (count && size != *count)
        refuse(name, "has " + std::to_string(size) + " values; " + std::to_string(*count) + " are due");
    if (size > (file_bytes_ * most_expansion + least_room) / width)
        refuse(name, "says it has " + std::to_string(size) + " values, more than the file can hold");
    return std::size_t(size);
}

template <class Value>
std::vector<Value> Reader::column(const std::string& name, std::optional<std::size_t> count) const {
    const Handle set = dataset(name);
    const Handle type(H5Dget_type(set.id()), H5Tclose);
    if (H5Tequal(type.id(), type_of<Value>()) <= 0) refuse(name, "has another type of values than it should");
    std::vector<Value> values(length(set, name, sizeof(Value), count));
    if (!values.empty() && H5Dread(set.id(), type_of<Value>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
        refuse(name, "cannot be unpacked");
    return values;
}

template <class Value>
std::vector<Value> Reader::parts(const std::string& name, std::span<const Stretch> stretches) const {
    const Handle set = dataset(name);
    const Handle type(H5Dget_type(set.id()), H5Tclose);
    if (H5Tequal(type.id(), type_of<Value>()) <= 0) refuse(name, "has another type of values than it should");
    const std::size_t all = length(set, name, sizeof(Value), {});
    std::size_t wanted = 0;
    for (const Stretch& stretch : stretches) {
        if (stretch.begin > stretch.end || stretch.end > all) refuse(name, "is shorter than what is asked of it");
        wanted += stretch.end - stretch.begin;
    }
    // The library takes 40 us for a stretch; a plain column lies in one piece, and a stretch of it is one call.
    const haddr_t offset = H5Dget_offset(set.id());
    if (offset == HADDR_UNDEF || offset > file_bytes_ || all * sizeof(Value) > file_bytes_ - offset) {
        const std::vector<Value> whole = column<Value>(name, all);
        std::vector<Value> values;
        for (const Stretch& stretch : stretches)
            values.insert(values.end(), whole.begin() + std::ptrdiff_t(stretch.begin),
                          whole.begin() + std::ptrdiff_t(stretch.end));
        return values;
    }
    std::vector<Value> values(wanted);
    std::ifstream file(path_, std::ios::binary);
    auto to = reinterpret_cast<char*>(values.data());
    for (const Stretch& stretch : stretches) {
        const auto bytes = std::streamsize((stretch.end - stretch.begin) * sizeof(Value));
        file.seekg(std::streamoff(offset + stretch.begin * sizeof(Value)));
        if (!file.read(to, bytes)) refuse(name, "cannot be read");
        to += bytes;
    }
    return values;
}

std::size_t Reader::length(const std::string& name) const {
    return length(dataset(name), name, width(name), {});
}

void Reader::require_length(const std::string& name, std::size_t count) const {
    static_cast<void>(length(dataset(name), name, width(name), count));
}

std::vector<std::string> Reader::texts(const std::string& name, std::optional<std::size_t> count) const {
    const Handle set = dataset(name);
    const Handle type(H5Dget_type(set.id()), H5Tclose);
    if (H5Tget_class(type.id()) != H5T_STRING || H5Tis_variable_str(type.id()) != 0) refuse(name, "holds no texts");
    const std::size_t width = H5Tget_size(type.id());
    const std::size_t size = length(set, name, width, count);
    std::string bytes(size * width, '\0');
    if (size > 0 && H5Dread(set.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()) < 0)
        refuse(name, "cannot be unpacked");
    std::vector<std::string> values;
    for (std::size_t i = 0; i < size; ++i) values.push_back(until_nul(bytes.data() + i * width, width));
    return values;
}

bool Reader::has(const std::string& name) const {
    return H5Lexists(file_.id(), name.c_str(), H5P_DEFAULT) > 0;
}

std::size_t Reader::width(const std::string& name) const {
    const Handle set = dataset(name);
    return H5Tget_size(Handle(H5Dget_type(set.id()), H5Tclose).id());
}

Handle Reader::attribute(const std::string& group, const std::string& name) const {
    Handle found(H5Aopen_by_name(file_.id(), group.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    const std::string place = group == "/" ? name : group + "@" + name;
    if (!found) refuse(place, "is missing");
    const Handle space(H5Aget_space(found.id()), H5Sclose);
    if (H5Sget_simple_extent_npoints(space.id()) != 1) refuse(place, "is no single value");
    return found;
}

double Reader::number(const std::string& group, const std::string& name) const {
    const Handle found = attribute(group, name);
    const Handle type(H5Aget_type(found.id()), H5Tclose);
    double value = 0.0;
    if (H5Tequal(type.id(), H5T_IEEE_F64LE) <= 0 || H5Aread(found.id(), H5T_IEEE_F64LE, &value) < 0)
        refuse(group + "@" + name, "is no number");
    return value;
}

std::int64_t Reader::whole(const std::string& group, const std::string& name) const {
    const Handle found = attribute(group, name);
    const Handle type(H5Aget_type(found.id()), H5Tclose);
    std::int64_t value = 0;
    if (H5Tequal(type.id(), H5T_STD_I64LE) <= 0 || H5Aread(found.id(), H5T_STD_I64LE, &value) < 0)
        refuse(group + "@" + name, "is no whole number");
    return value;
}

std::string Reader::text(const std::string& group, const std::string& name) const {
    const Handle found = attribute(group, name);
    const Handle type(H5Aget_type(found.id()), H5Tclose);
    if (H5Tget_class(type.id()) != H5T_STRING || H5Tis_variable_str(type.id()) != 0)
        refuse(group + "@" + name, "is no text");
    const std::size_t width = H5Tget_size(type.id());
    std::string bytes(width, '\0');
    if (H5Aread(found.id(), type.id(), bytes.data()) < 0) refuse(group + "@" + name, "cannot be read");
    return until_nul(bytes.data(), width);
}

template void Writer::column(const std::string&, std::span<const std::uint8_t>, Packing);
template void Writer::column(const std::string&, std::span<const std::uint16_t>, Packing);
template void Writer::column(const std::string&, std::span<const std::uint32_t>, Packing);
template void Writer::column(const std::string&, std::span<const std::uint64_t>, Packing);
template void Writer::column(const std::string&, std::span<const std::int32_t>, Packing);
template void Writer::column(const std::string&, std::span<const float>, Packing);
template void Writer::column(const std::string&, std::span<const double>, Packing);
template std::vector<std::uint8_t> Reader::column(const std::string&, std::optional<std::size_t>) const;
template std::vector<std::uint16_t> Reader::column(const std::string&, std::optional<std::size_t>) const;
template std::vector<std::uint32_t> Reader::column(const std::string&, std::optional<std::size_t>) const;
template std::vector<std::uint64_t> Reader::column(const std::string&, std::optional<std::size_t>) const;
template std::vector<std::int32_t> Reader::column(const std::string&, std::optional<std::size_t>) const;
template std::vector<float> Reader::column(const std::string&, std::optional<std::size_t>) const;
template std::vector<double> Reader::column(const std::string&, std::optional<std::size_t>) const;
template std::vector<std::uint16_t> Reader::parts(const std::string&, std::span<const Stretch>) const;
template std::vector<std::uint32_t> Reader::parts(const std::string&, std::span<const Stretch>) const;
template std::vector<float> Reader::parts(const std::string&, std::span<const Stretch>) const;

}  // namespace gassan::hdf5
