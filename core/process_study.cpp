#include "core/align/align_run.hpp"
#include "core/align/frame.hpp"
#include "core/base/parallel.hpp"
#include "core/base/robust.hpp"
#include "core/group/study_ions.hpp"
#include "core/match/blends.hpp"
#include "core/match/fill_run.hpp"
#include "core/match/match_features.hpp"
#include "core/mobility/markers.hpp"
#include "core/pipeline.hpp"
#include "core/segment/segment_clock.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace gassan {
namespace {

/// The runs as they are, in another order.
using Ordered = std::vector<const StudyRun*>;

/// Runs in an order that no sheet decides.
std::vector<std::size_t> canonical_order(std::span<const StudyRun> runs) {
    std::vector<std::size_t> order(runs.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return runs[a].sample_id < runs[b].sample_id; });
    return order;
}

FramingRun framing_run(const StudyRun& run, const Params& params, const StudyRequest& request) {
    const bool is_usual = run.type == SampleType::sample || run.type == SampleType::qc;
    const std::vector<Feature> features = on_first_segment(run.features, run.segment_s);
    FramingRun framing{run.sample_id, strong_ions(features, params.align), {}, {}, run.spacing_s, {}, is_usual};
    if (!request.separation) return framing;
    RunMobility mobility = find_mobility_scale(features, *request.separation);
    framing.scale = mobility.scale;
    framing.markers = std::move(mobility.markers);
    for (Note& note : mobility.notes)
        if (note.code == marker_not_found) framing.missing.push_back(std::move(note));
    return framing;
}

RunAlignment align(const FramingRun& run, const Frame& frame, const AlignParams& params) {
    return align_run(run.ions, frame, warp_prior(frame, run.scale, params), run.spacing_s, params);
}

std::vector<RunAlignment> align_all(std::span<const FramingRun> runs, const Frame& frame, const AlignParams& params,
                                    int threads) {
    std::vector<RunAlignment> alignments(runs.size());
    parallel_for(runs.size(), threads, [&](std::size_t run) { alignments[run] = align(runs[run], frame, params); });
    return alignments;
}

/// The clock on which the most anchors are found, then what all runs say of its ions.
Frame found_frame(std::span<const FramingRun> runs, Polarity polarity, const AlignParams& params, int threads) {
    constexpr std::size_t most_judges = 40;
    constexpr int refinements = 3;
    const std::size_t step = std::max<std::size_t>(1, runs.size() / most_judges);
    std::vector<FramingRun> judges;
    for (std::size_t run = 0; run < runs.size(); run += step) judges.push_back(runs[run]);
    Frame best;
    long most = -1;
    for (const std::size_t candidate : clock_candidates(runs)) {
        const Frame frame = frame_of_run(runs[candidate], polarity);
        long anchors = 0;
        for (const RunAlignment& alignment : align_all(judges, frame, params, threads))
            anchors += alignment.aligned ? alignment.n_anchors : 0;
        if (anchors <= most) continue;
        most = anchors;
        best = frame;
    }
    for (int round = 0; round < refinements; ++round)
        best = composite_frame(best, runs, align_all(runs, best, params, threads));
    return best;
}

/// Says of a run whose own marker lies elsewhere than its law expects that one of the two is wrong: a current failure
/// delays all that comes after it, and no smooth law follows that.
void judge_markers(const FramingRun& run, const Frame& frame, RunAlignment& alignment) {
    constexpr double most = 0.01;  // of its time
    constexpr double sure_sd = 2.0;
    if (!frame.in_tu || !alignment.aligned) return;
    for (const FoundMarker& marker : run.markers) {
        const double expected_s = alignment.warp.time_s(marker.marker.mobility_tu);
        if (std::abs(marker.time_s - expected_s) <= most * marker.time_s + sure_sd * marker.time_sd_s) continue;
        const auto tenths = [](double value) { return number_text(std::round(value * 10.0) / 10.0); };
        alignment.reason += (alignment.reason.empty() ? "" : "; ") + ("its marker " + marker.marker.name) +
                            " comes at " + tenths(marker.time_s) + " s where its other ions let expect " +
                            tenths(expected_s) +
                            " s: a current failure, or another compound's peak; look at what comes late";
        return;
    }
}

