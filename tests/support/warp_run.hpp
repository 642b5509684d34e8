#pragma once

/// \file
/// A run's twin: the same scans on another clock, and how that clock is bent is known.

#include "core/model/run.hpp"

#include <filesystem>

namespace gassan::test {

/// 1/t = a / t' + b + c t': where what came at t comes in the twin. Another voltage or viscosity (a), another flow (b),
/// a flow that drifts within the run (c).
struct KnownWarp {
    double a = 1.0;
    double b_per_s = 0.0, c_per_s2 = 0.0;

    /// t' of a time after 0, by bisection of the line above, between a third and three times t.
    [[nodiscard]] double twin_time_s(double time_s) const;
    /// dt'/dt at t: so much longer every peak of the twin lasts, and so much larger its area is.
    [[nodiscard]] double stretch(double time_s) const;
};

/// The run with its scan times bent; nothing else is touched. Scan times must be above 0.
[[nodiscard]] Run twin_of(const Run& run, const KnownWarp& warp);

/// The same from file to file; the twin is written as mzML.
void write_twin(const std::filesystem::path& original, const std::filesystem::path& twin, const KnownWarp& warp);

}  // namespace gassan::test
