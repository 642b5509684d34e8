#include "core/match/run_signal.hpp"

#include "core/peak/detect_peaks.hpp"
#include "core/peak/width_law.hpp"

#include <algorithm>

namespace gassan {
namespace {

TraceSignal signal_over(const RunArchive& archive, const IonTrack& track, const ScanSpan& scans) {
    const auto part = [&](const auto& values) {
        return std::vector(values.begin() + std::ptrdiff_t(scans.first), values.begin() + std::ptrdiff_t(scans.last));
    };
    RunClock clock{part(archive.scan_time_s), part(archive.dropout), {}, archive.spacing_s};
    clock.expected_fwhm_s = expected_fwhm_s(archive.width_law, clock.time_s);
    std::vector<std::uint32_t> scan;
    std::vector<float> intensity;
    for (std::size_t i = 0; i < track.scan.size(); ++i) {
        if (track.scan[i] < scans.first || track.scan[i] >= scans.last) continue;
        scan.push_back(track.scan[i] - std::uint32_t(scans.first));
        intensity.push_back(track.intensity[i]);
    }
    return trace_signal(clock, scan, intensity, 0, clock.time_s.size(), archive.noise);
}

}  // namespace

ScanSpan scans_between(const RunArchive& archive, double begin_s, double end_s) {
    const auto& time_s = archive.scan_time_s;
    const auto from = std::lower_bound(time_s.begin(), time_s.end(), begin_s);
    const auto to = std::upper_bound(from, time_s.end(), end_s);
    return {std::size_t(from - time_s.begin()), std::size_t(to - time_s.begin())};
}

TraceSignal ion_signal(const RunArchive& archive, const IonTrack& track, const ScanSpan& scans) {
    TraceSignal signal = signal_over(archive, track, scans);
    const std::size_t all = archive.scan_time_s.size();
    signal.sightings = double(track.scan.size()) / double(all);
    if (signal.sightings >= 0.3) {  // what wander_of asks for
        TraceSignal whole = signal_over(archive, track, {0, all});
        signal.wander = wander_of(whole, archive.noise);
    }
    return signal;
}

double peak_mz(const RunArchive& archive, const IonTrack& track, const Peak& peak, double otherwise) {
    double weight = 0.0, sum = 0.0;
    for (std::size_t i = 0; i < track.scan.size(); ++i) {
        const double time_s = archive.scan_time_s[track.scan[i]];
        if (time_s < peak.begin_s || time_s > peak.end_s) continue;
        const double above = double(track.intensity[i]) - 0.5 * (peak.baseline_begin + peak.baseline_end);
        if (above < 0.1 * peak.height) continue;
        const double sd_ppm = archive.scatter.sd_ppm(track.mz[i], track.intensity[i]);
        const double share = above / double(track.intensity[i]) / (sd_ppm * sd_ppm);
        weight += share;
        sum += share * track.mz[i];
    }
    return weight > 0.0 ? sum / weight : otherwise;
}

void fill_cell(Cell& cell, CellKind kind, const Peak& peak) {
    cell.kind = kind;
    cell.mt_s = peak.apex_s;
    cell.area = peak.area;
    cell.area_se = peak.area_se;
    cell.height = peak.height;
    cell.snr = peak.snr_of_height();
    cell.begin_s = peak.begin_s;
    cell.end_s = peak.end_s;
    cell.quality = peak.quality;
    cell.flags = peak.flags;
}

}  // namespace gassan