/// Says of a run that lacks a marker which most others have that it does. What all lack is the study's affair.
void tell_missing_markers(std::span<const FramingRun> runs, std::span<RunAlignment> alignments) {
    std::map<std::string, std::size_t> lack;
    for (const FramingRun& run : runs)
        for (const Note& note : run.missing) ++lack[note.where];
    for (std::size_t run = 0; run < runs.size(); ++run)
        for (const Note& note : runs[run].missing)
            if (2 * lack[note.where] < runs.size())
                alignments[run].reason +=
                    (alignments[run].reason.empty() ? "" : "; ") + note.where + " is missing: " + note.text;
}

/// What an earlier study knows of these runs.
struct Kept {
    std::vector<std::size_t> column;  ///< parallel to runs: of the earlier table, or `none`
    static constexpr std::size_t none = std::size_t(-1);
};

Kept kept_runs(const Ordered& runs, const FeatureTable* earlier) {
    Kept kept{std::vector<std::size_t>(runs.size(), Kept::none)};
    if (!earlier) return kept;
    std::map<std::string_view, std::size_t> columns;
    for (std::size_t column = 0; column < earlier->runs.size(); ++column)
        columns[earlier->runs[column].sample_id] = column;
    for (std::size_t run = 0; run < runs.size(); ++run)
        if (const auto found = columns.find(runs[run]->sample_id);
            found != columns.end() && is_same_run(earlier->runs[found->second], *runs[run]))
            kept.column[run] = found->second;
    return kept;
}

/// Matches of every run, parallel to runs, each parallel to features.
using Matches = std::vector<std::vector<std::size_t>>;

struct Placed {
    std::vector<MatchRun> runs;
    std::vector<std::vector<PlacedPeak>> peaks;  ///< a run
};

Placed place_all(const Ordered& runs, std::span<const RunAlignment> alignments, const Kept& kept, const Frame& frame) {
    Placed placed;
    for (std::size_t run = 0; run < runs.size(); ++run) {
        placed.runs.push_back({runs[run]->features, &alignments[run], runs[run]->type, runs[run]->group,
                               runs[run]->spacing_s, kept.column[run] == Kept::none, runs[run]->has_archive,
                               runs[run]->others});
        placed.peaks.push_back(placed_peaks(placed.runs.back(), run, frame));
    }
    return placed;
}

Matches match_all(const Placed& placed, std::span<const ConsensusFeature> features, std::span<const double> presence,
                  const AssignRule& rule, int threads) {
    Matches matches(placed.runs.size());
    parallel_for(placed.runs.size(), threads, [&](std::size_t run) {
        matches[run] = matched_features(placed.peaks[run], features, presence, rule);
    });
    return matches;
}

/// Share of the runs in which each feature has a peak of its own; half of them before anything is known.
std::vector<double> presences(const Matches& matches, std::size_t features) {
    std::vector<double> shares(features, 0.5);
    for (const auto& run : matches)
        for (std::size_t feature = 0; feature < features; ++feature)
            shares[feature] += run[feature] != Assignment::nobody;
    for (double& share : shares) share /= double(matches.size()) + 1.0;
    return shares;
}

/// Which peaks of the runs the cells that stand were measured on.
void recall_matches(const FeatureTable& earlier, const Kept& kept, const Placed& placed, Matches& matches) {
    for (std::size_t run = 0; run < placed.runs.size(); ++run) {
        if (kept.column[run] == Kept::none) continue;
        const auto& features = placed.runs[run].features;
        for (std::size_t feature = 0; feature < earlier.features.size(); ++feature) {
            const Cell& cell = earlier.cell(feature, kept.column[run]);
            const auto same = std::find_if(features.begin(), features.end(), [&](const Feature& own) {
                return own.mz == cell.mz && own.mt_s == cell.mt_s;
            });
            matches[run][feature] = cell.kind == CellKind::measured && same != features.end()
                                        ? std::size_t(same - features.begin())
                                        : Assignment::nobody;
        }
    }
}

