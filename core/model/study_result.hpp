#pragma once

#include "core/base/note.hpp"
#include "core/model/annotation.hpp"
#include "core/model/feature_table.hpp"
#include "core/model/quantity.hpp"
#include "core/model/run_result.hpp"
#include "core/model/study.hpp"
#include "core/model/study_correction.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

enum class RunStatus { ok, warned, failed };

/// "ok", "warned", "failed".
[[nodiscard]] std::string_view run_status_name(RunStatus status);

/// What became of one row of the sample sheet.
struct RunRecord {
    std::string sample_id;
    RunStatus status = RunStatus::failed;
    std::string reason;  ///< one line for a run that failed or is warned of; several reasons are joined by "; "
    Polarity polarity = Polarity::unknown;
    std::string input_sha256;  ///< empty where the file could not be read
    std::uint64_t input_bytes = 0;
    std::string run_hash;  ///< names the run's file in the store: runs/HASH.h5
    std::size_t scans = 0, centroids = 0, features = 0;
    double first_time_s = no_value, last_time_s = no_value;
    RunCharacter character;
    std::string lock_masses, lock_ppm;  ///< "66.0631;622.0290", "1.24;-0.31": what its m/z axis was set right by, and
                                        ///< how far those were off; empty where the axis is as the file has it
    Notes notes;
};

/// A study as it came out: every row of the sheet, and a table a polarity.
struct StudyResult {
    std::vector<RunRecord> runs;               ///< parallel to Study::samples
    std::vector<FeatureTable> tables;          ///< positive before negative; only polarities that have runs
    std::vector<Compound> compounds;           ///< the user's table; may be empty
    StudyAnnotation annotation;                ///< empty until features are named
    Quantities quantities;                     ///< empty where there is no compound table
    SpecimenConcentrations specimens;          ///< likewise
    std::vector<StudyCorrection> corrections;  ///< parallel to tables; empty where no correction was asked for
};

}  // namespace gassan
