/// \file
/// Reading against the limit of this machine, in one run: how many times slower than a reader that does nothing but
/// what cannot be left out (map, jump to the payloads, base64, inflate), and knows beforehand how the file looks.
/// Both must come to the same sum of values, or the figures mean nothing. See bench/README.md.

#include "io/base/base64.hpp"
#include "io/base/inflate.hpp"
#include "io/mzml/write_mzml.hpp"
#include "io/read_run.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <functional>
#include <iterator>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace gassan;

namespace {

constexpr int repeats = 9;

struct Sum {
    std::size_t spectra = 0, points = 0;
    double mz = 0, intensity = 0;
    bool operator==(const Sum&) const = default;
};

// ---- the files -----------------------------------------------------------------------------------------------------

struct Kind {
    const char* name;
    bool zlib;
    std::size_t spectra, points;
};
constexpr Kind kinds[] = {
    {"A  uncompressed, 800 x 2400", false, 800, 2400},
    {"Az zlib,         800 x 2400", true, 800, 2400},
    {"C  zlib,        4000 x  200", true, 4000, 200},
};

// Random mantissas: the hardest case for zlib, as in measured centroids or worse.
void write_synthetic(const std::filesystem::path& path, const Kind& kind) {
    std::uint64_t dice = 88172645463325252u;
    const auto uniform = [&] {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        return double(dice >> 11) / 9007199254740992.0;
    };
    std::size_t written = 0;
    write_mzml(path, {.zlib = kind.zlib}, kind.spectra, [&](Spectrum& spectrum) {
        if (written == kind.spectra) return false;
        spectrum = Spectrum{};
        spectrum.time_s = 0.5 * double(written++);
        spectrum.polarity = Polarity::positive;
        spectrum.representation = Representation::centroid;
        double mz = 50.0;
        for (std::size_t i = 0; i < kind.points; ++i) {
            spectrum.mz.push_back(mz += 2.0 * uniform() * 950.0 / double(kind.points));
            spectrum.intensity.push_back(static_cast<float>(1e5 * uniform()));
        }
        return true;
    });
}

// ---- the two readers -----------------------------------------------------------------------------------------------

// In eight lanes: the sum proves the answer and must not be what is measured.
template <class Value>
double sum_of(const unsigned char* bytes, std::size_t count) {
    double lanes[8] = {};
    for (std::size_t i = 0; i < count; ++i) {
        Value value;
        std::memcpy(&value, bytes + i * sizeof value, sizeof value);
        lanes[i % 8] += value;
    }
    return std::accumulate(std::begin(lanes), std::end(lanes), 0.0);
}

// No XML, no checks beyond those of the decoders: finds each encodedLength and <binary>, jumps over the payload, and
// takes m/z (64 bit) and intensities (32 bit) in turn.
Sum read_at_the_limit(const std::filesystem::path& path, bool zlib) {
    const int descriptor = ::open(path.c_str(), O_RDONLY);
    const auto size = static_cast<std::size_t>(std::filesystem::file_size(path));
    void* const map = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (map == MAP_FAILED) throw std::runtime_error("cannot map " + path.string());
    const std::string_view text(static_cast<const char*>(map), size);
    static ByteBuffer decoded, inflated;
    static Inflater inflater;
    constexpr std::string_view attribute = "encodedLength=\"", tag = "<binary>";
    Sum sum;
    bool is_mz = true;
    const char* at = text.data();
    const char* const end = at + size;
    while (const void* found = ::memmem(at, static_cast<std::size_t>(end - at), attribute.data(), attribute.size())) {
        const char* const digits = static_cast<const char*>(found) + attribute.size();
        std::size_t length = 0;
        std::from_chars(digits, end, length);
        const void* const open = ::memmem(digits, static_cast<std::size_t>(end - digits), tag.data(), tag.size());
        const std::string_view payload(static_cast<const char*>(open) + tag.size(), length);
        at = payload.data() + length;
        const auto raw = decode_base64(payload, decoded.room(base64_room(payload.size())));
        const unsigned char* bytes = decoded.data();
        std::size_t bytes_size = raw.size;
        if (zlib) {
            bytes_size = inflater.inflate({reinterpret_cast<const char*>(bytes), raw.size}, inflated, 1u << 30).size;
            bytes = inflated.data();
        }
        if (is_mz)
            sum.mz += sum_of<double>(bytes, bytes_size / sizeof(double));
        else
            sum.intensity += sum_of<float>(bytes, bytes_size / sizeof(float));
        if (is_mz) sum.points += bytes_size / sizeof(double);
        sum.spectra += is_mz;
        is_mz = !is_mz;
    }
    ::munmap(map, size);
    ::close(descriptor);
    return sum;
}

Sum read_with_gassan(const std::filesystem::path& path) {
    Sum sum;
    (void)for_each_spectrum(path, {}, [&](const Spectrum& spectrum) {
        ++sum.spectra;
        sum.points += spectrum.mz.size();
        const auto* const mz = reinterpret_cast<const unsigned char*>(spectrum.mz.data());
        const auto* const intensity = reinterpret_cast<const unsigned char*>(spectrum.intensity.data());
        sum.mz += sum_of<double>(mz, spectrum.mz.size());
        sum.intensity += sum_of<float>(intensity, spectrum.intensity.size());
    });
    return sum;
}

// ---- the race
// --------------------------------------------------------------------------------------------------------

double now_s(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

double seconds(const std::function<void()>& work, clockid_t clock = CLOCK_THREAD_CPUTIME_ID) {
    const double start = now_s(clock);
    work();
    return now_s(clock) - start;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void race(const char* name, const std::filesystem::path& path, bool zlib, bool with_openms) {
    Sum limit_sum, our_sum;
    std::vector<double> limit_s, our_s, ratio;
    for (int i = -1; i < repeats; ++i) {  // the first round warms the page cache and is not counted
        const double limit = seconds([&] { limit_sum = read_at_the_limit(path, zlib); });
        const double ours = seconds([&] { our_sum = read_with_gassan(path); });
        if (!(limit_sum == our_sum)) throw std::runtime_error("the two readers do not agree");
        if (i < 0) continue;
        limit_s.push_back(limit);
        our_s.push_back(ours);
        ratio.push_back(ours / limit);
    }
    const double megabytes = double(std::filesystem::file_size(path)) / 1e6;
    std::printf("%-30s %7.1f MB  limit %7.0f MB/s  gassan %7.0f MB/s  %9.0f spectra/s  ratio %.2f", name, megabytes,
                megabytes / median(limit_s), megabytes / median(our_s), double(our_sum.spectra) / median(our_s),
                median(ratio));
    if (with_openms) {
        const std::string command = "FileInfo -in '" + path.string() + "' >/dev/null 2>&1";
        const double theirs = seconds(
            [&] {
                if (std::system(command.c_str()) != 0) throw std::runtime_error("FileInfo failed");
            },
            CLOCK_MONOTONIC);
        std::printf("  OpenMS FileInfo %5.0f MB/s", megabytes / theirs);
    }
    std::printf("\n");
    std::fflush(stdout);
}

}  // namespace

int main() try {
    std::string folder = (std::filesystem::temp_directory_path() / "gassan-bench-XXXXXX").string();
    if (!::mkdtemp(folder.data())) throw std::runtime_error("no temporary folder");
    const bool with_openms = std::system("FileInfo --help >/dev/null 2>&1") == 0;
    std::printf("reading, one thread, CPU time (FileInfo: wall), medians of %d interleaved rounds; base64 by %s\n",
                repeats, has_avx2() ? "AVX2" : "table");
    for (const auto& kind : kinds) {
        const auto path = std::filesystem::path(folder) / "run.mzML";
        write_synthetic(path, kind);
        race(kind.name, path, kind.zlib, with_openms);
    }
    std::filesystem::remove_all(folder);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_read: %s\n", error.what());
    return 1;
}
