#include "bench/synthetic.hpp"

#include "core/base/random.hpp"
#include "core/peak/shapes.hpp"
#include "core/simulate/simulate.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace gassan::bench {
namespace {

constexpr std::size_t scans = 2400;  // one a second
constexpr int compounds = 800, constant_ions = 200;
constexpr double isotope_step = 1.003355;  // 13C - 12C, Th
constexpr double resolution = 20000.0, highest_height = 2e6;

struct Difficulty {
    double lowest_height;
    int isomer_pairs;
    double isomer_distance_s;  // at least
    double absent;             // share of compounds
    double threshold;          // counts
    double noise_centroids;    // a scan
    double drift, jitter;      // of times between runs: at most, and sd of a compound's own
    double amount_log_sd;      // of a compound between runs
};
constexpr Difficulty easy{2000, 80, 25, 0.10, 100, 750, 0.10, 0.001, 0.3};
constexpr Difficulty hard{600, 240, 12, 0.25, 50, 1150, 0.15, 0.004, 0.7};

enum Dice : std::uint32_t { compound_dice, constant_dice, scan_dice, run_dice, clock_dice, visit_dice };

// Where a run stands: alone, or in a study, whose runs have dice of their own.
struct Place {
    std::uint64_t seed = 0;
    bool in_study = false;
    std::uint32_t dice_run = 0;  // 0 for a run alone, run_index + 1 in a study
};

// 1/t' = (1 + a)/t + b, from the relative shifts at both ends of the run.
struct RunClock {
    double a = 0, b = 0;

    [[nodiscard]] double time_s(double reference_s) const { return reference_s / (1 + a + b * reference_s); }
};

constexpr double first_compound_s = 150, last_compound_s = 2250;

RunClock draw_clock(const Difficulty& set, const Place& place) {
    if (!place.in_study) return {};
    RandomStream dice(place.seed, clock_dice, place.dice_run);
    const double first = dice.uniform(-set.drift, set.drift), last = dice.uniform(-set.drift, set.drift);
    const double b = (last - first) / (last_compound_s - first_compound_s);
    return {first - b * first_compound_s, b};
}

// What one run makes of one compound.
struct Visit {
    bool absent = false;
    double time_factor = 1, amount_factor = 1;
};

Visit draw_visit(const Difficulty& set, const Place& place, std::uint32_t compound) {
    RandomStream dice(place.seed, visit_dice, place.dice_run, compound);
    Visit visit;
    visit.absent = dice.uniform() < set.absent;
    visit.time_factor = 1 + set.jitter * draw_normal(dice);
    visit.amount_factor = draw_log_normal(dice, 0.0, set.amount_log_sd);
    return visit;
}

// Expected counts of one ion, scan by scan from first_scan on.
struct Ion {
    double mz = 0;
    std::size_t first_scan = 0;
    std::vector<double> counts;
};

struct PeakShape {
    EmgShape emg;
    bool fronts = false;  // mirrored about the centre