/// Standing features take their peaks in every run.
Matches match_standing(const FeatureTable& earlier, const Kept& kept, const Placed& placed, const AssignRule& rule,
                       int threads) {
    Matches before(earlier.runs.size(), std::vector<std::size_t>(earlier.features.size(), Assignment::nobody));
    for (std::size_t run = 0; run < earlier.runs.size(); ++run)
        for (std::size_t feature = 0; feature < earlier.features.size(); ++feature)
            if (earlier.cell(feature, run).kind == CellKind::measured) before[run][feature] = 0;
    Matches matches = match_all(placed, earlier.features, presences(before, earlier.features.size()), rule, threads);
    recall_matches(earlier, kept, placed, matches);
    return matches;
}

/// New features take theirs: once to learn how common each is, once more knowing it.
Matches match_fresh(const Placed& free, std::span<const ConsensusFeature> fresh, const AssignRule& rule, int threads) {
    const Matches first = match_all(free, fresh, presences({}, fresh.size()), rule, threads);
    return match_all(free, fresh, presences(first, fresh.size()), rule, threads);
}

/// The same runs with those peaks only that no feature has taken.
Placed free_peaks(Placed placed, const Matches& matches) {
    for (std::size_t run = 0; run < matches.size(); ++run) {
        std::vector<bool> taken(placed.runs[run].features.size(), false);
        for (const std::size_t feature : matches[run])
            if (feature != Assignment::nobody) taken[feature] = true;
        std::erase_if(placed.peaks[run], [&](const PlacedPeak& peak) { return taken[peak.feature]; });
    }
    return placed;
}

std::vector<PlacedPeak> all_peaks(const Placed& placed) {
    std::vector<PlacedPeak> all;
    for (const auto& run : placed.peaks) all.insert(all.end(), run.begin(), run.end());
    return all;
}

/// Numbers new features after those that stand: F0001 in positive mode, N0001 in negative.
void name_features(std::span<ConsensusFeature> fresh, std::size_t standing, Polarity polarity) {
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        const std::string number = std::to_string(standing + i + 1);
        fresh[i].feature_id = (polarity == Polarity::negative ? "N" : "F") +
                              std::string(number.size() < 4 ? 4 - number.size() : 0, '0') + number;
    }
}

/// Which cells of the new table stand already.
void keep_cells(const FeatureTable* earlier, const Kept& kept, FeatureTable& table) {
    if (!earlier) return;
    for (std::size_t feature = 0; feature < earlier->features.size(); ++feature)
        for (std::size_t run = 0; run < table.runs.size(); ++run)
            if (kept.column[run] != Kept::none) table.cell(feature, run) = earlier->cell(feature, kept.column[run]);
}

/// What the instrument resolves is the same in all runs: the first new one that has an archive is asked, and its
/// archive kept until its gaps are filled from it.
struct AskedRun {
    std::size_t run = Kept::none;
    std::optional<RunArchive> archive;
    ResolvingDistance resolving;
};

AskedRun ask_first_new(const Ordered& runs, const Kept& kept, const StudyRequest& request) {
    AskedRun asked;
    for (std::size_t run = 0; run < runs.size() && asked.run == Kept::none; ++run)
        if (kept.column[run] == Kept::none && runs[run]->has_archive) asked.run = run;
    if (asked.run == Kept::none) return asked;
    asked.archive = request.archive(asked.run);
    asked.resolving = resolving_distance(*asked.archive);
    return asked;
}

