#pragma once

/// \file
/// Writes small MassHunter folders, byte by byte as their description says, with nothing of the reader's code.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gassan::test {

/// One scan to be written. Profile bins and peaks are told by flight time; what m/z they have follows from calibrate().
struct AgilentScan {
    std::int32_t scan_id = 0;
    double time_min = 0.0;
    std::int32_t ms_level = 1, polarity = 0;  ///< 0 positive, 1 negative
    double start_ns = 50000.0, step_ns = 0.5;
    std::vector<std::uint32_t> counts;               ///< of the profile
    std::vector<double> peak_x, peak_y;              ///< of the peak list: flight times in ns, or m/z
    std::optional<std::vector<double>> calibration;  ///< ten numbers of its own, into MSMassCal.bin
    std::int32_t calibration_id = 1;
    double collision_energy_v = 0.0;
};

enum class AgilentPacking { plain, lzf, run_length };

struct AgilentFolderOptions {
    std::int32_t generation = 4;  ///< 4 TOF, 6 Q-TOF, 2 single quadrupole (m/z, no profile, no calibration)
    bool profile = true, peaks = false;
    AgilentPacking packing = AgilentPacking::run_length;
    bool single_precision_peaks = true;  ///< intensities of peaks as f32, else f64
    std::vector<double> traditional{5.7e-4, 1000.0};
    std::vector<double> polynomial{20000.0, 90000.0, 0, 0, 0, 0, 0, 0};
    std::uint32_t flags = 0;
    bool schema = true, default_calibration = true;
    bool chrom_scale_lie = false;   ///< layout 6: the schema says xs:double of what is stored as f32
    bool format_table_off = false;  ///< four bytes between format table and records
    std::string contents, devices, sample_info, time_segments;  ///< whole XML files; written where not empty
};

/// Writes PATH/AcqData/... \param path ends in .d as a rule
void write_agilent_folder(const std::filesystem::path& path, const std::vector<AgilentScan>& scans,
                          const AgilentFolderOptions& options = {});

/// Three scans of a run with two peaks on an empty ground, which no two scans share.
[[nodiscard]] std::vector<AgilentScan> small_agilent_run();

/// The formula of the description, term by term: m/z of a flight time. \param numbers a, t0, low, high, c1..c6
[[nodiscard]] double flight_mz(const std::vector<double>& numbers, std::uint32_t flags, double time_ns);

/// Encoders that know nothing of the reader. \param literals_only of LZF: no copies, so that the stream is long
[[nodiscard]] std::string lzf_encoded(const std::string& bytes, bool literals_only = false);
[[nodiscard]] std::string run_length_encoded(double start_ns, double step_ns, const std::vector<std::uint32_t>& counts);

}  // namespace gassan::test
