#pragma once

#include "core/model/quantity.hpp"
#include "io/report/study_view.hpp"

#include <string>

namespace gassan::report {

/// What a cell of the table of concentrations shows: a value with what restricts it, or why there is none; as markup
/// <td> with its 95 % interval and its flags at the pointer. Never an empty cell.
[[nodiscard]] std::string concentration_cell(Language language, const SpecimenValue& value);

/// Compounds by specimens, with a legend of the marks; each compound leads to its curve. Empty where nothing was
/// quantified.
[[nodiscard]] std::string concentrations_section_html(const StudyView& view);

}  // namespace gassan::report
