#include "core/simulate/batches_plan.hpp"

#include "core/base/random.hpp"
#include "core/simulate/conditions.hpp"
#include "core/simulate/vials.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t least_places = 6, least_places_with_pool = 4, least_levels = 3;

/// Streams of Dice::plan.
enum : std::uint32_t { dice_of_batches, dice_of_capillaries };

std::size_t draw_between(RandomStream& random, std::size_t low, std::size_t high) {
    return low + std::min(high - low, std::size_t(random.uniform() * double(high - low + 1)));
}

/// Can so many injections be parted into batches that are neither too short nor too long?
bool makes_batches(std::size_t injections, std::size_t low, std::size_t high) {
    return (injections + high - 1) / high * low <= injections;
}

/// Pools among so many places: first, last, and evenly between.
std::vector<bool> bracketed(std::size_t places, std::size_t qc_every) {
    std::vector<bool> is_pool(places);
    if (places < least_places_with_pool) return is_pool;
    // p pools part p - 1 stretches of at most qc_every specimens.
    std::size_t pools = 2;
    while (places - pools > (pools - 1) * qc_every) ++pools;
    const double way = double(places - 1) / double(pools - 1);
    for (std::size_t i = 0; i < pools; ++i) is_pool[std::size_t(std::lround(double(i) * way))] = true;
    return is_pool;
}

/// Fisher and Yates, from the end.
template <class Item>
void shuffle(std::vector<Item>& items, RandomStream random) {
    for (std::size_t left = items.size(); left > 1; --left)
        std::swap(items[left - 1], items[std::min(left - 1, std::size_t(random.uniform() * double(left)))]);
}

/// Which specimens each batch gets: each group shuffled over the study, dealt by halves, the odd one by turns, and
/// shuffled again within the batch. Even numbers are of the control (draw_specimen).
std::vector<std::vector<std::size_t>> deal(std::span<const BatchShape> shapes, std::uint64_t seed) {
    std::size_t count = 0;
    for (const BatchShape& shape : shapes) count += shape.specimens();
    std::vector<std::size_t> groups[2];
    for (std::size_t number = 0; number < count; ++number) groups[number % 2].push_back(number);
    for (const std::uint32_t group : {0u, 1u})
        shuffle(groups[group], RandomStream(seed, std::uint32_t(Dice::injection_order), 0, group));

    std::vector<std::vector<std::size_t>> dealt;
    std::size_t odd = 0, taken[2] = {0, 0};
    for (std::size_t batch = 0; batch < shapes.size(); ++batch) {
        const std::size_t places = shapes[batch].specimens();
        std::size_t shares[2] = {places / 2, places / 2};
        if (places % 2 == 1) ++shares[odd++ % 2];
        std::vector<std::size_t> numbers;
        for (const std::size_t group : {0u, 1u})
            for (std::size_t i = 0; i < shares[group]; ++i) numbers.push_back(groups[group][taken[group]++]);
        shuffle(numbers, RandomStream(seed, std::uint32_t(Dice::injection_order), 1 + std::uint32_t(batch)));
        dealt.push_back(std::move(numbers));
    }
    return dealt;
}

void install_capillaries(const DesignParams& params, std::uint64_t seed, std::vector<SimulatedSample>& injected) {
    RandomStream random(seed, std::uint32_t(Dice::plan), dice_of_capillaries);
    std::size_t capillary = 0, left = 0;
    for (std::size_t run = 0; run < injected.size(); ++run) {
        if (left == 0) {
            capillary += run > 0;
            left =
                draw_between(random, std::size_t(params.capillary_runs_low), std::size_t(params.capillary_runs_high));
        }
        injected[run].capillary = capillary;
        --left;
    }
}

}  // namespace

std::size_t BatchShape::specimens() const {
    return std::size_t(std::count(is_pool.begin(), is_pool.end(), false));
}

BatchShape batch_shape(const DesignParams& params, std::size_t injections) {
    const std::size_t room = injections - std::min(injections, least_places);
    BatchShape shape;
    shape.blanks = std::min(std::size_t(params.blanks), room);
    const auto wanted = std::size_t(params.calibration_levels);
    shape.levels = std::min(wanted, room - shape.blanks);
    if (shape.levels < wanted && shape.levels < least_levels) shape.levels = 0;
    shape.is_pool = bracketed(injections - shape.blanks - shape.levels, std::size_t(params.qc_every));
    return shape;
}

std::vector<std::size_t> draw_batch_sizes(const DesignParams& params, std::uint64_t seed) {
    RandomStream random(seed, std::uint32_t(Dice::plan), dice_of_batches);
    const auto low = std::size_t(params.batch_runs_low), high = std::size_t(params.batch_runs_high);
    std::vector<std::size_t> sizes;
    auto left = std::size_t(params.runs);
    while (left > high) {
        std::vector<std::size_t> all, good;
        for (std::size_t size = low; size <= high; ++size) {
            all.push_back(size);
            if (makes_batches(left - size, low, high)) good.push_back(size);
        }
        const auto& from = good.empty() ? all : good;
        sizes.push_back(from[draw_between(random, 0, from.size() - 1)]);
        left -= sizes.back();
    }
    sizes.push_back(left);
    return sizes;
}

std::vector<SimulatedSample> batches_plan(const DesignParams& params, std::span<const SimulatedCompound> compounds,
                                          std::span<const std::size_t> batch_sizes, std::uint64_t seed) {
    std::vector<BatchShape> shapes;
    for (const std::size_t size : batch_sizes) shapes.push_back(batch_shape(params, size));
    const auto dealt = deal(shapes, seed);
    std::size_t count = 0;
    for (const auto& numbers : dealt) count += numbers.size();
    std::vector<SimulatedSample> specimens;
    for (std::size_t number = 0; number < count; ++number) specimens.push_back(draw_specimen(compounds, seed, number));
    const SimulatedSample pool = pool_of(specimens), blank = draw_blank(params, compounds, seed);

    std::vector<SimulatedSample> injected;
    for (std::size_t batch = 0; batch < shapes.size(); ++batch) {
        const BatchShape& shape = shapes[batch];
        const auto inject = [&](const SimulatedSample& sample) {
            injected.push_back(sample);
            injected.back().batch = batch;
        };
        for (std::size_t i = 0; i < shape.blanks; ++i) inject(blank);
        const auto levels = calibration_levels(params, shape.levels);
        for (std::size_t i = 0; i < levels.size(); ++i) inject(standard_of(compounds, levels[i], i + 1));
        auto next = dealt[batch].begin();
        for (const bool is_pool : shape.is_pool) inject(is_pool ? pool : specimens[*next++]);
    }
    install_capillaries(params, seed, injected);
    return injected;
}

}  // namespace gassan
