#include "io/store/study_file.hpp"

#include "io/base/faults.hpp"
#include "io/store/columns.hpp"
#include "io/store/stored_file.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace gassan {
namespace {

constexpr const char* format_name = "gassan study 1";

constexpr Column<Warp> warp_numbers[] = {
    {"a", &Warp::a}, {"b", &Warp::b}, {"c", &Warp::c}, {"delay_s", &Warp::delay_s}};
constexpr Column<FrameIon> ion_numbers[] = {
    {"mz", &FrameIon::mz}, {"place", &FrameIon::place}, {"height", &FrameIon::height}};
constexpr Column<Anchor> anchor_numbers[] = {
    {"mz", &Anchor::mz},
    {"time_s", &Anchor::time_s},
    {"place", &Anchor::place},
    {"frame_time_s", &Anchor::frame_time_s},
    {"residual_s", &Anchor::residual_s},
    {"weight", &Anchor::weight},
};
constexpr Column<Lateness> late_numbers[] = {{"time_s", &Lateness::time_s}, {"late_s", &Lateness::late_s}};
constexpr Column<TableRun> run_numbers[] = {{"segment_s", &TableRun::segment_s}};
constexpr Column<TableRun, int> run_segments[] = {{"segment", &TableRun::segment}};
constexpr Column<TableRun, std::size_t> run_counts[] = {{"segment_features", &TableRun::features}};
constexpr Column<RunAlignment, std::string> alignment_texts[] = {{"reason", &RunAlignment::reason}};
constexpr Column<RunAlignment> alignment_numbers[] = {
    {"mz_shift_ppm", &RunAlignment::mz_shift_ppm},   {"rms_s", &RunAlignment::rms_s},
    {"rms_place", &RunAlignment::rms_place},         {"first_anchor_s", &RunAlignment::first_anchor_s},
    {"last_anchor_s", &RunAlignment::last_anchor_s},
};
constexpr Column<RunAlignment, int> alignment_counts[] = {{"n_anchors", &RunAlignment::n_anchors}};
constexpr Column<TableRun, std::string> run_texts[] = {{"sample_id", &TableRun::sample_id},
                                                       {"run_hash", &TableRun::run_hash}};
constexpr Column<ConsensusFeature, std::string> feature_texts[] = {{"feature_id", &ConsensusFeature::feature_id},
                                                                   {"ion", &ConsensusFeature::ion}};
constexpr Column<ConsensusFeature> feature_numbers[] = {
    {"mz", &ConsensusFeature::mz},
    {"place", &ConsensusFeature::place},
    {"mobility_tu", &ConsensusFeature::mobility_tu},
    {"mt_s", &ConsensusFeature::mt_s},
    {"quality", &ConsensusFeature::quality},
    {"fwhm_s", &ConsensusFeature::fwhm_s},
    {"front_s", &ConsensusFeature::front_s},
    {"tail_s", &ConsensusFeature::tail_s},
    {"place_sd", &ConsensusFeature::place_sd},
};
constexpr Column<ConsensusFeature, int> feature_charge[] = {{"charge", &ConsensusFeature::charge}};
constexpr Column<Cell> cell_numbers[] = {
    {"mz", &Cell::mz},       {"mt_s", &Cell::mt_s},       {"mobility_tu", &Cell::mobility_tu},
    {"area", &Cell::area},   {"area_se", &Cell::area_se}, {"height", &Cell::height},
    {"snr", &Cell::snr},     {"limit", &Cell::limit},     {"begin_s", &Cell::begin_s},
    {"end_s", &Cell::end_s}, {"quality", &Cell::quality},
};

// ---- writing ----------------------------------------------------------------------------------------------------

void write_frame(hdf5::Writer& file, const std::string& group, const Frame& frame) {
    file.group(group);
    file.value(group, "polarity", std::int64_t(frame.polarity));
    file.value(group, "in_tu", std::int64_t(frame.in_tu));
    for (const auto& number : warp_numbers) file.value(group, number.name, frame.clock.*number.member);
    file.value(group, "relative_sd", frame.relative_sd);
    file.value(group, "mz_sd_ppm", frame.mz_sd_ppm);
    file.value(group, "founded_on", frame.founded_on);
    write_columns<FrameIon>(file, group, frame.ions, ion_numbers);
}

void write_features(hdf5::Writer& file, const std::string& group, const std::vector<ConsensusFeature>& features) {
    file.group(group);
    write_text_columns<ConsensusFeature>(file, group, features, feature_texts);
    write_columns<ConsensusFeature>(file, group, features, feature_numbers);
    write_columns<ConsensusFeature>(file, group, features, feature_charge);
}

/// The anchors of all runs stand one after another; anchor_end says where those of a run end. Likewise the lateness of
/// their clocks.
void write_runs(hdf5::Writer& file, const std::string& group, const std::vector<TableRun>& runs) {
    std::vector<RunAlignment> alignments;
    std::vector<Warp> warps;
    std::vector<Anchor> anchors;
    std::vector<Lateness> late;
    std::vector<std::uint8_t> aligned;
    std::vector<std::uint64_t> anchor_end, late_end;
    for (const TableRun& run : runs) {
        alignments.push_back(run.alignment);
        warps.push_back(run.alignment.warp);
        aligned.push_back(run.alignment.aligned);
        anchors.insert(anchors.end(), run.alignment.anchors.begin(), run.alignment.anchors.end());
        anchor_end.push_back(anchors.size());
        late.insert(late.end(), run.alignment.warp.late.begin(), run.alignment.warp.late.end());
        late_end.push_back(late.size());
    }
    file.group(group);
    write_text_columns<TableRun>(file, group, runs, run_texts);
    if (std::any_of(runs.begin(), runs.end(), [](const TableRun& run) { return run.segment > 0; })) {
        write_columns<TableRun>(file, group, runs, run_segments);
        write_columns<TableRun>(file, group, runs, run_numbers);
        write_columns<TableRun>(file, group, runs, run_counts);
    }
    file.column(group + "/aligned", aligned);
    write_text_columns<RunAlignment>(file, group, alignments, alignment_texts);
    write_columns<RunAlignment>(file, group, alignments, alignment_numbers);
    write_columns<RunAlignment>(file, group, alignments, alignment_counts);
    write_columns<Warp>(file, group, warps, warp_numbers);
    file.column(group + "/anchor_end", anchor_end);
    file.group(group + "/anchors");
    write_columns<Anchor>(file, group + "/anchors", anchors, anchor_numbers);
    file.column(group + "/late_end", late_end);
    file.group(group + "/late");
    write_columns<Lateness>(file, group + "/late", late, late_numbers);
}

void write_cells(hdf5::Writer& file, const std::string& group, const std::vector<Cell>& cells) {
    std::vector<std::uint8_t> kind, extrapolated;
    std::vector<std::uint32_t> flags;
    for (const Cell& cell : cells) {
        kind.push_back(std::uint8_t(cell.kind));
        extrapolated.push_back(cell.extrapolated);
        flags.push_back(std::uint32_t(cell.flags));
    }
    file.group(group);
    file.column(group + "/kind", kind);
    write_columns<Cell>(file, group, cells, cell_numbers);
    file.column(group + "/flags", flags);
    file.column(group + "/extrapolated", extrapolated);
}

// ---- reading ----------------------------------------------------------------------------------------------------

/// A yes or no in each row.
std::vector<std::uint8_t> read_switches(const hdf5::Reader& file, const std::string& name, std::size_t count) {
    const auto values = file.column<std::uint8_t>(name, count);
    for (const std::uint8_t value : values)
        if (value > 1) file.refuse(name, "holds what is neither 0 nor 1");
    return values;
}

Frame read_frame(const hdf5::Reader& file, const std::string& group) {
    Frame frame;
    const std::int64_t sign = file.whole(group, "polarity");
    if (sign < -1 || sign > 1) file.refuse(group + "@polarity", "is neither 1 nor -1");
    frame.polarity = Polarity(sign);
    frame.in_tu = file.whole(group, "in_tu") != 0;
    for (const auto& number : warp_numbers) frame.clock.*number.member = file.number(group, number.name);
    frame.relative_sd = file.number(group, "relative_sd");
    frame.mz_sd_ppm = file.number(group, "mz_sd_ppm");
    frame.founded_on = file.text(group, "founded_on");
    frame.ions.resize(file.column<double>(group + "/mz").size());
    read_columns(file, group, frame.ions, ion_numbers);
    return frame;
}

std::vector<ConsensusFeature> read_features(const hdf5::Reader& file, const std::string& group) {
    auto features = read_text_columns(file, group, feature_texts);
    read_columns(file, group, features, feature_numbers);
    read_columns(file, group, features, feature_charge);
    return features;
}

/// Only what can be undone: times, and times less their lateness, ascend.
void read_lateness(const hdf5::Reader& file, const std::string& group, std::vector<TableRun>& runs) {
    if (!file.has(group + "/late_end")) return;  // of a version whose clocks were never late
    const auto late_end = file.column<std::uint64_t>(group + "/late_end", runs.size());
    std::vector<Lateness> late(file.column<double>(group + "/late/time_s").size());
    read_columns(file, group + "/late", late, late_numbers);
    std::uint64_t begin = 0;
    for (std::size_t run = 0; run < runs.size(); ++run) {
        const std::uint64_t end = late_end[run];
        if (end < begin || end > late.size()) file.refuse(group + "/late_end", "does not ascend to their number");
        for (std::uint64_t i = begin; i + 1 < end; ++i) {
            const double step_s = late[i + 1].time_s - late[i].time_s;
            if (!(step_s > 0.0) || !(late[i + 1].late_s - late[i].late_s < step_s))
                file.refuse(group + "/late", "holds a clock that runs backwards");
        }
        runs[run].alignment.warp.late.assign(late.begin() + std::ptrdiff_t(begin), late.begin() + std::ptrdiff_t(end));
        begin = end;
    }
}

std::vector<TableRun> read_runs(const hdf5::Reader& file, const std::string& group) {
    auto runs = read_text_columns(file, group, run_texts);
    const std::size_t count = runs.size();
    if (file.has(group + "/segment")) {
        read_columns(file, group, runs, run_segments);
        read_columns(file, group, runs, run_numbers);
        read_columns(file, group, runs, run_counts);
    }
    auto alignments = read_text_columns(file, group, alignment_texts);
    if (alignments.size() != count) file.refuse(group + "/reason", "has another number of values than there are runs");
    read_columns(file, group, alignments, alignment_numbers);
    read_columns(file, group, alignments, alignment_counts);
    std::vector<Warp> warps(count);
    read_columns(file, group, warps, warp_numbers);
    const auto aligned = read_switches(file, group + "/aligned", count);
    const auto anchor_end = file.column<std::uint64_t>(group + "/anchor_end", count);
    std::vector<Anchor> anchors(file.column<double>(group + "/anchors/mz").size());
    read_columns(file, group + "/anchors", anchors, anchor_numbers);
    std::uint64_t begin = 0;
    for (std::size_t run = 0; run < count; ++run) {
        const std::uint64_t end = anchor_end[run];
        if (end < begin || end > anchors.size()) file.refuse(group + "/anchor_end", "does not ascend to their number");
        runs[run].alignment = std::move(alignments[run]);
        runs[run].alignment.aligned = aligned[run] != 0;
        runs[run].alignment.warp = warps[run];
        runs[run].alignment.anchors.assign(anchors.begin() + std::ptrdiff_t(begin),
                                           anchors.begin() + std::ptrdiff_t(end));
        begin = end;
    }
    read_lateness(file, group, runs);
    return runs;
}

std::vector<Cell> read_cells(const hdf5::Reader& file, const std::string& group, std::size_t count) {
    const auto kind = file.column<std::uint8_t>(group + "/kind", count);
    const auto flags = file.column<std::uint32_t>(group + "/flags", count);
    const auto extrapolated = read_switches(file, group + "/extrapolated", count);
    std::vector<Cell> cells(count);
    read_columns(file, group, cells, cell_numbers);
    for (std::size_t i = 0; i < count; ++i) {
        if (kind[i] > std::uint8_t(CellKind::failed)) file.refuse(group + "/kind", "holds an unknown kind of cell");
        cells[i].kind = CellKind(kind[i]);
        cells[i].flags = FeatureFlag(flags[i]);
        cells[i].extrapolated = extrapolated[i] != 0;
    }
    return cells;
}

std::string table_name(std::size_t table) {
    return "table_" + std::to_string(table + 1);
}

}  // namespace

