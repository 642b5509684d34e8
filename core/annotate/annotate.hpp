#pragma once

/// \file
/// What the features of a study are. docs/methods/annotation.md

#include "core/annotate/annotate_params.hpp"
#include "core/annotate/sought.hpp"
#include "core/model/annotation.hpp"
#include "core/model/compound.hpp"
#include "core/model/mobility.hpp"
#include "core/model/study.hpp"
#include "core/model/study_result.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace gassan {

/// Names for features and features for the user's compounds, table by table.
/// \param user the user's compound table; may be empty. \param standards standards.tsv; may be empty
/// \throws Error naming a compound whose formula or ion cannot be read; ParameterError
[[nodiscard]] StudyAnnotation annotate(const StudyResult& result, const Study& study, std::span<const Compound> user,
                                       std::span<const StandardLevel> standards, const Separations& separations,
                                       const AnnotateParams& params);

/// One table, with what is looked for given: for other libraries than the built-in one.
/// \param sought by m/z
struct TableAnnotation {
    StudyAnnotation::Table table;
    std::vector<TargetPlace> targets;  ///< by compound
};
[[nodiscard]] TableAnnotation annotate_table(const FeatureTable& table, std::size_t index, const Study& study,
                                             std::span<const Compound> user, std::span<const StandardLevel> standards,
                                             std::span<const SoughtIon> sought,
                                             const std::optional<SeparationSettings>& separation,
                                             const AnnotateParams& params);

}  // namespace gassan