/// Features that an earlier study told as blended still are.
void recall_blends(const FeatureTable& earlier, std::vector<ConsensusFeature>& features) {
    for (std::size_t feature = 0; feature < features.size(); ++feature)
        for (std::size_t run = 0; run < earlier.runs.size(); ++run)
            if (const Cell& cell = earlier.cell(feature, run);
                cell.kind == CellKind::measured && has(cell.flags, FeatureFlag::blended))
                features[feature].blended = true;
}

/// How alike the electropherograms of each pair are, where the run was opened anyway.
std::vector<double> profiles_of(const RunArchive* archive, std::span<const IonPair> pairs, const FeatureTable& table,
                                std::size_t run, const TraceParams& params) {
    std::vector<double> profiles;
    for (const IonPair& pair : pairs)
        profiles.push_back(
            archive ? profile_correlation(*archive, table.cell(pair.parent, run), table.cell(pair.child, run), params)
                    : no_value);
    return profiles;
}

/// The cells of all runs that do not stand yet.
/// \return a run, how alike the two of each pair are.
std::vector<std::vector<double>> fill_table(const Placed& placed, const Matches& matches, const Kept& kept,
                                            std::size_t standing, AskedRun& asked, std::span<const IonPair> pairs,
                                            const Params& params, const StudyRequest& request, FeatureTable& table) {
    std::atomic<std::size_t> done = 0;
    const auto outlines = usual_outlines(table.features, placed.runs, matches, table.frame);
    std::vector<std::vector<double>> profiles(placed.runs.size());
    parallel_for(placed.runs.size(), request.threads, [&](std::size_t run) {
        std::vector<std::size_t> wanted(table.features.size());
        std::iota(wanted.begin(), wanted.end(), 0);
        if (kept.column[run] != Kept::none) wanted.erase(wanted.begin(), wanted.begin() + std::ptrdiff_t(standing));
        std::vector<OccupiedSpan> filled;
        for (std::size_t feature = 0; kept.column[run] != Kept::none && feature < standing; ++feature)
            if (const Cell& cell = table.cell(feature, run); cell.kind == CellKind::filled)
                filled.push_back({cell.mz, {cell.begin_s, cell.end_s}});
        std::optional<RunArchive> opened;
        const auto archive = [&]() -> const RunArchive& {
            if (!opened) opened = run == asked.run ? std::move(*asked.archive) : request.archive(run);
            return *opened;
        };
        const auto cells =
            cells_of_run(placed.runs[run], table.features, outlines, matches[run], wanted, std::move(filled),
                         table.frame, asked.resolving, archive, params.trace, params.peak, params.match);
        for (std::size_t i = 0; i < wanted.size(); ++i) table.cell(wanted[i], run) = cells[i];
        profiles[run] = profiles_of(opened ? &*opened : nullptr, pairs, table, run, params.trace);
        if (request.progress) request.progress(++done, placed.runs.size());
    });
    return profiles;
}

/// Usual time between scans, of the study.
double spacing_s(const Ordered& runs) {
    std::vector<double> spacings;
    for (const StudyRun* run : runs) spacings.push_back(run->spacing_s);
    return median(std::move(spacings));
}