std::string write_study_file(const std::filesystem::path& path, const StoredStudy& study,
                             const std::function<void(const std::string&)>& about_to_appear) {
    const auto write = [&](hdf5::Writer& file) {
        file.value("/", "format", std::string(format_name));
        file.value("/", "founded_with", study.founded_with);
        file.value("/", "tables", std::int64_t(study.tables.size()));
        for (std::size_t i = 0; i < study.tables.size(); ++i) {
            const FeatureTable& table = study.tables[i];
            const std::string name = table_name(i);
            file.group(name);
            write_frame(file, name + "/frame", table.frame);
            write_features(file, name + "/features", table.features);
            write_runs(file, name + "/runs", table.runs);
            write_cells(file, name + "/cells", table.cells);
        }
    };
    return write_stored_file(path, write, about_to_appear);
}

StoredStudy read_study_file(const std::filesystem::path& path, const std::string& sha256) {
    require_content(path, sha256);
    const hdf5::Reader file(path);
    if (file.text("/", "format") != format_name)
        file.refuse("format", "is " + quoted_text(file.text("/", "format")) + ", not " + format_name);
    StoredStudy study;
    study.founded_with = file.text("/", "founded_with");
    const std::int64_t count = file.whole("/", "tables");
    if (count < 0 || count > 2) file.refuse("tables", "is no number of polarities");
    for (std::size_t i = 0; i < std::size_t(count); ++i) {
        const std::string name = table_name(i);
        FeatureTable& table = study.tables.emplace_back();
        table.frame = read_frame(file, name + "/frame");
        table.features = read_features(file, name + "/features");
        table.runs = read_runs(file, name + "/runs");
        if (!table.runs.empty() && table.features.size() > SIZE_MAX / table.runs.size())
            file.refuse(name, "has more cells than a machine can count");
        table.cells = read_cells(file, name + "/cells", table.features.size() * table.runs.size());
    }
    return study;
}

}  // namespace gassan
