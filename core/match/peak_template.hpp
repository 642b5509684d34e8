#pragma once

/// \file
/// What an ion's peak looks like, from what the study knows of it.

#include <vector>

namespace gassan {

/// A peak of height 1 and width 1 with its apex at 0: an exponentially modified Gaussian, mirrored where it fronts.
/// Electromigration bends peaks otherwise than a mixed volume does; at one asymmetry the two differ by a few per cent
/// of the height, and who fits templates must allow for that.
class PeakTemplate {
public:
    /// \param asymmetry tail over front half-width at 10 % height; NaN is 1. Beyond 1/6 to 6 the nearest.
    [[nodiscard]] static const PeakTemplate& of(double asymmetry);

    /// \param off time from the apex in widths.
    [[nodiscard]] double at(double off) const;
    [[nodiscard]] double area() const { return area_; }  ///< in heights x widths

    /// Tailing by tau = ratio sigma; of() is what others want.
    PeakTemplate(double ratio, bool fronts);

private:
    std::vector<double> values_;
    double area_ = 0.0;
};

}  // namespace gassan
