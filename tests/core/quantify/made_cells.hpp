#pragma once

/// \file
/// A study of cells whose truth is known.

#include "core/model/quantity.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace gassan::test {

inline Cell cell_of(double area, double area_se = 0.0, CellKind kind = CellKind::measured) {
    Cell cell;
    cell.kind = kind;
    cell.area = area;
    cell.area_se = area_se;
    cell.snr = area_se > 0.0 ? area / area_se : no_value;
    return cell;
}

inline Cell below(double limit) {
    Cell cell;
    cell.kind = CellKind::below_limit;
    cell.limit = limit;
    return cell;
}

inline Compound compound_of(const std::string& id, CompoundRole role = CompoundRole::analyte,
                            double mobility_tu = no_value) {
    Compound compound;
    compound.compound_id = compound.name = id;
    compound.role = role;
    compound.mobility_tu = mobility_tu;
    return compound;
}

/// Samples are added one by one, every compound getting its cell by hand or by a rule.
struct MadeStudy {
    Study study;
    std::vector<Compound> compounds;
    std::vector<CompoundRow> rows;
    std::vector<StandardLevel> levels;

    std::size_t add_compound(const Compound& compound, Polarity polarity = Polarity::positive) {
        compounds.push_back(compound);
        return add_row(compounds.size() - 1, polarity);
    }
    std::size_t add_row(std::size_t compound, Polarity polarity) {
        CompoundRow row;
        row.compound = compound;
        row.polarity = polarity;
        row.cells.resize(study.samples.size());
        rows.push_back(row);
        return rows.size() - 1;
    }
    std::size_t add_sample(SampleType type, double level = no_value, Polarity polarity = Polarity::positive) {
        Sample sample;
        sample.sample_id = sample.specimen_id = "R" + std::to_string(study.samples.size() + 1);
        sample.type = type;
        sample.polarity = polarity;
        sample.level = level;
        sample.level_unit = "umol/L";
        study.samples.push_back(sample);
        for (CompoundRow& row : rows) row.cells.emplace_back();
        return study.samples.size() - 1;
    }
    Cell& cell(std::size_t row, std::size_t sample) { return rows[row].cells[sample]; }
};

inline const Concentration& at(const Quantities& quantities, std::size_t row, std::size_t sample) {
    for (const Concentration& found : quantities.concentrations)
        if (found.row == row && found.sample == sample) return found;
    throw std::out_of_range("no such concentration");
}

inline const StandardTrend& trend_at(const std::vector<StandardTrend>& trends, std::size_t row, std::size_t sample) {
    for (const StandardTrend& trend : trends)
        if (trend.row == row && trend.sample == sample) return trend;
    throw std::out_of_range("no such trend");
}

}  // namespace gassan::test
