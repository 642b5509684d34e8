#pragma once

/// \file
/// A study proposed from what its runs are: the texts of study.toml and samples.tsv, each choice with its reason.

#include "core/model/study.hpp"
#include "io/study/run_survey.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// A run that is not in the sheet, and why.
struct LeftOutRun {
    std::filesystem::path path;
    std::string reason;  ///< one line
};

struct StudyDraft {
    std::vector<Sample> samples;       ///< in injection order; file_as_told starts at the study's folder
    std::vector<std::string> reasons;  ///< one a choice, in plain words: the comments of study.toml
    std::string study_toml, samples_tsv;
};

/// Types from words in the file names (qc, pool; blank, blk; std, standard, cal), the order from the start times where
/// every run has one of its own, else from the names; a new batch where the starts lie apart by more than 12 h and 5
/// times the median; one specimen for runs whose names differ in the word of their polarity only.
/// \param folder of study.toml; \param sheet name of the sample sheet beside it
[[nodiscard]] StudyDraft draft_study(std::span<const RunSurvey> runs, std::span<const LeftOutRun> left_out,
                                     const std::filesystem::path& folder, const std::string& name,
                                     const std::string& sheet);

/// The type that a file name tells, with the word that told it; sample, and no word, where nothing does.
struct GuessedType {
    SampleType type = SampleType::sample;
    std::string word;
};
[[nodiscard]] GuessedType guessed_type(const std::string& stem);

}  // namespace gassan
