#include "core/simulate/study_plan.hpp"

#include "core/base/random.hpp"
#include "core/simulate/batches_plan.hpp"
#include "core/simulate/conditions.hpp"
#include "core/simulate/vials.hpp"

#include <cmath>
#include <utility>

namespace gassan {
namespace {

constexpr int least_runs_with_pool = 4, least_runs_with_blank = 6;

struct Slots {
    std::size_t blanks = 0;
    std::vector<bool> is_pool;  ///< one an injection
};

Slots divide(std::size_t runs) {
    Slots slots{.blanks = runs >= least_runs_with_blank ? std::size_t(1) : 0, .is_pool = std::vector<bool>(runs)};
    if (runs < least_runs_with_pool) return slots;
    const std::size_t pools = 2 + runs / 10;
    const double way = double(runs - 1 - slots.blanks) / double(pools - 1);
    for (std::size_t i = 0; i < pools; ++i)
        slots.is_pool[slots.blanks + std::size_t(std::lround(double(i) * way))] = true;
    return slots;
}

/// Fisher and Yates, from the end.
void shuffle(std::vector<SimulatedSample>& specimens, std::uint64_t seed) {
    RandomStream random(seed, std::uint32_t(Dice::injection_order));
    for (std::size_t left = specimens.size(); left > 1; --left) {
        const auto other = std::size_t(random.uniform() * double(left));
        std::swap(specimens[left - 1], specimens[other]);
    }
}

/// From 6 runs on the first is a blank; from 4 runs on 2 + runs / 10 injections are of the pool: the first and the last
/// of what remains, the others evenly between. The rest are specimens, control and treated by turns, shuffled.
std::vector<SimulatedSample> two_groups(std::span<const SimulatedCompound> compounds, int runs, std::uint64_t seed) {
    const Slots slots = divide(std::size_t(runs));
    std::size_t count = std::size_t(runs) - slots.blanks;
    for (const bool is_pool : slots.is_pool) count -= is_pool;
    std::vector<SimulatedSample> specimens;
    for (std::size_t i = 0; i < count; ++i) specimens.push_back(draw_specimen(compounds, seed, i));
    const SimulatedSample pool = pool_of(specimens);
    shuffle(specimens, seed);

    std::vector<SimulatedSample> injected;
    auto next = specimens.begin();
    for (std::size_t run = 0; run < std::size_t(runs); ++run)
        if (run < slots.blanks)
            injected.push_back(clean_blank(compounds));
        else
            injected.push_back(slots.is_pool[run] ? pool : *next++);
    return injected;
}

/// Every run is a specimen of its own, drawn about the control's median.
std::vector<SimulatedSample> lone_samples(std::span<const SimulatedCompound> compounds, int runs, std::uint64_t seed) {
    std::vector<SimulatedSample> samples;
    for (std::size_t run = 0; run < std::size_t(runs); ++run) {
        SimulatedSample sample{.specimen_id = "S" + std::to_string(run + 1)};
        for (const SimulatedCompound& compound : compounds) {
            RandomStream own(seed, std::uint32_t(Dice::specimen), std::uint32_t(run),
                             compound_key(compound.compound_id));
            const double factor = draw_log_normal(own, 0.0, compound.log_sd);
            sample.concentration_um.push_back(compound.concentration_um * (compound.role == "analyte" ? factor : 1.0));
        }
        samples.push_back(std::move(sample));
    }
    return samples;
}

}  // namespace

std::vector<SimulatedSample> draw_plan(const DesignParams& params, std::span<const SimulatedCompound> compounds,
                                       std::uint64_t seed) {
    if (params.plan == "groups") return two_groups(compounds, params.runs, seed);
    const std::size_t all[] = {std::size_t(params.runs)};
    if (params.plan == "validation") return batches_plan(params, compounds, all, seed);
    if (params.plan == "batches") return batches_plan(params, compounds, draw_batch_sizes(params, seed), seed);
    return lone_samples(compounds, params.runs, seed);
}

}  // namespace gassan
