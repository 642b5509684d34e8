#include "io/agilent/peak_block.hpp"

#include "io/base/faults.hpp"

#include <algorithm>

namespace gassan {
namespace {

using F = SpectrumFormat;

void require_known(const F& format) {
    const bool known = format.storage == F::in_peaks && format.packing == F::plain && format.axes.size() == 2 &&
                       (format.axes[0].quantity == F::mz || format.axes[0].quantity == F::flight_time) &&
                       (format.axes[0].type == F::f32 || format.axes[0].type == F::f64) &&
                       format.axes[1].quantity == F::abundance && stored_size(format.axes[1].type) > 0;
    if (!known) throw Fault{.cause = format.unsupported()};
}

template <class Number>
void append(const unsigned char* from, std::size_t points, std::vector<double>& to) {
    to.resize(points);
    for (std::size_t i = 0; i < points; ++i) to[i] = double(number_at<Number>(from + i * sizeof(Number)));
}

void take(std::int32_t type, const unsigned char* from, std::size_t points, std::vector<double>& to) {
    if (type == F::f64) return append<double>(from, points, to);
    if (type == F::f32) return append<float>(from, points, to);
    append<std::int32_t>(from, points, to);
}

// Triple quadrupoles are reported to store whole counts where the table may say f32; the largest one tells.
void reconsider_type(const F& format, const ScanBlock& block, const unsigned char* from, StoredPeaks& peaks) {
    if (format.axes[0].type != F::f32 || format.axes[1].type != F::f32) return;
    if (*std::max_element(peaks.intensity.begin(), peaks.intensity.end()) == block.max_y) return;
    std::vector<double> whole;
    append<std::int32_t>(from, peaks.x.size(), whole);
    if (*std::max_element(whole.begin(), whole.end()) == block.max_y) peaks.intensity = std::move(whole);
}

}  // namespace

void decode_peaks(const F& format, const ScanBlock& block, std::span<const unsigned char> bytes, StoredPeaks& peaks) {
    require_known(format);
    const auto points = static_cast<std::size_t>(block.points);
    const std::size_t x_size = stored_size(format.axes[0].type), y_size = stored_size(format.axes[1].type);
    if (bytes.size() != points * (x_size + y_size))
        throw Fault{.cause = std::to_string(bytes.size()) + " bytes for " + std::to_string(points) + " points of " +
                             std::to_string(x_size + y_size) + " bytes"};
    peaks.flight_times = format.axes[0].quantity == F::flight_time;
    const unsigned char* const counts = bytes.data() + points * x_size;
    take(format.axes[0].type, bytes.data(), points, peaks.x);
    take(format.axes[1].type, counts, points, peaks.intensity);
    if (points > 0) reconsider_type(format, block, counts, peaks);
}

}  // namespace gassan