/// The road in a canonical order of runs.
FeatureTable process_ordered(const Ordered& runs, Polarity polarity, const Params& params,
                             const StudyRequest& request) {
    const FeatureTable* earlier = request.earlier;
    const Kept kept = kept_runs(runs, earlier);

    // Every run onto the frame: the study's own, another's, or a new one.
    std::vector<FramingRun> framing;
    for (const StudyRun* run : runs) framing.push_back(framing_run(*run, params, request));
    FeatureTable table;
    table.frame = earlier         ? earlier->frame
                  : request.frame ? *request.frame
                                  : found_frame(framing, polarity, params.align, request.threads);
    std::vector<RunAlignment> alignments = align_all(framing, table.frame, params.align, request.threads);
    judge_alignments(alignments, params.align);
    for (std::size_t run = 0; run < runs.size(); ++run) judge_markers(framing[run], table.frame, alignments[run]);
    tell_missing_markers(framing, alignments);
    for (std::size_t run = 0; run < runs.size(); ++run) {
        to_file_times(runs[run]->segment_s, alignments[run]);
        std::string& reason = alignments[run].reason;
        if (runs[run]->reason.empty()) continue;
        const bool says_it_all = reason.empty() || runs[run]->features.empty();  // nothing there could be aligned
        reason = runs[run]->reason + (says_it_all ? "" : "; " + reason);
    }
    for (std::size_t run = 0; run < runs.size(); ++run)
        if (kept.column[run] != Kept::none) alignments[run] = earlier->runs[kept.column[run]].alignment;

    // Features that stand take their peaks first; what is left may found new ones.
    const Placed placed = place_all(runs, alignments, kept, table.frame);
    const AssignRule rule = assign_rule(table.frame, params.match);
    Matches matches(runs.size());
    if (earlier) {
        table.features = earlier->features;
        recall_blends(*earlier, table.features);
        matches = match_standing(*earlier, kept, placed, rule, request.threads);
    }
    AskedRun asked = ask_first_new(runs, kept, request);
    const ResolvingDistance& resolving = asked.resolving;
    adopt_blends(table.features, placed.peaks, resolving, params.match.place_sd, matches);
    const std::size_t standing = table.features.size();
    const Placed free = free_peaks(placed, matches);
    auto fresh = found_features(all_peaks(free), free.runs, table.frame, params.match);
    Matches more = match_fresh(free, fresh, rule, request.threads);
    fresh = join_blends(std::move(fresh), resolving, more);
    name_features(fresh, standing, polarity);
    for (std::size_t run = 0; run < runs.size(); ++run)
        matches[run].insert(matches[run].end(), more[run].begin(), more[run].end());
    table.features.insert(table.features.end(), fresh.begin(), fresh.end());
    adopt_blends(table.features, placed.peaks, resolving, params.match.place_sd, matches);

    // Cells.
    for (std::size_t run = 0; run < runs.size(); ++run)
        table.runs.push_back({runs[run]->sample_id, runs[run]->run_hash, alignments[run], runs[run]->segment,
                              runs[run]->segment_s, runs[run]->segment > 0 ? runs[run]->features.size() : 0});
    table.cells.resize(table.features.size() * runs.size());
    keep_cells(earlier, kept, table);
    const auto pairs = ion_pairs(table.features, polarity);
    const auto profiles = fill_table(placed, matches, kept, standing, asked, pairs, params, request, table);
    name_ions(pairs, profiles, standing, spacing_s(runs), params.group, table);
    return table;
}

/// Brings the columns of a table into another order: column i becomes what column order[i] was.
void reorder_columns(std::span<const std::size_t> order, FeatureTable& table) {
    std::vector<TableRun> runs(order.size());
    for (std::size_t column = 0; column < order.size(); ++column) runs[column] = std::move(table.runs[order[column]]);
    table.runs = std::move(runs);
    std::vector<Cell> row(order.size());
    for (std::size_t feature = 0; feature < table.features.size(); ++feature) {
        for (std::size_t column = 0; column < order.size(); ++column) row[column] = table.cell(feature, order[column]);
        for (std::size_t column = 0; column < order.size(); ++column) table.cell(feature, column) = row[column];
    }
}

}  // namespace

FeatureTable process_study(std::span<const StudyRun> runs, Polarity polarity, const Params& params,
                           const StudyRequest& request) {
    check(params);
    const std::vector<std::size_t> order = canonical_order(runs);
    Ordered ordered;
    std::vector<std::size_t> back(runs.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        ordered.push_back(&runs[order[i]]);
        back[order[i]] = i;
    }
    StudyRequest inner = request;
    inner.archive = [&](std::size_t run) { return request.archive(order[run]); };
    FeatureTable table = process_ordered(ordered, polarity, params, inner);
    reorder_columns(back, table);
    return table;
}

}  // namespace gassan
