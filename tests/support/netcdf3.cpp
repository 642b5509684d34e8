#include "tests/support/netcdf3.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace gassan::test {
namespace {

enum class Type : std::uint32_t { byte = 1, text = 2, int16 = 3, int32 = 4, float32 = 5, float64 = 6 };

std::size_t size_of(Type type) {
    switch (type) {
        case Type::byte:
        case Type::text:
            return 1;
        case Type::int16:
            return 2;
        case Type::int32:
        case Type::float32:
            return 4;
        case Type::float64:
            return 8;
    }
    throw std::runtime_error("netCDF: unknown type");
}

class Bytes {
public:
    explicit Bytes(std::string_view all) : all_(all) {}

    std::string_view take(std::size_t at, std::size_t count) const {
        if (at > all_.size() || count > all_.size() - at) throw std::runtime_error("netCDF: the file ends too early");
        return all_.substr(at, count);
    }

    std::uint64_t number_at(std::size_t at, std::size_t width) const {  // big-endian
        std::uint64_t value = 0;
        for (const char byte : take(at, width)) value = value << 8 | std::uint8_t(byte);
        return value;
    }

    std::uint32_t next() {
        const auto value = std::uint32_t(number_at(at_, 4));
        at_ += 4;
        return value;
    }

    std::string name() {
        const std::uint32_t length = next();
        const std::string text(take(at_, length));
        skip(length);
        return text;
    }

    /// Lists and texts fill whole words.
    void skip(std::size_t count) { at_ += (count + 3) / 4 * 4; }

    /// How many entries the list has that comes now; 0 for an absent one.
    std::uint32_t list(std::uint32_t tag) {
        const std::uint32_t found = next(), count = next();
        if (count != 0 && found != tag) throw std::runtime_error("netCDF: a list of another kind");
        return count;
    }

    void skip_attributes() {
        constexpr std::uint32_t attributes = 12;
        for (std::uint32_t left = list(attributes); left > 0; --left) {
            (void)name();
            const auto type = Type(next());
            const std::uint32_t count = next();
            (void)take(at_, count * size_of(type));
            skip(count * size_of(type));
        }
    }

private:
    std::string_view all_;
    std::size_t at_ = 4;  // after the magic word
};

struct Variable {
    Type type;
    std::size_t begin, count;
    std::size_t stride = 0;  ///< bytes from one record to the next; 0 where values lie side by side
};

std::map<std::string, Variable> variables_of(Bytes& bytes) {
    constexpr std::uint32_t dimensions = 10, variables = 11;
    const std::size_t records = bytes.next();
    std::vector<std::size_t> lengths;
    for (std::uint32_t left = bytes.list(dimensions); left > 0; --left) {
        (void)bytes.name();
        lengths.push_back(bytes.next());
    }
    bytes.skip_attributes();
    std::map<std::string, Variable> all;
    std::size_t record_size = 0;
    for (std::uint32_t left = bytes.list(variables); left > 0; --left) {
        const std::string name = bytes.name();
        std::size_t count = 1;
        bool in_records = false;
        for (std::uint32_t rank = bytes.next(); rank > 0; --rank) {
            const std::uint32_t dimension = bytes.next();
            if (dimension >= lengths.size()) throw std::runtime_error("netCDF: no such dimension");
            in_records = in_records || lengths[dimension] == 0;  // the unlimited one
            count *= lengths[dimension] == 0 ? records : lengths[dimension];
        }
        bytes.skip_attributes();
        const auto type = Type(bytes.next());
        const std::size_t padded = bytes.next(), begin = bytes.next();
        if (in_records) record_size += padded;
        all.emplace(name, Variable{type, begin, count, in_records ? std::size_t(1) : std::size_t(0)});
    }
    for (auto& [name, variable] : all) variable.stride *= record_size;
    return all;
}

std::vector<double> values(const Bytes& bytes, const std::map<std::string, Variable>& variables,
                           const std::string& name) {
    const auto found = variables.find(name);
    if (found == variables.end()) throw std::runtime_error("netCDF: no variable " + name);
    const auto& [type, begin, count, stride] = found->second;
    const std::size_t width = size_of(type), step = stride == 0 ? width : stride;
    if (count > std::size_t(1) << 32) throw std::runtime_error("netCDF: too many values of " + name);
    if (count > 0) (void)bytes.take(begin, (count - 1) * step + width);
    std::vector<double> result;
    result.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t raw = bytes.number_at(begin + i * step, width);
        result.push_back(type == Type::float32   ? double(std::bit_cast<float>(std::uint32_t(raw)))
                         : type == Type::float64 ? std::bit_cast<double>(raw)
                         : type == Type::int32   ? double(std::int32_t(std::uint32_t(raw)))
                                                 : double(std::int16_t(std::uint16_t(raw))));
    }
    return result;
}

}  // namespace

Run andi_run(std::string_view content) {
    if (!content.starts_with(std::string_view("CDF\1", 4))) throw std::runtime_error("not netCDF-3 classic");
    Bytes bytes(content);
    const auto variables = variables_of(bytes);
    const auto times_s = values(bytes, variables, "scan_acquisition_time");
    const auto first = values(bytes, variables, "scan_index");
    const auto mz = values(bytes, variables, "mass_values");
    const auto counts = values(bytes, variables, "intensity_values");
    if (first.size() != times_s.size() || mz.size() != counts.size())
        throw std::runtime_error("netCDF: arrays of different lengths");
    Run run;
    run.polarity = Polarity::positive;
    run.scan_begin.push_back(0);
    for (std::size_t scan = 0; scan < times_s.size(); ++scan) {
        // point_count may be that of the spectrum before it was cut: a scan ends where the next one begins.
        const double end = scan + 1 < first.size() ? first[scan + 1] : double(mz.size());
        if (first[scan] < 0 || first[scan] > end || end > double(mz.size()))
            throw std::runtime_error("netCDF: a scan beyond the points");
        std::vector<std::pair<double, float>> centroids;
        for (auto i = std::size_t(first[scan]); i < std::size_t(end); ++i)
            if (counts[i] > 0) centroids.emplace_back(mz[i], float(counts[i]));
        std::sort(centroids.begin(), centroids.end());
        for (const auto& [at, intensity] : centroids) {
            run.mz.push_back(at);
            run.intensity.push_back(intensity);
        }
        run.scan_time_s.push_back(times_s[scan]);
        run.scan_begin.push_back(run.mz.size());
    }
    return run;
}

Run read_andi_run(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(file)), {});
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return andi_run(content);
}

}  // namespace gassan::test
