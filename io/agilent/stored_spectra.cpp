#include "io/agilent/stored_spectra.hpp"

#include <algorithm>
#include <vector>

namespace gassan {
namespace {

constexpr std::size_t profile = 0, peaks = 1;

/// Which file to take where a run has both, best first. `auto` prefers profile data: what the instrument's software
/// made of them has lost most of the intensity.
std::vector<std::size_t> preference(const std::string& asked) {
    if (asked == "profile") return {profile};
    if (asked == "centroid") return {peaks};
    return {profile, peaks};
}

}  // namespace

bool SpectrumFile::is_complete(const ScanBlock& block) const {
    return block.points == 0 || (file && file->holds(std::uint64_t(block.offset), std::uint64_t(block.bytes)));
}

std::string SpectrumFile::lack_of(const ScanRecord& scan, const ScanBlock& block) const {
    return "scan " + std::to_string(scan.index) + " needs bytes " + std::to_string(block.offset) + ".." +
           std::to_string(std::uint64_t(block.offset) + std::uint64_t(block.bytes)) + ", file has " +
           std::to_string(file ? file->size() : 0);
}

StoredSpectra::StoredSpectra(const AgilentFolder& folder, const ScanTable& scans, const ReadParams& params)
    : scans_(scans) {
    files_[profile].name = "MSProfile.bin";
    files_[profile].representation = Representation::profile;
    files_[peaks].name = "MSPeak.bin";
    files_[peaks].representation = Representation::centroid;
    for (SpectrumFile& file : files_)
        if (folder.has(file.name)) file.file.emplace(folder.file(file.name));
    look_through();
    choose(folder, params);
}

std::optional<std::size_t> StoredSpectra::file_of(const ScanBlock& block) const {
    const std::int32_t storage = scans_.format_of(block).storage;
    if (storage == SpectrumFormat::in_profile) return profile;
    if (storage == SpectrumFormat::in_peaks) return peaks;
    return std::nullopt;
}

// An acquisition that was interrupted lacks the last spectra. Where one is missing and a later one is not, the files do
// not belong together.
void StoredSpectra::look_through() {
    scans_.for_each([&](const ScanRecord& scan) {
        for (const ScanBlock& block : scan.blocks) {
            const auto place = file_of(block);
            if (!place) continue;
            SpectrumFile& file = files_[*place];
            file.blocks += scan.ms_level == 1;
            if (!file.is_complete(block)) {
                if (file.incomplete++ == 0) file.first_incomplete = file.lack_of(scan, block);
                if (scan.ms_level == 1 && file.incomplete_ms1++ == 0)
                    file.first_incomplete_ms1 = file.lack_of(scan, block);
            } else if (file.incomplete > 0 && block.points > 0 && file.corrupt.empty()) {
                file.corrupt =
                    file.first_incomplete + ", but scan " + std::to_string(scan.index) + " behind it is there";
            }
            if (block.points == 0 || !file.is_complete(block)) continue;
            // One behind the other in all folders that were seen.
            if (std::uint64_t(block.offset) < file.end && file.overlaps++ == 0)
                file.first_overlap = "scan " + std::to_string(scan.index);
            file.end = std::max(file.end, std::uint64_t(block.offset) + std::uint64_t(block.bytes));
        }
    });
}

void StoredSpectra::choose(const AgilentFolder& folder, const ReadParams& params) {
    const auto wanted = preference(params.agilent_spectra);
    const auto found = std::find_if(wanted.begin(), wanted.end(), [&](std::size_t i) { return files_[i].usable(); });
    chosen_ = found == wanted.end() ? wanted.front() : *found;
    other_too_ = wanted.size() > 1;
    if (found == wanted.end()) {
        for (const std::size_t i : wanted)
            if (files_[i].incomplete_ms1 > 0)
                throw folder.error(files_[i].name, files_[i].first_incomplete_ms1 +
                                                       " (acquisition interrupted?): no spectrum is complete");
        const bool other = wanted.size() == 1 && files_[1 - wanted.front()].usable();
        if (other && wanted.front() == profile)
            throw InputError(folder.path(), "", "holds no profile spectra, only peak lists",
                             "Take these: --read.agilent_spectra centroid.");
        if (other)
            throw InputError(folder.path(), "", "holds no peak lists, only profile spectra",
                             "Take these: --read.agilent_spectra profile.");
    }
    if (!chosen().corrupt.empty()) throw folder.error(chosen().name, chosen().corrupt);
    if (scans_.generation() == 5 && chosen_ == profile && chosen().usable())
        throw InputError(folder.path(), "", "triple-quadrupole (QqQ) profile data: not supported",
                         "Export centroids, or mzML with the maker's software.");
}

StoredSpectra::Choice StoredSpectra::of(const ScanRecord& scan) const {
    Choice other;
    for (const ScanBlock& block : scan.blocks) {
        const auto place = file_of(block);
        if (!place) {
            other = {&block, nullptr};
        } else if (*place == chosen_) {
            return {&block, &files_[*place]};
        } else if (other_too_) {
            other = {&block, &files_[*place]};
        }
    }
    return other;
}

}  // namespace gassan
