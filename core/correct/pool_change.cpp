#include "core/correct/pool_change.hpp"

#include "core/base/error.hpp"
#include "core/base/robust.hpp"
#include "core/correct/units.hpp"
#include "core/stats/joined_sets.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace gassan {
namespace {

/// Fewer QCs of a unit do not tell its slope from the difference of its pools.
constexpr std::size_t least_for_slope = 5;

/// A measurement that may join units: of a QC of a pool, or of a specimen that was measured in several units.
struct Observed {
    std::size_t unit = 0, material = 0;
    std::size_t column = 0;  ///< of a QC; of a specimen its sample
    double place = 0.0;
};

struct Pools {
    std::vector<std::string> names;      ///< the one with most QCs first
    std::vector<std::size_t> of_column;  ///< of QcTable
    std::vector<Observed> qcs, specimens;
    std::size_t materials = 0;  ///< pools, then specimens
};

std::string shown(const std::string& pool) {
    return pool.empty() ? "the pool without a name" : "pool " + pool;
}

Pools pools_of(const QcTable& qcs, const Study& study) {
    Pools pools;
    std::map<std::string, std::size_t> counts;
    for (const std::size_t sample : qcs.samples) ++counts[study.samples[sample].pool];
    for (const auto& [name, count] : counts) pools.names.push_back(name);
    std::stable_sort(pools.names.begin(), pools.names.end(),
                     [&](const std::string& a, const std::string& b) { return counts[a] > counts[b]; });
    for (const std::size_t sample : qcs.samples)
        pools.of_column.push_back(std::size_t(
            std::find(pools.names.begin(), pools.names.end(), study.samples[sample].pool) - pools.names.begin()));
    pools.materials = pools.names.size();
    return pools;
}

void add_qcs(const QcTable& qcs, Pools& pools) {
    for (std::size_t u = 0; u < qcs.units.size(); ++u)
        for (std::size_t k = 0; k < qcs.units[u].columns.size(); ++k) {
            const std::size_t column = qcs.units[u].columns[k];
            pools.qcs.push_back({u, pools.of_column[column], column, qcs.units[u].places[k]});
        }
}

/// Specimens with runs in several units.
void add_specimens(const Study& study, std::span<const CorrectionUnit> units, Pools& pools) {
    const std::vector<double> places = injection_places(study);
    std::map<std::string, std::vector<Observed>> runs;
    for (std::size_t u = 0; u < units.size(); ++u)
        for (const std::size_t s : units[u].samples)
            if (study.samples[s].type == SampleType::sample && !study.samples[s].specimen_id.empty())
                runs[study.samples[s].specimen_id].push_back({u, 0, s, places[s]});
    for (auto& [specimen, own] : runs) {
        if (std::all_of(own.begin(), own.end(), [&](const Observed& one) { return one.unit == own.front().unit; }))
            continue;
        for (Observed& one : own) {
            one.material = pools.materials;
            pools.specimens.push_back(one);
        }
        ++pools.materials;
    }
}

/// Which pools are joined to the first.
std::vector<bool> joined(std::span<const Observed> observed, std::size_t units, const Pools& pools) {
    JoinedSets sets(units + pools.materials);
    for (const Observed& one : observed) sets.join(one.unit, units + one.material);
    std::vector<bool> found;
    for (std::size_t pool = 0; pool < pools.names.size(); ++pool)
        found.push_back(sets.root(units + pool) == sets.root(units));
    return found;
}

/// What one variable tells, and what it is asked for.
struct Equations {
    std::vector<Observed> rows;
    std::vector<double> y;
    std::vector<std::size_t> pool_column, unit_column, slope_column;  ///< 1 upwards; 0: none
    std::vector<double> middle;                                       ///< of each unit's places
    std::size_t columns = 0;
};

Equations equations(const std::vector<Observed>& rows, std::vector<double> y, std::size_t units, const Pools& pools,
                    const std::vector<bool>& is_joined) {
    Equations system{rows, std::move(y), {}, {}, {}, {}};
    system.pool_column.assign(pools.names.size(), 0);
    system.unit_column.assign(units, 0);
    system.slope_column.assign(units, 0);
    system.middle.assign(units, 0.0);
    for (std::size_t pool = 1; pool < pools.names.size(); ++pool)
        if (is_joined[pool]) system.pool_column[pool] = ++system.columns;
    std::vector<std::size_t> counts(units, 0);
    std::vector<std::set<std::size_t>> materials(units);
    for (const Observed& row : rows) {
        system.middle[row.unit] += row.place;
        ++counts[row.unit];
        materials[row.unit].insert(row.material);
    }
    for (std::size_t u = 0; u < units; ++u) {
        if (counts[u] == 0) continue;
        system.middle[u] /= double(counts[u]);
        system.unit_column[u] = ++system.columns;
        if (counts[u] >= std::max(least_for_slope, materials[u].size() + 3)) system.slope_column[u] = ++system.columns;
    }
    return system;
}

/// Rows of the design, what is the specimen's own taken out by its mean.
Eigen::MatrixXd design(const Equations& system, const Pools& pools, Eigen::VectorXd& y) {
    Eigen::MatrixXd rows = Eigen::MatrixXd::Zero(Eigen::Index(system.rows.size()), Eigen::Index(system.columns));
    y = Eigen::VectorXd::Map(system.y.data(), Eigen::Index(system.y.size()));
    std::map<std::size_t, std::vector<Eigen::Index>> of_specimen;
    for (std::size_t i = 0; i < system.rows.size(); ++i) {
        const Observed& row = system.rows[i];
        const auto at = Eigen::Index(i);
        if (row.material >= pools.names.size())
            of_specimen[row.material].push_back(at);
        else if (system.pool_column[row.material])
            rows(at, Eigen::Index(system.pool_column[row.material] - 1)) = 1.0;
        rows(at, Eigen::Index(system.unit_column[row.unit] - 1)) = 1.0;
        if (const std::size_t slope = system.slope_column[row.unit])
            rows(at, Eigen::Index(slope - 1)) = row.place - system.middle[row.unit];
    }
    for (const auto& [specimen, own] : of_specimen) {
        Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(rows.cols());
        double mean_y = 0.0;
        for (const Eigen::Index i : own) {
            mean += rows.row(i) / double(own.size());
            mean_y += y[i] / double(own.size());
        }
        for (const Eigen::Index i : own) {
            rows.row(i) -= mean;
            y[i] -= mean_y;
        }
    }
    return rows;
}

struct PoolLevel {
    double ln_ratio = 0.0, se = no_value;
};

/// Level of each joined pool over the first.
std::vector<PoolLevel> solve(const Equations& system, const Pools& pools) {
    Eigen::VectorXd y;
    const Eigen::MatrixXd rows = design(system, pools, y);
    const Eigen::MatrixXd normal = rows.transpose() * rows;
    const Eigen::LDLT<Eigen::MatrixXd> factor(normal);
    const Eigen::VectorXd solution = factor.solve(rows.transpose() * y);
    std::set<std::size_t> specimens;
    for (const Observed& row : system.rows)
        if (row.material >= pools.names.size()) specimens.insert(row.material);
    const double degrees = double(system.rows.size()) - double(system.columns) - double(specimens.size());
    const double variance = degrees > 0.0 ? (y - rows * solution).squaredNorm() / degrees : no_value;
    std::vector<PoolLevel> levels(pools.names.size());
    for (std::size_t pool = 1; pool < levels.size(); ++pool) {
        if (!system.pool_column[pool]) continue;
        const auto column = Eigen::Index(system.pool_column[pool] - 1);
        Eigen::VectorXd unit = Eigen::VectorXd::Zero(normal.cols());
        unit[column] = 1.0;
        levels[pool] = {solution[column], std::sqrt(variance * factor.solve(unit)[column])};
    }
    return levels;
}

/// Measurements of one variable that tell something about pools: units of one material alone do not.
std::vector<Observed> telling(std::span<const Observed> observed, std::span<const double> logs, std::size_t units) {
    std::vector<std::set<std::size_t>> materials(units);
    for (std::size_t i = 0; i < observed.size(); ++i)
        if (std::isfinite(logs[i])) materials[observed[i].unit].insert(observed[i].material);
    std::vector<Observed> rows;
    for (std::size_t i = 0; i < observed.size(); ++i)
        if (std::isfinite(logs[i]) && materials[observed[i].unit].size() > 1) rows.push_back(observed[i]);
    return rows;
}

std::vector<double> logs_of(std::span<const Observed> observed, const Pools& pools, const QcTable& qcs,
                            const ValueTable& table, std::size_t variable) {
    std::vector<double> logs;
    for (const Observed& one : observed) {
        if (one.material < pools.names.size())
            logs.push_back(qcs.row(variable)[one.column]);
        else
            logs.push_back(has_measurement(table.row_kinds(variable)[one.column])
                               ? ln_of(table.row(variable)[one.column], table.scale)
                               : no_value);
    }
    return logs;
}

/// Units (of a pool) or specimens that join it to others.
std::size_t pairs_of(std::span<const Observed> rows, std::size_t pool, bool by_overlap, std::size_t pools) {
    std::set<std::size_t> found;
    for (const Observed& row : rows) {
        if (by_overlap && row.material == pool) found.insert(row.unit);
        if (!by_overlap && row.material >= pools) found.insert(row.material);
    }
    return found.size();
}

double pool_median(std::span<const double> logs, const Pools& pools, std::size_t pool) {
    std::vector<double> own;
    for (std::size_t column = 0; column < logs.size(); ++column)
        if (pools.of_column[column] == pool && std::isfinite(logs[column])) own.push_back(logs[column]);
    return median(std::move(own));
}

void join_variable(QcTable& qcs, const ValueTable& table, const Pools& pools, std::span<const Observed> observed,
                   std::size_t variable, bool leave_apart, JoinedPools& result) {
    const std::vector<double> logs = logs_of(observed, pools, qcs, table, variable);
    const std::vector<Observed> rows = telling(observed, logs, qcs.units.size());
    const std::vector<bool> is_joined = joined(rows, qcs.units.size(), pools);
    std::vector<PoolLevel> levels(pools.names.size());
    if (!rows.empty())
        levels = solve(equations(rows, logs_of(rows, pools, qcs, table, variable), qcs.units.size(), pools, is_joined),
                       pools);
    const bool by_overlap = pools.specimens.empty();
    const double first = pool_median(qcs.row(variable), pools, 0);
    std::vector<double> shifts(pools.names.size(), 0.0);
    for (std::size_t pool = 1; pool < pools.names.size(); ++pool) {
        if (is_joined[pool]) {
            shifts[pool] = levels[pool].ln_ratio;
            result.bridges.push_back({variable, pools.names[pool], pools.names[0], levels[pool].ln_ratio,
                                      levels[pool].se, pairs_of(rows, pool, by_overlap, pools.names.size()),
                                      by_overlap ? "overlap" : "specimens"});
        } else {
            shifts[pool] = leave_apart ? pool_median(qcs.row(variable), pools, pool) - first : no_value;
        }
    }
    for (const Observed& one : pools.qcs) {
        double& ln = qcs.row(variable)[one.column];
        ln -= shifts[one.material];
        if (leave_apart && !is_joined[one.material] && one.material != 0)
            result.apart[variable * qcs.units.size() + one.unit] = shifts[one.material];
    }
}

}  // namespace

