#pragma once

/// \file
/// The whole road of a study: what `gassan run` and `gassan demo` share.

#include "cli/exit_code.hpp"
#include "cli/map_runs.hpp"
#include "cli/session.hpp"
#include "core/model/study_result.hpp"
#include "io/study/read_study.hpp"

#include <filesystem>
#include <string>

namespace gassan {

struct RunStudyRequest {
    std::filesystem::path out = {};
    bool force = false, fail_fast = false, trust = false;
};

/// How a study went.
struct StudyOutcome {
    std::filesystem::path folder, report;
    StudyResult result = {};
    std::size_t computed = 0, kept = 0, warnings = 0;
    bool stopped = false;  ///< by fail_fast: no table was written
    double seconds = 0.0;

    [[nodiscard]] std::size_t with_status(RunStatus status) const;
};

/// Runs that are in OUT are kept, the others computed; the tables and the report are written.
/// \throws UsageError, ParameterError before anything is processed; EnvironmentError
[[nodiscard]] StudyOutcome run_study(const Session& session, const StudyFile& study, const RunStudyRequest& request);

/// From the runs in OUT on, the frame founded anew.
[[nodiscard]] StudyOutcome align_study(const Session& session, const StudyFile& study, ResultFolder& folder,
                                       bool trust);

/// Names, concentrations, tables and report again, from the frame and the features that OUT has.
[[nodiscard]] StudyOutcome name_study(const Session& session, const StudyFile& study, ResultFolder& folder, bool trust);

/// Says how it went: on stderr, and with --json on stdout. \return the exit code
ExitCode conclude(const Session& session, const StudyOutcome& outcome);

/// The answer of --json.
[[nodiscard]] std::string outcome_json(const StudyOutcome& outcome);

}  // namespace gassan
