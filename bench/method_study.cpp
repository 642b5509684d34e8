#include "bench/method_study.hpp"

#include "bench/scoring.hpp"
#include "core/align/align_run.hpp"
#include "core/align/frame.hpp"
#include "core/base/parallel.hpp"
#include "core/base/robust.hpp"
#include "core/simulate/detector.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <utility>

namespace gassan::bench {
namespace {

constexpr double asked_snr = 10.0;

bool is_main(const TrueIon& ion) {
    return ion.kind == "M0";
}

std::string run_name(std::size_t run) {
    return (run < 9 ? "run0" : "run") + std::to_string(run + 1);
}

Separation nominal_separation(const MigrationParams& params) {
    return {.voltage_kv = params.voltage_kv,
            .length_mm = params.total_length_mm,
            .ramp_s = params.ramp_s,
            .eof_tu = params.eof_tu};
}

/// The main ions of a run, by compound.
std::map<std::string, const TrueIon*> main_ions(const std::vector<TrueIon>& truth) {
    std::map<std::string, const TrueIon*> ions;
    for (const TrueIon& ion : truth)
        if (is_main(ion)) ions[ion.compound_id] = &ion;
    return ions;
}

/// Worst and middle of each run, then the middle of both over the runs.
TimeErrors summed(const std::vector<std::vector<double>>& errors_s) {
    TimeErrors result;
    std::vector<double> worst, typical;
    for (const auto& run : errors_s) {
        if (run.empty()) continue;
        worst.push_back(*std::max_element(run.begin(), run.end()));
        typical.push_back(median(run));
    }
    result.runs = worst.size();
    result.worst = median(worst);
    result.typical = median(typical);
    return result;
}

/// Where most runs have a compound on the frame.
std::map<std::string, double> frame_places(const MethodStudy& study, const FeatureTable& table) {
    std::map<std::string, std::vector<double>> seen;
    for (std::size_t run = 0; run < study.runs.size(); ++run)
        for (const auto& [compound, ion] : main_ions(study.truth[run]))
            if (const RunAlignment& alignment = table.runs[run].alignment; alignment.aligned)
                if (const double place = alignment.warp.place(ion->a1_s); std::isfinite(place))
                    seen[compound].push_back(place);
    std::map<std::string, double> places;
    for (auto& [compound, values] : seen) places[compound] = median(std::move(values));
    return places;
}

/// Does another ion of the sample, of at least a share of its height, come with it: nearer than resolution 1.0 in time
/// and than the instrument parts m/z?
bool has_neighbour(const SimulateParams& params, const std::vector<TrueIon>& truth, const TrueIon& ion,
                   double least_share = 0.0) {
    return std::any_of(truth.begin(), truth.end(), [&](const TrueIon& other) {
        if (&other == &ion || other.kind == "background" || other.height < least_share * ion.height) return false;
        return std::abs(other.mz - ion.mz) < 2.0 * mass_width(params, ion.mz) &&
               1.18 * std::abs(other.mt_s - ion.mt_s) < other.fwhm_s + ion.fwhm_s;
    });
}

/// Eight compounds that every sample holds, spread evenly over the times at which they come. Nobody takes an ion for an
/// anchor that comes together with another of its m/z.
std::vector<std::string> eight_compounds(const MethodStudy& study) {
    constexpr double strong_snr = 50.0, beside = 0.02;
    std::map<std::string, std::vector<double>> times;
    std::size_t asked = 0;
    for (std::size_t run = 0; run < study.runs.size(); ++run) {
        if (study.runs[run].type != SampleType::sample && study.runs[run].type != SampleType::qc) continue;
        ++asked;
        for (const auto& [compound, ion] : main_ions(study.truth[run]))
            if (ion->snr > strong_snr && !has_neighbour(study.preset.params, study.truth[run], *ion, beside))
                times[compound].push_back(ion->mt_s);
    }
    std::vector<std::pair<double, std::string>> common;
    for (auto& [compound, seen] : times)
        if (seen.size() == asked) common.emplace_back(median(seen), compound);
    std::sort(common.begin(), common.end());
    std::vector<std::string> eight;
    for (int i = 0; i < 8 && !common.empty(); ++i) {
        const double wanted = std::lerp(common.front().first, common.back().first, i / 7.0);
        const auto nearest = std::min_element(common.begin(), common.end(), [&](const auto& a, const auto& b) {
            return std::abs(a.first - wanted) < std::abs(b.first - wanted);
        });
        eight.push_back(nearest->second);
        common.erase(nearest);
    }
    return eight;
}

/// Row of each compound: the one with the most of its peaks.
std::map<std::string, std::size_t> compound_rows(const MethodStudy& study, const FeatureTable& table) {
    std::map<std::string, std::map<std::size_t, std::size_t>> votes;
    for (std::size_t run = 0; run < study.runs.size(); ++run) {
        std::vector<Found> found;
        std::vector<std::size_t> row;
        for (std::size_t feature = 0; feature < table.features.size(); ++feature)
            if (const Cell& cell = table.cell(feature, run); cell.kind == CellKind::measured) {
                found.push_back({cell.mz, cell.mt_s, cell.area});
                row.push_back(feature);
            }
        std::vector<Truth> truth;
        for (const TrueIon& ion : study.truth[run]) truth.push_back({ion.mz, ion.mt_s, ion.area, ion.height});
        const auto match = match_truth(found, truth);
        for (std::size_t i = 0; i < truth.size(); ++i)
            if (match[i] != nobody && is_main(study.truth[run][i]))
                ++votes[study.truth[run][i].compound_id][row[match[i]]];
    }
    std::map<std::string, std::size_t> rows;
    for (const auto& [compound, count] : votes)
        rows[compound] = std::max_element(count.begin(), count.end(), [](const auto& a, const auto& b) {
                             return a.second < b.second;
                         })->first;
    return rows;
}

/// NaN for fewer than three.
double cv_of(const std::vector<double>& values) {
    if (values.size() < 3) return no_value;
    double mean = 0.0, squares = 0.0;
    for (const double value : values) mean += value / double(values.size());
    for (const double value : values) squares += (value - mean) * (value - mean);
    return std::sqrt(squares / double(values.size() - 1)) / mean;
}

}  // namespace

SimulatePreset method_preset(std::string_view geometry, bool matrix_effect) {
    SimulatePreset preset = simulate_preset("method", geometry);
    ResponseParams& response = preset.params.response;
    response.capillary_log_sd = response.capillary_compound_log_sd = 0.0;
    response.capillary_slope = response.capillary_slope_sd = response.capillary_walk_sd = 0.0;
    response.batch_log_sd = response.batch_compound_log_sd = 0.0;
    if (!matrix_effect) preset.params.separation.matrix_shift = 0.0;
    return preset;
}

SeparationSettings separation_of(const SimulatePreset& preset) {
    const MigrationParams& params = preset.params.separation;
    SeparationSettings settings{
        .voltage_kv = params.voltage_kv, .total_length_mm = params.total_length_mm, .ramp_s = params.ramp_s};
    const StudyConditions study = draw_study(preset.params, preset.compounds, 1);
    for (std::size_t k = 0; k < preset.compounds.size(); ++k) {
        const SimulatedCompound& compound = preset.compounds[k];
        const Separation nominal = nominal_separation(params);
        if (compound.role != "marker" || !std::isfinite(arrival_s(nominal, compound.mobility_tu))) continue;
        const ArrivalWindow window = arrival_window(nominal, compound.mobility_tu);
        settings.markers.push_back({.name = compound.name,
                                    .mz = study.compounds[k].species.front().mz,
                                    .mobility_tu = compound.mobility_tu,
                                    .begin_s = window.begin_s,
                                    .end_s = window.end_s});
    }
    return settings;
}

MethodStudy make_method_study(std::string_view geometry, std::uint64_t seed, bool matrix_effect, int threads) {
    MethodStudy study{.preset = method_preset(geometry, matrix_effect)};
    study.separation = separation_of(study.preset);
    const SimulateParams& params = study.preset.params;
    const StudyConditions conditions = draw_study(params, study.preset.compounds, seed);
    const std::size_t runs = conditions.samples.size();
    study.runs.resize(runs);
    study.archives.resize(runs);
    study.truth.resize(runs);
    parallel_for(runs, threads, [&](std::size_t i) {
        SimulatedRun one = simulate_run(params, conditions, study.preset.compounds, seed, std::uint32_t(i));
        RunResult result = process_run(one.run, {}, {.archive = true, .for_study = true});
        study.runs[i] = {.sample_id = run_name(i),
                         .run_hash = run_name(i),
                         .type = conditions.samples[i].type,
                         .group = conditions.samples[i].group,
                         .features = std::move(result.features),
                         .first_time_s = one.run.scan_time_s.front(),
                         .last_time_s = one.run.scan_time_s.back(),
                         .spacing_s = result.archive->spacing_s};
        study.archives[i] = std::move(*result.archive);
        study.truth[i] = std::move(one.truth);
    });
    return study;
}

TimeErrors time_errors(const MethodStudy& study, const FeatureTable& table) {
    const auto places = frame_places(study, table);
    std::vector<std::vector<double>> errors;
    std::size_t aligned = 0, warned = 0;
    for (std::size_t run = 0; run < study.runs.size(); ++run) {
        const RunAlignment& alignment = table.runs[run].alignment;
        aligned += alignment.aligned;
        warned += !alignment.reason.empty();
        errors.emplace_back();
        if (!alignment.aligned) continue;
        for (const auto& [compound, ion] : main_ions(study.truth[run]))
            if (const auto place = places.find(compound); place != places.end() && !alignment.extrapolates(ion->a1_s))
                errors.back().push_back(std::abs(alignment.warp.time_s(place->second) - ion->a1_s));
    }
    TimeErrors result = summed(errors);
    result.runs = study.runs.size();
    result.aligned = aligned;
    result.warned = warned;
    return result;
}

TimeErrors time_errors_of_eight(const MethodStudy& study) {
    const auto eight = eight_compounds(study);
    const MigrationParams& nominal = study.preset.params.separation;
    const double gain = nominal.total_length_mm * nominal.total_length_mm / nominal.voltage_kv;
    Frame frame{.in_tu = true, .clock = {gain, -nominal.eof_tu, 0.0, 0.5 * nominal.ramp_s}, .relative_sd = 1e-3};
    std::vector<std::vector<double>> errors;
    for (std::size_t run = 0; run < study.runs.size(); ++run) {
        const auto ions = main_ions(study.truth[run]);
        frame.ions.clear();
        for (const std::string& compound : eight)
            if (const auto ion = ions.find(compound); ion != ions.end())
                frame.ions.push_back({ion->second->mz, ion->second->mobility_tu, ion->second->height});
        std::sort(frame.ions.begin(), frame.ions.end(), [](const auto& a, const auto& b) { return a.mz < b.mz; });
        const AlignParams params;
        const RunAlignment alignment = align_run(strong_ions(study.runs[run].features, params), frame,
                                                 warp_prior(frame, {}, params), study.runs[run].spacing_s, params);
        if (alignment.anchors.size() != 8) continue;
        errors.emplace_back();
        for (const auto& [compound, ion] : ions)
            if (!alignment.extrapolates(ion->a1_s))
                errors.back().push_back(std::abs(alignment.warp.time_s(ion->mobility_tu) - ion->a1_s));
    }
    TimeErrors result = summed(errors);
    result.aligned = result.runs;
    return result;
}

QcScore qc_score(const MethodStudy& study, const FeatureTable& table) {
    struct Seen {
        std::vector<double> snr, truth, found;
    };
    const auto rows = compound_rows(study, table);
    std::map<std::string, Seen> compounds;
    for (std::size_t run = 0; run < study.runs.size(); ++run) {
        if (study.runs[run].type != SampleType::qc) continue;
        for (const auto& [compound, ion] : main_ions(study.truth[run])) {
            Seen& seen = compounds[compound];
            seen.snr.push_back(ion->snr);
            seen.truth.push_back(ion->area);
            const auto row = rows.find(compound);
            if (row == rows.end()) continue;
            const Cell& cell = table.cell(row->second, run);
            if (std::isfinite(cell.area)) seen.found.push_back(cell.area);
        }
    }
    QcScore score;
    double below = 0.0, truly_below = 0.0;
    std::vector<double> cvs;
    for (const auto& [compound, seen] : compounds) {
        if (!(median(seen.snr) > asked_snr)) continue;
        ++score.compounds;
        const double cv = 2 * seen.found.size() >= seen.truth.size() ? cv_of(seen.found) : no_value;
        below += cv < 0.2;
        truly_below += cv_of(seen.truth) < 0.2;
        if (std::isfinite(cv)) cvs.push_back(cv);
    }
    score.below_20 = below / double(score.compounds);
    score.true_below_20 = truly_below / double(score.compounds);
    score.median_cv = median(std::move(cvs));
    return score;
}

CoverageScore coverage_score(const MethodStudy& study) {
    CoverageScore score;
    double covered = 0.0;
    std::vector<double> errors;
    for (std::size_t run = 0; run < study.runs.size(); ++run) {
        const auto& features = study.runs[run].features;
        const auto& ions = study.truth[run];
        std::vector<Found> found;
        for (const Feature& feature : features) found.push_back({feature.mz, feature.mt_s, feature.area});
        std::vector<Truth> truth;
        for (const TrueIon& ion : ions) truth.push_back({ion.mz, ion.mt_s, ion.area, ion.height});
        const auto match = match_truth(found, truth);
        for (std::size_t i = 0; i < ions.size(); ++i) {
            if (match[i] == nobody || !is_main(ions[i]) || has_neighbour(study.preset.params, ions, ions[i])) continue;
            const Feature& feature = features[match[i]];
            ++score.features;
            covered += std::abs(feature.area - ions[i].area) <= 2.0 * feature.area_se;
            errors.push_back(std::abs(feature.area / ions[i].area - 1.0));
        }
    }
    score.covered = covered / double(score.features);
    score.median_error = median(std::move(errors));
    return score;
}

void print_method_table(std::uint64_t seed, int threads) {
    std::printf("method, seed %llu\n", static_cast<unsigned long long>(seed));
    std::printf("%-13s %-6s %-14s %-14s %-14s %7s %7s %7s %7s %7s %8s\n", "geometry", "matrix", "by markers s",
                "by nothing s", "by eight s", "warned", "QC<20%", "truth", "CV", "+-2 se", "area err");
    for (const bool matrix_effect : {false, true})
        for (const std::string_view geometry : {"cation", "anion_silica", "anion_coated"}) {
            const MethodStudy study = make_method_study(geometry, seed, matrix_effect, threads);
            StudyRequest request{.threads = threads, .separation = study.separation};
            request.archive = [&](std::size_t run) { return study.archives[run]; };
            const FeatureTable table = process_study(
                study.runs,
                study.preset.params.separation.geometry == "cation" ? Polarity::positive : Polarity::negative, {},
                request);
            request.separation.reset();
            const FeatureTable bare = process_study(study.runs, table.frame.polarity, {}, request);
            const TimeErrors own = time_errors(study, table), none = time_errors(study, bare);
            const TimeErrors eight = time_errors_of_eight(study);
            const QcScore qc = qc_score(study, table);
            const CoverageScore coverage = coverage_score(study);
            std::printf("%-13s %-6s %6.2f %6.3f  %6.2f %6.3f  %6.2f %6.3f  %3zu %3zu %7.3f %7.3f %7.3f %7.3f %8.4f\n",
                        geometry.data(), matrix_effect ? "yes" : "no", own.worst, own.typical, none.worst, none.typical,
                        eight.worst, eight.typical, own.warned, none.warned, qc.below_20, qc.true_below_20,
                        qc.median_cv, coverage.covered, coverage.median_error);
            std::fflush(stdout);
        }
}

}  // namespace gassan::bench