    [[nodiscard]] double density(double time_s) const {
        return emg_density(emg, fronts ? 2 * emg.centre_s - time_s : time_s);
    }
};

// Apex by steps of 0.02 s: exact to what a scan of 1 s can tell.
double apex_of(const PeakShape& shape) {
    const double reach = 3 * shape.emg.tau_s + shape.emg.sigma_s;
    double apex = shape.emg.centre_s, highest = 0;
    for (double time = apex - reach; time < shape.emg.centre_s + reach; time += 0.02)
        if (const double density = shape.density(time); density > highest) {
            highest = density;
            apex = time;
        }
    return apex;
}

Ion ion_of(const PeakShape& shape, double mz, double area) {
    const double reach = 12 * shape.emg.sigma_s + 10;
    Ion ion{mz, std::size_t(std::max(0.0, std::ceil(shape.emg.centre_s - reach))), {}};
    for (std::size_t scan = ion.first_scan; scan < scans && double(scan) < shape.emg.centre_s + reach; ++scan)
        ion.counts.push_back(area * shape.density(double(scan)));
    return ion;
}

void add_compounds(const Difficulty& set, const Place& place, std::vector<Ion>& ions, std::vector<Truth>& truth) {
    const RunClock clock = draw_clock(set, place);
    double mz = 0, time = 0;
    for (int i = 0; i < compounds; ++i) {
        RandomStream dice(place.seed, compound_dice, 0, std::uint32_t(i));
        const bool isomer = i % 2 == 1 && i < 2 * set.isomer_pairs;
        const double own_mz = dice.uniform(70, 900), own_time = dice.uniform(first_compound_s, last_compound_s);
        time = isomer ? time + set.isomer_distance_s * dice.uniform(1, 4) : own_time;
        if (!isomer) mz = own_mz;
        double height = draw_log_uniform(dice, set.lowest_height, highest_height), sigma = dice.uniform(2, 8);
        const double skew = dice.uniform(-1, 1);
        const double isotope_ratio = mz / 14 * 0.011 * dice.uniform(0.6, 1.0);  // a carbon for every 14 Th, or fewer
        const bool absent_alone = dice.uniform() < set.absent;
        const Visit visit = place.in_study ? draw_visit(set, place, std::uint32_t(i)) : Visit{.absent = absent_alone};
        const double centre = clock.time_s(time) * visit.time_factor;
        height = std::clamp(height * visit.amount_factor, set.lowest_height, highest_height);
        if (visit.absent || centre > double(scans) - 50) continue;
        const PeakShape shape{{centre, sigma, std::max(0.05, std::abs(skew)) * sigma}, skew < 0};
        const double apex = apex_of(shape), area = height / shape.density(apex);
        for (const bool isotope : {false, true}) {
            const double share = isotope ? isotope_ratio : 1.0, ion_mz = mz + (isotope ? isotope_step : 0.0);
            ions.push_back(ion_of(shape, ion_mz, share * area));
            truth.push_back(
                {ion_mz, apex, share * area, share * height, !isotope, !isotope, std::size_t(2 * i + isotope)});
        }
    }
}

// Levels that wander slowly about their mean.
void add_constant_ions(const Place& place, std::vector<Ion>& ions) {
    for (int i = 0; i < constant_ions; ++i) {
        RandomStream dice(place.seed, constant_dice, 0, std::uint32_t(i));
        const double mz = dice.uniform(60, 950), level = draw_log_normal(dice, std::log(2000.0), 1.2);
        Ion ion{mz, 0, {}};
        double wander = 0;
        if (place.in_study) dice = RandomStream(place.seed, constant_dice, place.dice_run, std::uint32_t(i));
        for (std::size_t scan = 0; scan < scans; ++scan) {
            wander = 0.98 * wander + 0.02 * draw_normal(dice);
            ion.counts.push_back(level * (1 + 0.5 * wander));
        }
        ions.push_back(std::move(ion));
    }
}

using Centroid = std::pair<double, double>;  // m/z, counts

// Ions that the instrument cannot tell apart become one centroid.
std::vector<Centroid> merged(std::vector<Centroid> hits) {
    std::sort(hits.begin(), hits.end());
    std::vector<Centroid> result;
    for (const auto& [mz, counts] : hits) {
        if (result.empty() || mz - result.back().first > 0.7 * mz / resolution) {
            result.emplace_back(mz, counts);
            continue;
        }
        auto& [last_mz, last_counts] = result.back();
        last_mz = (last_mz * last_counts + mz * counts) / (last_counts + counts);
        last_counts += counts;
    }
    return result;
}

std::vector<Centroid> scan_centroids(const Difficulty& set, const std::vector<Ion>& ions, std::size_t scan,
                                     double run_offset_ppm, RandomStream& dice) {
    std::vector<Centroid> hits;
    for (const Ion& ion : ions) {
        if (scan < ion.first_scan || scan >= ion.first_scan + ion.counts.size()) continue;
        const double expected = ion.counts[scan - ion.first_scan];
        if (expected < 1) continue;
        const double counts = expected + std::sqrt(expected) * draw_normal(dice) + 0.03 * expected * draw_normal(dice);
        if (counts < set.threshold) continue;
        const double error_ppm = run_offset_ppm + std::sqrt(1 + 2e4 / counts) * draw_normal(dice);
        hits.emplace_back(ion.mz * (1 + 1e-6 * error_ppm), counts);
    }
    const double noise = draw_poisson(dice, set.noise_centroids);
    for (int i = 0; i < int(noise); ++i) {
        const double mz = dice.uniform(50, 1000);
        hits.emplace_back(mz, draw_pareto(dice, 2.5, set.threshold));
    }
    return merged(std::move(hits));
}

TrueRun make_peer_run(const Difficulty& set, const Place& place) {
    TrueRun result;
    std::vector<Ion> ions;
    add_compounds(set, place, ions, result.truth);
    add_constant_ions(place, ions);
    RandomStream run_stream(place.seed, run_dice, place.dice_run);
    const double run_offset_ppm = 2 * draw_normal(run_stream);
    Run& run = result.run;
    run.polarity = Polarity::positive;
    run.scan_begin.push_back(0);
    for (std::size_t scan = 0; scan < scans; ++scan) {
        RandomStream dice(place.seed, scan_dice, place.dice_run, 0, std::uint32_t(scan));
        run.scan_time_s.push_back(std::max(0.0, double(scan) + 0.005 * draw_normal(dice)));
        for (const auto& [mz, counts] : scan_centroids(set, ions, scan, run_offset_ppm, dice)) {
            run.mz.push_back(mz);
            run.intensity.push_back(float(counts));
        }
        run.scan_begin.push_back(run.mz.size());
    }
    return result;
}

// The number of an ion in all runs of a study: its name's own (FNV-1a, 32 bits).
std::size_t ion_number(const TrueIon& ion) {
    return compound_key(ion.compound_id + ' ' + ion.ion + ' ' + std::to_string(std::llround(ion.mz * 1e5)));
}

struct SteadyIon {
    double mz, level;
    std::vector<Truth> peaks;
    double fwhm_s_of(const Truth& peak) const { return peak.area / peak.height / 1.0644670194312262; }
};

constexpr double steady_gain = 20.0;
constexpr std::size_t steady_scans = 1800;

double steady_fwhm_s(double time_s) {
    return 4.4 * std::pow(time_s / 415.0, 1.2);
}

Truth steady_peak(double mz, double time_s, double height, bool counts) {
    return {.mz = mz,
            .apex_s = time_s,
            .area = 1.0644670194312262 * height * steady_fwhm_s(time_s),
            .height = height,
            .counts = counts};
}

std::vector<SteadyIon> draw_steady_ions(std::uint64_t seed) {
    std::vector<SteadyIon> ions;
    for (std::uint32_t i = 0; i < 110; ++i) {
        RandomStream dice(seed, constant_dice, 0, i);
        SteadyIon ion{.mz = 60.0 + 7.3 * i + dice.uniform(-2.0, 2.0), .level = 0.0, .peaks = {}};
        if (i % 11 < 3) {
            ion.peaks.push_back(steady_peak(ion.mz, dice.uniform(100, 1700), draw_log_uniform(dice, 2e4, 3e5), true));
        } else {
            ion.level = draw_log_uniform(dice, 300, 10000);
            for (const double centre_s : {450.0, 1250.0}) {
                const double snr = draw_log_uniform(dice, 4, 60);
                ion.peaks.push_back(steady_peak(ion.mz, centre_s + dice.uniform(-300, 300),
                                                snr * std::sqrt(steady_gain * ion.level), snr >= 10));
            }
        }
        ions.push_back(std::move(ion));
    }
    return ions;
}

bool is_preset(Set set) {
    return set == Set::tiny || set == Set::demo;
}

}  // namespace

