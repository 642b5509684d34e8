#pragma once

/// \file
/// Feature tables written row by row, for tests of what comes after matching.

#include "core/model/feature_table.hpp"
#include "core/model/study.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace gassan::test {

/// A table in TU of 1 M formic acid, 800 mm, 30 kV, or with the clock alone; and its study.
struct FeatureRows {
    FeatureTable table;
    Study study;

    explicit FeatureRows(const std::vector<SampleType>& runs, Polarity polarity = Polarity::positive) {
        const double flow_tu = polarity == Polarity::negative ? 62.0 : 16.0;
        table.frame = {.polarity = polarity, .in_tu = true, .clock = {800.0 * 800.0 / 30.0, -flow_tu, 0.0, 9.0}};
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const std::string id = "run" + std::to_string(i + 1);
            table.runs.push_back({.sample_id = id});
            study.samples.push_back({.sample_id = id, .type = runs[i]});
        }
    }

    /// A row with these areas by run; an area of 0 is a cell below its limit. \return its index
    std::size_t add(double mz, double mobility_tu, const std::vector<double>& areas, const std::string& ion = {},
                    double apex_off_s = 0.0) {
        ConsensusFeature feature{.feature_id = "F" + std::to_string(table.features.size() + 1), .mz = mz};
        feature.mobility_tu = mobility_tu;
        feature.mt_s = table.frame.clock.time_s(mobility_tu) + apex_off_s;
        feature.place = table.frame.clock.place(feature.mt_s);
        feature.ion = ion;
        feature.fwhm_s = 5.0;
        for (const double area : areas) {
            Cell cell{.kind = area > 0.0 ? CellKind::measured : CellKind::below_limit, .mz = mz, .mt_s = feature.mt_s};
            if (area > 0.0) cell.area = area;
            table.cells.push_back(cell);
        }
        table.features.push_back(feature);
        return table.features.size() - 1;
    }
};

}  // namespace gassan::test
