#pragma once

#include "core/model/spectrum.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// An ion of known m/z that is in the spray all the time, by which a run's m/z axis can be told.
struct LockMass {
    std::string name;
    Polarity polarity = Polarity::unknown;
    double mz = no_value;
    bool use = true;     ///< false: named so that it is not taken for another, not to be calibrated by
    bool told = false;   ///< by the user, and not by the table that is built in
    std::string source;  ///< code, docs/methods/lock_mass.md; "" for those told by the user
};

/// What became of a lock mass in one run.
enum class LockVerdict {
    used,
    absent,     ///< in no or few scans
    fleeting,   ///< in some windows of time, not in most
    weak,       ///< not well above what else is in the run
    saturated,  ///< its counts do not follow the spray: the detector's ceiling, which moves m/z
    ambiguous,  ///< another reference ion lies within reach
    disagrees,  ///< with the others, by more than an instrument's axis bends
    alone       ///< nothing wrong with it, but not enough others
};

/// "used", "absent", "fleeting", ...
[[nodiscard]] std::string_view lock_verdict_name(LockVerdict verdict);

/// A lock mass as a run shows it.
struct LockSighting {
    LockMass lock;
    LockVerdict verdict = LockVerdict::absent;
    double presence = 0.0;            ///< share of the scans
    double counts = no_value;         ///< median where it is seen
    double deviation_ppm = no_value;  ///< median of observed less true, before anything was changed
};

/// What was made of the lock masses of one run.
struct LockReport {
    bool recalibrated = false;
    std::string outcome;             ///< one sentence: what was done, or why nothing
    std::vector<LockSighting> ions;  ///< those of the run's polarity
};

}  // namespace gassan