std::string_view name(Set set) {
    constexpr std::string_view names[]{"easy", "hard", "tiny", "demo"};
    return names[std::size_t(set)];
}

TrueRun make_preset_run(std::string_view name, std::string_view geometry, std::uint64_t seed, std::uint32_t run_index) {
    const auto preset = simulate_preset(name, geometry);
    const auto study = draw_study(preset.params, preset.compounds, seed);
    auto simulated = simulate_run(preset.params, study, preset.compounds, seed, run_index);
    TrueRun result{std::move(simulated.run), {}};
    for (const TrueIon& ion : simulated.truth) {
        const bool main = ion.kind == "M0";
        result.truth.push_back({ion.mz, ion.mt_s, ion.area, ion.height, main, main && ion.snr > 10, ion_number(ion)});
    }
    return result;
}

TrueRun make_run(Set set, std::uint64_t seed, std::uint32_t run_index) {
    if (is_preset(set)) return make_preset_run(name(set), "cation", seed, run_index);
    return make_peer_run(set == Set::easy ? easy : hard, {.seed = seed});
}

TrueRun make_steady_run(std::uint64_t seed) {
    constexpr double threshold = 60.0;
    const std::vector<SteadyIon> ions = draw_steady_ions(seed);
    TrueRun result;
    for (const SteadyIon& ion : ions) result.truth.insert(result.truth.end(), ion.peaks.begin(), ion.peaks.end());
    Run& run = result.run;
    run.polarity = Polarity::positive;
    run.scan_begin.push_back(0);
    for (std::size_t scan = 0; scan < steady_scans; ++scan) {
        RandomStream dice(seed, scan_dice, 0, 0, std::uint32_t(scan));
        run.scan_time_s.push_back(double(scan));
        std::vector<Centroid> hits;
        for (const SteadyIon& ion : ions) {
            double expected = ion.level;
            for (const Truth& peak : ion.peaks) {
                const double away = (double(scan) - peak.apex_s) / (0.5 * ion.fwhm_s_of(peak));
                expected += peak.height * std::exp2(-away * away);
            }
            const double counts = steady_gain * draw_poisson(dice, expected / steady_gain);
            if (counts < threshold) continue;
            hits.emplace_back(ion.mz * (1 + 1e-6 * std::sqrt(1 + 2e4 / counts) * draw_normal(dice)), counts);
        }
        for (const auto& [mz, counts] : merged(std::move(hits))) {
            run.mz.push_back(mz);
            run.intensity.push_back(float(counts));
        }
        run.scan_begin.push_back(run.mz.size());
    }
    return result;
}

std::uint32_t study_runs(Set set) {
    return is_preset(set) ? std::uint32_t(simulate_preset(name(set)).params.design.runs) : 20;
}

TrueRun make_study_run(Set set, std::uint64_t seed, std::uint32_t run_index) {
    if (is_preset(set)) return make_run(set, seed, run_index);
    return make_peer_run(set == Set::easy ? easy : hard, {.seed = seed, .in_study = true, .dice_run = run_index + 1});
}

}  // namespace gassan::bench
