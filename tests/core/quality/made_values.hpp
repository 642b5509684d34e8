#pragma once

/// \file
/// Tables of values for tests, run by run and variable by variable.

#include "core/model/value_table.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace gassan::test {

/// Runs first, then variables.
class MadeValues {
public:
    struct Run {
        SampleType type = SampleType::sample;
        std::string group = {}, batch = {}, capillary = {}, specimen = {}, pool = {};
        Polarity polarity = Polarity::unknown;
    };

    /// Named "R1", "R2", ...; of order 1, 2, ...
    MadeValues& run(const Run& made) {
        Sample sample;
        sample.sample_id = "R" + std::to_string(table_.study.samples.size() + 1);
        sample.specimen_id = made.specimen.empty() ? sample.sample_id : made.specimen;
        sample.type = made.type;
        sample.group = made.group, sample.batch = made.batch, sample.capillary = made.capillary;
        sample.pool = made.pool;
        sample.polarity = made.polarity;
        sample.injection_order = long(table_.study.samples.size()) + 1;
        table_.study.samples.push_back(sample);
        return *this;
    }
    MadeValues& runs(std::size_t count, const Run& made) {
        for (std::size_t i = 0; i < count; ++i) run(made);
        return *this;
    }

    /// NaN is below the limit that is given, or one nobody knows.
    MadeValues& variable(const std::vector<double>& values, double limit = no_value) {
        table_.variables.push_back({"V" + std::to_string(table_.variables.size() + 1), "", "", {}});
        for (const double value : values) {
            table_.values.push_back(value);
            table_.kinds.push_back(std::isnan(value) ? CellKind::below_limit : CellKind::measured);
            table_.limits.push_back(std::isnan(value) ? limit : no_value);
        }
        return *this;
    }

    ValueTable& table() { return table_; }

private:
    ValueTable table_;
};

constexpr double nothing = no_value;

inline MadeValues::Run qc(const std::string& batch = {}) {
    return {.type = SampleType::qc, .batch = batch};
}
inline MadeValues::Run blank() {
    return {.type = SampleType::blank};
}
inline MadeValues::Run of_group(const std::string& group, const std::string& batch = {}) {
    return {.group = group, .batch = batch};
}

}  // namespace gassan::test
