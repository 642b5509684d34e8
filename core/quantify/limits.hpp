#pragma once

/// \file
/// From what on, and up to what, a curve tells an amount.

#include "core/quantify/calibration.hpp"
#include "core/quantify/quantify_params.hpp"

#include <span>

namespace gassan {

/// Sets lod, loq, uloq and limits, the line that says how:
/// - by blanks: 3.3 and 10 standard deviations of their responses over the slope, of at least four blanks;
/// - by residuals: the same of the error law at response zero, with the areas' own error at the lowest level;
/// - by S/N: level x 3 / snr and x 10 / snr of the two lowest levels, median; snr is over the noise's standard
/// deviation. The LOQ is never below the lowest level that still is right, and never below the smallest amount whose
/// relative standard error is max_loq_rsd_percent (IUPAC: Currie 1995, Pure Appl. Chem. 67:1699: 10 %); NaN where no
/// amount of the range is told so well. The ULOQ is the highest level that is right. \param blanks
/// responses of blanks in which a peak was measured \param snr parallel to the curve's points; NaN where it is not
/// known
void tell_limits(Calibration& calibration, std::span<const double> blanks, std::span<const double> snr,
                 const QuantifyParams& params);

}  // namespace gassan
