#include "io/agilent/read_agilent.hpp"

#include "core/base/fields.hpp"
#include "io/agilent/acquisition_facts.hpp"
#include "io/agilent/calibration_files.hpp"
#include "io/agilent/peak_block.hpp"
#include "io/agilent/profile_block.hpp"
#include "io/agilent/stored_spectra.hpp"
#include "io/mzml/numbers.hpp"
#include "io/spectrum/processing.hpp"
#include "io/spectrum/spectrum_gate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace gassan {
namespace {

constexpr const char* damaged = "The folder is damaged or was copied in part: copy it again from the instrument.";

class Reader {
public:
    Reader(const std::filesystem::path& path, const ReadParams& params, const SpectrumSink& sink,
           const ReadProgress& progress)
        : folder_(path),
          params_(params),
          progress_(progress),
          scans_(folder_, notes_),
          spectra_(folder_, scans_, params),
          gate_(params, sink, summary_, notes_) {}

    RunSummary read();

private:
    const AgilentFolder folder_;
    const ReadParams& params_;
    const ReadProgress& progress_;
    RunSummary summary_;
    NoteBook notes_;
    const ScanTable scans_;
    const StoredSpectra spectra_;
    std::optional<CalibrationFiles> calibrations_;  // opened when flight times are met
    SpectrumGate gate_;

    ByteBuffer bytes_;
    FlightProfile profile_;
    StoredPeaks peaks_;

    // The axis of the spectrum before: most runs, and most scans, have the same.
    FlightCalibration axis_calibration_;
    double axis_start_ns_ = 0.0, axis_step_ns_ = 0.0;
    std::vector<double> axis_;

    // What was met in one of the two files, by the scans that were taken from it.
    struct FileTally {
        std::size_t taken = 0, dropped = 0, other_maxima = 0;
        std::string first_dropped, first_other_maximum;
    };
    std::array<FileTally, 2> tallies_;
    std::size_t without_ = 0, fragmented_ = 0;
    std::optional<double> energy_v_;

