/// \file
/// Reading against the limit of this machine, in one run: how many times slower than a reader that does nothing but
/// what cannot be left out (map, jump to the payloads, base64, inflate), and knows beforehand how the file looks.
/// All must come to the same sum of values, or the figures mean nothing. Beside it two threads against one, and other
/// programs where they are installed. See bench/README.md.

#include "bench/read_pwiz.hpp"
#include "io/base/base64.hpp"
#include "io/base/inflate.hpp"
#include "io/mzml/write_mzml.hpp"
#include "io/read_run.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
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

constexpr int repeats = 9, rounds_with_others = 3;

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
    {"A  uncompressed, 2500 x 2400", false, 2500, 2400},
    {"Az zlib,         2500 x 2400", true, 2500, 2400},
    {"C  zlib,        12000 x  200", true, 12000, 200},
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

// ---- the readers ---------------------------------------------------------------------------------------------------

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

Sum read_with_gassan(const std::filesystem::path& path, int threads) {
    Sum sum;
    (void)for_each_spectrum(path, {.threads = threads}, [&](const Spectrum& spectrum) {
        ++sum.spectra;
        sum.points += spectrum.mz.size();
        const auto* const mz = reinterpret_cast<const unsigned char*>(spectrum.mz.data());
        const auto* const intensity = reinterpret_cast<const unsigned char*>(spectrum.intensity.data());
        sum.mz += sum_of<double>(mz, spectrum.mz.size());
        sum.intensity += sum_of<float>(intensity, spectrum.intensity.size());
    });
    return sum;
}

Sum read_with_proteowizard(const std::filesystem::path& path) {
    Sum sum;
    read_with_pwiz(path, [&](const double* mz, const double* intensity, std::size_t count) {
        ++sum.spectra;
        sum.points += count;
        sum.mz += sum_of<double>(reinterpret_cast<const unsigned char*>(mz), count);
        sum.intensity += sum_of<double>(reinterpret_cast<const unsigned char*>(intensity), count);
    });
    return sum;
}

// ---- the race -------------------------------------------------------------------------------------------------------

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

// Of another program, from its start to its end, without the shell.
double cpu_of_program(const std::string& command) {
    const auto used = [] {
        rusage children{};
        ::getrusage(RUSAGE_CHILDREN, &children);
        const auto total = [](const timeval& time) { return double(time.tv_sec) + 1e-6 * double(time.tv_usec); };
        return total(children.ru_utime) + total(children.ru_stime);
    };
    const double start = used();
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
    return used() - start;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void require_same(const Sum& a, const Sum& b) {
    if (!(a == b)) throw std::runtime_error("two readers do not agree");
}

void race(const Kind& kind, const std::filesystem::path& path) {
    Sum limit_sum, our_sum;
    std::vector<double> limit_s, our_s, ratio;
    for (int i = -1; i < repeats; ++i) {  // the first round warms the page cache and is not counted
        const double limit = seconds([&] { limit_sum = read_at_the_limit(path, kind.zlib); });
        const double ours = seconds([&] { our_sum = read_with_gassan(path, 1); });
        require_same(limit_sum, our_sum);
        if (i < 0) continue;
        limit_s.push_back(limit);
        our_s.push_back(ours);
        ratio.push_back(ours / limit);
    }
    const double megabytes = double(std::filesystem::file_size(path)) / 1e6;
    std::printf("%s %7.1f MB  limit %5.0f MB/s  gassan %5.0f MB/s  %6.0f spectra/s  times the limit's CPU %.2f\n",
                kind.name, megabytes, megabytes / median(limit_s), megabytes / median(our_s),
                double(our_sum.spectra) / median(our_s), median(ratio));
}

// Wall time, since that is what threads are for. Where others use the machine it says little: hence also the CPU time
// of the busier of both, which nobody else can lengthen; an idle machine comes near to it.
void race_threads(const Kind& kind, const std::filesystem::path& path) {
    struct Times {
        double wall = 0, cpu = 0, caller = 0;
    };
    const auto timed = [&](int threads, Sum& sum) {
        Times times;
        times.wall = seconds(
            [&] {
                times.cpu = seconds([&] { times.caller = seconds([&] { sum = read_with_gassan(path, threads); }); },
                                    CLOCK_PROCESS_CPUTIME_ID);
            },
            CLOCK_MONOTONIC);
        return times;
    };
    Sum one_sum, two_sum;
    std::vector<double> gain, gain_in_cpu, more_cpu;
    for (int i = -1; i < repeats; ++i) {
        const Times one = timed(1, one_sum), two = timed(2, two_sum);
        require_same(one_sum, two_sum);
        if (i < 0) continue;
        gain.push_back(one.wall / two.wall);
        gain_in_cpu.push_back(one.cpu / std::max(two.caller, two.cpu - two.caller));
        more_cpu.push_back(two.cpu / one.cpu);
    }
    std::printf(
        "%s two threads: %.2f times as fast as one (best of %d: %.2f); CPU of one / of the busier %.2f, of both / "
        "of one %.2f\n",
        kind.name, median(gain), repeats, *std::max_element(gain.begin(), gain.end()), median(gain_in_cpu),
        median(more_cpu));
}

void race_proteowizard(const Kind& kind, const std::filesystem::path& path) {
    Sum our_sum, their_sum;
    std::vector<double> ratio;
    for (int i = -1; i < rounds_with_others; ++i) {
        const double theirs = seconds([&] { their_sum = read_with_proteowizard(path); });
        const double ours = seconds([&] { our_sum = read_with_gassan(path, 1); });
        require_same(our_sum, their_sum);
        if (i >= 0) ratio.push_back(theirs / ours);
    }
    std::printf("%s ProteoWizard's CPU / gassan's %.1f\n", kind.name, median(ratio));
}

void race_openms(const Kind& kind, const std::filesystem::path& path) {
    std::vector<double> ratio;
    for (int i = 0; i < rounds_with_others; ++i) {
        const double theirs = cpu_of_program("FileInfo -in '" + path.string() + "' >/dev/null 2>&1");
        const double ours = seconds([&] { (void)read_with_gassan(path, 1); });
        ratio.push_back(theirs / ours);
    }
    std::printf("%s OpenMS FileInfo's CPU / gassan's %.1f\n", kind.name, median(ratio));
}

}  // namespace

int main() try {
    std::string folder = (std::filesystem::temp_directory_path() / "gassan-bench-XXXXXX").string();
    if (!::mkdtemp(folder.data())) throw std::runtime_error("no temporary folder");
    const bool with_openms = std::system("FileInfo --help >/dev/null 2>&1") == 0;
    double load = 0;
    (void)::getloadavg(&load, 1);
    std::printf(
        "reading, CPU time of one thread, medians of %d interleaved rounds (%d with other programs); base64 by %s; "
        "load %.1f\n",
        repeats, rounds_with_others, has_avx2() ? "AVX2" : "table", load);
    for (const auto& kind : kinds) {
        const auto path = std::filesystem::path(folder) / "run.mzML";
        write_synthetic(path, kind);
        race(kind, path);
        race_threads(kind, path);
        if (has_pwiz()) race_proteowizard(kind, path);
        if (with_openms) race_openms(kind, path);
        std::fflush(stdout);
    }
    if (!has_pwiz()) std::printf("SKIPPED: ProteoWizard: libpwiz-dev was not installed when this was built\n");
    if (!with_openms) std::printf("SKIPPED: OpenMS: FileInfo (Debian: topp) is not installed\n");
    std::filesystem::remove_all(folder);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_read: %s\n", error.what());
    return 1;
}
