#pragma once

/// \file
/// Tables of made-up studies whose drift is known.

#include "core/base/random.hpp"
#include "core/model/value_table.hpp"

#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace gassan::test {

/// Runs of one batch on one capillary; every `every`-th is a QC, and the last.
struct MadeUnit {
    std::string batch, capillary;
    std::size_t runs = 21, every = 5;
    std::string pool;
};

/// Sample s of the study, s runs over all units; orders go on from unit to unit.
inline Study made_study(const std::vector<MadeUnit>& units) {
    Study study{.name = "made"};
    long order = 0;
    for (const MadeUnit& unit : units)
        for (std::size_t r = 0; r < unit.runs; ++r) {
            const bool is_qc = r % unit.every == 0 || r + 1 == unit.runs;
            const std::string number = std::to_string(study.samples.size());
            study.samples.push_back({.sample_id = (is_qc ? "qc" : "s") + number,
                                     .type = is_qc ? SampleType::qc : SampleType::sample,
                                     .specimen_id = (is_qc ? "qc" : "s") + number,
                                     .batch = unit.batch,
                                     .capillary = unit.capillary,
                                     .pool = is_qc ? unit.pool : "",
                                     .injection_order = ++order});
        }
    return study;
}

/// ln of cell (variable, sample) as `ln` says, all measured.
inline ValueTable made_table(const Study& study, std::size_t variables,
                             const std::function<double(std::size_t variable, std::size_t sample)>& ln) {
    std::vector<Variable> rows;
    for (std::size_t v = 0; v < variables; ++v) rows.push_back({.id = "v" + std::to_string(v)});
    ValueTable table = empty_values(study, rows);
    for (std::size_t v = 0; v < variables; ++v)
        for (std::size_t s = 0; s < study.samples.size(); ++s) {
            table.row(v)[s] = std::exp(ln(v, s));
            table.row_kinds(v)[s] = CellKind::measured;
        }
    return table;
}

/// A Gaussian number of (variable, sample), always the same for one seed.
inline double made_noise(std::uint64_t seed, std::size_t variable, std::size_t sample) {
    RandomStream random(seed, 1, std::uint32_t(variable), std::uint32_t(sample));
    return draw_normal(random);
}

}  // namespace gassan::test