    void read_scan(const ScanRecord& scan);
    [[nodiscard]] bool is_dropped(const ScanRecord& scan, const StoredSpectra::Choice& choice);
    [[nodiscard]] FileTally& tally_of(const SpectrumFile& file) {
        return tallies_[std::size_t(&file - spectra_.files().data())];
    }
    void take_points(const ScanRecord& scan, const StoredSpectra::Choice& choice);
    void take_profile(const ScanRecord& scan);
    void take_peaks(const ScanRecord& scan);
    void require_masses(const ScanRecord& scan, std::size_t top) const;
    double take_counts(std::vector<float>& intensity) const;
    void compare_maximum(const ScanRecord& scan, const StoredSpectra::Choice& choice, double maximum);
    const std::vector<double>& axis_of(const ScanRecord& scan);
    FlightCalibration calibration_of(const ScanRecord& scan);
    static void require_ascending(const FlightCalibration& calibration, double first_ns, std::span<const double> mz);
    void count_energy(const ScanRecord& scan);
    void report();
    void report_file(const SpectrumFile& file);
    void check_unchanged() const;
};

RunSummary Reader::read() {
    summary_.format = "Agilent MassHunter .d, layout " + std::to_string(scans_.generation()) +
                      (spectra_.chosen().representation == Representation::profile ? ", profile" : ", peak lists");
    summary_.file_bytes = folder_.bytes();
    summary_.time_unit = "minute";
    const bool of_flight_times = scans_.generation() == 4 || scans_.generation() == 6;
    if (spectra_.chosen().representation == Representation::centroid)
        add_processing(
            {.software = "", .terms = {processing_term(of_flight_times ? "MassHunter peak picking" : "peak picking")}},
            summary_);
    read_acquisition_facts(folder_, scans_.scans(), summary_, notes_);
    constexpr std::size_t progress_every = 64;
    scans_.for_each([&](const ScanRecord& scan) {
        read_scan(scan);
        if (progress_ && scan.index % progress_every == 0)
            progress_(std::uint64_t(double(summary_.file_bytes) * double(scan.index) / double(scans_.scans())),
                      summary_.file_bytes);
    });
    check_unchanged();
    report();
    gate_.finish(folder_.path());
    summary_.notes = notes_.notes();
    if (progress_) progress_(summary_.file_bytes, summary_.file_bytes);
    return std::move(summary_);
}

void Reader::check_unchanged() const {
    scans_.file().check_unchanged();
    for (const SpectrumFile& file : spectra_.files())
        if (file.file) file.file->file().check_unchanged();
    if (calibrations_) calibrations_->check_unchanged();
}

// ---- one scan ------------------------------------------------------------------------------------------------------

void Reader::read_scan(const ScanRecord& scan) {
    const StoredSpectra::Choice choice = spectra_.of(scan);
    if (SpectrumGate::wants(params_, int(scan.ms_level), scan.polarity) && is_dropped(scan, choice)) return;
    gate_.open();
    if (!gate_.admit("scanId=" + std::to_string(scan.scan_id), int(scan.ms_level), scan.polarity)) return;
    count_energy(scan);
    if (choice.file == nullptr)
        throw folder_.error("MSScan.bin: scan " + std::to_string(scan.index),
                            scans_.format_of(*choice.block).unsupported());
    try {
        take_points(scan, choice);
        gate_.pass(settled_seconds(scan.time_min * 60.0), choice.file->representation);
    } catch (const Fault& fault) {
        throw InputError(folder_.path(), std::string(choice.file->name) + ": scan " + std::to_string(scan.index),
                         fault.cause, fault.remedy.empty() ? damaged : fault.remedy);
    }
}

// Of a scan that is wanted: has it nothing to give? Counted, with the file that lacks it.
bool Reader::is_dropped(const ScanRecord& scan, const StoredSpectra::Choice& choice) {
    if (choice.block == nullptr) return ++without_ > 0;
    if (choice.file == nullptr) return false;
    if (!choice.file->corrupt.empty()) throw folder_.error(choice.file->name, choice.file->corrupt);
    FileTally& tally = tally_of(*choice.file);
    ++tally.taken;
    if (choice.file->is_complete(*choice.block)) return false;
    if (tally.dropped++ == 0) tally.first_dropped = choice.file->lack_of(scan, *choice.block);
    return true;
}

void Reader::take_points(const ScanRecord& scan, const StoredSpectra::Choice& choice) {
    const ScanBlock& block = *choice.block;
    gate_.spectrum().mz.clear();
    gate_.spectrum().intensity.clear();
    if (block.points == 0) return;
    if (block.points > params_.max_points_per_spectrum)
        throw Fault{.cause = std::to_string(block.points) + " points are more than the limit of " +
                             std::to_string(params_.max_points_per_spectrum),
                    .remedy = "If that is right, raise --read.max_points_per_spectrum."};
    const auto bytes = choice.file->file->read(std::uint64_t(block.offset), std::uint64_t(block.bytes), bytes_);
    const SpectrumFormat format = scans_.format_of(block, bytes);
    if (format.storage == SpectrumFormat::in_profile) {
        decode_profile(format, block, bytes, profile_);
        take_profile(scan);
        compare_maximum(scan, choice, take_counts(gate_.spectrum().intensity));
    } else {
        decode_peaks(format, block, bytes, peaks_);
        take_peaks(scan);
        const auto maximum = std::max_element(peaks_.intensity.begin(), peaks_.intensity.end());
        require_masses(scan, std::size_t(maximum - peaks_.intensity.begin()));
        compare_maximum(scan, choice, *maximum);
    }
}

// ---- points --------------------------------------------------------------------------------------------------------

void Reader::take_profile(const ScanRecord& scan) {
    const auto& axis = axis_of(scan);
    gate_.spectrum().mz.assign(axis.begin(), axis.end());
}

const std::vector<double>& Reader::axis_of(const ScanRecord& scan) {
    const FlightCalibration calibration = calibration_of(scan);
    const bool same = axis_.size() == profile_.counts.size() && axis_start_ns_ == profile_.start_ns &&
                      axis_step_ns_ == profile_.step_ns && axis_calibration_ == calibration;
    if (same) return axis_;
    axis_.resize(profile_.counts.size());
    axis_start_ns_ = profile_.start_ns;
    axis_step_ns_ = profile_.step_ns;
    axis_calibration_ = calibration;
    calibrate_bins(calibration, profile_.start_ns, profile_.step_ns, axis_);
    require_ascending(calibration, profile_.start_ns, axis_);
    return axis_;
}

// The counts as numbers of a spectrum; signed on the way, which every processor converts fast. \return the largest
double Reader::take_counts(std::vector<float>& intensity) const {
    const auto counts = profile_.counts;
    intensity.resize(counts.size());
    std::uint32_t all = 0;
    std::int32_t largest = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const auto count = static_cast<std::int32_t>(counts[i]);
        all |= counts[i];
        largest = std::max(largest, count);
        intensity[i] = static_cast<float>(count);
    }
    if (all >> 31 == 0) return double(largest);
    for (std::size_t i = 0; i < counts.size(); ++i) intensity[i] = static_cast<float>(counts[i]);
    return double(*std::max_element(counts.begin(), counts.end()));
}

