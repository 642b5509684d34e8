#include "io/netcdf/netcdf_file.hpp"

#include "io/base/faults.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace gassan {
namespace {

constexpr std::uint64_t longest_header = 8u << 20;  // bytes; those of ANDI are some thousand
constexpr std::uint64_t longest_text = 4096;        // of an attribute, as it is kept
constexpr std::uint64_t longest_name = 4096;
constexpr std::size_t most_dimensions = 1024;  // of one variable (NC_MAX_VAR_DIMS)
// Bytes of values read at a time: few after a jump, more where reading goes on.
constexpr std::size_t least_window = 4 * 1024, longest_window = 256 * 1024;
constexpr std::uint32_t dimension_list = 10, variable_list = 11, attribute_list = 12;

[[noreturn]] void refuse(std::uint64_t byte, const std::string& cause) {
    throw Fault{.byte = byte, .cause = cause};
}

// 0 for what is no type.
std::size_t width_or_zero(NetcdfType type) {
    switch (type) {
        case NetcdfType::int8:
        case NetcdfType::text:
        case NetcdfType::uint8:
            return 1;
        case NetcdfType::int16:
        case NetcdfType::uint16:
            return 2;
        case NetcdfType::int32:
        case NetcdfType::float32:
        case NetcdfType::uint32:
            return 4;
        case NetcdfType::float64:
        case NetcdfType::int64:
        case NetcdfType::uint64:
            return 8;
    }
    return 0;
}

std::uint64_t big_endian(const unsigned char* bytes, std::size_t width) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = value << 8 | bytes[i];
    return value;
}

double value_of(NetcdfType type, const unsigned char* bytes) {
    const std::uint64_t raw = big_endian(bytes, width_or_zero(type));
    switch (type) {
        case NetcdfType::float32:
            return double(std::bit_cast<float>(std::uint32_t(raw)));
        case NetcdfType::float64:
            return std::bit_cast<double>(raw);
        case NetcdfType::int8:
            return double(std::int8_t(std::uint8_t(raw)));
        case NetcdfType::int16:
            return double(std::int16_t(std::uint16_t(raw)));
        case NetcdfType::int32:
            return double(std::int32_t(std::uint32_t(raw)));
        case NetcdfType::int64:
            return double(std::int64_t(raw));
        default:
            return double(raw);
    }
}

// a * b and a + b, or a fault: lengths out of a file may be anything.
std::uint64_t product(std::uint64_t a, std::uint64_t b, std::uint64_t byte) {
    std::uint64_t result = 0;
    if (__builtin_mul_overflow(a, b, &result))
        refuse(byte, "the netCDF header declares more values than 64 bits count");
    return result;
}

std::uint64_t sum(std::uint64_t a, std::uint64_t b, std::uint64_t byte) {
    std::uint64_t result = 0;
    if (__builtin_add_overflow(a, b, &result)) refuse(byte, "the netCDF header declares more bytes than 64 bits count");
    return result;
}

std::uint64_t padded(std::uint64_t bytes, std::uint64_t byte) {
    return sum(bytes, 3, byte) / 4 * 4;
}

std::string without_end(std::string text) {
    const auto nul = text.find('\0');
    if (nul != std::string::npos) text.resize(nul);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return text;
}

// The header from its begin to its end. Memory grows with what was read, never with what is declared.
class Header {
public:
    explicit Header(const RegularFile& file) : file_(file) {}

    [[nodiscard]] std::uint64_t byte() const { return at_; }

    std::string bytes(std::uint64_t count) {
        if (count > file_.size() - at_) refuse(at_, "the netCDF header is cut short");
        if (at_ + count > longest_header) refuse(at_, "the netCDF header is longer than the limit of 8 MiB");
        std::string text;
        text.reserve(std::size_t(count));
        while (text.size() < count) {
            if (at_ < window_begin_ || at_ >= window_begin_ + window_.size()) refill();
            const auto from = std::size_t(at_ - window_begin_);
            const auto step = std::min(window_.size() - from, std::size_t(count) - text.size());
            text.append(window_, from, step);
            at_ += step;
        }
        return text;
    }

    std::uint32_t word() { return std::uint32_t(number(4)); }
    std::uint64_t number(std::size_t width) {
        const std::string raw = bytes(width);
        return big_endian(reinterpret_cast<const unsigned char*>(raw.data()), width);
    }
    // A count: 32 bits, and 64 in CDF-5.
    std::uint64_t count() { return number(wide_counts ? 8 : 4); }

    std::string name() {
        const std::uint64_t length = count();
        if (length > longest_name) refuse(at_, "a name of " + std::to_string(length) + " bytes");
        std::string text = bytes(length);
        (void)bytes(padded(length, at_) - length);
        return text;
    }

