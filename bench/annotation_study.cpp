#include "bench/annotation_study.hpp"

#include "bench/method_study.hpp"
#include "core/base/parallel.hpp"
#include "core/pipeline.hpp"
#include "core/simulate/simulate.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace gassan::bench {
namespace {

std::string run_name(std::size_t run) {
    return (run < 9 ? "method_0" : "method_") + std::to_string(run + 1);
}

/// compounds.tsv as the simulator writes it: the main ion of each with its m/z and mobility.
std::vector<Compound> injected(const SimulatePreset& preset, const StudyConditions& conditions) {
    std::vector<Compound> compounds;
    for (std::size_t k = 0; k < preset.compounds.size(); ++k) {
        const SimulatedCompound& one = preset.compounds[k];
        const EmittedLine& main = conditions.compounds[k].species.front();
        const CompoundRole role = one.role == "marker"              ? CompoundRole::marker
                                  : one.role == "internal_standard" ? CompoundRole::internal_standard
                                  : one.role == "lock_mass"         ? CompoundRole::lock_mass
                                                                    : CompoundRole::analyte;
        compounds.push_back({.compound_id = one.compound_id,
                             .name = one.name,
                             .formula = one.formula,
                             .ion = main.ion,
                             .mz = main.mz,
                             .mobility_tu = one.mobility_tu,
                             .role = role});
    }
    return compounds;
}

/// The true ion that a peak is made of; null if none of the sample stands there.
const TrueIon* ion_of(const Cell& cell, const std::vector<TrueIon>& ions) {
    const TrueIon* best = nullptr;
    double most = 0.2 * cell.area;
    for (const TrueIon& ion : ions) {
        const double width_s = std::max(3.0, 0.7 * ion.fwhm_s);
        if (ion.kind == "background" || std::abs(ion.mz - cell.mz) > 12e-6 * ion.mz ||
            std::abs(ion.mt_s - cell.mt_s) > width_s)
            continue;
        const double away = (ion.mt_s - cell.mt_s) / (0.5 * width_s);
        if (const double area = ion.area * std::exp(-0.5 * away * away); area > most) {
            most = area;
            best = &ion;
        }
    }
    return best;
}

std::vector<TrueName> true_names(const FeatureTable& table, const std::vector<std::vector<TrueIon>>& truth) {
    std::vector<TrueName> names;
    for (std::size_t feature = 0; feature < table.features.size(); ++feature) {
        std::map<std::pair<std::string, std::string>, std::pair<int, const TrueIon*>> votes;
        int measured = 0;
        for (std::size_t run = 0; run < table.runs.size(); ++run) {
            const Cell& cell = table.cell(feature, run);
            if (cell.kind != CellKind::measured) continue;
            ++measured;
            if (const TrueIon* const ion = ion_of(cell, truth[run])) {
                auto& vote = votes[{ion->compound_id, ion->ion + ion->kind}];
                ++vote.first;
                vote.second = ion;
            }
        }
        const auto most = std::max_element(
            votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.second.first < b.second.first; });
        names.emplace_back();
        if (most == votes.end() || 2 * most->second.first < measured) continue;
        const TrueIon& ion = *most->second.second;
        names.back() = {ion.compound_id, ion.ion + " " + ion.kind, ion.kind == "M0"};
    }
    return names;
}

}  // namespace

NamedStudy make_named_study(std::string_view geometry, std::uint64_t seed, int threads) {
    const SimulatePreset preset = simulate_preset("method", geometry);
    const StudyConditions conditions = draw_study(preset.params, preset.compounds, seed);
    const std::size_t runs = conditions.samples.size();
    NamedStudy named{.separation = separation_of(preset)};
    named.study.name = "method, seed " + std::to_string(seed);
    named.compounds = injected(preset, conditions);
    std::vector<StudyRun> processed(runs);
    std::vector<RunArchive> archives(runs);
    std::vector<std::vector<TrueIon>> truth(runs);
    parallel_for(runs, threads, [&](std::size_t i) {
        SimulatedRun one = simulate_run(preset.params, conditions, preset.compounds, seed, std::uint32_t(i));
        RunResult result = process_run(one.run, {}, {.archive = true, .for_study = true});
        processed[i] = {.sample_id = run_name(i),
                        .run_hash = run_name(i),
                        .type = conditions.samples[i].type,
                        .group = conditions.samples[i].group,
                        .features = std::move(result.features),
                        .first_time_s = one.run.scan_time_s.front(),
                        .last_time_s = one.run.scan_time_s.back(),
                        .spacing_s = result.archive->spacing_s};
        archives[i] = std::move(*result.archive);
        truth[i] = std::move(one.truth);
    });
    for (std::size_t i = 0; i < runs; ++i) {
        const SimulatedSample& sample = conditions.samples[i];
        named.study.samples.push_back({.sample_id = run_name(i),
                                       .type = sample.type,
                                       .specimen_id = sample.specimen_id,
                                       .group = sample.group,
                                       .level = sample.level_um,
                                       .level_unit = "umol/L"});
        named.result.runs.push_back({.sample_id = run_name(i), .status = RunStatus::ok});
    }
    StudyRequest request{.threads = threads, .separation = named.separation};
    request.archive = [&](std::size_t run) { return archives[run]; };
    named.result.tables = {process_study(processed, conditions.polarity, {}, request)};
    named.truth = true_names(named.result.tables.front(), truth);
    return named;
}

}  // namespace gassan::bench