void Reader::take_peaks(const ScanRecord& scan) {
    Spectrum& spectrum = gate_.spectrum();
    spectrum.mz = peaks_.x;
    if (peaks_.flight_times) {
        const FlightCalibration calibration = calibration_of(scan);
        calibrate(calibration, spectrum.mz);
        require_ascending(calibration, peaks_.x.front(), spectrum.mz);
    }
    // What float cannot hold becomes infinite, and is refused at the gate.
    spectrum.intensity.resize(peaks_.intensity.size());
    std::transform(peaks_.intensity.begin(), peaks_.intensity.end(), spectrum.intensity.begin(),
                   [](double value) { return static_cast<float>(value); });
}

// Folders are reported that call flight times m/z, and have no calibration. A flight time in ns is more than ten times
// the m/z for all ions of all instruments; the base peak may be told as a nominal mass, or of a wider window.
void Reader::require_masses(const ScanRecord& scan, std::size_t top) const {
    const double x = peaks_.x[top];
    if (!peaks_.flight_times && scan.base_peak_mz > 0.0 && x > 10.0 * scan.base_peak_mz + 1000.0)
        throw Fault{.cause = "the base peak lies at " + number_text(x) + " and its record says m/z " +
                             number_text(scan.base_peak_mz) + ": flight times without a calibration"};
}

FlightCalibration Reader::calibration_of(const ScanRecord& scan) {
    if (!calibrations_) calibrations_.emplace(folder_, scans_, notes_);
    return calibrations_->of(scan);
}

void Reader::require_ascending(const FlightCalibration& calibration, double first_ns, std::span<const double> mz) {
    if (const auto bad = first_bad_bin(calibration, first_ns, mz))
        throw Fault{.cause = "calibration gives non-increasing m/z at bin " + std::to_string(*bad)};
}

// ---- what is told of all -------------------------------------------------------------------------------------------

// The instrument wrote down the largest intensity of each spectrum. Exact in every untouched folder; another one means
// that the block is not the one that was written.
void Reader::compare_maximum(const ScanRecord& scan, const StoredSpectra::Choice& choice, double maximum) {
    const double told = choice.block->max_y;
    if (!(told > 0.0) || std::isinf(told) || maximum == told) return;
    FileTally& tally = tally_of(*choice.file);
    if (tally.other_maxima++ == 0)
        tally.first_other_maximum = "scan " + std::to_string(scan.index) + " is " + number_text(maximum) +
                                    ", its record says " + number_text(told);
}

void Reader::count_energy(const ScanRecord& scan) {
    if (!energy_v_) energy_v_ = scan.collision_energy_v;
    fragmented_ += scan.collision_energy_v != *energy_v_;
}

void Reader::report_file(const SpectrumFile& file) {
    const FileTally& tally = tally_of(file);
    if (tally.dropped > 0)
        notes_.add("agilent-incomplete", file.name,
                   tally.first_dropped + " (acquisition interrupted?); " + std::to_string(tally.dropped) + " of " +
                       std::to_string(scans_.scans()) + " scans are incomplete and were dropped");
    if (file.incomplete == 0 && file.left() > 0)
        notes_.add("agilent-bytes-left", file.name,
                   std::to_string(file.left()) +
                       " bytes behind the last spectrum that MSScan.bin tells of: scans may be missing there");
    if (file.overlaps > 0)
        notes_.add("agilent-overlap", file.name,
                   "the spectrum of " + file.first_overlap + " begins inside an earlier one (" +
                       std::to_string(file.overlaps) + " do): MSScan.bin is damaged");
    if (tally.other_maxima > 0)
        notes_.add("agilent-max-differs", file.name,
                   "the largest intensity of " + tally.first_other_maximum + " (" + std::to_string(tally.other_maxima) +
                       " scans differ so): the spectra were changed after they were measured, or are damaged");
}

void Reader::report() {
    for (const SpectrumFile& file : spectra_.files())
        if (tally_of(file).taken > 0 || &file == &spectra_.chosen()) report_file(file);
    if (without_ > 0)
        notes_.add("agilent-other-kind", "",
                   std::to_string(without_) + " of " + std::to_string(scans_.scans()) + " scans have no " +
                       (spectra_.chosen().representation == Representation::profile ? "profile" : "peak list") +
                       " and were skipped");
    if (fragmented_ > 0)
        notes_.add("collision-energies", "",
                   std::to_string(fragmented_) + " MS1 scans have another collision energy than the first (" +
                       number_text(*energy_v_) + " V): fragments of all ions may be among them");
}

}  // namespace

RunSummary read_agilent(const std::filesystem::path& path, const ReadParams& params, const SpectrumSink& sink,
                        const ReadProgress& progress) {
    return Reader(path, params, sink, progress).read();
}

}  // namespace gassan
