#pragma once

/// \file
/// How the migration times of a method's compounds go together, and when a compound will come, told by others that
/// came with it: internal standards of the same injection.
///
/// One injection is a vector y of log times, one a compound. Over injections, runs and plugs, y is normal with mean m
/// and covariance C. What moves all times of an injection alike is known beforehand (core/mobility, docs/methods/
/// segments.md): a clock of another offset or speed, t' = a + g t, and a flow that differs, 1/t' = 1/t + c. To first
/// order these change log t by 1, 1/t and t. They and a small scatter of each compound's own make up the prior C0,
///
///     C0 = B diag(sd^2) B' + own_sd^2 I          B = columns 1, T/t - 1, t/T - 1 (T: geometric mean time)
///
/// and what N injections show is added to it: C = (n0 C0 + sum of w d d') / (n0 + N). One injection (a table of times)
/// is enough for a law; many tell how each compound follows its neighbours. Times that are missing are taken by their
/// expectation, and an injection that fits badly weighs less (the t distribution's weights).
///
/// Source: Little and Rubin, Statistical Analysis with Missing Data, 2nd ed. 2002, ch. 11 (EM for the normal and the t
/// with missing values); Lange, Little and Taylor, J. Am. Stat. Assoc. 84 (1989) 881 (weights).

#include "core/model/spectrum.hpp"
#include "core/segment/segment_params.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

/// Times of one injection, s; one a compound, in one order throughout; NaN = not seen. Those seen are > 0.
using InjectionTimes = std::vector<double>;

/// Made by learn_times() alone. d compounds.
struct TimeModel {
    std::vector<double> mean;        ///< of log time; NaN of a compound never seen
    std::vector<double> covariance;  ///< d x d, by rows
    std::size_t injections = 0;      ///< it was learnt from
};

/// A time told by others.
struct PredictedTime {
    double time_s = no_value;  ///< NaN: the compound was never seen, or nothing else was in this injection
    double sd_s = no_value;
    std::size_t told_by = 0;  ///< how many others
};

/// \param injections each of the same length; those with no time seen say nothing.
/// \throws ParameterError for lengths that differ and times not above 0.
[[nodiscard]] TimeModel learn_times(std::span<const InjectionTimes> injections, const SegmentParams& params);

/// When compound comes in an injection, by all others seen in it; its own time there, if told, is not looked at.
[[nodiscard]] PredictedTime predict_time(const TimeModel& model, std::span<const double> injection,
                                         std::size_t compound);

}  // namespace gassan
