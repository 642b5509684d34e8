#include "core/simulate/simulate.hpp"

#include "core/base/random.hpp"
#include "core/simulate/background.hpp"
#include "core/simulate/detector.hpp"
#include "core/simulate/profile.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

namespace gassan {
namespace {

/// What compound k sends into one scan.
struct Arrival {
    std::size_t scan = 0, compound = 0;
    double plain = 0.0, salty = 0.0;  ///< counts
};

/// How long a scan gathers ions: until the next begins, but over a gap not longer than usual.
double gathering_s(const std::vector<double>& times, std::size_t scan, double rate_hz) {
    const double usual = 1.0 / rate_hz;
    if (scan + 1 == times.size()) return usual;
    const double next = times[scan + 1] - times[scan];
    return next < 1.5 * usual ? next : usual;
}

void add_arrivals(const Passage& passage, std::size_t compound, const std::vector<double>& times, double rate_hz,
                  std::vector<Arrival>& arrivals) {
    if (passage.plain.empty()) return;
    const double end_s = passage.begin_s + passage.step_s * double(passage.plain.size());
    auto first = std::upper_bound(times.begin(), times.end(), passage.begin_s) - times.begin();
    for (auto scan = std::size_t(std::max<std::ptrdiff_t>(0, first - 1)); scan < times.size(); ++scan) {
        const double from = times[scan], gathering = gathering_s(times, scan, rate_hz);
        if (from > end_s) break;
        const double plain = passed(passage.plain, passage, from, from + gathering) / gathering;
        const double salty = passed(passage.salty, passage, from, from + gathering) / gathering;
        if (plain > 0.0) arrivals.push_back({scan, compound, plain, salty});
    }
}

/// Every species of the study has its own number, the address of its dice.
std::vector<std::uint32_t> first_species(const StudyConditions& study) {
    std::vector<std::uint32_t> first{0};
    for (const auto& compound : study.compounds) first.push_back(first.back() + std::uint32_t(compound.species.size()));
    return first;
}

/// All compounds through capillary and spray.
struct Sprayed {
    std::vector<Passage> passages;
    SprayLoad load;
};

Sprayed spray_all(const SimulateParams& params, const StudyConditions& study, const RunConditions& run,
                  std::span<const SimulatedCompound> compounds) {
    Sprayed sprayed;
    for (std::size_t k = 0; k < compounds.size(); ++k)
        sprayed.passages.push_back(passage(params, study, run, compounds[k], k));
    sprayed.load = spray_load(study, run, sprayed.passages);
    for (Passage& one : sprayed.passages) suppress(params, run, sprayed.load, one);
    return sprayed;
}

/// What arrives scan by scan.
std::vector<Arrival> arrivals_of(std::span<const Passage> passages, const std::vector<double>& times, double rate_hz) {
    std::vector<Arrival> arrivals;
    for (std::size_t k = 0; k < passages.size(); ++k) add_arrivals(passages[k], k, times, rate_hz, arrivals);
    std::stable_sort(arrivals.begin(), arrivals.end(),
                     [](const Arrival& a, const Arrival& b) { return a.scan < b.scan; });
    return arrivals;
}

RunTruth truth_of(const SimulateParams& params, const StudyConditions& study, RunConditions conditions,
                  std::span<const SimulatedCompound> compounds, std::span<const Passage> passages) {
    RunTruth truth{std::move(conditions), {}};
    for (std::size_t k = 0; k < compounds.size(); ++k) {
        auto ions = true_ions(params, study, truth.conditions, compounds[k], k, passages[k]);
        std::move(ions.begin(), ions.end(), std::back_inserter(truth.ions));
    }
    auto background = background_truth(params, study, truth.conditions);
    std::move(background.begin(), background.end(), std::back_inserter(truth.ions));
    return truth;
}

/// Where the dice of a run are found.
struct Address {
    std::uint64_t seed = 0;
    std::uint32_t run = 0;
    std::vector<std::uint32_t> first_species;  ///< number of the first species of each compound
};

/// The hits of one compound in one scan.
void add_sample_hits(const Detector& detector, const StudyConditions& study, const RunConditions& run,
                     const Address& address, const Arrival& now, double time_s, double spray, std::vector<Hit>& hits) {
    const auto& species = study.compounds[now.compound].species;
    const double concentration = run.concentration_um[now.compound];
    for (std::size_t i = 0; i < species.size(); ++i) {
        const double mz = species[i].mz;
        const double expected =
            share_in_run(species[i], concentration) * spray * (species[i].loves_salt ? now.salty : now.plain);
        const RandomStream dice(address.seed, std::uint32_t(Dice::analyte), address.run,
                                address.first_species[now.compound] + std::uint32_t(i), std::uint32_t(now.scan));
        count_ions(detector, dice, mz, calibration_ppm(run.mass_error, time_s, std::sqrt(mz)),
                   one_ion_ppm(detector.params, mz), expected, hits);
    }
}

bool by_mz(const Hit& a, const Hit& b) {
    return a.mz < b.mz;
}

/// What arrives in one scan, by m/z.
struct Arrived {
    std::vector<Hit> sample, constant, random;

    void clear() {
        for (auto* hits : {&sample, &constant, &random}) hits->clear();
    }
};

/// Makes a spectrum of what arrived: centroids or a profile.
class Recorder {
public:
    Recorder(const Detector& detector, std::uint64_t seed, std::uint32_t run)
        : detector_(detector), seed_(seed), run_(run) {
        if (detector.profile) profile_.emplace(detector);
    }