    // How many entries the list has that comes now; 0 for an absent one.
    std::uint64_t list(std::uint32_t tag) {
        const std::uint64_t begin = at_;
        const std::uint32_t found = word();
        const std::uint64_t entries = count();
        if (found != tag && (found != 0 || entries != 0)) refuse(begin, "the netCDF header has a list of another kind");
        return entries;
    }

    NetcdfType type() {
        const std::uint64_t begin = at_;
        const auto found = NetcdfType(word());
        if (width_or_zero(found) == 0)
            refuse(begin, "a type of values that netCDF does not have (" + std::to_string(std::uint32_t(found)) + ")");
        return found;
    }

    std::vector<NetcdfAttribute> attributes() {
        std::vector<NetcdfAttribute> all;
        for (std::uint64_t left = list(attribute_list); left > 0; --left) {
            NetcdfAttribute attribute{.name = name(), .text = "", .number = std::nullopt};
            const auto kind = type();
            const std::uint64_t values = count(), width = width_or_zero(kind);
            const std::uint64_t size = product(values, width, at_), room = padded(size, at_);
            const std::string raw = bytes(room);
            if (kind == NetcdfType::text)
                attribute.text = without_end(raw.substr(0, std::size_t(std::min(size, longest_text))));
            else if (values > 0)
                attribute.number = value_of(kind, reinterpret_cast<const unsigned char*>(raw.data()));
            all.push_back(std::move(attribute));
        }
        return all;
    }

    bool wide_counts = false, wide_offsets = false;

private:
    const RegularFile& file_;
    std::uint64_t at_ = 0, window_begin_ = 0;
    std::string window_;

    void refill() {
        constexpr std::size_t step = 64 * 1024;
        window_.resize(step);
        window_begin_ = at_;
        window_.resize(file_.read_at(at_, window_.data(), step));
        if (window_.empty()) refuse(at_, "the netCDF header is cut short");
    }
};

}  // namespace

std::size_t netcdf_width(NetcdfType type) {
    const std::size_t width = width_or_zero(type);
    if (width == 0) refuse(0, "a type of values that netCDF does not have");
    return width;
}

NetcdfFile::NetcdfFile(const RegularFile& file) : file_(file) {
    Header header(file);
    const std::string magic = header.bytes(4);
    version_ = magic[3];
    if (magic.substr(0, 3) != "CDF" || (version_ != 1 && version_ != 2 && version_ != 5))
        refuse(0, "is no netCDF classic file");
    header.wide_counts = version_ == 5;
    header.wide_offsets = version_ >= 2;

    const std::uint64_t streaming = version_ == 5 ? ~std::uint64_t{0} : 0xffffffffu;
    std::uint64_t records = header.count();
    const bool counted = records != streaming;
    std::vector<std::uint64_t> lengths;
    for (std::uint64_t left = header.list(dimension_list); left > 0; --left) {
        (void)header.name();
        lengths.push_back(header.count());
    }
    attributes_ = header.attributes();
    std::vector<bool> in_records;
    for (std::uint64_t left = header.list(variable_list); left > 0; --left) {
        NetcdfVariable variable;
        variable.name = header.name();
        const std::uint64_t rank = header.count();
        if (rank > most_dimensions) refuse(header.byte(), "a variable of " + std::to_string(rank) + " dimensions");
        bool of_records = false;
        variable.in_row = 1;
        for (std::uint64_t i = 0; i < rank; ++i) {
            const std::uint64_t place = header.byte(), dimension = header.count();
            if (dimension >= lengths.size()) refuse(place, "a variable names a dimension that is not there");
            const std::uint64_t length = lengths[std::size_t(dimension)];
            variable.shape.push_back(length);
            if (length == 0 && i > 0) refuse(place, "a variable has its record dimension not as the first");
            if (length == 0) of_records = true;
            if (length > 0) variable.in_row = product(variable.in_row, length, place);
        }
        variable.attributes = header.attributes();
        variable.type = header.type();
        (void)header.count();  // vsize: redundant, and wrong where a variable is larger than 4 GiB
        variable.begin = header.number(header.wide_offsets ? 8 : 4);
        in_records.push_back(of_records);
        variables_.push_back(std::move(variable));
    }
    settle_records(counted ? records : ~std::uint64_t{0}, in_records);
}

