#pragma once

/// \file
/// One peak in the coordinates in which shapes are fitted: the logarithms of what must be positive, and derivatives in
/// closed form (docs/methods/peak_shapes.md).

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

/// Which closed form; an exponential may lie before a Gaussian as well as behind it.
enum class ShapeKind { gauss, hvl, emg_tail, emg_front };

/// How many of a component's coordinates the kind has.
[[nodiscard]] constexpr int coordinates(ShapeKind kind) {
    return kind == ShapeKind::gauss ? 3 : 4;
}

struct Component {
    double log_area = 0.0;  ///< ln(counts x s)
    double centre_s = 0.0;  ///< of the Gaussian; of an HVL peak a1
    double log_sigma_s = 0.0;
    double skew = 0.0;  ///< HVL: d; EMG: ln(tau / sigma); Gauss: not used
};

/// Counts at one time and their derivatives by log_area, centre_s, log_sigma_s, skew.
struct ComponentValue {
    double counts = 0.0;
    std::array<double, 4> slope{};
};

/// Where derivatives by log_area (which are the counts), centre_s, log_sigma_s and skew go, one a scan.
using ComponentRows = std::array<double*, 4>;

/// Scans are computed in blocks of so many.
constexpr std::size_t scans_at_once = 8;

/// A component with what does not change from time to time computed once.
class PreparedComponent {
public:
    PreparedComponent(ShapeKind kind, const Component& component);
    [[nodiscard]] ComponentValue at(double time_s) const;
    /// The same for many scans, each times its weight. \param times_s, weights whole blocks of scans_at_once; the rows
    /// have room for as many.
    void at(std::span<const double> times_s, std::span<const double> weights, const ComponentRows& rows) const;
    [[nodiscard]] double counts(double time_s) const { return at(time_s).counts; }
    /// At many times.
    [[nodiscard]] std::vector<double> counts(std::span<const double> times_s) const;

private:
    template <class Use>
    void with_shape_of_kind(const Use& use) const;

    ShapeKind kind_;
    double side_, centre_s_, per_sigma_, skew_side_, scale_;
    double e_ = 0.0, grown_ = 0.0, poles_ = 0.0;  ///< of an HVL peak
    double r_ = 0.0;                              ///< of an EMG peak: sigma / tau
};

[[nodiscard]] ComponentValue component_value(ShapeKind kind, const Component& component, double time_s);

/// Share of the area before a time.
[[nodiscard]] double component_cdf(ShapeKind kind, const Component& component, double time_s);

/// Where it is highest, s.
[[nodiscard]] double component_apex_s(ShapeKind kind, const Component& component);

}  // namespace gassan
