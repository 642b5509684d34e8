#pragma once

/// \file
/// How the runs of a study are laid onto one axis.
///
/// An ion's place on the frame is its effective mobility in TU where the study knows a mobility scale, and 1/t of the
/// frame's own clock (1/s) where not. A run is laid onto it by
///
///     place = a / s + b + c s        s = time_s - delay_s (half the voltage ramp)
///
/// which is what constant field and an electroosmotic flow that drifts linearly within the run give: a is length^2 /
/// voltage (over viscosity), -b the flow, -2 c its drift. What a run's clock is late against this smooth law (a current
/// that failed, a zone of salt that slows its neighbours) is a few straight pieces of time, and s is counted without
/// it.

#include "core/model/spectrum.hpp"

#include <string>
#include <vector>

namespace gassan {

/// At this time of the run ions come so much later than its smooth law says.
struct Lateness {
    double time_s = 0.0, late_s = 0.0;
};

/// A run's clock laid onto the frame. Made by core/align; monotone over the times it is used for.
struct Warp {
    double a = 1.0, b = 0.0, c = 0.0, delay_s = 0.0;
    /// By time; straight between, constant outside. Times less their lateness ascend, so that it can be undone exactly.
    std::vector<Lateness> late = {};

    [[nodiscard]] double place(double time_s) const;  ///< NaN for times not after the delay
    [[nodiscard]] double time_s(double place) const;  ///< NaN where an ion of this place never arrives
    [[nodiscard]] double slope(double time_s) const;  ///< d place / d time
    [[nodiscard]] double late_s(double time_s) const;
};

/// The lateness of both, on the times of either. \pre both lists are in order of time
[[nodiscard]] std::vector<Lateness> sum_of(const std::vector<Lateness>& one, const std::vector<Lateness>& other);

/// A strong ion that most runs of the founding study share: what runs are aligned with.
struct FrameIon {
    double mz = 0.0;
    double place = 0.0;
    double height = 0.0;  ///< counts, median of the founding runs
};

/// The axis of a study, made once and then frozen.
struct Frame {
    Polarity polarity = Polarity::unknown;
    bool in_tu = false;          ///< places are mobilities in TU; else 1/s
    Warp clock;                  ///< the frame's own clock: mt_s of a consensus feature is clock.time_s(place)
    double relative_sd = 0.0;    ///< scatter of one compound's time about its place, sd of dt/t over the founding runs
    double mz_sd_ppm = 0.0;      ///< the same for m/z after each run's shift
    std::vector<FrameIon> ions;  ///< by m/z, then place
    std::string founded_on;      ///< sample_id of the run whose clock it took
};

/// A strong ion of a run and the ion of the frame that it was taken for.
struct Anchor {
    double mz = 0.0;            ///< of the run's feature
    double time_s = 0.0;        ///< in the run
    double place = 0.0;         ///< of the ion of the frame
    double frame_time_s = 0.0;  ///< the same on the frame's clock
    double residual_s = 0.0;    ///< time_s less where the warp expects it
    double weight = 0.0;        ///< 0 to 1: what the robust fit believes of it; 0 = rejected
};

/// How one run lies on the frame.
struct RunAlignment {
    bool aligned = false;  ///< false: warp is the best guess without anchors, and nothing is filled
    std::string reason;    ///< why the run is warned of; empty if it is not
    Warp warp;
    double mz_shift_ppm = 0.0;    ///< the run's m/z less the frame's
    int n_anchors = 0;            ///< that the fit rests on
    double rms_s = no_value;      ///< of their residuals
    double rms_place = no_value;  ///< the same on the frame: TU where Frame::in_tu
    double first_anchor_s = no_value, last_anchor_s = no_value;
    std::vector<Anchor> anchors;  ///< by time; the rejected ones too

    /// Outside the anchors by more than 10 % of their times: a guess.
    [[nodiscard]] bool extrapolates(double time_s) const;
};

}  // namespace gassan