// Records lie one after another, each with a row of every record variable, filled up to 4 bytes unless there is only
// one. \param records ~0 where the file does not say how many there are
void NetcdfFile::settle_records(std::uint64_t records, const std::vector<bool>& in_records) {
    std::uint64_t record_size = 0, first = file_.size();
    const auto record_variables = std::count(in_records.begin(), in_records.end(), true);
    for (std::size_t i = 0; i < variables_.size(); ++i) {
        if (!in_records[i]) continue;
        const auto& variable = variables_[i];
        const std::uint64_t row = product(variable.in_row, width_or_zero(variable.type), variable.begin);
        record_size = sum(record_size, record_variables == 1 ? row : padded(row, variable.begin), variable.begin);
        first = std::min(first, variable.begin);
    }
    if (records == ~std::uint64_t{0}) records = record_size == 0 ? 0 : (file_.size() - first) / record_size;
    for (std::size_t i = 0; i < variables_.size(); ++i) {
        auto& variable = variables_[i];
        if (in_records[i]) variable.shape[0] = records;
        variable.stride = in_records[i] ? record_size : 0;
        variable.size = in_records[i] ? product(records, variable.in_row, variable.begin) : variable.in_row;
        require_inside(variable);
    }
}

// All values that a variable is said to have lie in the file: so their number bounds what is kept of them.
void NetcdfFile::require_inside(const NetcdfVariable& variable) const {
    if (variable.size == 0) return;
    const std::uint64_t width = width_or_zero(variable.type), begin = variable.begin;
    const std::uint64_t rows = variable.size / variable.in_row;
    const std::uint64_t last_row = product(rows - 1, variable.stride, begin);
    const std::uint64_t end = sum(sum(begin, last_row, begin), product(variable.in_row, width, begin), begin);
    if (end > file_.size())
        refuse(file_.size(), "the file ends too early: variable " + quoted_text(variable.name) + " has " +
                                 std::to_string(variable.size) + " values from byte " + std::to_string(begin) +
                                 " to byte " + std::to_string(end));
}

const NetcdfVariable* NetcdfFile::find(std::string_view name) const {
    for (const auto& variable : variables_)
        if (variable.name == name) return &variable;
    return nullptr;
}

std::string NetcdfFile::text(const std::vector<NetcdfAttribute>& attributes, std::string_view name) {
    for (const auto& attribute : attributes)
        if (attribute.name == name) return attribute.text;
    return "";
}

std::optional<double> NetcdfFile::number(const std::vector<NetcdfAttribute>& attributes, std::string_view name) {
    for (const auto& attribute : attributes)
        if (attribute.name == name) return attribute.number;
    return std::nullopt;
}

std::string NetcdfFile::first_text(const NetcdfVariable& variable) const {
    if (variable.type != NetcdfType::text || variable.size == 0) return "";
    const std::uint64_t length = variable.shape.empty() ? 1 : variable.shape.back();
    std::string text(std::size_t(std::min(length, longest_text)), '\0');
    text.resize(file_.read_at(variable.begin, text.data(), text.size()));
    return without_end(text);
}

// ---- values ----------------------------------------------------------------------------------------------------

NetcdfColumn::NetcdfColumn(const NetcdfFile& file, const NetcdfVariable& variable)
    : file_(file),
      variable_(variable),
      width_(netcdf_width(variable.type)),
      window_(std::make_unique<unsigned char[]>(longest_window)) {}

// count bytes of the file, at most a window, from a byte on.
const unsigned char* NetcdfColumn::at(std::uint64_t byte, std::size_t count) {
    const bool inside = byte >= window_begin_ && byte - window_begin_ <= window_size_ &&
                        count <= window_size_ - std::size_t(byte - window_begin_);
    if (!inside) {
        const bool goes_on = byte >= window_begin_ && byte - window_begin_ <= window_size_ + least_window;
        window_room_ = goes_on ? std::clamp(2 * window_room_, least_window, longest_window) : least_window;
        window_begin_ = byte;
        window_size_ =
            file_.file().read_at(byte, reinterpret_cast<char*>(window_.get()), std::max(count, window_room_));
        if (window_size_ < count) refuse(byte, "the file ends inside variable " + quoted_text(variable_.name));
    }
    return window_.get() + (byte - window_begin_);
}

void NetcdfColumn::read(std::uint64_t first, std::size_t count, std::vector<double>& values) {
    if (first > variable_.size || count > variable_.size - first)
        refuse(variable_.begin, "values " + std::to_string(first) + " to " + std::to_string(first + count) +
                                    " are asked of variable " + quoted_text(variable_.name) + ", which has " +
                                    std::to_string(variable_.size));
    values.resize(count);
    std::size_t done = 0;
    while (done < count) {
        const std::uint64_t value = first + done, row = value / variable_.in_row, column = value % variable_.in_row;
        const std::uint64_t byte = variable_.begin + row * variable_.stride + column * width_;
        const auto together = std::size_t(
            std::min({variable_.in_row - column, std::uint64_t(count - done), std::uint64_t(longest_window / width_)}));
        const unsigned char* const bytes = at(byte, together * width_);
        for (std::size_t i = 0; i < together; ++i) values[done + i] = value_of(variable_.type, bytes + i * width_);
        done += together;
    }
}

}  // namespace gassan