JoinedPools join_pools(QcTable& qcs, const ValueTable& table, std::span<const CorrectionUnit> units,
                       const CorrectParams& params) {
    JoinedPools result;
    result.apart.assign(table.variables.size() * units.size(), 0.0);
    Pools pools = pools_of(qcs, table.study);
    if (pools.names.size() < 2) return result;
    add_qcs(qcs, pools);
    std::vector<Observed> observed = pools.qcs;
    std::vector<bool> is_joined = joined(observed, units.size(), pools);
    if (std::find(is_joined.begin(), is_joined.end(), false) != is_joined.end()) {
        add_specimens(table.study, units, pools);
        observed.insert(observed.end(), pools.specimens.begin(), pools.specimens.end());
        is_joined = joined(observed, units.size(), pools);
    }
    const bool leave_apart = params.pool_change == "apart";
    for (std::size_t pool = 1; pool < pools.names.size(); ++pool) {
        if (is_joined[pool]) continue;
        const std::string text = "nothing joins " + shown(pools.names[pool]) + " of QCs to " + shown(pools.names[0]) +
                                 ": no unit holds QCs of both, and no specimen was measured in the time of each";
        require(leave_apart, "[correct] " + text +
                                 "; inject both in some batches or measure specimens again, or set "
                                 "pool_change = \"apart\" to leave their times on levels of their "
                                 "own");
        result.notes.push_back({"pools-apart", shown(pools.names[pool]),
                                text + "; values from its time stand on a level of their own and must not be compared "
                                       "with the others"});
    }
    for (std::size_t v = 0; v < table.variables.size(); ++v)
        join_variable(qcs, table, pools, observed, v, leave_apart, result);
    return result;
}

}  // namespace gassan
