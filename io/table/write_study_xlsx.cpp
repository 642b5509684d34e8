#include "io/table/correction_tables.hpp"
#include "io/table/quantity_tables.hpp"
#include "io/table/study_tables.hpp"
#include "io/table/write_study.hpp"
#include "io/table/write_workbook.hpp"

namespace gassan {
namespace {

std::vector<LegendLine> legend() {
    std::vector<LegendLine> lines{
        {"sheet", "what it is", true, {}},
        {"runs", "one row a run: status and reason, counts, alignment, figures of quality", false, {}},
        {"features", "one row an ion of the study; mt_s in s on the reference frame, mz in Th", false, {}},
        {"areas", "counts x s, one column a run; empty where there is no number", false, {}},
        {"areas_by_specimen", "the same, one column a specimen: median of its runs", false, {}},
        {"areas_corrected", "as areas, after drift and batch correction, where it was asked for", false, {}},
        {"corrections", "one row a feature or compound: models, scatter of QCs before and left out", false, {}},
        {"candidates", "what each feature may be: one row a candidate, with what speaks for it", false, {}},
        {"concentrations", "in the original sample, one column a specimen; colours as in areas", false, {}},
        {"concentrations_long", "one row a compound and run, with interval, limits and flags", false, {}},
        {"curves", "one row a standard of each calibration curve, used or left out and why", false, {}},
        {"targets", "one row a compound of the compound table and run, as measured", false, {}},
        {"cells", "one row a feature and run, with kind, limit and bounds of integration", false, {}},
        {},
        {"colour in areas", "what the cell knows", true, {}},
    };
    for (const CellKind kind :
         {CellKind::measured, CellKind::filled, CellKind::below_limit, CellKind::not_measured, CellKind::failed})
        lines.push_back(legend_of(kind));
    lines.push_back({"(no number)", "without colour: the run's polarity does not see this ion", false, {}});
    return lines;
}

bool specimens_join_runs(const Study& study) {
    return specimens_of(study).size() < study.samples.size();
}

}  // namespace

void write_study_xlsx(const std::filesystem::path& path, const Study& study, const StudyResult& result) {
    WorkbookFile book(path);
    book.add(runs_table(study, result), 1);
    book.add(study_features_table(study, result), 1);
    book.add(areas_table(study, result), 3);
    if (is_corrected(result.corrections)) {
        book.add(areas_corrected_table(study, result), 3);
        book.add(corrections_table(result), 3);
    }
    if (specimens_join_runs(study)) book.add(areas_by_specimen_table(study, result), 3);
    if (!result.annotation.tables.empty()) book.add(candidates_table(result), 1);
    if (!result.specimens.compounds.empty()) {
        book.add(concentrations_table(result), 3);
        book.add(concentrations_long_table(study, result), 2);
        book.add(curves_table(result), 3);
    }
    if (!result.quantities.rows.empty()) book.add(targets_table(study, result), 2);
    book.add(cells_table(study, result), 2);
    book.add_legend("legend", legend());
    book.close();
}

}  // namespace gassan
