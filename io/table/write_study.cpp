#include "io/table/write_study.hpp"

#include "io/table/correction_tables.hpp"
#include "io/table/quantity_tables.hpp"
#include "io/table/study_tables.hpp"

namespace gassan {

void table_tsv(const StudyTable& table, const TextSink& sink) {
    std::string line;
    for (const StudyColumn& column : table.columns) line.append(column.name).push_back('\t');
    line.back() = '\n';
    sink(line);
    table.for_each_row([&](const StudyRow& row) {
        line.clear();
        for (const std::string& cell : row.cells) line.append(cell).push_back('\t');
        line.back() = '\n';
        sink(line);
    });
}

void study_features_tsv(const Study& study, const StudyResult& result, const TextSink& sink) {
    table_tsv(study_features_table(study, result), sink);
}

void cells_tsv(const Study& study, const StudyResult& result, const TextSink& sink) {
    table_tsv(cells_table(study, result), sink);
}

void areas_tsv(const Study& study, const StudyResult& result, const TextSink& sink) {
    table_tsv(areas_table(study, result), sink);
}

void areas_corrected_tsv(const Study& study, const StudyResult& result, const TextSink& sink) {
    table_tsv(areas_corrected_table(study, result), sink);
}

void corrections_tsv(const Study&, const StudyResult& result, const TextSink& sink) {
    table_tsv(corrections_table(result), sink);
}

void areas_by_specimen_tsv(const Study& study, const StudyResult& result, const TextSink& sink) {
    table_tsv(areas_by_specimen_table(study, result), sink);
}

void runs_tsv(const Study& study, const StudyResult& result, const TextSink& sink) {
    table_tsv(runs_table(study, result), sink);
}

void candidates_tsv(const Study&, const StudyResult& result, const TextSink& sink) {
    table_tsv(candidates_table(result), sink);
}

void targets_tsv(const Study& study, const StudyResult& result, const TextSink& sink) {
    table_tsv(targets_table(study, result), sink);
}

void concentrations_tsv(const Study&, const StudyResult& result, const TextSink& sink) {
    table_tsv(concentrations_table(result), sink);
}

void concentrations_long_tsv(const Study& study, const StudyResult& result, const TextSink& sink) {
    table_tsv(concentrations_long_table(study, result), sink);
}

void curves_tsv(const Study&, const StudyResult& result, const TextSink& sink) {
    table_tsv(curves_table(result), sink);
}

}  // namespace gassan
