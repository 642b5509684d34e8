#include "bench/programs.hpp"

#include "io/mzml/write_mzml.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <pugixml.hpp>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <stdexcept>

namespace gassan::bench {
namespace {

double seconds(const timeval& time) {
    return double(time.tv_sec) + 1e-6 * double(time.tv_usec);
}

double cpu_seconds(int who) {
    rusage usage{};
    ::getrusage(who, &usage);
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double wall_seconds() {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string folder = (std::filesystem::temp_directory_path() / "gassan-bench-XXXXXX").string();
    if (!::mkdtemp(folder.data())) throw std::runtime_error("no temporary folder");
    path_ = folder;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void write_run(const std::filesystem::path& path, const Run& run) {
    std::size_t scan = 0;
    write_mzml(path, {}, run.scans(), [&](Spectrum& spectrum) {
        if (scan == run.scans()) return false;
        const auto mz = run.scan_mz(scan);
        const auto intensity = run.scan_intensity(scan);
        spectrum = Spectrum{};
        spectrum.time_s = run.scan_time_s[scan++];
        spectrum.polarity = run.polarity;
        spectrum.representation = Representation::centroid;
        spectrum.mz.assign(mz.begin(), mz.end());
        spectrum.intensity.assign(intensity.begin(), intensity.end());
        return true;
    });
}

Seconds now() {
    return {wall_seconds(), cpu_seconds(RUSAGE_SELF)};
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

Seconds run_program(const std::string& command) {
    const Seconds start{wall_seconds(), cpu_seconds(RUSAGE_CHILDREN)};
    if (std::system((command + " >/dev/null 2>&1").c_str()) != 0) throw std::runtime_error("failed: " + command);
    return {wall_seconds() - start.wall, cpu_seconds(RUSAGE_CHILDREN) - start.cpu};
}

Used run_measured(const std::string& command) {
    const double start = wall_seconds();
    const std::string line = "exec " + command + " >/dev/null 2>&1";
    const pid_t child = ::fork();
    if (child == 0) {
        ::execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
        ::_exit(127);
    }
    int status = 0;
    rusage usage{};
    if (child < 0 || ::wait4(child, &status, 0, &usage) != child || status != 0)
        throw std::runtime_error("failed: " + command);
    return {{wall_seconds() - start, seconds(usage.ru_utime) + seconds(usage.ru_stime)},
            double(usage.ru_maxrss) / 1024.0};
}

bool has_openms() {
    return std::system("FeatureFinderMetabo --help >/dev/null 2>&1") == 0;
}

std::string openms_command(Set set, const std::filesystem::path& run, const std::filesystem::path& out) {
    return "FeatureFinderMetabo -threads 1 -in '" + run.string() + "' -out '" + out.string() +
           "' -algorithm:common:noise_threshold_int " + (set == Set::easy ? "500" : "300") +
           " -algorithm:common:chrom_fwhm 8 -algorithm:mtd:mass_error_ppm 10 -algorithm:epd:min_fwhm 2"
           " -algorithm:epd:max_fwhm 40 -algorithm:ffm:mz_scoring_13C true -algorithm:ffm:isotope_filtering_model none";
}

std::vector<Found> read_feature_xml(const std::filesystem::path& path) {
    pugi::xml_document document;
    if (!document.load_file(path.c_str())) throw std::runtime_error("cannot read " + path.string());
    std::vector<Found> features;
    for (const auto& feature : document.child("featureMap").child("featureList").children("feature")) {
        Found found{.area = feature.child("intensity").text().as_double()};
        for (const auto& position : feature.children("position"))
            (position.attribute("dim").as_int() == 0 ? found.apex_s : found.mz) = position.text().as_double();
        features.push_back(found);
    }
    return features;
}

}  // namespace gassan::bench
