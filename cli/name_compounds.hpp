#pragma once

/// \file
/// The last stages of a study: what its features are, and how much of the user's compounds there is.

#include "cli/command.hpp"
#include "cli/result_folder.hpp"
#include "core/model/study_result.hpp"
#include "io/study/read_study.hpp"

#include <cstddef>

namespace gassan {

/// Names the features, gives every compound of the user's table its cell in every run, and concentrations where
/// standards tell them, all into result. What is to be told is put to stderr.
/// \return how many warnings. \throws ParameterError for units that do not fit, naming sample and compound
std::size_t name_compounds(const Session& session, const StudyFile& study, const ResultFolder& folder,
                           StudyResult& result);

}  // namespace gassan
