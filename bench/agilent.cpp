/// \file
/// Reading profile spectra of MassHunter folders against the limit of this machine, in one run. The limit reads the
/// same blocks and decodes their counts with the same decoder, and does nothing else: no records, no m/z, no checks.
/// Both must come to the same sum of counts, or the figures mean nothing. See bench/README.md.

#include "io/agilent/bin_file.hpp"
#include "io/agilent/lzf.hpp"
#include "io/agilent/run_length.hpp"
#include "io/read_run.hpp"
#include "tests/support/agilent_folder.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

constexpr int repeats = 7;
constexpr std::size_t scans = 60, bins = 105000;

/// A TOF spectrum as instruments fill it: about two fifths of the bins hold a few counts, some hundred ions stand out.
std::vector<AgilentScan> made_run() {
    std::uint64_t dice = 88172645463325252u;
    const auto uniform = [&] {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        return double(dice >> 11) / 9007199254740992.0;
    };
    std::vector<AgilentScan> run(scans);
    for (std::size_t i = 0; i < scans; ++i) {
        run[i].scan_id = std::int32_t(i + 1);
        run[i].time_min = double(i + 1) / 60.0;
        run[i].start_ns = 17000.0;
        run[i].counts.resize(bins);
        for (auto& count : run[i].counts)
            if (uniform() < 0.4) count = std::uint32_t(-8.0 * std::log(1.0 - uniform()));
        for (int ion = 0; ion < 400; ++ion) {
            const double height = std::exp(4.0 + 8.0 * uniform());
            const auto apex = std::size_t(50.0 + uniform() * double(bins - 100));
            for (int k = -9; k <= 9; ++k)
                run[i].counts[std::size_t(std::int64_t(apex) + k)] += std::uint32_t(height * std::exp(-k * k / 12.0));
        }
    }
    return run;
}

struct Block {
    std::uint64_t offset = 0, bytes = 0, points = 0;
};

/// Where the blocks lie: from the records of layout 4 with one block.
std::vector<Block> blocks_of(const std::filesystem::path& folder) {
    const BinFile file(folder / "AcqData/MSScan.bin");
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < scans; ++i) {
        const std::uint64_t at = 228 + 192 * i + 128;
        blocks.push_back(
            {file.at<std::uint64_t>(at + 4), file.at<std::uint32_t>(at + 12), file.at<std::uint32_t>(at + 16)});
    }
    return blocks;
}

double sum_of(const std::uint32_t* counts, std::size_t size) {
    double lanes[4] = {};
    for (std::size_t i = 0; i < size; ++i) lanes[i % 4] += double(std::int32_t(counts[i]));
    return lanes[0] + lanes[1] + lanes[2] + lanes[3];
}

double limit(const std::filesystem::path& folder, const std::vector<Block>& blocks, AgilentPacking packing) {
    const BinFile file(folder / "AcqData/MSProfile.bin");
    static ByteBuffer room;
    static std::vector<std::uint32_t> words(4 + bins);
    double sum = 0.0;
    for (const Block& block : blocks) {
        const auto bytes = file.read(block.offset, block.bytes, room);
        const std::span counts(words.data() + 4, block.points);
        if (packing == AgilentPacking::lzf)
            decode_lzf(bytes, {reinterpret_cast<unsigned char*>(words.data()), 16 + 4 * block.points});
        else if (packing == AgilentPacking::run_length)
            decode_run_length(bytes.subspan(16), 16, counts);
        else
            std::memcpy(words.data(), bytes.data(), bytes.size());
        sum += sum_of(counts.data(), counts.size());
    }
    return sum;
}

double ours(const std::filesystem::path& folder) {
    ReadParams params;
    params.agilent_spectra = "profile";
    double sum = 0.0;
    static_cast<void>(for_each_spectrum(folder, params, [&](const Spectrum& spectrum) {
        double lanes[4] = {};
        for (std::size_t i = 0; i < spectrum.intensity.size(); ++i) lanes[i % 4] += double(spectrum.intensity[i]);
        sum += lanes[0] + lanes[1] + lanes[2] + lanes[3];
    }));
    return sum;
}

template <class Work>
double seconds(Work&& work) {
    timespec begin{}, end{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
    work();
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    return double(end.tv_sec - begin.tv_sec) + 1e-9 * double(end.tv_nsec - begin.tv_nsec);
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + std::ptrdiff_t(values.size() / 2), values.end());
    return values[values.size() / 2];
}

void race(const char* name, const std::filesystem::path& folder, AgilentPacking packing) {
    const auto blocks = blocks_of(folder);
    std::vector<double> limit_s, our_s, ratio;
    for (int i = -1; i < repeats; ++i) {  // the first round warms the page cache and is not counted
        double limit_sum = 0.0, our_sum = 0.0;
        const double a = seconds([&] { limit_sum = limit(folder, blocks, packing); });
        const double b = seconds([&] { our_sum = ours(folder); });
        if (limit_sum != our_sum || our_sum == 0.0) throw std::runtime_error("the two readers do not agree");
        if (i < 0) continue;
        limit_s.push_back(a);
        our_s.push_back(b);
        ratio.push_back(b / a);
    }
    const double file = double(std::filesystem::file_size(folder / "AcqData/MSProfile.bin")) / 1e6;
    const double counts = 4e-6 * double(bins) * double(scans);
    std::printf(
        "%-34s file %5.1f MB, counts %5.1f MB  limit %6.0f MB/s of counts  gassan %6.0f MB/s of counts, %5.0f of "
        "file, %5.0f spectra/s  ratio %.2f\n",
        name, file, counts, counts / median(limit_s), counts / median(our_s), file / median(our_s),
        double(scans) / median(our_s), median(ratio));
}

}  // namespace

int main() try {
    std::string place = (std::filesystem::temp_directory_path() / "gassan-bench-XXXXXX").string();
    if (!::mkdtemp(place.data())) throw std::runtime_error("no temporary folder");
    std::printf("profiles of MassHunter folders, one thread, CPU time, medians of %d interleaved rounds\n", repeats);
    struct Kind {
        const char* name;
        AgilentPacking packing;
        bool own_calibrations;
    };
    for (const Kind& kind : {Kind{"plain", AgilentPacking::plain, false}, Kind{"LZF", AgilentPacking::lzf, false},
                             Kind{"run length", AgilentPacking::run_length, false},
                             Kind{"run length, calibrated scan by scan", AgilentPacking::run_length, true}}) {
        const auto folder = std::filesystem::path(place) / "run.d";
        auto run = made_run();
        AgilentFolderOptions options{.packing = kind.packing};
        options.flags = 3597;  // powers 0, 2, 3, 9, 10, 11
        options.polynomial = {19477.0, 93497.0, 2.5e-4, -3.3e-12, 6.9e-17, -1.2e-45, 2.2e-50, -1.0e-55};
        if (kind.own_calibrations)
            for (std::size_t i = 0; i < run.size(); ++i) {
                run[i].calibration = {5.7e-4 + 1e-10 * double(i), 1000.0};
                run[i].calibration->insert(run[i].calibration->end(), options.polynomial.begin(),
                                           options.polynomial.end());
            }
        write_agilent_folder(folder, run, options);
        race(kind.name, folder, kind.packing);
    }
    std::filesystem::remove_all(place);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_agilent: %s\n", error.what());
    return 1;
}
