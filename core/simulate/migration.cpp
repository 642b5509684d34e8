#include "core/simulate/migration.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace gassan {
namespace {

constexpr double never_s = 36000.0;

/// A stretch of time over which the field is a straight line: level + slope (s - begin).
struct Piece {
    double begin_s, end_s, level, slope;
};

std::array<Piece, 4> field_pieces(const Separation& s) {
    const double rise = s.ramp_s > 0.0 ? 1.0 / s.ramp_s : 0.0;
    const bool failure = s.failure_end_s > s.failure_begin_s;
    const double fall = failure ? s.failure_begin_s : s.ramp_s, back = failure ? s.failure_end_s : s.ramp_s;
    return {{{0.0, s.ramp_s, 0.0, rise},
             {s.ramp_s, fall, 1.0, 0.0},
             {fall, back, s.failure_factor, 0.0},
             {back, never_s, 1.0, 0.0}}};
}

/// Way in mm that an ion makes in a piece from its begin to time_s.
double way_mm(const Separation& s, const Piece& piece, double mobility_tu, double time_s) {
    const double u = time_s - piece.begin_s;
    const double start_tu = mobility_tu + s.eof_tu + s.eof_drift_tu_per_s * piece.begin_s;
    const double drift = s.eof_drift_tu_per_s;
    const double integral = piece.level * start_tu * u + (piece.level * drift + piece.slope * start_tu) * u * u / 2 +
                            piece.slope * drift * u * u * u / 3;
    return s.field_factor * s.voltage_kv / s.length_mm * integral;
}

}  // namespace

double arrival_s(const Separation& separation, double mobility_tu) {
    const double start_tu = mobility_tu + separation.eof_tu;
    // An ion that starts away from the detector leaves the capillary at the inlet.
    if (start_tu * separation.voltage_kv <= 0.0) return std::numeric_limits<double>::infinity();
    const double turns_s = -start_tu / separation.eof_drift_tu_per_s;
    const double last_s = turns_s > 0.0 ? std::min(never_s, turns_s) : never_s;
    double done_mm = 0.0;
    for (const Piece& piece : field_pieces(separation)) {
        const double end_s = std::min(piece.end_s, last_s);
        if (end_s <= piece.begin_s) continue;
        const double piece_mm = way_mm(separation, piece, mobility_tu, end_s);
        if (done_mm + piece_mm < separation.length_mm) {
            done_mm += piece_mm;
            continue;
        }
        double low = piece.begin_s, high = end_s;
        while (true) {
            const double middle = 0.5 * (low + high);
            if (middle == low || middle == high) return middle;
            const bool short_of = done_mm + way_mm(separation, piece, mobility_tu, middle) < separation.length_mm;
            (short_of ? low : high) = middle;
        }
    }
    return std::numeric_limits<double>::infinity();
}

ArrivalWindow arrival_window(const Separation& nominal, double mobility_tu) {
    constexpr double flow_share = 0.1, earliest = 0.8, latest = 1.25, most_latest = 2.0;
    const double time_s = arrival_s(nominal, mobility_tu);
    ArrivalWindow window{earliest * time_s, latest * time_s};
    for (const double flow : {1.0 - flow_share, 1.0 + flow_share}) {
        Separation moved = nominal;
        moved.eof_tu *= flow;
        const double moved_s = std::min(arrival_s(moved, mobility_tu), most_latest * time_s);
        window.begin_s = std::min(window.begin_s, moved_s);
        window.end_s = std::max(window.end_s, moved_s);
    }
    return window;
}

}  // namespace gassan
