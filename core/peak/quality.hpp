#pragma once

/// \file
/// The probability that a peak is that of an ion which passed: from 0 to 1, reported with every feature.
///
/// A logistic score of what was measured of the peak. Each term is a property that noise, strays and wavy background
/// ions lack now and then: how high it is, how far above the ion's usual level, as wide as expected, seen in how many
/// scans, like its own outline, how rarely its ion is seen elsewhere, and how well its m/z is known. What counts as an
/// ion's peak is one with a truth within 10 ppm and 5 s (or half its width). The weights are learnt by
/// bench/quality.cpp on runs of eight generators with known truth, and held against seeds and generators that had no
/// part in the learning (docs/methods/peaks.md, quality).
///
/// Limits: as probable as on those runs, which are pictures of the world. A cluster of the electrolyte that comes with
/// the salt is a peak, too, and so is the sum of two ions that the instrument cannot part.

#include "core/peak/measure_peaks.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace gassan {

constexpr std::size_t quality_terms = 18;
using QualityEvidence = std::array<double, quality_terms>;

/// A row of the table of weights.
struct QualityTerm {
    std::string_view name;
    double weight;
};

/// The weights, in the order of the evidence; the first is the constant's.
[[nodiscard]] const std::array<QualityTerm, quality_terms>& quality_table();

/// What is known of a peak's ion beside the peak.
struct IonKnowledge {
    double sightings = 0;     ///< share of the run's scans in which the ion is seen
    double wander = 1;        ///< of the ion (wander_of)
    double mz_se_ppm = 1e-3;  ///< standard error of the peak's m/z
};

/// What speaks for and against a peak, term by term; all finite.
[[nodiscard]] QualityEvidence quality_evidence(const Peak& peak, const IonKnowledge& ion);

[[nodiscard]] double peak_quality(const Peak& peak, const IonKnowledge& ion);

/// Fills likeness, width_ratio and the quality that the peak would have were its m/z certain.
void judge_peak(const SmoothedSignal& signal, Peak& peak);

/// Of a shoulder that a fit has parted from its neighbour, whose counts are not its own: likeness is what the fit
/// explains. Others stay as they are.
void judge_parted(Peak& peak);

}  // namespace gassan