    void record(std::uint32_t scan, const Arrived& arrived, std::vector<double>& mz, std::vector<float>& intensity) {
        if (profile_) {
            profile_->add_ions(arrived.sample);
            profile_->add_ions(arrived.constant);
            profile_->add_pulses(arrived.random);
            profile_->record({seed_, run_, scan}, mz, intensity);
            return;
        }
        mixed_.clear();
        all_.clear();
        const auto &constant = arrived.constant, &random = arrived.random, &sample = arrived.sample;
        std::merge(constant.begin(), constant.end(), random.begin(), random.end(), std::back_inserter(mixed_), by_mz);
        std::merge(mixed_.begin(), mixed_.end(), sample.begin(), sample.end(), std::back_inserter(all_), by_mz);
        const RandomStream echoes(seed_, std::uint32_t(Dice::ringing), run_, 0, scan);
        record_scan(detector_, all_, echoes, mz, intensity);
    }

private:
    const Detector& detector_;
    std::uint64_t seed_;
    std::uint32_t run_;
    std::optional<Profile> profile_;
    std::vector<Hit> mixed_, all_;
};

}  // namespace

std::vector<double> draw_scan_times(const SimulateParams& params, const StudyConditions& study, std::uint64_t seed,
                                    std::uint32_t run) {
    RandomStream random(seed, std::uint32_t(Dice::scan_times), run);
    std::vector<double> times;
    for (double n = 1.0; n / study.rate_hz < study.run_length_s; ++n) {
        const double time_s = n / study.rate_hz + draw_normal(random, 0.0, params.separation.jitter_s);
        const bool gap =
            random.uniform() < params.separation.gap_probability || time_s < params.separation.recording_start_s;
        if (!gap && (times.empty() || time_s > times.back())) times.push_back(time_s);
    }
    return times;
}

RunTruth run_truth(const SimulateParams& params, const StudyConditions& study,
                   std::span<const SimulatedCompound> compounds, std::uint64_t seed, std::uint32_t run_index) {
    RunConditions conditions = draw_run(params, study, compounds, seed, run_index);
    const Sprayed sprayed = spray_all(params, study, conditions, compounds);
    return truth_of(params, study, std::move(conditions), compounds, sprayed.passages);
}

RunTruth simulate_spectra(const SimulateParams& params, const StudyConditions& study,
                          std::span<const SimulatedCompound> compounds, std::uint64_t seed, std::uint32_t run_index,
                          const ScanSink& sink) {
    const RunConditions conditions = draw_run(params, study, compounds, seed, run_index);
    const auto [passages, load] = spray_all(params, study, conditions, compounds);
    const auto times = draw_scan_times(params, study, seed, run_index);
    const auto arrivals = arrivals_of(passages, times, study.rate_hz);
    const SprayHistory spray = draw_spray(params, times.size(), study.run_length_s, seed, run_index);
    const Detector detector{params, study.gain, study.threshold, params.mass.spectra == "profile"};
    const Background background(detector, study, conditions, load, seed, run_index);
    const Address address{seed, run_index, first_species(study)};

    Recorder recorder(detector, seed, run_index);
    Arrived arrived;
    std::vector<double> mz;
    std::vector<float> intensity;
    auto arrival = arrivals.begin();
    auto spike = spray.spikes.begin();
    for (std::size_t scan = 0; scan < times.size(); ++scan) {
        const double time_s = times[scan], factor = spray.factor[scan];
        arrived.clear();
        for (; arrival != arrivals.end() && arrival->scan == scan; ++arrival)
            add_sample_hits(detector, study, conditions, address, *arrival, time_s, factor, arrived.sample);
        for (; spike != spray.spikes.end() && spike->scan == scan; ++spike) arrived.sample.push_back(spike->hit);
        std::stable_sort(arrived.sample.begin(), arrived.sample.end(), by_mz);
        background.hits(std::uint32_t(scan), time_s, factor, arrived.constant);
        draw_singletons(params, RandomStream(seed, std::uint32_t(Dice::singletons), run_index, 0, std::uint32_t(scan)),
                        study.singletons_per_scan * std::min(1.0, factor), arrived.random);
        mz.clear();
        intensity.clear();
        recorder.record(std::uint32_t(scan), arrived, mz, intensity);
        sink(time_s, mz, intensity);
    }
    return truth_of(params, study, conditions, compounds, passages);
}

SimulatedRun simulate_run(const SimulateParams& params, const StudyConditions& study,
                          std::span<const SimulatedCompound> compounds, std::uint64_t seed, std::uint32_t run_index) {
    SimulatedRun simulated;
    Run& run = simulated.run;
    run.polarity = study.polarity;
    run.scan_begin.push_back(0);
    RunTruth truth = simulate_spectra(params, study, compounds, seed, run_index,
                                      [&](double time_s, std::span<const double> mz, std::span<const float> intensity) {
                                          run.scan_time_s.push_back(time_s);
                                          run.mz.insert(run.mz.end(), mz.begin(), mz.end());
                                          run.intensity.insert(run.intensity.end(), intensity.begin(), intensity.end());
                                          run.scan_begin.push_back(run.mz.size());
                                      });
    simulated.truth = std::move(truth.ions);
    simulated.conditions = std::move(truth.conditions);
    return simulated;
}

SimulatedRun simulate_run(const SimulateParams& params, std::span<const SimulatedCompound> compounds,
                          std::uint64_t seed, std::uint32_t run_index) {
    check(params);
    return simulate_run(params, draw_study(params, compounds, seed), compounds, seed, run_index);
}

}  // namespace gassan
